"""How departments answer what writers ask them: how many, in time or not, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import F, Q

from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Inquiry
from servewell.rooms.cases.terms import InquiryState
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


@dataclass(frozen=True)
class AskedUnit:
    """Of ``asked``, ``answered`` were, ``in_time`` of the ``due``. What was withdrawn before it was due was not asked;
    what was withdrawn after it was late.

    ``median`` is of the answered, in the unit's opening hours; None where there is none.
    """

    unit: "Unit"
    asked: int
    answered: int
    due: int
    in_time: int
    median: timedelta | None


@dataclass(frozen=True)
class _Row:
    unit: int
    due_at: datetime
    ended_at: datetime | None
    took: int | None


def inquiry_figures(*, viewer: "Person", at: datetime) -> list[AskedUnit]:
    """By the unit that has the question now, of the last twelve weeks: what was asked where the viewer leads, and in
    cases of units whose cases they see; not what a desk kept apart asked. By code. Two queries.
    """
    led = people.unit_keys_with(viewer=viewer, power=people_rules.SEE_TEAM)
    seen = people.unit_keys_with(viewer=viewer, power=rules.SEE)
    closed = people.unit_keys_closed_to(viewer=viewer, power=rules.SEE)
    told = Q(unit__in=led) & ~Q(case__unit__in=closed)
    asked = Inquiry.objects.filter(told | Q(case__unit__in=seen), asked_at__gt=at - terms.INQUIRIES_LOOKED_BACK)
    columns = ("unit", "due_at", "ended_at", "took_minutes")
    rows: dict[int, list[_Row]] = {}
    counted = asked.exclude(state=InquiryState.WITHDRAWN, ended_at__lte=F("due_at"))
    for each in counted.values_list(*columns).order_by():
        row = _Row(*each)
        rows.setdefault(row.unit, []).append(row)
    return [_of(unit, rows[key], at) for key, unit in people.units_by_key(keys=rows).items()]


def _of(unit: "Unit", rows: Sequence[_Row], at: datetime) -> AskedUnit:
    took = [row.took for row in rows if row.took is not None]
    due = [row for row in rows if row.took is not None or row.due_at < at]
    return AskedUnit(
        unit=unit,
        asked=len(rows),
        answered=len(took),
        due=len(due),
        in_time=sum(row.took is not None and row.ended_at is not None and row.ended_at <= row.due_at for row in due),
        median=timedelta(minutes=median(took)) if took else None,
    )
