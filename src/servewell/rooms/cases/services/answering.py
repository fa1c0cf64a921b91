"""An answer is written, or a case is closed where none can be sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.encoding import force_bytes

from servewell.base import bus, record
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import CaseAnswered, CasesClosed
from servewell.rooms.cases.models import Answer, Case, Delivery, Draft, LedgerLine
from servewell.rooms.cases.services import causing, covering, deciding, inquiry_ending, ledger, outbox, receipts
from servewell.rooms.cases.services.deciding import UNDECIDED, Decision
from servewell.rooms.cases.services.owning import CaseIsDone, CaseIsMerged, TooLong, locked
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class NothingWritten(Exception):
    """An answer, or a reason, needs words."""


class NoWayToReach(Exception):
    """The customer left no e-mail address, so no answer can leave by mail."""


class CustomerCanBeReached(Exception):
    """A case is closed without an answer only where there is no way to send one."""


class AlreadyAnswered(Exception):
    """An answer to this case is on its way, has left, or may have left: a second one would reach the customer too."""


class NotOneCustomer(Exception):
    """What was merged into the case is of somebody whom its letter does not reach; ``cases`` says which (numbers)."""

    def __init__(self, cases: Sequence[int]) -> None:
        self.cases = tuple(cases)
        super().__init__(f"case {', '.join(map(str, cases))}: another customer by now. Take it out again first")


class NewSinceYouBegan(Exception):
    """Something happened to the case after the writer opened it."""


def answer(
    *, case: Case, text: str, by: "Person", at: datetime, seen: int | None = None,
    points: Sequence[covering.Which] = (), why_open: str = "", decision: Decision = UNDECIDED,
    leaves_inquiries: bool = False,
) -> Answer:  # fmt: skip
    """Answer the customer by mail. ``seen`` is the key of the last ledger line that the writer had before them.

    ``points`` are those that the letter answers; ``decision`` is what it tells the customer where one is owed.
    ``why_open`` says why it leaves open what it does. With ``leaves_inquiries`` it waits for no department any more:
    what was asked is withdrawn. What was merged into the case is answered as well. Raises NotAllowed, NothingWritten,
    TooLong, NoWayToReach, AlreadyAnswered, CaseIsMerged, NotOneCustomer, NewSinceYouBegan, CauseNotNamed,
    PointsStillOpen, DecisionStillOwed, InquiriesStillOpen.
    Whatever is raised, the writer's draft stays.
    """
    try:
        return _answer(
            case=case, text=text, by=by, at=at, seen=seen, points=points, why_open=why_open, decision=decision,
            leaves_inquiries=leaves_inquiries,
        )  # fmt: skip
    except IntegrityError as second:  # the constraint decides where two writers answer in the same instant
        if not selectors.is_on_its_way(case=case):
            raise
        raise AlreadyAnswered(f"case {case.pk} was answered a moment ago") from second


@transaction.atomic
def _answer(
    *, case: Case, text: str, by: "Person", at: datetime, seen: int | None, points: Sequence[covering.Which],
    why_open: str, decision: Decision, leaves_inquiries: bool,
) -> Answer:  # fmt: skip
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)

    case = locked(case)
    words = text.strip()
    recipient = _sensible(case, words, seen)
    causing.demand_cause(case=case)
    cover = covering.covered(case=case, answers=points, why_open=why_open)
    decided = deciding.sensible(case=case, decision=decision, why_open=why_open)
    asked = inquiry_ending.standing(case=case, leaves=leaves_inquiries)

    answer = Answer.objects.create(
        case=case, text=words, language=case.voice.language, written_by=by, written_at=at,
        verdict=decided.verdict or "", grounds=decided.grounds.strip(),
    )  # fmt: skip
    receipts.overtaken(cases=[case.pk])
    delivery = new_delivery(answer, recipient, number=1, at=at)
    if case.owner_id is None:
        Case.objects.filter(pk=case.pk).update(owner=by)
        ledger.add(case=case, stage=terms.ASSIGNED, by=by, at=at, owner=by.pk, name=by.name)
    Draft.objects.filter(case=case, writer=by).delete()
    ledger.add(case=case, stage=terms.ANSWER_WRITTEN, by=by, at=at, answer=answer.pk, name=by.name)
    covering.write_down(cover=cover, answer=answer, by=by, at=at)
    deciding.write_down(case=case, decision=decided, why_open=why_open, by=by, at=at)
    inquiry_ending.end(inquiries=asked, by=by, at=at, name=by.name)
    record.write(deed="cases.answer", thing=answer, by=by, at=at, detail={"case": case.pk, "delivery": delivery.pk})

    bus.announce(CaseAnswered(at=at, deliveries=(delivery.pk,)))
    return answer


def _sensible(case: Case, words: str, seen: int | None) -> str:
    """The address the answer goes to."""
    if not words:
        raise NothingWritten("the answer has no words")
    if len(words) > terms.LONGEST_ANSWER:
        raise TooLong(f"{len(words)} characters; {terms.LONGEST_ANSWER} at most")
    if case.merged_into_id is not None:
        raise CaseIsMerged(case=case.pk, into=case.merged_into_id)
    if case.state != terms.OPEN or selectors.is_on_its_way(case=case):
        raise AlreadyAnswered(f"case {case.pk} is answered, or its answer is on its way")
    last = _last_told(case)
    if seen is not None and last is not None and last > seen:
        raise NewSinceYouBegan(f"case {case.pk} has gone on since ledger line {seen}")
    recipient = selectors.address_of(case=case)
    if recipient is None:
        raise NoWayToReach(f"the customer of case {case.pk} left no e-mail address")
    others = list(selectors.answered_with(case=case).select_related("voice"))
    if apart := selectors.unreached_with(case=case, others=others) if others else []:
        raise NotOneCustomer(apart)
    return recipient


def _last_told(case: Case) -> int | None:
    """How far its receipt got says nothing that a writer need read before they answer."""
    told = LedgerLine.objects.filter(case=case).order_by("-pk").values_list("pk", "detail").iterator()
    return next((key for key, detail in told if detail.get("carries") != terms.RECEIPT), None)


def new_delivery(answer: Answer, recipient: str, *, number: int, at: datetime) -> Delivery:
    return Delivery.objects.create(
        case_id=answer.case_id,
        answer=answer,
        recipient=recipient,
        message_id=outbox.box().message_id(key=f"answer-{answer.pk}-{number}", secret=force_bytes(settings.SECRET_KEY)),
        state_since=at,
    )


@transaction.atomic
def close(
    *, case: Case, reason: str, by: "Person", at: datetime, leaves_points: bool = False, leaves_inquiries: bool = False
) -> Case:  # fmt: skip
    """Close a case whose customer cannot be reached, or to whom thanks alone are owed, saying what was done about it.

    With ``leaves_points`` the reason is also why points stay open; ``leaves_inquiries`` as in ``answer``. Raises
    NotAllowed, NothingWritten, TooLong, CaseIsDone, CustomerCanBeReached, CauseNotNamed, PointsStillOpen,
    InquiriesStillOpen.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    demand_reason(reason)
    case = locked(case)
    if case.state != terms.OPEN:
        raise CaseIsDone(f"case {case.pk} is {case.state}")
    if selectors.ends_together(case=case) is not terms.Ends.THANKS and selectors.address_of(case=case) is not None:
        raise CustomerCanBeReached(f"the customer of case {case.pk} left an address: answer them")
    causing.demand_cause(case=case)
    cover = covering.covered(case=case, answers=(), why_open=reason if leaves_points else "")
    asked = inquiry_ending.standing(case=case, leaves=leaves_inquiries)

    case.state = terms.CLOSED
    case.save(update_fields=["state"])
    receipts.overtaken(cases=[case.pk])
    ledger.add(case=case, stage=terms.CASE_CLOSED, by=by, at=at, name=by.name, reason=reason.strip())
    covering.write_down(cover=cover, answer=None, by=by, at=at)
    inquiry_ending.end(inquiries=asked, by=by, at=at, name=by.name)
    record.write(deed="cases.close", thing=case, by=by, at=at)

    bus.announce(CasesClosed(at=at, cases=(case.pk,)))
    return case


def demand_reason(reason: str) -> None:
    if not reason.strip():
        raise NothingWritten("say how you know, or why")
    if len(reason) > terms.LONGEST_REASON:
        raise TooLong(f"{len(reason)} characters; {terms.LONGEST_REASON} at most")
