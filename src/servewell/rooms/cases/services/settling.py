"""What no machine can know about a delivery, a person settles, and says why."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import AnswersHandedOver, CaseAnswered
from servewell.rooms.cases.models import Case, Delivery
from servewell.rooms.cases.services import covering, ledger
from servewell.rooms.cases.services.answering import NoWayToReach, demand_reason, new_delivery
from servewell.rooms.cases.services.owning import locked
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class NothingToSettle(Exception):
    """The delivery is neither in doubt nor refused, or somebody settled it a moment ago."""


@transaction.atomic
def vouch_for(*, delivery: Delivery, reason: str, by: "Person", at: datetime) -> Delivery:
    """A person states that an answer in doubt has arrived, and how they know.

    Raises NotAllowed, NothingWritten, TooLong, NothingToSettle.
    """
    held = _to_settle(delivery, reason, by, states=(terms.IN_DOUBT,))

    _settle(held, state=terms.VOUCHED_FOR, evidence=reason.strip(), at=at)
    Case.objects.filter(pk=held.case_id).update(state=terms.ANSWERED)
    ledger.add(case=held.case, stage=terms.VOUCHED_FOR, by=by, at=at, name=by.name, reason=reason.strip())
    ledger.add_proof(case=held.case, by=by, at=at, delivery=held.pk, name=by.name, reason=reason.strip())
    record.write(deed="cases.vouch_for", thing=held, by=by, at=at)

    bus.announce(AnswersHandedOver(at=at, deliveries=(held.pk,)))
    return held


@transaction.atomic
def send_again(*, delivery: Delivery, reason: str, by: "Person", at: datetime) -> Delivery:
    """A person orders that the same answer leaves once more, and says why. The customer may get it twice.

    Goes to the address that the customer has left by now. Raises NotAllowed, NothingWritten, TooLong, NothingToSettle,
    NoWayToReach.
    """
    held = _to_settle(delivery, reason, by, states=(terms.IN_DOUBT, terms.REFUSED))
    recipient = selectors.address_of(case=held.case)
    if recipient is None:
        raise NoWayToReach(f"the customer of case {held.case_id} left no e-mail address")

    _settle(held, state=terms.SET_ASIDE, evidence=held.evidence, at=at)
    if held.answer is None:
        raise AssertionError("what is to be settled carries an answer")
    number = Delivery.objects.filter(answer=held.answer_id).count() + 1
    again = new_delivery(held.answer, recipient, number=number, at=at)
    covering.letter_leaves_again(answer=held.answer.pk)
    ledger.add(case=held.case, stage=terms.SENT_AGAIN, by=by, at=at, name=by.name, reason=reason.strip())
    record.write(deed="cases.send_again", thing=held, by=by, at=at, detail={"delivery": again.pk})

    bus.announce(CaseAnswered(at=at, deliveries=(again.pk,)))
    return again


def _to_settle(delivery: Delivery, reason: str, by: "Person", *, states: tuple[str, ...]) -> Delivery:
    people.require(actor=by, power=rules.ANSWER, unit=delivery.case.unit_id)
    demand_reason(reason)
    case = locked(delivery.case)
    held = Delivery.objects.select_for_update(of=("self",)).select_related("answer").get(pk=delivery.pk)
    held.case = case
    later = Delivery.objects.filter(case=case, pk__gt=held.pk, answer__isnull=False).exists()
    if held.answer is None or held.state not in states or later or case.state != terms.OPEN:
        raise NothingToSettle(f"delivery {held.pk} is {held.state}")
    return held


def _settle(delivery: Delivery, *, state: str, evidence: str, at: datetime) -> None:
    delivery.state, delivery.evidence, delivery.state_since, delivery.next_try_at = state, evidence, at, None
    delivery.save(update_fields=["state", "evidence", "state_since", "next_try_at"])
