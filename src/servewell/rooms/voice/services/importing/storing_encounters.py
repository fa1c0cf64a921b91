"""Understood rows become encounters, or counts of them by unit and day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.customers import selectors as customers_asked
from servewell.rooms.customers import services as customers
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors
from servewell.rooms.voice.models import Import, Recipe
from servewell.rooms.voice.services.importing.storing_voices import customers_of

VOLUME_DIFFERS: Final = "volume-differs"
PERSON_UNKNOWN: Final = "person-unknown"


class EncounterStore:
    """``take`` is called within the transaction of a batch."""

    def __init__(self, *, run: Import, recipe: tables.Recipe, by: Actor) -> None:
        self._source = record.key_of(run)
        self._recipe = recipe
        self._by = by
        self._counted: dict[bytes, int] = {}

    def take(self, batch: tables.Sorted, tally: selectors.Tally, at: datetime) -> list[tables.Held]:
        """Store what is new; returns the rows that contradict what is stored, or name somebody unknown."""
        # two files at once take turns: of a row that is in both, one stays
        Recipe.objects.select_for_update().get(code=self._recipe.code)
        rows = [(number, read) for number, read in batch.understood if isinstance(read, tables.EncounterRead)]
        known = dict(customers_asked.recorded(keys=[read.key for _, read in rows]))
        elsewhere = customers_asked.references_recorded(references={read.reference for _, read in rows} - {""})
        staff = people.persons_numbered(numbers={read.served_by for _, read in rows} - {""})
        fresh, held = [], []
        for number, read in rows:
            reason = self._reason(read, known, staff)
            if reason is not None:
                held.append(replace(batch.as_they_are[number], reasons=[reason]))
            elif read.key in known or (read.unit.key, read.kind, read.reference) in elsewhere:
                tally.duplicate += 1
            else:
                known[read.key] = _volume(read)
                if read.volume is not None:
                    self._counted[read.key] = number
                fresh.append(read)
                tally.keep(read)
        self._store(fresh, staff, at=at)
        return held

    def _reason(
        self, read: tables.EncounterRead, known: dict[bytes, int], staff: dict[str, int]
    ) -> tables.Reason | None:
        if read.served_by and read.served_by.lower() not in staff:
            return tables.Reason(PERSON_UNKNOWN, self._recipe.served_by or "", read.served_by)
        if read.volume is not None and known.get(read.key, read.volume) != read.volume:
            row = self._counted.get(read.key)
            said = f"{read.volume}, where " + (
                f"{known[read.key]} is known" if row is None else f"row {row} of this file says {known[read.key]}"
            )
            return tables.Reason(VOLUME_DIFFERS, self._recipe.volume or "", said)
        return None

    def _store(self, reads: Sequence[tables.EncounterRead], staff: dict[str, int], *, at: datetime) -> None:
        left = [(read.email, read.phone, read.name, read.unit.language) for read in reads]
        who = customers_of(left, [None] * len(left), by=self._by, at=at)
        rows = [
            customers.FileEncounter(
                kind=read.kind,
                unit=read.unit.key,
                on=read.on,
                at=read.at,
                reference=read.reference,
                key=read.key,
                customer=who.get(place),
                served_by=staff.get(read.served_by.lower()),
                volume=_volume(read),
            )
            for place, read in enumerate(reads)
        ]
        customers.record_in_bulk(source=self._source, rows=rows, at=at)


def _volume(read: tables.EncounterRead) -> int:
    return 1 if read.volume is None else read.volume
