"""Differences of two shares or means, of groups or of the same persons, for one pair of units or for many."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import normal_quantile, upper_tail
from servewell.engines.stats.counts import LengthsDiffer, NoAnswers, whole
from servewell.engines.stats.estimates.single import (
    Estimate,
    Estimates,
    TooFewAnswers,
    only,
    refuse_bad_moments,
    share,
    shares,
)

FloatArray = NDArray[np.float64]
DifferenceInterval = Literal["newcombe-10", "agresti-caffo"]


def difference_of_shares(
    *,
    successes: int,
    n: int,
    other_successes: int,
    other_n: int,
    confidence: float = 0.95,
    interval: DifferenceInterval = "newcombe-10",
) -> Estimate:
    """The first share minus the other, from -1 to 1; n counts the answers of both.

    d - sqrt((p1-l1)^2 + (u2-p2)^2) to d + sqrt((u1-p1)^2 + (p2-l2)^2), with l and u the Wilson limits of each share.
    Source: Newcombe 1998, Stat Med 17:873, method 10, for two independent groups. "agresti-caffo": the plain interval
    with a success and a failure added to each (Agresti and Caffo 2000, Am Stat 54:280). Raises what `share` raises.
    """
    if min(n, other_n) == 0:
        raise NoAnswers("A difference of a share of no answers does not exist; show a gap instead.")
    found = differences_of_shares(
        successes=[successes],
        n=[n],
        other_successes=[other_successes],
        other_n=[other_n],
        confidence=confidence,
        interval=interval,
    )
    return only(found)


def differences_of_shares(
    *,
    successes: ArrayLike,
    n: ArrayLike,
    other_successes: ArrayLike,
    other_n: ArrayLike,
    confidence: float = 0.95,
    interval: DifferenceInterval = "newcombe-10",
) -> Estimates:
    """`difference_of_shares` for many units at once, such as this month minus the last: four arrays of one shape.
    Where either side has no answers, value, low and high are nan.
    """
    one = shares(successes=successes, n=n, confidence=confidence)
    other = shares(successes=other_successes, n=other_n, confidence=confidence)
    _refuse_other_shapes(one.n.shape, other.n.shape)
    difference = one.value - other.value
    if interval == "agresti-caffo":
        p, q = _added(successes, one), _added(other_successes, other)
        reach = normal_quantile(confidence) * np.sqrt(p * (1 - p) / (one.n + 2) + q * (1 - q) / (other.n + 2))
        low = np.maximum(-1, np.minimum(p - q - reach, difference))
        high = np.minimum(1, np.maximum(p - q + reach, difference))
    else:
        low = difference - np.hypot(one.value - one.low, other.high - other.value)
        high = difference + np.hypot(one.high - one.value, other.value - other.low)
    return Estimates(difference, low, high, one.n + other.n, interval)


def difference_of_paired_shares(
    *, both: int, only_first: int, only_other: int, neither: int, confidence: float = 0.95
) -> Estimate:
    """The first share minus the other where the same persons answered twice; n counts persons.

    As `difference_of_shares`, but the squares lose 2 f (p1-l1)(u2-p2) and 2 f (u1-p1)(p2-l2), f the correlation
    (ad - bc) / sqrt of the product of the four margins, ad - bc lowered by n/2, to 0 at least, where it is positive;
    0 where a margin is empty. Source: Newcombe 1998, Stat Med 17:2635, method 10.
    Raises NoAnswers, CountIsNotWhole, CountsBelowZero, ConfidenceOutsideZeroAndOne.
    """
    a, b, c, d = whole(counts=[both, only_first, only_other, neither], name="the four counts of pairs").tolist()
    n = a + b + c + d
    one, other = (share(successes=hits, n=n, confidence=confidence) for hits in (a + b, a + c))
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    apart = a * d - b * c
    f = (max(apart - n / 2, 0.0) if apart > 0 else float(apart)) / margins**0.5 if margins else 0.0
    down, rise = one.value - one.low, other.high - other.value
    up, fall = one.high - one.value, other.value - other.low
    low = (b - c) / n - (down**2 - 2 * f * down * rise + rise**2) ** 0.5
    high = (b - c) / n + (up**2 - 2 * f * up * fall + fall**2) ** 0.5
    return Estimate((b - c) / n, low, high, n, "newcombe-10-paired")


def difference_of_means(
    *,
    n: int,
    mean: float,
    variance: float,
    other_n: int,
    other_mean: float,
    other_variance: float,
    confidence: float = 0.95,
) -> Estimate:
    """The first mean minus the other, in the unit of their scale; n counts the answers of both.

    d -+ t(f) sqrt(v1/n1 + v2/n2), f = (v1/n1 + v2/n2)^2 / ((v1/n1)^2/(n1-1) + (v2/n2)^2/(n2-1)), for two independent
    groups that may differ in spread. Source: Welch 1947, Biometrika 34:28. Raises what `mean` raises.
    """
    if min(n, other_n) < 2:
        raise TooFewAnswers("The difference of two means needs two answers or more on both sides.")
    found = differences_of_means(
        n=[n],
        mean=[mean],
        variance=[variance],
        other_n=[other_n],
        other_mean=[other_mean],
        other_variance=[other_variance],
        confidence=confidence,
    )
    return only(found)


def differences_of_means(
    *,
    n: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    other_n: ArrayLike,
    other_mean: ArrayLike,
    other_variance: ArrayLike,
    confidence: float = 0.95,
) -> Estimates:
    """`difference_of_means` for many units at once: six arrays of one shape. No answers on a side: all nan; one answer
    on a side: the difference, limits nan.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - importing it costs more than all the rest

    counts = whole(counts=n, name="n"), whole(counts=other_n, name="other_n")
    centres = np.asarray(mean, dtype=np.float64), np.asarray(other_mean, dtype=np.float64)
    spreads = np.asarray(variance, dtype=np.float64), np.asarray(other_variance, dtype=np.float64)
    for count, centre, spread in zip(counts, centres, spreads, strict=True):
        refuse_bad_moments(count, centre, spread)
    _refuse_other_shapes(counts[0].shape, counts[1].shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = [spread / count for count, spread in zip(counts, spreads, strict=True)]
        error = errors[0] + errors[1]
        freedom = error**2 / (errors[0] ** 2 / (counts[0] - 1) + errors[1] ** 2 / (counts[1] - 1))
        reach = np.where(error == 0, 0.0, stdtrit(freedom, upper_tail(confidence)) * np.sqrt(error))
    reach = np.where(np.minimum(*counts) > 1, reach, np.nan)
    value = np.where(np.minimum(*counts) > 0, centres[0] - centres[1], np.nan)
    return Estimates(value, value - reach, value + reach, counts[0] + counts[1], "welch")


def _added(successes: ArrayLike, found: Estimates) -> FloatArray:
    p: FloatArray = (np.asarray(successes, dtype=np.float64) + 1) / (found.n + 2)
    return np.where(found.n > 0, p, np.nan)


def _refuse_other_shapes(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    if one != other:
        raise LengthsDiffer(f"One side has the shape {one} and the other {other}; give both sides of each difference.")
