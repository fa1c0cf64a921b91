"""No door shows what a customer said of harm to whoever may not know it: neither its words nor that it is there.

Every address of ours, as it stands in the table, and every list asked for just this voice, is opened by somebody who
holds all powers over the unit but the one to deal with harm; and every address of the API by a machine that holds
all. Lifted, the same voice is in them, so that the walk proves something.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from servewell.base.permissions import Power, all_powers
from servewell.rooms.cases import rules, services
from servewell.rooms.cases.jobs import index_cases
from servewell.rooms.cases.models import Case, HarmMark, Inquiry
from servewell.rooms.insight import services as insight
from servewell.rooms.voice.jobs import index_words
from servewell.rooms.voice.models import Voice
from tests.builders import a_browser, a_person
from tests.builders.machines import a_token
from tests.builders.world import Stand, a_standing_world, a_world_of_one_unit
from tests.house.addresses import ADDRESSES
from tests.house.doors import Ask, came, given_away, opened

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
WORDS = "broke her wrist at harbour"
OTHERS = tuple(power for power in all_powers() if power != rules.HANDLE_HARM)
# as many pages on which the lifted voice is met prove that the walk meets what there is
ENOUGH, ENOUGH_FOR_MACHINES = 12, 5


@pytest.fixture(scope="module")
def stand(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stand]:
    with a_standing_world(django_db_blocker, NOW, made=a_world_of_one_unit) as standing:
        yield standing["own"]


@pytest.fixture(autouse=True)
def _a_lake_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.LAKE_FOLDER = tmp_path


@pytest.fixture
def mark(stand: Stand) -> HarmMark:
    index_words()
    index_cases()
    insight.load_dirty(at=NOW)
    return HarmMark.objects.select_related("voice").get(pk=stand.harm)


def browser_with(powers: tuple[Power, ...], stand: Stand) -> Ask:
    return a_browser(a_person("Vi", *powers, unit=stand.unit)).get


def machine_with(powers: Iterable[Power], stand: Stand) -> Ask:
    secret = a_token(stand.unit, *powers)[1]
    return lambda path: Client().get(path, headers={"Authorization": f"Bearer {secret}"})


def doors(stand: Stand, voice: Voice) -> Iterator[str]:
    """Every GET of ours, this voice, its case and its customer where one is named, and each list asked for them."""
    named = {"voices": voice.pk, "cases": Case.objects.get(voice=voice).pk, "customers": voice.customer_id}
    yield from (f"/{room}?words=wrist" for room in ("voices", "cases", "customers"))
    yield f"/voices?unit={stand.unit.code}&aspect=respect&band=low&from=2026-11-01&to=2026-11-30&counted=1"
    yield f"/voices?unit={stand.unit.code}&from=2026-11-16&to=2026-11-16"
    yield from (f"/cases?shelf={shelf}&unit={stand.unit.code}" for shelf in ("open", "unassigned", "answered", "mine"))
    yield f"/cases?words={named['cases']}"
    yield f"/cases/together?deed=take&case={named['cases']}"
    yield f"/cases/{stand.case}/merge?other={named['cases']}"
    yield from doors_of_machines(stand, voice)
    for address in filter(opened, ADDRESSES):
        yield address.path(stand)
        room = address.route.split("/")[0]
        if f"{room}/<int:number>" in address.route and room in named:
            yield "/" + address.route.replace("<int:number>", str(named[room])).replace("<int:file>", "1")


def doors_of_machines(stand: Stand, voice: Voice) -> Iterator[str]:
    """Those of the API, each list asked for this voice as well."""
    yield from (address.path(stand) for address in ADDRESSES if address.is_api and opened(address))
    yield from ("/api/voices?words=wrist", f"/api/voices?unit={stand.unit.code}&from=2026-11-16", "/api/voices?size=1")
    yield from (f"/api/cases?shelf={shelf}" for shelf in ("open", "unassigned", "answered"))
    yield from (f"/api/cases?words={words}" for words in ("wrist", Case.objects.get(voice=voice).pk))


def shows(ask: Ask, paths: Iterator[str], voice: Voice, *, until: int | None = None) -> dict[str, list[str]]:
    """By path, what gives the voice away: its words, or a link to it or to its case, or their numbers in JSON.

    Ends with the page on which it was met ``until`` so many times.
    """
    numbers = {"voice": voice.pk, "case": Case.objects.get(voice=voice).pk}
    links = (f"/{thing}s/{number}{end}" for thing, number in numbers.items() for end in ('"', "/", "?"))
    signs, found = (WORDS, *links), {}
    for path in dict.fromkeys(paths):
        if given := given_away(came(ask, path), signs, numbers):
            found[path] = given
        if until is not None and len(found) == until:
            break
    return found


def test_no_door_shows_harm_to_whoever_may_not_know_it(stand: Stand, mark: HarmMark) -> None:
    voice = mark.voice
    outsider, machine = browser_with(OTHERS, stand), machine_with(all_powers(), stand)

    sealed = shows(outsider, doors(stand, voice), voice)
    told = shows(machine, doors_of_machines(stand, voice), voice)
    handler = a_person("Eve", rules.HANDLE_HARM, unit=stand.unit)
    services.lift_harm(mark=mark, reason="None after all.", by=handler, at=NOW)
    lifted = shows(outsider, doors(stand, voice), voice, until=ENOUGH)
    told_then = shows(machine, doors_of_machines(stand, voice), voice, until=ENOUGH_FOR_MACHINES)

    assert (sealed, told) == ({}, {})
    met = (len(lifted), len(told_then))
    assert met == (ENOUGH, ENOUGH_FOR_MACHINES), f"it is met on few pages: {sorted(lifted)}, {sorted(told_then)}"


def test_who_was_asked_before_it_was_sealed_reads_nothing_of_it(stand: Stand, mark: HarmMark) -> None:
    asked = Inquiry.objects.get(case__voice=mark.voice_id, is_of_harm=False)
    ask = a_browser(stand.person).get
    paths = ("/", "/inquiries", f"/inquiries/{asked.pk}")

    sealed = [f"/inquiries/{asked.pk}" in came(ask, path) or WORDS in came(ask, path) for path in paths]
    handler = a_person("Eve", rules.HANDLE_HARM, unit=stand.unit)
    services.lift_harm(mark=mark, reason="None after all.", by=handler, at=NOW)
    lifted = [f"/inquiries/{asked.pk}" in came(ask, path) or WORDS in came(ask, path) for path in paths]

    assert (sealed, lifted) == ([False] * 3, [True] * 3)


def test_lists_never_hold_the_words_of_harm_not_even_for_who_deals_with_it(stand: Stand, mark: HarmMark) -> None:
    """They read them behind one door, where it is written down."""
    voice = mark.voice
    ask = browser_with(tuple(all_powers()), stand)

    shown = shows(ask, doors(stand, voice), voice)

    assert [path for path, signs in shown.items() if WORDS in signs] == []
    assert f"/cases/{Case.objects.get(voice=voice).pk}" in shown
    assert came(ask, "/harm").count(f'href="/harm/{mark.pk}"') == 1
