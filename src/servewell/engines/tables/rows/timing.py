"""Where and when together: a moment is read on the wall of the unit that the row belongs to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from servewell.engines.tables.dates.formats import DateFault
from servewell.engines.tables.recipe import Recipe
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import KnownUnit, Reason
from servewell.engines.tables.rows.moments import Moments
from servewell.engines.tables.rows.places import MakeUnit, Units
from servewell.engines.tables.rows.remembering import Remembered
from servewell.engines.tables.rows.spans import Spans

Timed = tuple[datetime, date, int]
_SOMEWHERE = "UTC"


@dataclass(slots=True)
class Place:
    """A unit, and what dates mean there: by cell, or by the cell that chooses the formats and then by cell."""

    unit: KnownUnit
    days: Remembered[Timed | DateFault]
    days_by: Remembered[Remembered[Timed | DateFault]]


class Whereabouts:
    """Looks up the unit and the moment of a row."""

    def __init__(
        self,
        *,
        recipe: Recipe,
        units: Mapping[str, KnownUnit],
        make_unit: MakeUnit | None,
        columns: Columns,
        spans: Spans,
        today: date,
    ) -> None:
        self._units = Units(rule=recipe.unit, units=units, make=make_unit, columns=columns)
        self._moments = Moments(rule=recipe.date, columns=columns, today=today)
        self._spans = spans
        self._walls: dict[str, Place] = {}

    def finder(self) -> Callable[[Sequence[str]], tuple[KnownUnit, Timed] | None]:
        """What finds both; None where either is not to be had."""
        units = Remembered(self._place)
        whole = None if self._units.whole is None else self._place_of(self._units.whole)
        unit_at, date_at, by_at = self._units.place, self._moments.place, self._moments.by_place

        def find(cells: Sequence[str]) -> tuple[KnownUnit, Timed] | None:
            place = whole if unit_at is None else units[cells[unit_at]]
            if place is None:
                return None
            days = place.days if by_at is None else place.days_by[cells[by_at]]
            timed = days[cells[date_at]] if date_at is not None else days[""]
            return (place.unit, timed) if type(timed) is tuple else None

        return find

    def faults(self, cells: Sequence[str]) -> list[Reason]:
        found = []
        zone = _SOMEWHERE if self._units.whole is None else self._units.whole.zone
        if self._units.place is not None:
            unit = self._units.find(cells[self._units.place])
            if unit is None:
                found.append(self._units.fault(cells[self._units.place]))
            zone = zone if unit is None else unit.zone
        if self._moments.place is not None:
            cell = cells[self._moments.place]
            by = "" if self._moments.by_place is None else cells[self._moments.by_place]
            moment = self._moments.find(cell, by, zone)
            if isinstance(moment, DateFault):
                found.append(self._moments.fault(moment, cell))
        return found

    def _place(self, label: str) -> Place | None:
        unit = self._units.find(label)
        return None if unit is None else self._place_of(unit)

    def _place_of(self, unit: KnownUnit) -> Place:
        """Units of one zone share what they remember of days."""
        wall = self._walls.get(unit.zone)
        if wall is None:
            zone = unit.zone
            by = Remembered(lambda by: Remembered(lambda cell: self._timed(cell, by, zone)))
            wall = self._walls[zone] = Place(unit, by[""], by)
        return Place(unit, wall.days, wall.days_by)

    def _timed(self, cell: str, by: str, zone: str) -> Timed | DateFault:
        moment = self._moments.stated(zone) if self._moments.place is None else self._moments.find(cell, by, zone)
        return moment if isinstance(moment, DateFault) else (*moment, self._spans.of(moment[1]))
