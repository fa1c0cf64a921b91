"""The unit of a row, by the label in its column."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final

from servewell.engines.tables.recipe import RecipeFault, UnitRule, Unknown, normal
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import KnownUnit, Reason, ReasonCode, reason

MakeUnit = Callable[[str], KnownUnit]
# a name of a unit is no longer
LONGEST_LABEL: Final = 200


class Units:
    """Labels to units. ``make`` is called once per unknown label where the recipe says that units are made."""

    def __init__(
        self, *, rule: UnitRule, units: Mapping[str, KnownUnit], make: MakeUnit | None, columns: Columns
    ) -> None:
        self._names = rule.names
        self._units = {normal(label): unit for label, unit in units.items()}
        self._folded = _folded(self._units)
        self._made: dict[str, KnownUnit] = {}
        self.place = columns.place_if(rule.column, where="unit.column")
        self.column = "" if self.place is None else columns.names[self.place] if columns.names else ""
        self.whole = self._stated(rule.is_, "unit.is", columns)
        self._otherwise = self._stated(rule.otherwise, "unit.unknown", columns)
        self._make = self._maker(rule, make, columns)

    def find(self, cell: str) -> KnownUnit | None:
        label = normal(cell)
        if not label:
            return None
        code = self._names.get(label)
        if code is not None:
            return self._units.get(normal(code))
        known = self._units.get(label) or self._folded.get(label.casefold()) or self._otherwise
        if known is None and self._make is not None and len(label) <= LONGEST_LABEL:
            known = self._made.get(label)
            if known is None:
                known = self._made[label] = self._make(label)
        return known

    def fault(self, cell: str) -> Reason:
        return reason(ReasonCode.UNIT_UNKNOWN if cell.strip() else ReasonCode.NO_UNIT, self.column, cell)

    def _stated(self, code: str | None, where: str, columns: Columns) -> KnownUnit | None:
        if code is None:
            return None
        unit = self._units.get(normal(code))
        if unit is None:
            columns.fault(where, f"You may not import for a unit `{code}`.", "Write the code of one for which you may.")
        return unit

    def _maker(self, rule: UnitRule, make: MakeUnit | None, columns: Columns) -> MakeUnit | None:
        if rule.unknown is not Unknown.MAKE:
            return None
        self._stated(rule.under, "unit.under", columns)
        return make


def unknown_codes(*, rule: UnitRule, units: Mapping[str, KnownUnit]) -> tuple[RecipeFault, ...]:
    """Labels whose unit is none of ``units``: their rows will be held back. No mistake where the recipe is shared."""
    codes = {normal(each.code): each.code for each in units.values()}
    found = []
    for label, code in rule.names.items():
        if normal(code) in codes:
            continue
        near = get_close_matches(normal(code), codes, n=1, cutoff=0.6)
        mend = f"Did you mean `{codes[near[0]]}`?" if near else "Rows with this label will be held back."
        what = f"No unit for which you may import has the code `{code}`."
        found.append(RecipeFault(f"unit.names.{label}", 0, what, mend))
    return tuple(found)


def _folded(units: Mapping[str, KnownUnit]) -> dict[str, KnownUnit]:
    """Units by label in small letters, where that still means one unit alone."""
    meant: dict[str, set[KnownUnit]] = {}
    for label, unit in units.items():
        meant.setdefault(label.casefold(), set()).add(unit)
    return {label: next(iter(those)) for label, those in meant.items() if len(those) == 1}
