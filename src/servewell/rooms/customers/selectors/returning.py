"""How many customers came again: counted here, because no key of a person leaves the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.customers import terms
from servewell.rooms.people import facts as people_facts


@dataclass(frozen=True)
class Cohort:
    """Who was there from ``first`` until the day before ``then``, and may come again until the day before ``end``."""

    first: date
    then: date
    end: date


@dataclass(frozen=True)
class Returned:
    """Of ``known`` customers of a cohort ``again`` came again; they had ``of_known`` of its ``encounters``.

    ``months`` are those of the cohort and of the time to come again of which encounters are known.
    """

    cohort: Cohort
    known: int
    again: int
    encounters: int
    of_known: int
    months: int


# Entries that are one person count once, under the one that stands for both. Who is erased is an entry without a name.
_MET = """
WITH met AS (
    SELECT encounter."on" AS day,
           encounter.volume AS volume,
           COALESCE(customer.merged_into_id, customer.id) AS living
      FROM customers_encounter AS encounter
      LEFT JOIN customers_customer AS customer ON customer.id = encounter.customer_id
      LEFT JOIN customers_encounterbatch AS batch ON batch.id = encounter.batch_id
     WHERE encounter."on" >= %s AND encounter."on" < %s AND {counted} AND {below}
), cohort(place, first, then_on, end_on) AS ({cohorts})
"""
_AGAIN = """
, person AS (
    SELECT cohort.place AS place,
           MAX(CASE WHEN met.day < cohort.then_on THEN 1 ELSE 0 END) AS was_there,
           MAX(CASE WHEN met.day >= cohort.then_on THEN 1 ELSE 0 END) AS came_again
      FROM cohort
      JOIN (SELECT DISTINCT day, living FROM met WHERE living IS NOT NULL) AS met
        ON met.day >= cohort.first AND met.day < cohort.end_on
     GROUP BY cohort.place, met.living
)
SELECT place, SUM(was_there), SUM(was_there * came_again) FROM person GROUP BY place
"""
_COVERED = """
, daily AS (
    SELECT day, SUM(volume) AS volume, SUM(CASE WHEN living IS NOT NULL THEN volume ELSE 0 END) AS of_known
      FROM met GROUP BY day
)
SELECT cohort.place,
       SUM(CASE WHEN daily.day < cohort.then_on THEN daily.volume ELSE 0 END),
       SUM(CASE WHEN daily.day < cohort.then_on THEN daily.of_known ELSE 0 END),
       COUNT(DISTINCT EXTRACT_MONTH)
  FROM cohort JOIN daily ON daily.day >= cohort.first AND daily.day < cohort.end_on
 GROUP BY cohort.place
"""
_MONTH = {"sqlite": "SUBSTR(daily.day, 1, 7)", "postgresql": "TO_CHAR(daily.day, 'YYYY-MM')"}
_STOOD = """EXISTS (SELECT 1 FROM people_lineage AS lineage
              WHERE lineage.ancestor_id = %s AND lineage.unit_id = encounter.unit_id
                AND lineage.from_on <= encounter."on" AND lineage.until_on > encounter."on")"""


def returned(
    *, viewer: Actor, unit: int, cohorts: Sequence[Cohort], tree_on: date | None = None
) -> tuple[Returned, ...]:
    """For each cohort, how many of the customers known by then came again to the unit or to what stood below it.

    By the tree of the day of each encounter, or by that of ``tree_on``. Two queries, however many cohorts. For the
    house only: these are numbers without persons.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    if not cohorts:
        return ()
    again = {place: (known, came) for place, known, came in _asked(_AGAIN, unit, cohorts, tree_on)}
    covered_by = _COVERED.replace("EXTRACT_MONTH", _MONTH[connection.vendor])
    covered = {place: counts for place, *counts in _asked(covered_by, unit, cohorts, tree_on)}
    found = []
    for place, cohort in enumerate(cohorts):
        known, came = again.get(place, (0, 0))
        encounters, of_known, months = covered.get(place, (0, 0, 0))
        found.append(Returned(cohort, int(known), int(came), int(encounters), int(of_known), int(months)))
    return tuple(found)


def _asked(select: str, unit: int, cohorts: Sequence[Cohort], tree_on: date | None) -> list[tuple[int, ...]]:
    below = _STOOD if tree_on is None else f"encounter.unit_id IN ({people_facts.COUNTED_BELOW})"
    standing: list[int | date] = [unit] if tree_on is None else [unit, tree_on, tree_on] * 2
    row = "SELECT %s, CAST(%s AS date), CAST(%s AS date), CAST(%s AS date)"
    if connection.vendor == "sqlite":  # which knows no dates, and would cast one to its year
        row = "SELECT %s, %s, %s, %s"
    met = _MET.format(counted=terms.COUNTED, below=below, cohorts=" UNION ALL ".join([row] * len(cohorts)))
    days: list[int | date] = [min(each.first for each in cohorts), max(each.end for each in cohorts)]
    named: list[int | date] = [
        part for place, each in enumerate(cohorts) for part in (place, each.first, each.then, each.end)
    ]
    with connection.cursor() as cursor:
        cursor.execute(met + select, [*days, *standing, *named])
        return list(cursor.fetchall())
