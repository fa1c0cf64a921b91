"""Small units lean on what all units say together, so that five lucky answers make nobody the best. No ranking."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import normal_quantile, upper_tail
from servewell.engines.stats.counts import IntArray, LengthsDiffer, successes_of

FloatArray = NDArray[np.float64]

UNITS_FOR_SHRINKING = 4
ROUNDS = 200


class TooFewUnits(ValueError):
    """Three units or fewer do not say how much units differ."""


class ErrorIsNoError(ValueError):
    """A standard error is zero, negative, infinite or not a number."""


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Estimates drawn towards the centre of all units, one place per unit; nan where a unit has no answers (shares:
    such a unit is thought to lie where all do).

    `weight` is how much of the unit's own figure is left, from 0 to 1; the rest is `centre`. `between` is the standard
    deviation of the true figures of units, as estimated; 0 where chance alone explains what is seen.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    weight: FloatArray
    centre: float
    between: float
    method: str


def shrunk_means(*, values: ArrayLike, errors: ArrayLike, confidence: float = 0.95) -> Shrunk:
    """Means of units with their standard errors, by the normal model: m + (1 - B)(x - m), m the centre.

    B = (k-3)/(k-1) * V / (V + A), V the squared error, A the variance between units that makes
    sum((x-m)^2 / (V+A)) = k-1 (0 where there is none), m weighted by 1 / (V+A). With equal errors it is the rule of
    Efron and Morris, B = (k-3) V / sum((x-m)^2). The interval counts that m and A are estimated:
    s^2 = V (1 - (k-1)/k B) + 2/(k-3) B^2 (x-m)^2 (V' + A) / (V + A), V' the mean of V weighted likewise.
    Source: Efron and Morris 1975, JASA 70:311; Morris 1983, JASA 78:47. Places with nan stay nan.
    Raises TooFewUnits (under 4), ErrorIsNoError, LengthsDiffer, ConfidenceOutsideZeroAndOne.
    """
    x, spread = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if x.shape != spread.shape or x.ndim != 1:
        raise LengthsDiffer(f"values has the shape {x.shape} and errors {spread.shape}; give one of each per unit.")
    known = np.isfinite(x)
    bad = known & ~(np.isfinite(spread) & (spread > 0))
    if bad.any():
        at = int(np.argmax(bad))
        raise ErrorIsNoError(f"The error of unit {at} is {spread[at]}; leave out a unit whose error nobody knows.")
    k = int(known.sum())
    if k < UNITS_FOR_SHRINKING:
        raise TooFewUnits(f"{k} units with a figure are too few to shrink; show each with its interval (4 or more).")

    own, v = x[known], spread[known] ** 2
    between = _between(own, v)
    heft = 1 / (v + between)
    centre = float(heft @ own / heft.sum())
    b = (k - 3) / (k - 1) * v * heft
    mean_v = float(heft @ v / heft.sum())
    shrunk_spread = v * (1 - (k - 1) / k * b) + 2 / (k - 3) * b**2 * (own - centre) ** 2 * (mean_v + between) * heft
    value, reach = centre + (1 - b) * (own - centre), normal_quantile(confidence) * np.sqrt(shrunk_spread)
    return Shrunk(
        value=_at(known, value),
        low=_at(known, value - reach),
        high=_at(known, value + reach),
        weight=_at(known, 1 - b),
        centre=centre,
        between=between**0.5,
        method="normal-empirical-bayes",
    )


def shrunk_shares(*, successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Shrunk:
    """Shares of units by the beta-binomial model: (M m + successes) / (M + n), m the centre of all, M how many answers
    the common knowledge is worth.

    m is where the counts are most likely; values and limits average over what M may be (by its likelihood, with every
    weight of a unit of middling size thought as likely beforehand) and count the error of m, since one best M is too
    sure where units are few. The limits are quantiles of the beta distribution with that mean and variance.
    Source: Skellam 1948, JRSS B 10:257 (model); Christiansen and Morris 1997, JASA 92:618 (averaging over M).
    Raises TooFewUnits (under 4 with answers), and what `shares` raises.
    """
    from scipy import special  # noqa: PLC0415 - importing it costs more than all the rest

    hits, answers = _enough(successes, n)
    tail = upper_tail(confidence)
    # M from one answer to a thousand times the largest unit, in even steps of its logarithm; at the end of the grid
    # units do not differ at all
    sizes = np.exp(np.linspace(0, np.log(1000 * answers.max()), 41))
    fits = [_fit(hits, answers, each) for each in sizes]
    # before any answer, each weight that a unit of middling size might keep is thought as likely as any other
    middling = answers[answers > 0].mean()
    log = np.array([fit.likelihood for fit in fits]) + np.log(sizes) - 2 * np.log(middling + sizes)
    likely = np.exp(log - log.max())
    likely /= likely.sum()
    value, square, weight = (np.zeros(len(hits)) for _ in range(3))
    for size, fit, share in zip(sizes, fits, likely, strict=True):
        mean = (size * fit.centre + hits) / (size + answers)
        own = mean * (1 - mean) / (size + answers + 1) + (size / (size + answers)) ** 2 * fit.variance
        value += share * mean
        square += share * (own + mean**2)
        weight += share * answers / (size + answers)
    spread = np.maximum(square - value**2, 1e-300)
    heft = value * (1 - value) / spread - 1
    low = special.betaincinv(value * heft, (1 - value) * heft, 1 - tail)
    high = special.betaincinv(value * heft, (1 - value) * heft, tail)
    best = int(np.argmax(likely))
    centre = float(likely @ [fit.centre for fit in fits])
    is_flat = best == len(sizes) - 1
    between = 0.0 if is_flat else float((fits[best].centre * (1 - fits[best].centre) / (sizes[best] + 1)) ** 0.5)
    return Shrunk(value, low, high, weight, centre, between, "beta-binomial-empirical-bayes")


def _enough(successes: ArrayLike, n: ArrayLike) -> tuple[IntArray, IntArray]:
    hits, answers = successes_of(successes=successes, n=n)
    if hits.ndim != 1:
        raise LengthsDiffer(f"successes has the shape {hits.shape}; give one count per unit.")
    k = int((answers > 0).sum())
    if k < UNITS_FOR_SHRINKING:
        raise TooFewUnits(f"{k} units with answers are too few to shrink; show each with its interval (4 or more).")
    return hits, answers


@dataclass(frozen=True)
class _Fit:
    """The centre that fits best where the common knowledge is worth so many answers, and how well it fits."""

    centre: float
    variance: float
    likelihood: float


def _fit(hits: IntArray, answers: IntArray, size: float) -> _Fit:
    """Newton's steps on the logit of the centre; a weak prior of half an answer each way keeps it from 0 and 1."""
    from scipy import special  # noqa: PLC0415 - importing it costs more than all the rest

    misses = answers - hits
    m = (hits.sum() + 0.5) / (answers.sum() + 1)
    for _ in range(ROUNDS):
        a, b = size * m, size * (1 - m)
        slope = size * (_rise(special.digamma, a, hits) - _rise(special.digamma, b, misses)) + 0.5 / m - 0.5 / (1 - m)
        bend = size**2 * (_rise(_trigamma, a, hits) + _rise(_trigamma, b, misses)) - 0.5 / m**2 - 0.5 / (1 - m) ** 2
        step = -slope / bend
        moved = float(np.clip(m + step, m / 2, (1 + m) / 2))
        if abs(moved - m) < 1e-12:
            break
        m = moved
    a, b = size * m, size * (1 - m)
    likelihood = float((special.betaln(a + hits, b + misses) - special.betaln(a, b)).sum())
    likelihood += 0.5 * float(np.log(m * (1 - m)))
    variance = -1 / bend
    return _Fit(m, variance, likelihood + 0.5 * float(np.log(variance)))


def _rise(function: Callable[[FloatArray], FloatArray], start: float, by: IntArray) -> float:
    places = (start + by).astype(np.float64)
    return float((function(places) - function(np.array(start))).sum())


def _trigamma(x: FloatArray) -> FloatArray:
    from scipy.special import zeta  # noqa: PLC0415 - importing it costs more than all the rest

    found: FloatArray = zeta(2, x)
    return found


def _between(x: FloatArray, v: FloatArray) -> float:
    """The variance between units under which their spread is as large as expected (Paule and Mandel); bisection."""

    def too_wide(a: float) -> bool:
        heft = 1 / (v + a)
        return bool(heft @ (x - heft @ x / heft.sum()) ** 2 > len(x) - 1)

    if not too_wide(0.0):
        return 0.0
    low, high = 0.0, float(x.var(ddof=1)) + float(v.max())
    while too_wide(high):
        high *= 2
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_wide(middle) else (low, middle)
    return (low + high) / 2


def _at(known: NDArray[np.bool_], found: FloatArray) -> FloatArray:
    whole = np.full(len(known), np.nan)
    whole[known] = found
    return whole
