"""Krippendorff's alpha: any number of judges, any scale, gaps allowed, with a bootstrap interval."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.judging.ratings import (
    NothingRatedTwice,
    OnlyOneCategory,
    Rated,
    Ratings,
    RatingsAreNoNumbers,
    TooFewItems,
    UnknownWeights,
    read_ratings,
)
from servewell.engines.stats.resampling import times_drawn

FloatArray = NDArray[np.float64]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]

FOR_CONCLUSIONS = 0.8  # Krippendorff's own limits: below the second no conclusions, between them tentative ones
FOR_TENTATIVE_CONCLUSIONS = 0.667
CELLS_AT_ONCE = 20_000_000


class TooManyDraws(ValueError):
    """The number of resamples is below 1, or the alpha of most of them does not exist."""


@dataclass(frozen=True)
class Alpha:
    """Alpha, its percentile interval and what it came from.

    `n`: items with two ratings or more; `pairable`: their ratings; `left_out`: items with one. `below`: the share of
    resamples in which alpha is below 0.667 and 0.8, Krippendorff's limits for tentative and for firm conclusions.
    `draws`: resamples that count; one in which all ratings are equal has no alpha and is not among them.
    """

    value: float
    low: float
    high: float
    metric: Metric
    n: int
    pairable: int
    left_out: int
    below: tuple[float, float]
    draws: int


def krippendorff(
    *,
    ratings: Ratings,
    metric: Metric = "nominal",
    categories: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Alpha:
    """alpha = 1 - Do / De from the coincidences o(c, k) = sum over items of pairs (c, k) / (ratings of the item - 1).

    Do = sum o d2 / N, De = sum n(c) n(k) d2 / (N (N-1)), n(c) the margins, N all pairable ratings. d2: "nominal" 0 or
    1; "ordinal" (sum of n from c to k - (n(c) + n(k))/2)^2; "interval" (c - k)^2; "ratio" ((c - k)/(c + k))^2.
    `ratings`: items x judges, None or nan for a gap; words are ordered by `categories`. Interval: `draws` resamples of
    items with `seed`, percentiles (Krippendorff's own bootstrap resamples pairs and is narrower). `progress` is called
    with draws done and all. Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; 2019, Content
    Analysis, 4e, chapter 12. Raises NothingRatedTwice, OnlyOneCategory, TooFewItems, RatingsAreNoNumbers (interval and
    ratio of words), CategoriesHaveNoOrder, UnknownWeights (a metric that does not exist), TooManyDraws, what
    `read_ratings` raises, ConfidenceOutsideZeroAndOne.
    """
    tail = 1 - upper_tail(confidence)
    if draws < 1:
        raise TooManyDraws(f"{draws} resamples give no interval; take 1000.")
    rated = read_ratings(ratings=ratings, categories=categories)
    distance, shared = _distance(rated, metric), _pairable(rated.counts)
    value = float(_alphas(shared, np.ones((1, len(shared))), distance)[0])
    again = _resampled(shared, distance, draws, np.random.default_rng(seed), progress)
    low, high = (float(limit) for limit in np.quantile(again, [tail, 1 - tail]))
    limits = (FOR_TENTATIVE_CONCLUSIONS, FOR_CONCLUSIONS)
    below = tuple(float(np.mean(again < limit)) for limit in limits)
    n, left_out = len(shared), len(rated.codes) - len(shared)
    limits_around = (min(low, value), max(high, value))
    return Alpha(value, *limits_around, metric, n, int(shared.sum()), left_out, (below[0], below[1]), len(again))


def _pairable(counts: FloatArray) -> FloatArray:
    """The items with two ratings or more."""
    shared = np.asarray(counts[counts.sum(axis=1) >= 2])
    if not len(shared):
        raise NothingRatedTwice("No item was rated by two judges; give some items to several judges.")
    if np.count_nonzero(shared.sum(axis=0)) < 2:
        raise OnlyOneCategory("All ratings with a pair are the same; alpha is 0 / 0. Show the plain share instead.")
    if len(shared) < 2:
        raise TooFewItems("One item says nothing about how judges agree in general; bring two or more.")
    return shared


def _resampled(
    counts: FloatArray,
    distance: Callable[[FloatArray], FloatArray],
    draws: int,
    generator: np.random.Generator,
    progress: Callable[[int, int], None] | None,
) -> FloatArray:
    n, q = counts.shape
    at_once = max(1, min(draws, CELLS_AT_ONCE // max(n, q * q)))
    found: list[FloatArray] = []
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        found.append(_alphas(counts, times_drawn(generator=generator, n=n, draws=size), distance))
        if progress:
            progress(start + size, draws)
    every = np.concatenate(found)
    known = every[np.isfinite(every)]
    if 2 * len(known) < draws:
        raise TooManyDraws("Most resamples hold one category only, so alpha has no interval; bring more items.")
    return known


def _alphas(counts: FloatArray, times: FloatArray, distance: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Alpha of each row of `times`, which says how often each item counts; nan where all ratings are equal."""
    per_item = counts / (counts.sum(axis=1, keepdims=True) - 1)
    margins = times @ counts
    pairs = times @ (counts[:, :, None] * per_item[:, None, :]).reshape(len(counts), -1)
    q = counts.shape[1]
    apart = distance(margins)
    found = np.sum(pairs.reshape(-1, q, q) * apart, axis=(1, 2))
    chance = np.sum(margins[:, :, None] * margins[:, None, :] * apart, axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, 1 - (margins.sum(axis=1) - 1) * found / chance, np.nan)


def _distance(rated: Rated, metric: Metric) -> Callable[[FloatArray], FloatArray]:
    """A function from margins (resamples x categories) to squared distances, which broadcast against them."""
    if metric == "nominal":
        return lambda _: 1.0 - np.eye(len(rated.categories))
    if metric == "ordinal":
        order = np.argsort(np.argsort(rated.positions))
        return lambda margins: _ordinal(margins, order)
    if metric not in ("interval", "ratio"):
        raise UnknownWeights(f"{metric!r} is no metric; use nominal, ordinal, interval or ratio.")
    if not all(isinstance(category, float) for category in rated.categories):
        raise RatingsAreNoNumbers(f"The {metric} metric needs numbers; use ordinal with categories= for words.")
    x = np.array(rated.categories, dtype=np.float64)
    gap = x[:, None] - x
    if metric == "interval":
        return lambda _: gap**2
    total = x[:, None] + x
    if np.any(x < 0):
        raise RatingsAreNoNumbers("The ratio metric needs numbers from 0 upwards; use interval.")
    return lambda _: np.divide(gap, total, out=np.zeros_like(gap), where=total > 0) ** 2


def _ordinal(margins: FloatArray, order: NDArray[np.intp]) -> FloatArray:
    """In order of the scale: everything from c to k, less half of both ends."""
    sorted_margins = np.empty_like(margins)
    sorted_margins[:, order] = margins
    middle = (np.cumsum(sorted_margins, axis=1) - sorted_margins / 2)[:, order]
    return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)
