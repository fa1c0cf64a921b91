"""Variances of many units at once: only the clusters in which a unit has rows are ever looked at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.counts import IntArray
from servewell.engines.stats.surveys.designs import Design, Stage, sums, unexplained

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Met:
    """Pairs that occur: cluster and unit (`of_row`; None: each row is a cluster), then stratum and unit (`held`)."""

    of_row: IntArray | None
    count: int
    cluster: IntArray
    held: IntArray
    held_count: int
    stratum: IntArray
    unit: IntArray
    inside: IntArray


class Domains:
    """The units of a design's rows. The variance of a unit's total is that of scores which are 0 outside of it."""

    def __init__(self, design: Design, codes: IntArray, count: int, labels: NDArray[np.generic] | None) -> None:
        self.design, self.codes, self.count, self.labels = design, codes, count, labels
        self._met: dict[int, _Met] = {}

    def name(self, at: int) -> str:
        return "(the only one)" if self.labels is None else repr(self.labels[at].item())

    def sums(self, values: FloatArray) -> FloatArray:
        return sums(self.codes, values, self.count)

    def freedom(self, answered: BoolArray) -> IntArray:
        """Clusters minus strata of the first stage, among those where somebody of the unit answered."""
        met = self._pairs(0)
        found = []
        for column in answered.T:
            seen = column if met.of_row is None else np.bincount(met.of_row, column, minlength=met.count) > 0
            strata = np.bincount(met.held, seen, minlength=met.held_count) > 0
            clusters = np.bincount(met.unit[met.held], seen, minlength=self.count)
            found.append(clusters - np.bincount(met.unit, strata, minlength=self.count))
        return np.stack(found, axis=1).astype(np.int64)

    def variances(self, scores: FloatArray) -> FloatArray:
        """One variance per unit, of the total of its scores."""
        if self.design.calibrations:
            return self._calibrated(scores, np.zeros_like(scores))
        found = np.zeros(self.count)
        for at, stage in enumerate(self.design.stages):
            if stage.scale.any():
                found += self._variances_at(stage, self._pairs(at), scores)
        return found

    def variances_of_differences(self, scores: FloatArray, shared: FloatArray) -> FloatArray:
        """One variance per unit, of the total of its scores minus the total of `shared` over all rows."""
        if self.design.calibrations:
            return self._calibrated(scores, shared)
        found = np.zeros(self.count)
        for at, stage in enumerate(self.design.stages):
            if stage.scale.any():
                found += self._differences_at(stage, self._pairs(at), scores, shared)
        return np.maximum(found, 0.0)

    def _variances_at(self, stage: Stage, met: _Met, scores: FloatArray) -> FloatArray:
        t = scores if met.of_row is None else np.bincount(met.of_row, scores, minlength=met.count)
        size = stage.size[met.stratum]
        centre = np.bincount(met.held, t, minlength=met.held_count) / size
        centre[~stage.is_centred[met.stratum]] = 0
        # clusters without a row of the unit have a total of 0 and deviate too
        present = np.bincount(met.held, (t - centre[met.held]) ** 2, minlength=met.held_count)
        absent = (size - met.inside) * centre**2
        return _added(met.unit, stage.scale[met.stratum] * (present + absent), self.count)

    def _differences_at(self, stage: Stage, met: _Met, scores: FloatArray, shared: FloatArray) -> FloatArray:
        whole = np.bincount(stage.cluster, shared, minlength=len(stage.stratum))
        centre = np.bincount(stage.stratum, whole, minlength=len(stage.size)) / stage.size
        apart = whole - np.where(stage.is_centred, centre, 0)[stage.stratum]
        own = scores if met.of_row is None else np.bincount(met.of_row, scores, minlength=met.count)
        scaled = apart * stage.scale[stage.stratum]
        both = _added(met.unit[met.held], own * scaled[met.cluster], self.count)
        return self._variances_at(stage, met, scores) - 2 * both + float(scaled @ apart)

    def _calibrated(self, scores: FloatArray, shared: FloatArray) -> FloatArray:
        """What calibration explains is not 0 outside of a unit, so each unit needs all rows: one pass for each."""
        one = Domains(Design(self.design.weights, self.design.stages), np.zeros_like(self.codes), 1, None)
        return np.array(
            [
                one.variances(self._left(np.where(self.codes == unit, scores, 0.0) - shared))[0]
                for unit in range(self.count)
            ]
        )

    def _left(self, scores: FloatArray) -> FloatArray:
        return unexplained(design=self.design, scores=scores[:, None])[:, 0]

    def _pairs(self, at: int) -> _Met:
        if at not in self._met:
            stage = self.design.stages[at]
            clusters = len(stage.stratum)
            if clusters == len(self.codes):
                of_row, cluster, unit = None, stage.cluster, self.codes
            else:
                of_row, cluster, unit = _pairs_of(stage.cluster, self.codes, clusters, self.count)
            held, stratum, unit_of_held = _pairs_of(stage.stratum[cluster], unit, len(stage.size), self.count)
            inside = np.bincount(held, minlength=len(stratum))
            self._met[at] = _Met(
                of_row, len(cluster), cluster, held, len(stratum), stratum, unit_of_held, inside.astype(np.int64)
            )
        return self._met[at]


def _added(codes: IntArray, values: FloatArray, count: int) -> FloatArray:
    found: FloatArray = np.bincount(codes, values, minlength=count).astype(np.float64)
    return found


def _pairs_of(one: IntArray, other: IntArray, ones: int, others: int) -> tuple[IntArray, IntArray, IntArray]:
    """The place of each pair among the different ones, and the two parts of these."""
    both = one * others + other
    if ones * others <= 4 * len(both) + 1000:
        # counting beats sorting as long as the table of all pairs stays small
        present = np.bincount(both, minlength=ones * others) > 0
        found, place = np.flatnonzero(present), (np.cumsum(present) - 1)[both]
    else:
        found, place = np.unique(both, return_inverse=True)
    return place.astype(np.int64), found // others, found % others
