"""The rows of a file by what becomes of them, batch by batch, before anything is stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Final

from servewell.engines.tables.files import Block, Row, Table, open_table
from servewell.engines.tables.files.columns import name_in_recipes
from servewell.engines.tables.recipe import Recipe, Takes
from servewell.engines.tables.rows.columnar import VoiceColumns
from servewell.engines.tables.rows.fates import EncounterRead, HeldBack, KnownUnit, LeftOut, Reason, Understood
from servewell.engines.tables.rows.pivot import pivot, row_columns
from servewell.engines.tables.rows.rounding import rounded_among
from servewell.engines.tables.rows.understanding import Understanding, understand

# batches begin and end where blocks do, so that a file is cut alike whenever it is read
BLOCK: Final = 250
Read = Understood | EncounterRead
Fate = Read | HeldBack | LeftOut


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is not understood: what a person sees of it, and why."""

    row: int
    line: int
    cells: Sequence[str]
    reasons: Sequence[Reason]


@dataclass(slots=True)
class Sorted:
    """Neighbouring rows up to ``reached``. ``understood`` are numbers of rows with what they say.

    ``repeated`` counts rows whose name stands higher up in the file; they are not among the understood.
    ``as_they_are`` holds encounters once more: what is known already may contradict them, and then they are held back.
    ``columns`` are the understood voices where they came from another process; ``understood`` is empty then.
    """

    reached: int
    rows: int = 0
    left_out: int = 0
    repeated: int = 0
    understood: list[tuple[int, Read]] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    as_they_are: dict[int, Held] = field(default_factory=dict)
    columns: VoiceColumns | None = None

    def to_columns(self) -> VoiceColumns:
        """The voices by column; they stand among the understood no longer."""
        if self.columns is None:
            voices = [(number, read) for number, read in self.understood if isinstance(read, Understood)]
            self.columns, self.understood = VoiceColumns.of(voices), []
        return self.columns

    def add(self, more: "Sorted") -> None:
        """The neighbours that follow, as ``more`` has them by column."""
        self.reached = more.reached
        self.rows += more.rows
        self.left_out += more.left_out
        self.repeated += more.repeated
        self.held += more.held
        self.to_columns().add(more.to_columns())


class Numbering:
    """What a row is called. Equal rows are different voices: the second and all later ones get names of their own.

    Remembers eight bytes of each name, which costs about 80 MB for a million rows.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._often: dict[bytes, int] = {}

    def is_new(self, key: bytes) -> bool:
        """Whether no row higher up in the file has this name."""
        short = hash(key)
        if short in self._seen:
            return False
        self._seen.add(short)
        return True

    def name(self, key: bytes) -> bytes:
        """The name of a row that is known by all its cells."""
        if self.is_new(key):
            return key
        times = self._often[key] = self._often.get(key, 1) + 1
        return nth_name(key, times)


def nth_name(key: bytes, times: int) -> bytes:
    """What a row is called that is known by all its cells and stands there for the nth time, from 1."""
    return key if times == 1 else blake2b(key + times.to_bytes(4), digest_size=len(key)).digest()


@dataclass(frozen=True)
class Reading:
    """A file that is open, and the recipe that understands it. ``columns`` name the cells of a row."""

    recipe: Recipe
    table: Table
    understanding: Understanding
    columns: tuple[str, ...]

    def batches(self, *, after: int = 0, size: Callable[[], int] = lambda: 1000) -> Iterator[Sorted]:
        """Rows with numbers above ``after``, in batches of about ``size``, which may change between two of them.

        Earlier rows are read again: how often a row has stood before decides what it is called.
        """
        return self._gathered(after, size) if self.recipe.rows else self._as_they_stand(after, size)

    def progress(self) -> float:
        """The share of the file that has been read, from 0 to 1."""
        return self.table.progress()

    def rows(self) -> Iterator[tuple[int, Sequence[str], Fate | None]]:
        """Number and cells of each whole row; one per voice, with what is known of its fate."""
        if self.recipe.rows is None:
            for block in self.table.blocks(size=BLOCK):
                yield from ((number, cells, None) for number, cells in zip(block.numbers, block.rows, strict=True))
            return
        names = [column.name for column in self.table.columns]
        for one in pivot(recipe=self.recipe, columns=names, rows=self._whole_rows([])):
            yield one.number, one.cells, one.fate

    def _as_they_stand(self, after: int, size: Callable[[], int]) -> Iterator[Sorted]:
        sorter, last = _Sorter(self.reader(), after=after), None
        for block in self.table.blocks(size=BLOCK):
            last = _last_of(block)
            if last is None:
                continue
            for faulty in block.faulty:
                sorter.hold(self._as_it_is(faulty))
            sorter.sort_block(block)
            if sorter.batch.rows >= size():
                yield sorter.done(reached=last)
        if sorter.batch.rows:
            yield sorter.done(reached=max(last or 0, after))

    def _gathered(self, after: int, size: Callable[[], int]) -> Iterator[Sorted]:
        """One row per answer: what is left out or faulty comes before all voices, and belongs to the first batch."""
        names = [column.name for column in self.table.columns]
        faulty: list[Row] = []
        sorter = _Sorter(self.reader(), after=after)
        last = after
        for one in pivot(recipe=self.recipe, columns=names, rows=self._whole_rows(faulty)):
            if isinstance(one.fate, LeftOut):
                sorter.leave_out(0 if after else one.number)
                continue
            self._hold_all(sorter, faulty, is_first=not after)
            last = max(last, one.number)
            sorter.sort(one.number, one.cells, self._line_of, fate=one.fate)
            if sorter.batch.rows >= size():
                yield sorter.done(reached=last)
        self._hold_all(sorter, faulty, is_first=not after)
        if sorter.batch.rows:
            yield sorter.done(reached=max(last, 1))

    def _whole_rows(self, faulty: list[Row]) -> Iterator[tuple[int, Sequence[str]]]:
        for block in self.table.blocks(size=BLOCK):
            faulty += block.faulty
            yield from zip(block.numbers, block.rows, strict=True)

    def _hold_all(self, sorter: "_Sorter", faulty: list[Row], *, is_first: bool) -> None:
        if is_first:
            for row in faulty:
                sorter.hold(self._as_it_is(row))
        faulty.clear()

    def _as_it_is(self, row: Row) -> Held:
        return Held(row.number, row.line, row.cells, [Reason(str(row.fault), self._column_of(row), row.found)])

    def _column_of(self, row: Row) -> str:
        """Its name; a row that is too wide has cells under none."""
        if row.column is None:
            return ""
        columns = self.table.columns
        return columns[row.column].name if row.column < len(columns) else f"column {row.column + 1}"

    def _line_of(self, number: int) -> int:
        return number + self.recipe.file.header

    def reader(self) -> Callable[[Sequence[str]], Fate]:
        """What a row says, for voices or for encounters."""
        is_of_voices = self.recipe.takes is Takes.VOICES
        return self.understanding.row if is_of_voices else self.understanding.encounter


class _Sorter:
    """Rows go into the batch at hand; those up to ``after`` are only named."""

    def __init__(self, read: Callable[[Sequence[str]], Fate], *, after: int) -> None:
        self._read = read
        self._after = after
        self._numbering = Numbering()
        self.batch = Sorted(reached=after)

    def sort(
        self, number: int, cells: Sequence[str], line_of: Callable[[int], int], *, fate: Fate | None = None
    ) -> None:
        self._settle(number, cells, line_of, fate or self._read(cells))

    def _settle(self, number: int, cells: Sequence[str], line_of: Callable[[int], int], fate: Fate) -> None:
        batch = self.batch
        if fate.__class__ is Understood or fate.__class__ is EncounterRead:
            if fate.is_key_of_row:
                fate.key = self._numbering.name(fate.key)
            elif fate.__class__ is Understood and not self._numbering.is_new(fate.key):
                batch.rows += number > self._after
                batch.repeated += number > self._after
                return
            if number > self._after:
                batch.rows += 1
                batch.understood.append((number, fate))
                if fate.__class__ is EncounterRead:
                    batch.as_they_are[number] = Held(number, line_of(number), cells, ())
        elif isinstance(fate, HeldBack):
            if number > self._after:
                self.hold(Held(number, line_of(number), cells, fate.reasons))
        else:
            self.leave_out(number)

    def sort_block(self, block: Block) -> None:
        """The same for all rows of a block, quickly where they are plain."""
        is_new, read, batch = self._numbering.is_new, self._read, self.batch
        for number, cells in zip(block.numbers, block.rows, strict=True):
            fate = read(cells)
            if fate.__class__ is Understood and number > self._after and not fate.is_key_of_row and is_new(fate.key):
                batch.understood.append((number, fate))
                batch.rows += 1
            else:
                self._settle(number, cells, block.line_of, fate)

    def leave_out(self, number: int) -> None:
        if number > self._after:
            self.batch.rows += 1
            self.batch.left_out += 1

    def hold(self, held: Held) -> None:
        if held.row > self._after:
            self.batch.rows += 1
            self.batch.held.append(held)

    def done(self, *, reached: int) -> Sorted:
        batch, self.batch = self.batch, Sorted(reached=reached)
        batch.reached = reached
        return batch


@contextmanager
def reading(
    *,
    path: Path,
    recipe: Recipe,
    units: Mapping[str, KnownUnit],
    today: date,
    make_unit: Callable[[str], KnownUnit] | None = None,
) -> Iterator[Reading]:
    """Open a file for its recipe. Raises FileRefused and RecipeHasFaults."""
    with open_table(path=path, shape=recipe.file) as table:
        names = [column.name for column in table.columns]
        understanding = understand(
            recipe=recipe,
            columns=names,
            units=units,
            today=today,
            make_unit=make_unit,
            rounded=_rounded(table, recipe, names),
        )
        columns = row_columns(recipe=recipe, columns=names)
        yield Reading(recipe=recipe, table=table, understanding=understanding, columns=columns)


def _rounded(table: Table, recipe: Recipe, names: Sequence[str]) -> frozenset[int]:
    """Judged before the first row is named, and so alike whenever the file is opened."""
    places = [names.index(each) for each in map(name_in_recipes, recipe.duplicate) if each in names]
    if not places:
        return frozenset()
    rows = (row for block in table.blocks(size=BLOCK) for row in block.rows)
    return rounded_among(places=places, rows=rows)


def _last_of(block: Block) -> int | None:
    ends = [block.numbers[-1]] if block.rows else []
    return max(ends + [row.number for row in block.faulty[-1:]], default=None)
