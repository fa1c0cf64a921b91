"""Many judges, gaps allowed: Gwet's AC, Fleiss, Conger, Brennan and Prediger, with Gwet's standard errors."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.judging.ratings import (
    GAP,
    NothingRatedTwice,
    OnlyOneCategory,
    Rated,
    Ratings,
    RatingsMissing,
    TooFewItems,
    TooFewJudges,
    Weights,
    read_ratings,
    weights_of,
)

FloatArray = NDArray[np.float64]
Coefficient = Literal["gwet", "fleiss", "conger", "brennan-prediger", "krippendorff", "share"]


@dataclass(frozen=True)
class Agreement:
    """A coefficient of n items with its error and Student's interval (n - 1), cut at -1 and 1; p is two-sided.

    `observed` and `expected`: the weighted shares of agreement found and given by chance. `judges`: the columns.
    """

    coefficient: Coefficient
    value: float
    low: float
    high: float
    error: float
    p: float
    n: int
    judges: int
    observed: float
    expected: float


@dataclass(frozen=True)
class CategoryKappa:
    """Fleiss' kappa of one category against all others, with z and p under no agreement."""

    category: Hashable
    value: float
    z: float
    p: float


@dataclass(frozen=True)
class FleissKappa:
    """Fleiss' kappa of equally many ratings for each item; error, z and p hold if there were no agreement."""

    value: float
    error_of_none: float
    z: float
    p: float
    n: int
    ratings: int
    observed: float
    expected: float
    categories: tuple[CategoryKappa, ...]


def agreement(
    *,
    ratings: Ratings,
    coefficient: Coefficient = "gwet",
    weights: Weights = "identity",
    categories: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
) -> Agreement:
    """(pa - pe) / (1 - pe) for any number of judges, with gaps.

    pa: the mean over items with two ratings of the weighted share of agreeing pairs. pe, with p(k) the mean share of
    category k and T the sum of the q x q weights: "gwet" T sum p(1-p) / (q(q-1)), AC1 (identity) or AC2; "fleiss" sum
    w p(k) p(l); "conger" the same from the shares of each judge apart; "brennan-prediger" T / q^2; "krippendorff" as
    Fleiss over items with two ratings, with his correction for few; "share" 0, the plain share. Errors: linearised,
    items being a sample. `ratings`: items x judges; `categories`: all possible ones, which AC and Brennan-Prediger
    depend on (None: those that were used).
    Source: Gwet 2008, Br J Math Stat Psychol 61:29; Gwet 2014, Handbook of Inter-Rater Reliability, 4e; Conger 1980,
    Psych Bull 88:322; as the R package irrCAC. Raises TooFewItems, NothingRatedTwice, OnlyOneCategory, what
    `read_ratings` and `weights_of` raise, ConfidenceOutsideZeroAndOne.
    """
    rated = read_ratings(ratings=ratings, categories=categories)
    table = weights_of(rated=rated, weights=weights)
    if coefficient == "krippendorff":
        value, influence, pa, pe = _krippendorff(rated, table)
    else:
        value, influence, pa, pe = _others(rated, table, coefficient)
    return _with_interval(coefficient, value, influence, (pa, pe), rated, confidence)


def fleiss(*, ratings: Ratings, categories: Sequence[Hashable] | None = None) -> FleissKappa:
    """Fleiss' kappa where each item has the same number m of ratings (by whomever), in total and for each category.

    Error of none: sqrt(2 / (n m (m-1))) sqrt((sum pq)^2 - sum pq(q-p)) / sum pq; of a category sqrt(2 / (n m (m-1))).
    `ratings`: items x ratings. For gaps and for an interval see `agreement(coefficient="fleiss")`.
    Source: Fleiss 1971, Psych Bull 76:378; Fleiss, Nee and Landis 1979, Psych Bull 86:974.
    Raises RatingsMissing, OnlyOneCategory, what `read_ratings` raises.
    """
    rated = read_ratings(ratings=ratings, categories=categories)
    counts = rated.counts
    each = counts.sum(axis=1)
    if np.ptp(each) > 0 or each[0] < 2:
        raise RatingsMissing("Items have unequally many ratings, or one; use agreement(coefficient='fleiss').")
    n, m = len(counts), float(each[0])
    p = counts.sum(axis=0) / (n * m)
    q = 1 - p
    _refuse_certainty(float(np.sum(p * p)))

    pairs = n * m * (m - 1)
    pa, pe = float(np.sum(counts * (counts - 1)) / pairs), float(np.sum(p * p))
    value, total = (pa - pe) / (1 - pe), float(np.sum(p * q))
    error = sqrt(2 / pairs) * sqrt(max(0.0, total**2 - float(np.sum(p * q * (q - p))))) / total
    single = [
        CategoryKappa(category, *_z_and_p(1 - float(column @ (m - column) / (pairs * share * rest)), pairs))
        for category, column, share, rest in zip(rated.categories, counts.T, p, q, strict=True)
        if 0 < share < 1
    ]
    z = value / error
    return FleissKappa(value, error, z, erfc(abs(z) / sqrt(2)), n, int(m), pa, pe, tuple(single))


def _z_and_p(value: float, pairs: float) -> tuple[float, float, float]:
    z = value / sqrt(2 / pairs)
    return value, z, erfc(abs(z) / sqrt(2))


def _others(rated: Rated, w: FloatArray, coefficient: Coefficient) -> tuple[float, FloatArray, float, float]:
    """Value, influence of each item, observed and expected agreement; the influences' mean is the value."""
    counts = rated.counts
    each, n = counts.sum(axis=1), len(counts)
    shared = each >= 2
    _refuse_few(int(shared.sum()), n)
    pa_of_items = agreeing_pairs(counts, w)
    pa = float(pa_of_items[shared].mean())

    chance: dict[str, Callable[[Rated, FloatArray], tuple[float, FloatArray]]] = {
        "gwet": _gwet_chance,
        "fleiss": _fleiss_chance,
        "conger": _conger_chance,
        "brennan-prediger": lambda _, w: (float(w.mean()), np.full(n, w.mean())),
        "share": lambda _, __: (0.0, np.zeros(n)),
    }
    pe, pe_of_items = chance[coefficient](rated, w)
    _refuse_certainty(pe)
    value = (pa - pe) / (1 - pe)
    own = np.where(shared, (pa_of_items - pe) / (1 - pe), 0.0) * n / shared.sum()
    return value, own - 2 * (1 - value) * (pe_of_items - pe) / (1 - pe), pa, pe


def agreeing_pairs(counts: FloatArray, w: FloatArray) -> FloatArray:
    """The weighted share of agreeing pairs of each item; 0 where an item has one rating."""
    each = counts.sum(axis=1)
    return np.asarray(np.sum(counts * (counts @ w - 1), axis=1) / np.maximum(each * (each - 1), 1))


def _gwet_chance(rated: Rated, w: FloatArray) -> tuple[float, FloatArray]:
    shares = rated.counts / rated.counts.sum(axis=1, keepdims=True)
    p, q = shares.mean(axis=0), len(w)
    if q == 1:
        return 1.0, np.ones(len(shares))
    scale = float(w.sum()) / (q * (q - 1))
    return scale * float(np.sum(p * (1 - p))), scale * (shares @ (1 - p))


def _fleiss_chance(rated: Rated, w: FloatArray) -> tuple[float, FloatArray]:
    shares = rated.counts / rated.counts.sum(axis=1, keepdims=True)
    p = shares.mean(axis=0)
    return float(p @ w @ p), shares @ (w @ p)


def _conger_chance(rated: Rated, w: FloatArray) -> tuple[float, FloatArray]:
    """pe is the mean over all pairs of different judges of sum w p(g,k) p(h,l); its influence runs through each p."""
    codes, n = rated.codes, len(rated.codes)
    given = codes != GAP
    rates = given.sum(axis=0)
    if np.any(rates == 0):
        raise TooFewJudges(f"Judge {int(np.argmin(rates))} rated nothing; leave such judges out.")
    judges = codes.shape[1]
    p = np.stack([np.bincount(codes[given[:, g], g], minlength=len(w)) / rates[g] for g in range(judges)])
    others = (p.sum(axis=0) - p) @ w  # what each category of a judge meets at the others
    scale = judges * (judges - 1)
    pe = float(np.sum(p * others)) / scale

    own = np.sum(p * others, axis=1)
    met = others[np.arange(judges), np.where(given, codes, 0)]
    moved = np.where(given, n / rates * (met - own), 0.0).sum(axis=1) / scale
    return pe, moved + pe


def _krippendorff(rated: Rated, w: FloatArray) -> tuple[float, FloatArray, float, float]:
    counts = rated.counts
    counts = counts[counts.sum(axis=1) >= 2]
    _refuse_few(len(counts), len(counts))
    each, n = counts.sum(axis=1), len(counts)
    mean, few = float(each.mean()), 1 / float(each.sum())
    raw = np.sum(counts * (counts @ w - 1), axis=1) / (mean * (each - 1))
    p = counts.sum(axis=0) / (n * mean)
    unusual = (each - mean) / mean
    pa, pe = (1 - few) * float(raw.mean()) + few, float(p @ w @ p)
    _refuse_certainty(pe)
    value, uncorrected = (pa - pe) / (1 - pe), (float(raw.mean()) - pe) / (1 - pe)
    pa_of_items = raw - raw.mean() * unusual
    pe_of_items = counts @ (w @ p) / mean - pe * unusual
    influence = (pa_of_items - pe) / (1 - pe) - 2 * (1 - uncorrected) * (pe_of_items - pe) / (1 - pe)
    return value, influence - uncorrected + value, pa, pe


def _with_interval(
    coefficient: Coefficient,
    value: float,
    influence: FloatArray,
    shares: tuple[float, float],
    rated: Rated,
    confidence: float,
) -> Agreement:
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415 - importing this package must not load scipy

    n, shared = len(rated.codes), len(influence)
    error = sqrt(float(np.sum((influence - value) ** 2)) / (shared * (shared - 1)))
    reach = float(stdtrit(n - 1, upper_tail(confidence))) * error
    p = 2 * float(stdtr(n - 1, -abs(value) / error)) if error > 0 else float(value == 0)
    low, high = max(-1.0, value - reach), min(1.0, value + reach)
    return Agreement(coefficient, value, low, high, error, p, n, rated.codes.shape[1], *shares)


def _refuse_few(shared: int, n: int) -> None:
    if shared == 0:
        raise NothingRatedTwice("No item was rated by two judges; give some items to several judges.")
    if n < 2:
        raise TooFewItems("One item says nothing about how judges agree in general; bring two or more.")


def _refuse_certainty(pe: float) -> None:
    if 1 - pe < 1e-12:
        raise OnlyOneCategory("All ratings are the same; chance explains all of it. Show the plain share instead.")
