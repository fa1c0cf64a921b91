"""Corrected rows come in as if the file had brought them so: the same names, the same stores, the same news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from servewell.base import bus, record, turns
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.voice import terms
from servewell.rooms.voice.events import HistoryTakenIn, VoicesReceived
from servewell.rooms.voice.models import HeldRow, Import, Voice
from servewell.rooms.voice.selectors import Tally
from servewell.rooms.voice.services.importing.calling import Names, names_of
from servewell.rooms.voice.services.importing.making import UnitMaker
from servewell.rooms.voice.services.importing.naming import name_more
from servewell.rooms.voice.services.importing.quiet import demand_quiet
from servewell.rooms.voice.services.importing.storing_encounters import EncounterStore
from servewell.rooms.voice.services.importing.storing_voices import VoiceStore
from servewell.rooms.voice.services.importing.taking import voice_store

Read = tables.Understood | tables.EncounterRead


class RowIsSettled(Exception):
    """The row was taken in or dropped already."""


class RowIsStillHeldBack(Exception):
    """The corrected row is not understood either; ``reasons`` say why."""

    def __init__(self, reasons: Sequence[tables.Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(f"{each.code} {each.column} {each.value!r}" for each in reasons))


class RowIsKnown(Exception):
    """The corrected row is in already: from this file, or from another one."""


class RowIsLeftOut(Exception):
    """The recipe does not mean the corrected row."""


Refusal = RowIsSettled | RowIsStillHeldBack | RowIsKnown | RowIsLeftOut


@dataclass(frozen=True)
class Corrected:
    """A row that was held back, and its cells as a person has them now."""

    held: HeldRow
    cells: tuple[str, ...]

    @property
    def row(self) -> int:
        return self.held.row


@dataclass(frozen=True)
class _Legible:
    """A corrected row that the recipe understands."""

    corrected: Corrected
    read: Read


class Correcting:
    """Takes in corrected rows of one import, some in each transaction."""

    def __init__(
        self, run: Import, opened: tables.Reading, maker: UnitMaker | None, *, by: Actor, at: datetime
    ) -> None:
        self._run = run
        self._opened = opened
        self._maker = maker
        self._by = by
        self._store: VoiceStore | EncounterStore
        if opened.recipe.takes is tables.Takes.VOICES:
            self._store = voice_store(run, opened.recipe, by=by, at=at)
        else:
            self._store = EncounterStore(run=run, recipe=opened.recipe, by=by)
        self._names: Names = names_of(run=run, store=self._store)

    def take(self, rows: Sequence[Corrected], *, at: datetime) -> dict[int, Refusal]:
        """Take in what can be; returns why the others stay held back, by row.

        Raises ImportIsNotShown, AnotherFileComesFirst.
        """
        refusals: dict[int, Refusal] = {}
        # outside the transaction: a unit that is made for a label stays, whatever becomes of the row
        legible = self._legible(self._still_held(rows, refusals), refusals)
        if isinstance(self._store, VoiceStore):
            self._take(legible, refusals, at=at)
        else:  # one by one: which of several encounters is known, their store alone can say
            for each in legible:
                self._take([each], refusals, at=at)
        return refusals

    def _still_held(self, rows: Sequence[Corrected], refusals: dict[int, Refusal]) -> list[Corrected]:
        held = HeldRow.objects.filter(
            pk__in=[each.held.pk for each in rows], state=terms.HeldState.HELD.value
        ).values_list("pk", flat=True)
        waiting = set(held)
        for each in rows:
            if each.held.pk not in waiting:
                refusals[each.row] = RowIsSettled(f"row {each.row} was taken in or dropped already")
        return [each for each in rows if each.held.pk in waiting]

    def _legible(self, rows: Sequence[Corrected], refusals: dict[int, Refusal]) -> list[_Legible]:
        read, legible = self._opened.reader(), []
        for each in rows:
            if len(each.cells) != len(self._opened.columns):
                refusals[each.row] = RowIsStillHeldBack([tables.Reason("width", "", str(len(each.cells)))])
                continue
            fate = read(each.cells)
            if isinstance(fate, tables.HeldBack):
                refusals[each.row] = RowIsStillHeldBack(fate.reasons)
            elif isinstance(fate, tables.LeftOut):
                refusals[each.row] = RowIsLeftOut(f"the recipe does not mean row {each.row} as it is now")
            else:
                legible.append(_Legible(each, fate))
        return legible

    def _take(self, rows: Sequence[_Legible], refusals: dict[int, Refusal], *, at: datetime) -> None:
        with turns.one_at_a_time(), transaction.atomic():
            run = demand_quiet(self._run)
            settled = {each.row for each in self._still_held([each.corrected for each in rows], refusals)}
            waiting = [each for each in rows if each.corrected.row in settled]
            tally = Tally(run.counts)
            kept = self._keep(self._with_names(waiting, refusals), tally, refusals, at=at)
            if not kept:
                return
            self._settle(kept, tally, at=at)
            Import.objects.filter(pk=run.pk).update(counts={**run.counts, **tally.to_json()})
            record.write(deed="voice.take_held", thing=run, by=self._by, at=at, detail={"rows": len(kept)})

            self._tell(kept, at=at)

    def _with_names(self, rows: Sequence[_Legible], refusals: dict[int, Refusal]) -> list[_Legible]:
        """Those whose name is nobody's yet."""
        called = self._names.call([(each.read.key, each.read.is_key_of_row) for each in rows])
        fresh = []
        for each, name in zip(rows, called, strict=True):
            if name is None:
                row = each.corrected.row
                refusals[row] = RowIsKnown(f"row {row} as it is now is in already")
            else:
                each.read.key = name
                fresh.append(each)
        return fresh

    def _keep(
        self, rows: Sequence[_Legible], tally: Tally, refusals: dict[int, Refusal], *, at: datetime
    ) -> list[_Legible]:
        if not rows:
            return []
        before = tally.kept, tally.duplicate
        batch = tables.Sorted(reached=0, understood=[(each.corrected.row, each.read) for each in rows])
        for each in rows:
            held = each.corrected.held
            batch.as_they_are[held.row] = tables.Held(held.row, held.line, each.corrected.cells, ())
        for again in self._store.take(batch, tally, at):
            refusals[again.row] = RowIsStillHeldBack(again.reasons)
        if (tally.kept, tally.duplicate) == (before[0], before[1] + 1):  # an encounter that came without a file
            row = rows[0].corrected.row
            refusals[row] = RowIsKnown(f"row {row} as it is now is in already")
        return [each for each in rows if each.corrected.row not in refusals]

    def _settle(self, kept: Sequence[_Legible], tally: Tally, *, at: datetime) -> None:
        for each in kept:
            held = each.corrected.held
            held.state, held.corrected = terms.HeldState.TAKEN.value, list(each.corrected.cells)
            held.settled_by, held.settled_at = self._by.actor_key, at
            tally.release(held.codes.split())
        fields = ["state", "corrected", "settled_by", "settled_at"]
        HeldRow.objects.bulk_update([each.corrected.held for each in kept], fields)
        if self._maker:
            tally.units_made += [code for code in self._maker.made if code not in tally.units_made]
        name_more(run=self._run.pk, keys=[each.read.key for each in kept if isinstance(each.read, tables.Understood)])

    def _tell(self, kept: Sequence[_Legible], *, at: datetime) -> None:
        days = {each.corrected.row: each.read.on for each in kept if isinstance(each.read, tables.Understood)}
        came = Voice.objects.filter(from_import=self._run.pk, row__in=days).order_by("pk").values_list("row", "pk")
        cases_from = self._opened.recipe.cases_from
        new = {row for row, on in days.items() if cases_from is not None and on >= cases_from}
        if voices := tuple(voice for row, voice in came if row in new):
            bus.announce(VoicesReceived(at=at, voices=voices))
        if voices := tuple(voice for row, voice in came if row not in new):
            bus.announce(HistoryTakenIn(at=at, voices=voices))
