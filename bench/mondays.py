"""Monday's page of a leader of 400 units, and the hourly look for limits to draw, at half a million answers.

    python bench/mondays.py [--answers 500000]

A company of 20 regions and 380 units in a scratch home, three years of answers on four aspects: 2,005 charts. Measured
is the processor's time, of the cheapest of three runs:

- the look for limits where none is owed, against the bare queries that it has to ask the lake, of which nothing is
  read. Limit: 2.
- the page made for a leader of all of them, whose limits are kept, against as many satisfaction pages of single units
  (the mean of twenty), which draw the same charts one by one. Limit: half.
- the page of all against that of a tenth of them, by the unit. Limit: 1.15, so that it grows no faster than its units.

Prints the queries of each as well, and ends with 1 where a limit is passed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ["SERVEWELL_HOME"] = tempfile.mkdtemp(prefix="servewell-mondays-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")

import django

django.setup()

import duckdb
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.answers import ANSWERS_SQL, MONTHS, REGIONS, UNITS
from servewell.base.permissions import HOUSE
from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.measures import Per
from servewell.rooms.insight import rules, selectors, services, terms
from servewell.rooms.insight.selectors import Look
from servewell.rooms.insight.selectors.asked.periods import Span, begin, periods_in
from servewell.rooms.insight.selectors.charts import keeping
from servewell.rooms.insight.selectors.counted.opening import columns_once
from servewell.rooms.insight.selectors.meant.meaning import meaning_of, of_audience, question
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, an_indicator

if TYPE_CHECKING:
    import pyarrow as pa

ASPECTS = ("respect", "responsibility", "service", "communication")
NOW = datetime(2026, 12, 14, 7, 0, tzinfo=UTC)
ROUNDS, SINGLE = 3, 20
HALF, LINEAR, BARE = 0.5, 1.15, 2.0


def filled(answers: int) -> Person:
    company = a_company()
    regions = [a_unit(f"region-{number}", under=company) for number in REGIONS]
    hotels = [a_unit(f"unit-{number}", under=regions[number % len(REGIONS)]) for number in UNITS]
    assert [hotel.pk - hotels[0].pk for hotel in hotels] == [number - UNITS[0] for number in UNITS]
    an_indicator()
    a_promise(aspects=[an_aspect(code) for code in ASPECTS])
    services.load_dirty(at=NOW)
    moved_by = hotels[0].pk - UNITS[0]
    selectors.the_lake().rebuild(fact=ANSWERS, months=_months(answers, moved_by), at=NOW)
    return a_person("Leader", rules.SEE, rules.EXPLAIN, unit=company)


def _months(answers: int, moved_by: int) -> "Iterator[tuple[date, pa.RecordBatchReader]]":
    database = duckdb.connect(":memory:", config={"memory_limit": "512MB", "threads": 2})
    for number, month in enumerate(MONTHS):
        many = answers // len(MONTHS)
        rows = ANSWERS_SQL.format(first=number * many, month=month, days=28, rows=many)
        sql = f"SELECT * REPLACE (unit + {moved_by} AS unit) FROM ({rows})"
        yield month, database.sql(sql).to_arrow_reader(65_536)


def cheapest(way: Callable[[], object]) -> tuple[float, int]:
    """Seconds of the processor, and how many queries."""
    took = []
    for _ in range(ROUNDS):
        with CaptureQueriesContext(connection) as asked:
            begun = time.process_time()
            way()
            took.append(time.process_time() - begun)
    return min(took), len(asked)


def page(leader: Person, units: Sequence[Unit]) -> None:
    selectors.monday(viewer=leader, units=units, at=NOW, zone="UTC")


def bare_queries() -> None:
    """What the look for limits asks the lake for, and nothing else: as columns."""
    meaning = of_audience(meaning_of(), Audience.EXTERNAL)
    units = tuple(unit.pk for unit in people.units_seen(viewer=HOUSE, power=rules.SEE))
    for by in keeping.KEPT_BY:
        span = (MONTHS[0], begin(day=NOW.date(), by=by))
        if len(periods_in(span=Span(begin(day=span[0], by=by), span[1]), by=by)) < terms.BASELINE_LEAST:
            continue
        for per in (Per.UNIT, Per.UNIT_ASPECT):
            columns_once(question(meaning, span=span, by=by, per=per, units=units))


def told(name: str, ratio: float, limit: float) -> bool:
    print(f"    {name}: {ratio:.3f}, limit {limit}: {'holds' if ratio <= limit else 'DOES NOT HOLD'}", flush=True)
    return ratio <= limit


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--answers", type=int, default=500_000)
    call_command("migrate", verbosity=0)
    leader = filled(words.parse_args().answers)
    units = people.units_seen(viewer=leader, power=rules.SEE)
    some = units[:: len(units) // SINGLE][:SINGLE]
    begun, drawn = time.process_time(), services.draw_limits(at=NOW, most=100_000)
    print(f"{drawn:,} limits drawn in {time.process_time() - begun:.2f} s")
    idle, asked = cheapest(lambda: services.draw_limits(at=NOW))
    bare, _ = cheapest(bare_queries)
    print(f"looked for limits, none owed: {idle:.2f} s, {asked} queries; the bare queries {bare:.2f} s")
    holds = told("to the bare queries", idle / bare, BARE)
    whole, asked = cheapest(lambda: page(leader, units))
    tenth, _ = cheapest(lambda: page(leader, units[: len(units) // 10]))
    single, _ = cheapest(
        lambda: [selectors.satisfaction(viewer=leader, look=Look(unit=unit.code), at=NOW) for unit in some]
    )
    print(f"Monday's page of {len(units)} units: {whole:.2f} s, {asked} queries; of a tenth {tenth:.2f} s")
    print(f"a satisfaction page: {single / SINGLE * 1000:.0f} ms")
    holds &= told("to as many satisfaction pages", whole / (single / SINGLE * len(units)), HALF)
    holds &= told("by the unit, to a tenth of them", whole / tenth / (len(units) / (len(units) // 10)), LINEAR)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
