"""Which records are whole rows, and what is wrong with the others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servewell.engines.tables.files.pieces import Piece, Record
from servewell.engines.tables.files.records import BROKEN_OFF, BROKEN_QUOTE

_NUL: Final = "\0"
_UNDECODABLE: Final = re.compile("[\ud800-\udfff]+")
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_SHOWN_INSTEAD: Final = "\ufffd"
_FEWEST: Final = 2
_FEWEST_IN_TWO_LINES: Final = 6  # with fewer, prose holds as many separators by chance


class RowFault(StrEnum):
    WIDTH = "width"
    UNDECODABLE = "undecodable"
    NUL = "nul"
    TOO_LONG = "too-long"
    BROKEN_QUOTE = BROKEN_QUOTE
    BROKEN_OFF = BROKEN_OFF


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` counts from 1 after the header, blank rows too: number + header is the row of a spreadsheet.

    ``line`` is where it begins in the file (of a text) or its row (of a sheet). A row with a ``fault`` can be shown
    and stored, but not taken in as it is: what is no text stands as U+FFFD, what is too long is cut. ``column`` is the
    place of the faulty cell, ``found`` what was found there: bytes in hexadecimal, a number of cells or of characters.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    fault: RowFault | None = None
    column: int | None = None
    found: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows. ``rows`` are whole, each as wide as the header; ``numbers`` are theirs, in file order.

    ``faulty`` are those that stand between them and are not whole, ``blank`` is how many were empty and passed over.
    """

    rows: list[Record]
    numbers: Sequence[int]
    faulty: tuple[Row, ...]
    blank: int
    _first_number: int
    _offset: int
    _piece: Piece

    def line_of(self, number: int) -> int:
        """Where the row begins in the file. Worked out when first asked: most blocks never are."""
        return self._piece.lines[self._offset + number - self._first_number]


@dataclass(frozen=True, slots=True)
class Sieve:
    """``width`` is that of the header; ``least`` leaves out columns without a name at its end.

    ``separator`` is that of a text; a sheet has none.
    """

    width: int
    least: int
    longest_cell: int
    separator: str | None

    def block(self, piece: Piece, *, offset: int, size: int, number: int) -> Block:
        records = piece.records[offset : offset + size]
        is_plain = not piece.needs_a_look and set(map(len, records)) == {self.width} and all(map(any, records))
        if is_plain and not (piece.has_line_breaks and self._may_swallow(records)):
            return Block(records, range(number, number + len(records)), (), 0, number, offset, piece)
        return self._sorted_out(piece, records, offset=offset, number=number)

    def _sorted_out(self, piece: Piece, records: list[Record], *, offset: int, number: int) -> Block:
        rows: list[Record] = []
        numbers: list[int] = []
        faulty: list[Row] = []
        blank = 0
        for place, record in enumerate(records):
            torn = piece.faults.get(offset + place)
            row = self._row(record, piece, torn=torn)
            if isinstance(row, list):
                rows.append(row)
                numbers.append(number + place)
            elif row is None:
                blank += 1
            else:
                line = piece.lines[offset + place]
                faulty.append(self._faulty(record, row, number=number + place, line=line))
        return Block(rows, numbers, tuple(faulty), blank, number, offset, piece)

    def _row(self, record: Record, piece: Piece, *, torn: str | None) -> "Record | _Found | None":
        """The row as wide as the header, or what is wrong with it, or nothing where it is blank."""
        if torn is not None:
            return _Found(RowFault(torn))
        if not any(record):
            return None
        if piece.has_line_breaks and self._may_swallow([record]) and self._swallows(record):
            return _Found(RowFault.BROKEN_QUOTE)
        if piece.needs_a_look and (found := self._wrong_cell(record)) is not None:
            return found
        return self._fitted(record, least=0 if piece.may_be_short else self.least)

    def _may_swallow(self, records: list[Record]) -> bool:
        """Quickly over a thousand rows: only the few that it finds are looked at cell by cell."""
        separator, fewest = self.separator, self.width - 1
        if separator is None or fewest < _FEWEST:
            return False
        texts = map("".join, records)
        return any("\n" in text and text.count(separator) >= fewest for text in texts)

    def _swallows(self, record: Record) -> bool:
        """Two stray quotes can make one cell of several rows: each line of it is then cut as a row would be."""
        return any("\n" in cell and self._holds_rows(cell, place) for place, cell in enumerate(record))

    def _holds_rows(self, cell: str, place: int) -> bool:
        cuts = [line.count(self.separator or "") for line in cell.rstrip("\r\n").split("\n")]
        full = self.width - 1
        if len(cuts) == 1 or full < (_FEWEST if len(cuts) > 2 else _FEWEST_IN_TWO_LINES):
            return False
        return cuts[0] == full - place and cuts[-1] == place and all(cut == full for cut in cuts[1:-1])

    def _wrong_cell(self, record: Record) -> "_Found | None":
        for place, cell in enumerate(record):
            if len(cell) > self.longest_cell:
                return _Found(RowFault.TOO_LONG, place, str(len(cell)))
            if bad := _UNDECODABLE.search(cell):
                found = " ".join(f"{ord(sign) & 0xFF:02X}" for sign in bad.group()[:4])
                return _Found(RowFault.UNDECODABLE, place, found)
            if _NUL in cell:
                return _Found(RowFault.NUL, place, "00")
        return None

    def _fitted(self, record: Record, *, least: int) -> "Record | _Found":
        width = len(record)
        if width == self.width:
            return record
        if least <= width < self.width:
            return record + [""] * (self.width - width)
        if width > self.width and not any(record[self.width :]):
            return record[: self.width]
        return _Found(RowFault.WIDTH, None, str(width))

    def _faulty(self, record: Record, found: "_Found", *, number: int, line: int) -> Row:
        cells = tuple(self._shown(cell) for cell in record)
        return Row(number, line, cells, found.fault, found.column, found.found)

    def _shown(self, cell: str) -> str:
        cut = cell if len(cell) <= self.longest_cell else cell[: self.longest_cell - 1] + "…"
        return _NO_TEXT.sub(_SHOWN_INSTEAD, cut)


@dataclass(frozen=True, slots=True)
class _Found:
    fault: RowFault
    column: int | None = None
    found: str = ""
