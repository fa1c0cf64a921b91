"""Estimates that never come without their n and their interval."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import normal_quantile, upper_tail
from servewell.engines.stats.counts import IntArray, LengthsDiffer, NoAnswers, successes_of, whole

FloatArray = NDArray[np.float64]
ShareInterval = Literal["wilson", "clopper-pearson", "agresti-coull"]

# Below these the plain interval of a net promoter score is too narrow: of three answers, all promoters, it would
# say "exactly 1".
FEW_ANSWERS = 100
FEW_OF_A_KIND = 5


class TooFewAnswers(ValueError):
    """One answer has no spread, so its mean has no interval."""


class VarianceBelowZero(ValueError):
    """A variance is negative or not a number."""


class MeanIsNotANumber(ValueError):
    """The mean handed in is infinite or not a number although there are answers."""


@dataclass(frozen=True)
class Estimate:
    """A figure, the interval it lies in, the number of answers behind it and how the interval was made."""

    value: float
    low: float
    high: float
    n: int
    method: str


@dataclass(frozen=True, eq=False)
class Estimates:
    """Many estimates at once; the arrays share one shape, and a place without answers holds nan."""

    value: FloatArray
    low: FloatArray
    high: FloatArray
    n: IntArray
    method: str


def share(*, successes: int, n: int, confidence: float = 0.95, interval: ShareInterval = "wilson") -> Estimate:
    """The share successes / n, from 0 to 1, with Wilson's score interval.

    (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n), z the normal quantile, z2 its square.
    Source: Wilson 1927, JASA 22:209; method 3 in Newcombe 1998, Stat Med 17:857. Two others may be asked for:
    "clopper-pearson", never too narrow, quantiles of beta(x, n-x+1) and beta(x+1, n-x) (Clopper and Pearson 1934,
    Biometrika 26:404); "agresti-coull", the plain one with z2/2 successes and failures added (Am Stat 1998 52:119).
    Raises NoAnswers, MoreSuccessesThanAnswers, CountIsNotWhole, CountsBelowZero, ConfidenceOutsideZeroAndOne.
    """
    found = shares(successes=[successes], n=[n], confidence=confidence, interval=interval)
    if n == 0:
        raise NoAnswers("A share of no answers does not exist; show a gap instead.")
    return only(found)


def shares(
    *, successes: ArrayLike, n: ArrayLike, confidence: float = 0.95, interval: ShareInterval = "wilson"
) -> Estimates:
    """`share` for many units or periods at once: two arrays of one shape. Where n is 0, value, low and high are nan."""
    hits, answers = successes_of(successes=successes, n=n)
    z = normal_quantile(confidence)

    with np.errstate(divide="ignore", invalid="ignore"):
        p = hits / answers
        if interval == "clopper-pearson":
            low, high = _clopper_pearson(hits, answers, upper_tail(confidence))
        elif interval == "agresti-coull":
            centre = (hits + z * z / 2) / (answers + z * z)
            reach = z * np.sqrt(centre * (1 - centre) / (answers + z * z))
            low, high = centre - reach, centre + reach
        else:
            centre = p + z * z / (2 * answers)
            reach = z * np.sqrt(p * (1 - p) / answers + (z / (2 * answers)) ** 2)
            low, high = (centre - reach) / (1 + z * z / answers), (centre + reach) / (1 + z * z / answers)
    # Rounding could push a limit past the share itself, or past 0 and 1, by the last bit.
    low, high = np.clip(np.minimum(low, p), 0, 1), np.clip(np.maximum(high, p), 0, 1)
    return Estimates(value=p, low=low, high=high, n=answers, method=interval)


def _clopper_pearson(hits: IntArray, answers: IntArray, tail: float) -> tuple[FloatArray, FloatArray]:
    from scipy.special import betaincinv  # noqa: PLC0415 - see `means`

    rest = answers - hits
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1), rest + 1, 1 - tail), 0.0)
    high = np.where(rest > 0, betaincinv(hits + 1, np.maximum(rest, 1), tail), 1.0)
    return low, high


def mean(*, n: int, mean: float, variance: float, confidence: float = 0.95) -> Estimate:
    """A mean in the unit of its scale, with Student's interval: mean -+ t(n-1) sqrt(variance / n).

    `variance` is the sample variance (divided by n-1), in the squared unit. Source: Student 1908, Biometrika 6:1.
    Raises NoAnswers, TooFewAnswers (n = 1), VarianceBelowZero, MeanIsNotANumber, ConfidenceOutsideZeroAndOne.
    """
    if n == 0:
        raise NoAnswers("A mean of no answers does not exist; show a gap instead.")
    if n == 1:
        raise TooFewAnswers("The interval of a mean needs two answers or more; show the one answer as what it is.")
    return only(means(n=[n], mean=[mean], variance=[variance], confidence=confidence))


def means(*, n: ArrayLike, mean: ArrayLike, variance: ArrayLike, confidence: float = 0.95) -> Estimates:
    """`mean` for many at once: three arrays of one shape. No answers: all nan; one answer: its value, limits nan."""
    from scipy.special import stdtrit  # noqa: PLC0415 - it costs more than all the rest together, and pages load us

    answers = whole(counts=n, name="n")
    centre, spread = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    refuse_bad_moments(answers, centre, spread)
    tail = upper_tail(confidence)

    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(answers > 1, stdtrit(answers - 1, tail) * np.sqrt(spread / answers), np.nan)
    value = np.where(answers > 0, centre, np.nan)
    return Estimates(value=value, low=value - reach, high=value + reach, n=answers, method="student")


def net_promoter(*, promoters: int, passives: int, detractors: int, confidence: float = 0.95) -> Estimate:
    """The share of promoters minus the share of detractors, from -1 to 1 (a page may show it times 100).

    Method "net-promoter-wald": v -+ z sqrt((p + d - (p-d)^2) / n), p and d the two shares; variance of a trinomial.
    With few answers (under 100, or under 5 promoters or detractors) "net-promoter-adjusted": the same with one promoter
    and one detractor added, since the plain one is then too narrow. Source of the adjustment: Bonett and Price 2012,
    J Educ Behav Stat 37:479 (difference of two paired shares). Limits are cut at -1 and 1.
    Raises NoAnswers, CountIsNotWhole, CountsBelowZero, ConfidenceOutsideZeroAndOne.
    """
    counts = whole(counts=[promoters, passives, detractors], name="promoters, passives and detractors")
    z, n = normal_quantile(confidence), int(counts.sum())
    if n == 0:
        raise NoAnswers("A net promoter score of no answers does not exist; show a gap instead.")

    is_plain = n >= FEW_ANSWERS and min(promoters, detractors) >= FEW_OF_A_KIND
    added = 0 if is_plain else 1
    p, d = (promoters + added) / (n + 2 * added), (detractors + added) / (n + 2 * added)
    value, reach = (promoters - detractors) / n, z * np.sqrt((p + d - (p - d) ** 2) / (n + 2 * added))
    low, high = max(-1.0, min(value, p - d - reach)), min(1.0, max(value, p - d + reach))
    return Estimate(value, float(low), float(high), n, "net-promoter-wald" if is_plain else "net-promoter-adjusted")


def only(many: Estimates) -> Estimate:
    return Estimate(float(many.value[0]), float(many.low[0]), float(many.high[0]), int(many.n[0]), many.method)


def refuse_bad_moments(answers: IntArray, centre: FloatArray, spread: FloatArray) -> None:
    if not answers.shape == centre.shape == spread.shape:
        raise LengthsDiffer(f"n, mean and variance have the shapes {answers.shape}, {centre.shape}, {spread.shape}.")
    if np.any(~np.isfinite(centre[answers > 0])):
        raise MeanIsNotANumber("A mean of one answer or more must be a finite number; leave out what has no value.")
    if np.any(~(spread[answers > 1] >= 0)):
        raise VarianceBelowZero("A variance must be 0 or more; take the sample variance of the same answers.")
