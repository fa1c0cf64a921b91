"""How much comes out right: yields, defects per million opportunities and the sigma level they stand for."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.counts import LengthsDiffer, NoAnswers, whole
from servewell.engines.stats.estimates.single import Estimate, share

FloatArray = NDArray[np.float64]
MILLION = 1_000_000
USUAL_SHIFT = 1.5


class NoOpportunities(ValueError):
    """Defects were counted without saying among how many opportunities."""


class MoreDefectsThanOpportunities(ValueError):
    """More went wrong than could go wrong."""


class RateOutsideOneMillion(ValueError):
    """A rate of defects per million is below 0, above a million or not a number."""


@dataclass(frozen=True)
class ProcessYield:
    """What comes out of a chain of steps, as shares: in the end, at the first try, and step after step at the first
    try; `dpmo` is per million opportunities, `steps` the first-time yield of each step."""

    final: float
    first_time: float
    rolled: float
    dpmo: float
    steps: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class SigmaLevel:
    """The sigma level of each rate, and the shift that was added to it (0 for the long-term level, 1.5 by custom)."""

    value: FloatArray
    shift: float


def process_yield(*, defects: ArrayLike, reworked: ArrayLike, opportunities: int) -> ProcessYield:
    """Yields of a chain of steps from the counts of each step.

    final = 1 - sum(defects)/N; first time = 1 - sum(defects + reworked)/N; rolled = product of 1 - (defect + rework)/N
    over the steps; DPMO = 1,000,000 sum(defects)/N, with N `opportunities` at the start of the chain. Two lists, one
    place per step. Source: Cano, Moguerza and Redchuk 2012, Six Sigma with R, chapter 7.
    Raises NoOpportunities, LengthsDiffer, MoreDefectsThanOpportunities, NoAnswers (no step), CountIsNotWhole,
    CountsBelowZero.
    """
    lost, again = whole(counts=defects, name="defects"), whole(counts=reworked, name="reworked")
    if lost.shape != again.shape or lost.ndim != 1:
        raise LengthsDiffer(f"defects has the shape {lost.shape} and reworked {again.shape}; give both for each step.")
    if not lost.size:
        raise NoAnswers("A chain without steps has no yield; give the counts of one step or more.")
    total = _opportunities(opportunities)
    if lost.sum() + again.sum() > total:
        raise MoreDefectsThanOpportunities(
            f"{lost.sum()} defects and {again.sum()} reworked are more than {total} opportunities; count them again."
        )
    steps = 1 - (lost + again) / total
    gone = float(lost.sum() / total)
    first = float(1 - (lost + again).sum() / total)
    return ProcessYield(1 - gone, first, float(np.prod(steps)), MILLION * gone, tuple(float(step) for step in steps))


def dpmo(*, defects: int, units: int, opportunities: int = 1, confidence: float = 0.95) -> Estimate:
    """Defects per million opportunities, with Wilson's interval: 1,000,000 * defects / (units * opportunities).

    `opportunities`: in how many ways one unit can fail. n is units * opportunities.
    Raises NoOpportunities, MoreDefectsThanOpportunities, what `share` raises.
    """
    total = _opportunities(units) * _opportunities(opportunities)
    if defects > total:
        raise MoreDefectsThanOpportunities(f"{defects} defects in {total} opportunities; count them again.")
    found = share(successes=defects, n=total, confidence=confidence)
    return Estimate(MILLION * found.value, MILLION * found.low, MILLION * found.high, total, "wilson")


def sigma_level(*, per_million: ArrayLike, shift: float = USUAL_SHIFT) -> SigmaLevel:
    """The sigma level z(1 - rate / 1,000,000) + shift, for many rates at once; inf where nothing failed.

    `shift`: 1.5 by the custom of Six Sigma (3.4 per million is then 6), 0 for what was seen. Show which.
    Source: Harry 1988, The Nature of Six Sigma Quality. Raises RateOutsideOneMillion.
    """
    rates = np.atleast_1d(np.asarray(per_million, dtype=np.float64))
    if not np.all((rates >= 0) & (rates <= MILLION)):
        raise RateOutsideOneMillion("Rates per million lie between 0 and 1,000,000; give defects per million.")
    normal, levels = NormalDist(), np.full(rates.shape, np.inf)
    levels[rates == MILLION] = -np.inf
    inside = (rates > 0) & (rates < MILLION)
    levels[inside] = [shift - normal.inv_cdf(rate / MILLION) for rate in rates[inside]]
    return SigmaLevel(levels, shift)


def rate_of_sigma(*, level: ArrayLike, shift: float = USUAL_SHIFT) -> FloatArray:
    """The other way round: defects per million at a sigma level that includes `shift`."""
    normal = NormalDist()
    levels = np.atleast_1d(np.asarray(level, dtype=np.float64))
    return np.array([MILLION * normal.cdf(shift - value) for value in levels.ravel()]).reshape(levels.shape)


def _opportunities(count: int) -> int:
    total = int(whole(counts=[count], name="opportunities")[0])
    if total == 0:
        raise NoOpportunities("Without opportunities there is no rate; give how often something could go wrong.")
    return total
