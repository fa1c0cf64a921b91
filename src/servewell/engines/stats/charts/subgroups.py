"""Charts of several values per period: their means (x-bar), with limits from their ranges or standard deviations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.charts.chart import Chart, Limits, Spread
from servewell.engines.stats.charts.constants import Constants, constants_of_deviations, constants_of_ranges
from servewell.engines.stats.charts.refusals import NotOneSeries, SubgroupsTooSmall, one_of
from servewell.engines.stats.charts.series import (
    Asked,
    BoolArray,
    Charts,
    FloatArray,
    Parameters,
    Values,
    apart,
    counted,
    frozen,
    in_sigmas,
    lines_of,
    mean_of,
    numbers,
    only,
)
from servewell.engines.stats.counts import LengthsDiffer, whole
from servewell.engines.stats.rules.sets import NHS, RuleSet

Drawn = Literal["x-bar-r", "x-bar-s", "r", "s"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Subgroups:
    """What the charts need of each subgroup: arrays of shape (periods,), or (units, periods) for many units.

    `deviation`: the sample standard deviation (divided by n - 1), `range`: largest minus smallest; nan where n is under
    2, and `range` None where only means and deviations are known.
    """

    mean: FloatArray
    deviation: FloatArray
    n: NDArray[np.int64]
    range: FloatArray | None = None


def subgroups(observations: Values) -> Subgroups:
    """From the observations themselves: one list for each period, or shape (..., periods, observations).

    Lists may differ in length; None and nan are left out. A period without any observation is a gap.
    Raises ValueIsNotANumber, NotOneSeries.
    """
    found = numbers(_padded(observations), name="observations")
    if found.ndim not in (2, 3):
        raise NotOneSeries(f"observations has {found.ndim} dimensions; give one list of them for each period.")
    here = ~np.isnan(found)
    n = here.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(here, found, 0.0).sum(axis=-1) / n
        squares = np.where(here, found - mean[..., None], 0.0) ** 2
        deviation = np.sqrt(squares.sum(axis=-1) / np.where(n > 1, n - 1, np.nan))
    largest = np.where(here, found, -np.inf).max(axis=-1, initial=-np.inf)
    smallest = np.where(here, found, np.inf).min(axis=-1, initial=np.inf)
    return Subgroups(mean=mean, deviation=deviation, n=n, range=np.where(n > 1, largest - smallest, np.nan))


def summarised(*, mean: Values, deviation: Values, n: Values) -> Subgroups:
    """From means, sample standard deviations and numbers of observations, as a database sums them up; one shape.

    Raises LengthsDiffer, CountIsNotWhole, CountsBelowZero, ValueIsNotANumber.
    """
    middle, spread = numbers(mean, name="mean"), numbers(deviation, name="deviation")
    many = whole(counts=np.nan_to_num(numbers(n, name="n")), name="n")
    if not middle.shape == spread.shape == many.shape:
        shapes = f"{middle.shape}, {spread.shape} and {many.shape}"
        raise LengthsDiffer(f"mean, deviation and n have the shapes {shapes}; give one of each per period.")
    return Subgroups(
        mean=np.where(many > 0, middle, np.nan), deviation=np.where(many > 1, spread, np.nan), n=many
    )  # fmt: skip


def x_bar_s_chart(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    spread: Spread | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Chart:
    """Means of subgroups, limits from their standard deviations: mean of all -+ A3(n) s-bar, A3 = 3 / (c4 sqrt(n)).

    `subgroups`: what `subgroups` or `summarised` gives, or observations of shape (periods, observations). Values and
    limits in the unit of the observations. `spread`: "average" takes the mean of s / c4(n), "pooled" the root of
    sum (n-1)s2 / sum (n-1) in the place of s-bar; None: average where all subgroups are of one size, else pooled, as
    Montgomery does in examples 6.3 and 6.4. The mean of all is weighted by n. Other arguments as `xmr_chart`.

    Source: Montgomery, Introduction to Statistical Quality Control, 7e, section 6.3. Raises NoAnswers,
    SubgroupsTooSmall (no subgroup of two: take an XmR chart), NotOneSeries, LengthsDiffer, ValueIsNotANumber,
    BaselineTooShort, BaselineLongerThanSeries, PlaceOutsideSeries, LimitsOfAnotherKind.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(grouped("x-bar-s", _single(subgroups), asked, spread, constants))


def x_bar_s_charts(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    spread: Spread | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Charts:
    """`x_bar_s_chart` for many units at once, shape (units, periods[, observations]); the spread is chosen for all."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return grouped("x-bar-s", _many(subgroups), asked, spread, constants)


def s_chart(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    spread: Spread | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Chart:
    """Standard deviations of subgroups, from B3(n) s-bar to B4(n) s-bar. Everything else as `x_bar_s_chart`."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(grouped("s", _single(subgroups), asked, spread, constants))


def s_charts(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    spread: Spread | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Charts:
    """`s_chart` for many units at once."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return grouped("s", _many(subgroups), asked, spread, constants)


def x_bar_r_chart(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Chart:
    """Means of subgroups, limits from their ranges: mean of all -+ A2(n) R-bar, A2 = 3 / (d2 sqrt(n)).

    Where sizes differ R-bar stands for d2(n) times the mean of R / d2(n). Source: Montgomery 7e, section 6.2. Arguments
    and errors as `x_bar_s_chart`; `summarised` subgroups have no ranges and raise SubgroupsTooSmall.
    """
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(grouped("x-bar-r", _single(subgroups), asked, None, constants))


def x_bar_r_charts(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Charts:
    """`x_bar_r_chart` for many units at once."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return grouped("x-bar-r", _many(subgroups), asked, None, constants)


def r_chart(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Limits | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Chart:
    """Ranges of subgroups, from D3(n) R-bar to D4(n) R-bar. Everything else as `x_bar_r_chart`."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return only(grouped("r", _single(subgroups), asked, None, constants))


def r_charts(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    limits: Sequence[Limits] | None = None,
    constants: Constants = "exact",
    rules: RuleSet = NHS,
) -> Charts:
    """`r_chart` for many units at once."""
    asked = Asked(baseline=baseline, exclude=exclude, limits=limits, rules=rules)
    return grouped("r", _many(subgroups), asked, None, constants)


def grouped(kind: Drawn, groups: Subgroups, asked: Asked, spread: Spread | None, constants: Constants) -> Charts:
    """One of the four charts. Sigma is that of a single observation, or the pooled s in the place of s-bar."""
    one_of(spread, ("average", "pooled", None), name="spread")
    spreads = _spreads(kind, groups)
    values = groups.mean if kind.startswith("x-bar") else spreads
    found = frozen(asked, kind=kind, units=len(values))
    by_range = kind in ("x-bar-r", "r")
    if found is None:
        chosen = counted(groups.mean, asked)
        way = None if by_range else spread or _usual(groups.n, chosen)
        sigma = _sigma(spreads, groups.n, chosen, way, constants)
        if len(values) == 1 and np.isnan(sigma).all():
            raise SubgroupsTooSmall(
                "No subgroup of the baseline has two observations; draw single values as an XmR chart."
            )
        found = Parameters(
            kind=kind,
            centre=_weighted(groups, chosen),
            sigma=sigma,
            points=chosen.sum(axis=1),
            spread=way,
            constants=constants,
        )
    return _lines(kind, values, groups, found, asked)


def _lines(kind: Drawn, values: FloatArray, groups: Subgroups, found: Parameters, asked: Asked) -> Charts:
    known = _known(groups.n, by_range=kind in ("x-bar-r", "r"), constants=found.constants or "exact")
    # what s-bar, or R-bar, would be for subgroups of each size
    bar = found.sigma[:, None] * (np.ones(values.shape) if found.spread == "pooled" else known.unbiased)
    if kind.startswith("x-bar"):
        centre, reach = lines_of(found.centre, values), known.of_mean * bar
        lower, upper, z = centre - reach, centre + reach, in_sigmas(apart(values, centre), reach / 3)
    else:
        centre, lower, upper = bar, known.low * bar, known.high * bar
        z = in_sigmas(apart(values, centre), (upper - centre) / 3)
    return Charts(
        kind=kind,
        values=values,
        centre=centre,
        lower=lower,
        upper=upper,
        z=z,
        n=groups.n.astype(np.float64),
        parameters=found,
        sigma_z=np.full(len(values), np.nan),
        rules=asked.rules,
    )


@dataclass(frozen=True, eq=False)
class _Known:
    """The constants of each subgroup's size, whichever measure of spread they belong to."""

    unbiased: FloatArray
    of_mean: FloatArray
    low: FloatArray
    high: FloatArray


def _known(n: NDArray[np.int64], *, by_range: bool, constants: Constants) -> _Known:
    if by_range:
        of = constants_of_ranges(n=n, constants=constants)
        return _Known(of["d2"], of["a2"], of["d_3"], of["d_4"])
    of = constants_of_deviations(n=n, constants=constants)
    return _Known(of["c4"], of["a3"], of["b3"], of["b4"])


def _usual(n: NDArray[np.int64], chosen: BoolArray) -> Spread:
    return "average" if len(np.unique(n[chosen])) <= 1 else "pooled"


def _sigma(
    spreads: FloatArray, n: NDArray[np.int64], chosen: BoolArray, way: Spread | None, constants: Constants
) -> FloatArray:
    usable = chosen & ~np.isnan(spreads)
    if way == "pooled":
        free = np.where(usable, n - 1, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.sqrt((free * np.nan_to_num(spreads) ** 2).sum(axis=1) / free.sum(axis=1)))
    return mean_of(spreads / _known(n, by_range=way is None, constants=constants).unbiased, usable)


def _weighted(groups: Subgroups, chosen: BoolArray) -> FloatArray:
    weights = np.where(chosen, groups.n, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((weights * np.nan_to_num(groups.mean)).sum(axis=1) / weights.sum(axis=1))


def _spreads(kind: Drawn, groups: Subgroups) -> FloatArray:
    if kind in ("x-bar-s", "s"):
        return groups.deviation
    if groups.range is None:
        raise SubgroupsTooSmall("These subgroups are summed up and have no ranges; draw an x-bar-S chart.")
    return groups.range


def _single(given: Subgroups | Values) -> Subgroups:
    found = given if isinstance(given, Subgroups) else subgroups(given)
    if found.mean.ndim != 1:
        raise NotOneSeries("Subgroups of several units were given to one chart; take the function for many charts.")
    span = None if found.range is None else found.range[None, :]
    return Subgroups(mean=found.mean[None, :], deviation=found.deviation[None, :], n=found.n[None, :], range=span)


def _many(given: Subgroups | Values) -> Subgroups:
    found = given if isinstance(given, Subgroups) else subgroups(given)
    if found.mean.ndim != 2:
        raise NotOneSeries("Subgroups of one unit were given to many charts; take the function for one chart.")
    return found


def _padded(observations: Values) -> Values:
    """Lists of unequal length, filled up with gaps."""
    if not isinstance(observations, list | tuple) or not all(isinstance(each, list | tuple) for each in observations):
        return observations
    longest = max((len(each) for each in observations), default=0)
    if all(len(each) == longest for each in observations):
        return observations
    return [[*each, *[None] * (longest - len(each))] for each in observations]
