"""Rows and answers for the lake's tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from servewell.engines.lake import Column, Fact, Lake
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES, SCORES
from servewell.engines.lake.facts import arrow_schema
from servewell.engines.lake.voices import VOICES
from servewell.engines.lake.volumes import ENCOUNTERS

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
FOREVER = date(9999, 12, 31)

VISITS = Fact(
    name="visits",
    columns=(Column("visit", "int64"), Column("day", "date"), Column("guests", "int32")),
    month_column="day",
)

Cell = int | float | str | bool | date | None


def batch(fact: Fact, rows: Sequence[Sequence[Cell]]) -> pa.RecordBatch:
    schema = arrow_schema(fact=fact)
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    typed = [pa.array(cells, type=field.type) for cells, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(typed, schema=schema)


def visits(month: date, *numbers: int) -> list[pa.RecordBatch]:
    return [batch(VISITS, [(number, month.replace(day=1 + number % 28), 2) for number in numbers])]


def visit_numbers(lake: Lake) -> list[int]:
    return sorted(lake.table(VISITS).visit.to_pyarrow().to_pylist())


def files_in(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.glob("*/*.parquet"))


def answer(
    *,
    unit: int,
    day: date,
    value: float | None,
    response: int = 1,
    channel: str = "web",
    aspect: str | None = None,
    is_overall: bool = True,
    series: int = 1,
    worst: float = 1.0,
    best: float = 5.0,
    language: str = "en",
    item: str = "q1",
    instrument: str = "stay",
) -> tuple[Cell, ...]:
    return (response, unit, day, channel, instrument, item, series, aspect, is_overall, value, worst, best, language)


def fill(
    lake: Lake,
    *,
    answers: Sequence[tuple[Cell, ...]],
    places: Sequence[tuple[int, int, date, date]],
    encounters: Sequence[tuple[Cell, ...]] = (),
    scores: Sequence[tuple[Cell, ...]] = (),
    closed: Sequence[tuple[int, int, date, date]] = (),
    voices: Sequence[tuple[Cell, ...]] = (),
) -> None:
    _fill_months(lake, ANSWERS, answers)
    _fill_months(lake, VOICES, voices)
    _fill_months(lake, SCORES, scores)
    _fill_months(lake, ENCOUNTERS, encounters)
    lake.write_whole(fact=PLACES, rows=[batch(PLACES, places)], at=NOON)
    lake.write_whole(fact=CLOSED_PLACES, rows=[batch(CLOSED_PLACES, closed)], at=NOON)


def _fill_months(lake: Lake, fact: Fact, rows: Sequence[tuple[Cell, ...]]) -> None:
    place = fact.column_names.index("day")
    by_month: defaultdict[date, list[tuple[Cell, ...]]] = defaultdict(list)
    for row in rows:
        if isinstance(day := row[place], date):
            by_month[day.replace(day=1)].append(row)
    lake.rebuild(fact=fact, months=[(month, [batch(fact, by_month[month])]) for month in sorted(by_month)], at=NOON)
