"""Gauge R&R: how much of the spread is the measuring itself - the instrument again, the appraiser, or the thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.capability.spread import MeasurementIsNotANumber, NoSpread

FloatArray = NDArray[np.float64]
Source = Literal["repeatability", "appraiser", "interaction", "reproducibility", "gauge", "part", "total"]
Method = Literal["anova", "anova-pooled", "anova-nested", "average-range"]

SIGMAS = 6.0  # the width of a study or of a process, as AIAG 4e; earlier editions took 5.15


class StudyNotBalanced(ValueError):
    """Not every appraiser measured every part equally often."""


class StudyTooSmall(ValueError):
    """A study needs two parts, two appraisers and two trials."""


class ToleranceNotAboveZero(ValueError):
    """The tolerance is 0, negative or not a number."""


class ShareOutsideZeroAndOne(ValueError):
    """A level such as 0.05 was given as 5, or is negative."""


@dataclass(frozen=True)
class Component:
    """One source of spread: its variance (squared unit), sigma (unit) and shares from 0 to 1.

    `contribution`: variance over total variance. `study`: sigma over total sigma. `tolerance`: 6 sigma over the
    tolerance, None where none was given.
    """

    variance: float
    sigma: float
    contribution: float
    study: float
    tolerance: float | None


@dataclass(frozen=True)
class Line:
    """One line of an analysis of variance; f and p are None for the line that the others are compared with."""

    source: Literal["part", "appraiser", "interaction", "repeatability"]
    freedom: int
    squares: float
    mean_square: float
    f: float | None
    p: float | None


@dataclass(frozen=True)
class Gauge:
    """A finished study: components by source, distinct categories, and the tables behind them.

    `categories` (ndc) is 1.41 part sigma over gauge sigma, cut to whole, at least 1; 5 or more can tell
    parts apart, None: the gauge showed no error at all.
    `lines` is the table before pooling, `pooled` the one after (None: the interaction was kept, or none belongs).
    """

    method: Method
    components: Mapping[Source, Component]
    categories: int | None
    lines: tuple[Line, ...]
    pooled: tuple[Line, ...] | None


def gauge_anova(
    *,
    values: ArrayLike,
    pool_above: float = 0.05,
    tolerance: float | None = None,
) -> Gauge:
    """A crossed study by analysis of variance with random parts and appraisers.

    repeatability = MSe, interaction = (MSpa - MSe)/r, appraiser = (MSa - MSpa)/(p r), part = (MSp - MSpa)/(a r);
    below 0 is 0. An interaction with p above `pool_above` joins the repeatability, and the appraiser and part
    variances then subtract that (0 keeps it always, 1 never; AIAG pools at 0.25, SixSigma and Minitab at 0.05).
    `values`: parts x appraisers x trials in one unit; `tolerance`: upper minus lower limit in the same (for one limit:
    twice its distance to the mean). Source: AIAG, Measurement Systems Analysis, 4e, chapter III-B and appendix A;
    Montgomery and Runger 1993, Quality Engineering 6:115.
    Raises StudyNotBalanced, StudyTooSmall, MeasurementIsNotANumber, NoSpread, ToleranceNotAboveZero,
    ShareOutsideZeroAndOne.
    """
    if not 0 <= pool_above <= 1:
        raise ShareOutsideZeroAndOne(f"The level {pool_above} is none; write 5 per cent as 0.05.")
    study = study_of(values)
    squares, freedom = _crossed_squares(study), _crossed_freedom(study)
    lines = _table(squares, freedom, ("interaction", "interaction", "repeatability"))

    is_pooled = lines[2].squares == 0 or (lines[2].p or 0.0) > pool_above
    pooled = None
    if is_pooled:
        joined = {"repeatability": squares["interaction"] + squares["repeatability"]}
        left = {"repeatability": freedom["interaction"] + freedom["repeatability"]}
        pooled = _table(
            {"part": squares["part"], "appraiser": squares["appraiser"], **joined},
            {"part": freedom["part"], "appraiser": freedom["appraiser"], **left},
            ("repeatability", "repeatability"),
        )
    variances = _crossed_variances(pooled or lines, study.shape)
    return gauge_of("anova-pooled" if is_pooled else "anova", variances, tolerance, lines, pooled)


def gauge_nested(*, values: ArrayLike, tolerance: float | None = None) -> Gauge:
    """A nested study: each appraiser measures parts of their own, as when a part is destroyed or a call cannot recur.

    repeatability = MSe, part = (MSp(a) - MSe)/r, appraiser = (MSa - MSp(a))/(p r); below 0 is 0.
    `values`: parts of the appraiser x appraisers x trials (part 1 of one appraiser is not part 1 of another).
    Source: Montgomery, Design and Analysis of Experiments, 8e, section 14.1. Raises what `gauge_anova` raises.
    """
    study = study_of(values)
    parts, appraisers, trials = study.shape
    by_part, by_appraiser, grand = study.mean(axis=2), study.mean(axis=(0, 2)), study.mean()
    squares = {
        "appraiser": parts * trials * float(np.sum((by_appraiser - grand) ** 2)),
        "part": trials * float(np.sum((by_part - by_appraiser) ** 2)),
        "repeatability": float(np.sum((study - by_part[:, :, None]) ** 2)),
    }
    freedom = {
        "appraiser": appraisers - 1,
        "part": appraisers * (parts - 1),
        "repeatability": appraisers * parts * (trials - 1),
    }
    lines = _table(squares, freedom, ("part", "repeatability"))
    mean = {line.source: line.mean_square for line in lines}
    variances = {
        "repeatability": mean["repeatability"],
        "interaction": 0.0,
        "appraiser": max(0.0, (mean["appraiser"] - mean["part"]) / (parts * trials)),
        "part": max(0.0, (mean["part"] - mean["repeatability"]) / trials),
    }
    return gauge_of("anova-nested", variances, tolerance, lines, None)


def study_of(values: ArrayLike) -> FloatArray:
    """The study as parts x appraisers x trials, complete. Raises what `gauge_anova` raises of shapes and values."""
    try:
        study = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as trouble:
        raise StudyNotBalanced(
            "A study is parts x appraisers x trials, all of them filled with numbers; bring each trial or leave the "
            "part out."
        ) from trouble
    if study.ndim != 3:
        raise StudyNotBalanced(f"A study is parts x appraisers x trials; this has {study.ndim} dimensions.")
    if min(study.shape) < 2:
        raise StudyTooSmall(f"A study of {study.shape} says nothing; bring two parts, appraisers and trials or more.")
    if np.any(np.isnan(study)):
        part, appraiser, trial = (int(place) for place in np.argwhere(np.isnan(study))[0])
        raise StudyNotBalanced(f"Part {part}, appraiser {appraiser} has no trial {trial}; measure or drop the part.")
    if not np.all(np.isfinite(study)):
        raise MeasurementIsNotANumber("A value is infinite; leave the part out or measure it again.")
    if np.ptp(study) == 0:
        raise NoSpread("All values are equal; take parts that differ, or a finer scale.")
    return study


def gauge_of(
    method: Method,
    variances: Mapping[str, float],
    tolerance: float | None,
    lines: tuple[Line, ...],
    pooled: tuple[Line, ...] | None,
) -> Gauge:
    """Components and distinct categories from the four variances. Raises ToleranceNotAboveZero, NoSpread."""
    if tolerance is not None and not tolerance > 0:
        raise ToleranceNotAboveZero(f"A tolerance of {tolerance} is none; give upper minus lower limit.")
    both = variances["appraiser"] + variances["interaction"]
    gauge = both + variances["repeatability"]
    every: dict[Source, float] = {
        "repeatability": variances["repeatability"],
        "appraiser": variances["appraiser"],
        "interaction": variances["interaction"],
        "reproducibility": both,
        "gauge": gauge,
        "part": variances["part"],
        "total": gauge + variances["part"],
    }
    total = every["total"]
    if total == 0:
        raise NoSpread("The study shows no variance that it could divide; take parts that differ, or use gauge_anova.")
    components = {
        source: Component(
            variance,
            sqrt(variance),
            variance / total,
            sqrt(variance / total),
            None if tolerance is None else SIGMAS * sqrt(variance) / tolerance,
        )
        for source, variance in every.items()
    }
    return Gauge(method, components, _categories(variances["part"], gauge), lines, pooled)


def _categories(part: float, gauge: float) -> int | None:
    return max(1, int(1.41 * sqrt(part / gauge))) if gauge > 0 else None


def _crossed_squares(study: FloatArray) -> dict[str, float]:
    parts, appraisers, trials = study.shape
    grand, cell = study.mean(), study.mean(axis=2)
    by_part, by_appraiser = study.mean(axis=(1, 2)), study.mean(axis=(0, 2))
    return {
        "part": appraisers * trials * float(np.sum((by_part - grand) ** 2)),
        "appraiser": parts * trials * float(np.sum((by_appraiser - grand) ** 2)),
        "interaction": trials * float(np.sum((cell - by_part[:, None] - by_appraiser + grand) ** 2)),
        "repeatability": float(np.sum((study - cell[:, :, None]) ** 2)),
    }


def _crossed_freedom(study: FloatArray) -> dict[str, int]:
    parts, appraisers, trials = study.shape
    return {
        "part": parts - 1,
        "appraiser": appraisers - 1,
        "interaction": (parts - 1) * (appraisers - 1),
        "repeatability": parts * appraisers * (trials - 1),
    }


def _crossed_variances(lines: tuple[Line, ...], shape: tuple[int, ...]) -> dict[str, float]:
    parts, appraisers, trials = shape
    mean = {line.source: line.mean_square for line in lines}
    error = mean["repeatability"]
    below = mean.get("interaction", error)
    return {
        "repeatability": error,
        "interaction": max(0.0, (below - error) / trials),
        "appraiser": max(0.0, (mean["appraiser"] - below) / (parts * trials)),
        "part": max(0.0, (mean["part"] - below) / (appraisers * trials)),
    }


def _table(squares: Mapping[str, float], freedom: Mapping[str, int], against: tuple[str, ...]) -> tuple[Line, ...]:
    """Each line but the last is compared with the line named for it; without any error there, f and p are None."""
    from scipy.special import fdtrc  # noqa: PLC0415 - importing this package must not load scipy

    mean = {source: total / freedom[source] for source, total in squares.items()}
    lines = []
    for source, other in zip(squares, (*against, None), strict=True):
        below = mean[other] if other else 0.0
        f = mean[source] / below if below > 0 else None
        p = None if f is None or other is None else float(fdtrc(freedom[source], freedom[other], f))
        lines.append(Line(source, freedom[source], squares[source], mean[source], f, p))  # type: ignore[arg-type]
    return tuple(lines)
