"""Events per encounters: complaints per thousand customers and the like, with exact intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.counts import IntArray, LengthsDiffer, whole

FloatArray = NDArray[np.float64]


class ExposureIsNone(ValueError):
    """Events were to be divided by no encounters."""


class DispersionBelowOne(ValueError):
    """Events were said to vary less than chance lets them."""


class NoEventsAtAll(ValueError):
    """Without any event there is nothing to compare."""


@dataclass(frozen=True, eq=False)
class Rates:
    """Events per `per` units of exposure, with limits; arrays of one shape, one place per unit or period."""

    value: FloatArray
    low: FloatArray
    high: FloatArray
    events: IntArray
    exposure: FloatArray
    per: float
    method: str


@dataclass(frozen=True)
class RateComparison:
    """Two rates: a difference (per `per`) or a ratio, its limits, and the p of "no difference"."""

    value: float
    low: float
    high: float
    p: float
    per: float
    method: str


def rates(
    *, events: ArrayLike, exposure: ArrayLike, per: float = 1000, dispersion: float = 1.0, confidence: float = 0.95
) -> Rates:
    """events / exposure * per. Exact Poisson limits: x from chi2(a/2, 2x) / 2 to chi2(1-a/2, 2x+2) / 2 events.

    No events: from 0 to a limit above 0. `dispersion` above 1 (see `dispersion_of_rates`) says that events come in
    bunches: x / dispersion is then taken for the count, and limits are multiplied back.
    Source: Garwood 1936, Biometrika 28:437; McCullagh and Nelder 1989, Generalized Linear Models, 6.2.3.
    Raises ExposureIsNone, DispersionBelowOne, CountIsNotWhole, CountsBelowZero, LengthsDiffer.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - importing it costs more than all the rest

    seen, size = _checked(events, exposure)
    if not dispersion >= 1:
        raise DispersionBelowOne(f"A dispersion of {dispersion} is under 1; take 1 where events vary as chance has it.")
    tail = upper_tail(confidence)
    counted = seen / dispersion
    with np.errstate(invalid="ignore"):
        low = np.where(seen > 0, gammaincinv(np.maximum(counted, 1e-300), 1 - tail), 0.0) * dispersion
    high = gammaincinv(counted + 1, tail) * dispersion
    method = "garwood" if dispersion == 1 else "garwood-overdispersed"
    return Rates(seen / size * per, low / size * per, high / size * per, seen, size, per, method)


def dispersion_of_rates(*, events: ArrayLike, exposure: ArrayLike) -> float:
    """How much more the rates of units or periods differ than chance has it: 1 where they do not.

    sum((x - e)^2 / e) / (k - 1), e the events each would have at the common rate; at least 1.
    Source: McCullagh and Nelder 1989, 6.2.3. Raises NoEventsAtAll and what `rates` raises.
    """
    seen, size = _checked(events, exposure)
    if seen.sum() == 0:
        raise NoEventsAtAll("No unit had an event, so how much they vary is unknown; take a dispersion of 1.")
    expected = seen.sum() * size / size.sum()
    return max(float(((seen - expected) ** 2 / expected).sum() / max(seen.size - 1, 1)), 1.0)


def ratio_of_rates(
    *, events: int, exposure: float, other_events: int, other_exposure: float, confidence: float = 0.95
) -> RateComparison:
    """The first rate over the other. Given all events, those of the first are binomial with odds ratio * t1 / t2:
    exact limits (Clopper and Pearson) of that share s, turned into s / (1 - s) * t2 / t1. p: the exact two-sided one
    (as likely as what was seen, or less). Where the other has no events the ratio and its upper limit are infinite.
    Source: Przyborowski and Wilenski 1940, Biometrika 31:313. Raises NoEventsAtAll and what `rates` raises.
    """
    from scipy.special import betaincinv  # noqa: PLC0415 - importing it costs more than all the rest

    (one, other), (size, other_size) = _checked([events, other_events], [exposure, other_exposure])
    if one + other == 0:
        raise NoEventsAtAll("Neither side had an event, so their ratio is unknown; show both rates with their limits.")
    tail = upper_tail(confidence)
    low = float(betaincinv(one, other + 1, 1 - tail)) if one > 0 else 0.0
    high = float(betaincinv(one + 1, other, tail)) if other > 0 else 1.0
    times = float(other_size / size)
    turned = [share / (1 - share) * times if share < 1 else np.inf for share in (low, high)]
    value = float(one / size / (other / other_size)) if other > 0 else np.inf
    p = _exact_p(int(one), int(one + other), float(size / (size + other_size)))
    return RateComparison(value, turned[0], turned[1], p, 1.0, "conditional-exact")


def difference_of_rates(
    *,
    events: int,
    exposure: float,
    other_events: int,
    other_exposure: float,
    per: float = 1000,
    confidence: float = 0.95,
) -> RateComparison:
    """The first rate minus the other: d - sqrt((r1-l1)^2 + (u2-r2)^2) to d + sqrt((u1-r1)^2 + (r2-l2)^2), with the
    exact limits l and u of each. p as in `ratio_of_rates` (1 where there are no events).
    Source: Li, Tian, Tang, Donner and Zou 2011, Comput Stat Data Anal 55:869 (limits from limits, as Newcombe's 10).
    """
    found = rates(events=[events, other_events], exposure=[exposure, other_exposure], per=per, confidence=confidence)
    (r1, r2), (l1, l2), (u1, u2) = found.value.tolist(), found.low.tolist(), found.high.tolist()
    size, other_size = found.exposure.tolist()
    total = events + other_events
    p = _exact_p(int(events), int(total), size / (size + other_size)) if total else 1.0
    difference = r1 - r2
    low, high = difference - np.hypot(r1 - l1, u2 - r2), difference + np.hypot(u1 - r1, r2 - l2)
    return RateComparison(difference, float(low), float(high), p, per, "limits-from-limits")


def _checked(events: ArrayLike, exposure: ArrayLike) -> tuple[IntArray, FloatArray]:
    seen, size = whole(counts=events, name="events"), np.asarray(exposure, dtype=np.float64)
    if seen.shape != size.shape:
        raise LengthsDiffer(
            f"events has the shape {seen.shape} and exposure {size.shape}; give one exposure per count."
        )
    bad = ~((size > 0) & np.isfinite(size))
    if bad.any():
        at = int(np.argmax(bad.ravel()))
        raise ExposureIsNone(
            f"The exposure at place {at} is {size.ravel()[at]}; leave out units that met nobody, or find their number."
        )
    return seen, size


def _exact_p(hits: int, n: int, share: float) -> float:
    """The two-sided exact binomial p: of all counts as likely as this one, or less (with room for rounding)."""
    from scipy.special import gammaln, xlog1py, xlogy  # noqa: PLC0415 - importing it costs more than all the rest

    counts = np.arange(n + 1)
    log = gammaln(n + 1) - gammaln(counts + 1) - gammaln(n - counts + 1)
    log = log + xlogy(counts, share) + xlog1py(n - counts, -share)
    return min(float(np.exp(log[log <= log[hits] + 1e-7]).sum()), 1.0)
