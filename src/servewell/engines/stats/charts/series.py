"""Many series side by side, and which of their points limits come from. One series is a table of one row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.charts.chart import (
    POINTS_FOR_FULL_LIMITS,
    Chart,
    ChartKind,
    Limits,
    Points,
    Reason,
    Spread,
)
from servewell.engines.stats.charts.constants import Constants
from servewell.engines.stats.charts.refusals import (
    BaselineLongerThanSeries,
    BaselineTooShort,
    LimitsOfAnotherKind,
    NotOneSeries,
    PlaceOutsideSeries,
    ValueIsNotANumber,
)
from servewell.engines.stats.counts import LengthsDiffer, NoAnswers, whole
from servewell.engines.stats.rules.sets import NHS, RuleSet

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
# Numbers, with None or nan for gaps.
Values = ArrayLike | Sequence[float | None] | Sequence[Sequence[float | None]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameters:
    """`Limits` of many units at once: arrays of one place per unit, nan where there is nothing."""

    kind: ChartKind
    centre: FloatArray
    sigma: FloatArray
    points: NDArray[np.int64]
    line: FloatArray | None = None
    spread: Spread | None = None
    is_screened: bool = False
    constants: Constants | None = None

    def of(self, unit: int) -> Limits:
        return Limits(
            kind=self.kind,
            centre=float(self.centre[unit]),
            sigma=_or_none(self.sigma[unit]),
            line=None if self.line is None else _or_none(self.line[unit]),
            spread=self.spread,
            points=int(self.points[unit]),
            is_screened=self.is_screened,
            constants=self.constants,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Charts:
    """Many charts of one kind at once: arrays of shape (units, periods), nan where there is a gap or no limit.

    `charts[unit]` is that unit's `Chart`, equal to what the function for one series gives. A unit without any value has
    nan all over, and no `Chart`: asking for it raises NoAnswers.
    """

    kind: ChartKind
    values: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    z: FloatArray
    n: FloatArray
    parameters: Parameters
    sigma_z: FloatArray
    rules: RuleSet
    reason: Reason | None = None

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, unit: int) -> Chart:
        if np.isnan(self.values[unit]).all() or np.isnan(self.parameters.centre[unit]):
            raise NoAnswers("A chart needs one period with answers; show the empty state instead.")
        return Chart(
            kind=self.kind,
            values=_tuple(self.values[unit]),
            centre=_tuple(self.centre[unit]),
            lower=_tuple(self.lower[unit]),
            upper=_tuple(self.upper[unit]),
            z=_tuple(self.z[unit]),
            n=_numbers(self.n[unit]),
            limits=self.parameters.of(unit),
            sigma_z=_or_none(self.sigma_z[unit]),
            rules=self.rules,
            is_provisional=bool(self.is_provisional[unit]),
            reason=self.reason,
        )

    @property
    def is_provisional(self) -> BoolArray:
        """By unit: limits from fewer than 20 points."""
        points = self.parameters.points
        return (points > 0) & (points < POINTS_FOR_FULL_LIMITS) & (self.kind != "run")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """From which points the limits come, and how the chart is judged: the same for all kinds."""

    baseline: int | None = None
    exclude: Sequence[int] = ()
    limits: Limits | Sequence[Limits] | None = None
    rules: RuleSet = NHS

    @property
    def frozen(self) -> Sequence[Limits] | None:
        return (self.limits,) if isinstance(self.limits, Limits) else self.limits


def table(values: Values, *, name: str = "values") -> FloatArray:
    """Shape (units, periods); None and nan are gaps. Raises NotOneSeries, ValueIsNotANumber."""
    found = numbers(values, name=name)
    if found.ndim != 2:
        raise NotOneSeries(
            f"{name} has {found.ndim} dimensions; many series are a table of shape (units, periods), "
            "and one series goes to the function for one chart."
        )
    return found


def one(values: Values, *, name: str = "values") -> FloatArray:
    """One series as a table of one row."""
    found = numbers(values, name=name)
    if found.ndim != 1:
        raise NotOneSeries(
            f"{name} has {found.ndim} dimensions; one series is a list of numbers, "
            "and a table of many goes to the function for many charts."
        )
    return found[None, :]


def numbers(values: Values, *, name: str) -> FloatArray:
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as trouble:
        raise ValueIsNotANumber(
            f"{name} holds what is no number ({trouble}); give numbers, and None for gaps."
        ) from None
    if np.isinf(found).any():
        raise ValueIsNotANumber(f"{name} holds an infinite number; give None where a value is missing.")
    return found


def counted(values: FloatArray, asked: Asked) -> BoolArray:
    """Which points centre and limits come from: the first so many that have a value, less those left out."""
    units, periods = values.shape
    chosen: BoolArray = ~np.isnan(values)
    if asked.baseline is not None:
        if asked.baseline < 1:
            raise BaselineTooShort(f"A baseline of {asked.baseline} points is none; give 1 or more, or None for all.")
        if units == 1 and 0 < chosen.sum() < asked.baseline:
            raise BaselineLongerThanSeries(
                f"The baseline asks for {asked.baseline} points and there are {int(chosen.sum())}; ask for fewer."
            )
        chosen &= np.cumsum(chosen, axis=1) <= asked.baseline
    places = [place for place in asked.exclude if not 0 <= place < periods]
    if places:
        raise PlaceOutsideSeries(f"Places {places} are to be left out and the series has places 0 to {periods - 1}.")
    if asked.exclude:
        chosen[:, list(asked.exclude)] = False
    if units == 1 and not chosen.any() and not np.isnan(values).all():
        raise BaselineTooShort("All points of the baseline are left out of the limits; leave some in.")
    return chosen


def frozen(asked: Asked, *, kind: ChartKind, units: int) -> Parameters | None:
    """Limits that were stored, instead of new ones. Raises LimitsOfAnotherKind, LengthsDiffer."""
    given = asked.frozen
    if given is None:
        return None
    if len(given) not in (1, units):
        raise LengthsDiffer(f"There are {units} series and limits for {len(given)}; give one for each, or one for all.")
    first = given[0]
    if any((each.kind, each.spread, each.constants) != (kind, first.spread, first.constants) for each in given):
        kinds = sorted({f"{each.kind} ({each.spread or 'plain'}, {each.constants or 'plain'})" for each in given})
        raise LimitsOfAnotherKind(f"Limits of {', '.join(kinds)} were given to a chart of kind {kind}.")
    return Parameters(
        kind=kind,
        centre=_column([each.centre for each in given], units),
        sigma=_column([each.sigma for each in given], units),
        line=_column([each.line for each in given], units),
        points=np.broadcast_to(np.array([each.points for each in given]), (units,)),
        spread=first.spread,
        is_screened=first.is_screened,
        constants=cast("Constants | None", first.constants),
    )


def answers(values: FloatArray, n: Values | None) -> FloatArray:
    """The answers behind each value; without any, one for each value. Raises LengthsDiffer."""
    if n is None:
        return np.where(np.isnan(values), 0.0, 1.0)
    found = numbers(n, name="n")
    found = found[None, :] if found.ndim == 1 and values.shape[0] == 1 else found
    if found.shape != values.shape:
        raise LengthsDiffer(
            f"There are {values.shape} values and {found.shape} counts of answers; give one n per value."
        )
    return whole(counts=np.nan_to_num(found), name="n").astype(np.float64)


def mean_of(values: FloatArray, chosen: BoolArray) -> FloatArray:
    """By unit, over the chosen points; nan where there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: FloatArray = np.where(chosen, values, 0.0).sum(axis=1) / chosen.sum(axis=1)
    return found


def median_of(values: FloatArray, chosen: BoolArray) -> FloatArray:
    if not values.size:
        return np.full(len(values), np.nan)
    ordered = np.sort(np.where(chosen, values, np.nan), axis=1)
    many = chosen.sum(axis=1)
    rows = np.arange(len(values))
    low, high = np.maximum((many - 1) // 2, 0), np.maximum(many // 2, 0)
    return np.asarray((ordered[rows, low] + ordered[rows, np.minimum(high, values.shape[1] - 1)]) / 2)


def moving_ranges(values: FloatArray, chosen: BoolArray) -> FloatArray:
    """Between neighbours that both count, nan elsewhere: a gap, or a point left out, breaks the range on both sides."""
    both = chosen[:, 1:] & chosen[:, :-1]
    return np.where(both, np.abs(values[:, 1:] - values[:, :-1]), np.nan)


def mean_range(ranges: FloatArray, *, most: float | None) -> FloatArray:
    """The mean moving range by unit; `most`: those beyond so many times the mean are left out once."""
    found = mean_of(ranges, ~np.isnan(ranges))
    if most is None:
        return found
    with np.errstate(invalid="ignore"):
        kept = ranges <= most * found[:, None]
    return mean_of(ranges, kept)


def apart(values: FloatArray, lines: FloatArray) -> FloatArray:
    """Values minus lines, but nothing where rounding alone sets them apart: a series that never moves is calm."""
    difference = values - lines
    with np.errstate(invalid="ignore"):
        near = np.abs(difference) <= 1e-12 * np.maximum(np.abs(values), np.abs(lines))
    return np.where(near, 0.0, difference)


def in_sigmas(difference: FloatArray, sigma: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(difference == 0, np.where(np.isnan(sigma), np.nan, 0.0), difference / sigma)


def lines_of(by_unit: FloatArray, like: FloatArray) -> FloatArray:
    """One number a unit, drawn over all periods."""
    return np.repeat(by_unit[:, None], like.shape[1], axis=1)


def only(charts: Charts) -> Chart:
    return charts[0]


def because(charts: Charts, reason: Reason) -> Charts:
    return replace(charts, reason=reason)


def _column(numbers: list[float | None] | list[float], units: int) -> FloatArray:
    return np.broadcast_to(np.array(numbers, dtype=np.float64), (units,))


def _tuple(row: FloatArray) -> Points:
    return tuple(None if value != value else value for value in row.tolist())


def _numbers(row: FloatArray) -> tuple[float, ...]:
    return tuple(int(value) if value.is_integer() else value for value in row.tolist())


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
