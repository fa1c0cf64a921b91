"""Lines become records. A quote that never closes costs its own line and none of those behind it."""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain
from typing import TYPE_CHECKING, Final

from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.lines import Chunk
from servewell.engines.tables.files.pieces import Piece, Record, breaks_in, line_breaks
from servewell.engines.tables.recipe import NO_QUOTE

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

BROKEN_QUOTE: Final = "broken-quote"
BROKEN_OFF: Final = "broken-off"
_END: Final = "\0\x1e\0"
_SHOWN: Final = 5


class Stop(Enum):
    """Why reading ended: all is read, a record goes on beyond the lines, or a quote closes where no cell ends."""

    END = auto()
    OPEN = auto()
    LOOSE = auto()


@dataclass(frozen=True, slots=True)
class Read:
    """``lines`` is how many the whole ``records`` take; ``stopped_at`` is the first line that was not understood."""

    records: list[Record]
    lines: int
    stop: Stop
    stopped_at: int


@dataclass(frozen=True, slots=True)
class Writing:
    """How cells are set apart."""

    separator: str
    quote: str

    def read(self, lines: list[str]) -> Read:
        csv.field_size_limit(sys.maxsize)  # its own limit would throw away a whole chunk for one long cell
        reader = self._reader(chain(lines, (_END + "\n",)), strict=True)
        records: list[Record] = []
        try:
            records.extend(reader)  # what came before an error stays
        except csv.Error:
            stop = Stop.OPEN if reader.line_num > len(lines) else Stop.LOOSE
            return Read(records, len(records) + breaks_in(records), stop, reader.line_num - 1)
        records.pop()
        return Read(records, len(lines), Stop.END, len(lines))

    def read_anyway(self, lines: list[str]) -> list[Record]:
        """Whatever the quotes say, for those who only want an impression."""
        csv.field_size_limit(sys.maxsize)
        return list(self._reader(lines, strict=False))

    def read_loosely(self, line: str) -> Record | None:
        """A line with quotes inside a quoted cell; nothing where the cell goes on beyond the line."""
        records = list(self._reader((line, _END + "\n"), strict=False))
        return records[0] if records[-1] == [_END] else None

    def _reader(self, lines: Iterable[str], *, strict: bool) -> "CsvReader":
        if self.quote == NO_QUOTE:
            return csv.reader(lines, delimiter=self.separator, quotechar=None, quoting=csv.QUOTE_NONE)
        return csv.reader(lines, delimiter=self.separator, quotechar=self.quote, strict=strict)


@dataclass(frozen=True, slots=True)
class _Found:
    records: list[Record]
    lines: int
    is_whole: bool

    @property
    def has_line_breaks(self) -> bool:
        return self.lines != len(self.records)


class Records:
    def __init__(self, *, writing: Writing, limits: Limits) -> None:
        self._writing = writing
        self._limits = limits
        self._waiting: list[str] = []
        self._line = 1
        self._is_suspect = False
        self.loose = 0
        self.first_loose: list[int] = []

    def pieces(self, chunks: Iterator[Chunk]) -> Iterator[Piece]:
        for chunk in chunks:
            self._is_suspect = chunk.is_suspect or (self._is_suspect and bool(self._waiting))
            if chunk.broken is not None:
                yield self._torn(self._waiting + chunk.lines)
                return
            self._waiting += chunk.lines
            yield from self._drain(waits=True)
        yield from self._drain(waits=False)

    def _drain(self, *, waits: bool) -> Iterator[Piece]:
        """All whole records. One that is not whole waits for more lines, unless it has too many or none follow."""
        while self._waiting:
            found = self._find(self._waiting)
            if found.records:
                yield self._piece(found)
            self._line += found.lines
            del self._waiting[: found.lines]
            if not self._waiting or (waits and found.is_whole and not self._is_too_long(self._waiting)):
                return
            yield self._broken_quote()

    def _find(self, lines: list[str]) -> _Found:
        """``is_whole`` is false where what follows is a record that swallows others; found is what stands before it."""
        records: list[Record] = []
        at = 0
        while True:
            read = self._writing.read(lines[at:])
            records += read.records
            failed_at = at + read.stopped_at
            at += read.lines
            if read.stop is not Stop.LOOSE:
                return self._but_for_what_swallows(_Found(records, at, is_whole=True))
            loose = self._writing.read_loosely(lines[at]) if failed_at == at else None
            if loose is None:
                return self._but_for_what_swallows(_Found(records, at, is_whole=False))
            self._note_loose(self._line + at)
            records.append(loose)
            at += 1

    def _note_loose(self, line: int) -> None:
        self.loose += 1
        if len(self.first_loose) < _SHOWN:
            self.first_loose.append(line)

    def _but_for_what_swallows(self, found: _Found) -> _Found:
        if found.lines - len(found.records) < self._limits.record_lines:
            return found
        spans = [1 + line_breaks(record) for record in found.records]
        place = next((at for at, span in enumerate(spans) if span > self._limits.record_lines), None)
        if place is None:
            return found
        return _Found(found.records[:place], sum(spans[:place]), is_whole=False)

    def _is_too_long(self, lines: list[str]) -> bool:
        return len(lines) > self._limits.record_lines or sum(map(len, lines)) > self._limits.record_characters

    def _piece(self, found: _Found) -> Piece:
        return Piece(
            records=found.records,
            first_line=self._line,
            has_line_breaks=found.has_line_breaks,
            needs_a_look=self._is_suspect or self._may_be_long(found),
        )

    def _may_be_long(self, found: _Found) -> bool:
        most_lines = 1 + found.lines - len(found.records)
        longest = max(map(len, self._waiting[: found.lines]))
        if most_lines * longest <= self._limits.cell_characters:
            return False
        return max(max(map(len, record), default=0) for record in found.records) > self._limits.cell_characters

    def _broken_quote(self) -> Piece:
        line = self._waiting.pop(0)
        piece = self._faulty(line, fault=BROKEN_QUOTE)
        self._line += 1
        return piece

    def _torn(self, lines: list[str]) -> Piece:
        """What was being written when the file broke off; the records before it have been given."""
        return self._faulty(lines[0], fault=BROKEN_OFF)

    def _faulty(self, line: str, *, fault: str) -> Piece:
        cells = line.rstrip("\r\n").split(self._writing.separator)
        return Piece(records=[cells], first_line=self._line, needs_a_look=True, faults={0: fault})
