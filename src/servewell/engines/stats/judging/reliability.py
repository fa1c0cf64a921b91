"""Intraclass correlation: how far scores of judges stand for the item and not for the judge or for chance."""

from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.judging.ratings import (
    GAP,
    OnlyOneCategory,
    Ratings,
    RatingsAreNoNumbers,
    RatingsMissing,
    TooFewItems,
    read_ratings,
)

FloatArray = NDArray[np.float64]
Kind = Literal["1", "1k", "A1", "Ak", "C1", "Ck"]


class ReliabilityOutsideZeroAndOne(ValueError):
    """A wanted reliability is not between 0 and 1, or the one that was found is not, so no number of judges helps."""


@dataclass(frozen=True)
class Intraclass:
    """One coefficient with its interval; f and p test that it is above 0. `left_out`: items with a gap."""

    kind: Kind
    value: float
    low: float
    high: float
    f: float
    p: float
    n: int
    judges: int
    left_out: int


@dataclass(frozen=True)
class Variances:
    """Components of a complete items x judges table, in squared units of the scores; below 0 is shown as 0."""

    item: float
    judge: float
    rest: float
    n: int
    judges: int
    left_out: int


@dataclass(frozen=True)
class JudgesNeeded:
    """The smallest number of judges whose mean reaches the wanted reliability, and what it then is."""

    judges: int
    reliability: float
    single: float
    wanted: float


def intraclass(*, ratings: Ratings, kind: Kind = "A1", confidence: float = 0.95) -> Intraclass:
    """ICC of n items x m judges. "1": each item has judges of its own; "A": absolute agreement, a strict judge counts
    as error; "C": consistency, it does not; "1" after the letter: of one judge; "k": of the mean of the m judges.

    With the mean squares of items R, judges C, rest E and within items W: 1 (R-W)/(R+(m-1)W), 1k (R-W)/R, A1
    (R-E)/(R+(m-1)E+m(C-E)/n), Ak (R-E)/(R+(C-E)/n), C1 (R-E)/(R+(m-1)E), Ck (R-E)/R. Intervals from F; those of A by
    Satterthwaite's degrees of freedom. `ratings`: items x judges, numbers; items with a gap are left out and counted.
    Source: McGraw and Wong 1996, Psych Methods 1:30 (with the corrections on p. 390); as the R package irr.
    Raises TooFewItems, RatingsAreNoNumbers, RatingsMissing (no complete item), OnlyOneCategory, what `read_ratings`
    raises, ConfidenceOutsideZeroAndOne.
    """
    from scipy.special import fdtrc, fdtri  # noqa: PLC0415 - importing this package must not load scipy

    scores, left_out = complete_scores(ratings)
    n, m = scores.shape
    items, judges, rest, within = mean_squares(scores)
    single = f"{kind[0]}1" if kind[0] in "AC" else "1"
    error, freedom = (within, n * (m - 1)) if single == "1" else (rest, (n - 1) * (m - 1))
    tail = upper_tail(confidence)
    f = items / error if error > 0 else np.inf
    p = float(fdtrc(n - 1, freedom, f)) if np.isfinite(f) else 0.0

    if single == "A1":
        value, low, high = _absolute(items, judges, rest, n, m, tail)
    else:
        value = (items - error) / (items + (m - 1) * error)
        if np.isfinite(f):
            down, up = f / fdtri(n - 1, freedom, tail), f * fdtri(freedom, n - 1, tail)
            low, high = ((limit - 1) / (limit + m - 1) for limit in (down, up))
        else:
            low = high = value
    if kind in ("1k", "Ak", "Ck"):
        value, low, high = (_of_mean(single_value, m) for single_value in (value, low, high))
    return Intraclass(kind, float(value), float(low), float(high), float(f), p, n, m, left_out)


def variances(*, ratings: Ratings) -> Variances:
    """The components behind a generalisability study: item (R-E)/m, judge (C-E)/n, rest E.

    `ratings`: items x judges. Source: Brennan 2001, Generalizability Theory, section 2.1.
    Raises what `intraclass` raises.
    """
    scores, left_out = complete_scores(ratings)
    n, m = scores.shape
    items, judges, rest, _ = mean_squares(scores)
    return Variances(max(0.0, (items - rest) / m), max(0.0, (judges - rest) / n), rest, n, m, left_out)


def reliability_of(*, found: Variances, judges: int, is_absolute: bool = True) -> float:
    """What the mean of so many judges would reach: item / (item + (judge + rest) / k), without judge if not absolute.

    The first is the index of dependability, the second the generalisability coefficient.
    Source: Brennan 2001, Generalizability Theory, section 2.2; Shavelson and Webb 1991. Raises
    ReliabilityOutsideZeroAndOne (fewer than one judge), OnlyOneCategory (no variance at all).
    """
    if judges < 1:
        raise ReliabilityOutsideZeroAndOne(f"{judges} judges judge nothing; ask for 1 or more.")
    error = (found.judge * is_absolute + found.rest) / judges
    if found.item + error == 0:
        raise OnlyOneCategory("There is no variance at all; reliability is 0 / 0.")
    return found.item / (found.item + error)


def judges_needed(*, single: float, wanted: float) -> JudgesNeeded:
    """How many judges it takes until their mean is as reliable as wanted: k = w (1 - r) / (r (1 - w)), rounded up.

    `single`: the reliability r of one judge, such as an intraclass A1 (take its low limit for a safe answer).
    Source: Spearman 1910, Br J Psychol 3:271; Brown 1910, ibid. 296. Raises ReliabilityOutsideZeroAndOne.
    """
    if not 0 < wanted < 1:
        raise ReliabilityOutsideZeroAndOne(f"A reliability of {wanted} cannot be wanted; take 0.8 or another below 1.")
    if not 0 < single <= 1:
        raise ReliabilityOutsideZeroAndOne(f"One judge reaches {single}; no number of them helps. Mend the form.")
    judges = max(1, ceil(wanted * (1 - single) / (single * (1 - wanted)) - 1e-9))
    return JudgesNeeded(judges, _of_mean(single, judges), single, wanted)


def complete_scores(ratings: Ratings) -> tuple[FloatArray, int]:
    """The items without a gap as numbers, and how many others there are. Raises what `intraclass` raises."""
    rated = read_ratings(ratings=ratings)
    if not all(isinstance(category, float) for category in rated.categories):
        raise RatingsAreNoNumbers("Intraclass correlation needs numbers; use agreement or krippendorff for words.")
    whole = rated.codes[(rated.codes != GAP).all(axis=1)]
    if not len(whole):
        raise RatingsMissing("No item was rated by every judge; use krippendorff with the interval metric.")
    if len(whole) < 2:
        raise TooFewItems("One complete item says nothing about how judges agree; bring two or more.")
    scores = np.array(rated.categories, dtype=np.float64)[whole]
    if np.ptp(scores) == 0:
        raise OnlyOneCategory("All scores are equal; there is nothing that judges could agree about.")
    return scores, len(rated.codes) - len(whole)


def mean_squares(scores: FloatArray) -> tuple[float, float, float, float]:
    """Mean squares of items, judges, rest, and within items, of a complete table."""
    n, m = scores.shape
    grand, by_item, by_judge = scores.mean(), scores.mean(axis=1), scores.mean(axis=0)
    items = m * float(np.sum((by_item - grand) ** 2)) / (n - 1)
    judges = n * float(np.sum((by_judge - grand) ** 2)) / (m - 1)
    rest = float(np.sum((scores - by_item[:, None] - by_judge + grand) ** 2)) / ((n - 1) * (m - 1))
    within = float(np.sum((scores - by_item[:, None]) ** 2)) / (n * (m - 1))
    noise = 1e-24 * float(np.max(np.abs(scores))) ** 2
    return tuple(0.0 if square < noise else square for square in (items, judges, rest, within))  # type: ignore[return-value]


def _absolute(items: float, judges: float, rest: float, n: int, m: int, tail: float) -> tuple[float, float, float]:
    from scipy.special import fdtri  # noqa: PLC0415 - importing this package must not load scipy

    value = (items - rest) / (items + (m - 1) * rest + m * (judges - rest) / n)
    if judges == 0 and rest == 0:
        return value, value, value
    # a and b times (1 - value), so that a value of 1 is not divided by 0
    a, b = m * value / n, 1 - value + m * value * (n - 1) / n
    freedom = (a * judges + b * rest) ** 2 / (
        (a * judges) ** 2 / (m - 1) + (b * rest) ** 2 / ((n - 1) * (m - 1)) or np.finfo(float).tiny
    )
    error = m * judges + (m * n - m - n) * rest
    below, above = fdtri(n - 1, freedom, tail), fdtri(freedom, n - 1, tail)
    low = n * (items - below * rest) / (below * error + n * items)
    high = n * (above * items - rest) / (error + n * above * items)
    return value, float(low), float(high)


def _of_mean(single: float, judges: int) -> float:
    return judges * single / (1 + (judges - 1) * single)
