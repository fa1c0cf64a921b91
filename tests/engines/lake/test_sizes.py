"""Of how many answers figures are: cut finely, they add up to what is measured."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from servewell.engines.lake import Lake
from servewell.engines.lake.measures import By, Per, Question, figures
from servewell.engines.lake.sizes import Sizes, sizes
from tests.engines.lake.lake_rows import FOREVER, NOVEMBER, OCTOBER, answer, fill

LONG_AGO, MID_OCTOBER = date(2020, 1, 1), date(2026, 10, 15)
EAST, WEST, HOUSE = 1, 2, 3
ASKED = Question(from_day=OCTOBER, until_day=date(2026, 12, 1), by=By.MONTH, per=Per.UNIT, only_overall=True)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A house that stood below east until the middle of October."""
    filled = Lake(tmp_path)
    spoke = [
        (date(2026, 10, 3), "en", 3),
        (date(2026, 10, 20), "en", 2),
        (date(2026, 10, 20), "es", 1),
        (NOVEMBER, "es", 4),
    ]
    fill(
        filled,
        answers=[answer(unit=HOUSE, day=day, value=5.0, language=each) for day, each, n in spoke for _ in range(n)],
        places=[
            *((unit, unit, LONG_AGO, FOREVER) for unit in (EAST, WEST, HOUSE)),
            (EAST, HOUSE, LONG_AGO, MID_OCTOBER),
            (WEST, HOUSE, MID_OCTOBER, FOREVER),
        ],
    )
    return filled


def rows(found: Sizes) -> list[tuple[object, ...]]:
    """To which question, from which day on, of which unit and aspect, in which parts, how many."""
    columns = (found.days, found.units, found.aspects, *found.parts.values())
    told = ([column.values[code] for code in column.codes.tolist()] for column in columns)
    return list(zip(found.asked.tolist(), *told, found.n.tolist(), strict=True))


def test_a_month_is_cut_where_the_tree_changes_and_by_what_is_asked_for(lake: Lake) -> None:
    assert rows(sizes(lake=lake, questions=[ASKED], split=("language",))) == [
        (0, OCTOBER, HOUSE, None, "en", 3),
        (0, MID_OCTOBER, HOUSE, None, "en", 2),
        (0, MID_OCTOBER, HOUSE, None, "es", 1),
        (0, NOVEMBER, HOUSE, None, "es", 4),
    ]


def test_of_several_questions_those_under_aspects_leave_aside_what_is_under_none(lake: Lake) -> None:
    fill(
        lake,
        answers=[
            answer(unit=HOUSE, day=NOVEMBER, value=5.0, aspect=each) for each in (None, "respect", "respect", "care")
        ],
        places=[(HOUSE, HOUSE, LONG_AGO, FOREVER)],
    )

    assert rows(sizes(lake=lake, questions=[replace(ASKED, per=Per.UNIT_ASPECT), ASKED])) == [
        (0, NOVEMBER, HOUSE, "care", 1), (0, NOVEMBER, HOUSE, "respect", 2), (1, NOVEMBER, HOUSE, None, 4),
    ]  # fmt: skip


def test_they_add_up_to_what_is_measured_whichever_units_are_asked_for(lake: Lake) -> None:
    found = rows(sizes(lake=lake, questions=[replace(ASKED, units=(EAST,))]))

    assert [(day, n) for _, day, *_, n in found] == [(OCTOBER, 3), (MID_OCTOBER, 3), (NOVEMBER, 4)]
    assert {(row.unit, row.period): row.n for row in figures(lake=lake, question=ASKED)} == {
        (EAST, OCTOBER): 3, (WEST, OCTOBER): 3, (WEST, NOVEMBER): 4, (HOUSE, OCTOBER): 6, (HOUSE, NOVEMBER): 4,
    }  # fmt: skip
