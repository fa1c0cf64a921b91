"""What a person has to do about cases: harm that they are told of first, then the letters that they answer."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base import links, today
from servewell.base.paging import SIZE
from servewell.base.todo import Todo
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Delivery, HarmMark, HarmTold
from servewell.rooms.cases.selectors.asked import nameless, seen_by, title_of, words_of, zone_of
from servewell.rooms.cases.selectors.harms import harm_said
from servewell.rooms.cases.terms import HarmState

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

SETTLING = (terms.WAITING, terms.HANDING_OVER, terms.HANDED_OVER, terms.VOUCHED_FOR)


def todo_for(*, person: "Person", at: datetime, deputy: "Person | None" = None) -> list[Todo]:
    """The harm that a person is told of, and the cases they own and can do something about, due first; at most a page.

    For a ``deputy`` of the person, the cases that the deputy may answer. Two queries: who owns no case has no words to
    be asked for, and whether there is harm is asked with the cases; a third only where there is both.
    """
    told = _told(person)
    sent = Delivery.objects.filter(case=OuterRef("pk"), answer__isnull=True, state__in=terms.LIVE_STATES)
    cases = _owned(person, deputy).annotate(is_told=Exists(told.values("pk")), is_acknowledged=Exists(sent))
    waiting = list(cases.select_related("unit").order_by("due_at", "pk")[:SIZE])
    words = words_of(waiting)
    answering = [_case(case, words[case.voice_id].words, at) for case in waiting]
    if deputy is not None or (waiting and not vars(waiting[0])["is_told"]):
        return answering
    return [*(_harm(each.mark, at) for each in told.select_related("mark__unit")), *answering]


def _told(person: "Person") -> QuerySet[HarmTold]:
    told = HarmTold.objects.filter(person=person, until_at__isnull=True, mark__state=HarmState.MARKED)
    return told.order_by("mark__due_at", "pk")


def _owned(person: "Person", deputy: "Person | None") -> QuerySet[Case]:
    on_its_way = Delivery.objects.filter(case=OuterRef("pk"), answer__isnull=False, state__in=SETTLING)
    answered_by = Case.objects.all() if deputy is None else seen_by(deputy, rules.ANSWER)
    return answered_by.filter(~Exists(on_its_way), owner=person, state=terms.OPEN)


def _case(case: Case, words: str, at: datetime) -> Todo:
    """Due when the next thing that it owes is: a receipt, while none is on its way."""
    owes_receipt = case.receipt_due_at is not None and not vars(case)["is_acknowledged"]
    due_at = min(case.due_at, case.receipt_due_at) if owes_receipt and case.receipt_due_at else case.due_at
    return Todo(
        title=title_of(text=words) or nameless(reason=case.reason),
        detail=_("Case %(number)s, %(unit)s") % {"number": case.pk, "unit": case.unit.name},
        due_on=today.day_in(zone_of(case=case), at=due_at),
        state="overdue" if due_at < at else "open",
        path=links.CASE.path(number=case.pk),
        action=pgettext("what to do with a case", "Answer"),
    )


def _harm(mark: HarmMark, at: datetime) -> Todo:
    if mark.due_at is None:
        raise AssertionError("the database lets nothing be marked that is not due")
    return Todo(
        title=harm_said(kind=mark.kind),
        detail=str(mark.unit.name),
        due_on=today.day_in(mark.unit.zone, at=mark.due_at),
        state="overdue" if mark.due_at < at else "open",
        path=links.HARM.path(number=mark.pk),
        action=pgettext("what to do with a voice of harm", "Deal with it"),
    )
