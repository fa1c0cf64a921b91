"""Figures by the tree of each day, and by today's: each unit where it stands now, a closed one where it would stand."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.insight import selectors, services
from servewell.rooms.insight.selectors import Look
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Lineage, Unit
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.selectors import Filters
from tests.builders import a_channel, a_company, a_unit, a_voice, an_indicator
from tests.builders.company import LONG_AGO
from tests.builders.figures import Answered, Met, the_lake_holds

pytestmark = pytest.mark.django_db

MARCH, JUNE = date(2026, 3, 10), date(2026, 6, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
CODES = ("hotel", "annex", "cottage", "lodge", "bar")


@pytest.fixture(autouse=True)
def _an_indicator(the_clock_stands: None) -> None:
    an_indicator()


def moved(unit: Unit, parent: Unit, on: date) -> None:
    people.move_unit(unit=unit, parent=parent, on=on, by=HOUSE, at=LONG_AGO)


def closed(unit: Unit, on: date) -> None:
    people.close_unit(unit=unit, on=on, by=HOUSE, at=LONG_AGO)


@pytest.fixture
def units() -> Mapping[str, Unit]:
    """The hotel stood in the east, then the west, now the north; its annex closed while it stood in the west.

    The cottage closed within the lodge, the lodge within the east, and the east went under the north after that. The
    bar will leave the east next year.
    """
    top = a_company()
    found = {"company": top, **{code: a_unit(code, under=top) for code in ("east", "west", "north")}}
    found |= {code: a_unit(code, under=found["east"]) for code in ("hotel", "lodge", "bar")}
    found["annex"], found["cottage"] = a_unit("annex", under=found["hotel"]), a_unit("cottage", under=found["lodge"])
    moved(found["hotel"], found["west"], date(2026, 4, 1))
    closed(found["annex"], date(2026, 7, 1))
    closed(found["cottage"], date(2026, 7, 1))
    closed(found["lodge"], date(2026, 8, 1))
    moved(found["hotel"], found["north"], date(2026, 9, 1))
    moved(found["east"], found["north"], date(2026, 10, 1))
    moved(found["bar"], found["west"], date(2027, 1, 1))
    return found


def counted(tree: Tree, **more: str) -> dict[str, tuple[int, int | None]]:
    found = selectors.measure(viewer=HOUSE, by="year", tree=tree, **more)
    return {each.unit: (each.n, each.encounters) for each in found}


def test_answers_and_encounters_count_where_their_unit_stood_or_where_it_stands(
    lake: Path, units: Mapping[str, Unit]
) -> None:
    many = {"hotel": 1, "annex": 2, "cottage": 4, "lodge": 8, "bar": 16}
    the_lake_holds(
        *(Answered(units[code], day, n, n) for code, n in many.items() for day in (MARCH, JUNE)),
        *(Met(units[code], day, n * 100) for code, n in many.items() for day in (MARCH, JUNE)),
    )

    def of(**n: int) -> dict[str, tuple[int, int]]:
        return {code: (number, number * 100) for code, number in n.items()}

    seen = {unit.code for unit in units.values()} - {"annex", "cottage", "lodge"}
    assert (counted(Tree.AS_IT_WAS), counted(Tree.TODAY)) == (
        of(company=62, east=59, west=3, hotel=6, bar=32),
        of(company=62, east=56, north=62, hotel=6, bar=32),
    )
    assert set(counted(Tree.TODAY)) <= seen


def test_one_unit_asked_for_counts_as_among_all(lake: Path, units: Mapping[str, Unit]) -> None:
    the_lake_holds(*(Answered(units[code], day, 1, 2) for code in CODES for day in (MARCH, JUNE)))

    for tree in Tree:
        everywhere = counted(tree)
        assert {code: counted(tree, unit=code).get(code) for code in ("company", "east", "west", "north", "hotel")} == {
            code: everywhere.get(code) for code in ("company", "east", "west", "north", "hotel")
        }


def test_today_is_said_in_the_definition_and_as_data(lake: Path, units: Mapping[str, Unit]) -> None:
    the_lake_holds(Answered(units["hotel"], MARCH, 1, 1))

    def said(tree: Tree) -> set[tuple[str, str]]:
        return {(each.tree, each.definition) for each in selectors.measure(viewer=HOUSE, tree=tree)}

    assert said(Tree.AS_IT_WAS) == {("as-it-was", "The two best answers.")}
    assert said(Tree.TODAY) == {
        ("today", "The two best answers. By today's tree: each answer counts where its unit stands today.")
    }


def test_the_page_counts_by_the_tree_that_is_chosen(lake: Path, units: Mapping[str, Unit], now: datetime) -> None:
    the_lake_holds(*(Answered(units[code], date(2026, 8, 20), 3, 4) for code in ("hotel", "bar")))

    def page(tree: Tree) -> tuple[int, list[tuple[str, int]]]:
        found = selectors.satisfaction(viewer=HOUSE, look=Look(unit="north", tree=tree), at=now)
        return found.share.n, [(each.code, each.share.n) for each in found.below]

    below = [("east", 4), ("hotel", 4)]
    assert (page(Tree.AS_IT_WAS), page(Tree.TODAY)) == ((0, below), (8, below))


def test_the_words_behind_a_figure_are_as_many_as_it_counts(lake_db: Path, units: Mapping[str, Unit]) -> None:
    for code in CODES:
        channel = a_channel(units[code], slug=code)
        for day in range(2):
            a_voice(channel, 4, at=NOON + timedelta(days=day * 40))
    services.rebuild(at=NOON)

    for tree in Tree:
        behind = {}
        for code, unit in units.items():
            filters = Filters(unit=unit.pk, from_on=YEAR[0], until_on=YEAR[1], is_counted=True, tree=tree)
            found = voice.behind(viewer=HOUSE, filters=filters, sees_figures=insight_rules.SEE, narrowest=2.0)
            behind[code] = found.n if found else 0
        n = {code: n for code, (n, _) in counted(tree).items()}
        assert n == {code: behind[code] for code in behind if behind[code] and code in n}
        assert n["company"] == 10
        assert sum(behind[code] for code in ("east", "west", "north")) >= 10


@pytest.mark.parametrize("seed", range(4))
def test_after_any_moves_and_closings_units_count_below_the_last_parents_of_their_last_parents(
    lake: Path, seed: int
) -> None:
    dice = random.Random(seed)
    all_units = [a_company()]
    parents: dict[str, str | None] = {all_units[0].code: None}
    for number in range(9):
        parent = dice.choice(all_units)
        all_units.append(a_unit(f"unit-{number}", under=parent))
        parents[all_units[-1].code] = parent.code
    open_units, day = list(all_units), date(2025, 1, 1)
    for step in range(14):
        day += timedelta(days=30)
        unit, parent = dice.choice(open_units[1:]), dice.choice(open_units)
        below = set(Lineage.objects.filter(ancestor=unit, until_on__gt=day).values_list("unit", flat=True))
        if step % 3 == 2 and below == {unit.pk}:
            closed(unit, day)
            open_units.remove(unit)
        elif parent.pk not in below:
            moved(unit, parent, day)
            parents[unit.code] = parent.code
    the_lake_holds(*(Answered(unit, date(2025, 6, 1), 1, place + 1) for place, unit in enumerate(all_units)))

    expected: Counter[str] = Counter()
    for place, unit in enumerate(all_units):
        above: str | None = unit.code
        while above is not None:
            expected[above] += place + 1
            above = parents[above]
    still = {unit.code for unit in open_units}
    assert {code: n for code, (n, _) in counted(Tree.TODAY).items()} == {
        code: n for code, n in expected.items() if code in still
    }
