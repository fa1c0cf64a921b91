"""Weights made to reproduce what is known of the population, and what unequal weights cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.counts import IntArray, LengthsDiffer
from servewell.engines.stats.surveys.designs import (
    Design,
    LabelIsMissing,
    WeightsAreNoWeights,
    checked_values,
    checked_weights,
    labelled,
)

FloatArray = NDArray[np.float64]
Margin = tuple[ArrayLike, Mapping[str, float] | Mapping[int, float]]

MOST_ROUNDS = 1000
NEAR_ENOUGH = 1e-10


class GroupsAndTotalsDiffer(ValueError):
    """A group has rows but no known total, or a total but no rows."""


class TotalIsNoSize(ValueError):
    """A known total is negative, infinite or not a number."""


class MarginsDisagree(ValueError):
    """Two margins add up to different populations."""


class NoConvergence(ValueError):
    """No weights reproduce the margins."""


class BoundsCrossed(ValueError):
    """No weights lie within the bounds that were asked for."""


def post_stratified(*, design: Design, groups: ArrayLike, totals: Mapping[str, float] | Mapping[int, float]) -> Design:
    """Weights that add up to the known total of each group: w * total / (sum of w in the group).

    `groups`: the label of each row; `totals`: label to number in the population. The variance afterwards is that of
    what the group means leave over. Source: Holt and Smith 1979, JRSS A 142:33; Särndal et al. 1992, ch. 7.6.
    Raises GroupsAndTotalsDiffer, TotalIsNoSize, LabelIsMissing, LengthsDiffer.
    """
    codes, wanted = _margin(design, groups, totals, name="groups")
    weights = design.weights * _factors(codes, wanted, design.weights)[codes]
    return design.weighted(weights, _Margins.of(design.weights, (codes,)))


def raked(*, design: Design, margins: Sequence[Margin]) -> Design:
    """Weights that add up to every margin at once: post-stratified in turn until nothing moves.

    `margins`: pairs of the label of each row and label to number in the population. The variance afterwards is that of
    what all margins together leave over in a regression weighted by the weights before (R's `rake` takes rows alike
    there: the same where weights were equal). Source: Deming and Stephan 1940, Ann Math Stat 11:427; Deville,
    Särndal and Sautory 1993, JASA 88:1013. Raises MarginsDisagree, NoConvergence and what `post_stratified` raises.
    """
    coded = [_margin(design, *each, name=f"margin {at}") for at, each in enumerate(margins)]
    sizes = [float(wanted.sum()) for _, wanted in coded]
    if not coded or max(sizes) - min(sizes) > 1e-6 * max(sizes):
        raise MarginsDisagree(
            f"The margins add up to {sizes}; give one or more that describe one and the same population."
        )
    weights = design.weights
    for _ in range(MOST_ROUNDS):
        for codes, wanted in coded:
            weights = weights * _factors(codes, wanted, weights)[codes]
        if all(_off(codes, wanted, weights) <= NEAR_ENOUGH for codes, wanted in coded):
            return design.weighted(weights, _Margins.of(design.weights, tuple(codes for codes, _ in coded)))
    worst = max(range(len(coded)), key=lambda at: _off(*coded[at], weights))
    raise NoConvergence(
        f"After {MOST_ROUNDS} rounds margin {worst} is still off by {_off(*coded[worst], weights):.2g} of its total: "
        "groups that no row combines contradict each other; join small groups or leave out a margin."
    )


def calibrated(*, design: Design, columns: ArrayLike, totals: ArrayLike) -> Design:
    """Weights whose totals of each column are the known ones, changed as little as that allows (regression estimator).

    w (1 + x' (sum w x x')^-1 (known - sum w x)); put in a column of ones for the size of the population. Weights may
    become negative, which is refused: join groups, or rake. Source: Deville and Särndal 1992, JASA 87:376.
    Raises NoConvergence (columns that say the same but want different totals, or negative weights), LengthsDiffer,
    LabelIsMissing (nan in a column).
    """
    x, known = checked_values(columns, rows=design.rows, name="columns")
    if not known.all():
        raise LabelIsMissing(f"columns hold nan at row {int(np.argmax(~known.all(axis=1)))}; every row needs a value.")
    wanted = np.atleast_1d(np.asarray(totals, dtype=np.float64))
    if wanted.shape != (x.shape[1],):
        raise LengthsDiffer(f"totals has the shape {wanted.shape}; give one total for each of {x.shape[1]} columns.")
    inverse: FloatArray = np.linalg.pinv((x * design.weights[:, None]).T @ x).astype(np.float64)
    weights = design.weights * (1 + x @ (inverse @ (wanted - design.weights @ x)))
    if np.any(np.abs(weights @ x - wanted) > 1e-6 * np.maximum(np.abs(wanted), 1)):
        raise NoConvergence("No weights reproduce these totals; look for a column that follows from the others.")
    if np.any(weights < 0):
        raise NoConvergence(
            f"Row {int(np.argmin(weights))} would count negative; the totals lie too far from the sample: "
            "calibrate on fewer columns, or rake on groups."
        )
    return design.weighted(weights, _Columns(design.weights, x, inverse))


def trimmed(*, design: Design, most: float, least: float = 0.0) -> Design:
    """Weights between `least` and `most`; what is cut off is spread evenly over the others, until all lie within.

    The sum of the weights stays. Buys a smaller variance with some bias; calibrate anew afterwards where margins must
    hold. Source: Potter 1990, Proc ASA Survey Research Methods, 225. Raises BoundsCrossed.
    """
    size, total = design.rows, float(design.weights.sum())
    if not 0 <= least <= total / size <= most:
        raise BoundsCrossed(
            f"Weights between {least} and {most} cannot add up to {total:g} over {size} rows; "
            f"their mean, {total / size:g}, must lie between."
        )
    weights = design.weights
    for _ in range(size + 1):
        cut = np.clip(weights, least, most)
        rest = float((weights - cut).sum())
        is_free = (weights > least) & (weights < most)
        if abs(rest) <= 1e-12 * total or not is_free.any():
            break
        weights = np.where(is_free, weights + rest / max(int(is_free.sum()), 1), cut)
    if not np.isclose(cut.sum(), total, rtol=1e-9):
        raise BoundsCrossed("Every weight stands at a bound before the sum is reached; widen the bounds.")
    return replace(design, weights=cut, calibrations=())


def kish_effect(*, weights: ArrayLike) -> float:
    """How much unequal weights alone multiply the variance: n sum(w^2) / (sum w)^2, from 1; n over it is the
    effective number of answers. Source: Kish 1965, Survey Sampling, 11.2C; 1992, J Official Stat 8:183.
    The full effect, with strata and clusters, is `effect` of an estimate. Raises WeightsAreNoWeights, LengthsDiffer.
    """
    given = checked_weights(weights, rows=np.size(weights))
    return float(len(given) * (given**2).sum() / given.sum() ** 2)


def kish_effects(*, weights: ArrayLike, domains: ArrayLike) -> FloatArray:
    """`kish_effect` of each unit, in the order of the labels in `domains`; nan where all weights of a unit are 0."""
    given = checked_weights(weights, rows=np.size(weights))
    codes, labels = labelled(domains, rows=len(given), name="domains")
    n, total, squares = (np.bincount(codes, each, len(labels)) for each in (np.ones_like(given), given, given**2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(n * squares / total**2)


@dataclass(frozen=True, eq=False)
class _Margins:
    """Calibration on groups: sums over codes, never a column for each group."""

    before: FloatArray
    codes: tuple[IntArray, ...]
    counts: tuple[int, ...]
    inverse: FloatArray

    @classmethod
    def of(cls, before: FloatArray, codes: tuple[IntArray, ...]) -> "_Margins":
        counts = tuple(int(each.max()) + 1 for each in codes)
        blocks = [
            [
                np.bincount(one * across + other, before, minlength=down * across).reshape(down, across)
                for other, across in zip(codes, counts, strict=True)
            ]
            for one, down in zip(codes, counts, strict=True)
        ]
        return cls(before, codes, counts, np.linalg.pinv(np.block(blocks), hermitian=True).astype(np.float64))

    def residual(self, values: FloatArray) -> FloatArray:
        weighted = values * self.before[:, None]
        found = np.concatenate(
            [
                np.stack([np.bincount(codes, column, minlength=count) for column in weighted.T], axis=1)
                for codes, count in zip(self.codes, self.counts, strict=True)
            ]
        )
        slopes = np.split(self.inverse @ found, np.cumsum(self.counts)[:-1])
        return values - sum(slope[codes] for slope, codes in zip(slopes, self.codes, strict=True))


@dataclass(frozen=True, eq=False)
class _Columns:
    """Calibration on numbers: the weighted regression on all columns."""

    before: FloatArray
    columns: FloatArray
    inverse: FloatArray

    def residual(self, values: FloatArray) -> FloatArray:
        return values - self.columns @ (self.inverse @ (self.columns.T @ (values * self.before[:, None])))


def _margin(
    design: Design, groups: ArrayLike, totals: Mapping[str, float] | Mapping[int, float], name: str
) -> tuple[IntArray, FloatArray]:
    codes, labels = labelled(groups, rows=design.rows, name=name)
    known = {str(label): float(total) for label, total in totals.items()}
    found = [str(label) for label in labels.tolist()]
    odd = sorted(set(found) ^ set(known))
    if odd:
        raise GroupsAndTotalsDiffer(
            f"{name}: {odd[0]!r} has {'rows but no total' if odd[0] in found else 'a total but no rows'}; "
            "give one total for each group that answered, and join groups that nobody answered for with others."
        )
    wanted = np.array([known[each] for each in found])
    bad = ~(np.isfinite(wanted) & (wanted >= 0))
    if bad.any() or not wanted.any():
        at = int(np.argmax(bad))
        raise TotalIsNoSize(f"{name}: the total of {found[at]!r} is {wanted[at]}; give the number in the population.")
    return codes, wanted


def _factors(codes: IntArray, wanted: FloatArray, weights: FloatArray) -> FloatArray:
    have = np.bincount(codes, weights, minlength=len(wanted))
    empty = (have == 0) & (wanted > 0)
    if empty.any():
        raise WeightsAreNoWeights(
            f"All weights of group number {int(np.argmax(empty))} are 0, so no factor reaches its total; join it."
        )
    return np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0)


def _off(codes: IntArray, wanted: FloatArray, weights: FloatArray) -> float:
    """The largest miss of a margin, as a share of its group, or of the whole where the group should be empty."""
    have = np.bincount(codes, weights, minlength=len(wanted))
    return float((np.abs(have - wanted) / np.where(wanted > 0, wanted, wanted.sum())).max())
