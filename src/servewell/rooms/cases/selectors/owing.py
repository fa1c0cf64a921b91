"""What a person has to do about cases: harm that they are told of first, then the letters that they answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base import links, today
from servewell.base.paging import SIZE
from servewell.base.todo import Todo
from servewell.base.words import Words
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Delivery, HarmTold, Inquiry, InquiryReader
from servewell.rooms.cases.selectors.asked import nameless, seen_by, title_of, words_of, zone_of
from servewell.rooms.cases.selectors.harms import harm_said
from servewell.rooms.cases.selectors.inquiring import question_in_short, rows_told
from servewell.rooms.cases.selectors.sight import open_to
from servewell.rooms.cases.terms import HarmState, InquiryState

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

SETTLING = (terms.WAITING, terms.HANDING_OVER, terms.HANDED_OVER, terms.VOUCHED_FOR)


def todo_for(*, person: "Person", at: datetime, deputy: "Person | None" = None) -> list[Todo]:
    """The harm that a person is told of, what colleagues ask them, and the cases they own and can do something about,
    due first; at most a page.

    For a ``deputy`` of the person, the cases that the deputy may answer. Two queries: who owns no case has no words to
    be asked for, and whether there is harm or a question is asked with the cases; a third only where there is both.
    """
    told, asked = _told(person), rows_told(person, at)
    sent = Delivery.objects.filter(case=OuterRef("pk"), answer__isnull=True, state__in=terms.LIVE_STATES)
    cases = _with_inquiries(_owned(person, deputy), at).annotate(
        is_told=Exists(told.values("pk")) | Exists(asked.values("pk")), is_acknowledged=Exists(sent)
    )
    waiting = list(cases.select_related("unit").order_by("due_at", "pk")[:SIZE])
    words = words_of(waiting)
    answering = [_case(case, words[case.voice_id].words, at) for case in waiting]
    if deputy is not None or (waiting and not vars(waiting[0])["is_told"]):
        return answering
    return [*_told_or_asked(told, asked, at), *answering]


def _told(person: "Person") -> QuerySet[HarmTold]:
    told = HarmTold.objects.filter(person=person, until_at__isnull=True, mark__state=HarmState.MARKED)
    return told.order_by("mark__due_at", "pk")


def _told_or_asked(told: QuerySet[HarmTold], asked: QuerySet[InquiryReader], at: datetime) -> list[Todo]:
    """One query: harm first, then questions, each by when it is due."""
    harm = told.order_by().annotate(sort=Value(0), who=Value(""), state=Value(""))
    of_harm = ("sort", "mark", "mark__kind", "who", "state", "mark__unit__name", "mark__unit__zone", "mark__due_at")
    of_inquiry = ("question", "asked_by__name", "state", "case__unit__name", "unit__zone", "due_at")
    inquiries = asked.annotate(sort=Value(1)).values_list(
        "sort", "inquiry", *(f"inquiry__{each}" for each in of_inquiry)
    )
    rows = sorted(harm.values_list(*of_harm).union(inquiries, all=True), key=lambda each: (each[0], each[7], each[1]))
    return [_inquiry(_Asked(*each), at) if sort else _harm(_Asked(*each), at) for sort, *each in rows[:SIZE]]


def _owned(person: "Person", deputy: "Person | None") -> QuerySet[Case]:
    on_its_way = Delivery.objects.filter(case=OuterRef("pk"), answer__isnull=False, state__in=SETTLING)
    own = Case.objects.all()
    answered_by = open_to(viewer=person, cases=own) if deputy is None else seen_by(deputy, rules.ANSWER)
    return answered_by.filter(~Exists(on_its_way), owner=person, state=terms.OPEN)


def _with_inquiries(cases: QuerySet[Case], at: datetime) -> QuerySet[Case]:
    """With what has become of what departments were asked."""
    asked = Inquiry.objects.filter(case=OuterRef("pk"))
    standing = asked.filter(state__in=terms.STANDING_INQUIRIES)
    return cases.annotate(
        is_asked_back=Exists(asked.filter(state=InquiryState.ASKED_BACK)),
        waits_too_long=Exists(standing.filter(due_at__lt=at)),
        waits=Exists(standing),
        has_heard=Exists(asked.filter(state=InquiryState.ANSWERED)),
    )


def _case(case: Case, words: str, at: datetime) -> Todo:
    """Due when the next thing that it owes is: a receipt, while none is on its way."""
    owes_receipt = case.receipt_due_at is not None and not vars(case)["is_acknowledged"]
    due_at = min(case.due_at, case.receipt_due_at) if owes_receipt and case.receipt_due_at else case.due_at
    detail = _("Case %(number)s, %(unit)s") % {"number": case.pk, "unit": case.unit.name}
    heard = _heard(vars(case))
    return Todo(
        title=title_of(text=words) or nameless(reason=case.reason),
        detail=_("%(case)s · %(heard)s") % {"case": detail, "heard": heard} if heard else detail,
        due_on=today.day_in(zone_of(case=case), at=due_at),
        state="overdue" if due_at < at else "open",
        path=links.CASE.path(number=case.pk),
        action=pgettext("what to do with a case", "Answer"),
    )


def _heard(of: dict[str, object]) -> str:
    if of["is_asked_back"]:
        return _("whom you asked asks back")
    if of["waits_too_long"]:
        return _("whom you asked is late")
    if not of["has_heard"]:
        return ""
    return _("a department has answered, another has not yet") if of["waits"] else _("whom you asked has answered")


@dataclass(frozen=True)
class _Asked:
    """A row of what somebody is told or asked: ``text`` is a kind of harm or a question."""

    key: int
    text: str
    who: str
    state: str
    unit: Words
    zone: str
    due_at: datetime


def _harm(told: _Asked, at: datetime) -> Todo:
    return Todo(
        title=harm_said(kind=told.text),
        detail=str(told.unit),
        due_on=today.day_in(told.zone, at=told.due_at),
        state="overdue" if told.due_at < at else "open",
        path=links.HARM.path(number=told.key),
        action=pgettext("what to do with a voice of harm", "Deal with it"),
    )


def _inquiry(asked: _Asked, at: datetime) -> Todo:
    said = {"name": asked.who, "unit": asked.unit}
    path = links.INQUIRY.path(number=asked.key)
    if asked.state == InquiryState.WITHDRAWN:
        detail = _("%(name)s needs no answer any more") % said
        return Todo(question_in_short(text=asked.text) or detail, detail, None, "open", path, _("See why"))
    return Todo(
        title=question_in_short(text=asked.text),
        detail=_("%(name)s asks you, about a customer of %(unit)s") % said,
        due_on=today.day_in(asked.zone, at=asked.due_at),
        state="overdue" if asked.due_at < at else "open",
        path=path,
        action=pgettext("what to do with a question of a colleague", "Answer"),
    )
