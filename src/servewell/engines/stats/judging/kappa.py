"""Two judges: Cohen's kappa, plain and weighted, with the two standard errors that belong to it."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.confidence import normal_quantile
from servewell.engines.stats.judging.ratings import (
    GAP,
    NothingRatedTwice,
    OnlyOneCategory,
    Rated,
    Ratings,
    RatingsNotATable,
    Weights,
    read_ratings,
    weights_of,
)

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance, from -1 to 1, of n items.

    `observed` and `expected`: the (weighted) shares of agreement that were found and that chance gives. `error`: the
    standard error, for low and high; `error_of_none`: the one if there were no agreement beyond chance, for z and p
    (two-sided). `left_out`: items that lack one of the ratings.
    """

    value: float
    low: float
    high: float
    n: int
    observed: float
    expected: float
    error: float
    error_of_none: float
    z: float
    p: float
    left_out: int


def cohen(
    *,
    ratings: Ratings,
    weights: Weights = "identity",
    categories: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
) -> Kappa:
    """Cohen's kappa of two judges: (po - pe) / (1 - pe), po = sum w p(ij), pe = sum w p(i.) p(.j).

    `ratings`: items x 2. `weights`: see `weights_of`; numbers are weighed by their values, words by their places in
    `categories`. Variances (w' = the mean weight of a row plus that of a column): of none
    (sum p(i.) p(.j) (w - w')^2 - pe^2) / (n (1-pe)^2); of the estimate (sum p(ij) (w (1-pe) - w' (1-po))^2 - (po pe -
    2 pe + po)^2) / (n (1-pe)^4); limits v -+ z times its root, cut at -1 and 1.
    Source: Cohen 1960, Educ Psych Meas 20:37, and 1968, Psych Bull 70:213; Fleiss, Cohen and Everitt 1969, Psych Bull
    72:323. Raises RatingsNotATable (not two judges), NothingRatedTwice, OnlyOneCategory, what `read_ratings` and
    `weights_of` raise, ConfidenceOutsideZeroAndOne.
    """
    rated = read_ratings(ratings=ratings, categories=categories)
    if rated.codes.shape[1] != 2:
        raise RatingsNotATable(f"Cohen's kappa is of two judges, not {rated.codes.shape[1]}; use fleiss or gwet.")
    table = cross_table(rated)
    n = int(table.sum())
    return kappa_of(table, weights_of(rated=rated, weights=weights), confidence, len(rated.codes) - n)


def cross_table(rated: Rated) -> FloatArray:
    """How often the first judge said i and the second j. Raises NothingRatedTwice."""
    both = rated.codes[(rated.codes != GAP).all(axis=1)]
    if not len(both):
        raise NothingRatedTwice("No item was rated by both judges; give them the same items.")
    size = len(rated.categories)
    return np.bincount(both[:, 0] * size + both[:, 1], minlength=size * size).reshape(size, size).astype(np.float64)


def kappa_of(table: FloatArray, weights: FloatArray, confidence: float, left_out: int = 0) -> Kappa:
    """Kappa of a square table of counts. Raises OnlyOneCategory, ConfidenceOutsideZeroAndOne."""
    n = float(table.sum())
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    chance = np.outer(rows, columns)
    po, pe = float(np.sum(weights * shares)), float(np.sum(weights * chance))
    if 1 - pe < 1e-12:
        raise OnlyOneCategory("Both judges used one and the same category only; chance explains all. Show the share.")

    value = (po - pe) / (1 - pe)
    mean_weights = (weights @ columns)[:, None] + rows @ weights
    of_none = float(np.sum(chance * (weights - mean_weights) ** 2)) - pe**2
    spread = float(np.sum(shares * (weights * (1 - pe) - mean_weights * (1 - po)) ** 2)) - (po * pe - 2 * pe + po) ** 2
    error_of_none = sqrt(max(0.0, of_none) / n) / (1 - pe)
    error = sqrt(max(0.0, spread) / n) / (1 - pe) ** 2
    reach = normal_quantile(confidence) * error
    z = value / error_of_none if error_of_none > 0 else 0.0
    low, high = max(-1.0, value - reach), min(1.0, value + reach)
    return Kappa(value, low, high, int(n), po, pe, error, error_of_none, z, erfc(abs(z) / sqrt(2)), left_out)
