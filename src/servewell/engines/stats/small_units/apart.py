"""Which units differ from the whole, or from each other, when many are looked at; all others cannot be told apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.counts import LengthsDiffer
from servewell.engines.stats.small_units.shrinking import ErrorIsNoError

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class SharesOfTheWholeAreNone(ValueError):
    """The shares that units have in the whole are negative, or do not add up to 1."""


@dataclass(frozen=True, eq=False)
class Apart:
    """Which differences are more than chance, and how sure one is of the whole list.

    `p` is adjusted for the number of differences looked at, so `is_apart` is p <= `wrong`. Of those found, a share of
    at most `wrong` is expected to be mistaken; `wrongly` is that many. The rest cannot be told apart, in any order.
    """

    difference: FloatArray
    p: FloatArray
    is_apart: BoolArray
    wrong: float
    wrongly: float


def told_apart(*, values: ArrayLike, errors: ArrayLike, shares: ArrayLike | None = None, wrong: float = 0.05) -> Apart:
    """Which units differ from the whole, when all are looked at. No order follows for the others.

    The whole is sum(share * value), `shares` being each unit's part (of answers or customers, adding up to 1; equal
    where not given); the error of value - whole counts that a unit is in it. p from the normal distribution, adjusted
    by Benjamini and Hochberg: of the units named, a share of at most `wrong` is expected to be named by mistake.
    Source: Benjamini and Hochberg 1995, JRSS B 57:289; Jones, Ohlssen and Spiegelhalter 2008, J Clin Epidemiol 61:232.
    Raises LengthsDiffer, ErrorIsNoError, SharesOfTheWholeAreNone, ConfidenceOutsideZeroAndOne.
    """
    own, spread = _figures(values, errors)
    part = np.full(len(own), 1 / max(len(own), 1)) if shares is None else np.asarray(shares, dtype=np.float64)
    if part.shape != own.shape:
        raise LengthsDiffer(f"shares has the shape {part.shape}, but there are {len(own)} units; give one each.")
    if np.any(~(part >= 0)) or not np.isclose(part.sum(), 1):
        raise SharesOfTheWholeAreNone(f"The shares add up to {part.sum():g}; divide each unit's size by that of all.")
    difference = own - part @ own
    variance = (1 - 2 * part) * spread**2 + part**2 @ spread**2
    return _apart(difference, np.sqrt(np.maximum(variance, 0)), wrong)


def pairs_told_apart(*, values: ArrayLike, errors: ArrayLike, wrong: float = 0.05) -> Apart:
    """Which pairs of units differ, when all pairs are looked at: arrays of units by units, value of row minus column.

    Units must have been measured apart. Source and errors as `told_apart`. k units take k^2 numbers of memory.
    """
    own, spread = _figures(values, errors)
    above = np.triu_indices(len(own), k=1)
    pairs = _apart((own[:, None] - own)[above], np.hypot(spread[:, None], spread)[above], wrong)
    p = np.ones((len(own), len(own)))
    p[above] = pairs.p
    p = np.minimum(p, p.T)
    return Apart(own[:, None] - own, p, p <= wrong, wrong, pairs.wrongly)


def adjusted_p(*, p: ArrayLike) -> FloatArray:
    """p-values adjusted for their number, nan left out: the least share of mistakes at which each would be named.

    min over j >= i of p(j) k / j in ascending order. Source: Benjamini and Hochberg 1995, JRSS B 57:289.
    """
    given = np.asarray(p, dtype=np.float64)
    found = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given.ravel()))
    order = known[np.argsort(given.ravel()[known], kind="stable")]
    k = len(order)
    scaled = given.ravel()[order] * k / np.arange(1, k + 1)
    found.ravel()[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return found


def _figures(values: ArrayLike, errors: ArrayLike) -> tuple[FloatArray, FloatArray]:
    own, spread = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if own.shape != spread.shape or own.ndim != 1:
        raise LengthsDiffer(f"values has the shape {own.shape} and errors {spread.shape}; give one of each per unit.")
    bad = ~(np.isfinite(own) & np.isfinite(spread) & (spread >= 0))
    if bad.any():
        at = int(np.argmax(bad))
        raise ErrorIsNoError(f"Unit {at} is {own[at]} with an error of {spread[at]}; leave out units without a figure.")
    return own, spread


def _apart(difference: FloatArray, error: FloatArray, wrong: float) -> Apart:
    from scipy.special import ndtr  # noqa: PLC0415 - importing it costs more than all the rest

    upper_tail(1 - wrong)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(difference == 0, 1.0, 2 * ndtr(-np.abs(difference) / error))
    p = adjusted_p(p=p)
    is_apart = p <= wrong
    return Apart(difference, p, is_apart, wrong, wrong * int(is_apart.sum()))
