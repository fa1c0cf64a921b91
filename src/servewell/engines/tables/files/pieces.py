"""Records as they come from a text or a sheet, before anybody looks at their width."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Protocol

Record = list[str]


@dataclass(frozen=True)
class Piece:
    """Some hundred records one after the other. ``first_line`` is where the first begins.

    ``needs_a_look``: a cell may be too long or hold what is no text; else nobody needs to look at cells.
    ``may_be_short``: empty cells at the end of a row are not written, as in sheets.
    ``faults`` are by place in ``records``; such a record is only what can be shown of it.
    """

    records: list[Record]
    first_line: int
    has_line_breaks: bool = False
    needs_a_look: bool = False
    may_be_short: bool = False
    faults: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def lines(self) -> list[int]:
        """The line on which each record begins."""
        if not self.has_line_breaks:
            return list(range(self.first_line, self.first_line + len(self.records)))
        spans = (1 + line_breaks(record) for record in self.records)
        return list(accumulate(spans, initial=self.first_line))[:-1]


class Pieces(Protocol):
    """A table read from its first record, as often as asked. A sheet has no separator."""

    @property
    def separator(self) -> str | None: ...
    def pieces(self) -> Generator[Piece, None, None]: ...
    def progress(self) -> float: ...
    def close(self) -> None: ...


def line_breaks(record: Record) -> int:
    return _count("\0".join(record))


def breaks_in(records: list[Record]) -> int:
    return _count("\0".join(map("\0".join, records)))


def _count(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
