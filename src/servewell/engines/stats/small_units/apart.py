"""Which units differ from the whole, or from each other, when many are looked at; all others cannot be told apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.counts import IntArray, LengthsDiffer, successes_of, whole
from servewell.engines.stats.estimates.single import refuse_bad_moments
from servewell.engines.stats.small_units.shrinking import ErrorIsNoError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


FURTHEST = 40.0  # normal errors; the chance beyond has no digits left in a float


class SharesOfTheWholeAreNone(ValueError):
    """The shares that units have in the whole are negative, or do not add up to 1."""


@dataclass(frozen=True, eq=False)
class Apart:
    """Which differences are more than chance, and how sure one is of the whole list.

    `p` is adjusted for the number of differences looked at, so `is_apart` is p <= `wrong`. Of those found, a share of
    at most `wrong` is expected to be mistaken; `wrongly` is that many. The rest cannot be told apart, in any order.
    """

    difference: FloatArray
    p: FloatArray
    is_apart: BoolArray
    wrong: float
    wrongly: float


def told_apart(*, values: ArrayLike, errors: ArrayLike, shares: ArrayLike | None = None, wrong: float = 0.05) -> Apart:
    """Which units differ from the whole, when all are looked at. No order follows for the others.

    The whole is sum(share * value), `shares` being each unit's part (of answers or customers, adding up to 1; equal
    where not given); the error of value - whole counts that a unit is in it. p from the normal distribution, adjusted
    by Benjamini and Hochberg: of the units named, a share of at most `wrong` is expected to be named by mistake.
    Source: Benjamini and Hochberg 1995, JRSS B 57:289; Jones, Ohlssen and Spiegelhalter 2008, J Clin Epidemiol 61:232.
    Raises LengthsDiffer, ErrorIsNoError, SharesOfTheWholeAreNone, ConfidenceOutsideZeroAndOne.
    """
    own, spread = _figures(values, errors)
    part = np.full(len(own), 1 / max(len(own), 1)) if shares is None else np.asarray(shares, dtype=np.float64)
    if part.shape != own.shape:
        raise LengthsDiffer(f"shares has the shape {part.shape}, but there are {len(own)} units; give one each.")
    if np.any(~(part >= 0)) or not np.isclose(part.sum(), 1):
        raise SharesOfTheWholeAreNone(f"The shares add up to {part.sum():g}; divide each unit's size by that of all.")
    difference = own - part @ own
    variance = (1 - 2 * part) * spread**2 + part**2 @ spread**2
    return _apart(difference, np.sqrt(np.maximum(variance, 0)), wrong)


def shares_told_apart(*, successes: ArrayLike, n: ArrayLike, wrong: float = 0.05) -> Apart:
    """Which units' shares differ from the share of all the others taken together; nan, and not apart, without answers.

    As `told_apart`, for few answers and shares near 0 and 1 as well, where a normal error would be too sure: p is the
    least at which Newcombe's interval of the difference (see `difference_of_shares`) of confidence 1 - p holds no zero.
    Source: Newcombe 1998, Stat Med 17:873, method 10, inverted; Benjamini and Hochberg 1995.
    Raises what `shares` raises, ConfidenceOutsideZeroAndOne.
    """
    hits, answers = successes_of(successes=successes, n=n)
    rest_hits, rest = hits.sum() - hits, answers.sum() - answers
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = hits / answers, rest_hits / rest
    is_above = one >= other
    high, n_high = np.where(is_above, one, other), np.where(is_above, answers, rest)
    low, n_low = np.where(is_above, other, one), np.where(is_above, rest, answers)
    reached = np.zeros(len(one)), np.full(len(one), FURTHEST)
    for _ in range(60):
        z = (reached[0] + reached[1]) / 2
        holds_zero = np.hypot(_reach(high, n_high, z, down=True), _reach(low, n_low, z, down=False)) >= high - low
        reached = np.where(holds_zero, reached[0], z), np.where(holds_zero, z, reached[1])
    return _named(one - other, _two_sided(reached[0]), wrong)


def means_told_apart(*, n: ArrayLike, mean: ArrayLike, variance: ArrayLike, wrong: float = 0.05) -> Apart:
    """Which units' means differ from the mean of all the others' answers taken together; nan under two answers.

    As `told_apart`, by Welch's t of the two means (see `difference_of_means`), which counts how little few answers say
    of their own spread. Source: Welch 1947, Biometrika 34:28; Benjamini and Hochberg 1995.
    Raises what `means` raises, ConfidenceOutsideZeroAndOne.
    """
    from scipy.special import stdtr  # noqa: PLC0415 - importing it costs more than all the rest

    answers = whole(counts=n, name="n")
    own, spread = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    refuse_bad_moments(answers, own, spread)
    own, spread = np.where(answers > 0, own, 0), np.where(answers > 1, spread, 0)
    rest, others, their_spread = _others(answers, own, spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        error, their_error = spread / answers, their_spread / rest
        both = error + their_error
        freedom = both**2 / (error**2 / (answers - 1) + their_error**2 / (rest - 1))
        t = np.abs(own - others) / np.sqrt(both)
        p = np.where(both > 0, 2 * stdtr(freedom, -t), np.where(own == others, 1.0, 0.0))
    is_known = np.minimum(answers, rest) > 1
    return _named(np.where(is_known, own - others, np.nan), np.where(is_known, p, np.nan), wrong)


def pairs_told_apart(*, values: ArrayLike, errors: ArrayLike, wrong: float = 0.05) -> Apart:
    """Which pairs of units differ, when all pairs are looked at: arrays of units by units, value of row minus column.

    Units must have been measured apart. Source and errors as `told_apart`. k units take k^2 numbers of memory.
    """
    own, spread = _figures(values, errors)
    above = np.triu_indices(len(own), k=1)
    pairs = _apart((own[:, None] - own)[above], np.hypot(spread[:, None], spread)[above], wrong)
    p = np.ones((len(own), len(own)))
    p[above] = pairs.p
    p = np.minimum(p, p.T)
    return Apart(own[:, None] - own, p, p <= wrong, wrong, pairs.wrongly)


def adjusted_p(*, p: ArrayLike) -> FloatArray:
    """p-values adjusted for their number, nan left out: the least share of mistakes at which each would be named.

    min over j >= i of p(j) k / j in ascending order. Source: Benjamini and Hochberg 1995, JRSS B 57:289.
    """
    given = np.asarray(p, dtype=np.float64)
    found = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given.ravel()))
    order = known[np.argsort(given.ravel()[known], kind="stable")]
    k = len(order)
    scaled = given.ravel()[order] * k / np.arange(1, k + 1)
    found.ravel()[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return found


def _figures(values: ArrayLike, errors: ArrayLike) -> tuple[FloatArray, FloatArray]:
    own, spread = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if own.shape != spread.shape or own.ndim != 1:
        raise LengthsDiffer(f"values has the shape {own.shape} and errors {spread.shape}; give one of each per unit.")
    bad = ~(np.isfinite(own) & np.isfinite(spread) & (spread >= 0))
    if bad.any():
        at = int(np.argmax(bad))
        raise ErrorIsNoError(f"Unit {at} is {own[at]} with an error of {spread[at]}; leave out units without a figure.")
    return own, spread


def _apart(difference: FloatArray, error: FloatArray, wrong: float) -> Apart:
    from scipy.special import ndtr  # noqa: PLC0415 - importing it costs more than all the rest

    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(difference == 0, 1.0, 2 * ndtr(-np.abs(difference) / error))
    return _named(difference, p, wrong)


def _named(difference: FloatArray, p: FloatArray, wrong: float) -> Apart:
    upper_tail(1 - wrong)
    p = adjusted_p(p=np.where(np.isnan(difference), np.nan, p))
    is_apart = p <= wrong
    return Apart(difference, p, is_apart, wrong, wrong * int(is_apart.sum()))


def _reach(p: FloatArray, n: IntArray, z: FloatArray, *, down: bool) -> FloatArray:
    """How far Wilson's limit at z lies from the share."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = p + z * z / (2 * n)
        reach = z * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
        limit = (centre - reach if down else centre + reach) / (1 + z * z / n)
    return np.abs(p - limit)


def _two_sided(z: FloatArray) -> FloatArray:
    from scipy.special import ndtr  # noqa: PLC0415 - importing it costs more than all the rest

    return np.asarray(2 * ndtr(-z))


def _others(n: IntArray, mean: FloatArray, variance: FloatArray) -> tuple[IntArray, FloatArray, FloatArray]:
    """n, mean and sample variance of the answers of all units but each. Moments around the common mean keep digits."""
    centre = float(n @ mean / n.sum()) if n.sum() else 0.0
    totals = n * (mean - centre)
    squares = variance * np.maximum(n - 1, 0) + n * (mean - centre) ** 2
    rest, total, square = n.sum() - n, totals.sum() - totals, squares.sum() - squares
    with np.errstate(divide="ignore", invalid="ignore"):
        others = total / rest
        spread = np.maximum(square - rest * others**2, 0) / (rest - 1)
    return rest, centre + others, spread
