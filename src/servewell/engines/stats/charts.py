"""Control charts as finished numbers: what lies within the limits is noise, and nobody is asked to explain it.

The constants are the published, rounded ones (2.66 and 1.128, not 3 * sqrt(pi) / 2 and 2 / sqrt(pi)), so that a chart
agrees to the last digit with the reference implementations of the NHS and of Laney's chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from servewell.engines.stats.counts import IntArray, LengthsDiffer, NoAnswers, successes_of, whole

ChartKind = Literal["run", "xmr", "p", "p-prime"]
Points = tuple[float | None, ...]

POINTS_FOR_LIMITS = 12
POINTS_FOR_FULL_LIMITS = 20
LANEY_FROM = 1.2
RANGES_TO_LIMIT = 2.66  # three sigma in mean moving ranges
RANGES_TO_SIGMA = 1.128  # d2 of two points
RANGE_LIMIT = 3.267  # D4 of two points: a moving range beyond it is itself a signal


class BaselineTooShort(ValueError):
    """The baseline holds too few points to draw anything from."""


class BaselineLongerThanSeries(ValueError):
    """The limits were to come from more points than there are."""


@dataclass(frozen=True)
class Chart:
    """One chart, ready to draw: the tuples are equally long, one place per period.

    A period without answers is a gap (None in values), never a zero. `baseline` is the number of points, gaps not
    counted, that centre and limits come from. `is_provisional`: fewer than 20 such points. `is_screened`: moving
    ranges beyond 3.267 times their mean were left out once. `sigma_z` (p and p-prime only): the spread found over the
    spread that chance alone would give.
    """

    kind: ChartKind
    values: Points
    centre: Points
    lower: Points
    upper: Points
    n: tuple[int, ...]
    sigma_z: float | None
    baseline: int
    is_provisional: bool
    is_screened: bool


def chart_of_shares(*, successes: ArrayLike, n: ArrayLike, baseline: int | None = None) -> Chart:
    """The right chart for a share.

    Run chart under 12 points, else p chart, or Laney's p' where sigma_z is above 1.2.
    """
    plain = p_chart(successes=successes, n=n, baseline=baseline)
    if plain.baseline < POINTS_FOR_LIMITS:
        return run_chart(values=plain.values, n=plain.n, baseline=baseline)
    if plain.sigma_z is not None and plain.sigma_z > LANEY_FROM:
        return p_prime_chart(successes=successes, n=n, baseline=baseline)
    return plain


def chart_of_values(
    *, values: Sequence[float | None], n: Sequence[int] | None = None, baseline: int | None = None, screen: bool = True
) -> Chart:
    """The right chart for one value per period: run chart under 12 points, else XmR."""
    if len(_baseline_places(values, baseline)) < POINTS_FOR_LIMITS:
        return run_chart(values=values, n=n, baseline=baseline)
    return xmr_chart(values=values, n=n, baseline=baseline, screen=screen)


def run_chart(*, values: Sequence[float | None], n: Sequence[int] | None = None, baseline: int | None = None) -> Chart:
    """Values around the median of the baseline, without limits. Raises what `xmr_chart` raises.

    Source: Anhoej and Olesen 2014, PLoS ONE 9:e113825. Values in any unit; centre in the same.
    """
    points = _points(values)
    places = _baseline_places(points, baseline)
    middle = float(median(_present(points, places)))
    none: Points = (None,) * len(points)
    centre: Points = (middle,) * len(points)
    return Chart("run", points, centre, none, none, _answers(points, n), None, len(places), False, False)


def xmr_chart(
    *,
    values: Sequence[float | None],
    n: Sequence[int] | None = None,
    baseline: int | None = None,
    screen: bool = True,
) -> Chart:
    """Individual values with limits from their moving ranges: mean -+ 2.66 times the mean moving range.

    `baseline`: centre and limits come from the first so many points that have a value (None: from all). `screen`:
    moving ranges above 3.267 times their mean are left out once. A gap breaks the range on both sides; where no range
    is left there are no limits. Values in any unit, limits in the same. `n`: the answers behind each value, for
    display (None: one). Source: Wheeler, Understanding Variation; screening as NHS England, Making Data Count
    (NHSRplotthedots). Raises NoAnswers (no value at all), BaselineTooShort, BaselineLongerThanSeries, LengthsDiffer.
    """
    points = _points(values)
    places = _baseline_places(points, baseline)
    middle = fmean(_present(points, places))
    reach = _reach(points[: places[-1] + 1], screen=screen)

    lower: Points = (None if reach is None else middle - reach,) * len(points)
    upper: Points = (None if reach is None else middle + reach,) * len(points)
    centre: Points = (middle,) * len(points)
    answers, is_provisional = _answers(points, n), len(places) < POINTS_FOR_FULL_LIMITS
    return Chart("xmr", points, centre, lower, upper, answers, None, len(places), is_provisional, screen)


def p_chart(*, successes: ArrayLike, n: ArrayLike, baseline: int | None = None) -> Chart:
    """Shares with limits that follow n: p -+ 3 sqrt(p(1-p)/n), p = all successes over all answers of the baseline.

    Two arrays of one length, one place per period; n = 0 is a gap. Limits are cut at 0 and 1.
    Source: Montgomery, Introduction to Statistical Quality Control, 7e, section 7.2. Raises NoAnswers,
    MoreSuccessesThanAnswers, CountIsNotWhole, CountsBelowZero, LengthsDiffer, BaselineTooShort,
    BaselineLongerThanSeries.
    """
    hits, answers = successes_of(successes=successes, n=n)
    return _chart_of_counts("p", hits, answers, baseline)


def p_prime_chart(*, successes: ArrayLike, n: ArrayLike, baseline: int | None = None) -> Chart:
    """Laney's p' chart: the p chart with its limits stretched by sigma_z, for n so large that chance explains too
    little.

    p -+ 3 sigma_z sqrt(p(1-p)/n); sigma_z = mean |z(i) - z(i-1)| / 1.128, z(i) = (p(i) - p) / sqrt(p(1-p)/n(i)), over
    neighbours in the baseline. Source: Laney 2002, Quality Engineering 14:531. Shapes and errors as `p_chart`.
    """
    hits, answers = successes_of(successes=successes, n=n)
    return _chart_of_counts("p-prime", hits, answers, baseline)


def _chart_of_counts(kind: Literal["p", "p-prime"], hits: IntArray, answers: IntArray, baseline: int | None) -> Chart:
    points: Points = tuple(int(h) / int(a) if a else None for h, a in zip(hits, answers, strict=True))
    places = _baseline_places(points, baseline)
    middle = float(hits[places].sum() / answers[places].sum())
    sigmas = [float(np.sqrt(middle * (1 - middle) / a)) if a else None for a in answers]
    sigma_z = _sigma_z(points[: places[-1] + 1], sigmas, middle)

    stretch = 3 * (sigma_z if kind == "p-prime" and sigma_z is not None else 1.0)
    lower: Points = tuple(None if s is None else max(0.0, middle - stretch * s) for s in sigmas)
    upper: Points = tuple(None if s is None else min(1.0, middle + stretch * s) for s in sigmas)
    centre: Points = (middle,) * len(points)
    counts, is_provisional = tuple(int(a) for a in answers), len(places) < POINTS_FOR_FULL_LIMITS
    return Chart(kind, points, centre, lower, upper, counts, sigma_z, len(places), is_provisional, False)


def _sigma_z(points: Points, sigmas: list[float | None], middle: float) -> float | None:
    """None where no two neighbours have answers, or where all answers are alike and chance has no spread."""
    scores = tuple(
        None if point is None or not sigma else (point - middle) / sigma
        for point, sigma in zip(points, sigmas, strict=False)
    )
    ranges = _moving_ranges(scores)
    return fmean(ranges) / RANGES_TO_SIGMA if ranges else None


def _reach(points: Points, *, screen: bool) -> float | None:
    ranges = _moving_ranges(points)
    if ranges and screen:
        most = RANGE_LIMIT * fmean(ranges)
        ranges = [size for size in ranges if size <= most]
    return RANGES_TO_LIMIT * fmean(ranges) if ranges else None


def _moving_ranges(points: Points) -> list[float]:
    return [abs(later - sooner) for sooner, later in pairwise(points) if sooner is not None and later is not None]


def _baseline_places(points: Sequence[float | None], baseline: int | None) -> list[int]:
    places = [place for place, point in enumerate(points) if point is not None]
    if not places:
        raise NoAnswers("A chart needs one period with answers; show the empty state instead.")
    if baseline is None:
        return places
    if baseline < 1:
        raise BaselineTooShort(f"A baseline of {baseline} points is none; give 1 or more, or None for all.")
    if baseline > len(places):
        raise BaselineLongerThanSeries(f"The baseline asks for {baseline} points and there are {len(places)}.")
    return places[:baseline]


def _points(values: Sequence[float | None]) -> Points:
    return tuple(None if value is None or not np.isfinite(value) else float(value) for value in values)


def _present(points: Points, places: list[int]) -> list[float]:
    return [point for place in places if (point := points[place]) is not None]


def _answers(points: Points, n: Sequence[int] | None) -> tuple[int, ...]:
    if n is None:
        return tuple(0 if point is None else 1 for point in points)
    if len(n) != len(points):
        raise LengthsDiffer(f"There are {len(points)} values and {len(n)} counts of answers; give one n per value.")
    return tuple(int(count) for count in whole(counts=n, name="n"))
