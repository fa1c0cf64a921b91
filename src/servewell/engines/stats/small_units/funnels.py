"""Funnel limits: how far a unit of its size may lie from the target by chance."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import normal_quantile, upper_tail
from servewell.engines.stats.counts import LengthsDiffer, NoAnswers, successes_of, whole
from servewell.engines.stats.small_units.shrinking import ErrorIsNoError

FloatArray = NDArray[np.float64]
Overdispersion = Literal["none", "multiplicative", "additive"]

WINSORISED = 0.1


class TargetOutsideTheScale(ValueError):
    """The target of a funnel is no share between 0 and 1, or no rate above 0."""


@dataclass(frozen=True, eq=False)
class Funnel:
    """Limits around the target, one place per unit.

    `phi` multiplies the variance (else 1), `tau` is the deviation added to it (else 0).
    """

    target: float
    low: FloatArray
    high: FloatArray
    phi: float
    tau: float
    method: str


def funnel_of_shares(
    *,
    n: ArrayLike,
    target: float,
    successes: ArrayLike | None = None,
    overdispersion: Overdispersion = "none",
    confidence: float = 0.95,
) -> Funnel:
    """Limits for shares of units with n answers, the target being the share of all or a promised one.

    "none": exact binomial limits, interpolated: with r the least count of F(r) >= p, (r - a) / n,
    a = (F(r) - p) / (F(r) - F(r-1)), p the tail. Otherwise normal limits, target -+ z sqrt(phi t(1-t)/n) or
    target -+ z sqrt(t(1-t)/n + tau^2), phi and tau estimated from `successes` (see `dispersion_of`), cut at 0 and 1.
    Source: Spiegelhalter 2005, Stat Med 24:1185, app. A. Use confidence 0.95 and 0.998. No answers: nan.
    Raises TargetOutsideTheScale, NoAnswers (overdispersion without successes) and what `shares` raises.
    """
    if not 0 < target < 1:
        raise TargetOutsideTheScale(f"The target of a share is {target}; it lies between 0 and 1, write 95 % as 0.95.")
    answers = whole(counts=n, name="n")
    if overdispersion != "none":
        if successes is None:
            raise NoAnswers("Over-dispersion is seen in the units' own shares; hand in successes too.")
        hits, _ = successes_of(successes=successes, n=n)
        with np.errstate(divide="ignore", invalid="ignore"):
            return _wide(
                hits / answers, np.sqrt(target * (1 - target) / answers), target, overdispersion, confidence, 1
            )
    from scipy import special  # noqa: PLC0415 - importing it costs more than all the rest

    def limit(p: float) -> FloatArray:
        def below(count: FloatArray) -> FloatArray:
            return np.where(count < 0, 0.0, special.bdtr(np.maximum(count, 0), answers, target))

        with np.errstate(divide="ignore", invalid="ignore"):
            r = _least_count(below, p, answers.astype(np.float64))
            at, before = below(r), below(r - 1)
            return np.where(answers > 0, np.clip((r - (at - p) / (at - before)) / answers, 0, 1), np.nan)

    tail = upper_tail(confidence)
    return Funnel(target, limit(1 - tail), limit(tail), 1.0, 0.0, "binomial-exact")


def funnel_of_rates(
    *,
    exposure: ArrayLike,
    target: float,
    events: ArrayLike | None = None,
    overdispersion: Overdispersion = "none",
    confidence: float = 0.95,
) -> Funnel:
    """Limits for events per unit of exposure, `target` in events per one exposure. As `funnel_of_shares`, with the
    Poisson distribution of mean target * exposure. Raises TargetOutsideTheScale, NoAnswers, LengthsDiffer.
    """
    if not (0 < target < np.inf):
        raise TargetOutsideTheScale(f"The target of a rate is {target}; it is above 0 and finite.")
    size = np.asarray(exposure, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        if overdispersion != "none":
            if events is None:
                raise NoAnswers("Over-dispersion is seen in the units' own rates; hand in events too.")
            seen = whole(counts=events, name="events")
            if seen.shape != size.shape:
                raise LengthsDiffer(f"events has the shape {seen.shape} and exposure {size.shape}; give as many.")
            return _wide(seen / size, np.sqrt(target / size), target, overdispersion, confidence, np.inf)
        from scipy import special  # noqa: PLC0415 - importing it costs more than all the rest

        expected = np.where(size > 0, size * target, np.nan)

        def limit(p: float) -> FloatArray:
            def below(count: FloatArray) -> FloatArray:
                return np.where(count < 0, 0.0, special.pdtr(np.maximum(count, 0), expected))

            r = _least_count(below, p, np.ceil(np.nan_to_num(expected) + 40 * np.sqrt(np.nan_to_num(expected)) + 80))
            at, before = below(r), below(r - 1)
            return np.maximum((r - (at - p) / (at - before)) / size, 0)

        tail = upper_tail(confidence)
        return Funnel(target, limit(1 - tail), limit(tail), 1.0, 0.0, "poisson-exact")


def funnel_of_means(
    *,
    errors: ArrayLike,
    target: float,
    values: ArrayLike | None = None,
    overdispersion: Overdispersion = "none",
    confidence: float = 0.95,
) -> Funnel:
    """Limits for any figure with a standard error: target -+ z error, widened where units differ more than by chance.

    Source and errors: as `funnel_of_shares`; ErrorIsNoError where an error is negative.
    """
    spread = np.asarray(errors, dtype=np.float64)
    if np.any(spread < 0):
        raise ErrorIsNoError(f"The error of unit {int(np.argmax(spread < 0))} is negative; give standard errors.")
    if overdispersion != "none" and values is None:
        raise NoAnswers("Over-dispersion is seen in the units' own figures; hand in values too.")
    own = np.full_like(spread, target) if values is None else np.asarray(values, dtype=np.float64)
    if own.shape != spread.shape:
        raise LengthsDiffer(f"values has the shape {own.shape} and errors {spread.shape}; give one of each per unit.")
    return _wide(own, spread, target, overdispersion, confidence, np.inf, lowest=-np.inf)


def dispersion_of(*, values: ArrayLike, errors: ArrayLike, target: float) -> tuple[float, float]:
    """phi and tau: how much more units differ than chance allows, 1 and 0 where they do not.

    With z = (value - target) / error, a tenth of them at either end moved to the tenth quantile (winsorised):
    phi = mean(z^2); tau^2 = (k phi - (k-1)) / (sum w - sum w^2 / sum w), w = 1 / error^2, where k phi > k-1.
    Source: Spiegelhalter 2005, Stat Med 24:1185, app. A.3 (after DerSimonian and Laird). Needs two units, else 1 and 0.
    """
    own, spread = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    known = np.isfinite(own) & np.isfinite(spread) & (spread > 0)
    k = int(known.sum())
    if k < 2:
        return 1.0, 0.0
    z = (own[known] - target) / spread[known]
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi = float((z**2).mean())
    heft = 1 / spread[known] ** 2
    rest = float(heft.sum() - (heft**2).sum() / heft.sum())
    return max(phi, 1.0), max((k * phi - (k - 1)) / rest, 0.0) ** 0.5


def _wide(
    own: FloatArray,
    error: FloatArray,
    target: float,
    overdispersion: Overdispersion,
    confidence: float,
    highest: float,
    *,
    lowest: float = 0.0,
) -> Funnel:
    phi, tau = (1.0, 0.0) if overdispersion == "none" else dispersion_of(values=own, errors=error, target=target)
    phi, tau = (phi, 0.0) if overdispersion == "multiplicative" else (1.0, tau)
    reach = normal_quantile(confidence) * np.sqrt(phi * error**2 + tau**2)
    reach = np.where(np.isfinite(reach), reach, np.nan)
    low, high = np.maximum(target - reach, lowest), np.minimum(target + reach, highest)
    return Funnel(target, low, high, phi, tau, "normal" if overdispersion == "none" else f"normal-{overdispersion}")


def _least_count(below: Callable[[FloatArray], FloatArray], p: float, most: FloatArray) -> FloatArray:
    """The least count whose distribution function reaches p, by bisection for all units at once."""
    low, high = np.full(most.shape, -1.0), most.copy()
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        reached = below(middle) >= p
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high
