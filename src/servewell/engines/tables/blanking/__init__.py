"""Take one person's cells out of a file that many share: all other rows stay as they are, byte for byte in a text."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from servewell.engines.tables.blanking.texts import rewrite_text
from servewell.engines.tables.blanking.workbooks import rewrite_workbook
from servewell.engines.tables.files.pieces import Record
from servewell.engines.tables.files.table import Table, open_table
from servewell.engines.tables.files.texts import Text
from servewell.engines.tables.files.workbooks import Sheet
from servewell.engines.tables.recipe import FileShape


class OthersWouldChange(Exception):
    """The file as it would be written anew holds something else in another row; it was thrown away."""


@dataclass(frozen=True)
class Blanked:
    """Rows by number, as ``Row`` has them; ``values`` are the texts that were taken out."""

    rows: tuple[int, ...]
    values: frozenset[str]


def blank_rows(
    *,
    path: Path,
    shape: FileShape,
    to: Path,
    theirs: Callable[[int, Sequence[str]], bool],
    kept: Callable[[Sequence[str]], Collection[int]],
) -> Blanked:
    """Write the file anew to ``to``, without the cells of the rows that are ``theirs``, but for the ``kept`` places.

    Nothing is written where no row is theirs. Raises FileRefused, OthersWouldChange.
    """
    with open_table(path=path, shape=shape) as table:
        found = {
            record: (number, _without(cells, kept(cells)))
            for record, number, cells in _records(table, shape)
            if number > 0 and theirs(number, cells)
        }
        taken = frozenset(
            cell
            for record, number, cells in _records(table, shape)
            if record in found
            for cell, left in zip(cells, found[record][1], strict=True)
            if cell and not left
        )
        if not taken:
            return Blanked(rows=(), values=frozenset())
        blank = {record: cells for record, (_, cells) in found.items()}
        _rewrite(table, path, shape, to, blank)
        _demand_that_others_stay(table, shape, to, blank)
    return Blanked(rows=tuple(number for number, _ in found.values()), values=taken)


def _without(cells: Sequence[str], kept: Collection[int]) -> Record:
    return [cell if place in kept else "" for place, cell in enumerate(cells)]


def _records(table: Table, shape: FileShape) -> Iterator[tuple[int, int, Record]]:
    """Each record with its place in the file, from 0, and its number below the header, from 1."""
    place = 0
    with closing(table.source.pieces()) as pieces:
        for piece in pieces:
            for cells in piece.records:
                yield place, place + 1 - shape.header, cells
                place += 1


def _rewrite(table: Table, path: Path, shape: FileShape, to: Path, blank: dict[int, Record]) -> None:
    source = table.source
    if isinstance(source, Sheet):
        rewrite_workbook(path=path, part=source.part, to=to, blank=blank)
    elif isinstance(source, Text):
        rewrite_text(path=path, source=source, shape=shape, to=to, blank=blank)
    else:
        raise TypeError(f"{type(source).__name__} is neither a text nor a sheet")


def _demand_that_others_stay(table: Table, shape: FileShape, to: Path, blank: dict[int, Record]) -> None:
    """A sheet does not write empty cells at the end of a row."""
    with open_table(path=to, shape=shape) as anew:
        pairs = zip_longest(_records(table, shape), _records(anew, shape))
        for before, after in pairs:
            if before is None or after is None:
                break
            place, _, cells = before
            if _trimmed(blank.get(place, cells)) != _trimmed(after[2]):
                raise OthersWouldChange(f"record {place + 1} of {to.name} would not be what it was")
        else:
            return
    raise OthersWouldChange(f"{to.name} would have another number of rows")


def _trimmed(cells: Sequence[str]) -> list[str]:
    left = list(cells)
    while left and not left[-1]:
        left.pop()
    return left
