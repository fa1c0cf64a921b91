"""What somebody is asked, and how departments answer, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import InquiryState
from servewell.web.inquiries.forms import AnswerForm, BackForm, HandOnForm, NameForm
from servewell.web.kit import moments
from servewell.web.kit.components import Chip, Crumb, Empty, Letter, Link
from servewell.web.kit.figures import number
from servewell.web.kit.inquiries import clock_of, due_chip, said, state_chip, units_to_ask, zone_of
from servewell.web.kit.reckonings import Reckoning

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Inquiry


@dataclass(frozen=True)
class Forms:
    """As they were posted, where something in them was wrong."""

    answer: AnswerForm | None = None
    back: BackForm | None = None
    hand_on: HandOnForm | None = None
    name: NameForm | None = None


@dataclass(frozen=True)
class Replying:
    """What whoever is asked may do while nobody has answered."""

    answer: AnswerForm
    back: BackForm
    hand_on: HandOnForm
    name: NameForm


@dataclass(frozen=True)
class InquiryPage:
    """``over`` says why nothing is to be done any more; ``kept`` are the words of whoever was not the first."""

    title: str
    crumbs: Sequence[Crumb]
    url: str
    chip: Chip
    reckoning: Reckoning
    asked: str
    question: str
    letters: Sequence[Letter]
    who: str
    said: Sequence[str]
    over: str
    answer: str
    kept: Letter | None
    replying: Replying | None


@dataclass(frozen=True)
class Row:
    link: Link
    says: str
    chip: Chip


@dataclass(frozen=True)
class UnitRow:
    name: str
    asked: str
    answered: str
    in_time: str
    median: str


@dataclass(frozen=True)
class ListPage:
    title: str
    rows: Sequence[Row]
    empty: Empty | None
    units: Sequence[UnitRow]
    looked_back: str


def hand_on_form(data: Mapping[str, object] | None = None, *, but: int) -> HandOnForm:
    """Every unit that stands today but the one (its key) that has the question."""
    return HandOnForm(data, units=[each for each in units_to_ask() if each.pk != but])


def asked_page(found: cases.AskedInquiry, *, now: datetime, forms: Forms = Forms()) -> InquiryPage:
    inquiry = found.inquiry
    stands = inquiry.state in terms.STANDING_INQUIRIES
    zone = zone_of(inquiry)
    return InquiryPage(
        title=cases.question_in_short(text=inquiry.question) or _("The question was erased with its customer"),
        crumbs=(Crumb(_("What you are asked"), links.INQUIRIES.path()),),
        url=links.INQUIRY.path(number=inquiry.pk),
        chip=state_chip(inquiry, now=now),
        reckoning=clock_of(inquiry),
        asked=_("%(name)s asks, %(moment)s, about a customer of %(unit)s")
        % {
            "name": inquiry.asked_by.name,
            "moment": moments.moment(inquiry.asked_at, zone),
            "unit": inquiry.case.unit.name,
        },
        question=inquiry.question,
        letters=[Letter(each.text, language=each.language) for each in found.words],
        who=_who(found),
        said=said(found.said, zone=zone),
        over="" if stands else _over(inquiry, zone),
        answer=inquiry.answer,
        kept=None if stands or not found.draft else Letter(found.draft, came=_("Your words. They were not sent.")),
        replying=_replying(found, forms) if stands else None,
    )


def _replying(found: cases.AskedInquiry, forms: Forms) -> Replying:
    return Replying(
        answer=forms.answer or AnswerForm(initial={"text": found.draft}),
        back=forms.back or BackForm(),
        hand_on=forms.hand_on or hand_on_form(but=found.inquiry.unit_id),
        name=forms.name or NameForm(),
    )


def _who(found: cases.AskedInquiry) -> str:
    known = [each for each in (found.who.name, found.who.address) if each]
    return _("The customer: %(who)s") % {"who": " · ".join(known)} if known else ""


def _over(inquiry: "Inquiry", zone: str) -> str:
    of = {
        "name": inquiry.ended_by.name if inquiry.ended_by else _("Servewell"),
        "moment": moments.moment(inquiry.ended_at or inquiry.asked_at, zone),
    }
    if inquiry.state == InquiryState.ANSWERED:
        return _("Answered by %(name)s, %(moment)s.") % of
    return _("Nobody need answer it any more: %(name)s withdrew it, %(moment)s.") % of


def list_page(*, waiting: "Sequence[Inquiry]", figures: Sequence[cases.AskedUnit], now: datetime) -> ListPage:
    weeks = terms.INQUIRIES_LOOKED_BACK.days // 7
    return ListPage(
        title=_title(len(waiting)),
        rows=tuple(_row(each, now) for each in waiting),
        empty=None
        if waiting or figures
        else Empty(_("Nobody asks you anything"), _("What colleagues need to know for a customer stands here.")),
        units=tuple(_unit(each) for each in figures),
        looked_back=ngettext(
            "Asked within the last %(number)s week. What was withdrawn in time is not counted.",
            "Asked within the last %(number)s weeks. What was withdrawn in time is not counted.",
            weeks,
        ) % {"number": number(weeks)},
    )  # fmt: skip


def _title(waiting: int) -> str:
    if not waiting:
        return _("No question waits for you")
    says = ngettext("%(number)s question waits for you", "%(number)s questions wait for you", waiting)
    return says % {"number": number(waiting)}


def _row(inquiry: "Inquiry", now: datetime) -> Row:
    is_back = inquiry.state == InquiryState.ASKED_BACK
    return Row(
        link=Link(cases.question_in_short(text=inquiry.question), links.INQUIRY.path(number=inquiry.pk)),
        says=_("%(name)s asks") % {"name": inquiry.asked_by.name},
        chip=Chip(_("Waits for the writer")) if is_back else due_chip(inquiry, now=now),
    )


def _unit(each: cases.AskedUnit) -> UnitRow:
    of = {"in_time": number(each.in_time), "due": number(each.due)}
    took = {"time": moments.long(each.median) if each.median is not None else "", "number": number(each.answered)}
    return UnitRow(
        name=str(each.unit.name),
        asked=number(each.asked),
        answered=number(each.answered),
        in_time=_("%(in_time)s of %(due)s") % of if each.due else _("none due yet"),
        median=_("%(time)s (n = %(number)s)") % took if each.median is not None else _("cannot tell yet"),
    )
