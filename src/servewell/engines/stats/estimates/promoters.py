"""Net promoter scores of many units with their variance, and whether two of them differ."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import normal_quantile
from servewell.engines.stats.counts import IntArray, LengthsDiffer, NoAnswers, whole
from servewell.engines.stats.estimates.single import FEW_ANSWERS, FEW_OF_A_KIND

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class NetPromoters:
    """Scores from -1 to 1, one place per unit, nan where nobody answered.

    `variance` is that of one answer, `error` the standard error of the score; `is_adjusted` where the limits are those
    of few answers (see `net_promoter`).
    """

    value: FloatArray
    variance: FloatArray
    error: FloatArray
    low: FloatArray
    high: FloatArray
    n: IntArray
    is_adjusted: BoolArray


@dataclass(frozen=True)
class Difference:
    """One figure minus another, its standard error and limits, and the p of "no difference"."""

    value: float
    error: float
    low: float
    high: float
    p: float
    n: int
    method: str


def net_promoters(
    *, promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, confidence: float = 0.95
) -> NetPromoters:
    """`net_promoter` for many units at once, three arrays of one shape, with variance p + d - (p-d)^2 and standard
    error sqrt(variance / n), p and d the shares of promoters and detractors. Raises LengthsDiffer, CountIsNotWhole,
    CountsBelowZero, ConfidenceOutsideZeroAndOne.
    """
    ups, between, downs = (
        whole(counts=counts, name=name)
        for counts, name in ((promoters, "promoters"), (passives, "passives"), (detractors, "detractors"))
    )
    if not ups.shape == between.shape == downs.shape:
        raise LengthsDiffer(f"There are {ups.shape} promoters, {between.shape} passives and {downs.shape} detractors.")
    z, n = normal_quantile(confidence), ups + between + downs
    is_adjusted = (n < FEW_ANSWERS) | (np.minimum(ups, downs) < FEW_OF_A_KIND)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, variance = (ups - downs) / n, _variance(ups / n, downs / n)
        error = np.sqrt(variance / n)
    added = is_adjusted.astype(np.float64)
    p, d = (ups + added) / (n + 2 * added), (downs + added) / (n + 2 * added)
    reach = z * np.sqrt(_variance(p, d) / (n + 2 * added))
    low, high = np.maximum(np.fmin(value, p - d - reach), -1), np.minimum(np.fmax(value, p - d + reach), 1)
    empty = n == 0
    low, high = np.where(empty, np.nan, low), np.where(empty, np.nan, high)
    return NetPromoters(value, variance, error, low, high, n, is_adjusted & ~empty)


def difference_of_net_promoters(
    *,
    promoters: int,
    passives: int,
    detractors: int,
    other_promoters: int,
    other_passives: int,
    other_detractors: int,
    confidence: float = 0.95,
) -> Difference:
    """The first score minus the other, of two independent groups: d -+ z sqrt(v1/n1 + v2/n2), v = p + d - (p-d)^2;
    p two-sided from d over that error. Source: the variance of a trinomial; as the R package NPS. With few answers
    (under 100 on a side) trust the intervals of both more than this p. Limits are cut at -2 and 2.
    Raises NoAnswers and what `net_promoters` raises.
    """
    found = net_promoters(
        promoters=[promoters, other_promoters],
        passives=[passives, other_passives],
        detractors=[detractors, other_detractors],
        confidence=confidence,
    )
    if np.any(found.n == 0):
        raise NoAnswers("A side without answers has no score; show a gap instead.")
    value, error = float(found.value[0] - found.value[1]), float(np.hypot(*found.error))
    return difference_of_figures(value=value, error=error, n=int(found.n.sum()), confidence=confidence, most=2.0)


def difference_of_figures(
    *, value: float, error: float, n: int, confidence: float = 0.95, most: float = np.inf
) -> Difference:
    """A difference whose error is known, by the normal distribution: limits value -+ z error, cut at `most` either way,
    and the two-sided p. For figures measured apart error = sqrt(e1^2 + e2^2).
    """
    from scipy.special import ndtr  # noqa: PLC0415 - importing it costs more than all the rest

    reach = normal_quantile(confidence) * error
    low, high = max(value - reach, -most), min(value + reach, most)
    p = float(2 * ndtr(-abs(value) / error)) if error > 0 else float(value == 0)
    return Difference(value, error, low, high, p, n, "normal")


def _variance(p: FloatArray, d: FloatArray) -> FloatArray:
    return p + d - (p - d) ** 2
