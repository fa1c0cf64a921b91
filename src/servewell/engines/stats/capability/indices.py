"""Can the process keep what was promised: capability indices with their intervals, and what falls outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.capability.spread import NoSpread, Sigma, SigmaMethod, TooFewValues, groups_of, sigma_of
from servewell.engines.stats.confidence import normal_quantile, upper_tail

FloatArray = NDArray[np.float64]
MILLION = 1_000_000


class NoLimits(ValueError):
    """A capability was asked for without a limit to keep."""


class LimitsAreCrossed(ValueError):
    """The lower limit does not lie below the upper one, or a limit is not a number."""


class TargetOutsideLimits(ValueError):
    """The target is not a value that the limits allow."""


@dataclass(frozen=True)
class Index:
    """A capability index without unit, its two-sided interval, and its one-sided bounds at the same confidence.

    `at_least` and `at_most` are each true with the stated confidence by themselves; contracts ask for `at_least`.
    """

    value: float
    low: float
    high: float
    at_least: float
    at_most: float


@dataclass(frozen=True)
class Outside:
    """How many of a million lie below the lower and above the upper limit; 0 on a side that has no limit."""

    below: float
    above: float

    @property
    def total(self) -> float:
        """Both sides together."""
        return self.below + self.above


@dataclass(frozen=True)
class Indices:
    """The indices that belong to one sigma. With one limit only, what needs both is None.

    `both` is Cp or Pp, `lower` Cpl or Ppl, `upper` Cpu or Ppu, `worst` Cpk or Ppk, `target` Cpm or Ppm; `expected`
    is what a normal process of this mean and sigma would put outside.
    """

    sigma: Sigma
    both: Index | None
    lower: Index | None
    upper: Index | None
    worst: Index
    target: Index | None
    expected: Outside


@dataclass(frozen=True)
class Capability:
    """Within: by the spread inside groups (Cp, Cpk, Cpm). Overall: by all values (Pp, Ppk, Ppm). Both from n values."""

    mean: float
    n: int
    within: Indices
    overall: Indices
    observed: Outside
    confidence: float


@dataclass(frozen=True, eq=False)
class Capabilities:
    """Indices of many units at once; nan where a side has no limit."""

    both: FloatArray
    lower: FloatArray
    upper: FloatArray
    worst: FloatArray
    low: FloatArray
    high: FloatArray


def process_capability(
    *,
    values: ArrayLike | Sequence[Sequence[float | None]],
    lower: float | None = None,
    upper: float | None = None,
    target: float | None = None,
    sigma: SigmaMethod | None = None,
    confidence: float = 0.95,
) -> Capability:
    """What a stable, roughly normal process can keep; for skewed times see `percentile_capability`.

    Cp = (U - L) / 6s, Cpl = (m - L) / 3s, Cpu = (U - m) / 3s, Cpk the smaller one, Cpm = Cp / sqrt(1 + ((m - T)/s)^2).
    Intervals with N values: Cp and Cpm times sqrt(chi2(a, f)/f), f = N - 1, for Cpm f = N (1 + e) / (1 + 2e) with
    e = ((m - T)/s)^2, which is qcc's and a little wider than Boyles's; the others v -+ z sqrt(1/9N + v2 / 2(N - 1)).
    `values`: rows are groups in time, a flat list is single values; `lower`, `upper`, `target` in the same unit, the
    target in the middle of both limits unless given. `sigma`: how the spread within is found (None: range for groups,
    moving-range for single values); Pp and Ppk take the overall one.
    Source: Kane 1986, J Qual Tech 18:41; Bissell 1990, Appl Stat 39:331; Boyles 1991, J Qual Tech 23:17; limits as
    the R package qcc (its limits of Cpl and Cpu are `at_least` and `at_most` here).
    Raises NoLimits, LimitsAreCrossed, TargetOutsideLimits, ConfidenceOutsideZeroAndOne, what `sigma_of` raises.
    """
    refuse_limits(lower, upper, target)
    groups = groups_of(values=values)
    flat = np.concatenate(groups)
    method: SigmaMethod = sigma or ("range" if max(group.size for group in groups) > 1 else "moving-range")
    within, overall = (sigma_of(values=groups, method=way) for way in (method, "overall"))
    mean, n = float(flat.mean()), int(flat.size)
    given = (lower, upper, target)
    return Capability(
        mean=mean,
        n=n,
        within=_indices(mean, within, n, given, confidence),
        overall=_indices(mean, overall, n, given, confidence),
        observed=observed_outside(flat, lower, upper),
        confidence=confidence,
    )


def capabilities(
    *,
    mean: ArrayLike,
    sigma: ArrayLike,
    n: ArrayLike,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Capabilities:
    """The indices of many units from their means, sigmas and numbers of values: arrays that fit each other.

    Formulas and interval (of `worst`) as `process_capability`; units of mean, sigma and limits are the same.
    Raises NoLimits, LimitsAreCrossed, NoSpread (a sigma of 0 or no number), TooFewValues (an n below 2).
    """
    if lower is None and upper is None:
        raise NoLimits("Capability is against a limit; give lower, upper or both.")
    centre, spread, size = (np.asarray(given, dtype=np.float64) for given in (mean, sigma, n))
    bottom, top = (np.asarray(np.nan if given is None else given, dtype=np.float64) for given in (lower, upper))
    if np.any(bottom >= top):
        raise LimitsAreCrossed("A lower limit is not below its upper one; exchange them.")
    if not np.all(spread > 0):
        raise NoSpread("Every sigma must be above 0; leave out units whose values are all equal.")
    if not np.all(size >= 2):
        raise TooFewValues("Every unit needs two values or more; leave out the others and say so.")

    down, up = (centre - bottom) / (3 * spread), (top - centre) / (3 * spread)
    worst = np.fmin(down, up)
    reach = normal_quantile(confidence) * np.sqrt(1 / (9 * size) + worst**2 / (2 * (size - 1)))
    return Capabilities((top - bottom) / (6 * spread), down, up, worst, worst - reach, worst + reach)


def refuse_limits(lower: float | None, upper: float | None, target: float | None) -> None:
    """Raises NoLimits, LimitsAreCrossed, TargetOutsideLimits."""
    if lower is None and upper is None:
        raise NoLimits("Capability is against a limit; give lower, upper or both.")
    bottom, top = -np.inf if lower is None else lower, np.inf if upper is None else upper
    if not bottom < top or not all(np.isfinite(limit) for limit in (lower, upper) if limit is not None):
        raise LimitsAreCrossed(f"The lower limit {lower} and the upper one {upper} enclose nothing; mend them.")
    if target is not None and not bottom <= target <= top:
        raise TargetOutsideLimits(f"The target {target} is outside of {lower} to {upper}; give one that is allowed.")


def observed_outside(values: FloatArray, lower: float | None, upper: float | None) -> Outside:
    """Values strictly beyond a limit, of a million; a value on the limit keeps the promise."""
    below = 0.0 if lower is None else float(np.mean(values < lower))
    above = 0.0 if upper is None else float(np.mean(values > upper))
    return Outside(MILLION * below, MILLION * above)


def _indices(
    mean: float,
    sigma: Sigma,
    n: int,
    limits: tuple[float | None, float | None, float | None],
    confidence: float,
) -> Indices:
    lower, upper, target = limits
    s = sigma.value
    down = None if lower is None else _one_side((mean - lower) / (3 * s), n, confidence)
    up = None if upper is None else _one_side((upper - mean) / (3 * s), n, confidence)
    worst = min((index for index in (down, up) if index is not None), key=lambda index: index.value)
    both = aimed = None
    if lower is not None and upper is not None:
        cp, off = (upper - lower) / (6 * s), ((mean - ((lower + upper) / 2 if target is None else target)) / s) ** 2
        both = _by_chi_square(cp, n - 1, confidence)
        aimed = _by_chi_square(cp / sqrt(1 + off), n * (1 + off) / (1 + 2 * off), confidence)
    return Indices(sigma, both, down, up, worst, aimed, _expected(mean, s, lower, upper))


def _one_side(value: float, n: int, confidence: float) -> Index:
    error = sqrt(1 / (9 * n) + value**2 / (2 * (n - 1)))
    two, one = normal_quantile(confidence) * error, NormalDist().inv_cdf(confidence) * error
    return Index(value, value - two, value + two, value - one, value + one)


def _by_chi_square(value: float, freedom: float, confidence: float) -> Index:
    from scipy.special import chdtri  # noqa: PLC0415 - importing this package must not load scipy

    tail = 1 - upper_tail(confidence)
    places = (1 - tail, tail, confidence, 1 - confidence)
    low, high, at_least, at_most = (value * sqrt(float(chdtri(freedom, place)) / freedom) for place in places)
    return Index(value, low, high, at_least, at_most)


def _expected(mean: float, sigma: float, lower: float | None, upper: float | None) -> Outside:
    normal = NormalDist()
    below = 0.0 if lower is None else normal.cdf((lower - mean) / sigma)
    above = 0.0 if upper is None else normal.cdf((mean - upper) / sigma)
    return Outside(MILLION * below, MILLION * above)
