"""How many customers came again: counted here, because no key of a person leaves the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db import connection

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.customers import terms
from servewell.rooms.people import facts as people_facts

# so many have at most 60 edges, between which each span has one bit of a whole number
COHORTS_AT_ONCE = 20


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


@dataclass(frozen=True)
class Day:
    """What is known of one day: its encounters, and those ``of_known`` customers."""

    on: date
    encounters: int
    of_known: int


# The order of the joins is said, so that SQLite too goes by unit and day: it reads what is asked for and nothing else.
_ROWS = """
  FROM (SELECT DISTINCT unit_id, from_on, until_on FROM ({standing}) AS stood) AS standing
 CROSS JOIN ({spans}) AS span
 CROSS JOIN customers_encounter AS encounter
  LEFT JOIN customers_encounterbatch AS batch ON batch.id = encounter.batch_id
 WHERE encounter.unit_id = standing.unit_id
   AND encounter."on" >= span.first AND encounter."on" < span.until
   AND encounter."on" >= standing.from_on AND encounter."on" < standing.until_on
   AND {counted}
"""
# Entries that are one person count once, under the one that stands for both. Who is erased is an entry without a name.
_AGAIN = """
WITH entry AS (
    SELECT encounter.customer_id AS customer_id, CAST(SUM(DISTINCT span.bit) AS bigint) AS met
    {rows} AND encounter.customer_id IS NOT NULL
     GROUP BY encounter.customer_id
), person AS (
    SELECT {flags}
      FROM entry JOIN customers_customer AS customer ON customer.id = entry.customer_id
     GROUP BY COALESCE(customer.merged_into_id, customer.id)
)
SELECT {sums} FROM person
"""
_FLAGS = """MAX(CASE WHEN met & {was} > 0 THEN 1 ELSE 0 END) AS was_{place},
            MAX(CASE WHEN met & {then} > 0 THEN 1 ELSE 0 END) AS came_{place}"""
_SUMS = "SUM(was_{place}), SUM(was_{place} * came_{place})"
_ALWAYS = "SELECT unit_id, {from_on} AS from_on, {until_on} AS until_on FROM ({below}) AS below"
_DAILY = """
SELECT encounter."on", SUM(encounter.volume),
       SUM(CASE WHEN encounter.customer_id IS NOT NULL THEN encounter.volume ELSE 0 END)
{rows}
 GROUP BY encounter."on"
"""


def returned(
    *, viewer: Actor, unit: int, cohorts: Sequence[Cohort], tree_on: date | None = None
) -> tuple[Returned, ...]:
    """For each cohort, how many of the customers known by then came again to the unit or to what stood below it.

    By the tree of the day of each encounter, or by that of ``tree_on``. Two queries for every twenty cohorts. For the
    house only: these are numbers without persons.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    found: list[Returned] = []
    for start in range(0, len(cohorts), COHORTS_AT_ONCE):
        found += _returned(cohorts[start : start + COHORTS_AT_ONCE], unit, tree_on)
    return tuple(found)


def _returned(cohorts: Sequence[Cohort], unit: int, tree_on: date | None) -> Iterator[Returned]:
    again, days = _again(cohorts, unit, tree_on), _daily(cohorts, unit, tree_on)
    for cohort, (known, came) in zip(cohorts, again, strict=True):
        there = [day for day in days if cohort.first <= day.on < cohort.then]
        yield Returned(
            cohort=cohort,
            known=known,
            again=came,
            encounters=sum(day.encounters for day in there),
            of_known=sum(day.of_known for day in there),
            months=len({(day.on.year, day.on.month) for day in days if cohort.first <= day.on < cohort.end}),
        )


def _again(cohorts: Sequence[Cohort], unit: int, tree_on: date | None) -> list[tuple[int, int]]:
    """Of each cohort, how many were there and how many of them came again. A person's spans are bits of one number, so
    that all cohorts are counted in one reading.
    """
    edges = sorted({day for each in cohorts for day in (each.first, each.then, each.end)})
    spans = list(pairwise(edges))

    def bits(first: date, until: date) -> int:
        return sum(1 << place for place, (start, _end) in enumerate(spans) if first <= start < until)

    flags = ", ".join(
        _FLAGS.format(place=place, was=bits(each.first, each.then), then=bits(each.then, each.end))
        for place, each in enumerate(cohorts)
    )
    sums = ", ".join(_SUMS.format(place=place) for place in range(len(cohorts)))
    rows, values = _rows(spans, unit, tree_on)
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN.format(rows=rows, flags=flags, sums=sums), values)
        counts = [int(count or 0) for count in cursor.fetchone()]
    return list(zip(counts[::2], counts[1::2], strict=True))


def _daily(cohorts: Sequence[Cohort], unit: int, tree_on: date | None) -> list[Day]:
    whole = (min(each.first for each in cohorts), max(each.end for each in cohorts))
    rows, values = _rows([whole], unit, tree_on)
    with connection.cursor() as cursor:
        cursor.execute(_DAILY.format(rows=rows), values)
        return [Day(_day(on), int(many), int(of_known)) for on, many, of_known in cursor.fetchall()]


def _day(told: date | str) -> date:
    """SQLite knows no dates."""
    return told if isinstance(told, date) else date.fromisoformat(told)


def _rows(spans: Sequence[tuple[date, date]], unit: int, tree_on: date | None) -> tuple[str, list[int | date]]:
    """The encounters that count, each with the span that it lies in; and what stands for the placeholders."""
    standing, standing_values = _standing(unit, tree_on)
    cast = "%s" if connection.vendor == "sqlite" else "CAST(%s AS date)"  # SQLite would cast a date to its year
    one = f"SELECT CAST({{bit}} AS bigint) AS bit, {cast} AS first, {cast} AS until"
    said = " UNION ALL ".join(one.format(bit=1 << place) for place in range(len(spans)))
    rows = _ROWS.format(standing=standing, spans=said, counted=terms.COUNTED)
    return rows, [*standing_values, *(day for span in spans for day in span)]


def _standing(unit: int, tree_on: date | None) -> tuple[str, list[int | date]]:
    """Which units stood below this one, from when until when; by the tree of one day, whenever."""
    if tree_on is None:
        return "SELECT unit_id, from_on, until_on FROM people_lineage WHERE ancestor_id = %s", [unit]
    date_of = "" if connection.vendor == "sqlite" else "DATE "
    from_on, until_on = (f"{date_of}'{day}'" for day in (date.min, date.max))
    always = _ALWAYS.format(from_on=from_on, until_on=until_on, below=people_facts.COUNTED_BELOW)
    return always, [unit, tree_on, tree_on] * 2
