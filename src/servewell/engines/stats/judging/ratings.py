"""Ratings as they come - items by judges, with gaps - read once for every measure of agreement."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Rating = Hashable | None
Ratings = Sequence[Sequence[Rating]] | NDArray[np.float64]
WeightName = Literal["identity", "linear", "quadratic", "ordinal", "radical", "ratio"]
Weights = WeightName | Sequence[Sequence[float]] | FloatArray

GAP = -1


class RatingsNotATable(ValueError):
    """The ratings are not items by judges, one place for each judge of each item."""


class NothingRated(ValueError):
    """There is no rating at all."""


class TooFewJudges(ValueError):
    """Agreement needs two judges."""


class TooFewItems(ValueError):
    """One item says nothing about how judges agree in general."""


class NothingRatedTwice(ValueError):
    """No item was rated by two judges, so nobody can agree or disagree."""


class OnlyOneCategory(ValueError):
    """All ratings are the same, so agreement by chance is certain and its correction is 0 / 0."""


class UnknownCategory(ValueError):
    """A rating is not among the categories that were given."""


class CategoriesHaveNoOrder(ValueError):
    """Words were to be weighed by their distance, and nobody said in which order they stand."""


class RatingsAreNoNumbers(ValueError):
    """Numbers were needed and words were given."""


class UnknownWeights(ValueError):
    """The weights are none of those there are, or not a table of 1 on the diagonal and 0 to 1 elsewhere."""


class RatingsMissing(ValueError):
    """A measure that knows no gaps was given some."""


@dataclass(frozen=True, eq=False)
class Rated:
    """Ratings read: `codes` is items x judges, a place in `categories` or -1 for a gap.

    `has_order`: the categories are numbers, or stand in the order that the caller gave.
    """

    codes: IntArray
    categories: tuple[Hashable, ...]
    has_order: bool

    @property
    def counts(self) -> FloatArray:
        """How often each item got each category: items x categories."""
        size = len(self.categories)
        flat = np.where(self.codes == GAP, size, self.codes)
        flat = flat + (size + 1) * np.arange(len(flat))[:, None]
        table = np.bincount(flat.ravel(), minlength=len(self.codes) * (size + 1)).reshape(-1, size + 1)
        return table[:, :size].astype(np.float64)

    @property
    def positions(self) -> FloatArray:
        """Where the categories stand on their scale: their value if they are numbers, else 0, 1, 2 ... in order.

        Raises CategoriesHaveNoOrder.
        """
        if all(_is_number(category) for category in self.categories):
            return np.array(self.categories, dtype=np.float64)
        if not self.has_order:
            raise CategoriesHaveNoOrder("Words have no distance; give categories= in their order, from low to high.")
        return np.arange(len(self.categories), dtype=np.float64)


def read_ratings(*, ratings: Ratings, categories: Sequence[Hashable] | None = None, judges: int = 2) -> Rated:
    """Items x judges, None or nan where nobody rated; items without any rating are dropped.

    `categories`: all that could have been given, in their order (None: those that were, numbers by size).
    Raises RatingsNotATable, TooFewJudges (below `judges`), NothingRated, UnknownCategory.
    """
    rows = _rows(ratings)
    width = len(rows[0]) if rows else 0
    if any(len(row) != width for row in rows):
        place = next(place for place, row in enumerate(rows) if len(row) != width)
        raise RatingsNotATable(f"Item {place} has {len(rows[place])} places and item 0 {width}; fill gaps with None.")
    given = {rating for row in rows for rating in row if rating is not None}
    if not given:
        raise NothingRated("There is no rating; show the empty state instead.")
    if width < judges:
        raise TooFewJudges(f"{width} judge cannot agree with anybody; bring the ratings of {judges} or more.")

    known = _in_order(given) if categories is None else tuple(_plain(category) for category in categories)
    place_of = {category: place for place, category in enumerate(known)}
    if unknown := given - set(place_of):
        raise UnknownCategory(f"{sorted(map(repr, unknown))} not among the categories {known}; add or mend them.")
    place_of_gap: dict[Rating, int] = {**place_of, None: GAP}
    codes = np.array([[place_of_gap[rating] for rating in row] for row in rows], dtype=np.int64)
    codes = codes[(codes != GAP).any(axis=1)]
    return Rated(codes, known, categories is not None or all(_is_number(rating) for rating in given))


def weights_of(*, rated: Rated, weights: Weights) -> FloatArray:
    """Agreement from 0 to 1 for each pair of categories, 1 on the diagonal.

    With positions x on the scale and span max - min: "linear" 1 - |x - y| / span; "quadratic" 1 - ((x - y) / span)^2;
    "radical" 1 - sqrt(|x - y| / span); "ratio" 1 - ((x - y) / (x + y))^2 over its largest; "ordinal" 1 - C(k, 2) /
    C(q, 2), k the number of categories from one to the other; or a table of one's own.
    Source: Cohen 1968, Psych Bull 70:213; Gwet 2014, Handbook of Inter-Rater Reliability, 4e, chapter 3.
    Raises UnknownWeights, CategoriesHaveNoOrder.
    """
    size = len(rated.categories)
    if not isinstance(weights, str):
        return _own_weights(np.asarray(weights, dtype=np.float64), size)
    if weights == "identity" or size == 1:
        return np.eye(size)
    if weights == "ordinal":
        order = np.argsort(np.argsort(rated.positions))
        apart = np.abs(order[:, None] - order) + 1
        return np.asarray(1 - apart * (apart - 1) / (size * (size - 1)))
    x = rated.positions
    if weights == "ratio":
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.nan_to_num(((x[:, None] - x) / (x[:, None] + x)) ** 2, posinf=np.nan, nan=0.0)
        if np.isnan(far).any() or np.any(x < 0):
            raise UnknownWeights("Ratio weights need a scale from 0 upwards; use quadratic.")
        return np.asarray(1 - far / far.max())
    powers = {"linear": 1.0, "quadratic": 2.0, "radical": 0.5}
    if weights not in powers:
        raise UnknownWeights(f"{weights!r} are no weights; use identity, ordinal, ratio, {list(powers)} or a table.")
    return np.asarray(1 - (np.abs(x[:, None] - x) / np.ptp(x)) ** powers[weights])


def _own_weights(table: FloatArray, size: int) -> FloatArray:
    if table.shape != (size, size):
        raise UnknownWeights(f"The weights have the shape {table.shape} for {size} categories; give one for each pair.")
    if not np.all(np.diag(table) == 1) or not np.all((table >= 0) & (table <= 1)):
        raise UnknownWeights("Weights are shares of agreement: 1 on the diagonal, from 0 to 1 elsewhere.")
    if not np.allclose(table, table.T):
        raise UnknownWeights("Weights must be the same both ways: who disagrees with whom does not matter.")
    return np.asarray(table)


def _rows(ratings: Ratings) -> list[list[Rating]]:
    if isinstance(ratings, np.ndarray) and ratings.ndim != 2:
        raise RatingsNotATable(f"Ratings are items by judges; this has {ratings.ndim} dimensions.")
    try:
        return [[_plain(rating) for rating in row] for row in ratings]
    except TypeError as trouble:
        raise RatingsNotATable("Ratings are a list of items, each a list of one rating for each judge.") from trouble


def _plain(rating: Rating) -> Rating:
    """Numbers of any kind become floats, so that 3 and 3.0 are one category; nan becomes a gap."""
    if isinstance(rating, bool | np.bool_):
        return bool(rating)
    if isinstance(rating, int | float | np.number):
        number = float(rating)
        return None if number != number else number
    hash(rating)
    return rating


def _is_number(rating: Rating) -> bool:
    return isinstance(rating, float)


def _in_order(given: set[Hashable]) -> tuple[Hashable, ...]:
    if all(_is_number(rating) for rating in given):
        return tuple(sorted(given))  # type: ignore[type-var]
    return tuple(sorted(given, key=lambda rating: (str(type(rating)), str(rating))))
