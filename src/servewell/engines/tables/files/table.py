"""A table of somebody else's: columns with the names that recipes use, and rows that are whole or say why not."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from servewell.engines.tables.files.columns import Column, Remark, columns_of, name_in_recipes, remarks_on
from servewell.engines.tables.files.containers import Kind, kind_of
from servewell.engines.tables.files.limits import LIMITS, Limits
from servewell.engines.tables.files.pieces import Pieces
from servewell.engines.tables.files.refusals import FileRefused, Why
from servewell.engines.tables.files.rows import Block, Row, Sieve
from servewell.engines.tables.files.texts import Text
from servewell.engines.tables.files.workbooks import Sheet
from servewell.engines.tables.recipe import NO_HEADER, FileShape

BLOCK: Final = 1000


class Table:
    """Use it in a ``with``. ``blocks`` and ``rows`` begin at the top each time they are called."""

    def __init__(self, *, source: Pieces, header: int, where: str, limits: Limits) -> None:
        self.source = source
        self._header = header
        labels = _labels(source=source, header=header, where=where)
        if len(labels) > limits.columns:
            what = f"The table has more than {limits.columns} columns."
            mend = "Check the separator, or take the table apart."
            raise FileRefused(Why.TOO_MANY_COLUMNS, what=what, where=where, mend=mend)
        self.columns: tuple[Column, ...] = columns_of(labels)
        self._sieve = Sieve(
            width=len(labels),
            least=_least(labels),
            longest_cell=limits.cell_characters,
            separator=source.separator,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.source.close()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return () if self._header == NO_HEADER else remarks_on(self.columns)

    def progress(self) -> float:
        """The share of the file that has been read, from 0 to 1."""
        return self.source.progress()

    def rows(self) -> Iterator[Row]:
        """All rows but blank ones, in file order."""
        for block in self.blocks():
            whole = [
                Row(number=number, line=block.line_of(number), cells=tuple(cells))
                for number, cells in zip(block.numbers, block.rows, strict=True)
            ]
            yield from sorted((*whole, *block.faulty), key=lambda row: row.number)

    def blocks(self, *, size: int = BLOCK) -> Iterator[Block]:
        """The fast way: at most ``size`` rows at a time. The same file gives the same blocks each time."""
        with closing(self.source.pieces()) as pieces:
            passed = 0
            for piece in pieces:
                begin = max(self._header - passed, 0)
                for offset in range(begin, len(piece.records), size):
                    number = passed + offset + 1 - self._header
                    yield self._sieve.block(piece, offset=offset, size=size, number=number)
                passed += len(piece.records)


def open_table(*, path: Path, shape: FileShape, limits: Limits = LIMITS) -> Table:
    """The table of a file. Refused with ``FileRefused`` where it is none, or is not written as ``shape`` says."""
    kind = kind_of(path=path)
    source: Pieces
    if kind is Kind.WORKBOOK:
        source = Sheet(path=path, sheet=shape.sheet, limits=limits)
    else:
        source = Text(path=path, kind=kind, shape=shape, limits=limits)
    try:
        return Table(source=source, header=shape.header, where=path.name, limits=limits)
    except FileRefused:
        source.close()
        raise


def _labels(*, source: Pieces, header: int, where: str) -> list[str]:
    """What stands in the header; without one, as many nothings as the first row has cells."""
    labels: list[str] | None = None
    passed = 0
    with closing(source.pieces()) as pieces:
        for piece in pieces:
            if labels is None and passed < header <= passed + len(piece.records):
                labels = piece.records[header - passed - 1]
                _refuse_unreadable(labels, where=where, header=header)
            behind = piece.records[max(header - passed, 0) :]
            first = next((record for record in behind if any(record)), None)
            if first is not None:
                return labels if labels is not None else [""] * len(first)
            passed += len(piece.records)
    if labels is None:
        what = f"The file has {passed} rows, so that none can be row {header} with the names of the columns."
        raise FileRefused(Why.NO_HEADER, what=what, where=where, mend="Check the number of the header row.")
    what = "The file holds the names of its columns and no row below them."
    raise FileRefused(Why.NO_ROWS, what=what, where=where, mend="Export it again with its rows.")


def _refuse_unreadable(labels: list[str], *, where: str, header: int) -> None:
    if not any(map(name_in_recipes, labels)):
        what = f"Row {header} is empty and cannot hold the names of the columns."
        raise FileRefused(Why.NO_HEADER, what=what, where=where, mend="Say which row does, or header: 0 for none.")
    if any("\ud800" <= sign <= "\udfff" for label in labels for sign in label):
        what = "The names of the columns cannot be read in this encoding."
        mend = "State the right one, or leave it out to have one proposed."
        raise FileRefused(Why.WRONG_ENCODING, what=what, where=where, mend=mend)


def _least(labels: list[str]) -> int:
    """How many cells a row must have: columns without a name at the end may be missing."""
    return max((place for place, label in enumerate(labels, start=1) if name_in_recipes(label)), default=len(labels))
