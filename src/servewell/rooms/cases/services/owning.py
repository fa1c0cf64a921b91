"""Whose case it is, and what they have written so far."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from servewell.base import bus, record
from servewell.base.permissions import Actor
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import CasesAssigned
from servewell.rooms.cases.models import Case, Draft, LedgerLine
from servewell.rooms.cases.services import ledger
from servewell.rooms.cases.services.desks import Desks
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

BATCH = 500


class CannotAnswerHere(Exception):
    """A case goes only to somebody who may answer customers of its unit."""


class CaseIsDone(Exception):
    """The case is answered or closed; nothing is left to do in it."""


class CaseIsMerged(CaseIsDone):
    """The case went into another one, where it is answered; ``into`` is its number."""

    def __init__(self, *, case: int, into: int) -> None:
        self.into = into
        super().__init__(f"case {case} went into case {into}")


class TooLong(Exception):
    """A text is longer than anybody would read."""


@transaction.atomic
def assign(*, case: Case, to: "Person", by: Actor, at: datetime, word: str = "") -> Case:
    """Hand the case to a writer, with a ``word`` for them; a writer may also take it over.

    The same owner again changes nothing. Raises NotAllowed, CannotAnswerHere, CaseIsDone, TooLong.
    """
    if len(word) > terms.LONGEST_REASON:
        raise TooLong(f"{len(word)} characters; {terms.LONGEST_REASON} at most")
    takes_over = by.actor_key == to.actor_key
    people.require(actor=by, power=rules.ANSWER if takes_over else rules.ASSIGN, unit=case.unit_id)
    if not people.may(actor=to, power=rules.ANSWER, unit=case.unit_id):
        raise CannotAnswerHere(f"{to.name} may not answer customers of this unit: choose another writer")
    case = locked(case)
    if case.state != terms.OPEN:
        raise CaseIsDone(f"case {case.pk} is {case.state}")
    if case.owner_id == to.pk:
        return case

    case.owner = to
    case.save(update_fields=["owner"])
    ledger.add(case=case, stage=terms.ASSIGNED, by=by, at=at, owner=to.pk, name=to.name, reason=word.strip())
    record.write(deed="cases.assign", thing=case, by=by, at=at, detail={"owner": to.pk})

    bus.announce(CasesAssigned(at=at, cases=(case.pk,)))
    return case


def pass_on(
    *, by: Actor, at: datetime, owners: Sequence[int] | None = None, units: Sequence[int] | None = None
) -> list[Case]:  # fmt: skip
    """Open cases whose owner may no longer answer there go to others who may; where there is nobody, to nobody.

    ``owners`` are keys of persons and ``units`` of units; None looks at everybody's cases, and everywhere. Looking
    holds up nobody; only what is found is locked.
    """
    owned = Case.objects.filter(state=terms.OPEN, owner__isnull=False)
    owned = owned if owners is None else owned.filter(owner__in=owners)
    owned = owned if units is None else owned.filter(unit__in=units)
    desks = Desks()
    gone = {
        (unit, owner)
        for unit, owner in owned.order_by().values_list("unit", "owner").distinct()
        if owner not in {writer.pk for writer in desks.writers_over(unit)}
    }
    return _pass_on(owned, gone, desks, by, at) if gone else []


@transaction.atomic
def _pass_on(owned: QuerySet[Case], gone: set[tuple[int, int]], desks: Desks, by: Actor, at: datetime) -> list[Case]:
    """``gone`` are owners, each with a unit in which they may no longer answer; both by key."""
    theirs = owned.filter(unit__in={unit for unit, _ in gone}, owner__in={owner for _, owner in gone})
    # by number, as everybody who holds several: two of them then wait for each other in one direction only
    cases = theirs.select_for_update(of=("self",)).select_related("voice", "owner").order_by("pk")
    left = [case for case in cases if (case.unit_id, case.owner_id) in gone]
    left.sort(key=lambda case: (case.due_at, case.pk))
    sealed = voice.are_sealed(voices=[case.voice_id for case in left])
    lines = [line for case in left for line in _passed_on(case, desks, by, at, is_sealed=case.voice_id in sealed)]

    Case.objects.bulk_update(left, ["owner"], batch_size=BATCH)
    LedgerLine.objects.bulk_create(lines, batch_size=BATCH)
    record.write_many(deed="cases.pass_on", things=left, by=by, at=at)
    return left


def _passed_on(case: Case, desks: Desks, by: Actor, at: datetime, *, is_sealed: bool) -> Iterator[LedgerLine]:
    """What speaks of harm goes to nobody by itself: those who know of it say who is to answer."""
    gone = {"name": case.owner.name if case.owner else ""}
    yield LedgerLine(case=case, stage=terms.LEFT_BEHIND, at=at, actor=by.actor_key, detail=gone)
    case.owner = None if is_sealed else desks.owner_for(unit=case.unit_id, language=case.voice.language)
    if case.owner is not None:
        given = {"owner": case.owner.pk, "name": case.owner.name}
        yield LedgerLine(case=case, stage=terms.ASSIGNED, at=at, actor=by.actor_key, detail=given)


@transaction.atomic
def save_draft(*, case: Case, text: str, by: "Person", at: datetime) -> Draft | None:
    """Keep what a writer has written so far, beside what others have. Raises NotAllowed, TooLong.

    None, and nothing kept, while the writer's own answer stands: their page saved itself once more, too late.
    Not in the audit record: it is saved every few seconds, and nothing has been done yet.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    if len(text) > terms.LONGEST_ANSWER:
        raise TooLong(f"{len(text)} characters; {terms.LONGEST_ANSWER} at most")

    held = locked(case)
    if selectors.is_on_its_way(case=held, written_by=by):
        return None
    draft, _ = Draft.objects.update_or_create(case=case, writer=by, defaults={"text": text, "saved_at": at})
    return draft


def locked(case: Case) -> Case:
    """The case as it stands now, held until the end of the transaction, so that two deeds on it take turns.

    The one in which it is answered is held before it: a letter that answers both takes its turn as well.
    """
    if case.merged_into_id is not None:
        hold_where_answered(cases=Case.objects.filter(pk=case.pk))
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("voice__channel", "unit", "kind", "policy")
        .get(pk=case.pk)
    )


def hold_where_answered(*, cases: QuerySet[Case]) -> set[int]:
    """Hold what these cases went into (the numbers) before any of them is held. Whoever held them the other way round
    would wait for a writer who answers both, and the writer for them.
    """
    into = cases.filter(merged_into__isnull=False).values("merged_into")
    held = Case.objects.select_for_update(of=("self",)).filter(pk__in=into).order_by("pk")
    return set(held.values_list("pk", flat=True))
