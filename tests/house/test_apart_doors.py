"""No door shows what is said at a desk that is kept apart to whoever holds no power at the desk itself: neither its
words, nor who said them, nor the numbers of its voices and cases.

Every address of ours, and each list asked for just this desk, is opened by somebody who holds all powers over the whole
company, and every address of the API by a machine that does. Whoever holds them at the desk reads all the while; and
once it is kept apart no longer, the same walk finds it from above.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from servewell.base.permissions import HOUSE, all_powers
from servewell.rooms.cases.jobs import index_cases
from servewell.rooms.cases.models import Case
from servewell.rooms.customers.models import KnownAt
from servewell.rooms.insight import services as insight
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.voice.jobs import index_words
from servewell.rooms.voice.models import Voice
from tests.builders import a_browser, a_company, a_person
from tests.builders.machines import a_token
from tests.builders.world import Stand, a_standing_world, a_world_of_one_unit
from tests.house.addresses import ADDRESSES
from tests.house.doors import Ask, came, given_away, opened

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
# what customers wrote at the desk, the files that brought it, and the addresses of those who wrote
WORDS = ("came at harbour", "wrist at harbour", "harbour@example.com", "@harbour.example.com")
# as many pages on which it is met prove that the walk meets what there is
ENOUGH, ENOUGH_FOR_MACHINES = 30, 5


@pytest.fixture(scope="module")
def stand(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stand]:
    with a_standing_world(django_db_blocker, NOW, made=a_world_of_one_unit) as standing:
        yield standing["own"]


@pytest.fixture(autouse=True)
def _all_is_loaded(settings: Settings, tmp_path: Path, stand: Stand) -> None:
    settings.LAKE_FOLDER = tmp_path
    index_words()
    index_cases()
    insight.load_dirty(at=NOW)


def said_there(stand: Stand) -> Mapping[str, list[int]]:
    there = {"unit": stand.unit.pk}
    return {
        "case": list(Case.objects.filter(**there).values_list("pk", flat=True)),
        "voice": list(Voice.objects.filter(**there).values_list("pk", flat=True)),
        "customer": list(KnownAt.objects.filter(**there).values_list("customer", flat=True)),
    }


def doors(stand: Stand) -> Iterator[str]:
    """Every GET of ours as it stands in the table, each of what was said there by its number, and each list."""
    yield from (f"/{room}?words={words}" for room in ("voices", "cases", "customers") for words in ("harbour", "came"))
    yield from (f"/cases?words={number}" for number in said_there(stand)["case"])
    yield f"/voices?unit={stand.unit.code}&aspect=respect&band=low&from=2026-11-01&to=2026-11-30&counted=1"
    yield f"/voices?unit={stand.unit.code}&from=2026-11-16&to=2026-11-16"
    yield from (f"/cases?shelf={shelf}&unit={stand.unit.code}" for shelf in ("open", "unassigned", "answered", "all"))
    yield from ("/cases", "/voices", "/customers", "/reports/waiting", "/inquiries", "/points")
    yield f"/cases/together?deed=take&case={stand.case}"
    yield from doors_of_machines(stand)
    for address in filter(opened, ADDRESSES):
        yield address.path(stand)
        room = address.route.split("/")[0]
        if f"{room}/<int:number>" in address.route:
            for number in said_there(stand).get(room.removesuffix("s"), ()):
                yield "/" + address.route.replace("<int:number>", str(number)).replace("<int:file>", "1")


def doors_of_machines(stand: Stand) -> Iterator[str]:
    yield from (address.path(stand) for address in ADDRESSES if address.is_api and opened(address))
    yield from (
        "/api/voices?words=harbour",
        f"/api/voices?unit={stand.unit.code}&from=2026-11-16",
        "/api/voices?size=9",
    )
    yield from (f"/api/cases?shelf={shelf}" for shelf in ("open", "unassigned", "answered"))
    yield from (f"/api/cases?words={words}" for words in ("harbour", stand.case))


def shows(ask: Ask, paths: Iterator[str], stand: Stand, *, until: int | None = None) -> dict[str, list[str]]:
    """By path, what gives the desk away: words, addresses, links and numbers. Ends when it was met ``until`` times."""
    there, found = said_there(stand), {}
    links = [f"/{thing}s/{key}{end}" for thing, keys in there.items() for key in keys for end in ('"', "/", "?")]
    for path in dict.fromkeys(paths):
        body = came(ask, path)
        given = given_away(body, (*WORDS, *links), {})
        given += [thing for thing, keys in there.items() for key in keys if given_away(body, (), {thing: key})]
        if given:
            found[path] = given
        if until is not None and len(found) == until:
            break
    return found


def test_no_door_shows_a_desk_kept_apart_to_whoever_holds_nothing_there(stand: Stand) -> None:
    company = a_company()
    from_above = a_browser(a_person("Vi", *all_powers(), unit=company)).get
    there = a_browser(a_person("Eve", *all_powers(), unit=stand.unit)).get
    secret = a_token(company, *all_powers())[1]
    machine: Ask = lambda path: Client().get(path, headers={"Authorization": f"Bearer {secret}"})  # noqa: E731

    people.keep_apart(unit=stand.unit, by=HOUSE, at=NOW)
    kept = shows(from_above, doors(stand), stand)
    told = shows(machine, doors_of_machines(stand), stand)
    read_there = shows(there, doors(stand), stand, until=ENOUGH)
    people.keep_apart_no_more(unit=stand.unit, by=HOUSE, at=NOW)
    opened_again = shows(from_above, doors(stand), stand, until=ENOUGH)
    told_again = shows(machine, doors_of_machines(stand), stand, until=ENOUGH_FOR_MACHINES)

    assert (kept, told) == ({}, {})
    met = (len(read_there), len(opened_again), len(told_again))
    assert met == (ENOUGH, ENOUGH, ENOUGH_FOR_MACHINES), f"it is met on few pages: {sorted(opened_again)}"
    assert people_asked.kept_apart(unit=stand.unit.pk) is None
