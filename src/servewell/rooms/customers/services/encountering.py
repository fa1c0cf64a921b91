"""Record encounters: one by one, or in batches that count from one moment on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from servewell.base import bulk, bus, record
from servewell.base.permissions import Actor
from servewell.rooms.customers import terms
from servewell.rooms.customers.events import EncountersRecorded
from servewell.rooms.customers.models import Encounter, EncounterBatch
from servewell.rooms.customers.services.knowing import know_at

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer
    from servewell.rooms.people.models import Person, Unit

BATCH: Final = 500
COLUMNS: Final = (
    "kind", "unit_id", "on", "at", "customer_id", "served_by_id", "batch_id", "key", "reference", "volume",
)  # fmt: skip


class KindIsUnknown(Exception):
    """An encounter is of a kind that this house does not know."""


@dataclass(frozen=True)
class NewEncounter:
    kind: str
    unit: "Unit"
    on: date
    reference: str
    customer: "Customer | None" = None
    served_by: "Person | None" = None
    volume: int = 1


@dataclass(frozen=True, slots=True)
class FileEncounter:
    """One encounter of a file, or the count of those of a day. ``key`` names it among all batches."""

    kind: str
    unit: int
    on: date
    at: datetime
    reference: str
    key: bytes
    customer: int | None = None
    served_by: int | None = None
    volume: int = 1


@transaction.atomic
def record_encounters(*, encounters: Sequence[NewEncounter], by: Actor, at: datetime) -> int:
    """Record encounters and return how many are new; those with a known unit, kind and reference stay as they are.

    Raises KindIsUnknown.
    """
    unknown = sorted({new.kind for new in encounters} - {kind for kind, _ in terms.ENCOUNTER_KINDS})
    if unknown:
        raise KindIsUnknown(f"no encounter is a {', '.join(unknown)}: use stay, job, flight or visit")
    fresh = _not_yet_recorded(encounters)

    recorded = Encounter.objects.bulk_create(
        (
            Encounter(
                kind=new.kind,
                unit=new.unit,
                on=new.on,
                customer=new.customer,
                served_by=new.served_by,
                reference=terms.kept_reference(new.reference),
                volume=new.volume,
            )
            for new in fresh
        ),
        batch_size=BATCH,
    )
    know_at(pairs={(each.customer_id, each.unit_id) for each in recorded if each.customer_id})
    record.write_many(deed="customers.record_encounters", things=recorded, by=by, at=at)
    return len(recorded)


def _not_yet_recorded(encounters: Sequence[NewEncounter]) -> list[NewEncounter]:
    references = {terms.kept_reference(new.reference) for new in encounters if new.reference}
    erased = {terms.erased_reference(reference): reference for reference in references}
    found = Encounter.objects.filter(reference__in=[*references, *erased]).values_list("unit", "kind", "reference")
    standing = {(unit, kind, erased.get(reference, reference)) for unit, kind, reference in found}
    fresh = []
    for new in encounters:
        key = (new.unit.pk, new.kind, terms.kept_reference(new.reference))
        if new.reference and key in standing:
            continue
        standing.add(key)
        fresh.append(new)
    return fresh


def record_in_bulk(*, source: str, rows: Sequence[FileEncounter], at: datetime) -> None:
    """Store encounters of a batch; they count once it is shown. The caller holds the transaction and has seen to it
    that none of their keys is known, and records the deed for the file as a whole.
    """
    if not rows:
        return
    batch, _ = EncounterBatch.objects.get_or_create(source=source)
    months = sorted({row.on.replace(day=1).isoformat() for row in rows})
    if not set(months) <= set(batch.months):
        batch.months = sorted({*batch.months, *months})
        batch.save(update_fields=["months"])
    bulk.write(
        Encounter,
        COLUMNS,
        [
            (
                row.kind,
                row.unit,
                row.on.isoformat(),
                bulk.moment(row.at),
                row.customer,
                row.served_by,
                batch.pk,
                row.key,
                terms.kept_reference(row.reference),
                row.volume,
            )
            for row in rows
        ],
    )
    know_at(pairs={(row.customer, row.unit) for row in rows if row.customer})
    if batch.shown_at is not None:
        bus.announce(EncountersRecorded(at=at, months=tuple(months)))


def show_batch(*, source: str, at: datetime) -> None:
    """From now on they count. The caller holds the transaction; where nothing came from the source, nothing happens."""
    if EncounterBatch.objects.filter(source=source, shown_at__isnull=True, withdrawn_at__isnull=True).update(
        shown_at=at
    ):
        _announce(source, at=at)


def withdraw_batch(*, source: str, at: datetime) -> None:
    """From now on they count no more. The caller holds the transaction; a second call changes nothing."""
    if EncounterBatch.objects.filter(source=source, withdrawn_at__isnull=True).update(withdrawn_at=at):
        _announce(source, at=at)


def _announce(source: str, *, at: datetime) -> None:
    months = EncounterBatch.objects.values_list("months", flat=True).get(source=source)
    if months:
        bus.announce(EncountersRecorded(at=at, months=tuple(months)))
