"""One case: what the customer wrote, what we owe, and what has become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.words import active_language
from servewell.engines.forms import Kind
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.customers import selectors as customers
from servewell.rooms.instruments.selectors import Given
from servewell.web.cases.forms.merging import WhichCaseForm
from servewell.web.cases.forms.points import Choices, PointForm
from servewell.web.cases.forms.whole import AnswerForm, AssignForm, CloseForm, NoteForm, ReasonForm, TieForm
from servewell.web.cases.shown import beside, deadlines, ledgers, merging, narrowing, owing
from servewell.web.cases.shown import causes as shown_causes
from servewell.web.cases.shown import inquiries as shown_inquiries
from servewell.web.cases.shown import points as shown_points
from servewell.web.cases.shown.standing import Standing
from servewell.web.kit import moments
from servewell.web.kit.components import Chip, Crumb, LedgerEntry, Letter, Link
from servewell.web.kit.reckonings import Reckoning
from servewell.web.kit.said import language_name

if TYPE_CHECKING:
    from django.http import QueryDict

    from servewell.rooms.cases.models import Answer, Case, Draft
    from servewell.rooms.customers.models import Spokesperson


@dataclass(frozen=True)
class Fact:
    term: str
    says: str


@dataclass(frozen=True)
class Forms:
    """Forms as they were posted, where something in them was wrong."""

    answer: AnswerForm | None = None
    assign: AssignForm | None = None
    settle: ReasonForm | None = None
    close: CloseForm | None = None
    note: NoteForm | None = None
    tie: TieForm | None = None
    mark: PointForm | None = None


@dataclass(frozen=True)
class Settling:
    """An answer that only a person can settle."""

    says: str
    delivery: int
    form: ReasonForm
    may_have_arrived: bool


@dataclass(frozen=True)
class CasePage:
    title: str
    title_language: str
    url: str
    crumbs: Sequence[Crumb]
    chips: Sequence[Chip]
    reckoning: Reckoning
    reckoning_of: str
    went: merging.Went | None
    seconds: Sequence[merging.Second]
    may_part: bool
    letters: Sequence[Letter]
    without_words: str
    answers: Sequence[Letter]
    facts: Sequence[Fact]
    scores: Sequence[Fact]
    ledger: Sequence[LedgerEntry]
    clock_of: str
    owing: owing.Section
    points: shown_points.Section
    inquiries: shown_inquiries.Section
    answer: AnswerForm | None
    saved: str
    left_over: Sequence[Letter]
    settling: Settling | None
    close: CloseForm | None
    assign: AssignForm | None
    may_take: bool
    also_writing: str
    notes: Sequence[beside.NoteRow]
    note: NoteForm | None
    causes: shown_causes.Causes
    near: Sequence[beside.NearRow]
    tie: TieForm | None
    merge: WhichCaseForm | None
    harm: Link


def whole(now_at: Standing, *, now: datetime, forms: Forms = Forms()) -> CasePage:
    case, zone, title, points = now_at.case, now_at.zone, _title(now_at), _points(now_at, forms.mark)
    reckoning, reckoning_of = merging.reckoning(case, now_at.story.merged)
    return CasePage(
        title=title or _untitled(now_at.story),
        title_language=case.voice.language if title else "",
        url=links.CASE.path(number=case.pk),
        crumbs=_crumbs(case),
        chips=_chips(now_at, now),
        reckoning=reckoning,
        reckoning_of=reckoning_of,
        went=merging.went(now_at.went, zone=zone),
        seconds=merging.seconds(now_at.story.merged, zone=zone),
        may_part=now_at.can_answer,
        letters=_letters(now_at),
        without_words=_without_words(now_at.story),
        answers=tuple(_sent(answer) for answer in now_at.story.answers if answer.text),
        facts=(*_facts(case, now_at.story.who), *map(_speaker, now_at.story.who.speakers)),
        scores=_scores(now_at),
        ledger=_ledger(now_at),
        clock_of=_("Times by the clock of %(place)s") % {"place": moments.place_of(zone)},
        owing=_owing(now_at),
        points=points,
        inquiries=_inquiries(now_at, now),
        answer=_answer_form(now_at, forms.answer, points.left) if _can_write(now_at) else None,
        saved=saved(now_at.draft, zone=zone),
        left_over=_left_over(now_at),
        settling=_settling(now_at, forms.settle) if now_at.may_answer and now_at.is_open else None,
        close=_close_form(forms.close, points) if now_at.can_answer and now_at.may_close else None,
        assign=_assign_form(now_at, forms.assign),
        may_take=now_at.may_answer and now_at.is_open and case.owner_id != now_at.viewer.pk,
        also_writing=beside.writing(now_at.also_writing) if now_at.can_answer else "",
        notes=beside.notes([each for each in now_at.notes if each.text], zone=zone, case=case.pk),
        note=(forms.note or NoteForm()) if now_at.may_answer else None,
        causes=_causes(now_at),
        near=beside.near(now_at.near, may_answer=now_at.may_answer, may_merge=now_at.can_answer),
        tie=(forms.tie or TieForm()) if now_at.may_answer else None,
        merge=WhichCaseForm() if now_at.can_answer else None,
        harm=_harm(now_at.story),
    )


def _can_write(now_at: Standing) -> bool:
    return now_at.can_answer and now_at.story.who.is_reached


def _inquiries(now_at: Standing, now: datetime) -> shown_inquiries.Section:
    return shown_inquiries.section(
        lines=now_at.story.ledger,
        case=now_at.case,
        now=now,
        may_answer=now_at.may_answer,
        may_ask=now_at.can_answer,
    )


def _causes(now_at: Standing) -> shown_causes.Causes:
    kinds = {each.point.kind for each in now_at.points}
    return shown_causes.causes(now_at.story, kinds=kinds, may_answer=now_at.may_answer)


def _owing(now_at: Standing) -> owing.Section:
    story = now_at.story
    return owing.section(
        case=story.case,
        owes=cases.owes(case=story.case, deliveries=story.deliveries, and_with=story.cases_merged),
        kinds=story.kinds,
        can_answer=now_at.can_answer,
        can_be_reached=story.who.is_reached,
    )


def _ledger(now_at: Standing) -> Sequence[LedgerEntry]:
    story, can_be_reached = now_at.story, now_at.story.who.is_reached
    done = ledgers.ledger(case=story.case, lines=story.ledger, delivery=story.delivery, can_be_reached=can_be_reached)
    return (*done, *merging.ahead(now_at.went))


def _harm(story: cases.Story) -> Link:
    if story.harm is None:
        return Link(_("Does this speak of harm?"), links.CASE_HARM.path(number=story.case.pk))
    return Link(_("This speaks of harm: who knows, and what was done"), links.HARM.path(number=story.harm))


def _untitled(story: cases.Story) -> str:
    return _("Speaks of harm") if story.harm is not None else cases.nameless(reason=story.case.reason)


def _crumbs(case: "Case") -> Sequence[Crumb]:
    return (
        Crumb(_("Cases"), links.CASES.path()),
        Crumb(_("Case %(number)d") % {"number": case.pk}),
        Crumb(str(case.unit.name)),
        Crumb(str(case.kind.name) if case.kind else narrowing.reason(case.reason)),
    )


def _title(now_at: Standing) -> str:
    words = now_at.story.words
    return cases.title_of(text=words[0].text) if words else ""


def _chips(now_at: Standing, now: datetime) -> Sequence[Chip]:
    case, delivery = now_at.case, now_at.story.delivery
    due = deadlines.due_chip(state=case.state, due_at=case.due_at, zone=now_at.zone, now=now)
    held_up = deadlines.delivery_chip(delivery.state) if delivery and now_at.is_open else None
    return (due, held_up) if held_up else (due,)


def _letters(now_at: Standing) -> Sequence[Letter]:
    came = _("Came in on %(moment)s") % {"moment": moments.moment(now_at.case.voice.received_at, now_at.zone)}
    return tuple(
        Letter(each.text, language=each.language, came="" if at else came) for at, each in enumerate(now_at.story.words)
    )


def _without_words(story: cases.Story) -> str:
    if story.harm is not None:
        return _(
            "This customer speaks of harm. Their words stand on a page of their own, where each look is written down."
        )
    if story.who.is_erased:
        return _("What this customer wrote was erased. What they chose stands beside.")
    return _("This customer wrote nothing. What they answered stands beside.")


def _sent(answer: "Answer") -> Letter:
    came = _("Our answer, written by %(name)s") % {"name": answer.written_by.name}
    return Letter(text=answer.text, language=answer.language, came=came)


def _speaker(each: "Spokesperson") -> Fact:
    name = each.speaker.name or _("Customer %(number)s") % {"number": each.speaker_id}
    grounds = customers.grounds(spokesperson=each)
    return Fact(_("May speak for them"), _("%(name)s: %(grounds)s") % {"name": name, "grounds": grounds})


def _facts(case: "Case", who: cases.Who) -> Sequence[Fact]:
    facts = [Fact(_("Name"), who.name)] if who.name else []
    facts.append(Fact(_("E-mail"), who.address or _no_address(who)))
    facts.append(Fact(_("Writes in"), language_name(case.voice.language)))
    facts.append(Fact(_("Unit"), str(case.unit.name)))
    facts.append(Fact(_("Owner"), case.owner.name if case.owner else _("Nobody yet")))
    return facts


def _no_address(who: cases.Who) -> str:
    if who.is_erased:
        return _("Erased")
    return _("Not shown to your unit; your answer reaches them") if who.is_reached else _("None was left")


def _scores(now_at: Standing) -> Sequence[Fact]:
    return tuple(_score(each, now_at.case.voice.language) for each in now_at.story.given if _is_score(each))


def _is_score(given: Given) -> bool:
    is_on_a_scale = given.item.worst is not None and given.item.kind is not Kind.BOOLEAN
    return is_on_a_scale and (given.value is not None or given.is_not_applicable)


def _score(given: Given, language: str) -> Fact:
    item = given.item
    spoken = active_language() if active_language() in item.title else language
    title = item.title.get(spoken) or next(iter(item.title.values()))
    if given.is_not_applicable:
        return Fact(title, _("Does not apply"))
    of = {"value": _plain(given.value), "best": _plain(item.best)}
    return Fact(title, _("%(value)s of %(best)s") % of)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def _points(now_at: Standing, posted: PointForm | None) -> shown_points.Section:
    may_mark = now_at.may_answer and now_at.is_owed
    return shown_points.section(
        found=now_at.points,
        mark=(posted or shown_points.mark_form(given=now_at.story.given, found=now_at.points)) if may_mark else None,
        may_answer=now_at.may_answer,
        case=now_at.case.pk,
    )


def _close_form(posted: CloseForm | None, points: shown_points.Section) -> CloseForm:
    """Once it shows what stays open, its reason counts for that as well."""
    leaves = bool(points.left)
    if posted is None:
        return CloseForm(initial={"leaves_points": leaves})
    data = cast("QueryDict", posted.data).copy()
    data["leaves_points"] = str(leaves)
    posted.data = data
    return posted


def _answer_form(now_at: Standing, posted: AnswerForm | None, left: Choices) -> AnswerForm:
    last_line = now_at.story.ledger[-1].pk
    form = posted
    if form is None:
        form = AnswerForm(initial={"text": now_at.draft.text if now_at.draft else "", "seen": last_line})
    else:
        # the page shows the ledger as it stands now, so the writer has now seen its last line
        data = cast("QueryDict", form.data).copy()
        data["seen"] = str(last_line)
        form.data = data
    form.offer_points(left)
    is_owed = now_at.ends_with is terms.Ends.DECISION
    form.offer_verdicts([(each.value, owing.verdict(each)) for each in terms.Verdict] if is_owed else [])
    return form


def saved(draft: "cases.Written | Draft | None", *, zone: str) -> str:
    if draft is None or not draft.text:
        return ""
    return _("Draft saved at %(moment)s") % {"moment": moments.moment(draft.saved_at, zone)}


def _left_over(now_at: Standing) -> Sequence[Letter]:
    """Drafts that were not sent, because somebody else answered, or they merged the case: still there to be copied."""
    own = now_at.draft.text.strip() if now_at.draft and not _can_write(now_at) else ""
    sent = [answer.text for answer in now_at.story.answers]
    here = [Letter(text=own, came=_("Your draft. It was not sent."))] if own and own not in sent else []
    there = _("Your draft in case %(number)s. It was not sent.")
    return (*here, *(Letter(each.text.strip(), came=there % {"number": each.case}) for each in now_at.left))


def _settling(now_at: Standing, posted: ReasonForm | None) -> Settling | None:
    delivery = now_at.story.delivery
    if delivery is None or delivery.state not in (terms.IN_DOUBT, terms.REFUSED):
        return None
    is_doubtful = delivery.state == terms.IN_DOUBT
    says = _("The mail server refused the answer; the ledger says why. Send the same words again, or write anew.")
    if is_doubtful:
        says = _("It may have left or not, so nothing sends it again by itself. Ask the customer or the mail server.")
    return Settling(says=says, delivery=delivery.pk, form=posted or ReasonForm(), may_have_arrived=is_doubtful)


def _assign_form(now_at: Standing, posted: AssignForm | None) -> AssignForm | None:
    if not now_at.is_open or not now_at.may_assign:
        return None
    others = [writer for writer in now_at.story.writers if writer.pk != now_at.case.owner_id]
    return posted or (AssignForm(writers=others) if others else None)
