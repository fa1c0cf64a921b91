"""One batch of rows in one transaction: the row it began at is the row that was reached, or it does not happen."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction

from servewell.base import bulk, turns
from servewell.base.words import ReadableJSON
from servewell.engines.tables import Held, Reading, ReadingApart, Sorted
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import HeldRow, Import
from servewell.rooms.voice.selectors import Tally
from servewell.rooms.voice.services.importing.making import UnitMaker
from servewell.rooms.voice.services.importing.pacing import Pace
from servewell.rooms.voice.services.importing.storing_encounters import EncounterStore
from servewell.rooms.voice.services.importing.storing_voices import VoiceStore

HELD: Final = ("from_import_id", "row", "line", "cells", "reasons", "codes", "state", "settled_by")
LONGEST_CODES: Final = 200
# lets whoever waits for the write lock have it
PAUSE_SECONDS: Final = 0.004
_written = ReadableJSON().encode
Clock = Callable[[], datetime]
# stores what is new of a batch, and returns what it must hold back all the same
Keep = Callable[[Tally, datetime], Sequence[Held]]


class TakenInElsewhere(Exception):
    """Somebody else takes this file in just now, or it is no longer coming in."""


class Batches:
    """The import as it grows. ``run`` is kept equal to what is stored."""

    def __init__(self, run: Import, maker: UnitMaker | None) -> None:
        self.run = run
        self._maker = maker
        self.tally = Tally(run.counts)
        self.pace = Pace()

    def take(self, opened: Reading | ReadingApart, store: VoiceStore | EncounterStore, clock: Clock) -> Iterator[None]:
        """Store batch after batch, each when the next one is asked for."""
        for batch in opened.batches(after=self.run.reached, size=self.pace.rows):
            self._take(batch, partial(store.take, batch), share=opened.progress(), at=clock())
            yield

    def _take(self, batch: Sorted, keep: Keep, *, share: float, at: datetime) -> None:
        """All of a batch or nothing. Raises TakenInElsewhere."""
        tally = Tally(self.tally.to_json())
        tally.rows += batch.rows
        tally.left_out += batch.left_out
        if self._maker:
            tally.units_made += [code for code in self._maker.made if code not in tally.units_made]
        rows = self._held(batch.held, tally)
        with turns.one_at_a_time(), transaction.atomic():
            began = time.monotonic()
            self._demand_turn()
            bulk.write(HeldRow, HELD, rows + self._held(keep(tally, at), tally))
            counts = {**tally.to_json(), "share": share}
            Import.objects.filter(pk=self.run.pk).update(reached=batch.reached, counts=counts, moved_at=at, tries=0)
        self.pace.note(rows=batch.rows, seconds=time.monotonic() - began)
        time.sleep(PAUSE_SECONDS)
        self.tally, self.run.reached, self.run.counts, self.run.moved_at = tally, batch.reached, counts, at

    def _held(self, held: Sequence[Held], tally: Tally) -> list[Sequence[bulk.Value]]:
        for each in held:
            tally.hold(each)
        return [_as_row(self.run.pk, each) for each in held]

    def _demand_turn(self) -> None:
        stands = Import.objects.select_for_update().filter(
            pk=self.run.pk, state=terms.ImportState.TAKING_IN.value, reached=self.run.reached, turn=self.run.turn
        )
        if not stands.exists():
            raise TakenInElsewhere(f"{self.run.name} is taken in by somebody else, or is no longer coming in")


def _as_row(run: int, held: Held) -> Sequence[bulk.Value]:
    return (
        run,
        held.row,
        held.line,
        _written([_storable(cell) for cell in held.cells]),
        _written([[each.code, each.column, _storable(each.value)] for each in held.reasons]),
        codes_of([each.code for each in held.reasons]),
        terms.HeldState.HELD.value,
        "",
    )


def _storable(cell: str) -> str:
    """PostgreSQL keeps no NUL, and no database half a sign."""
    return cell.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def codes_of(codes: Sequence[str]) -> str:
    """With a blank on either side of each, so that one is found and never a part of another."""
    return f" {' '.join(dict.fromkeys(codes))} "[:LONGEST_CODES]
