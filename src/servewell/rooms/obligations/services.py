"""The deeds of this room. Nothing owed is ever reset: it is owed once and fulfilled once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Greatest

from servewell.base import bus, record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.obligations import rules, terms
from servewell.rooms.obligations.events import ObligationsDue
from servewell.rooms.obligations.models import Obligation, Owed
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

# about a tenth of a second of writing
BATCH = 1000
# from an obligation to the postings in its part of the tree
_LINEAGE = "unit__lineages_below"
_POSTING = f"{_LINEAGE}__unit__postings"


class ObligationIsStated(Exception):
    """Another obligation has that code already."""


class KindIsUnknown(Exception):
    """No room fulfils obligations of that kind."""


@dataclass(frozen=True)
class _Owing:
    obligation: int
    posting: int
    person: int
    due_on: date


def require(
    *, code: str, kind: str, subject: str, title: Words, detail: Words, unit: "Unit", due_days: int, from_on: date,
    by: Actor, at: datetime,
) -> Obligation:  # fmt: skip
    """Say what everyone posted to the unit or below owes from a day on; whoever is there owes it at once.

    A large company is written down in many short transactions, so that nobody waits; what a fault leaves out
    ``owe_for_all`` finds. The same words a second time change nothing.
    Raises ObligationIsStated, KindIsUnknown, NotAllowed.
    """
    people.require(actor=by, power=rules.REQUIRE, unit=unit.pk)
    if kind not in terms.OPENINGS:
        raise KindIsUnknown(f"{kind}: no room fulfils that; use {', '.join(terms.OPENINGS)}")
    stated = Obligation(
        code=code, kind=kind, subject=subject, title=title, detail=detail, unit=unit, due_days=due_days, from_on=from_on
    )
    with transaction.atomic():
        obligation = _state(stated, by, at)
    _owe_by_and_by(Obligation.objects.filter(pk=obligation.pk), by, at)
    return obligation


def _state(stated: Obligation, by: Actor, at: datetime) -> Obligation:
    standing = Obligation.objects.filter(code=stated.code).first()
    if standing is not None:
        return _the_same(standing, stated)
    stated.save()
    record.write(deed="obligations.require", thing=stated, by=by, at=at)
    return stated


def _the_same(standing: Obligation, stated: Obligation) -> Obligation:
    for field in ("kind", "subject", "title", "detail", "unit_id", "due_days", "from_on"):
        if getattr(standing, field) != getattr(stated, field):
            raise ObligationIsStated(
                f"{standing.code} is stated already with another {field}: give it a code of its own"
            )
    return standing


@transaction.atomic
def owe_for(*, postings: Sequence[int], by: Actor, at: datetime) -> int:
    """Whatever holds for these postings (keys) is owed from now on, each thing once. Returns how much was new."""
    everything = Obligation.objects.all()
    return sum(_owe(everything, batch, by, at) for batch in _batches(postings))


def owe_for_all(*, by: Actor, at: datetime) -> int:
    """What every standing posting owes and nobody wrote down, because a rule and a posting were made at one moment."""
    return _owe_by_and_by(Obligation.objects.all(), by, at)


def _owe_by_and_by(obligations: QuerySet[Obligation], by: Actor, at: datetime) -> int:
    postings = sorted({each.posting for each in _unwritten(obligations, None, at.date())})
    owed = 0
    for batch in _batches(postings):
        with transaction.atomic():
            owed += _owe(obligations, batch, by, at)
    return owed


def _batches(postings: Sequence[int]) -> Iterator[Sequence[int]]:
    return (postings[start : start + BATCH] for start in range(0, len(postings), BATCH))


def _owe(obligations: QuerySet[Obligation], postings: Sequence[int], by: Actor, at: datetime) -> int:
    owing = list(_unwritten(obligations, postings, at.date()))
    if not owing:
        return 0
    owed = Owed.objects.bulk_create(
        Owed(
            obligation_id=each.obligation,
            posting_id=each.posting,
            person_id=each.person,
            due_on=each.due_on,
            owed_since=at,
        )
        for each in owing
    )
    record.write_many(deed="obligations.owe", things=owed, by=by, at=at)

    bus.announce(ObligationsDue(at=at, owed=tuple(one.pk for one in owed)))
    return len(owed)


def _unwritten(obligations: QuerySet[Obligation], postings: Sequence[int] | None, on: date) -> Iterator[_Owing]:
    """What holds and has no row yet, by the tree of the posting's first day, or of today if that is past."""
    day = Greatest(F(f"{_POSTING}__from_on"), Value(on))
    holds: dict[str, object] = {
        f"{_LINEAGE}__from_on__lte": day,
        f"{_LINEAGE}__until_on__gt": day,
        f"{_POSTING}__until_on__gt": Greatest(F("from_on"), Value(on)),
    }
    if postings is not None:
        holds[f"{_POSTING}__in"] = postings
    written = Owed.objects.filter(obligation=OuterRef("pk"), posting=OuterRef(_POSTING))
    rows = obligations.filter(~Exists(written), **holds).values_list(
        "pk", _POSTING, f"{_POSTING}__person", f"{_POSTING}__from_on", "from_on", "due_days"
    )
    for obligation, posting, person, begins_on, holds_from, due_days in rows:
        due_on = max(begins_on, holds_from) + timedelta(days=due_days)
        yield _Owing(obligation=obligation, posting=posting, person=person, due_on=due_on)


@transaction.atomic
def fulfil(*, person: int, kind: str, subject: str, evidence: str, by: Actor, at: datetime) -> int:
    """The person (a key) has done what obligations of that kind and subject ask. Returns how many were still owed."""
    waiting = Owed.objects.filter(
        person=person, obligation__kind=kind, obligation__subject=subject, fulfilled_at__isnull=True
    )
    owed = list(waiting.select_for_update(of=("self",)))
    Owed.objects.filter(pk__in=[one.pk for one in owed], fulfilled_at__isnull=True).update(
        fulfilled_at=at, evidence=evidence
    )
    record.write_many(deed="obligations.fulfil", things=owed, by=by, at=at)
    return len(owed)
