"""Whether customers came again, among a million encounters on SQLite, against SQL written by hand.

    python bench/staying.py [--encounters 1000000]

A company of 400 units in a scratch home; four years of stays of 300,000 customers, of whom every fiftieth was merged
into another. Counted is what the page of outcomes asks for the whole company, for a region and for one unit: two years
and twelve quarters, each with the year after it. By hand it is one reading of the encounters into a table of persons
and days, one question for each cohort, and one for the encounters of each day; both must count the same. What counts is
the processor's time of the cheapest of three runs on either side. Ends with 1 where a ratio is above 1.5.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ["SERVEWELL_HOME"] = tempfile.mkdtemp(prefix="servewell-staying-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from bench.cloning import clone
from servewell.base.permissions import HOUSE
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import services
from servewell.rooms.customers.models import Customer, Encounter
from servewell.rooms.customers.selectors import Cohort
from servewell.rooms.insight.selectors.results import staying
from servewell.rooms.people.models import Unit
from tests.builders import a_company, a_unit
from tests.builders.customers import a_customer

REGIONS, UNITS, CUSTOMERS, DAYS = 20, 380, 300_000, 4 * 365
ROUNDS, LIMIT = 3, 1.5
UNTIL = date(2026, 12, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

VISITS = """
CREATE TEMP TABLE visit AS
SELECT COALESCE(c.merged_into_id, c.id) AS person, e."on" AS day
  FROM people_lineage AS l
  JOIN customers_encounter AS e ON e.unit_id = l.unit_id AND e."on" >= l.from_on AND e."on" < l.until_on
  JOIN customers_customer AS c ON c.id = e.customer_id
  LEFT JOIN customers_encounterbatch AS b ON b.id = e.batch_id
 WHERE l.ancestor_id = %s AND e."on" >= %s AND e."on" < %s
   AND (e.batch_id IS NULL OR (b.shown_at IS NOT NULL AND b.withdrawn_at IS NULL))
"""
AGAIN = """
SELECT COUNT(*), SUM(last >= %s) FROM (
    SELECT MIN(day) AS first, MAX(day) AS last FROM visit WHERE day >= %s AND day < %s GROUP BY person
) WHERE first < %s
"""


DAILY = """
SELECT e."on", SUM(e.volume), SUM(CASE WHEN e.customer_id IS NOT NULL THEN e.volume END)
  FROM people_lineage AS l
  JOIN customers_encounter AS e ON e.unit_id = l.unit_id AND e."on" >= l.from_on AND e."on" < l.until_on
 WHERE l.ancestor_id = %s AND e."on" >= %s AND e."on" < %s GROUP BY e."on"
"""
Counted = list[tuple[int, int, int]]


def filled(many: int) -> Sequence[Unit]:
    company = a_company()
    regions = [a_unit(f"region-{number}", under=company) for number in range(REGIONS)]
    hotels = [a_unit(f"unit-{number}", under=regions[number % REGIONS]) for number in range(UNITS)]
    guest = a_customer(unit=hotels[0])
    clone(Customer, guest.pk, CUSTOMERS, id="seq.n", merged_into_id=f"CASE WHEN seq.n % 50 = 0 THEN {guest.pk} + 1 END")
    stay = services.NewEncounter(kind="stay", unit=hotels[0], on=UNTIL, customer=guest, reference="stay-0")
    services.record_encounters(encounters=[stay], by=HOUSE, at=LONG_AGO)
    first = Encounter.objects.get()
    clone(
        Encounter, first.pk, many, id="seq.n", reference="printf('stay-%d', seq.n)",
        unit_id=f"{hotels[0].pk} + (seq.n * 2654435761 / 65536) % {UNITS}",
        customer_id=f"{guest.pk} + (seq.n * 40503 / 256) % {CUSTOMERS - guest.pk}",
        on=f"date('{UNTIL}', '-' || ((seq.n * 7919 / 16) % {DAYS}) || ' days')",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return company, regions[0], hotels[0]


def cohorts() -> tuple[Cohort, ...]:
    years = [staying._cohort(staying.moved(month=UNTIL, months=-months), staying.YEAR) for months in (24, 36)]
    return (*years, *(staying._cohort(first, staying.QUARTER) for first in staying.quarters_before(UNTIL)))


def by_hand(unit: Unit, asked: Sequence[Cohort]) -> Counted:
    found, whole = [], (min(each.first for each in asked), max(each.end for each in asked))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS temp.visit")
        cursor.execute(VISITS, [unit.pk, *whole])
        cursor.execute(DAILY, [unit.pk, *whole])
        days = cursor.fetchall()
        for each in asked:
            cursor.execute(AGAIN, [each.then, each.first, each.end, each.then])
            known, again = cursor.fetchone()
            met = sum(many for on, many, _known in days if each.first <= on < each.then)
            found.append((known, again or 0, met))
    return found


def ours(unit: Unit, asked: Sequence[Cohort]) -> Counted:
    found = customers.returned(viewer=HOUSE, unit=unit.pk, cohorts=tuple(asked))
    return [(each.known, each.again, each.encounters) for each in found]


def cheapest(way: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        way()
        took.append(time.process_time() - begun)
    return min(took)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--encounters", type=int, default=1_000_000)
    many = words.parse_args().encounters
    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    units, asked, worst = filled(many), cohorts(), 0.0
    print(f"{Encounter.objects.count():,} encounters stored in {time.perf_counter() - begun:.0f} s", flush=True)
    for unit in units:
        assert ours(unit, asked) == by_hand(unit, asked), f"the two do not count the same at {unit.code}"
        mine, theirs = (cheapest(lambda way=way, unit=unit: way(unit, asked)) for way in (ours, by_hand))
        worst = max(worst, mine / theirs)
        print(
            f"{unit.code}: {mine:.3f} s, by hand {theirs:.3f} s of the processor, ratio {mine / theirs:.2f}", flush=True
        )
    print(f"worst ratio {worst:.2f}, limit {LIMIT}: {'holds' if worst <= LIMIT else 'DOES NOT HOLD'}")
    return 1 if worst > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
