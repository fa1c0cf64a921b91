"""Responses as a table of numbers: whole, by unit and day, the same rows every time, and without anybody's key."""

from datetime import date
from pathlib import Path

import numpy as np

from servewell.engines.lake import Lake
from servewell.engines.lake.measures import Per, Question
from servewell.engines.lake.responses import Responses, responses
from tests.engines.lake.lake_rows import FOREVER, NOVEMBER, Cell, answer, fill

COMPANY, HOTEL, GARAGE = 1, 2, 3
LONG_AGO = date(2000, 1, 1)
DAY = date(2026, 11, 3)
TREE = [
    *((COMPANY, unit, LONG_AGO, FOREVER) for unit in (COMPANY, HOTEL, GARAGE)),
    (HOTEL, HOTEL, LONG_AGO, FOREVER),
    (GARAGE, GARAGE, LONG_AGO, FOREVER),
]
YEAR = Question(from_day=date(2026, 1, 1), until_day=date(2027, 1, 1), per=Per.ASPECT, top=None, units=(COMPANY,))
PARTS = ("respect", "speed")


def a_response(
    number: int, overall: float | None, *, unit: int = HOTEL, day: date = DAY, best: float = 5.0, **parts: float
) -> list[tuple[Cell, ...]]:
    return [
        answer(response=number, unit=unit, day=day, value=overall, item="overall", best=best),
        *(
            answer(
                response=number, unit=unit, day=day, value=value, item=name, aspect=name.rstrip("2"), is_overall=False
            )
            for name, value in parts.items()
        ),
    ]  # fmt: skip


def a_lake(tmp_path: Path, *rows: list[tuple[Cell, ...]]) -> Lake:
    lake = Lake(tmp_path / "lake")
    fill(lake, answers=[each for many in rows for each in many], places=TREE)
    return lake


def asked(lake: Lake, question: Question = YEAR, most: int = 100) -> Responses:
    return responses(lake=lake, question=question, parts=PARTS, part="aspect", most=most)


def table(found: Responses) -> list[list[float | None]]:
    rows = np.column_stack([found.overall, found.parts]).tolist()
    return sorted(([None if np.isnan(each) else each for each in row] for row in rows), key=str)


def test_a_row_runs_from_the_worst_to_the_best_and_gaps_stay_gaps(tmp_path: Path) -> None:
    lake = a_lake(
        tmp_path,
        a_response(1, 5, respect=3, speed=1),
        a_response(2, 6, best=11, respect=5, respect2=4),
        a_response(3, None, respect=5),
    )

    found = asked(lake)

    assert table(found) == [[0.5, 0.875, None], [1.0, 0.5, 0.0]]
    assert sorted(found.scales.tolist()) == [[1.0, 5.0, 1.0], [1.0, 11.0, 1.0]]
    assert found.there_were == 2


def test_only_the_asked_units_and_days_count(tmp_path: Path) -> None:
    lake = a_lake(
        tmp_path,
        a_response(1, 5, respect=3),
        a_response(2, 1, unit=GARAGE, respect=3),
        a_response(3, 3, day=date(2025, 12, 31), respect=3),
    )
    hotel = Question(from_day=NOVEMBER, until_day=date(2026, 12, 1), per=Per.ASPECT, top=None, units=(HOTEL,))

    assert table(asked(lake)) == [[0.0, 0.5, None], [1.0, 0.5, None]]
    assert table(asked(lake, hotel)) == [[1.0, 0.5, None]]


def test_the_same_rows_are_drawn_in_the_same_order_whatever_came_first(tmp_path: Path) -> None:
    rows = [a_response(number, 1 + number % 5, respect=1 + number % 3) for number in range(500)]

    first, again = (asked(a_lake(tmp_path / name, *many), most=50) for name, many in (("a", rows), ("b", rows[::-1])))

    assert (len(first.overall), first.there_were) == (50, 500)
    assert first.overall.tolist() == again.overall.tolist()
    assert first.parts[:, 0].tolist() == again.parts[:, 0].tolist()
    assert 0.4 < first.overall.mean() < 0.6


def test_nobody_answered(tmp_path: Path) -> None:
    found = asked(a_lake(tmp_path))

    assert (found.overall.tolist(), found.parts.shape, found.there_were) == ([], (0, 2), 0)
