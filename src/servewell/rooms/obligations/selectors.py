"""Questions about what people owe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from servewell.base.permissions import Actor
from servewell.base.todo import Todo
from servewell.base.words import Words
from servewell.rooms.obligations import terms
from servewell.rooms.obligations.models import Obligation, Owed
from servewell.rooms.people import rules as seen_by
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class Due:
    """What one person owes, as the room that fulfils it needs to know it."""

    person: int
    subject: str


@dataclass(frozen=True)
class PeopleOwing:
    """How many people owe something that is late, and how many owe anything."""

    late: int
    in_all: int


@dataclass(frozen=True)
class OwedInTeam:
    posting: int
    title: Words
    due_on: date
    is_before_the_first_day: bool
    is_late: bool


def _late(on: date) -> Q:
    """What is owed before a first day is late on that day; what is owed within some days, when its day is over."""
    has_days = Q(obligation__due_days__gt=terms.BEFORE_THE_FIRST_DAY)
    return (has_days & Q(due_on__lt=on)) | (~has_days & Q(due_on__lte=on))


def obligations() -> list[Obligation]:
    """Everything that anybody can owe, by code: what is owed is no secret in the company."""
    return list(Obligation.objects.select_related("unit").order_by("code"))


def owed_by(*, person: "Person", on: date) -> list[Owed]:
    """What the person still owes on a day, soonest first, with ``is_late``. Work that has ended owes nothing more."""
    waiting = Owed.objects.filter(person=person, fulfilled_at__isnull=True, posting__until_on__gt=on)
    return list(waiting.annotate(is_late=_late(on)).select_related("obligation").order_by("due_on", "pk"))


def due(*, owed: Iterable[int], kind: str) -> list[Due]:
    """For listeners: the owed things of one kind among the keys that an event names."""
    rows = Owed.objects.filter(pk__in=list(owed), obligation__kind=kind, fulfilled_at__isnull=True)
    return [
        Due(person=person, subject=subject) for person, subject in rows.values_list("person", "obligation__subject")
    ]


def postings_owing(*, postings: Iterable[int], kind: str) -> set[int]:
    """Which of these postings still owe something of the kind."""
    waiting = Owed.objects.filter(posting__in=list(postings), obligation__kind=kind, fulfilled_at__isnull=True)
    return set(waiting.values_list("posting", flat=True))


def people_owing(*, viewer: Actor, on: date) -> PeopleOwing:
    """Of the units whose team the viewer sees."""
    found = _owed_by_the_team_of(viewer, on).aggregate(
        late=Count("person", filter=_late(on), distinct=True), in_all=Count("person", distinct=True)
    )
    return PeopleOwing(**found)


def owed_in_team(*, viewer: Actor, postings: Iterable[int], on: date) -> list[OwedInTeam]:
    """What people still owe for these postings, soonest first, as far as the viewer sees the team."""
    waiting = _owed_by_the_team_of(viewer, on).filter(posting__in=list(postings)).annotate(is_late=_late(on))
    return [
        OwedInTeam(
            posting=owed.posting_id,
            title=owed.obligation.title,
            due_on=owed.due_on,
            is_before_the_first_day=owed.obligation.due_days == terms.BEFORE_THE_FIRST_DAY,
            is_late=owed.is_late,
        )
        for owed in waiting.select_related("obligation").order_by("due_on", "pk")
    ]


@dataclass(frozen=True)
class Duty:
    """Something a person owes or owed; ``fulfilled_at`` is None while they owe it."""

    title: Words
    due_on: date
    fulfilled_at: datetime | None
    is_late: bool


def duties_of(*, person: "Person", on: date) -> list[Duty]:
    """All that a person owes or has done, the open first: for the person and who may open their page."""
    found = Owed.objects.filter(person=person).annotate(is_late=_late(on)).select_related("obligation")
    duties = [
        Duty(owed.obligation.title, owed.due_on, owed.fulfilled_at, owed.is_late and owed.fulfilled_at is None)
        for owed in found.order_by("due_on", "pk")
    ]
    return sorted(duties, key=lambda duty: duty.fulfilled_at is not None)


def _owed_by_the_team_of(viewer: Actor, on: date) -> QuerySet[Owed]:
    units = people.units_with(viewer=viewer, power=seen_by.SEE_TEAM).values("unit")
    return Owed.objects.filter(fulfilled_at__isnull=True, posting__until_on__gt=on, posting__unit__in=units)


def todo_for(*, person: "Person", on: date) -> list[Todo]:
    return [_todo(owed) for owed in owed_by(person=person, on=on)]


def _todo(owed: Owed) -> Todo:
    obligation = owed.obligation
    opening = terms.OPENINGS[obligation.kind]
    is_before_the_first_day = obligation.due_days == terms.BEFORE_THE_FIRST_DAY
    return Todo(
        title=str(obligation.title),
        detail=_("Before your first day") if is_before_the_first_day else str(obligation.detail),
        due_on=owed.due_on,
        state="overdue" if owed.is_late else "open",  # type: ignore[attr-defined]  # annotated above
        path=opening.link.path(code=obligation.subject),
        action=str(opening.action),
    )
