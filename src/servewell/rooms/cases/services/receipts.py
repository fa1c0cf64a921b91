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
from servewell.rooms.cases.models import Case, Delivery, LedgerLine
from servewell.rooms.cases.services import ledger, outbox
from servewell.rooms.cases.services.owning import CaseIsDone, locked
from servewell.rooms.cases.terms import Withheld
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import terms as contact_kinds
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import terms as ways_in

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

A_DAY: Final = timedelta(days=1)
BATCH: Final = 500


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
    if recipient is None or _with_a_receipt([case]) or selectors.is_on_its_way(case=case):
        raise NoReceiptOwed(f"case {case.pk} has its receipt or its answer, or its customer cannot be reached")
    return _send([(case, recipient)], by=by, at=at, name=by.name)[0]


def send_by_themselves(*, cases: Sequence[Case], ways: Mapping[int, str], at: datetime) -> list[Delivery]:
    """For cases that were opened, or are of another kind, in this transaction; ``ways`` are the kinds of channels by
    which their voices came, by voice. Whatever keeps one back is written into the ledger.
    """
    owed = [case for case in cases if case.kind is not None and case.kind.receipt_by_itself]
    have_one = _with_a_receipt(owed)
    in_a_file: dict[bool, list[Case]] = {True: [], False: []}
    for case in owed:
        if case.pk not in have_one:
            in_a_file[ways.get(case.voice_id) == ways_in.IMPORT].append(case)
    _leave_in_files(in_a_file[True], at)
    leaving = []
    for case in in_a_file[False]:
        recipient = selectors.address_of(case=case)
        if recipient is None:
            continue
        kept_back = _kept_back(recipient, at)
        if kept_back is not None:
            ledger.add(case=case, stage=terms.RECEIPT_WITHHELD, by=HOUSE, at=at, because=kept_back)
        else:
            leaving.append((case, recipient))
    return _send(leaving, by=HOUSE, at=at)


def _leave_in_files(cases: Sequence[Case], at: datetime) -> None:
    """As many queries for a file of a hundred thousand as for one letter."""
    if not cases:
        return
    whose = dict(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "voice__customer"))
    reached = customers.reached_among(customers=[key for key in whose.values() if key], kind=contact_kinds.EMAIL)
    LedgerLine.objects.bulk_create(
        (
            LedgerLine(
                case=case, stage=terms.RECEIPT_WITHHELD, at=at, actor=HOUSE.actor_key,
                detail={"because": Withheld.IN_A_FILE},
            )
            for case in cases
            if whose[case.pk] in reached
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _kept_back(recipient: str, at: datetime) -> Withheld | None:
    """A machine that is told so by a machine may tell it in turn that it was told."""
    local = recipient.casefold().rpartition("@")[0].partition("+")[0]
    if local in terms.MACHINES:
        return Withheld.MACHINE
    lately = Delivery.objects.filter(recipient=recipient, answer__isnull=True, state_since__gt=at - A_DAY)
    return Withheld.TOO_MANY if lately[: terms.MOST_RECEIPTS_A_DAY].count() >= terms.MOST_RECEIPTS_A_DAY else None


def _with_a_receipt(cases: Sequence[Case]) -> set[int]:
    """Numbers of those of which one is on its way or has left."""
    if not cases:
        return set()
    sent = Delivery.objects.filter(case__in=cases, answer__isnull=True, state__in=terms.LIVE_STATES)
    return set(sent.values_list("case", flat=True))


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
