"""One customer, one matter, two voices: one case goes into the other, and comes out of it again.

A redirect, and no copy: rows are added, nothing is moved. What is owed is reckoned anew from the clocks that each case
keeps of its own, so that after an undoing all stands as if nothing had been merged.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from servewell.base import bus, record
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import CasesMerged, MergesUndone
from servewell.rooms.cases.models import Answer, Case, Merge
from servewell.rooms.cases.selectors import Barred
from servewell.rooms.cases.services import ledger, receipts
from servewell.rooms.cases.services.finding import forget_cases
from servewell.rooms.cases.services.owning import TooLong, hold_where_answered
from servewell.rooms.cases.terms import MergeBar
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import services as voice_services

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

BATCH = 100


class CannotMerge(Exception):
    """One case cannot go into another, or cannot come out of it; ``barred`` says what stands in the way."""

    def __init__(self, barred: Barred) -> None:
        self.barred = barred
        into = f": it went into case {barred.into}" if barred.into else ""
        super().__init__(f"{barred.why.value}{into}")


@transaction.atomic
def merge(*, case: Case, into: int, reason: str = "", by: "Person", at: datetime) -> Merge:
    """Merge a case into another one (its number), where one letter answers both from now on.

    What went into the case before goes along. Raises NotAllowed, NoSuchCase, TooLong, CannotMerge.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    target = selectors.case_for(viewer=by, number=into)
    if len(reason) > terms.LONGEST_REASON:
        raise TooLong(f"{len(reason)} characters; {terms.LONGEST_REASON} at most")
    _demand(selectors.merge_barred(actor=by, case=case, into=target))
    held = _held([case, target])
    case, target = held[case.pk], held[target.pk]
    _demand(selectors.merge_barred(actor=by, case=case, into=target))

    merge = Merge.objects.create(case=case, into=target, merged_by=by, merged_at=at, reason=reason.strip())
    settle([target.pk, case.pk])
    receipts.overtaken(cases=[case.pk])
    ledger.add(
        case=case, stage=terms.MERGED_AWAY, by=by, at=at, name=by.name, case_number=target.pk, reason=merge.reason
    )
    ledger.add(
        case=target, stage=terms.MERGED_HERE, by=by, at=at, name=by.name, case_number=case.pk, reason=merge.reason
    )
    record.write(deed="cases.merge", thing=merge, by=by, at=at, detail={"case": case.pk, "into": target.pk})

    bus.announce(CasesMerged(at=at, cases=(case.pk,), into=(target.pk,)))
    return merge


def _demand(barred: Barred | None) -> None:
    if barred is not None:
        raise CannotMerge(barred)


def _held(cases: Sequence[Case]) -> dict[int, Case]:
    """Their voices first, as whoever marks harm holds them, then the cases by number: two deeds then take turns."""
    for each in sorted(cases, key=lambda each: each.voice_id):
        voice_services.hold(voice=each.voice_id)
    keys = [each.pk for each in cases]
    found = Case.objects.select_for_update(of=("self",)).select_related("voice__customer", "unit", "owner")
    return {each.pk: each for each in found.filter(pk__in=keys).order_by("pk")}


@transaction.atomic
def undo_merge(*, case: Case, by: "Person", at: datetime) -> Case:
    """Take a case out of the one it went into: each is owed its own answer again. Raises NotAllowed, CannotMerge."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    if case.merged_into_id is None:
        raise CannotMerge(Barred(MergeBar.NOT_MERGED))
    held = {each.pk: each for each in _around([case.pk])}
    row = Merge.objects.filter(case=case, undone_at__isnull=True).first()
    root = held.get(case.merged_into_id)
    if row is None or root is None or held[case.pk].merged_into_id != root.pk:
        raise CannotMerge(Barred(MergeBar.NOT_MERGED))
    why = selectors.undo_barred(actor=by, case=case, root=root)
    if why is MergeBar.YOU_MAY_NOT:
        raise NotAllowed(f"{by.actor_key} may not answer where case {root.pk} stands")
    if why is not None:
        raise CannotMerge(Barred(why, root.pk))

    _undo([row], by=by, at=at, name=by.name)
    return Case.objects.get(pk=case.pk)


def come_out(*, cases: Collection[int], at: datetime, but_not_from: Collection[int] = ()) -> None:
    """What can no longer be answered together comes apart by itself: all that went into one of these, and each of them.

    Within the other deed's transaction. Merges both of whose ends stand in ``but_not_from`` stay.
    """
    keys, stay = set(cases), set(but_not_from)
    standing = Merge.objects.filter(undone_at__isnull=True)
    rows = standing.values_list("pk", "case", "into")
    apart = {key: ends for key, *ends in rows if set(ends) & keys and not set(ends) <= stay}
    if not apart:
        return
    _around(chain.from_iterable(apart.values()))
    if found := list(standing.filter(pk__in=apart).order_by("pk")):
        _undo(found, by=HOUSE, at=at, name="")


def part_for_erasing(*, cases: Collection[int], at: datetime) -> None:
    """The customer of these cases is erased: another's, still owed an answer, is answered without them."""
    owed = Q(case__merged_into__state=terms.OPEN)
    among = Q(case__in=cases) | Q(into__in=cases)
    rows = Merge.objects.filter(among, owed, undone_at__isnull=True).values_list("case", "into")
    apart = {end for row in rows if not set(row) <= set(cases) for end in row if end in cases}
    come_out(cases=apart, at=at, but_not_from=cases)


def _undo(rows: Sequence[Merge], *, by: Actor, at: datetime, name: str) -> None:
    ends = {row.case_id for row in rows} | {row.into_id for row in rows}
    went = {each.pk: each.merged_into_id for each in _around(ends) if each.pk in ends and each.merged_into_id}
    roots = set(went.values())
    answers = _answers_of(roots)
    for row in rows:
        row.undone_by, row.undone_at, row.answer = by.actor_key, at, answers.get(went[row.case_id])
        row.save(update_fields=["undone_by", "undone_at", "answer"])
    settle([*ends])
    forget_cases(cases=sorted(roots))
    for row in rows:
        ledger.add(case=row.case, stage=terms.CAME_OUT, by=by, at=at, name=name, case_number=row.into_id)
        ledger.add(case=row.into, stage=terms.LET_GO, by=by, at=at, name=name, case_number=row.case_id)
    record.write_many(deed="cases.undo_merge", things=rows, by=by, at=at)

    bus.announce(MergesUndone(at=at, cases=tuple(row.case_id for row in rows), into=tuple(sorted(roots))))


def _around(numbers: Iterable[int]) -> list[Case]:
    """These cases, what they went into and all that are answered with them, held until the end of the transaction."""
    keys = set(numbers)
    keys |= hold_where_answered(cases=Case.objects.filter(pk__in=keys))
    among = Q(pk__in=keys) | Q(merged_into__in=keys)
    return list(Case.objects.select_for_update(of=("self",)).filter(among).order_by("pk"))


def _answers_of(roots: Iterable[int]) -> dict[int, Answer]:
    """The letter that had answered each of these cases (numbers)."""
    gone = Answer.objects.filter(case__in=roots, case__state=terms.ANSWERED).order_by("pk")
    return {each.case_id: each for each in gone}


def settle(numbers: Sequence[int]) -> None:
    """Make of the merges that stand what each case says: where it went, its state, by when it is answered.

    For cases (numbers) whose merges have changed, with those in which they were answered. A case that comes out is open
    again; or answered, where a letter had answered both by then. What is answered keeps the deadline it was judged by.
    """
    cases = {each.pk: each for each in _around(numbers)}
    goes = {row.case_id: row.into_id for row in selectors.standing_merges(cases=cases)}
    out = {each.pk: _out_of(cases[each.merged_into_id]) for each in cases.values() if each.merged_into_id is not None}
    together: dict[int, list[Case]] = {}
    for each in cases.values():
        together.setdefault(_end(each.pk, goes), []).append(each)
    for root, group in together.items():
        for each in group:
            is_root = each.pk == root
            each.merged_into_id = None if is_root else root
            each.state = out.get(each.pk, each.state) if is_root else terms.MERGED
            if each.state != terms.ANSWERED:
                dues = selectors.dues_of(cases=group if is_root else [each])
                each.due_at, each.obligation_due_at = dues.due_at, dues.obligation_due_at
    Case.objects.bulk_update(cases.values(), ["merged_into", "state", "due_at", "obligation_due_at"], batch_size=BATCH)


def _out_of(root: Case) -> str:
    return terms.ANSWERED if root.state == terms.ANSWERED else terms.OPEN


def _end(number: int, goes: Mapping[int, int]) -> int:
    while number in goes:
        number = goes[number]
    return number


def come_out_of(*, voice: int, at: datetime) -> None:
    """Few may read this voice from now on: its case is answered by itself. Within the other deed's transaction."""
    numbers = list(Case.objects.filter(voice=voice).values_list("pk", flat=True))
    come_out(cases=numbers, at=at)
