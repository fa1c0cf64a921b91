"""Which judge is strict and which item is unclear, once it is known that judges do not fully agree."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.estimates.single import Estimate
from servewell.engines.stats.judging.chance_corrected import agreeing_pairs
from servewell.engines.stats.judging.ratings import (
    GAP,
    NothingRatedTwice,
    OnlyOneCategory,
    Ratings,
    RatingsAreNoNumbers,
    TooFewItems,
    Weights,
    read_ratings,
    weights_of,
)

FloatArray = NDArray[np.float64]


class JudgesNotConnected(ValueError):
    """Judges fall into groups that have no item in common, so nobody can say which group is stricter."""


@dataclass(frozen=True)
class Strictness:
    """One judge: by how much the scores lie above the other judges' for the same items (below 0: stricter).

    `deviation`: in the unit of the scores, with a t interval for this judge alone, n its scores. `simultaneous`: the
    wider interval that holds for all judges at once (Bonferroni). `p`: two-sided; `p_adjusted`: after Holm.
    """

    judge: int
    deviation: Estimate
    simultaneous: tuple[float, float]
    p: float
    p_adjusted: float


@dataclass(frozen=True)
class Judges:
    """All judges in the order of the columns. `sigma`: the spread that neither item nor judge explains; `freedom`: its
    degrees. `left_out`: items with one score, which compare nobody."""

    judges: tuple[Strictness, ...]
    sigma: float
    freedom: int
    n: int
    left_out: int


@dataclass(frozen=True)
class Clarity:
    """One item by its row: the share of agreeing pairs among its n ratings, with an interval.

    `overall`: that share over all items; `chance_below`: how probable it is that this item is below it.
    """

    item: int
    agreement: Estimate
    overall: float
    chance_below: float


def strictness(*, ratings: Ratings, confidence: float = 0.95) -> Judges:
    """Each judge against the mean of the others, by least squares on score = item + judge + rest, with gaps.

    With judge effects b: deviation = b(j) - mean of the other b; error from the residual variance and the inverse of
    the judges' equations after the items are taken out; t with (scores - items - judges + 1) degrees. Comparing plain
    means would blame a judge for having got the bad shops. `ratings`: items x judges, numbers, None or nan for a gap.
    Source: Scheffe 1959, The Analysis of Variance, chapter 4; Holm 1979, Scand J Stat 6:65. Raises RatingsAreNoNumbers,
    NothingRatedTwice, TooFewItems (no degree of freedom), JudgesNotConnected, what `read_ratings` raises,
    ConfidenceOutsideZeroAndOne.
    """
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415 - importing this package must not load scipy

    scores, left_out = _shared_scores(ratings)
    given = ~np.isnan(scores)
    n, m = scores.shape
    freedom = int(given.sum()) - n - m + 1
    if freedom < 1:
        raise TooFewItems("There are as many unknowns as scores; bring more items that two judges have scored.")
    effects, inverse, residual = _effects(scores, given)

    contrast = np.full((m, m), -1 / (m - 1)) + np.eye(m) * m / (m - 1)
    deviations = contrast @ effects
    sigma = sqrt(residual / freedom)
    errors = sigma * np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", contrast, inverse, contrast), 0))
    alone = float(stdtrit(freedom, upper_tail(confidence)))
    together = float(stdtrit(freedom, 1 - (1 - upper_tail(confidence)) / m))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(errors > 0, np.abs(deviations) / errors, np.where(np.abs(deviations) > 0, np.inf, 0.0))
    p = 2 * stdtr(freedom, -t)
    holm = _holm(p)
    rates = given.sum(axis=0)

    def judged(judge: int) -> Strictness:
        d, e = float(deviations[judge]), float(errors[judge])
        found = Estimate(d, d - alone * e, d + alone * e, int(rates[judge]), "two-way-additive")
        return Strictness(judge, found, (d - together * e, d + together * e), float(p[judge]), float(holm[judge]))

    return Judges(tuple(judged(judge) for judge in range(m)), sigma, freedom, int(given.sum()), left_out)


def clarity(
    *,
    ratings: Ratings,
    weights: Weights = "identity",
    categories: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> tuple[Clarity, ...]:
    """How far judges agree about each item; items with fewer than two ratings have no place in the answer.

    Agreement: the (weighted) share of agreeing pairs. A few judges per item say little, so its interval takes the
    category shares of the item as Dirichlet(ratings + the shares of all items, which weigh as much as one judge) and
    reads the percentiles of sum w p p over `draws` by `seed`; it is never of width 0. `ratings`: items x judges;
    `weights`: see `weights_of`. Source of the share: Fleiss 1971, Psych Bull 76:378; of the prior: Perks 1947, J Inst
    Actuaries 73:285.
    Raises NothingRatedTwice, OnlyOneCategory (all agree on one category everywhere), what `read_ratings` and
    `weights_of` raise, ConfidenceOutsideZeroAndOne.
    """
    tail, rated = 1 - upper_tail(confidence), read_ratings(ratings=ratings, categories=categories)
    w, counts = weights_of(rated=rated, weights=weights), rated.counts
    rows, shared = [place for place, row in enumerate(_has_rating(ratings)) if row], counts.sum(axis=1) >= 2
    if not shared.any():
        raise NothingRatedTwice("No item was rated by two judges; give some items to several judges.")
    if np.count_nonzero(used := counts.sum(axis=0)) < 2:
        raise OnlyOneCategory("All ratings are the same; no item is less clear than another.")

    agreed, prior = agreeing_pairs(counts, w), used / used.sum()
    overall, generator = float(agreed[shared].mean()), np.random.default_rng(seed)

    def judged(place: int) -> Clarity:
        gammas = generator.standard_gamma(counts[place] + prior, size=(draws, len(prior)))
        p = gammas / gammas.sum(axis=1, keepdims=True)
        many, value = np.sum((p @ w) * p, axis=1), float(agreed[place])
        low, high = (float(limit) for limit in np.quantile(many, [tail, 1 - tail]))
        estimate = Estimate(value, min(low, value), max(high, value), int(counts[place].sum()), "dirichlet")
        return Clarity(rows[place], estimate, overall, float(np.mean(many < overall)))

    return tuple(judged(int(place)) for place in np.flatnonzero(shared))


def _shared_scores(ratings: Ratings) -> tuple[FloatArray, int]:
    rated = read_ratings(ratings=ratings)
    if not all(isinstance(category, float) for category in rated.categories):
        raise RatingsAreNoNumbers("Strictness needs scores; give words their scores, or use study_of_attributes.")
    values = np.array([*rated.categories, np.nan], dtype=np.float64)
    scores = values[np.where(rated.codes == GAP, len(rated.categories), rated.codes)]
    shared = np.sum(~np.isnan(scores), axis=1) >= 2
    if not shared.any():
        raise NothingRatedTwice("No item was scored by two judges; give some items to several judges.")
    return scores[shared], int((~shared).sum())


def _effects(scores: FloatArray, given: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray, float]:
    """Judge effects that add up to 0, the (pseudo-)inverse of their equations, and the residual sum of squares."""
    each = given.sum(axis=1)
    centred = np.where(given, scores - np.nanmean(scores, axis=1, keepdims=True), 0.0)
    shares = given / each[:, None]
    equations = np.diag(given.sum(axis=0).astype(np.float64)) - given.T.astype(np.float64) @ shares
    values, vectors = np.linalg.eigh(equations)
    if values[1] < 1e-9 * max(1.0, values[-1]):
        alone = int(np.argmax(np.abs(vectors[:, 1]))) if np.any(given.sum(axis=0)) else 0
        raise JudgesNotConnected(
            f"Judge {alone} and some others share no item, not even through a third; let them score some both."
        )
    inverse = (vectors[:, 1:] / values[1:]) @ vectors[:, 1:].T
    effects = inverse @ centred.sum(axis=0)
    fitted = np.where(given, effects - (given @ effects / each)[:, None], 0.0)
    residual = float(np.sum((centred - fitted) ** 2))
    noise = 1e-24 * float(np.nanmax(np.abs(scores))) ** 2 * given.sum()
    return effects, inverse, 0.0 if residual < noise else residual


def _holm(p: FloatArray) -> FloatArray:
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(steps, 1)
    return adjusted


def _has_rating(ratings: Ratings) -> list[bool]:
    return [any(rating is not None and rating == rating for rating in row) for row in ratings]
