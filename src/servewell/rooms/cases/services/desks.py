"""Who gets the next case."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules, terms
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

OPEN_CASES = "SELECT owner_id, COUNT(*) FROM cases_case WHERE state = %s AND owner_id IN ({places}) GROUP BY owner_id"


@dataclass
class Desks:
    """Whoever speaks the customer's language comes first, then the least loaded, then the lowest staff number.

    Asks once for each unit and counts what it gives out itself, so that a batch is spread as evenly as single cases.
    """

    _writers: "dict[int, list[Person]]" = field(default_factory=dict)
    _load: dict[int, int] = field(default_factory=dict)

    def owner_for(self, *, unit: int, language: str) -> "Person | None":
        """None where nobody may answer customers of the unit."""
        writers = self.writers_over(unit)
        if not writers:
            return None
        owner = min(writers, key=lambda each: (_distance(each.language, language), self._load[each.pk], each.number))
        self._load[owner.pk] += 1
        return owner

    def writers_over(self, unit: int) -> "list[Person]":
        if unit not in self._writers:
            self._writers[unit] = people.who_may(power=rules.ANSWER, unit=unit, viewer=HOUSE)
            new = [writer.pk for writer in self._writers[unit] if writer.pk not in self._load]
            self._load |= dict.fromkeys(new, 0) | _open_cases_of(new)
        return self._writers[unit]


def _open_cases_of(writers: list[int]) -> dict[int, int]:
    """How many by owner. Written out because the customer's post waits for it."""
    if not writers:
        return {}
    places = ", ".join(["%s"] * len(writers))
    with connection.cursor() as cursor:
        cursor.execute(OPEN_CASES.format(places=places), [terms.OPEN, *writers])
        return dict(cursor.fetchall())


def _distance(spoken: str, asked: str) -> int:
    """0: the same language; 1: the other Chinese script; 2: another language."""
    if spoken == asked:
        return 0
    return 1 if spoken.split("-")[0] == asked.split("-")[0] else 2
