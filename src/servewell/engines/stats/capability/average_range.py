"""Gauge R&R by averages and ranges, as on the paper form, and the chart of ranges that shows who measures oddly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.capability.gauge import Gauge, gauge_of, study_of
from servewell.engines.stats.capability.spread import NoSpread, constants_of, d2_star

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GaugeRanges:
    """The two charts of a study, with the places that are out of control.

    `ranges` and `averages`: parts x appraisers in the unit of the values. `ranges_out`: pairs (part, appraiser) whose
    range is beyond `range_limit`: measured inconsistently. `averages_out`: the share of averages outside of
    `average_limits`, which are as wide as the measuring alone; half or more means that parts can be told apart.
    """

    ranges: FloatArray
    averages: FloatArray
    mean_range: float
    range_limit: float
    ranges_out: tuple[tuple[int, int], ...]
    average_limits: tuple[float, float]
    averages_out: float


@dataclass(frozen=True)
class AverageAndRange:
    """The gauge and the figures of the paper form: mean range, range of appraiser means, range of part means."""

    gauge: Gauge
    mean_range: float
    appraiser_ranges: tuple[float, ...]
    appraiser_difference: float
    part_range: float


def gauge_average_range(*, values: ArrayLike, tolerance: float | None = None) -> AverageAndRange:
    """A crossed study by averages and ranges.

    EV = mean range / d2*(trials, parts x appraisers), AV = sqrt((difference of appraiser means / d2*(appraisers, 1))^2
    - EV^2 / (parts x trials)) or 0, PV = range of part means / d2*(parts, 1), GRR^2 = EV^2 + AV^2, TV^2 = GRR^2 + PV^2.
    It cannot see an interaction; take `gauge_anova` where you can. `values`: parts x appraisers x trials; `tolerance`:
    upper minus lower limit, in the same unit. Source: AIAG, Measurement Systems Analysis, 4e, chapter III-B.
    Raises StudyNotBalanced, StudyTooSmall, MeasurementIsNotANumber, NoSpread, ToleranceNotAboveZero.
    """
    study = study_of(values)
    parts, appraisers, trials = study.shape
    by_appraiser = np.ptp(study, axis=2).mean(axis=0)
    mean_range = float(by_appraiser.mean())
    difference = float(np.ptp(study.mean(axis=(0, 2))))
    part_range = float(np.ptp(study.mean(axis=(1, 2))))

    repeat = (mean_range / d2_star(trials, parts * appraisers)) ** 2
    variances = {
        "repeatability": repeat,
        "appraiser": max(0.0, (difference / d2_star(appraisers, 1)) ** 2 - repeat / (parts * trials)),
        "interaction": 0.0,
        "part": (part_range / d2_star(parts, 1)) ** 2,
    }
    gauge = gauge_of("average-range", variances, tolerance, (), None)
    return AverageAndRange(gauge, mean_range, tuple(float(size) for size in by_appraiser), difference, part_range)


def gauge_ranges(*, values: ArrayLike) -> GaugeRanges:
    """Range and average chart of a study, appraiser by appraiser.

    Limit of ranges: mean range (1 + 3 d3/d2); limits of averages: mean -+ 3 mean range / (d2 sqrt(trials)).
    `values`: parts x appraisers x trials. Source: AIAG, Measurement Systems Analysis, 4e, chapter III-B.
    Raises StudyNotBalanced, StudyTooSmall, MeasurementIsNotANumber, NoSpread (no range at all).
    """
    study = study_of(values)
    trials = study.shape[2]
    ranges, averages = np.ptp(study, axis=2), study.mean(axis=2)
    mean_range = float(ranges.mean())
    if mean_range == 0:
        raise NoSpread("Every appraiser repeated every value exactly; were the later trials copied from the first?")
    known = constants_of(trials)
    limit = mean_range * known.d_4
    reach = mean_range * known.a2
    low, high = float(averages.mean()) - reach, float(averages.mean()) + reach
    out = tuple((int(part), int(appraiser)) for part, appraiser in np.argwhere(ranges > limit))
    share = float(np.mean((averages < low) | (averages > high)))
    return GaugeRanges(ranges, averages, mean_range, limit, out, (low, high), share)
