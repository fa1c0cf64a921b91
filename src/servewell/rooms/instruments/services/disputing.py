"""Dispute a judgement on one item, and decide about it. What was answered first is never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from servewell.base import bus, record
from servewell.engines import forms
from servewell.rooms.instruments import rules, selectors, terms
from servewell.rooms.instruments.events import ScoresCorrected
from servewell.rooms.instruments.models import Dispute, Response, Score
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class NotDisputable(Exception):
    """Judgements by this instrument are not disputed, or this item has no place in the score."""


class NoSuchItem(Exception):
    """The version of the response does not ask an item of that name."""


class WindowIsClosed(Exception):
    """The answer was given too long ago: the window closed at ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"the window to dispute this closed on {until:%d %B %Y}")
        self.until = until


class DisputedAlready(Exception):
    """The answer was disputed before: it is in ``dispute``."""

    def __init__(self, dispute: Dispute) -> None:
        super().__init__(f"this answer was disputed on {dispute.raised_at:%d %B %Y}")
        self.dispute = dispute


class AnswerIsUnfit(Exception):
    """The answer that is proposed or given does not fit the question: ``fault`` says why."""

    def __init__(self, fault: forms.FaultKind) -> None:
        super().__init__(f"the answer does not fit the question: {fault.value}")
        self.fault = fault


class NothingWouldChange(Exception):
    """The answer that is proposed or given is the one that stands."""


class ReasonIsMissing(Exception):
    """A dispute says why the answer is wrong, and a decision why it is so."""


class DecidedAlready(Exception):
    """Somebody decided meanwhile."""


class NotTheirsToDecide(Exception):
    """Neither whoever raised a dispute decides about it, nor whoever gave the judgement."""


@transaction.atomic
def raise_dispute(
    *,
    response: int,
    item: str,
    proposed: object,
    comment: str,
    unit: int,
    judged_by: int | None,
    by: "Person",
    at: datetime,
) -> Dispute:
    """Contest one answer of a judgement about ``unit`` and propose another, as it would have been posted.

    The room above, which knows what the response is for, says the unit and which person of ours judged, if any.
    Raises NotDisputable, NoSuchItem, WindowIsClosed, AnswerIsUnfit, NothingWouldChange, ReasonIsMissing,
    DisputedAlready, NotAllowed.
    """
    people.require(actor=by, power=rules.DISPUTE, unit=unit)
    judged = Response.objects.get(pk=response)
    asked = selectors.version(key=judged.version_id)
    _refuse_what_is_not_disputable(asked, judged, item, at=at)
    if not comment.strip():
        raise ReasonIsMissing("say why the answer is wrong")
    original = {item: judged.answers[item]} if item in judged.answers else {}
    wanted = _fitting(asked, judged, item, proposed)
    if wanted == original:
        raise NothingWouldChange("the answer that is proposed is the one that was given")

    dispute = Dispute(response=judged, item_id=asked.items[item], unit_id=unit, judged_by_id=judged_by)
    dispute.original, dispute.proposed, dispute.comment = original, wanted, comment.strip()
    dispute.raised_by, dispute.raised_at = by, at
    _store(dispute)
    record.write(deed="instruments.raise_dispute", thing=dispute, by=by, at=at, detail={"response": response})
    return dispute


@transaction.atomic
def decide(
    *, dispute: int, state: terms.DisputeState, final: object, reason: str, by: "Person", at: datetime
) -> Dispute:
    """Accept the proposed answer, give another one (partly), or reject; ``final`` counts for partly alone.

    Raises NotTheirsToDecide, DecidedAlready, ReasonIsMissing, AnswerIsUnfit, NothingWouldChange, NotAllowed.
    """
    contested = Dispute.objects.select_for_update(of=("self",)).select_related("response", "item").get(pk=dispute)
    people.require(actor=by, power=rules.DECIDE, unit=contested.unit_id)
    if selectors.is_involved(dispute=contested, person=by):
        raise NotTheirsToDecide("another person decides: neither who raised it nor who judged, nor their deputies")
    if contested.state != terms.DisputeState.OPEN.value or state is terms.DisputeState.OPEN:
        raise DecidedAlready("this was decided already")
    if not reason.strip():
        raise ReasonIsMissing("say why it is decided so")
    counts = _what_counts(contested, state, final)

    contested.state, contested.final, contested.reason = state.value, counts, reason.strip()
    contested.decided_by, contested.decided_at = by, at
    contested.save(update_fields=["state", "final", "reason", "decided_by", "decided_at"])
    record.write(deed="instruments.decide", thing=contested, by=by, at=at, detail={"state": state.value})
    if counts is not None:
        _correct(contested.response_id, counts)
        bus.announce(ScoresCorrected(at=at, responses=(contested.response_id,)))
    return contested


def _refuse_what_is_not_disputable(asked: selectors.Published, judged: Response, name: str, *, at: datetime) -> None:
    item = asked.form.item(name)
    if item is None:
        raise NoSuchItem(f"version {asked.number} of {asked.code} asks no {name!r}")
    if item.worst is None:
        raise NotDisputable(f"{name!r} has no place on a scale, so nothing depends on it")
    until = selectors.disputable_until(response=judged.pk)
    if until is None:
        raise NotDisputable(f"judgements by {asked.code} are not disputed")
    if at > until:
        raise WindowIsClosed(until)


def _store(dispute: Dispute) -> None:
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError as taken:
        standing = Dispute.objects.filter(response=dispute.response, item=dispute.item).first()
        if standing is None:
            raise
        raise DisputedAlready(standing) from taken


def _fitting(asked: selectors.Published, judged: Response, name: str, answer: object) -> dict[str, object]:
    """The answer as it is kept. It must be one: a judgement is not disputed into silence."""
    values = forms.kept(judged.answers if judged.corrected is None else judged.corrected)
    checked = forms.validate(asked.form, {**values, name: answer})
    if name in checked.faults:
        raise AnswerIsUnfit(checked.faults[name])
    if name not in checked.values:
        raise AnswerIsUnfit(forms.FaultKind.MISSING)
    return forms.keep(asked.form, {name: checked.values[name]})


def _what_counts(dispute: Dispute, state: terms.DisputeState, final: object) -> dict[str, object] | None:
    if state is terms.DisputeState.REJECTED:
        return None
    if state is terms.DisputeState.ACCEPTED:
        return dict(dispute.proposed)
    asked = selectors.version(key=dispute.item.version_id)
    given = _fitting(asked, dispute.response, dispute.item.name, final)
    if given in (dispute.original, dispute.proposed):
        raise NothingWouldChange("partly accepted means another answer than the first one and the proposed one")
    return given


def _correct(key: int, answer: Mapping[str, object]) -> None:
    """Beside the answers that were given; several disputes of one response add up."""
    response = Response.objects.select_for_update().get(pk=key)
    asked = selectors.version(key=response.version_id)
    first = forms.score(asked.form, forms.kept(response.answers))
    response.corrected = {**(response.answers if response.corrected is None else response.corrected), **answer}
    response.save(update_fields=["corrected"])

    final = forms.score(asked.form, forms.kept(response.corrected))
    score, _ = Score.objects.get_or_create(
        response=response,
        defaults={"value": first.value, "rule": first.rule, "derivation": forms.derivation_kept(first)},
    )
    score.final, score.final_derivation = final.value, forms.derivation_kept(final)
    score.save(update_fields=["final", "final_derivation"])
