"""Which cases a report is about, and from when until when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Answer, Case, FoundCause
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from servewell.rooms.people.models import Unit

MONTHS_IN_A_YEAR = 12
# the day before it begins before all time where the clocks are ahead
FIRST_DAY = date.min + timedelta(days=1)
IN_TIME = Exists(Answer.objects.filter(case=OuterRef("pk"), written_at__lte=OuterRef("due_at")))
ANSWERED = Exists(Answer.objects.filter(case=OuterRef("pk")))
# of cases that were ``judged``: one that was closed without an answer was not owed one, what was merged counts once
WAS_OWED = (Q(is_answered=True) | Q(state=terms.OPEN)) & ~Q(state=terms.MERGED)
WAS_KEPT = Q(is_kept=True)


@dataclass(frozen=True)
class Span:
    """Whole days from one on up to, but without, another, by the clock of a place."""

    from_on: date
    until_on: date
    zone: str

    @property
    def starts_at(self) -> datetime:
        return _begins(self.from_on, self.zone)

    @property
    def ends_at(self) -> datetime:
        return _begins(self.until_on, self.zone)

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)


@dataclass(frozen=True)
class Reported:
    """A report's unit with all that stands below it today, and ``months`` that end with the month ``until``."""

    unit: "Unit"
    until: date
    months: int
    at: datetime

    @property
    def zone(self) -> str:
        return self.unit.zone

    @property
    def today(self) -> date:
        return today.day_in(self.zone, at=self.at)

    @property
    def now(self) -> Span:
        return Span(month_moved(month=self.until, by=1 - self.months), month_moved(month=self.until, by=1), self.zone)

    @property
    def before(self) -> Span:
        """As many months, just before."""
        return Span(month_moved(month=self.until, by=1 - 2 * self.months), self.now.from_on, self.zone)

    @property
    def is_over(self) -> bool:
        """Whether its last month has ended."""
        return self.now.until_on <= self.today


def reported(*, viewer: Actor, unit: str, until: date | None, months: int, at: datetime) -> Reported:
    """Of a unit by its code, the highest that the viewer sees if none; no month later than this one is looked at.

    Raises NoSuchUnit.
    """
    found = people.unit_for(viewer=viewer, power=rules.SEE, code=unit or _highest(viewer))
    this_month = today.day_in(found.zone, at=at).replace(day=1)
    return Reported(found, min(until or this_month, this_month), months, at)


def _highest(viewer: Actor) -> str:
    seen = people.units_seen_with_parents(viewer=viewer, power=rules.SEE)
    return next((unit.code for unit, parent in seen if parent is None), "")


def cases_of(viewer: Actor, look: Reported) -> QuerySet[Case]:
    """Those that the viewer may see: so a number leads to as many cases, and names none of which few may know."""
    return seen_by(viewer, rules.SEE).filter(unit__in=people.below_now(unit=look.unit.pk).values("unit"))


def judged(cases: QuerySet[Case]) -> QuerySet[Case]:
    """For ``WAS_OWED``, and ``WAS_KEPT`` by the time that was promised."""
    return cases.alias(is_answered=ANSWERED, is_kept=IN_TIME)


def owed_in(cases: QuerySet[Case], span: Span, *, at: datetime) -> QuerySet[Case]:
    """Those to be answered in a span and by now, ``judged``."""
    return judged(cases.filter(due_at__gte=span.starts_at, due_at__lt=min(span.ends_at, at))).filter(WAS_OWED)


def missed_in(cases: QuerySet[Case], span: Span, *, at: datetime) -> QuerySet[Case]:
    """Those of ``owed_in`` that were not answered by the time that was promised."""
    return owed_in(cases, span, at=at).exclude(WAS_KEPT)


def opened_in(cases: QuerySet[Case], span: Span) -> QuerySet[Case]:
    """Without those of files that were withdrawn; what went into another case counts there, once."""
    opened = cases.filter(opened_at__gte=span.starts_at, opened_at__lt=span.ends_at)
    return opened.filter(voice__withdrawn_at__isnull=True).exclude(state=terms.MERGED)


class InRoot(TypedDict):
    root: int
    opened_at: datetime


def main_causes() -> "QuerySet[WithAnnotations[FoundCause, InRoot]]":
    """One for each case that is answered, its number as ``root``: its own, or else that of the first case that went
    into it. ``opened_at`` is when that case was opened.
    """
    main = FoundCause.objects.filter(until_at__isnull=True, is_main=True)
    of_root = main.filter(case=OuterRef("case__merged_into"))
    of_first = main.filter(case__merged_into=OuterRef("case__merged_into"), case__lt=OuterRef("case"))
    counts = Q(case__merged_into__isnull=True) | ~(Exists(of_root) | Exists(of_first))
    return main.filter(counts).annotate(
        root=Coalesce("case__merged_into", "case"),
        opened_at=Coalesce("case__merged_into__opened_at", "case__opened_at"),
    )


def month_moved(*, month: date, by: int) -> date:
    """The first day of a month that is so many later."""
    months = month.year * MONTHS_IN_A_YEAR + month.month - 1 + by
    return date(months // MONTHS_IN_A_YEAR, months % MONTHS_IN_A_YEAR + 1, 1)


def _begins(on: date, zone: str) -> datetime:
    return datetime.combine(max(on, FIRST_DAY), time.min, tzinfo=ZoneInfo(zone))


def month_span(*, first: date, look: Reported) -> Span:
    return Span(first, month_moved(month=first, by=1), look.zone)
