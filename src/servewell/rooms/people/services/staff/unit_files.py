"""A file of the units: which are new, which stand elsewhere from a day on, which are called otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.words import CODES, Words
from servewell.engines import tables
from servewell.rooms.people import rules, selectors
from servewell.rooms.people.models import Place, Unit
from servewell.rooms.people.services.staff.columns import UNITS, UNITS_NEED, Columns
from servewell.rooms.people.services.staff.managing import rings
from servewell.rooms.people.services.staff.rows import DATES, Fault, HeldRow, read_rows
from servewell.rooms.people.services.units import NewUnit, add_units, move_unit

AT_ONCE: Final = 200
LONGEST_CODE: Final = 60
_CODE_SIGNS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """``under`` is empty where the file does not say so: then it is the company, or stays as it is."""

    row: int
    code: str
    name: str
    under: str
    kind: str
    zone: str
    language: str
    from_on: date | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class UnitPlan:
    """``new`` stands parents first. A unit that the file does not name stays as it is."""

    on: date
    new: tuple[UnitRow, ...]
    moved: tuple[UnitRow, ...]
    renamed: tuple[UnitRow, ...]
    held: tuple[HeldRow, ...]
    same: int

    def counts(self) -> Mapping[str, int]:
        return {
            "new": len(self.new), "moved": len(self.moved), "renamed": len(self.renamed), "held": len(self.held),
            "same": self.same,
        }  # fmt: skip


def plan_units(
    *, path: Path, on: date, by: Actor, named: Mapping[str, str] | None = None, dates: str = DATES
) -> UnitPlan:
    """Nothing is stored. Raises FileRefused, ColumnsDoNotFit, FormatIsUnknown, NotAllowed."""
    selectors.require_over_all(actor=by, power=rules.MANAGE)
    columns, records = read_rows(path=path, known=UNITS, needed=UNITS_NEED, named=named or {})
    return _Planner(columns, records, tables.compile_format(dates, read_on=None), on=on).plan()


def take_in_units(*, plan: UnitPlan, by: Actor, at: datetime) -> None:
    """Short transactions, parents before children; a second call with a plan made anew changes nothing."""
    selectors.require_over_all(actor=by, power=rules.MANAGE)
    top = selectors.top_unit()
    drafts = [_draft(row, top, plan.on) for row in plan.new]
    for start in range(0, len(drafts), AT_ONCE):
        add_units(units=drafts[start : start + AT_ONCE], by=by, at=at)
    units = {unit.code: unit for unit in Unit.objects.all()}
    for row in plan.moved:
        move_unit(unit=units[row.code], parent=units[row.under], on=row.from_on or plan.on, by=by, at=at)
    with transaction.atomic():
        for row in plan.renamed:
            unit = units[row.code]
            unit.name = Words(texts={**unit.name.texts, unit.name.source: row.name}, source=unit.name.source)
            unit.save(update_fields=["name"])
        record.write_many(deed="people.rename_unit", things=[units[row.code] for row in plan.renamed], by=by, at=at)


def _draft(row: UnitRow, top: Unit | None, on: date) -> NewUnit:
    language = row.language or (top.language if top else "en")
    return NewUnit(
        code=row.code,
        name=Words(texts={language: row.name}, source=language),
        kind=row.kind or "unit",
        zone=row.zone or (top.zone if top else "UTC"),
        language=language,
        parent=row.under or (top.code if top else None),
        from_on=row.from_on or on,
    )


class _Planner:
    def __init__(self, columns: Columns, records: Sequence[tables.Row], dates: tables.Format, *, on: date) -> None:
        self._columns, self._dates, self._on = columns, dates, on
        self._names = {unit.code: unit.name.texts[unit.name.source] for unit in Unit.objects.all()}
        places = Place.objects.filter(from_on__lte=on, until_on__gt=on).values_list("unit__code", "parent__code")
        self._above: dict[str, str] = {code: parent or "" for code, parent in places}
        self.held: list[HeldRow] = []
        self.rows: dict[str, UnitRow] = {}
        self._zones = available_timezones()
        for each in records:
            self._take(each)

    def plan(self) -> UnitPlan:
        before = -1
        while before != len(self.rows):
            before = len(self.rows)
            for code, row in list(self.rows.items()):
                if row.under and row.under not in self._above and row.under not in self.rows:
                    self._hold(code, Fault("parent-unknown", self._columns.label("under"), row.under))
            above = self._above | {code: row.under or self._above.get(code, "") for code, row in self.rows.items()}
            for ring in list(rings(above)):
                for code in ring:
                    if code in self.rows:
                        found = " → ".join([*ring, ring[0]])
                        self._hold(code, Fault("stands-in-a-ring", self._columns.label("under"), found))
        return self._sorted_out()

    def _sorted_out(self) -> UnitPlan:
        new = self._parents_first([row for row in self.rows.values() if row.code not in self._names])
        standing = [row for row in self.rows.values() if row.code in self._names]
        moved = [row for row in standing if row.under and row.under != self._above.get(row.code)]
        renamed = [row for row in standing if row.name != self._names[row.code]]
        same = sum(row not in moved and row not in renamed for row in standing)
        held = tuple(sorted(self.held, key=lambda each: each.row))
        return UnitPlan(self._on, tuple(new), tuple(moved), tuple(renamed), held, same)

    def _parents_first(self, rows: Sequence[UnitRow]) -> list[UnitRow]:
        waiting, there, ordered = {row.code: row for row in rows}, set(self._names) | {""}, list[UnitRow]()
        while waiting:
            ready = [row for row in waiting.values() if row.under in there or row.under not in waiting]
            for row in ready:
                ordered.append(waiting.pop(row.code))
                there.add(row.code)
        return ordered

    def _take(self, record_: tables.Row) -> None:
        places = self._columns.places
        if record_.fault is not None:
            self.held.append(HeldRow(record_.number, record_.line, "", record_.cells, (Fault(f"row-{record_.fault}"),)))
            return
        cell = {name: record_.cells[places[name]].strip() if name in places else "" for name in UNITS}
        faults = [*self._faulty(cell)]
        read = self._dates.read(cell["from"]) if cell["from"] else None
        if read is not None and not isinstance(read, tables.Written):
            faults.append(Fault(read.value, self._columns.label("from"), cell["from"], self._dates.pattern))
        row = UnitRow(
            record_.number, cell["code"], cell["name"], cell["under"], cell["kind"], cell["zone"], cell["language"],
            read.on if isinstance(read, tables.Written) else None, record_.cells,
        )  # fmt: skip
        if faults:
            self.held.append(HeldRow(row.row, record_.line, row.code, row.cells, tuple(faults)))
        else:
            self.rows[row.code] = row

    def _faulty(self, cell: Mapping[str, str]) -> list[Fault]:
        label = self._columns.label
        faults = [Fault("empty", label(name)) for name in UNITS_NEED if not cell[name]]
        code = cell["code"]
        if code and (len(code) > LONGEST_CODE or not set(code) <= _CODE_SIGNS):
            faults.append(Fault("unit-code", label("code"), code))
        if code in self.rows:
            faults.append(Fault("unit-twice", label("code"), code, str(self.rows[code].row)))
        if cell["zone"] and cell["zone"] not in self._zones:
            faults.append(Fault("zone", label("zone"), cell["zone"]))
        if cell["language"] and cell["language"] not in CODES:
            faults.append(Fault("language", label("language"), cell["language"], ", ".join(CODES)))
        return faults

    def _hold(self, code: str, fault: Fault) -> None:
        row = self.rows.pop(code)
        self.held.append(HeldRow(row.row, row.row, row.code, row.cells, (fault,)))
