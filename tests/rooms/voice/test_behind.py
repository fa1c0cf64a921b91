"""The words behind a figure: just its answers, those the viewer may read, and how many are hidden."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.insight import selectors as figures
from servewell.rooms.insight import services as insight
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as moving
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import rules, selectors, services, terms
from servewell.rooms.voice.selectors import Behind, Filters
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice, an_indicator
from tests.builders.files import a_file_of
from tests.builders.world import a_world

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))


def of(unit: Unit, **more: object) -> Filters:
    return Filters(unit=unit.pk, from_on=NOVEMBER[0], until_on=NOVEMBER[1], is_counted=True, **more)


def behind(viewer: object, filters: Filters) -> Behind | None:
    return selectors.behind(viewer=viewer, filters=filters, sees_figures=insight_rules.SEE, narrowest=2.0)


@pytest.fixture
def west(db: None) -> Unit:
    """A region with a hotel and a laundry, which leaves it for the east on the tenth of November."""
    west = a_unit("west", under=a_company())
    east = a_unit("east", under=a_company())
    hotel = a_channel(a_unit("hotel", under=west), slug="hotel")
    laundry = a_channel(a_unit("laundry", under=west), slug="laundry")
    a_voice(hotel, 5, words="Warm.", respect=5, at=NOON)
    a_voice(hotel, 1, words="Cold.", respect=2, communication=1, language="es", at=NOON)
    a_voice(hotel, 4, respect="na", at=NOON)
    a_voice(laundry, 2, words="Lost shirt.", respect=3, at=NOON - timedelta(days=10))
    a_voice(laundry, 3, at=NOON - timedelta(days=10))
    a_voice(laundry, 5, words="Found it.", at=NOON)
    a_voice(hotel, 5, words="Last month.", at=NOON - timedelta(days=30))
    moving.move_unit(unit=laundry.unit, parent=east, on=date(2026, 11, 10), by=HOUSE, at=NOON)
    return west


def test_what_the_viewer_may_not_read_is_counted_as_hidden(west: Unit) -> None:
    boss = a_person("Bea", rules.READ, insight_rules.SEE)
    of_west = a_person("Wei", rules.READ, insight_rules.SEE, unit=west)
    of_hotel = a_person("Hal", rules.READ, unit=people.unit_for(viewer=HOUSE, power=rules.READ, code="hotel"))
    only_figures = a_person("Fay", insight_rules.SEE)

    assert [behind(viewer, of(west)) for viewer in (HOUSE, boss, of_west, only_figures, of_hotel)] == [
        Behind(n=5, with_words=3, without_words=2),
        Behind(n=5, with_words=3, without_words=2),
        Behind(n=5, with_words=2, without_words=1),  # today the laundry is no longer theirs
        Behind(n=5, with_words=0, without_words=0),
        None,
    ]
    assert behind(of_west, of(west)).hidden == 2


@pytest.mark.parametrize(
    ("more", "counted", "listed"),
    [
        ({}, Behind(5, 3, 2), ["Cold.", "Warm.", "Lost shirt."]),
        ({"aspect": "respect"}, Behind(3, 3, 0), ["Cold.", "Warm.", "Lost shirt."]),
        ({"aspect": "communication"}, Behind(1, 1, 0), ["Cold."]),
        ({"aspect": "respect", "band": terms.Band.LOW}, Behind(1, 1, 0), ["Cold."]),
        ({"band": terms.Band.HIGH}, Behind(2, 1, 1), ["Warm."]),
        ({"language": "es"}, Behind(1, 1, 0), ["Cold."]),
        ({"channel": "laundry"}, Behind(2, 1, 1), ["Lost shirt."]),
        ({"aspect": "unheard-of"}, Behind(0, 0, 0), []),
    ],
)
def test_the_list_and_the_count_are_narrowed_alike(west: Unit, more, counted: Behind, listed: list[str]) -> None:
    page = selectors.heard(viewer=HOUSE, filters=of(west, **more))

    assert behind(HOUSE, of(west, **more)) == counted
    assert [heard.words[0].text for heard in page.items] == listed


def test_without_a_unit_or_a_period_or_with_a_search_nothing_is_counted(west: Unit) -> None:
    loose = [Filters(), Filters(unit=west.pk), Filters(from_on=NOVEMBER[0], until_on=NOVEMBER[1]), of(west, words="x")]

    assert [behind(HOUSE, filters) for filters in loose] == [None] * 4


def test_withdrawn_files_and_scales_that_the_figure_leaves_out_do_not_count(west: Unit) -> None:
    file = a_file_of(*selectors.standing().filter(channel__slug="hotel", on__gte=NOVEMBER[0]).order_by("pk"))
    counted = []
    for state in (terms.ImportState.TAKING_IN, terms.ImportState.SHOWN, terms.ImportState.WITHDRAWN):
        file.becomes(state)
        counted.append(behind(HOUSE, of(west)))

    assert counted == [Behind(2, 1, 1), Behind(5, 3, 2), Behind(2, 1, 1)]
    assert selectors.behind(
        viewer=HOUSE, filters=of(west), sees_figures=insight_rules.SEE, narrowest=5.0
    ) == Behind(0, 0, 0)  # fmt: skip


def test_it_is_one_query(west: Unit) -> None:
    with CaptureQueriesContext(connection) as seen:
        behind(HOUSE, of(west))

    assert len(seen) == 1


@pytest.mark.parametrize("aspect", [None, "respect", "communication"])
def test_n_is_the_figures_own_n(lake_db: Path, west: Unit, aspect: str | None) -> None:
    an_indicator()
    insight.rebuild(at=NOON)
    found = figures.measure(viewer=HOUSE, by="month", from_on=NOVEMBER[0], until_on=NOVEMBER[1])

    units = people.units_seen(viewer=HOUSE, power=rules.READ)
    counted = {
        unit.code: answers.n for unit in units if (answers := behind(HOUSE, of(unit, aspect=aspect))) and answers.n
    }

    assert counted == {each.unit: each.n for each in found if each.aspect == aspect}
    assert counted


def test_words_of_earlier_times_that_come_in_later_do_not_come_first(west: Unit) -> None:
    hotel = selectors.channel_by_slug(slug="hotel")
    past = services.PastVoice(
        submission="0" * 31 + "1", posted={"overall": ["3"], "words": ["Long ago."]}, language="en",
        at=NOON - timedelta(days=5),
    )  # fmt: skip
    services.take_in_history(channel=hotel, voices=[past], by=HOUSE, at=NOON)

    def turned(**turn: int) -> tuple[list[str], int | None, int | None]:
        page = selectors.heard(viewer=HOUSE, size=2, **turn)
        return [heard.words[0].text for heard in page.items], page.newer, page.older

    pages, older, newer = [], None, None
    while True:
        texts, newer, older_key = turned(**({"before": older} if older else {}))
        pages.append(texts)
        if older_key is None:
            break
        older = older_key
    back = turned(after=newer)

    assert pages == [["Found it.", "Cold."], ["Warm.", "Long ago."], ["Lost shirt.", "Last month."]]
    assert back[0] == pages[1]


def test_a_voice_knows_its_neighbours_in_the_list_it_was_found_in(west: Unit) -> None:
    page = selectors.heard(viewer=HOUSE, filters=of(west))
    numbers = [heard.number for heard in page.items]

    beside = [selectors.neighbours(viewer=HOUSE, number=number, filters=of(west)) for number in numbers]

    assert [(each.newer, each.older) for each in beside] == [
        (None, numbers[1]), (numbers[0], numbers[2]), (numbers[1], None),
    ]  # fmt: skip


@pytest.mark.django_db
def test_from_everywhere_in_the_world_the_hidden_are_those_of_units_one_may_not_read() -> None:
    """Every unit of the world has one voice with words, and one of harm that is told as an answer without words; the
    moved one left yesterday, before its voices came."""
    world = a_world(NOON)
    units = {place: stand.unit for place, stand in world.items()}
    readers = {place: a_person(place, rules.READ, insight_rules.SEE, unit=unit) for place, unit in units.items()} | {
        "only below": a_person("Bel", rules.READ, unit=units["below"])
    }
    _sees_figures(readers["only below"], units["own"])

    seen = {
        place: tuple((found.n, found.with_words, found.hidden) if (found := behind(reader, of(units[at]))) else None
                     for at in ("own", "sister", "above"))
        for place, reader in readers.items()
    }  # fmt: skip

    assert seen == {
        "own": ((4, 2, 0), None, None),
        "below": (None, None, None),
        "sister": (None, (4, 2, 0), None),
        "above": ((4, 2, 0), (4, 2, 0), (10, 5, 0)),
        "moved": (None, None, None),
        "only below": ((4, 1, 2), None, None),
    }


def _sees_figures(person: Person, unit: Unit) -> None:
    draft = moving.RoleDraft(code="figures", title=unit.name, powers=(insight_rules.SEE.code,))
    role = moving.define_roles(roles=[draft], by=HOUSE, at=NOON)[0]
    moving.grant(person=person, role=role, unit=unit, from_on=date(2020, 1, 1), by=HOUSE, at=NOON)
