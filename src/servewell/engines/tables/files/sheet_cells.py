"""Rows out of the XML of one sheet."""

from dataclasses import dataclass, field
from typing import Final

from servewell.engines.tables.files.cell_texts import Calendar, Shown, number_text, plain_text
from servewell.engines.tables.files.pieces import Record
from servewell.engines.tables.files.refusals import FileRefused, Why

_DIGITS: Final = "0123456789"
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
_SHOWN_EXAMPLES: Final = 20


class _Places(dict[str, int]):
    """A is 0, Z is 25, AA is 26."""

    def __missing__(self, letters: str) -> int:
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - 64
        self[letters] = place - 1
        return place - 1


@dataclass(slots=True)
class SheetCells:
    """``rows`` are those heard since they were last taken away; a row that the sheet leaves out is there, empty."""

    shared: list[str]
    shown: list[Shown]
    calendar: Calendar
    where: str
    longest: int = 0
    rows: list[Record] = field(default_factory=list)
    formulas: int = 0
    formula_examples: list[str] = field(default_factory=list)
    merged: int = 0
    merged_examples: list[str] = field(default_factory=list)
    _row_number: int = 0
    _row: Record = field(default_factory=list)
    _place: int = -1
    _reference: str = ""
    _kind: str = "n"
    _style: int = 0
    _value: list[str] = field(default_factory=list)
    _formula: list[str] | None = None
    _formula_of: str | None = None
    _masters: dict[str, tuple[str, str]] = field(default_factory=dict)
    _listens_to: list[str] | None = None
    _is_reading_aid: bool = False
    _places: _Places = field(default_factory=_Places)

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._cell_begins(attributes)
        elif name == "v" or (name == "t" and not self._is_reading_aid):
            self._listens_to = self._value
        elif name == "row":
            self._row_begins(attributes)
        elif name == "f":
            self._formula_begins(attributes)
        elif name == "rPh":
            self._is_reading_aid = True
        elif name == "mergeCell":
            self._merged_begins(attributes)

    def says(self, text: str) -> None:
        if self._listens_to is not None:
            self._listens_to.append(text)

    def ends(self, name: str) -> None:
        if name == "c":
            self._cell_ends()
        elif name in ("v", "t", "f"):
            self._listens_to = None
        elif name == "row":
            self.rows.append(self._row)
        elif name == "rPh":
            self._is_reading_aid = False

    def _row_begins(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r", "")
        number = int(stated) if stated.isdecimal() else self._row_number + 1
        self._refuse_beyond(number, _MOST_ROWS)
        left_out = max(number - self._row_number - 1, 0)
        self.rows.extend([] for _ in range(left_out))
        self._row_number = max(number, self._row_number + 1)
        self._row = []
        self._place = -1

    def _cell_begins(self, attributes: dict[str, str]) -> None:
        self._reference = attributes.get("r", "")
        letters = self._reference.rstrip(_DIGITS)
        self._place = self._places[letters] if letters else self._place + 1
        self._refuse_beyond(self._place, _MOST_COLUMNS)
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "")
        self._style = int(style) if style.isdecimal() else 0
        self._value = []
        self._formula = self._formula_of = None

    def _refuse_beyond(self, number: int, most: int) -> None:
        if number > most or number < 0:
            what = f"The sheet holds a cell at {self._reference or number}, where no spreadsheet has one."
            raise FileRefused(Why.DAMAGED, what=what, where=self.where, mend="Save it again in a spreadsheet program.")

    def _formula_begins(self, attributes: dict[str, str]) -> None:
        self._formula = self._listens_to = []
        self._formula_of = attributes.get("si") if attributes.get("t") == "shared" else None

    def _cell_ends(self) -> None:
        text = "".join(self._value) if self._formula is None else self._formula_text()
        if self._formula is None:
            text = self._as_shown(text)
        self.longest = max(self.longest, len(text))
        while len(self._row) < self._place:
            self._row.append("")
        if len(self._row) == self._place:
            self._row.append(text)

    def _as_shown(self, raw: str) -> str:
        kind = self._kind
        if kind == "s":
            return self._shared_text(raw)
        if kind in ("inlineStr", "str"):
            return plain_text(raw)
        if kind == "b":
            return "true" if raw == "1" else "false"
        if kind != "n" or not raw:
            return raw
        shown = self.shown[self._style] if self._style < len(self.shown) else Shown.NUMBER
        return number_text(raw) if shown is Shown.NUMBER else self.calendar.text(raw, shown)

    def _shared_text(self, raw: str) -> str:
        if not raw.isdecimal() or int(raw) >= len(self.shared):
            what = f"The cell {self._reference} points to a text that the workbook does not hold."
            raise FileRefused(Why.DAMAGED, what=what, where=self.where, mend="Save it again in a spreadsheet program.")
        return self.shared[int(raw)]

    def _formula_text(self) -> str:
        """A formula stays a text. One that continues that of another cell is written out for its own place."""
        said = "".join(self._formula or ())
        if self._formula_of is not None and said:
            self._masters[self._formula_of] = (said, self._reference)
        elif self._formula_of in self._masters:
            from openpyxl.formula.translate import Translator  # noqa: PLC0415 - dear to load, and few sheets need it

            master, at = self._masters[self._formula_of]
            said = Translator("=" + master, origin=at).translate_formula(self._reference)[1:]
        self.formulas += 1
        if len(self.formula_examples) < _SHOWN_EXAMPLES:
            self.formula_examples.append(self._reference)
        return "=" + said

    def _merged_begins(self, attributes: dict[str, str]) -> None:
        self.merged += 1
        if len(self.merged_examples) < _SHOWN_EXAMPLES:
            self.merged_examples.append(attributes.get("ref", ""))
