"""Questions to departments that nobody need answer any more. A case never ends over them without a word."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Case, Inquiry, InquiryReader, LedgerLine
from servewell.rooms.people import selectors as people

BATCH = 500


class InquiriesStillOpen(Exception):
    """Departments have not answered yet; ``inquiries`` are the numbers of the questions in the case."""

    def __init__(self, inquiries: Sequence[int]) -> None:
        self.inquiries = tuple(inquiries)
        named = ", ".join(map(str, inquiries))
        super().__init__(f"not answered: inquiry {named}. Wait for it, or say that the answer leaves without it")


def standing(*, case: Case, leaves: bool) -> list[Inquiry]:
    """Those of a held case that nobody has answered. Raises InquiriesStillOpen unless it ``leaves`` without them."""
    found = list(Inquiry.objects.filter(case=case, state__in=terms.STANDING_INQUIRIES).order_by("number"))
    if found and not leaves:
        raise InquiriesStillOpen([each.number for each in found])
    return found


def end(*, inquiries: Iterable[Inquiry], by: Actor, at: datetime, name: str = "", reason: str = "") -> None:
    """Withdraw those that stand, of cases that are held. Whoever was asked is told by My day for a while."""
    ended = [each for each in inquiries if each.state in terms.STANDING_INQUIRIES]
    if not ended:
        return
    own = people.own_key(actor=by)
    Inquiry.objects.filter(pk__in=[each.pk for each in ended]).update(
        state=terms.InquiryState.WITHDRAWN, ended_at=at, ended_by=own[0] if own else None
    )
    LedgerLine.objects.bulk_create(
        (
            LedgerLine(
                case_id=each.case_id, stage=terms.INQUIRY_WITHDRAWN, at=at, actor=by.actor_key,
                inquiry=each, detail={"name": name, "reason": reason},
            )
            for each in ended
        ),
        batch_size=BATCH,
    )  # fmt: skip
    record.write_many(deed="cases.withdraw_inquiry", things=ended, by=by, at=at)


def forget(*, inquiries: QuerySet[Inquiry], by: Actor, at: datetime) -> None:
    """Withdraw them with the customer's words, and take out what colleagues wrote about the customer."""
    end(inquiries=list(inquiries), by=by, at=at)
    InquiryReader.objects.filter(inquiry__in=inquiries.values("pk")).update(draft="")
    inquiries.update(question="", answer="", passages=[], shows_whole=False, shows_customer=False)
