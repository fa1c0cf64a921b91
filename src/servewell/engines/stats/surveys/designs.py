"""How the answers of a survey were drawn: weights, strata, clusters, stages. What the variance needs to know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.counts import IntArray, LengthsDiffer, NoAnswers

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Lonely = Literal["refuse", "certainty", "adjust", "average"]


class WeightsAreNoWeights(ValueError):
    """A weight is negative, infinite or not a number, or all of them are zero."""


class LabelIsMissing(ValueError):
    """A row does not say which stratum, cluster or group it belongs to."""


class ClustersCrossStrata(ValueError):
    """The same cluster stands in two strata."""


class OnlyOneCluster(ValueError):
    """A stratum of which one cluster was drawn shows no spread."""


class PopulationIsNoSize(ValueError):
    """The size of a population is negative, not a number, or not the same within a stratum."""


class MoreSampledThanExist(ValueError):
    """More clusters were drawn in a stratum than the population is said to hold."""


class Calibration(Protocol):
    """Margins that the weights were made to reproduce; what they explain has no variance left."""

    def residual(self, values: FloatArray) -> FloatArray:
        """Values (rows by k) minus what the margins explain of them."""
        ...


@dataclass(frozen=True, eq=False)
class Within:
    """A later stage of drawing, inside the clusters of the stage before.

    `clusters`: the label of each row (None: the rows themselves were drawn). `population`: how many there were to draw
    from, within the row's cluster of the stage before (and stratum, if any), one for all rows or one for each.
    """

    clusters: ArrayLike | None
    population: ArrayLike
    strata: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage, coded: `cluster` per row; `stratum` per cluster; the rest per stratum.

    `scale` is what the squared deviations are multiplied by: the share not drawn times n / (n - 1), times the shares
    drawn at the stages before. `is_centred` is false where deviations count from zero (a lonely cluster, "adjust").
    """

    cluster: IntArray
    stratum: IntArray
    size: IntArray
    fraction: FloatArray
    scale: FloatArray
    is_centred: BoolArray


@dataclass(frozen=True, eq=False)
class Design:
    """A sample as it was drawn. Made by `design`, changed only by what returns a new one (see weights.py).

    `weights`: how many of the population each row stands for. `calibrations`: in the order in which they were made.
    """

    weights: FloatArray
    stages: tuple[Stage, ...]
    calibrations: tuple[Calibration, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.weights)

    def weighted(self, weights: FloatArray, calibration: Calibration) -> "Design":
        return replace(self, weights=weights, calibrations=(*self.calibrations, calibration))


def design(
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    population: ArrayLike | None = None,
    later: Sequence[Within] = (),
    nested: bool = False,
    lonely: Lonely = "refuse",
) -> Design:
    """Says how answers were drawn; each argument holds one value per answer (row), labels of any kind.

    weights     the number in the population that a row stands for (1 / probability); without them population / drawn.
    strata      drawn from separately.
    clusters    drawn as a whole (days, shops, households); without them each row is one.
    population  clusters (or rows) in the row's stratum of the population, for the finite population correction;
                without it, or with inf, the sample is small against the population.
    later       stages within the clusters; they add variance only where `population` of the stages before is known.
    nested      cluster labels count anew in each stratum.
    lonely      what a stratum with one cluster drawn of several does: "refuse"; "certainty": it adds nothing;
                "adjust": it deviates from the mean of all; "average": it adds as much as the others on average.

    Source: Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling, ch. 4 and 5; the treatment of lonely
    clusters follows R survey. Raises WeightsAreNoWeights, LabelIsMissing, ClustersCrossStrata, OnlyOneCluster,
    PopulationIsNoSize, MoreSampledThanExist, LengthsDiffer, NoAnswers.
    """
    rows = _rows(weights, strata, clusters, population)
    inside, _ = codes_of(strata, rows=rows, name="strata")
    stages = [_stage(rows, inside, clusters, population, nested=nested, before=np.ones(rows), lonely=lonely)]
    drawn = stages[0].fraction[stages[0].stratum[stages[0].cluster]]
    for each in later:
        parent = stages[-1].cluster
        codes, count = codes_of(each.strata, rows=rows, name="strata of a later stage")
        inside = np.unique(parent * count + codes, return_inverse=True)[1].astype(np.int64)
        stages.append(_stage(rows, inside, each.clusters, each.population, nested=True, before=drawn, lonely=lonely))
        drawn = drawn * stages[-1].fraction[stages[-1].stratum[stages[-1].cluster]]
    if weights is None:
        weights = 1 / np.where(drawn > 0, drawn, 1.0)
    return Design(weights=checked_weights(weights, rows=rows), stages=tuple(stages))


def checked_weights(weights: ArrayLike, *, rows: int) -> FloatArray:
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (rows,):
        raise LengthsDiffer(f"weights has the shape {given.shape}, but there are {rows} rows; give one weight per row.")
    bad = ~(np.isfinite(given) & (given >= 0))
    if bad.any():
        at = int(np.argmax(bad))
        raise WeightsAreNoWeights(f"The weight of row {at} is {given[at]}; a weight is 0 or more, and finite.")
    if not given.any():
        raise WeightsAreNoWeights("All weights are 0; give each row the number that it stands for.")
    return given


def codes_of(labels: ArrayLike | None, *, rows: int, name: str) -> tuple[IntArray, int]:
    """Labels as 0, 1, 2 … in their order, and how many different ones there are. None: all rows are alike."""
    if labels is None:
        return np.zeros(rows, dtype=np.int64), 1
    codes, found = labelled(labels, rows=rows, name=name)
    return codes, len(found)


def labelled(labels: ArrayLike, *, rows: int, name: str) -> tuple[IntArray, NDArray[np.generic]]:
    """The place of each row's label among the different labels, and these, in order."""
    given = np.asarray(labels)
    if given.shape != (rows,):
        raise LengthsDiffer(f"{name} has the shape {given.shape}, but there are {rows} rows; give one label per row.")
    if given.dtype.kind == "O":
        missing = np.array([each is None or each != each for each in given])
        given = given if missing.any() else given.astype(str)
    else:
        missing = np.isnan(given) if given.dtype.kind == "f" else np.zeros(0, dtype=bool)
    if missing.any():
        raise LabelIsMissing(
            f"{name} says nothing at row {int(np.argmax(missing))}; leave the row out or name its place."
        )
    if given.dtype.kind in "iu" and rows and given.min() >= 0 and given.max() < 4 * rows:
        # small whole numbers need no sorting; a million rows take a tenth of the time
        present = np.bincount(given) > 0
        return (np.cumsum(present) - 1)[given], np.flatnonzero(present).astype(given.dtype)
    found, codes = np.unique(given, return_inverse=True)
    return codes.astype(np.int64), found


def _rows(*columns: ArrayLike | None) -> int:
    for each in columns:
        if each is not None and np.ndim(each) > 0:
            found = len(np.asarray(each))
            if found == 0:
                raise NoAnswers("The design has no rows; there is nothing to estimate from.")
            return found
    raise NoAnswers(
        "Weights, strata, clusters or population must say something of each row; give weights of 1 for each."
    )


def _stage(
    rows: int,
    inside: IntArray,
    clusters: ArrayLike | None,
    population: ArrayLike | None,
    *,
    nested: bool,
    before: FloatArray,
    lonely: Lonely,
) -> Stage:
    if clusters is None:
        cluster, count = np.arange(rows), rows
    else:
        cluster, count = codes_of(clusters, rows=rows, name="clusters")
        if nested:
            both, cluster = np.unique(inside * count + cluster, return_inverse=True)
            cluster, count = cluster.astype(np.int64), len(both)
    stratum = np.zeros(count, dtype=np.int64)
    stratum[cluster] = inside
    if np.any(stratum[cluster] != inside):
        at = int(np.argmax(stratum[cluster] != inside))
        raise ClustersCrossStrata(
            f"The cluster of row {at} stands in two strata; where clusters are numbered anew in each, say nested=True."
        )
    size = np.bincount(stratum)
    exist = _population(population, rows, inside, size)
    fraction = size / exist
    earlier = np.zeros(len(size))
    earlier[inside] = before
    scale, is_centred = _scale(size, fraction, earlier, lonely)
    return Stage(cluster, stratum, size, fraction, scale, is_centred)


def _population(population: ArrayLike | None, rows: int, inside: IntArray, size: IntArray) -> FloatArray:
    if population is None:
        return np.full(len(size), np.inf)
    given = np.asarray(population, dtype=np.float64)
    given = np.full(rows, given) if given.ndim == 0 else given
    if given.shape != (rows,):
        raise LengthsDiffer(f"population has the shape {given.shape}; give one size, or one for each of {rows} rows.")
    exist = np.zeros(len(size))
    exist[inside] = given
    bad = np.isnan(given) | (given < 1) | (exist[inside] != given)
    if bad.any():
        at = int(np.argmax(bad))
        raise PopulationIsNoSize(
            f"The population at row {at} is {given[at]}; give the number of clusters there were to draw from, "
            "the same for all rows of a stratum (a share drawn is not a size)."
        )
    if np.any(size > exist):
        at = int(np.argmax(size > exist))
        raise MoreSampledThanExist(
            f"{size[at]} were drawn where only {exist[at]:g} exist (stratum number {at}); "
            "the population counts clusters, not rows, where there are clusters."
        )
    return exist


def _scale(size: IntArray, fraction: FloatArray, earlier: FloatArray, lonely: Lonely) -> tuple[FloatArray, BoolArray]:
    rest = 1 - fraction
    scale = earlier * rest * size / np.maximum(size - 1, 1)
    alone = (size == 1) & (scale > 0)
    if not alone.any():
        return scale, np.ones(len(size), dtype=bool)
    if lonely == "refuse":
        raise OnlyOneCluster(
            f"Of stratum number {int(np.argmax(alone))} (in the order of their labels) only one cluster was drawn; "
            'join it with a similar stratum, or say lonely="adjust", "average" or "certainty".'
        )
    if lonely != "adjust":
        scale = np.where(alone, 0.0, scale)
        if lonely == "average":
            scale = scale * len(size) / max(int((~alone).sum()), 1)
    return scale, ~alone if lonely == "adjust" else np.ones(len(size), dtype=bool)


def covariance(*, design: Design, scores: ArrayLike) -> FloatArray:
    """The covariance of the totals of `scores`, k columns of linearised values, weights included: a k by k matrix.

    The sum over stages and strata of scale * sum of (t - mean t)(t - mean t)', t the totals of the clusters, after what
    the calibrations explain is taken out. Raises LengthsDiffer.
    """
    z = np.asarray(scores, dtype=np.float64)
    if z.ndim != 2 or len(z) != design.rows:
        raise LengthsDiffer(f"scores has the shape {z.shape}; give {design.rows} rows and one column for each total.")
    z = unexplained(design=design, scores=z)
    found = np.zeros((z.shape[1], z.shape[1]))
    for stage in design.stages:
        if not stage.scale.any():
            continue
        t = sums(stage.cluster, z, len(stage.stratum))
        centre = sums(stage.stratum, t, len(stage.size)) / stage.size[:, None]
        apart = t - np.where(stage.is_centred[:, None], centre, 0)[stage.stratum]
        found += (apart * stage.scale[stage.stratum][:, None]).T @ apart
    return found


def unexplained(*, design: Design, scores: FloatArray) -> FloatArray:
    """What is left of scores (rows by k) when the last calibration, then the one before it … is taken out."""
    if not design.calibrations:
        return scores
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(design.weights[:, None] > 0, scores / design.weights[:, None], 0.0)
    for each in reversed(design.calibrations):
        values = each.residual(values)
    return values * design.weights[:, None]


def sums(codes: IntArray, values: FloatArray, count: int) -> FloatArray:
    """The sum of each column of values (rows by k) over the rows of each code: count by k."""
    return np.stack([np.bincount(codes, each, minlength=count) for each in values.T], axis=1)


def checked_values(values: ArrayLike, *, rows: int, name: str = "values") -> tuple[FloatArray, BoolArray]:
    """Values as rows by columns, nan turned to 0, and where there was an answer."""
    given = np.asarray(values, dtype=np.float64)
    if given.ndim not in (1, 2) or len(given) != rows:
        raise LengthsDiffer(
            f"{name} has the shape {given.shape}, but the design has {rows} rows; give one value per row."
        )
    given = given.reshape(rows, -1)
    if np.isinf(given).any():
        at = int(np.argmax(np.isinf(given).any(axis=1)))
        raise ValueIsInfinite(f"{name} is infinite at row {at}; write nan where there is no answer.")
    answered = ~np.isnan(given)
    return cast(FloatArray, np.where(answered, given, 0.0)), answered


class ValueIsInfinite(ValueError):
    """An answer is infinite; an answer that is missing is nan."""
