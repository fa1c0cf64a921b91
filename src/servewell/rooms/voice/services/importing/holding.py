"""A person settles what was held back: corrected and taken in, or dropped. The original row stays as it came."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from django.db import transaction
from django.db.models import QuerySet

from servewell.base import bus, record, today
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.events import HistoryTakenIn, VoicesReceived
from servewell.rooms.voice.models import HeldRow, Import, Voice
from servewell.rooms.voice.selectors import Tally
from servewell.rooms.voice.services.importing.deciding import keep_recipe
from servewell.rooms.voice.services.importing.naming import write_names
from servewell.rooms.voice.services.importing.showing import ImportIsNotShown
from servewell.rooms.voice.services.importing.storing_encounters import EncounterStore
from servewell.rooms.voice.services.importing.storing_voices import VoiceStore
from servewell.rooms.voice.services.importing.taking import voice_store


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


def take_held(*, run: Import, row: int, cells: Sequence[str], by: Actor, at: datetime) -> None:
    """Take in a row as a person corrected it.

    Raises RowIsStillHeldBack, RowIsKnown, RowIsLeftOut, RowIsSettled, NoSuchHeldRow, ImportIsNotShown, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    held = selectors.held_row(run=run, row=row)
    with _understood(run, selectors.recipe_of(run=run), by=by, at=at) as taking:
        taking.take(held, tuple(cells), at=at)


def take_held_many(*, run: Import, column: str, value: str, instead: str, by: Actor, at: datetime) -> int:
    """Put another value for one in a column of every held row, and take in what is then understood.

    Returns how many were taken in; the others stay held back. Raises ImportIsNotShown, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    columns = selectors.columns_of(run=run)
    places = [place for place, name in enumerate(columns) if name == column]
    with _understood(run, selectors.recipe_of(run=run), by=by, at=at) as taking:
        return sum(
            taking.try_to_take(held, _with(held.cells, places, value, instead), at=at)
            for held in _waiting(run)
            if any(tables.normal(cell) == tables.normal(value) for cell in _at(held.cells, places))
        )


def map_label(*, run: Import, label: str, unit: str, by: Actor, at: datetime) -> int:
    """Say which unit (its code) a label means: the recipe says so from now on, and rows held for it are taken in.

    Returns how many were taken in. Raises RecipeHasFaults, ImportIsNotShown, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    recipe = _with_name(selectors.recipe_of(run=run), label, unit)
    with _understood(run, recipe, by=by, at=at) as taking:
        with transaction.atomic():
            keep_recipe(document=tables.write_recipe(recipe=recipe), unit=run.unit, by=by, at=at)
        waiting = _waiting(run).filter(codes__contains=f" {tables.ReasonCode.UNIT_UNKNOWN} ")
        return sum(taking.try_to_take(held, tuple(held.cells), at=at) for held in waiting)


@transaction.atomic
def drop_held(*, run: Import, rows: Sequence[int], by: Actor, at: datetime) -> int:
    """A person says that these rows shall not come in. Returns how many were dropped. Raises NotAllowed."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    waiting = HeldRow.objects.filter(from_import=run, row__in=list(rows), state=terms.HeldState.HELD.value)
    dropped = waiting.update(state=terms.HeldState.DROPPED.value, settled_by=by.actor_key, settled_at=at)
    if dropped:
        record.write(deed="voice.drop_held", thing=run, by=by, at=at, detail={"rows": dropped})
    return dropped


def _with_name(recipe: tables.Recipe, label: str, unit: str) -> tables.Recipe:
    return replace(recipe, unit=replace(recipe.unit, names={**recipe.unit.names, tables.normal(label): unit}))


def _waiting(run: Import) -> QuerySet[HeldRow]:
    return HeldRow.objects.filter(from_import=run, state=terms.HeldState.HELD.value).order_by("row")


def _at(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    return [cells[place] for place in places if place < len(cells)]


def _with(cells: Sequence[str], places: Sequence[int], value: str, instead: str) -> tuple[str, ...]:
    meant = tables.normal(value)
    return tuple(
        instead if place in places and tables.normal(cell) == meant else cell for place, cell in enumerate(cells)
    )


@contextmanager
def _understood(run: Import, recipe: tables.Recipe, *, by: Actor, at: datetime) -> Iterator["_Taking"]:
    units = selectors.known_units(viewer=by, unit=run.unit_id)
    day = today.latest_day(at=at)
    with tables.reading(path=selectors.path_of(run=run), recipe=recipe, units=units, today=day) as opened:
        yield _Taking(run, opened, by=by, at=at)


class _Taking:
    """Takes in corrected rows, each in a transaction of its own."""

    def __init__(self, run: Import, opened: tables.Reading, *, by: Actor, at: datetime) -> None:
        self._run = run
        self._opened = opened
        self._by = by
        self._store: VoiceStore | EncounterStore
        if opened.recipe.takes is tables.Takes.VOICES:
            self._store = voice_store(run, opened.recipe, by=by, at=at)
        else:
            self._store = EncounterStore(run=run, recipe=opened.recipe, by=by)

    def try_to_take(self, held: HeldRow, cells: tuple[str, ...], *, at: datetime) -> bool:
        try:
            self.take(held, cells, at=at)
        except (RowIsStillHeldBack, RowIsKnown, RowIsLeftOut, RowIsSettled):
            return False
        return True

    @transaction.atomic
    def take(self, held: HeldRow, cells: tuple[str, ...], *, at: datetime) -> None:
        run = Import.objects.select_for_update().get(pk=self._run.pk)
        if run.state != terms.ImportState.SHOWN.value:
            raise ImportIsNotShown(f"{run.name} is {run.state}: take it in first")
        waiting = HeldRow.objects.filter(pk=held.pk, state=terms.HeldState.HELD.value)
        settled = {"settled_by": self._by.actor_key, "settled_at": at, "corrected": list(cells)}
        if not waiting.update(state=terms.HeldState.TAKEN.value, **settled):
            raise RowIsSettled(f"row {held.row} was taken in or dropped already")
        read = self._read(run, held.row, cells)
        tally = self._keep(run, held, read, cells, at=at)
        Import.objects.filter(pk=run.pk).update(counts={**run.counts, **tally.to_json()})
        record.write(deed="voice.take_held", thing=run, by=self._by, at=at, detail={"row": held.row})

        self._tell(held.row, read, at=at)

    def _read(self, run: Import, row: int, cells: tuple[str, ...]) -> "tables.Understood | tables.EncounterRead":
        if len(cells) != len(self._opened.columns):
            raise RowIsStillHeldBack([tables.Reason("width", "", str(len(cells)))])
        fate = self._opened.reader()(cells)
        if isinstance(fate, tables.HeldBack):
            raise RowIsStillHeldBack(fate.reasons)
        if isinstance(fate, tables.LeftOut):
            raise RowIsLeftOut(f"the recipe does not mean row {row} as it is now")
        if fate.is_key_of_row:  # two customers may have said the same; one row of one file is one of them
            fate.key = blake2b(fate.key + f"{run.digest} {row}".encode(), digest_size=len(fate.key)).digest()
        return fate

    def _keep(
        self,
        run: Import,
        held: HeldRow,
        read: "tables.Understood | tables.EncounterRead",
        cells: tuple[str, ...],
        *,
        at: datetime,
    ) -> Tally:
        tally = Tally(run.counts)
        kept = tally.kept
        batch = tables.Sorted(reached=0, understood=[(held.row, read)])
        batch.as_they_are[held.row] = tables.Held(held.row, held.line, cells, ())
        if again := self._store.take(batch, tally, at):
            raise RowIsStillHeldBack(again[0].reasons)
        if tally.kept == kept:
            raise RowIsKnown(f"row {held.row} as it is now is in already")
        if isinstance(read, tables.Understood):
            write_names(run=run.pk, keys=[read.key])
        tally.release(held.codes.split())
        return tally

    def _tell(self, row: int, read: "tables.Understood | tables.EncounterRead", *, at: datetime) -> None:
        if not isinstance(read, tables.Understood):
            return
        voices = tuple(Voice.objects.filter(from_import=self._run.pk, row=row).values_list("pk", flat=True))
        cases_from = self._opened.recipe.cases_from
        is_new = cases_from is not None and read.on >= cases_from
        bus.announce(VoicesReceived(at=at, voices=voices) if is_new else HistoryTakenIn(at=at, voices=voices))
