"""What the company owes each kind of letters, and of which kind one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import clocks
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import KindSet
from servewell.rooms.cases.models import Case, LetterKind
from servewell.rooms.cases.services import ledger, merging, receipts
from servewell.rooms.cases.services.owning import CaseIsDone, locked
from servewell.rooms.cases.services.reckoning import reckoned
from servewell.rooms.cases.terms import Ends
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.selectors import Asking

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class KindOwesNothingSensible(Exception):
    """A decision has days and nothing else has; times are within reach; thanks need no receipt before them."""


class TooManyKinds(Exception):
    """A company has at most ``terms.MOST_KINDS`` kinds: a writer chooses among them at one glance."""


@dataclass(frozen=True)
class WantedKind:
    """A kind as somebody writes it down. ``LetterKind`` says what its fields mean."""

    code: str
    name: Words
    owes: Ends
    answer_minutes: int | None = None
    decision_days: int | None = None
    receipt_minutes: int | None = None
    receipt_by_itself: bool = False
    channels: tuple[str, ...] = ()


@transaction.atomic
def set_letter_kind(*, wanted: WantedKind, by: Actor, at: datetime) -> LetterKind:
    """Publish the next version of a kind, for letters that come from now on; cases keep theirs.

    Raises NotAllowed, unless over the whole company, KindOwesNothingSensible, TooManyKinds, PublishedMeanwhile.
    """
    people.require_over_all(actor=by, power=rules.SET_POLICY)
    _demand_sense(wanted)
    others = {each.code for each in selectors.letter_kinds()} - {wanted.code}
    if len(others) >= terms.MOST_KINDS:
        raise TooManyKinds(f"there are {len(others)} kinds already; {terms.MOST_KINDS} at most")

    kinds = LetterKind.objects.filter(code=wanted.code)
    number = versions.next_number(kinds)
    with versions.written_once(kinds.filter(version=number)):
        kind = LetterKind.objects.create(
            code=wanted.code, version=number, name=wanted.name, owes=wanted.owes,
            answer_minutes=wanted.answer_minutes, decision_days=wanted.decision_days,
            receipt_minutes=wanted.receipt_minutes, receipt_by_itself=wanted.receipt_by_itself,
            channels=list(wanted.channels), published_at=at, published_by=by.actor_key,
        )  # fmt: skip
    record.write(deed="cases.set_letter_kind", thing=kind, by=by, at=at, detail={"version": number})
    return kind


def _demand_sense(wanted: WantedKind) -> None:
    times = (wanted.answer_minutes, wanted.receipt_minutes)
    if any(each is not None and not 1 <= each <= terms.LONGEST_ANSWER_MINUTES for each in times):
        raise KindOwesNothingSensible(
            f"{wanted.code}: from 1 to {terms.LONGEST_ANSWER_MINUTES} minutes of opening hours"
        )
    if (wanted.owes is Ends.DECISION) != (wanted.decision_days is not None) or (
        wanted.owes is Ends.DECISION and wanted.answer_minutes is not None
    ):
        raise KindOwesNothingSensible(f"{wanted.code}: a decision is owed within days, and nothing else is")
    if wanted.decision_days is not None and not 1 <= wanted.decision_days <= terms.LONGEST_OBLIGATION_DAYS:
        raise KindOwesNothingSensible(f"{wanted.code}: from 1 to {terms.LONGEST_OBLIGATION_DAYS} days to decide in")
    if wanted.receipt_minutes is None and wanted.receipt_by_itself:
        raise KindOwesNothingSensible(f"{wanted.code}: a receipt that leaves by itself has a time by which it is owed")
    if wanted.owes is Ends.THANKS and wanted.receipt_minutes is not None:
        raise KindOwesNothingSensible(f"{wanted.code}: thanks are all there is to say, so no receipt comes before them")


@transaction.atomic
def set_kind(*, case: Case, kind: str, by: "Person", at: datetime) -> Case:
    """Say of which kind (its code) a letter is. What it is owed is reckoned anew from the moment it came in;
    what was merged into it may be due before.

    The same kind again changes nothing. Raises NotAllowed, NoSuchKind, CaseIsDone, also where its answer is leaving.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    case = locked(case)
    wanted = selectors.letter_kind(code=kind)
    if case.state != terms.OPEN or selectors.is_on_its_way(case=case):
        raise CaseIsDone(f"case {case.pk} is {case.state}, or its answer is on its way")
    if case.kind is not None and case.kind.code == wanted.code:
        return case

    before = case.due_at
    _follow(case, wanted)
    merging.settle([case.pk])
    case.refresh_from_db(fields=["due_at", "obligation_due_at"])
    ledger.add(
        case=case, stage=terms.KIND_SET, by=by, at=at, name=by.name, kind=wanted.code, due=case.due_at.isoformat(),
        was_due=before.isoformat(),
    )  # fmt: skip
    record.write(deed="cases.set_kind", thing=case, by=by, at=at, detail={"kind": wanted.pk})

    bus.announce(KindSet(at=at, cases=(case.pk,)))
    receipts.send_by_themselves(cases=[case], ways=_ways([case]), at=at)
    return case


def _follow(case: Case, kind: LetterKind) -> None:
    """The policy is the one that the case began with, and so are its opening hours."""
    found = reckoned(
        policy=case.policy,
        calendar=clocks.Calendar.from_json(case.policy.calendar),
        kind=kind,
        started_at=clocks.Deadline.from_json(case.clock["service"]).started_at,
    )
    case.kind, case.clock = kind, found.clock
    case.due_at, case.obligation_due_at, case.receipt_due_at = (
        found.due_at, found.obligation_due_at, found.receipt_due_at
    )  # fmt: skip
    case.save(update_fields=["kind", "clock", "due_at", "obligation_due_at", "receipt_due_at"])


def _ways(cases: Sequence[Case]) -> dict[int, str]:
    return {case.voice_id: case.voice.channel.kind for case in cases}


def kinds_of(*, asked: Sequence[Asking]) -> dict[int, LetterKind]:
    """By voice, what its customer chose, or else what its channel says. Of others somebody has to say it."""
    kinds = {each.code: each for each in selectors.letter_kinds()}
    if not kinds:
        return {}
    by_channel = {slug: kind for kind in kinds.values() for slug in kind.channels}
    responses = [each.response for each in asked if each.response is not None]
    chosen: Mapping[int, str] = instruments.chosen_in(responses=responses, item=terms.KIND_ITEM)
    found: dict[int, LetterKind] = {}
    for each in asked:
        kind = kinds.get(chosen.get(each.response or 0, "")) or by_channel.get(each.channel)
        if kind is not None:
            found[each.key] = kind
    return found
