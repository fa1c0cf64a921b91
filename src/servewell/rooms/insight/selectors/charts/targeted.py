"""What a figure is to reach, and what may be said of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from servewell.base import today
from servewell.engines.lake.lines import Scale
from servewell.rooms.insight.models import Target
from servewell.rooms.insight.selectors.counted.shares import Share
from servewell.rooms.insight.terms import Kind, Reach
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.base.words import Words
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class Aimed:
    """A target that holds from a day on. ``unit_name`` is None where the unit has it itself; else it is that of the
    nearest unit above that has one.
    """

    value: float
    scale: Scale | None
    from_on: date
    set_by: str
    set_on: date
    unit_name: "Words | None"

    def reach(self, share: Share) -> Reach | None:
        """Reached or missed where the whole interval lies on one side; None where there is no interval, or the figure
        lies on another scale.
        """
        if share.low is None or share.high is None or self.scale != (share.count.scale if self.scale else None):
            return None
        low, high, aim = share.low, share.high, self.value
        if self.scale is not None and self.scale.best < self.scale.worst:
            low, high, aim = -high, -low, -aim
        if low >= aim:
            return Reach.REACHED
        return Reach.MISSED if high < aim else Reach.OPEN


@dataclass(frozen=True)
class Targets:
    """Those of a unit and the units above it. ``rows`` are by aspect, of each unit from the unit itself upwards, and in
    the order in which they were set.
    """

    rows: "Mapping[str, Sequence[Sequence[Target]]]"
    unit: int

    def at(self, on: date, *, kind: Kind, aspect: str = "") -> Aimed | None:
        """What holds on a day: the unit's own, or that of the nearest unit above."""
        for of_unit in self.rows.get(aspect, ()):
            row = next((each for each in reversed(of_unit) if each.from_on <= on), None)
            if row is not None and row.value is not None and row.kind == kind.value:
                return _aimed(row, row.value, self.unit)
        return None


def targets(*, unit: "Unit", indicator: str, audience: Audience, on: date) -> Targets:
    """All that were ever set for the figure, at the unit and above it as the tree stands on a day. One query."""
    lineage = people.lineage(unit=unit.pk, on=on)
    nearest = lineage.filter(ancestor=OuterRef("unit")).values("depth")[:1]
    found = Target.objects.filter(
        unit__in=lineage.values("ancestor"), indicator=indicator, audience=audience.value
    ).annotate(depth=Subquery(nearest))
    rows = list(found.select_related("unit", "set_by").order_by("from_on", "pk"))
    by_aspect: dict[str, dict[int, list[Target]]] = {}
    for row in sorted(rows, key=lambda row: row.depth):
        by_aspect.setdefault(row.aspect, {}).setdefault(row.unit_id, []).append(row)
    return Targets({aspect: list(units.values()) for aspect, units in by_aspect.items()}, unit.pk)


def _aimed(row: Target, value: float, unit: int) -> Aimed:
    scale = None if row.worst is None or row.best is None else Scale(row.worst, row.best)
    return Aimed(
        value=value,
        scale=scale,
        from_on=row.from_on,
        set_by=row.set_by.name,
        set_on=today.day_in(row.unit.zone, at=row.set_at),
        unit_name=None if row.unit_id == unit else row.unit.name,
    )
