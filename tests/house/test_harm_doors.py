"""No door shows what a customer said of harm to whoever may not know it: neither its words nor that it is there.

Every address of ours, as it stands in the table, and every list asked for just this voice, is opened by somebody who
holds all powers over the unit but the one to deal with harm; and by a machine that reads. Lifted, the same voice is in
them, so that the walk proves something.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.http import HttpResponse  # noqa: TID251  what a browser got
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from servewell.base.permissions import Power, all_powers
from servewell.rooms.cases import rules, services
from servewell.rooms.cases.jobs import index_cases
from servewell.rooms.cases.models import Case, HarmMark
from servewell.rooms.insight import services as insight
from servewell.rooms.voice.jobs import index_words
from servewell.rooms.voice.models import Voice
from servewell.web.kit.access import EVERYONE
from tests.builders import a_browser, a_person
from tests.builders.world import Stand, a_standing_world
from tests.house.addresses import ADDRESSES

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
WORDS = "broke her wrist at harbour"
OTHERS = tuple(power for power in all_powers() if power != rules.HANDLE_HARM)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Mapping[str, Stand]]:
    with a_standing_world(django_db_blocker, NOW) as standing:
        yield standing


@pytest.fixture(autouse=True)
def _a_lake_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.LAKE_FOLDER = tmp_path


@pytest.fixture
def mark(world: Mapping[str, Stand]) -> HarmMark:
    return HarmMark.objects.select_related("voice").get(pk=world["own"].harm)


def browser_with(powers: tuple[Power, ...], world: Mapping[str, Stand]) -> Client:
    return a_browser(a_person("Vi", *powers, unit=world["own"].unit))


def doors(stand: Stand, voice: Voice) -> Iterator[str]:
    """Every GET of ours, this voice, its case and its customer where one is named, and each list asked for them."""
    named = {"voices": voice.pk, "cases": Case.objects.get(voice=voice).pk, "customers": voice.customer_id}
    for address in ADDRESSES:
        if "GET" not in address.methods or address.access == EVERYONE:
            continue
        yield address.path(stand)
        room = address.route.split("/")[0]
        if f"{room}/<int:number>" in address.route and room in named:
            yield "/" + address.route.replace("<int:number>", str(named[room])).replace("<int:file>", "1")
    yield from (f"/{room}?words=wrist" for room in ("voices", "cases", "customers"))
    yield f"/voices?unit={stand.unit.code}&aspect=respect&band=low&from=2026-11-01&to=2026-11-30&counted=1"
    yield f"/voices?unit={stand.unit.code}&from=2026-11-16&to=2026-11-16"
    yield from (f"/cases?shelf={shelf}&unit={stand.unit.code}" for shelf in ("open", "unassigned", "answered", "mine"))
    yield f"/cases?words={named['cases']}"
    yield f"/cases/together?deed=take&case={named['cases']}"


def came(browser: Client, path: str) -> str:
    response: HttpResponse = browser.get(path)
    if response.status_code != 200:
        return ""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def shows(browser: Client, stand: Stand, voice: Voice) -> dict[str, list[str]]:
    """By path, what gives the voice away: its words, or a link to it or to its case."""
    case = Case.objects.get(voice=voice).pk
    signs = (WORDS, *(f"/{thing}{end}" for thing in (f"voices/{voice.pk}", f"cases/{case}") for end in ('"', "/", "?")))
    found = {}
    for path in doors(stand, voice):
        given_away = [sign for sign in signs if sign in came(browser, path)]
        if given_away:
            found[path] = given_away
    return found


def test_no_door_shows_harm_to_whoever_may_not_know_it(world: Mapping[str, Stand], mark: HarmMark) -> None:
    stand, voice = world["own"], mark.voice
    index_words()
    index_cases()
    insight.load_dirty(at=NOW)
    outsider = browser_with(OTHERS, world)

    sealed = shows(outsider, stand, voice)
    handler = a_person("Eve", rules.HANDLE_HARM, unit=stand.unit)
    services.lift_harm(mark=mark, reason="None after all.", by=handler, at=NOW)
    lifted = shows(outsider, stand, voice)

    assert sealed == {}
    assert len(lifted) >= 12, f"the same walk meets the voice on few pages, so it proves little: {sorted(lifted)}"


def test_lists_never_hold_the_words_of_harm_not_even_for_who_deals_with_it(
    world: Mapping[str, Stand], mark: HarmMark
) -> None:
    """They read them behind one door, where it is written down."""
    stand, voice = world["own"], mark.voice
    index_words()
    index_cases()
    browser = browser_with(tuple(all_powers()), world)

    shown = shows(browser, stand, voice)

    assert [path for path, signs in shown.items() if WORDS in signs] == []
    assert f"/cases/{Case.objects.get(voice=voice).pk}" in shown
    assert came(browser, "/harm").count(f'href="/harm/{mark.pk}"') == 1
