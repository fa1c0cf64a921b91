"""Satisfaction over millions of answers against DuckDB SQL written by hand for the same files.

    python bench/lake.py [--rows 10000000]

Both return period, unit (rolled up by the tree of the day), n, top-box successes, mean and variance, and the lines
behind them where the question names them, as every page does. The SQL by hand is the fastest we know: it adds up by
unit and slice before it joins the tree, like the measure. A run of the measure is the full call: manifest, views, SQL,
execution, fetch. Runs alternate, seven of each. What counts is the processor's time of all threads, of the cheapest run
on either side, because a neighbour on the machine costs whichever runs while it is there; the clock stands beside it.
Ends with 1 where a ratio is above 1.3.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.answers import COMPANY, MONTHS, REGIONS, written
from bench.memory import peak_mib
from servewell.engines.lake import Lake
from servewell.engines.lake.answers import ANSWERS, PLACES
from servewell.engines.lake.measures import By, Per, Question, satisfaction_table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

LIMIT = 1.3
ROUNDS = 7
EVERY_ANSWER = Question(from_day=MONTHS[0], until_day=date(2027, 1, 1), by=By.MONTH, per=Per.UNIT)
OVERALL = replace(EVERY_ANSWER, only_overall=True)
TWO_YEARS = replace(OVERALL, from_day=date(2025, 1, 1))


@dataclass(frozen=True)
class Asked:
    """A question, and the condition on the answers that says the same by hand."""

    name: str
    question: Question
    condition: str = "is_overall"


EVERYTHING = (
    Asked("month x unit", EVERY_ANSWER, "true"),
    Asked("month x unit x aspect", replace(EVERY_ANSWER, per=Per.UNIT_ASPECT), "true"),
    Asked("month x unit, overall", OVERALL),
    Asked("week x unit, overall", replace(OVERALL, by=By.WEEK)),
    Asked("day x company, overall", replace(OVERALL, by=By.DAY, units=(COMPANY,))),
    Asked(
        "month x unit, overall, one channel in one language",
        replace(OVERALL, channel="web", language="es"),
        "is_overall AND channel = 'web' AND language = 'es'",
    ),
    Asked("month x unit, one aspect", replace(EVERY_ANSWER, aspect="service"), "aspect = 'service'"),
    Asked("month x unit, one question", replace(EVERY_ANSWER, item="stay/q3"), "instrument = 'stay' AND item = 'q3'"),
    Asked(
        "a page: 24 months, the company and its regions, with lines",
        replace(TWO_YEARS, units=(COMPANY, *REGIONS), with_lines=True),
    ),
    Asked(
        "a page: 24 months, aspects of one unit, with lines",
        replace(TWO_YEARS, only_overall=False, per=Per.UNIT_ASPECT, units=(30,), with_lines=True),
        "true",
    ),
)

HAND_SQL = """
WITH answers AS (SELECT * FROM read_parquet([{answers}])),
every_place AS (SELECT * FROM read_parquet([{places}])),
places AS MATERIALIZED (SELECT * FROM every_place {units}),
edges AS (SELECT from_day AS day FROM every_place UNION SELECT until_day FROM every_place),
days AS (SELECT range::DATE AS day FROM range(TIMESTAMP '{first}', TIMESTAMP '{until}', INTERVAL 1 DAY)),
marked AS (
    SELECT day, date_trunc('{by}', day)::DATE AS period,
        CASE WHEN day = date_trunc('{by}', day) OR day = DATE '{first}' OR day IN (FROM edges) THEN day END AS opened
    FROM days
),
slices AS (SELECT day, period, max(opened) OVER (ORDER BY day) AS slice FROM marked),
sums AS (
    SELECT unit, period, slice, {split} count(value) AS n, sum(value) AS total, sum(value * value) AS squares,
        count(*) FILTER (
            (best > worst AND value >= best - 1) OR (best < worst AND value <= best + 1)
        ) AS successes
    FROM answers JOIN slices USING (day) WHERE {condition} {below} GROUP BY ALL
)
SELECT period, ancestor AS unit, {aspect} sum(n)::BIGINT AS n, sum(successes)::BIGINT AS successes,
    sum(total) / sum(n) AS mean,
    CASE WHEN sum(n) > 1 THEN (sum(squares) - sum(total) * sum(total) / sum(n)) / (sum(n) - 1) END AS variance {lines}
FROM sums JOIN places ON places.unit = sums.unit AND from_day <= slice AND slice < until_day
GROUP BY ALL ORDER BY {order}
"""
LINES_SQL = """,
    array_to_string(list_sort(list(DISTINCT concat_ws(
        chr(31), instrument, item, series::VARCHAR, worst::VARCHAR, best::VARCHAR
    ))), chr(30)) AS lines
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="servewell-lake-") as folder:
        written(folder=Path(folder), rows=asked.rows)
        return compare(lake=Lake(Path(folder)))


def compare(*, lake: Lake) -> int:
    began = time.perf_counter()
    satisfaction_table(lake=lake, question=EVERY_ANSWER)
    print(f"cold run, with imports and connecting: {time.perf_counter() - began:.2f} s")

    import duckdb

    by_hand = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 2})
    worst = max(_ratio(lake, by_hand, asked) for asked in EVERYTHING)
    print(f"peak memory of both in one process: {peak_mib():.0f} MiB")
    print(f"worst ratio {worst:.2f}, limit {LIMIT}: {'holds' if worst <= LIMIT else 'DOES NOT HOLD'}")
    return 0 if worst <= LIMIT else 1


def _ratio(lake: Lake, by_hand: duckdb.DuckDBPyConnection, asked: Asked) -> float:
    sql = _hand_sql(lake, asked)

    def measure() -> pa.Table:
        return satisfaction_table(lake=lake, question=asked.question)

    def hand() -> pa.Table:
        return by_hand.sql(sql).to_arrow_table()

    _require_equal(measure(), hand())
    ours, theirs = zip(*((_seconds(measure), _seconds(hand)) for _ in range(ROUNDS)), strict=True)
    (our_clock, our_price), (their_clock, their_price) = (_told(runs) for runs in (ours, theirs))
    ratio = our_price / their_price
    clock = f"{our_clock:.3f} s against {their_clock:.3f} s by the clock"
    price = f"{our_price:.3f} s against {their_price:.3f} s of the processor"
    print(f"{asked.name}: {measure().num_rows:,} rows, {clock}, {price}, ratio {ratio:.2f}", flush=True)
    return ratio


def _seconds(run: Callable[[], pa.Table]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - clock, time.process_time() - processor


def _told(runs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle by the clock, and the least of the processor."""
    return statistics.median(clock for clock, _ in runs), min(processor for _, processor in runs)


def _hand_sql(lake: Lake, asked: Asked) -> str:
    question, facts = asked.question, lake.manifest().facts
    first = f"{question.from_day:%Y-%m}"  # whoever writes by hand names the files that are needed
    names = {
        fact.name: ", ".join(
            f"'{lake.folder / file.path}'" for key, file in facts[fact.name].months.items() if key >= first
        )
        for fact in (ANSWERS, PLACES)
    }
    aspect = "aspect," if question.is_per_aspect else ""
    units = f"WHERE ancestor IN {(*question.units, 0)}" if question.units else ""
    return HAND_SQL.format(
        **names,
        first=question.from_day,
        until=question.until_day,
        by=question.by.value,
        condition=asked.condition,
        units=units,
        below="AND answers.unit IN (SELECT unit FROM places)" if question.units else "",
        aspect=aspect,
        split=f"{aspect} instrument, item, series, worst, best," if question.with_lines else aspect,
        lines=LINES_SQL if question.with_lines else "",
        order="period, unit, aspect" if aspect else "period, unit",
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
