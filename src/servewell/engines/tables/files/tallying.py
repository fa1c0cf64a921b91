"""What a whole reading of a table showed, as remarks for a person."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from servewell.engines.tables.files.columns import Remark
from servewell.engines.tables.files.encodings import Bytes
from servewell.engines.tables.files.layout import SEPARATORS
from servewell.engines.tables.files.rows import Block, Row, RowFault

_SHOWN: Final = 5
_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAID: Final = {
    RowFault.UNDECODABLE: "hold bytes that are not of the encoding",
    RowFault.NUL: "hold a NUL, which no text does",
    RowFault.TOO_LONG: "hold a cell that is too long",
    RowFault.BROKEN_QUOTE: "open a quote that does not close",
}


@dataclass(slots=True)
class Tally:
    width: int
    separator: str | None
    whole: int = 0
    blank: int = 0
    faults: Counter[RowFault] = field(default_factory=Counter)
    first: dict[RowFault, list[Row]] = field(default_factory=dict)
    widths: Counter[int] = field(default_factory=Counter)
    first_of_width: dict[int, int] = field(default_factory=dict)
    cut_by_another: Counter[str] = field(default_factory=Counter)
    first_cut_by_another: dict[str, int] = field(default_factory=dict)

    ends_inside: Counter[str] = field(default_factory=Counter)
    counts_wrapped: bool = False
    wrapped: int = 0

    def take(self, block: Block) -> None:
        self.whole += len(block.rows)
        self.blank += block.blank
        self.count_ends(block.rows)
        if self.counts_wrapped:
            self.wrapped += sum(cell[:1] == '"' == cell[-1:] for row in block.rows for cell in row if len(cell) > 1)
        for row in block.faulty:
            self._take_faulty(row)

    def count_ends(self, records: list[list[str]]) -> None:
        """Of lines inside cells, which say nothing about the ends of rows."""
        text = "\0".join(map("\0".join, records))
        crlf = text.count("\r\n")
        self.ends_inside.update(
            {"CR LF": crlf, "LF": text.count("\n") - crlf, "CR": text.count("\r") - crlf},
        )

    def _take_faulty(self, row: Row) -> None:
        if row.fault is None:
            return
        self.faults[row.fault] += 1
        shown = self.first.setdefault(row.fault, [])
        if len(shown) < _SHOWN:
            shown.append(row)
        if row.fault is RowFault.WIDTH:
            self._take_width(row)

    def _take_width(self, row: Row) -> None:
        width = len(row.cells)
        self.widths[width] += 1
        self.first_of_width.setdefault(width, row.number)
        if self.separator is None or self.width == 1:
            return
        line = self.separator.join(row.cells)
        for sign in SEPARATORS:
            if sign != self.separator and line.count(sign) == self.width - 1:
                self.cut_by_another[sign] += 1
                self.first_cut_by_another.setdefault(sign, row.number)

    def remarks(self) -> tuple[Remark, ...]:
        return (*self._on_widths(), *self._on_separators(), *self._on_cells(), *self._on_the_end())

    def _on_widths(self) -> list[Remark]:
        if not self.widths:
            return []
        usual = self.widths.most_common(_SHOWN)
        says = f"{self.widths.total()} rows do not have {self.width} cells as the header has."
        places = tuple(self.first_of_width[width] for width, _ in usual)
        examples = tuple(f"{width} cells: {times} rows" for width, times in usual)
        return [Remark(code="other-width", says=says, places=places, examples=examples)]

    def _on_separators(self) -> list[Remark]:
        remarks = []
        for sign, times in self.cut_by_another.items():
            if times * 2 > self.faults[RowFault.WIDTH]:
                first = self.first_cut_by_another[sign]
                says = f"From row {first} on, {times} rows are cut by another separator: {_NAMES[sign]}."
                remarks.append(Remark(code="separator-changes", says=says, places=(first,), examples=(sign,)))
        return remarks

    def _on_cells(self) -> list[Remark]:
        return [
            Remark(
                code=fault.value,
                says=f"{self.faults[fault]} rows {said}.",
                places=tuple(row.number for row in self.first[fault]),
                examples=tuple(row.found for row in self.first[fault] if row.found),
            )
            for fault, said in _SAID.items()
            if self.faults[fault]
        ]

    def _on_the_end(self) -> list[Remark]:
        torn = self.first.get(RowFault.BROKEN_OFF, [])
        return [
            Remark(
                code="broken-off",
                says=f"The file breaks off at row {row.number}. What stood behind it is missing: fetch the file again.",
                places=(row.number,),
            )
            for row in torn
        ]


def remarks_on_bytes(seen: Bytes, tally: Tally, *, encoding: str) -> tuple[Remark, ...]:
    remarks = []
    if seen.bad_lines and encoding == "utf-8":
        places = tuple(bad.line for bad in seen.first_bad)
        examples = tuple(bad.found for bad in seen.first_bad)
        says = f"{seen.bad_lines} lines are not UTF-8, as if somebody had opened and saved them in another encoding."
        remarks.append(Remark(code="lines-not-utf-8", says=says, places=places, examples=examples))
    used = Counter({"CR LF": seen.crlf, "LF": seen.lf, "CR": seen.cr}) - tally.ends_inside
    if len(used) > 1 and not encoding.startswith(("utf-16", "utf-32")):
        says = "Rows end in several ways; all of them are read as the end of a row."
        examples = tuple(f"{name}: {times}" for name, times in used.items())
        remarks.append(Remark(code="mixed-line-ends", says=says, examples=examples))
    return tuple(remarks)
