"""Answers in any number for a lake: 36 months, a company of 20 regions and 380 units, five questions on two scales.

    python bench/answers.py FOLDER ROWS

writes them, in a process of its own, so that its memory is not that of reading.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.memory import peak_mib_of
from servewell.engines.lake import Lake
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MONTHS = tuple(date(year, month, 1) for year in (2024, 2025, 2026) for month in range(1, 13))
AT = datetime(2026, 12, 31, tzinfo=UTC)
COMPANY, REGIONS, UNITS = 1, range(2, 22), range(22, 402)

# A company (1) with 20 regions (2-21) and 380 units (22-401); every tenth unit moved to the next region in June 2025.
PLACES_SQL = """
WITH span AS (SELECT DATE '2000-01-01' AS long_ago, DATE '2025-06-16' AS moved_on, DATE '9999-12-31' AS forever),
unit AS (SELECT range AS unit, 2 + range % 20 AS region, 2 + (range + 1) % 20 AS next_region FROM range(22, 402))
SELECT range AS ancestor, range AS unit, long_ago AS from_day, forever AS until_day FROM range(1, 402), span
UNION ALL SELECT 1, range, long_ago, forever FROM range(2, 402), span
UNION ALL SELECT region, unit, long_ago, CASE WHEN unit % 10 = 0 THEN moved_on ELSE forever END FROM unit, span
UNION ALL SELECT next_region, unit, moved_on, forever FROM unit, span WHERE unit % 10 = 0
"""

ANSWERS_SQL = """
SELECT
    {first} + range // 5 AS response,
    22 + (hash(range // 5, {first}) % 380)::BIGINT AS unit,
    DATE '{month}' + (hash({first}, range // 5) % {days})::INTEGER AS day,
    ['web', 'letter', 'telephone'][(1 + hash(range // 5) % 3)::INTEGER] AS channel,
    'stay' AS instrument,
    'q' || range % 5 AS item,
    1::INTEGER AS series,
    ['respect', 'responsibility', 'service', 'communication'][range % 5] AS aspect,
    range % 5 = 0 AS is_overall,
    (1 + sqrt(hash(range, {first}) % 25)::INTEGER)::DOUBLE AS value,
    1.0::DOUBLE AS worst,
    CASE WHEN range % 5 = 4 THEN 10.0 ELSE 5.0 END::DOUBLE AS best,
    ['en', 'zh-Hans', 'zh-Hant', 'es'][(1 + hash(range // 5, 1) % 4)::INTEGER] AS language
FROM range({rows})
"""


def written(*, folder: Path, rows: int) -> float:
    """Have them written by another process. Returns how many MiB it held at most."""
    return peak_mib_of([sys.executable, __file__, str(folder), str(rows)])


def generate(*, folder: Path, rows: int) -> None:
    import duckdb

    connection = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 2})
    lake = Lake(folder)
    began = time.perf_counter()
    lake.write_months(fact=ANSWERS, months=_months(connection, rows), at=AT)
    took = time.perf_counter() - began
    lake.write_whole(fact=PLACES, rows=connection.sql(PLACES_SQL).to_arrow_reader(), at=AT)
    size = sum(file.stat().st_size for file in folder.glob("answers/*.parquet")) / 2**20
    lake.write_whole(fact=CLOSED_PLACES, rows=(), at=AT)
    many = sum(lake.months(ANSWERS).values())
    print(f"wrote {many:,} answers in {took:.1f} s, {size:.0f} MiB", flush=True)


def _months(connection: duckdb.DuckDBPyConnection, rows: int) -> Iterator[tuple[date, pa.RecordBatchReader]]:
    for number, month in enumerate(MONTHS):
        first, until = rows * number // len(MONTHS), rows * (number + 1) // len(MONTHS)
        sql = ANSWERS_SQL.format(first=first, month=month, days=28, rows=until - first)
        yield month, connection.sql(sql).to_arrow_reader(65_536)


if __name__ == "__main__":
    generate(folder=Path(sys.argv[1]), rows=int(sys.argv[2]))
