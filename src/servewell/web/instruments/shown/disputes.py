"""A score with how it came about, and what is disputed about it: both answers, both derivations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.engines import forms
from servewell.rooms.instruments import rules, terms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voices
from servewell.web.instruments.forms.deeds import DecisionForm, DisputeForm
from servewell.web.instruments.shown.scoring import Derived, answer_says, asked_as, derived, read_in, title_of
from servewell.web.kit import questions
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Chip, Crumb, Empty, Link, Pager
from servewell.web.kit.moments import clock
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from datetime import datetime

    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class DisputeRow:
    """A dispute as it is told: what was answered, what was proposed, what holds."""

    url: str
    question: str
    original: str
    proposed: str
    final: str
    chip: Chip
    comment: str
    raised: str
    reason: str
    decided: str


@dataclass(frozen=True)
class ScorePage:
    title: str
    crumbs: Sequence[Crumb]
    survey: str
    first: Derived
    final: Derived | None
    disputes: Sequence[DisputeRow]
    window_says: str
    action: str
    offers: Sequence[Link]
    form: DisputeForm | None
    disputed: str


@dataclass(frozen=True)
class DisputesPage:
    title: str
    rows: Sequence[DisputeRow]
    pager: Pager
    empty: Empty | None


@dataclass(frozen=True)
class DisputePage:
    title: str
    crumbs: Sequence[Crumb]
    row: DisputeRow
    survey: str
    first: Derived
    proposed: Derived | None
    final: Derived | None
    voice_url: str
    action: str
    form: DecisionForm | None
    why_not: str


def score_page(
    viewer: "Person", voice: int, *, at: "datetime", item: str = "", form: DisputeForm | None = None
) -> ScorePage | None:
    """None where nothing was judged by an instrument. ``item`` names the answer to dispute. Raises NoSuchVoice."""
    heard = voices.heard_one(viewer=viewer, number=voice)
    response = voices.response_of(viewer=viewer, number=voice)
    if response is None:
        return None
    scores = instruments.scores_of(response=response)
    until = instruments.disputable_until(response=response)
    may = until is not None and at <= until and people.may(actor=viewer, power=rules.DISPUTE, unit=heard.heard.unit)
    disputes = instruments.disputes_about(viewer=viewer, response=response)
    asked = scores.version
    title = _("How the score of this answer came about")
    about = next((each for each in _disputable(scores, disputes) if each.name == item), None) if may else None
    return ScorePage(
        title=title,
        crumbs=(
            Crumb(_("What customers said"), links.VOICES.path()),
            Crumb(str(heard.heard.unit_name), links.VOICE.path(number=voice)),
            Crumb(title),
        ),
        survey=_("%(survey)s, version %(number)d") % {"survey": asked.title, "number": asked.number},
        first=derived(asked.form, scores.original, values=scores.values, language=scores.language),
        final=_final(scores),
        disputes=tuple(row_of(each, scores.values) for each in disputes),
        window_says=_window(until, at),
        action=f"{links.VOICE.path(number=voice)}/dispute",
        offers=tuple(_offer(scores, each, voice) for each in _disputable(scores, disputes) if each != about)
        if may
        else (),
        form=(form or (dispute_form(scores, about) if about else None)) if may else None,
        disputed=_asked_and_answered(scores, about) if about else "",
    )


def _disputable(scores: instruments.Scores, disputes: Sequence[instruments.Disputed]) -> list[forms.Item]:
    """What has a place on a scale and was not disputed before."""
    disputed = {each.item.name for each in disputes}
    return [item for item in scores.version.form.items if item.worst is not None and item.name not in disputed]


def _offer(scores: instruments.Scores, item: forms.Item, voice: int) -> Link:
    return Link(_asked_and_answered(scores, item), f"{links.VOICE_SCORE.path(number=voice)}?item={item.name}#dispute")


def _asked_and_answered(scores: instruments.Scores, item: forms.Item) -> str:
    return _("%(question)s (%(answer)s)") % {
        "question": asked_as(scores.version.form, item, scores.values, scores.language),
        "answer": answer_says(item, scores.values.get(item.name), scores.language),
    }


def _final(scores: instruments.Scores) -> Derived | None:
    if scores.final is None:
        return None
    return derived(scores.version.form, scores.final, values=scores.values, language=scores.language)


def _window(until: "datetime | None", at: "datetime") -> str:
    if until is None:
        return _("Answers to this form are not disputed.")
    if at > until:
        return _("The time to dispute this ended on %(day)s.") % {"day": day(until)}
    return _("Until %(day)s the unit may dispute an answer; another person decides.") % {"day": day(until)}


def dispute_form(scores: instruments.Scores, item: forms.Item, data: Mapping[str, object] | None = None) -> DisputeForm:
    return DisputeForm(data, item=item.name, answers=_others(item, scores.language, scores.values.get(item.name)))


def decision_form(dispute: instruments.Disputed, data: Mapping[str, object] | None = None) -> DecisionForm:
    language = dispute.version.form.languages[0]
    return DecisionForm(data, answers=_others(dispute.item, language, dispute.original, dispute.proposed))


def _others(item: forms.Item, language: str, *given: forms.AnswerValue | None) -> list[tuple[str, str]]:
    """What else could be answered, as it is posted and as the reader reads it, with what each step means."""
    drawn = questions.question(item, language=read_in(item.title, language))
    means = {anchor.value: anchor.text[read_in(item.title, language)] for anchor in item.anchors if item.has_steps}
    posted = {str(each).lower() if isinstance(each, bool) else str(each) for each in given}
    return [
        (each.value, " – ".join(part for part in (each.label, means.get(each.value) or each.aside) if part))
        for each in (*drawn.options, *((drawn.not_applicable,) if drawn.not_applicable else ()))
        if each.value not in posted
    ]


def row_of(dispute: instruments.Disputed, values: Mapping[str, forms.AnswerValue] | None = None) -> DisputeRow:
    """Without the other answers the question stands as it is written."""
    item, language = dispute.item, dispute.version.form.languages[0]
    is_decided = dispute.state is not terms.DisputeState.OPEN
    return DisputeRow(
        url=links.DISPUTE.path(number=dispute.number),
        question=asked_as(dispute.version.form, item, values, language) if values else title_of(item, language),
        original=answer_says(item, dispute.original, language),
        proposed=answer_says(item, dispute.proposed, language),
        final=answer_says(item, dispute.original if dispute.final is None else dispute.final, language)
        if is_decided
        else "",
        chip=_chip(dispute.state),
        comment=dispute.comment,
        raised=_("Raised by %(person)s on %(day)s, %(time)s (UTC), in %(unit)s")
        % {
            "person": dispute.raised_by,
            "day": day(dispute.raised_at),
            "time": clock(dispute.raised_at, "UTC"),
            "unit": dispute.unit,
        },
        reason=dispute.reason,
        decided=_("Decided by %(person)s on %(day)s") % {"person": dispute.decided_by, "day": day(dispute.decided_at)}
        if dispute.decided_at
        else "",
    )


def _chip(state: terms.DisputeState) -> Chip:
    return {
        terms.DisputeState.OPEN: Chip(_("waits for a decision"), "needs"),
        terms.DisputeState.ACCEPTED: Chip(_("accepted"), "accent"),
        terms.DisputeState.PARTLY: Chip(_("partly accepted"), "accent"),
        terms.DisputeState.REJECTED: Chip(_("rejected"), "plain"),
    }[state]


def disputes_page(viewer: "Person", *, before: int | None, after: int | None) -> DisputesPage:
    found = instruments.disputes_open(viewer=viewer, before=before, after=after, hidden=voices.sealed_responses())
    path = links.DISPUTES.path()
    return DisputesPage(
        title=_("Disputed answers wait for a decision") if found.items else _("No disputed answer waits for you"),
        rows=tuple(row_of(each) for each in found.items),
        pager=pager_of(found, url=path),
        empty=None if found.items else Empty(_("No answer is disputed just now"), icon="check"),
    )


def dispute_page(viewer: "Person", number: int, *, form: DecisionForm | None = None) -> DisputePage:
    """Raises NoSuchDispute."""
    dispute = instruments.dispute_for(viewer=viewer, number=number, hidden=voices.sealed_responses())
    scores = instruments.scores_of(response=dispute.response)
    asked = dispute.version
    row = row_of(dispute, scores.values)
    voice = voices.voice_of_response(viewer=viewer, response=dispute.response)
    return DisputePage(
        title=row.question,
        crumbs=(Crumb(_("Disputed answers"), links.DISPUTES.path()), Crumb(row.question)),
        row=row,
        survey=_("%(survey)s, version %(number)d") % {"survey": asked.title, "number": asked.number},
        first=derived(asked.form, scores.original, values=scores.values, language=scores.language),
        proposed=_if_accepted(dispute, scores),
        final=_final(scores),
        voice_url=links.VOICE.path(number=voice) if voice else "",
        action=links.DISPUTE.path(number=number),
        form=(form or decision_form(dispute)) if dispute.is_viewers_to_decide else None,
        why_not=_why_not(dispute),
    )


def _if_accepted(dispute: instruments.Disputed, scores: instruments.Scores) -> Derived | None:
    if dispute.state is not terms.DisputeState.OPEN or dispute.proposed is None:
        return None
    form = dispute.version.form
    would_be = forms.score(form, {**scores.values, dispute.item.name: dispute.proposed})
    return derived(form, would_be, values=scores.values, language=scores.language)


def _why_not(dispute: instruments.Disputed) -> str:
    if dispute.state is not terms.DisputeState.OPEN or dispute.is_viewers_to_decide:
        return ""
    return _("Another person decides: neither whoever raised it nor whoever judged.")
