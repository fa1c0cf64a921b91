"""One deed done to many cases: in one transaction, announced once. What it cannot take it leaves, and says why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record
from servewell.base.permissions import Power
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import CasesAssigned, CasesClosed
from servewell.rooms.cases.models import Case, LedgerLine
from servewell.rooms.cases.selectors import Deed, Left
from servewell.rooms.cases.services.answering import demand_reason
from servewell.rooms.cases.services.receipts import overtaken
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

BATCH = 500


@dataclass(frozen=True)
class DoneTogether:
    """Numbers of the cases that were taken, and why others were left."""

    done: Sequence[int]
    left: Mapping[int, Left]


@transaction.atomic
def assign_together(*, cases: Sequence[int], to: "Person", by: "Person", at: datetime) -> DoneTogether:
    """Hand so many cases (numbers) to a writer, or take them over; those that may not go there stay.

    Raises NotAllowed where the actor may do so nowhere.
    """
    deed = Deed.TAKE if to == by else Deed.ASSIGN
    power = rules.ANSWER if deed is Deed.TAKE else rules.ASSIGN
    found = _locked(cases, deed, power, by, to)

    for case in found.takes:
        case.owner = to
    Case.objects.bulk_update(found.takes, ["owner"], batch_size=BATCH)
    detail = {"owner": to.pk, "name": to.name}
    _write_down(found.takes, terms.ASSIGNED, detail, by=by, at=at)
    record.write_many(deed="cases.assign_together", things=found.takes, by=by, at=at)

    if found.takes:
        bus.announce(CasesAssigned(at=at, cases=tuple(case.pk for case in found.takes)))
    return DoneTogether(done=[case.pk for case in found.takes], left=found.why)


@transaction.atomic
def close_together(*, cases: Sequence[int], reason: str, by: "Person", at: datetime) -> DoneTogether:
    """Close so many cases (numbers) whose customers cannot be reached, saying what was done; the others stay.

    Raises NotAllowed where the actor may do so nowhere, NothingWritten, TooLong.
    """
    demand_reason(reason)
    found = _locked(cases, Deed.CLOSE, rules.ANSWER, by, None)

    for case in found.takes:
        case.state = terms.CLOSED
    Case.objects.bulk_update(found.takes, ["state"], batch_size=BATCH)
    overtaken(cases=[case.pk for case in found.takes])
    _write_down(found.takes, terms.CASE_CLOSED, {"name": by.name, "reason": reason.strip()}, by=by, at=at)
    record.write_many(deed="cases.close_together", things=found.takes, by=by, at=at)

    if found.takes:
        bus.announce(CasesClosed(at=at, cases=tuple(case.pk for case in found.takes)))
    return DoneTogether(done=[case.pk for case in found.takes], left=found.why)


def _locked(numbers: Sequence[int], deed: Deed, power: Power, by: "Person", to: "Person | None") -> selectors.Foreseen:
    """What the deed takes now, held until the end of the transaction; each unit's power is asked for by itself."""
    people.require_anywhere(actor=by, power=power)
    cases = selectors.cases_numbered(numbers=numbers).select_for_update(of=("self",))
    found = selectors.foreseen(viewer=by, cases=cases, deed=deed, to=to)
    for unit in _units_of(found.takes):
        people.require(actor=by, power=power, unit=unit)
    return found


def _units_of(cases: Sequence[Case]) -> Iterator[int]:
    yield from sorted({case.unit_id for case in cases})


def _write_down(cases: Sequence[Case], stage: str, detail: Mapping[str, object], *, by: "Person", at: datetime) -> None:
    lines = (LedgerLine(case=case, stage=stage, at=at, actor=by.actor_key, detail=dict(detail)) for case in cases)
    LedgerLine.objects.bulk_create(lines, batch_size=BATCH)
