"""An answer, or a receipt, on its way: waiting, handing over, and what came of it.

The mark ``handing-over`` is committed before the mail server hears a word. A worker that dies after it leaves the mark;
nobody sends that letter again, a person is asked instead.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from servewell.base import bus, jobs, record
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.cases import terms
from servewell.rooms.cases.events import AnswerLost, AnswersHandedOver
from servewell.rooms.cases.models import Case, Delivery
from servewell.rooms.cases.services import covering, ledger, letter, outbox

AT_ONCE = 100
WORKER_CALLS = "servewell.rooms.cases.jobs.hand_over"


@dataclass(frozen=True)
class _Result:
    """What an outcome means for a delivery. ``tells`` goes into the ledger."""

    state: str
    stage: str
    evidence: str
    tells: dict[str, str | int | None]


def hand_over(*, delivery: int, at: datetime) -> None:
    """Try once to hand a waiting answer to the mail server; whatever is not due, or not waiting, stays as it is.

    Must not run inside a transaction: the mark would not be there when the worker dies. Raises RuntimeError if it does.
    """
    if not outbox.box().is_set_up:
        return
    marked = _mark(delivery, at)
    if marked is None:
        settle_stale(at=at, only=delivery)
        return

    held, written = marked
    outcome = outbox.box().attempt(written)

    _write_down(held, _result(held, outcome), at)


@transaction.atomic(durable=True)
def _mark(key: int, at: datetime) -> tuple[Delivery, mail.Letter] | None:
    """The letter is written here as well: if it cannot be, the mark is not set, and nothing is in doubt."""
    held = _locked(key)
    if held is None or held.state != terms.WAITING or not _is_due(held, at):
        return None
    held.state, held.state_since, held.tries = terms.HANDING_OVER, at, held.tries + 1
    held.save(update_fields=["state", "state_since", "tries"])
    return held, letter.written(delivery=held)


def _locked(key: int) -> Delivery | None:
    held = Delivery.objects.select_for_update(of=("self", "case"))
    return held.select_related("answer", "case__voice", "case__unit").filter(pk=key).first()


def _is_due(held: Delivery, at: datetime) -> bool:
    """A clock that was set back must not keep an answer waiting until it has caught up."""
    return held.next_try_at is None or held.next_try_at <= at or at < held.state_since


def _result(held: Delivery, outcome: mail.Outcome) -> _Result:
    match outcome:
        case mail.HandedOver(reply=reply, queue_id=queue_id):
            told: dict[str, str | int | None] = {"reply": reply[:500], "queue_id": queue_id}
            return _Result(terms.HANDED_OVER, terms.HANDED_OVER, reply, {**told, "server": outbox.box().server().host})
        case mail.Refused(says=said, is_permanent=is_permanent):
            if is_permanent or held.tries >= terms.PUT_OFF_AT_MOST:
                return _Result(terms.REFUSED, terms.REFUSED, said, {"reply": said[:500]})
            return _Result(terms.WAITING, terms.PUT_OFF, said, {"reply": said[:500], "tries": held.tries})
        case mail.NotReached(why=why):
            return _Result(terms.WAITING, terms.NOT_REACHED, why, {"why": why[:500], "tries": held.tries})
        case mail.InDoubt(why=why):
            return _Result(terms.IN_DOUBT, terms.IN_DOUBT, why, {"why": why[:500]})


@transaction.atomic(durable=True)
def _write_down(tried: Delivery, result: _Result, at: datetime) -> None:
    """What the server said outweighs a doubt that a sweeper noted meanwhile, but not what a person has settled."""
    held = _locked(tried.pk)
    if held is None:
        return
    is_ours_to_say = held.state in (terms.HANDING_OVER, terms.IN_DOUBT)
    if is_ours_to_say:
        held.state, held.evidence, held.state_since = result.state, result.evidence[:2000], at
        wait = mail.wait_after(held.tries, first=terms.FIRST_WAIT, longest=terms.LONGEST_WAIT)
        held.next_try_at = at + wait if result.state == terms.WAITING else None
        held.save(update_fields=["state", "evidence", "state_since", "next_try_at"])
        if result.state == terms.REFUSED and held.answer_id is not None:
            covering.letter_lost(answer=held.answer_id)
        if result.state == terms.HANDED_OVER and held.answer_id is not None:
            Case.objects.filter(pk=held.case_id, state=terms.OPEN).update(state=terms.ANSWERED)
    ledger.add(case=held.case, stage=result.stage, by=HOUSE, at=at, delivery=held.pk, **_carries(held), **result.tells)
    is_told = is_ours_to_say and held.answer_id is not None
    if is_told and result.state == terms.HANDED_OVER:
        ledger.add_proof(case=held.case, by=HOUSE, at=at, delivery=held.pk, **result.tells)
    record.write(deed="cases.hand_over", thing=held, by=HOUSE, at=at, detail={"outcome": result.stage})

    if is_told and result.state == terms.HANDED_OVER:
        bus.announce(AnswersHandedOver(at=at, deliveries=(held.pk,)))
    if is_told and result.state == terms.REFUSED:
        bus.announce(AnswerLost(at=at, deliveries=(held.pk,)))


def _carries(held: Delivery) -> dict[str, str]:
    return {"carries": terms.RECEIPT} if held.answer_id is None else {}


@transaction.atomic
def settle_stale(*, at: datetime, only: int | None = None) -> int:
    """Whatever has been handing over for too long is in doubt: its worker died, and nobody knows how far it came."""
    # a mark from the future is stale as well: the clock was set back since
    is_stale = Q(state_since__lte=at - terms.STALE_AFTER) | Q(state_since__gte=at + terms.STALE_AFTER)
    stale = Delivery.objects.filter(is_stale, state=terms.HANDING_OVER)
    stale = stale if only is None else stale.filter(pk=only)
    found = list(stale.select_for_update(of=("self", "case")).select_related("case")[:AT_ONCE])
    for held in found:
        why = "the worker stopped while it was handing the letter over"
        Delivery.objects.filter(pk=held.pk).update(state=terms.IN_DOUBT, state_since=at, evidence=why)
        ledger.add(case=held.case, stage=terms.IN_DOUBT, by=HOUSE, at=at, delivery=held.pk, why=why, **_carries(held))
        record.write(deed="cases.doubt", thing=held, by=HOUSE, at=at)
    return len(found)


def try_again(*, at: datetime) -> int:
    """Enqueue every waiting answer that is due, one job each, so that a slow server does not hold up the others.

    A job that stands in the queue twice does no harm: the mark lets one of them through.
    """
    if not outbox.box().is_set_up:
        return 0
    is_due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=at) | Q(state_since__gt=at)
    due = Delivery.objects.filter(is_due, state=terms.WAITING).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    for key in (keys := list(due)):
        jobs.enqueue(function=WORKER_CALLS, key=key)
    return len(keys)
