"""Limits for many series at once, each from its own first periods, to be stored and kept."""

from dataclasses import dataclass

import numpy as np

from servewell.engines.stats.charts.attributes import p_charts, p_prime_charts, u_charts, u_prime_charts
from servewell.engines.stats.charts.chart import POINTS_FOR_FULL_LIMITS, Limits
from servewell.engines.stats.charts.choosing import LANEY_FROM
from servewell.engines.stats.charts.series import BoolArray, Charts, Values, table
from servewell.engines.stats.charts.values import xmr_charts

MOST_POINTS = 24


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What limits were drawn from: the periods from the place `start` up to, but without, `until`."""

    start: int
    until: int
    limits: Limits


def baselines_of_shares(
    *, successes: Values, n: Values, fewest: int = POINTS_FOR_FULL_LIMITS, most: int = MOST_POINTS
) -> tuple[Baseline | None, ...]:
    """For each unit the limits that `chart_of_shares` gives with its first points as the baseline: p, or Laney's p'
    where sigma_z is above 1.2.

    Two tables of shape (units, periods); gaps as in `p_charts`. The baseline is the first `most` points, or as many as
    there are from `fewest` on. None for a unit with fewer, and where they never vary: limits without width would call
    every later point a signal. Raises what `p_charts` raises.
    """
    points = _points(n)
    plain = p_charts(successes=successes, n=n, baseline=_baseline_of(points, most))
    laney = p_prime_charts(successes=successes, n=n, baseline=_baseline_of(points, most))
    return _either(plain, laney, fewest, most, full=1.0)


def baselines_of_rates(
    *, counts: Values, exposure: Values, fewest: int = POINTS_FOR_FULL_LIMITS, most: int = MOST_POINTS
) -> tuple[Baseline | None, ...]:
    """For each unit the limits that `chart_of_rates` gives, likewise: u, or Laney's u' where sigma_z is above 1.2. None
    as well where nothing ever happened. Raises what `u_charts` raises.
    """
    points = _points(exposure)
    plain = u_charts(counts=counts, exposure=exposure, baseline=_baseline_of(points, most))
    laney = u_prime_charts(counts=counts, exposure=exposure, baseline=_baseline_of(points, most))
    return _either(plain, laney, fewest, most, full=np.inf)


def _either(plain: Charts, laney: Charts, fewest: int, most: int, *, full: float) -> tuple[Baseline | None, ...]:
    """``full``: a centre there, as at 0, has no width."""
    with np.errstate(invalid="ignore"):
        is_beyond_chance = plain.sigma_z > LANEY_FROM
    varies = (plain.parameters.centre > 0) & (plain.parameters.centre < full)
    return tuple(
        _baseline(laney if is_beyond_chance[unit] else plain, unit, fewest, most) if varies[unit] else None
        for unit in range(len(plain))
    )


def baselines_of_values(
    *, values: Values, fewest: int = POINTS_FOR_FULL_LIMITS, most: int = MOST_POINTS
) -> tuple[Baseline | None, ...]:
    """For each unit the limits that `chart_of_values` gives, likewise: XmR, with its ranges screened once."""
    drawn = xmr_charts(values=values, baseline=_baseline_of(~np.isnan(table(values)), most))
    return tuple(
        _baseline(drawn, unit, fewest, most) if drawn.parameters.sigma[unit] > 0 else None for unit in range(len(drawn))
    )


def _points(n: Values) -> BoolArray:
    return np.nan_to_num(table(n, name="n")) > 0


def _baseline_of(points: BoolArray, most: int) -> int | None:
    """A single unit is never asked for more points than it has; of many each gives what it has."""
    found = int(points.sum(axis=1).max(initial=0))
    return min(most, found) or None


def _baseline(charts: Charts, unit: int, fewest: int, most: int) -> Baseline | None:
    places = np.flatnonzero(~np.isnan(charts.values[unit]))[:most]
    if len(places) < fewest:
        return None
    return Baseline(start=int(places[0]), until=int(places[-1]) + 1, limits=charts.parameters.of(unit))
