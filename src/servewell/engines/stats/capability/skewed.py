"""Capability of what is not normal: waiting and answering times have a long tail, and a promise has one side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.capability.indices import Outside, observed_outside, refuse_limits
from servewell.engines.stats.capability.spread import NoSpread, groups_of
from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.estimates.single import Estimate, share

FloatArray = NDArray[np.float64]
Shape = Literal["lognormal", "weibull", "gamma", "normal", "empirical"]

MIDDLE = 0.5
FAR_BELOW, FAR_ABOVE = 0.00135, 0.99865  # where -3 and +3 sigma lie in a normal process
VALUES_FOR_EMPIRICAL = 741  # the first n at which 1/n is no more than the far share


class ValuesNotAboveZero(ValueError):
    """Lognormal, Weibull and gamma know only values above zero."""


class TooFewForTheTail(ValueError):
    """So few values hold nothing that is as rare as what was asked."""


class UnknownShape(ValueError):
    """The distribution is none of those there are."""


@dataclass(frozen=True)
class PercentileCapability:
    """Indices from percentiles, with bootstrap intervals as (value, low, high, n, method).

    `far_below`, `middle`, `far_above`: the 0.135, 50 and 99.865 per cent points in the unit of the values. A side
    without a limit is None. `expected` is what the fitted shape puts outside of a million (empirical: as observed).
    """

    shape: Shape
    far_below: float
    middle: float
    far_above: float
    both: Estimate | None
    lower: Estimate | None
    upper: Estimate | None
    worst: Estimate
    expected: Outside
    observed: Outside
    draws: int


@dataclass(frozen=True)
class PromiseKept:
    """The share within the promise, and the time within which the wanted share is served, both with intervals.

    `time.high` is infinite where the values are too few to bound the wanted share from above.
    """

    share: Estimate
    time: Estimate
    wanted: float


def percentile_capability(
    *,
    values: ArrayLike,
    lower: float | None = None,
    upper: float | None = None,
    shape: Shape = "lognormal",
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> PercentileCapability:
    """Capability for skewed values: (U - L) / (X.99865 - X.00135), (U - X.5) / (X.99865 - X.5), (X.5 - L) / (X.5 -
    X.00135), the worst being the smaller side.

    X are quantiles of the shape fitted by maximum likelihood, or ("empirical", from 741 values) of the values
    themselves. Intervals: percentile bootstrap, `draws` resamples with `seed`. A flat list of values, limits in their
    unit. Source: ISO 22514-2; Clements 1989, Quality Progress 22(9):95.
    Raises NoLimits, LimitsAreCrossed, ValuesNotAboveZero, TooFewForTheTail, UnknownShape, NoSpread, what `groups_of`
    raises, ConfidenceOutsideZeroAndOne.
    """
    refuse_limits(lower, upper, None)
    flat, generator = np.concatenate(groups_of(values=values)), np.random.default_rng(seed)
    fit = _fitting(shape, flat)
    found = fit(flat[np.newaxis])
    again = np.concatenate([fit(flat[_resample(generator, flat.size, part)]) for part in _parts(draws, flat.size)])
    point, spread = _sides(found, lower, upper), _sides(again, lower, upper)
    sides = {name: _estimate(point[name], spread[name], flat.size, confidence) for name in point}
    observed = observed_outside(flat, lower, upper)
    return PercentileCapability(
        shape=shape,
        far_below=float(found[0, 0]),
        middle=float(found[0, 1]),
        far_above=float(found[0, 2]),
        both=sides.get("both"),
        lower=sides.get("lower"),
        upper=sides.get("upper"),
        worst=sides["worst"],
        expected=observed if shape == "empirical" else _expected(shape, found[0, 3:], lower, upper),
        observed=observed,
        draws=draws,
    )


def promise_kept(*, times: ArrayLike, promise: float, wanted: float = 0.95, confidence: float = 0.95) -> PromiseKept:
    """Service times against a promise without any shape: the share at or within it, and what could be promised.

    The share has Wilson's interval; the time is the k-th smallest, k = ceil(wanted * n), with the order statistics
    that bound the quantile by the binomial distribution. Times and promise in one unit. Source: Conover, Practical
    Nonparametric Statistics, 3e, section 3.2. Raises ConfidenceOutsideZeroAndOne, what `groups_of` raises.
    """
    from scipy.special import bdtr  # noqa: PLC0415 - importing this package must not load scipy

    upper_tail(wanted)
    flat = np.sort(np.concatenate(groups_of(values=times)))
    n, tail = int(flat.size), 1 - upper_tail(confidence)
    kept = share(successes=int(np.sum(flat <= promise)), n=n, confidence=confidence)

    at_most = bdtr(np.arange(n), n, wanted)  # chance that no more than k values lie below the quantile
    below, above = int(np.sum(at_most <= tail)), int(np.searchsorted(at_most, 1 - tail))
    low = flat[below - 1] if below else -np.inf
    high = flat[above] if above < n else np.inf
    place = int(np.ceil(wanted * n - 1e-9)) - 1
    return PromiseKept(kept, Estimate(float(flat[place]), float(low), float(high), n, "order-statistics"), wanted)


def _fitting(shape: Shape, values: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """A function from rows of values to rows of (far below, middle, far above, two parameters)."""
    ways: dict[str, Callable[[FloatArray], FloatArray]] = {
        "lognormal": lambda rows: _normal(np.log(rows), np.exp),
        "normal": lambda rows: _normal(rows, lambda points: points),
        "weibull": _weibull,
        "gamma": _gamma,
        "empirical": lambda rows: np.quantile(rows, [FAR_BELOW, MIDDLE, FAR_ABOVE], axis=1).T,
    }
    if shape not in ways:
        raise UnknownShape(f"{shape!r} is no shape that can be fitted; use one of {', '.join(ways)}.")
    if shape in ("lognormal", "weibull", "gamma") and not np.all(values > 0):
        raise ValuesNotAboveZero(f"A {shape} needs values above 0; use empirical or normal, or mend times of 0.")
    if shape == "empirical" and values.size < VALUES_FOR_EMPIRICAL:
        raise TooFewForTheTail(
            f"{values.size} values hold no 0.135 per cent point; fit a shape, or bring {VALUES_FOR_EMPIRICAL}."
        )
    if np.ptp(values) == 0:
        raise NoSpread("All values are equal; measure with a finer scale or over longer time.")
    return ways[shape]


def _normal(rows: FloatArray, back: Callable[[FloatArray], FloatArray]) -> FloatArray:
    mean, sigma = rows.mean(axis=1), rows.std(axis=1)
    points = mean[:, None] + sigma[:, None] * np.array([-3.0, 0.0, 3.0])
    return np.column_stack([back(points), mean, sigma])


def _weibull(rows: FloatArray) -> FloatArray:
    logs = np.log(rows)
    logs -= (top := logs.max(axis=1, keepdims=True))
    shape = np.full(len(rows), 1.2) / np.maximum(logs.std(axis=1), 1e-12)
    for _ in range(60):
        powers = np.exp(shape[:, None] * logs)
        total, first = powers.sum(axis=1), (powers * logs).sum(axis=1)
        second = (powers * logs**2).sum(axis=1)
        slope = (second * total - first**2) / total**2 + 1 / shape**2
        step = (first / total - 1 / shape - logs.mean(axis=1)) / slope
        shape = np.maximum(shape - step, shape / 4)
    scale = np.exp(top[:, 0]) * np.exp(shape[:, None] * logs).mean(axis=1) ** (1 / shape)
    shares = np.array([FAR_BELOW, MIDDLE, FAR_ABOVE])
    points = scale[:, None] * (-np.log1p(-shares)) ** (1 / shape[:, None])
    return np.column_stack([points, scale, shape])


def _gamma(rows: FloatArray) -> FloatArray:
    from scipy.special import gammaincinv, polygamma, psi  # noqa: PLC0415 - importing this package must not load scipy

    gap = np.maximum(np.log(rows.mean(axis=1)) - np.log(rows).mean(axis=1), 1e-15)
    shape = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(20):
        shape = 1 / (1 / shape + (np.log(shape) - psi(shape) - gap) / (shape - shape**2 * polygamma(1, shape)))
    scale = rows.mean(axis=1) / shape
    shares = np.array([FAR_BELOW, MIDDLE, FAR_ABOVE])
    return np.column_stack([scale[:, None] * gammaincinv(shape[:, None], shares), scale, shape])


def _sides(found: FloatArray, lower: float | None, upper: float | None) -> dict[str, FloatArray]:
    below, middle, above = found[:, 0], found[:, 1], found[:, 2]
    sides: dict[str, FloatArray] = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        if lower is not None:
            sides["lower"] = (middle - lower) / (middle - below)
        if upper is not None:
            sides["upper"] = (upper - middle) / (above - middle)
        worst = np.min(list(sides.values()), axis=0)
        if lower is not None and upper is not None:
            sides["both"] = (upper - lower) / (above - below)
    return {**sides, "worst": worst}


def _estimate(point: FloatArray, many: FloatArray, n: int, confidence: float) -> Estimate:
    tail, value = 1 - upper_tail(confidence), float(point[0])
    low, high = (float(limit) for limit in np.quantile(many[np.isfinite(many)], [tail, 1 - tail]))
    return Estimate(value, min(low, value), max(high, value), n, "percentile-bootstrap")


def _expected(shape: Shape, fitted: FloatArray, lower: float | None, upper: float | None) -> Outside:
    from scipy.special import gammainc, gammaincc, ndtr  # noqa: PLC0415 - importing this package must not load scipy

    place, scale = (float(parameter) for parameter in fitted)

    def under(limit: float) -> tuple[float, float]:
        if shape == "normal":
            return ndtr((limit - place) / scale), ndtr((place - limit) / scale)
        if limit <= 0:
            return 0.0, 1.0
        if shape == "lognormal":
            return ndtr((np.log(limit) - place) / scale), ndtr((place - np.log(limit)) / scale)
        if shape == "weibull":
            hazard = (limit / place) ** scale
            return -np.expm1(-hazard), np.exp(-hazard)
        return gammainc(scale, limit / place), gammaincc(scale, limit / place)

    below = 0.0 if lower is None else float(under(lower)[0])
    above = 0.0 if upper is None else float(under(upper)[1])
    return Outside(1_000_000 * below, 1_000_000 * above)


def _parts(draws: int, n: int) -> list[int]:
    size = max(1, min(draws, 2_000_000 // n))
    return [min(size, draws - start) for start in range(0, draws, size)]


def _resample(generator: np.random.Generator, n: int, draws: int) -> NDArray[np.int64]:
    return generator.integers(0, n, size=(draws, n))
