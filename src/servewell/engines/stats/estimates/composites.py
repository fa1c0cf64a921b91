"""Figures put together from others: an index with declared weights, a standardised share, a change taken apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import normal_quantile
from servewell.engines.stats.counts import LengthsDiffer, NoAnswers
from servewell.engines.stats.surveys.designs import checked_weights

FloatArray = NDArray[np.float64]


class PartIsUnknown(ValueError):
    """A part that counts has no figure or no error."""


class CovarianceDoesNotFit(ValueError):
    """A covariance is not a symmetric table with one row and column per part."""


@dataclass(frozen=True)
class Composite:
    """One figure of several, and what each part adds to its variance (adding up to 1 where parts are independent)."""

    value: float
    error: float
    low: float
    high: float
    weights: tuple[float, ...]
    shares_of_variance: tuple[float, ...]
    method: str


@dataclass(frozen=True)
class Change:
    """A change of a whole from one period to the next: `level` + `mix` = `total`, each with its standard error.

    `level` is what changed within the groups, `mix` what came of other groups being larger; both in the unit of the
    values. Errors take the sizes of the groups as known. `level_of` and `mix_of`: the same for each group.
    """

    total: float
    level: float
    mix: float
    level_error: float
    level_low: float
    level_high: float
    level_of: FloatArray
    mix_of: FloatArray
    method: str


def composite(
    *,
    values: ArrayLike,
    errors: ArrayLike,
    weights: ArrayLike,
    covariance: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Composite:
    """sum(w v) / sum(w), such as a company's own index from several surveys; weights are declared, not estimated.

    Error: sqrt(w' C w) / sum(w), C the covariance of the parts, or their squared errors where they were measured apart.
    Bring the parts to one scale first. A part with weight 0 may be nan. Source: the variance of a sum; Nardo et al.
    2008, Handbook on Constructing Composite Indicators (OECD), step 6.
    Raises PartIsUnknown, CovarianceDoesNotFit, LengthsDiffer, WeightsAreNoWeights.
    """
    v, spread = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if v.ndim != 1 or v.shape != spread.shape:
        raise LengthsDiffer(f"values has the shape {v.shape} and errors {spread.shape}; give one of each per part.")
    w = checked_weights(weights, rows=len(v))
    w = w / w.sum()
    bad = (w > 0) & ~(np.isfinite(v) & (spread >= 0) & np.isfinite(spread))
    if bad.any():
        at = int(np.argmax(bad))
        raise PartIsUnknown(
            f"Part {at} counts {w[at]:.0%} but is {v[at]} with an error of {spread[at]}; "
            "an index without it is another index, so declare weights without it."
        )
    table = np.diag(np.where(w > 0, spread, 0.0) ** 2) if covariance is None else np.asarray(covariance, dtype=float)
    if table.shape != (len(v), len(v)) or not np.allclose(table, table.T):
        raise CovarianceDoesNotFit(
            f"covariance has the shape {table.shape}; give {len(v)} rows and columns, symmetric."
        )
    added = w * (table @ w)
    error = float(np.sqrt(max(added.sum(), 0.0)))
    value, reach = float(np.where(w > 0, v, 0.0) @ w), normal_quantile(confidence) * error
    parts = added / added.sum() if added.sum() > 0 else np.zeros_like(added)
    return Composite(
        value, error, value - reach, value + reach, tuple(w.tolist()), tuple(parts.tolist()), "weighted-composite"
    )


def standardised(*, values: ArrayLike, errors: ArrayLike, standard: ArrayLike, confidence: float = 0.95) -> Composite:
    """What the whole would be if its groups were as large as in a standard population: sum(s v) / sum(s).

    `standard`: the size of each group there (a year, or all units together). Compare units or periods that serve
    different customers by this figure. Direct standardisation: Keiding and Clayton 2014, Stat Sci 29:529; error
    sqrt(sum(s^2 error^2)) / sum(s). Raises what `composite` raises.
    """
    found = composite(values=values, errors=errors, weights=standard, confidence=confidence)
    return Composite(
        found.value, found.error, found.low, found.high, found.weights, found.shares_of_variance, "standardised"
    )


def mix_and_level(
    *,
    sizes: ArrayLike,
    values: ArrayLike,
    earlier_sizes: ArrayLike,
    earlier_values: ArrayLike,
    errors: ArrayLike | None = None,
    earlier_errors: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Change:
    """Takes the change of a mean or share apart: within the groups (level) and between their sizes (mix).

    level = sum((s0 + s1) / 2 * (v1 - v0)), mix = sum((v0 + v1) / 2 * (s1 - s0)), s the shares of the groups in their
    period. No interaction is left. A group that is empty in one period is taken to have had the same value in it, so
    all it does counts as mix. The level's error is sqrt(sum(((s0+s1)/2)^2 (e0^2 + e1^2))), 0 without errors.
    Source: Kitagawa 1955, JASA 50:1168. Raises PartIsUnknown, NoAnswers, LengthsDiffer, WeightsAreNoWeights.
    """
    now, then = (
        _period(sizes, values, errors, "values"),
        _period(earlier_sizes, earlier_values, earlier_errors, "earlier"),
    )
    if len(now.share) != len(then.share):
        raise LengthsDiffer(f"There are {len(now.share)} groups and {len(then.share)} earlier; name the same in both.")
    both_empty = (now.share == 0) & (then.share == 0)
    v1 = np.where(now.share > 0, now.value, then.value)
    v0 = np.where(then.share > 0, then.value, now.value)
    v0, v1 = np.where(both_empty, 0.0, v0), np.where(both_empty, 0.0, v1)
    heft = (now.share + then.share) / 2
    is_in_both = (now.share > 0) & (then.share > 0)
    error = float(np.sqrt((np.where(is_in_both, heft, 0) ** 2 * (now.error**2 + then.error**2)).sum()))
    level_of, mix_of = heft * (v1 - v0), (v0 + v1) / 2 * (now.share - then.share)
    level, mix = float(level_of.sum()), float(mix_of.sum())
    reach = normal_quantile(confidence) * error
    return Change(level + mix, level, mix, error, level - reach, level + reach, level_of, mix_of, "kitagawa")


@dataclass(frozen=True, eq=False)
class _Period:
    share: FloatArray
    value: FloatArray
    error: FloatArray


def _period(sizes: ArrayLike, values: ArrayLike, errors: ArrayLike | None, name: str) -> _Period:
    size = np.asarray(sizes, dtype=np.float64)
    value = np.asarray(values, dtype=np.float64)
    spread = np.zeros_like(size) if errors is None else np.asarray(errors, dtype=np.float64)
    if not size.shape == value.shape == spread.shape or size.ndim != 1:
        raise LengthsDiffer(f"{name}: {size.shape} sizes, {value.shape} values, {spread.shape} errors; one per group.")
    if size.size == 0 or size.sum() == 0:
        raise NoAnswers(f"{name}: all groups are empty; there is no change to take apart.")
    size = checked_weights(size, rows=len(size))
    bad = (size > 0) & ~(np.isfinite(value) & np.isfinite(spread) & (spread >= 0))
    if bad.any():
        at = int(np.argmax(bad))
        raise PartIsUnknown(
            f"{name}: group {at} has a size of {size[at]:g} but no value or error; count what answered."
        )
    return _Period(size / size.sum(), np.where(size > 0, value, 0.0), np.where(size > 0, spread, 0.0))
