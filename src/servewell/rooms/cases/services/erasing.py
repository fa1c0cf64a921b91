"""What was written to and about an erased customer goes; that a case was opened, and what became of it, stays."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import (
    Answer,
    Case,
    Delivery,
    Draft,
    FoundCause,
    HarmLine,
    HarmMark,
    Inquiry,
    LedgerLine,
    Merge,
    Note,
    Point,
)
from servewell.rooms.cases.services import inquiry_ending, ledger, merging
from servewell.rooms.cases.services.covering import end_points
from servewell.rooms.cases.services.finding import forget_cases
from servewell.rooms.cases.services.harm_words import end_suggestions
from servewell.rooms.cases.services.owning import hold_where_answered

# what colleagues wrote about a customer, and what a mail server answered: it often names the address
WRITTEN: Final = ("reason", "reply", "why")


class CasesAreOpen(Exception):
    """The company still owes this customer an answer; ``cases`` says in which cases. Nothing was erased."""

    def __init__(self, cases: Sequence[int]) -> None:
        self.cases = tuple(cases)
        super().__init__(f"still open: case {', '.join(map(str, cases))}. Answer first, or say that they end with it")


class LetterIsLeaving(Exception):
    """An answer is being handed to the mail server at this very moment: try again in a minute."""


@transaction.atomic
def erase_with(*, customers: Sequence[int], closes_cases: bool, by: Actor, at: datetime) -> list[Case]:
    """Take letters, addresses, notes and drafts out of the cases of these customers (keys of all their entries).

    What is owed together with another customer's comes apart before; a letter that answered both goes, with all that
    the ledger of the case in which it was written says, and so does why one was merged into the other.
    Raises CasesAreOpen, unless they are to be closed with it, and LetterIsLeaving.
    """
    end_suggestions(marks=HarmMark.objects.filter(voice__customer__in=list(customers)), by=by, at=at)
    whose = Case.objects.filter(voice__customer__in=list(customers))
    hold_where_answered(cases=whose)
    found = whose.select_for_update(of=("self",))
    numbers = [case.pk for case in found.order_by("pk")]
    merging.part_for_erasing(cases=numbers, at=at)
    cases = list(found.order_by("pk"))
    still_open = [case for case in cases if case.state == terms.OPEN]
    if still_open and not closes_cases:
        raise CasesAreOpen([case.pk for case in still_open])
    written_in = [*numbers, *(case.merged_into_id for case in cases if case.merged_into_id is not None)]
    deliveries = Delivery.objects.filter(case__in=written_in)
    if deliveries.filter(state=terms.HANDING_OVER).exists():
        raise LetterIsLeaving

    Draft.objects.filter(case__in=cases).delete()
    Answer.objects.filter(case__in=written_in).update(text="", grounds="")
    Note.objects.filter(case__in=cases).update(text="")
    FoundCause.objects.filter(case__in=cases).update(note="")
    HarmLine.objects.filter(mark__voice__customer__in=list(customers)).update(reason="")
    _forget_points(Point.objects.filter(case__in=cases))
    inquiry_ending.forget(inquiries=Inquiry.objects.filter(case__in=cases), by=by, at=at)
    deliveries.filter(state__in=(terms.WAITING, terms.IN_DOUBT)).update(state=terms.SET_ASIDE, next_try_at=None)
    deliveries.update(recipient="", evidence="")
    Case.objects.filter(pk__in=[case.pk for case in still_open]).update(state=terms.CLOSED)
    _forget_why_merged(cases)
    _blank(LedgerLine.objects.filter(case__in=written_in).exclude(stage=terms.OPENED))
    forget_cases(cases=written_in)
    for case in cases:
        ledger.add(case=case, stage=terms.CUSTOMER_ERASED, by=by, at=at)
    record.write_many(deed="cases.erase_with", things=cases, by=by, at=at)
    return cases


def _forget_points(points: QuerySet[Point]) -> None:
    points.update(reason="", outcome="")
    end_points(points)


def _forget_why_merged(cases: Sequence[Case]) -> None:
    """Also where the other case, of somebody else, says it."""
    merges = Merge.objects.filter(Q(case__in=cases) | Q(into__in=cases))
    merges.update(reason="")
    numbers = {case.pk for case in cases}
    beside = {end for ends in merges.values_list("case", "into") for end in ends} - numbers
    told = LedgerLine.objects.filter(case__in=beside, stage__in=terms.MERGE_STAGES)
    _blank(line for line in told if line.detail["case_number"] in numbers)


def _blank(lines: Iterable[LedgerLine]) -> None:
    """Each line stays with its stage, its moment and its actor. A reason that is a code of ours stays too."""
    changed = []
    for line in lines:
        left = _without_words(line.detail)
        if left != line.detail:
            line.detail = left
            changed.append(line)
    LedgerLine.objects.bulk_update(changed, ["detail"], batch_size=500)


def _without_words(detail: Mapping[str, object]) -> dict[str, object]:
    return {name: "" if name in WRITTEN else value for name, value in detail.items()}
