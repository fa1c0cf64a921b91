"""The open cases by how old they are, and those that should have been answered by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from servewell.base.permissions import Actor
from servewell.rooms.cases import terms
from servewell.rooms.cases.selectors.reports.looking import FIRST_DAY, Reported, Span, cases_of

# days: from one on, up to but without the next
AGES = (0, 1, 2, 7, 14, 30)
DAYS_LATE = (0, 1, 3, 7, 14)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """``n`` cases that are from ``least`` to ``most`` days old, or late; ``most`` is None for all that are more."""

    least: int
    most: int | None
    n: int


@dataclass(frozen=True)
class Waiting:
    """Ages are in days of the calendar where the unit is, lateness in days of 24 hours. ``nobodys`` have no owner."""

    look: Reported
    ages: Sequence[Step]
    late: Sequence[Step]
    nobodys: int
    oldest_due_at: datetime | None

    @property
    def open(self) -> int:
        return sum(each.n for each in self.ages)

    @property
    def overdue(self) -> int:
        return sum(each.n for each in self.late)

    def opened(self, step: Step) -> Span:
        """When cases of that age were opened."""
        first = FIRST_DAY if step.most is None else self.look.today - DAY * step.most
        return Span(first, self.look.today - DAY * (step.least - 1), self.look.zone)


def waiting(*, viewer: Actor, look: Reported) -> Waiting:
    """As they stand now, whatever months are looked at. One query."""
    here, at = look.today, look.at
    ages = {f"age{i}": _opened(here, least, most, look.zone) for i, (least, most) in enumerate(_steps(AGES))}
    late = {f"late{i}": _late(at, least, most) for i, (least, most) in enumerate(_steps(DAYS_LATE))}
    cases = cases_of(viewer, look).filter(state=terms.OPEN)
    named = {**ages, **late, "nobodys": Q(owner__isnull=True)}
    found = cases.aggregate(**{name: Count("pk", filter=q) for name, q in named.items()})
    oldest = cases.filter(due_at__lt=at).order_by("due_at").values_list("due_at", flat=True).first()
    return Waiting(
        look=look,
        ages=[Step(*step, found[f"age{i}"]) for i, step in enumerate(_steps(AGES))],
        late=[Step(*step, found[f"late{i}"]) for i, step in enumerate(_steps(DAYS_LATE))],
        nobodys=found["nobodys"],
        oldest_due_at=oldest,
    )


def _steps(edges: Sequence[int]) -> list[tuple[int, int | None]]:
    ends: list[int | None] = [*(each - 1 for each in edges[1:]), None]
    return list(zip(edges, ends, strict=True))


def _opened(here: date, least: int, most: int | None, zone: str) -> Q:
    """A case from today or, by a clock that is ahead, from tomorrow is new."""
    found = Q() if most is None else Q(opened_at__gte=Span(here - DAY * most, here, zone).starts_at)
    return found if least == 0 else found & Q(opened_at__lt=Span(here, here - DAY * (least - 1), zone).ends_at)


def _late(at: datetime, least: int, most: int | None) -> Q:
    found = Q(due_at__lt=at) if least == 0 else Q(due_at__lte=at - DAY * least)
    return found if most is None else found & Q(due_at__gt=at - DAY * (most + 1))
