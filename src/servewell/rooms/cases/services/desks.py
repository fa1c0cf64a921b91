"""Who gets the next case."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


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
            open_cases = Case.objects.filter(owner__in=new, state=terms.OPEN).values_list("owner")
            self._load |= dict.fromkeys(new, 0) | dict(open_cases.annotate(Count("pk")))
        return self._writers[unit]


def _distance(spoken: str, asked: str) -> int:
    """0: the same language; 1: the other Chinese script; 2: another language."""
    if spoken == asked:
        return 0
    return 1 if spoken.split("-")[0] == asked.split("-")[0] else 2
