"""How many people worked where, year by year: by the tree of the day, or by today's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.people import rules
from servewell.rooms.people.models import Place
from servewell.rooms.people.selectors.permitting import require
from servewell.rooms.people.selectors.tree import counting_day
from servewell.rooms.people.terms import Tree

HEADS = """
SELECT lineage.ancestor_id, COUNT(DISTINCT posting.person_id)
  FROM people_lineage AS lineage
  JOIN people_posting AS posting ON posting.unit_id = lineage.unit_id
 WHERE lineage.ancestor_id IN (SELECT place.unit_id
                                 FROM people_place AS place
                                WHERE place.parent_id = %s AND place.from_on <= %s AND place.until_on > %s)
   AND lineage.from_on <= %s AND lineage.until_on > %s
   AND posting.from_on <= %s AND posting.until_on > %s
 GROUP BY lineage.ancestor_id
"""


@dataclass(frozen=True)
class Heads:
    """How many people worked in a unit or below it on a day."""

    on: date
    unit: str
    people: int


def heads(*, viewer: Actor, unit: int, days: Sequence[date], tree: Tree) -> list[Heads]:
    """Of the units that stand right under ``unit`` (a key), by day and code. One query a day. Raises NotAllowed."""
    require(actor=viewer, power=rules.SEE_TEAM, unit=unit)
    now = counting_day(at=today.now())
    codes = dict(Place.objects.filter(parent=unit).values_list("unit", "unit__code"))
    found = []
    with connection.cursor() as cursor:
        for day in days:
            stood = day if tree is Tree.AS_IT_WAS else now
            cursor.execute(HEADS, [unit, stood, stood, stood, stood, day, day])
            counted = {codes[key]: number for key, number in cursor.fetchall()}
            found += [Heads(on=day, unit=code, people=counted[code]) for code in sorted(counted)]
    return found
