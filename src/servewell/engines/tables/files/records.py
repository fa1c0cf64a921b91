"""Lines become records. A quote that never closes costs its own line and none of those behind it."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Final

from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.lines import Chunk
from servewell.engines.tables.files.pieces import Piece, Record, line_breaks
from servewell.engines.tables.recipe import NO_QUOTE

BROKEN_QUOTE: Final = "broken-quote"
BROKEN_OFF: Final = "broken-off"
_END: Final = "\0\x1e\0"


@dataclass(frozen=True, slots=True)
class Writing:
    """How cells are set apart."""

    separator: str
    quote: str

    def read(self, lines: list[str]) -> list[Record]:
        """All records of these lines and, last, the end sign: alone, or inside a record that is not finished."""
        csv.field_size_limit(sys.maxsize)  # its own limit would throw away a whole chunk for one long cell
        marked = chain(lines, (_END + "\n",))
        if self.quote == NO_QUOTE:
            return list(csv.reader(marked, delimiter=self.separator, quotechar=None, quoting=csv.QUOTE_NONE))
        return list(csv.reader(marked, delimiter=self.separator, quotechar=self.quote))


@dataclass(frozen=True, slots=True)
class _Found:
    records: list[Record]
    lines: int
    is_whole: bool
    has_line_breaks: bool


class Records:
    def __init__(self, *, writing: Writing, limits: Limits) -> None:
        self._writing = writing
        self._limits = limits
        self._waiting: list[str] = []
        self._line = 1
        self._is_suspect = False

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
        """``is_whole`` is false where a record swallowed too many lines: found is what stands before it."""
        records = self._writing.read(lines)
        last = records.pop()
        left = 0 if last == [_END] else line_breaks(last) - 1
        used = len(lines) - left
        found = _Found(records=records, lines=used, is_whole=True, has_line_breaks=used != len(records))
        return found if used - len(records) < self._limits.record_lines else self._before_what_swallows(found)

    def _before_what_swallows(self, found: _Found) -> _Found:
        spans = [1 + line_breaks(record) for record in found.records]
        place = next((at for at, span in enumerate(spans) if span > self._limits.record_lines), None)
        if place is None:
            return found
        before = list(accumulate(spans, initial=0))[place]
        return _Found(records=found.records[:place], lines=before, is_whole=False, has_line_breaks=before != place)

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
