"""A mean is of one scale, a figure names its lines, and answers are counted against encounters."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from servewell.engines.lake import Lake
from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.lines import Line, Scale
from servewell.engines.lake.measures import By, Per, Question, figures, values_in
from servewell.engines.lake.volumes import Volume, volumes
from tests.engines.lake.lake_rows import NOVEMBER, OCTOBER, Cell, answer, fill
from tests.engines.lake.test_measures import COMPANY, GARAGE, HOTEL, MOVED_ON, NORTH, SOUTH, TREE

AUTUMN = Question(from_day=date(2026, 9, 1), until_day=date(2026, 12, 1), units=(COMPANY,), top=None)
FIVE, TEN, YES = Scale(1.0, 5.0), Scale(1.0, 10.0), Scale(0.0, 1.0)


def said(*values: float, day: date = OCTOBER, scale: Scale = FIVE, series: int = 1) -> list[tuple[Cell, ...]]:
    return [
        answer(unit=HOTEL, day=day, value=value, worst=scale.worst, best=scale.best, series=series) for value in values
    ]


def test_a_mean_counts_every_answer_on_a_scale_also_yes_and_no(tmp_path: Path) -> None:
    fill(lake := Lake(tmp_path), answers=said(1.0, 0.0, 1.0, 1.0, scale=YES), places=TREE)

    (found,) = figures(lake=lake, question=AUTUMN)
    shares = figures(lake=lake, question=replace(AUTUMN, top=2))

    assert (found.n, found.successes, found.mean, found.variance) == (4, 0, 0.75, 0.25)
    assert shares == ()


def test_each_scale_and_series_has_a_mean_of_its_own(tmp_path: Path) -> None:
    rows = [*said(4.0, 5.0), *said(8.0, 6.0, scale=TEN, series=2), *said(2.0, series=3)]
    fill(lake := Lake(tmp_path), answers=rows, places=TREE)

    found = figures(lake=lake, question=replace(AUTUMN, per_scale=True, by=By.YEAR))

    assert [(each.scale, each.series, each.n, each.mean, each.variance) for each in found] == [
        (FIVE, 1, 2, 4.5, 0.5),
        (FIVE, 3, 1, 2.0, None),
        (TEN, 2, 2, 7.0, 2.0),
    ]


@pytest.mark.parametrize("per_scale", [False, True])
def test_a_figure_names_the_lines_behind_it_when_asked(tmp_path: Path, per_scale: bool) -> None:
    rows = [*said(4.0, 5.0), *said(8.0, scale=TEN, series=2)]
    fill(lake := Lake(tmp_path), answers=rows, places=TREE)
    first, second = Line("stay", "q1", 1, FIVE), Line("stay", "q1", 2, TEN)

    found = figures(lake=lake, question=replace(AUTUMN, per_scale=per_scale, with_lines=True))
    silent = figures(lake=lake, question=replace(AUTUMN, per_scale=per_scale))

    assert [each.lines for each in found] == ([{first}, {second}] if per_scale else [{first, second}])
    assert [replace(each, lines=frozenset()) for each in found] == list(silent)


def test_what_stands_in_a_column_is_listed_once(tmp_path: Path) -> None:
    rows = [answer(unit=HOTEL, day=OCTOBER, value=5.0, channel=channel) for channel in ("web", "letter", "web")]
    fill(lake := Lake(tmp_path), answers=rows, places=TREE)

    assert values_in(lake=lake, fact=ANSWERS, column="channel") == ("letter", "web")
    assert values_in(lake=Lake(tmp_path / "empty"), fact=ANSWERS, column="channel") == ()


def test_encounters_are_counted_by_the_tree_of_their_day(tmp_path: Path) -> None:
    before, after = date(2026, 11, 15), MOVED_ON
    encounters: list[tuple[Cell, ...]] = [
        *((HOTEL, day, "stay", volume) for day, volume in ((OCTOBER, 100), (before, 20), (after, 3))),
        (GARAGE, NOVEMBER, "job", 7),
    ]
    rows = [answer(unit=HOTEL, day=day, value=5.0) for day in (OCTOBER, before, after)]
    fill(lake := Lake(tmp_path), answers=rows, encounters=encounters, places=TREE)

    found = volumes(lake=lake, question=replace(AUTUMN, units=(NORTH, SOUTH)))

    assert found == (
        Volume(OCTOBER, NORTH, "stay", 100),
        Volume(NOVEMBER, NORTH, "stay", 20),
        Volume(NOVEMBER, SOUTH, "job", 7),
        Volume(NOVEMBER, SOUTH, "stay", 3),
    )


def test_answers_of_a_unit_and_month_without_encounters_are_told_apart(tmp_path: Path) -> None:
    rows = [
        *(answer(unit=HOTEL, day=day, value=5.0) for day in (OCTOBER, NOVEMBER)),
        *(answer(unit=GARAGE, day=OCTOBER, value=5.0) for _ in range(2)),
    ]
    fill(lake := Lake(tmp_path), answers=rows, encounters=[(HOTEL, OCTOBER, "stay", 9)], places=TREE)

    found = volumes(lake=lake, question=AUTUMN)

    assert set(found) == {
        Volume(OCTOBER, COMPANY, "stay", 9),
        Volume(OCTOBER, COMPANY, None, 2),
        Volume(NOVEMBER, COMPANY, None, 1),
    }


def test_without_units_the_tree_is_not_asked(tmp_path: Path) -> None:
    fill(lake := Lake(tmp_path), answers=said(5.0), encounters=[(99, OCTOBER, "stay", 9)], places=TREE)

    found = volumes(lake=lake, question=replace(AUTUMN, units=(), per=Per.NOTHING))

    assert set(found) == {Volume(OCTOBER, None, "stay", 9), Volume(OCTOBER, None, None, 1)}
