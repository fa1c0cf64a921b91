"""Satisfaction over millions of answers against DuckDB SQL written by hand for the same files.

    python bench/lake.py [--rows 10000000]

Both return period, unit (rolled up by the tree of the day), n, top-box successes, mean and variance. The SQL by hand is
the fastest we know: it adds up by unit and slice before it joins the tree, like the measure. A run of the measure is
the full call: manifest, views, SQL, execution, fetch. Runs alternate, so that a busy machine slows both.
Ends with 1 where the median of five warm runs takes more than 1.3 times as long as by hand.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from servewell.engines.lake import Lake
from servewell.engines.lake.measures import ANSWERS, PLACES, By, Per, Question, satisfaction_table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

LIMIT = 1.3
WARM_RUNS = 5
MONTHS = tuple(date(year, month, 1) for year in (2024, 2025, 2026) for month in range(1, 13))
AT = datetime(2026, 12, 31, tzinfo=UTC)
EVERY_ANSWER = Question(from_day=MONTHS[0], until_day=date(2027, 1, 1), by=By.MONTH, per=Per.UNIT)

QUESTIONS = {
    "month x unit": EVERY_ANSWER,
    "month x unit x aspect": replace(EVERY_ANSWER, per=Per.UNIT_ASPECT),
    "month x unit, overall item only": replace(EVERY_ANSWER, only_overall=True),
}

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

HAND_SQL = """
WITH answers AS (SELECT * FROM read_parquet([{answers}])),
places AS MATERIALIZED (SELECT * FROM read_parquet([{places}])),
edges AS (SELECT from_day AS day FROM places UNION SELECT until_day FROM places),
days AS (SELECT range::DATE AS day FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2027-01-01', INTERVAL 1 DAY)),
marked AS (
    SELECT day, date_trunc('month', day)::DATE AS period,
        CASE WHEN day(day) = 1 OR day IN (FROM edges) THEN day END AS opened
    FROM days
),
slices AS (SELECT day, period, max(opened) OVER (ORDER BY day) AS slice FROM marked),
sums AS (
    SELECT unit, period, slice, {aspect} count(value) AS n, sum(value) AS total, sum(value * value) AS squares,
        count(*) FILTER (
            (best > worst AND value >= best - 1) OR (best < worst AND value <= best + 1)
        ) AS successes
    FROM answers JOIN slices USING (day) {condition} GROUP BY ALL
)
SELECT period, ancestor AS unit, {aspect} sum(n)::BIGINT AS n, sum(successes)::BIGINT AS successes,
    sum(total) / sum(n) AS mean,
    CASE WHEN sum(n) > 1 THEN (sum(squares) - sum(total) * sum(total) / sum(n)) / (sum(n) - 1) END AS variance
FROM sums JOIN places ON places.unit = sums.unit AND from_day <= slice AND slice < until_day
GROUP BY ALL ORDER BY {order}
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--generate", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.generate:
        generate(folder=asked.generate, rows=asked.rows)
        return 0
    with tempfile.TemporaryDirectory(prefix="servewell-lake-") as folder:
        # In a process of its own, so that the memory and the cold run below are those of reading.
        own = [sys.executable, __file__, "--rows", str(asked.rows), "--generate", folder]
        subprocess.run(own, check=True)
        return compare(lake=Lake(Path(folder)))


def generate(*, folder: Path, rows: int) -> None:
    import duckdb

    connection = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 2})
    lake = Lake(folder)
    began = time.perf_counter()
    lake.write_months(fact=ANSWERS, months=_months(connection, rows), at=AT)
    took = time.perf_counter() - began
    lake.write_whole(fact=PLACES, rows=connection.sql(PLACES_SQL).to_arrow_reader(), at=AT)
    size = sum(file.stat().st_size for file in folder.glob("answers/*.parquet")) / 2**20
    print(f"wrote {sum(lake.months(ANSWERS).values()):,} answers in {took:.1f} s, {size:.0f} MiB")


def _months(connection: duckdb.DuckDBPyConnection, rows: int) -> Iterator[tuple[date, pa.RecordBatchReader]]:
    for number, month in enumerate(MONTHS):
        first, until = rows * number // len(MONTHS), rows * (number + 1) // len(MONTHS)
        sql = ANSWERS_SQL.format(first=first, month=month, days=28, rows=until - first)
        yield month, connection.sql(sql).to_arrow_reader(65_536)


def compare(*, lake: Lake) -> int:
    began = time.perf_counter()
    satisfaction_table(lake=lake, question=EVERY_ANSWER)
    print(f"cold run, with imports and connecting: {time.perf_counter() - began:.2f} s")

    import duckdb

    by_hand = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 2})
    worst = max(_ratio(lake, by_hand, name, question) for name, question in QUESTIONS.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of both in one process: {peak:.0f} MiB")
    print(f"worst ratio {worst:.2f}, limit {LIMIT}: {'holds' if worst <= LIMIT else 'DOES NOT HOLD'}")
    return 0 if worst <= LIMIT else 1


def _ratio(lake: Lake, by_hand: duckdb.DuckDBPyConnection, name: str, question: Question) -> float:
    sql = _hand_sql(lake, question)

    def measure() -> pa.Table:
        return satisfaction_table(lake=lake, question=question)

    def hand() -> pa.Table:
        return by_hand.sql(sql).to_arrow_table()

    _require_equal(measure(), hand())
    times: dict[Callable[[], pa.Table], list[float]] = {measure: [], hand: []}
    for _ in range(WARM_RUNS):
        for run, taken in times.items():
            began = time.perf_counter()
            rows = run().num_rows
            taken.append(time.perf_counter() - began)
    ours, theirs = statistics.median(times[measure]), statistics.median(times[hand])
    print(f"{name}: {rows:,} rows, measure {ours:.3f} s, by hand {theirs:.3f} s, ratio {ours / theirs:.2f}")
    return ours / theirs


def _hand_sql(lake: Lake, question: Question) -> str:
    facts = lake.manifest().facts
    files = {
        name: ", ".join(f"'{lake.folder / file.path}'" for file in facts[name].months.values())
        for name in (ANSWERS.name, PLACES.name)
    }
    return HAND_SQL.format(
        **files,
        aspect="aspect," if question.is_per_aspect else "",
        condition="WHERE is_overall" if question.only_overall else "",
        order="period, unit, aspect" if question.is_per_aspect else "period, unit",
    )


def _require_equal(measured: pa.Table, by_hand: pa.Table) -> None:
    import numpy as np

    for name in by_hand.column_names:
        ours, theirs = measured.column(name), by_hand.column(name)
        if name in ("mean", "variance"):
            same = np.allclose(ours.to_numpy(), theirs.to_numpy(), rtol=0, atol=1e-6, equal_nan=True)
        else:
            same = ours.to_pylist() == theirs.to_pylist()
        if not same:
            raise SystemExit(f"The measure and the SQL by hand disagree about {name}.")


if __name__ == "__main__":
    sys.exit(main())
