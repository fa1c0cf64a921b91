"""The signals on one chart, and the flags on many."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.charts.chart import Chart, Points
from servewell.engines.stats.charts.series import Charts
from servewell.engines.stats.rules.finding import Board, Found, board, look, signals_of
from servewell.engines.stats.rules.sets import RUN_RULES, RuleSet
from servewell.engines.stats.rules.signals import Better, Signal

BoolArray = NDArray[np.bool_]
PointType = Literal["common-cause", "improvement", "concern", "special-cause"]


@dataclass(frozen=True, eq=False)
class Flags:
    """What the rules found on many charts. The arrays have the charts' shape (units, periods)."""

    rules: RuleSet
    found: tuple[Found, ...]
    shape: tuple[int, int]

    @property
    def any(self) -> BoolArray:
        """Whether any rule names the point."""
        flagged = np.zeros(self.shape, dtype=np.bool_)
        for each in self.found:
            flagged |= each.flagged()
        return flagged

    def by_rule(self, code: str) -> BoolArray:
        """Whether this rule names the point, on either side."""
        flagged = np.zeros(self.shape, dtype=np.bool_)
        for each in self.found:
            if each.rule.code == code:
                flagged |= each.flagged()
        return flagged

    @property
    def signalling(self) -> BoolArray:
        """By unit: whether its chart has any signal at all."""
        found = np.zeros(self.shape[0], dtype=np.bool_)
        for each in self.found:
            found |= each.complete.any(axis=1)
        return found

    def signals(self, unit: int) -> tuple[Signal, ...]:
        """What `signals` says of that unit's chart."""
        return signals_of(self.found, unit)


def signals(chart: Chart, *, rules: RuleSet | None = None) -> tuple[Signal, ...]:
    """All signals of a chart by its own rules, or by others; by rule, the strongest first, and then by time.

    Gaps are stepped over. A chart without limits is judged by run rules unless others are given by name.
    """
    laid = board(values=_row(chart.values), z=_row(chart.z), centre=_row(chart.centre))
    found = tuple(look(laid, rules or _fitting(chart)))
    return signals_of(found, 0)


def flags(charts: Charts, *, rules: RuleSet | None = None) -> Flags:
    """What `signals` finds, for many charts at once; about as fast as drawing them."""
    laid: Board = board(values=charts.values, z=charts.z, centre=charts.centre)
    chosen = rules or (RUN_RULES if charts.kind == "run" else charts.rules)
    return Flags(rules=chosen, found=tuple(look(laid, chosen)), shape=charts.values.shape)


def point_types(chart: Chart, *, better: Better | None, rules: RuleSet | None = None) -> tuple[PointType | None, ...]:
    """What each point is coloured as: nothing special, better, worse, or special where no way is better; None for a
    gap.

    A special point counts by the side of the centre that it lies on, as NHSRplotthedots colours it; what a trend as a
    whole says is `news`.
    """
    special = {place for signal in signals(chart, rules=rules) for place in signal.points}
    columns = zip(chart.values, chart.centre, strict=True)
    return tuple(
        None
        if value is None or centre is None
        else _coloured(value, centre, better=better)
        if place in special
        else "common-cause"
        for place, (value, centre) in enumerate(columns)
    )


def _coloured(value: float, centre: float, *, better: Better | None) -> PointType:
    if better is None:
        return "special-cause"
    return "improvement" if (value > centre) == (better == "higher") and value != centre else "concern"


def _fitting(chart: Chart) -> RuleSet:
    return RUN_RULES if chart.kind == "run" else chart.rules


def _row(points: Points) -> NDArray[np.float64]:
    return np.array([points], dtype=np.float64)
