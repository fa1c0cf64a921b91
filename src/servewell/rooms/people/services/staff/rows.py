"""The rows of a staff file as they were meant, and what is wrong with the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from servewell.base.words import CODES
from servewell.engines import tables
from servewell.rooms.people import terms
from servewell.rooms.people.services.staff.columns import STAFF, STAFF_NEEDS, Columns, columns_of

DATES: Final = "YYYY-MM-DD"
LONGEST: Final = {"number": 20, "name": 200, "email": 254, "job": 200, "unit": 60, "manager": 20}
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2200, 1, 1)
_LANGUAGES: Final = {
    **{code.casefold(): code for code in CODES},
    "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: its ``code``, the column as the file names it, what was found, and which other row it is about."""

    code: str
    column: str = ""
    found: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One row. ``until_on`` is the day after the last one; ``manager`` None: the file does not say who leads."""

    row: int
    line: int
    number: str
    name: str
    unit: str
    job: str
    from_on: date | None
    until_on: date
    manager: str | None
    email: str | None
    language: str | None
    cells: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.number.lower()


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row of which nothing is taken. ``number`` is empty where it cannot be told whose row it is."""

    row: int
    line: int
    number: str
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class StaffFile:
    columns: Columns
    rows: tuple[StaffRow, ...]
    held: tuple[HeldRow, ...]


def read_staff(*, path: Path, named: Mapping[str, str], dates: str = DATES) -> StaffFile:
    """Every row but blank ones is either whole or held. Raises FileRefused, ColumnsDoNotFit, FormatIsUnknown."""
    written = tables.compile_format(dates, read_on=None)
    columns, records = read_rows(path=path, known=STAFF, needed=STAFF_NEEDS, named=named)
    reader = _Reader(columns, written)
    rows: list[StaffRow] = []
    held: list[HeldRow] = []
    for record in records:
        read = reader.read(record)
        if isinstance(read, StaffRow):
            rows.append(read)
        else:
            held.append(read)
    return StaffFile(columns=columns, rows=tuple(rows), held=tuple(held))


def read_rows(
    *, path: Path, known: Mapping[str, tuple[str, ...]], needed: Sequence[str], named: Mapping[str, str]
) -> tuple[Columns, list[tables.Row]]:
    """The columns, and the rows numbered as a spreadsheet shows them. Raises FileRefused, ColumnsDoNotFit."""
    looked = tables.look_at(path=path)
    with tables.open_table(path=path, shape=looked.shape) as table:
        columns = columns_of([each.name for each in table.columns], known=known, needed=needed, named=named)
        header = looked.shape.header
        return columns, [replace(row, number=row.number + header) for row in table.rows()]


class _Reader:
    """Reads cell by cell and gathers everything that is wrong with a row, not only the first."""

    def __init__(self, columns: Columns, dates: tables.Format) -> None:
        self._columns = columns
        self._dates = dates
        self._days: dict[str, date | str] = {"": ""}

    def read(self, record: tables.Row) -> StaffRow | HeldRow:
        if record.fault is not None:
            fault = Fault(f"row-{record.fault.value}", self._label_at(record.column), record.found)
            return HeldRow(record.number, record.line, "", record.cells, (fault,))
        cell = self._cells(record.cells)
        faults: list[Fault] = [*self._faulty_texts(cell), *self._faulty_number(cell["number"])]
        from_on = self._day("from", cell["from"], faults)
        last = self._day("until", cell["until"], faults)
        if from_on and last and last < from_on:
            faults.append(Fault("ends-before-it-begins", self._columns.label("until"), cell["until"]))
        language = self._language(cell["language"], faults)
        if faults:
            return HeldRow(record.number, record.line, cell["number"], record.cells, tuple(faults))
        return StaffRow(
            row=record.number, line=record.line, number=cell["number"], name=cell["name"], unit=cell["unit"],
            job=cell["job"], from_on=from_on, until_on=last + timedelta(days=1) if last else terms.FOR_EVER,
            manager=cell["manager"] if self._columns.has("manager") else None,
            email=cell["email"] if self._columns.has("email") else None, language=language, cells=record.cells,
        )  # fmt: skip

    def _cells(self, cells: Sequence[str]) -> dict[str, str]:
        places = self._columns.places
        return {name: cells[places[name]].strip() if name in places else "" for name in STAFF}

    def _faulty_texts(self, cell: Mapping[str, str]) -> Iterator[Fault]:
        for name in STAFF_NEEDS:
            if not cell[name]:
                yield Fault("empty", self._columns.label(name))
        for name, longest in LONGEST.items():
            if len(cell[name]) > longest:
                yield Fault("too-long", self._columns.label(name), str(longest))
        if cell["email"] and not _is_like_an_address(cell["email"]):
            yield Fault("email", self._columns.label("email"), cell["email"])

    def _faulty_number(self, number: str) -> Iterator[Fault]:
        if number and not (number.isascii() and number.isprintable()):
            yield Fault("number-signs", self._columns.label("number"), number)

    def _day(self, name: str, text: str, faults: list[Fault]) -> date | None:
        if text not in self._days:
            read = self._dates.read(text)
            self._days[text] = read.on if isinstance(read, tables.Written) else read.value
        day = self._days[text]
        if isinstance(day, date):
            if EARLIEST <= day <= LATEST:
                return day
            day = "date-impossible"
        if day:
            faults.append(Fault(day, self._columns.label(name), text, self._dates.pattern))
        return None

    def _language(self, text: str, faults: list[Fault]) -> str | None:
        parts = text.replace("_", "-").casefold().split("-")
        code = next((known for size in (3, 2, 1) if (known := _LANGUAGES.get("-".join(parts[:size])))), None)
        if text and code is None:
            faults.append(Fault("language", self._columns.label("language"), text, ", ".join(CODES)))
        return code if text else None

    def _label_at(self, place: int | None) -> str:
        labels = self._columns.labels
        return labels[place] if place is not None and place < len(labels) else ""


def _is_like_an_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and host) and "@" not in host and not any(sign.isspace() for sign in text)
