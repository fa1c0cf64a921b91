"""The letter that says: we have it. It leaves once, by itself or by a person, and never after the answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes

from servewell.base import bus, record
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import ReceiptsWritten
from servewell.rooms.cases.models import Case, Delivery
from servewell.rooms.cases.services import ledger, outbox
from servewell.rooms.cases.services.owning import CaseIsDone, locked
from servewell.rooms.cases.terms import Withheld
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import terms as ways_in

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

A_DAY: Final = timedelta(days=1)


class NoReceiptOwed(Exception):
    """One is on its way or has left, an answer is, or the customer left no address."""


@transaction.atomic
def send_receipt(*, case: Case, by: "Person", at: datetime) -> Delivery:
    """A person tells the customer that the letter has come. Raises NotAllowed, CaseIsDone, NoReceiptOwed."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    case = locked(case)
    if case.state != terms.OPEN:
        raise CaseIsDone(f"case {case.pk} is {case.state}")
    recipient = selectors.address_of(case=case)
    if recipient is None or _has_left(case) or selectors.is_on_its_way(case=case):
        raise NoReceiptOwed(f"case {case.pk} has its receipt or its answer, or its customer cannot be reached")
    return _send([(case, recipient)], by=by, at=at, name=by.name)[0]


def send_by_themselves(*, cases: Sequence[Case], ways: Mapping[int, str], at: datetime) -> list[Delivery]:
    """For cases that were opened, or are of another kind, in this transaction; ``ways`` are the kinds of channels by
    which their voices came, by voice. Whatever keeps one back is written into the ledger.
    """
    leaving = []
    for case in cases:
        if case.kind is None or not case.kind.receipt_by_itself or _has_left(case):
            continue
        recipient = selectors.address_of(case=case)
        if recipient is None:
            continue
        kept_back = _kept_back(recipient, ways.get(case.voice_id, ""), at)
        if kept_back is not None:
            ledger.add(case=case, stage=terms.RECEIPT_WITHHELD, by=HOUSE, at=at, because=kept_back)
        else:
            leaving.append((case, recipient))
    return _send(leaving, by=HOUSE, at=at)


def _kept_back(recipient: str, way: str, at: datetime) -> Withheld | None:
    """A machine that is told so by a machine may tell it in turn that it was told."""
    if way == ways_in.IMPORT:
        return Withheld.IN_A_FILE
    local = recipient.casefold().rpartition("@")[0].partition("+")[0]
    if local in terms.MACHINES:
        return Withheld.MACHINE
    lately = Delivery.objects.filter(recipient=recipient, answer__isnull=True, state_since__gt=at - A_DAY)
    return Withheld.TOO_MANY if lately[: terms.MOST_RECEIPTS_A_DAY].count() >= terms.MOST_RECEIPTS_A_DAY else None


def _has_left(case: Case) -> bool:
    return Delivery.objects.filter(case=case, answer__isnull=True, state__in=terms.LIVE_STATES).exists()


def _send(cases: Sequence[tuple[Case, str]], *, by: Actor, at: datetime, name: str = "") -> list[Delivery]:
    sent = [_written(case, recipient, at) for case, recipient in cases]
    for held in sent:
        ledger.add(case=held.case, stage=terms.RECEIPT_WRITTEN, by=by, at=at, name=name, delivery=held.pk)
    record.write_many(deed="cases.send_receipt", things=sent, by=by, at=at)
    if sent:
        bus.announce(ReceiptsWritten(at=at, deliveries=tuple(held.pk for held in sent)))
    return sent


def _written(case: Case, recipient: str, at: datetime) -> Delivery:
    number = Delivery.objects.filter(case=case, answer__isnull=True).count() + 1
    key = f"receipt-{case.pk}-{number}"
    return Delivery.objects.create(
        case=case,
        recipient=recipient,
        message_id=outbox.box().message_id(key=key, secret=force_bytes(settings.SECRET_KEY)),
        state_since=at,
    )


def overtaken(*, cases: Sequence[int]) -> None:
    """An answer leaves, or nothing is owed any more: receipts of these cases that have not left stay here."""
    waiting = Delivery.objects.filter(case__in=cases, answer__isnull=True, state=terms.WAITING)
    waiting.update(state=terms.SET_ASIDE, next_try_at=None)
