"""Which drivers go with satisfaction: the part of R squared that each accounts for, whatever the order of entry."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.resampling import times_drawn

FloatArray = NDArray[np.float64]
DriverMethod = Literal["shapley", "relative-weights"]
# correlations of resamples, from the table, its weights, how many draws, and chance
Draw = Callable[[FloatArray, FloatArray, int, np.random.Generator], Iterator[FloatArray]]

MOST_FOR_SHAPLEY = 12
TOLERANCE = 1e-8  # the share of a driver that the others must leave over
NUMBERS_AT_ONCE = 4_000_000


class DriversNotATable(ValueError):
    """Drivers are rows by drivers, with one outcome and one weight for each row and one name for each driver."""


class DriverIsNotANumber(ValueError):
    """A driver, an outcome or a weight is a word or infinite."""


class WeightsNotAboveZero(ValueError):
    """A weight is negative, or all of them are 0."""


class TooFewRows(ValueError):
    """There are not enough complete rows for so many drivers."""


class DriverIsConstant(ValueError):
    """A driver, or the outcome (then `driver` is None), is the same in all rows, so it can account for nothing."""

    def __init__(self, driver: str | None) -> None:
        super().__init__(f"{driver or 'the outcome'} is the same in all rows; leave it out.")
        self.driver = driver


class DriversAreCollinear(ValueError):
    """A driver can be computed from the others, so nobody can say which of them it is."""

    def __init__(self, driver: str) -> None:
        super().__init__(f"{driver} follows from the drivers before it; leave one of them out or join them.")
        self.driver = driver


class TooManyDrivers(ValueError):
    """Shapley shares need all subsets, which are too many."""


class TooFewDraws(ValueError):
    """Too few resamples were asked for, or too many of them had no answer."""


@dataclass(frozen=True)
class Driver:
    """One driver: its part of R squared with an interval, and which way it goes.

    `share`: the part, in units of R squared; `low`, `high`: bootstrap percentiles; `of_explained`: share / R squared.
    `coefficient`: the standardised one beside all others; `correlation`: alone. `direction` is the sign of the
    coefficient; where it differs from the correlation's the driver only helps others to be seen: do not act on it.
    """

    name: str
    share: float
    low: float
    high: float
    of_explained: float
    coefficient: float
    correlation: float
    direction: int


@dataclass(frozen=True)
class LeftOut:
    """What did not come along: rows with a gap, rows of weight 0, and resamples in which drivers could not be told
    apart. The share of the outcome's variance that no driver accounts for is 1 - R squared."""

    rows_with_gaps: int
    rows_without_weight: int
    resamples: int


@dataclass(frozen=True)
class Drivers:
    """The drivers in the order given; their shares add up to `r_squared`. These are associations, not causes."""

    drivers: tuple[Driver, ...]
    r_squared: float
    adjusted: float
    method: DriverMethod
    n: int
    draws: int
    left_out: LeftOut


def drivers_of(
    *,
    outcome: ArrayLike,
    drivers: ArrayLike,
    names: Sequence[str],
    weights: ArrayLike | None = None,
    method: DriverMethod | None = None,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    groups: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Drivers:
    """Shares of R squared of a linear regression with intercept.

    "shapley" (LMG): the gain in R squared averaged over all orders of entry; "relative-weights": (V d V')^2 times the
    squared coefficients on V'd's orthogonal twins, for more than 12 drivers. None: the first up to 12, then the other.
    `outcome`: n numbers; `drivers`: n x k; `names`: k; `weights`: n, how many customers a row stands for (None: one).
    Rows with a gap (nan) are left out and counted. Intervals: `draws` resamples of rows (with their weights) by `seed`,
    percentiles; `progress` is called with draws done and all. `groups`: more rows than that are dealt at random into
    so many groups of one size, and groups are drawn; from a thousand on the intervals are as good, and much quicker.
    Source: Lindeman, Merenda and Gold 1980, p. 119; Groemping 2006, J Stat Softw 17(1); Johnson 2000, Multivar Behav
    Res 35:1. Raises DriversNotATable, DriverIsNotANumber, WeightsNotAboveZero, TooFewRows, DriverIsConstant,
    DriversAreCollinear, TooManyDrivers, TooFewDraws, ConfidenceOutsideZeroAndOne.
    """
    tail = 1 - upper_tail(confidence)
    table, heavy, left_out = _rows(outcome, drivers, names, weights)
    n, k = len(table), len(names)
    way = method or ("shapley" if k <= MOST_FOR_SHAPLEY else "relative-weights")
    _refuse_many(k if way == "shapley" else 0)
    _refuse_none(draws)
    r = _correlations(table, heavy[np.newaxis])
    _refuse_constant(table, names)
    _refuse_collinear(r[0], names)

    shares = np.maximum(shares_of_r_squared(correlations=r, method=way)[0], 0)  # a useless driver may round below 0
    again = _resampled(table, heavy, way, draws, np.random.default_rng(seed), progress, _way_to_draw(groups, n))
    found, explained = _each(names, r[0], shares, np.quantile(again, [tail, 1 - tail], axis=0)), float(shares.sum())
    adjusted = 1 - (1 - explained) * (n - 1) / (n - k - 1)
    return Drivers(found, explained, adjusted, way, n, len(again), LeftOut(*left_out, draws - len(again)))


def _each(names: Sequence[str], r: FloatArray, shares: FloatArray, limits: FloatArray) -> tuple[Driver, ...]:
    coefficients, alone, explained = np.linalg.solve(r[:-1, :-1], r[:-1, -1]), r[:-1, -1], float(shares.sum())
    return tuple(
        Driver(
            name=name,
            share=float(shares[place]),
            low=float(min(limits[0, place], shares[place])),
            high=float(max(limits[1, place], shares[place])),
            of_explained=float(shares[place]) / explained if explained > 0 else 0.0,
            coefficient=float(coefficients[place]),
            correlation=float(alone[place]),
            direction=int(np.sign(coefficients[place])),
        )
        for place, name in enumerate(names)
    )


def shares_of_r_squared(*, correlations: ArrayLike, method: DriverMethod = "shapley") -> FloatArray:
    """The shares of many regressions at once: units x (k + 1) x (k + 1) correlations, the outcome last, give units x k.

    For "shapley" the drivers are decided one after the other: each is taken out of what is left, once as known and once
    as ignored, so that 2^k residual variances cost little more than the last few; see `drivers_of` for the meaning.
    Raises DriversNotATable, TooManyDrivers.
    """
    r = np.asarray(correlations, dtype=np.float64)
    if r.ndim != 3 or r.shape[1] != r.shape[2] or r.shape[1] < 2:
        raise DriversNotATable(f"Correlations are units x (k+1) x (k+1), the outcome last; these are {r.shape}.")
    k = r.shape[1] - 1
    if method == "relative-weights":
        return _relative_weights(r, k)
    _refuse_many(k)
    at_once = max(1, NUMBERS_AT_ONCE // (8 * 2**k))
    parts = [_shapley(r[start : start + at_once], k) for start in range(0, len(r), at_once)]
    return np.concatenate(parts) if parts else np.zeros((0, k))


def _shapley(r: FloatArray, k: int) -> FloatArray:
    left = np.ascontiguousarray(r.transpose(1, 2, 0))[..., np.newaxis]  # long axes last: units, subsets
    for _ in range(k):
        rest, edge = left[1:, 1:], left[1:, 0]
        known = rest - edge[:, np.newaxis] * (edge / left[0, 0])
        left = np.concatenate([rest, known], axis=-1)  # subset number: bit j is set where driver j is known
    return np.asarray((1 - left[0, 0]) @ _gains(k))


@lru_cache(maxsize=MOST_FOR_SHAPLEY)
def _gains(k: int) -> FloatArray:
    """Subsets x drivers: how much the R squared of a subset counts for a driver that it holds, or against one it lacks.

    A driver that enters after s others does so in s! (k - s - 1)! of k! orders.
    """
    sizes = np.array([subset.bit_count() for subset in range(2**k)])
    orders = np.array([factorial(size) * factorial(k - size - 1) / factorial(k) for size in range(k)] + [0.0])
    holds = (np.arange(2**k)[:, None] >> np.arange(k)) & 1 == 1
    return np.asarray(np.where(holds, orders[sizes - 1][:, None], -orders[sizes][:, None]))


def _relative_weights(r: FloatArray, k: int) -> FloatArray:
    values, vectors = np.linalg.eigh(r[:, :k, :k])
    root = np.sqrt(np.maximum(values, 0))
    to_twins = np.einsum("uij,uj,ukj->uik", vectors, root, vectors)
    coefficients = np.linalg.solve(to_twins, r[:, :k, k, None])
    return np.asarray(((to_twins**2) @ (coefficients**2))[..., 0])


def _rows(
    outcome: ArrayLike, drivers: ArrayLike, names: Sequence[str], weights: ArrayLike | None
) -> tuple[FloatArray, FloatArray, tuple[int, int]]:
    """Complete rows with the outcome last, their weights, and how many rows had gaps and how many no weight."""
    try:
        x, y = np.asarray(drivers, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
        heavy = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError) as trouble:
        raise DriverIsNotANumber("Drivers, outcome and weights must be numbers in rows of one length.") from trouble
    if x.ndim != 2 or y.shape != (len(x),) or heavy.shape != y.shape or x.shape[1] != len(names) or not len(names):
        raise DriversNotATable(
            f"drivers {x.shape}, outcome {y.shape}, weights {heavy.shape} and {len(names)} names do not fit each other."
        )
    table = np.column_stack([x, y])
    if np.any(np.isinf(table)) or not np.all(np.isfinite(heavy)):
        raise DriverIsNotANumber("A value or weight is infinite, or a weight is missing; mend it or leave the row out.")
    if np.any(heavy < 0) or not np.any(heavy > 0):
        raise WeightsNotAboveZero("Weights say how many customers a row stands for; none may be negative, one above 0.")
    gaps, empty = np.isnan(table).any(axis=1), heavy == 0
    keep = ~gaps & ~empty
    needed = len(names) + 2
    if keep.sum() < needed:
        raise TooFewRows(f"{keep.sum()} complete rows for {len(names)} drivers; bring {needed}, better ten per driver.")
    return table[keep], heavy[keep], (int(gaps.sum()), int((empty & ~gaps).sum()))


def _correlations(table: FloatArray, weights: FloatArray) -> FloatArray:
    """Of each row of `weights` (resamples x n); nan where something is constant."""
    total = weights.sum(axis=1)
    table = table - table.mean(axis=0)
    mean = weights @ table / total[:, None]
    squares = np.stack([(table.T * row) @ table for row in weights])
    pairs = squares / total[:, None, None] - mean[:, :, None] * mean[:, None, :]
    return _scaled(pairs)


def _scaled(pairs: FloatArray) -> FloatArray:
    scale = np.sqrt(np.maximum(np.diagonal(pairs, axis1=1, axis2=2), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(pairs / (scale[:, :, None] * scale[:, None, :]))


def _resampled(
    table: FloatArray,
    heavy: FloatArray,
    method: DriverMethod,
    draws: int,
    generator: np.random.Generator,
    progress: Callable[[int, int], None] | None,
    drawn: Draw,
) -> FloatArray:
    found: list[FloatArray] = []
    done = 0
    for r in drawn(table, heavy, draws, generator):
        done += len(r)
        r = r[np.isfinite(r).all(axis=(1, 2))]
        told_apart = np.linalg.eigvalsh(r[:, :-1, :-1])[:, 0] > TOLERANCE
        found.append(shares_of_r_squared(correlations=r[told_apart], method=method))
        if progress:
            progress(done, draws)
    every = np.concatenate(found)
    if 2 * len(every) < draws:
        raise TooFewDraws("In most resamples the drivers cannot be told apart; join rare ones or bring more rows.")
    return every


def _way_to_draw(groups: int | None, n: int) -> Draw:
    return _of_groups(groups) if groups is not None and groups < n else _of_rows


def _of_rows(table: FloatArray, heavy: FloatArray, draws: int, generator: np.random.Generator) -> Iterator[FloatArray]:
    n, width = table.shape
    at_once = max(1, min(draws, NUMBERS_AT_ONCE // (n * width)))
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        yield _correlations(table, times_drawn(generator=generator, n=n, draws=size) * heavy)


def _of_groups(groups: int) -> Draw:
    """Weights, sums and products of each group are added up once; a draw adds up groups."""

    def drawn(table: FloatArray, heavy: FloatArray, draws: int, generator: np.random.Generator) -> Iterator[FloatArray]:
        n, width = table.shape
        order = generator.permutation(n)
        values, weights = (table - table.mean(axis=0))[order], heavy[order, np.newaxis]
        row, column = np.triu_indices(width)
        parts = np.hstack([weights, weights * values, weights * values[:, row] * values[:, column]])
        sums = np.add.reduceat(parts, np.arange(groups) * n // groups, axis=0)
        added = times_drawn(generator=generator, n=groups, draws=draws) @ sums
        means = added[:, 1:] / added[:, :1]
        pairs = np.empty((draws, width, width))
        pairs[:, row, column] = means[:, width:] - means[:, row] * means[:, column]
        pairs[:, column, row] = pairs[:, row, column]
        yield _scaled(pairs)

    return drawn


def _refuse_none(draws: int) -> None:
    if draws < 1:
        raise TooFewDraws(f"{draws} resamples give no interval; take 1000.")


def _refuse_many(k: int) -> None:
    if k > MOST_FOR_SHAPLEY:
        raise TooManyDrivers(f"{k} drivers have {2**k} subsets; use relative-weights above {MOST_FOR_SHAPLEY}.")


def _refuse_constant(table: FloatArray, names: Sequence[str]) -> None:
    spread, size = np.ptp(table, axis=0), np.abs(table).max(axis=0)
    still = spread <= 1e-12 * size
    if still.any():
        raise DriverIsConstant([*names, None][int(np.argmax(still))])


def _refuse_collinear(r: FloatArray, names: Sequence[str]) -> None:
    """By the first driver of which those before it leave nothing over."""
    left = r[:-1, :-1].copy()
    for place, name in enumerate(names):
        if left[place, place] < TOLERANCE:
            raise DriversAreCollinear(name)
        left = left - np.outer(left[:, place], left[place]) / left[place, place]
