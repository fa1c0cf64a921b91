"""What departments were asked about one case, in words: beside the letter, and to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import InquiryState
from servewell.web.cases.forms.inquiries import AskForm, ExtendForm, SayForm, WithdrawForm
from servewell.web.kit import moments
from servewell.web.kit.components import Chip, Crumb, Letter
from servewell.web.kit.figures import number
from servewell.web.kit.inquiries import clock_of, said, state_chip, units_to_ask, zone_of
from servewell.web.kit.reckonings import Reckoning

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case, Inquiry, LedgerLine
    from servewell.web.cases.forms.points import Choices


@dataclass(frozen=True)
class InquiryRow:
    """``deal_url`` is where its reader replies, gives more time or withdraws; ``again_url`` where it is asked anew."""

    number: int
    to: str
    asked: str
    chip: Chip
    question: str
    shown: str
    said: Sequence[str]
    answer: str
    answered: str
    nobody: bool
    is_due_after: bool
    deal_url: str
    again_url: str


@dataclass(frozen=True)
class Section:
    """``waiting`` says how many have not answered, where the answer would leave without them."""

    rows: Sequence[InquiryRow]
    ask_url: str
    waiting: str


@dataclass(frozen=True)
class AskPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    letters: Sequence[Letter]
    without_words: str
    form: AskForm


@dataclass(frozen=True)
class Forms:
    """As they were posted, where something in them was wrong."""

    reply: SayForm | None = None
    extend: ExtendForm | None = None
    withdraw: WithdrawForm | None = None


@dataclass(frozen=True)
class DealPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    row: InquiryRow
    reckoning: Reckoning
    reply: SayForm | None
    extend: ExtendForm | None
    withdraw: WithdrawForm | None


def section(
    *, lines: "Sequence[LedgerLine]", case: "Case", now: datetime,
    may_answer: bool, may_ask: bool,
) -> Section:  # fmt: skip
    found = cases.inquiries_in(ledger=lines)
    waiting = sum(each.inquiry.state in terms.STANDING_INQUIRIES for each in found)
    says = ngettext(
        "%(number)s department has not answered. Send it all the same: the question is withdrawn.",
        "%(number)s departments have not answered. Send it all the same: the questions are withdrawn.",
        waiting,
    ) % {"number": number(waiting)}
    return Section(
        rows=tuple(row(each, lines, case, now=now, may_answer=may_answer, may_ask=may_ask) for each in found),
        ask_url=links.CASE_ASK.path(number=case.pk) if may_ask else "",
        waiting=says if waiting else "",
    )


def row(
    each: cases.SeenInquiry, lines: "Sequence[LedgerLine]", case: "Case", *, now: datetime, may_answer: bool,
    may_ask: bool,
) -> InquiryRow:  # fmt: skip
    inquiry = each.inquiry
    stands = inquiry.state in terms.STANDING_INQUIRIES
    path = links.CASE_INQUIRY.path(number=inquiry.case_id, inquiry=inquiry.number)
    return InquiryRow(
        number=inquiry.number,
        to=inquiry.person.name if inquiry.person else str(inquiry.unit.name),
        asked=_("%(name)s, %(moment)s")
        % {"name": inquiry.asked_by.name, "moment": moments.moment(inquiry.asked_at, zone_of(inquiry))},
        chip=_chip(inquiry, now),
        question=inquiry.question,
        shown=_shown(inquiry),
        said=said(cases.said_among(lines=lines, inquiry=inquiry), zone=zone_of(inquiry)),
        answer=inquiry.answer,
        answered=_answered(inquiry),
        nobody=stands and not each.is_read,
        is_due_after=cases.is_due_after(inquiry=inquiry, case=case),
        deal_url=path if may_answer and stands else "",
        again_url=f"{links.CASE_ASK.path(number=inquiry.case_id)}?again={inquiry.number}"
        if may_ask and not stands
        else "",
    )


def _chip(inquiry: "Inquiry", now: datetime) -> Chip:
    if inquiry.state == InquiryState.ASKED_BACK:
        return Chip(_("Asks you back"), "needs")
    return state_chip(inquiry, now=now)


def _shown(inquiry: "Inquiry") -> str:
    if inquiry.shows_whole:
        words = _("They read the whole letter.")
    elif many := len(inquiry.passages):
        words = ngettext(
            "They read %(number)s passage of the letter.", "They read %(number)s passages of the letter.", many
        ) % {"number": number(many)}
    else:
        words = _("They read nothing of the letter.")
    return f"{words} {_('They read who the customer is.')}" if inquiry.shows_customer else words


def _answered(inquiry: "Inquiry") -> str:
    if inquiry.state != InquiryState.ANSWERED or inquiry.ended_at is None or inquiry.ended_by is None:
        return ""
    return _("%(name)s, %(moment)s, after %(time)s of opening hours") % {
        "name": inquiry.ended_by.name,
        "moment": moments.moment(inquiry.ended_at, zone_of(inquiry)),
        "time": moments.long(timedelta(minutes=inquiry.took_minutes or 0)),
    }


def ask_form(
    *, story: cases.Story, found: Sequence[cases.SeenPoint], data: Mapping[str, object] | None = None,
    again: "Inquiry | None" = None,
) -> AskForm:  # fmt: skip
    """``again`` is one that was asked before: its words stand in the form."""
    points: Choices = [(str(each.point.number), " ".join(each.words.split())) for each in found if each.words]
    initial: Mapping[str, object] = {"question": again.question, "unit": again.unit.code} if again else {}
    return AskForm(
        data, units=units_to_ask(), points=points, shows=story.harm is None,
        knows_customer=bool(story.who.name or story.who.address), initial=initial,
    )  # fmt: skip


def asking(*, story: cases.Story, form: AskForm) -> AskPage:
    case = story.case
    sealed = _("Few may read this letter: no word of it goes along, so the question must say enough by itself.")
    return AskPage(
        title=_("What do you want to know, and from whom?"),
        crumbs=_crumbs(case.pk),
        url=links.CASE_ASK.path(number=case.pk),
        letters=[Letter(each.text, language=each.language) for each in story.words] if story.harm is None else (),
        without_words=sealed if story.harm is not None else _("This customer wrote nothing."),
        form=form,
    )


def dealing(*, inquiry: "Inquiry", case: "Case", now: datetime, forms: Forms = Forms()) -> DealPage:
    stands = inquiry.state in terms.STANDING_INQUIRIES
    is_asked_back = inquiry.state == InquiryState.ASKED_BACK
    seen = cases.SeenInquiry(inquiry, is_read=True)
    lines = cases.said_between(inquiry=inquiry)
    return DealPage(
        title=_("Question %(number)s to %(name)s")
        % {"number": inquiry.number, "name": inquiry.person.name if inquiry.person else inquiry.unit.name},
        crumbs=_crumbs(inquiry.case_id),
        url=f"{links.CASE.path(number=inquiry.case_id)}/inquiry",
        row=row(seen, lines, case, now=now, may_answer=False, may_ask=False),
        reckoning=clock_of(inquiry),
        reply=(forms.reply or SayForm()) if is_asked_back else None,
        extend=(forms.extend or ExtendForm()) if stands else None,
        withdraw=(forms.withdraw or WithdrawForm()) if stands else None,
    )


def _crumbs(case: int) -> Sequence[Crumb]:
    return (
        Crumb(_("Cases"), links.CASES.path()),
        Crumb(_("Case %(number)d") % {"number": case}, links.CASE.path(number=case)),
    )
