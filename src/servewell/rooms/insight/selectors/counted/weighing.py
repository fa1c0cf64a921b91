"""Figures of many units held against each other: who stands apart, what to expect of each, and what chance may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, isnan, nan, sqrt

from servewell.engines import stats
from servewell.engines.stats.confidence import normal_quantile
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.counted.shares import Count, Share
from servewell.rooms.insight.terms import Kind, Verdict

FEWEST_FOR_A_FUNNEL = 2
FAR = 0.998
CURVE = 60


@dataclass(frozen=True)
class Expected:
    """What may be expected of a unit: its own figure drawn towards that of all, the more the fewer its answers are."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Limits:
    """Between which a figure of so many answers lies by chance, 95 and 99.8 times of a hundred."""

    n: int
    low: float
    high: float
    far_low: float
    far_high: float

    def outside(self, value: float) -> bool:
        return not self.low <= value <= self.high

    def far_outside(self, value: float) -> bool:
        return not self.far_low <= value <= self.far_high


@dataclass(frozen=True)
class Funnel:
    """``units`` has limits for each unit, ``curve`` for any number of answers between the fewest and the most.

    ``spread`` is by how much units differ beyond chance (a standard deviation), where they plainly do: the limits are
    wider by it. Else it is None.
    """

    target: float
    units: tuple[Limits, ...]
    curve: tuple[Limits, ...]
    spread: float | None


@dataclass(frozen=True)
class Weighed:
    """One place for each share that was handed in. ``comparisons``: how many units were held against the others."""

    verdicts: tuple[Verdict | None, ...]
    expected: tuple[Expected | None, ...]
    funnel: Funnel | None
    comparisons: int


def weighed(shares: Sequence[Share], *, kind: Kind) -> Weighed:
    """All of them must have a value, and lie on one scale where they are means."""
    if len(shares) < FEWEST_FOR_A_FUNNEL:
        return Weighed((None,) * len(shares), (None,) * len(shares), None, 0)
    verdicts = _verdicts(shares, kind)
    return Weighed(
        verdicts=verdicts,
        expected=_expected(shares, kind),
        funnel=_funnel(shares, kind),
        comparisons=sum(each is not None for each in verdicts),
    )


def error_of(share: Share, kind: Kind) -> float:
    """The standard error of a figure of any kind; nan where one answer does not tell it."""
    if kind is Kind.MEAN:
        return sqrt(share.count.variance / share.n) if share.n > 1 else nan
    if share.low is None or share.high is None:
        return nan
    return (share.high - share.low) / 2 / normal_quantile(terms.CONFIDENCE)


def _verdicts(shares: Sequence[Share], kind: Kind) -> tuple[Verdict | None, ...]:
    found = _apart(shares, kind)
    is_better_below = kind is Kind.MEAN and _is_turned(shares[0].count)
    return tuple(
        None if isnan(difference) else _verdict(difference, is_apart=is_apart, is_turned=is_better_below)
        for difference, is_apart in zip(found.difference.tolist(), found.is_apart.tolist(), strict=True)
    )


def _apart(shares: Sequence[Share], kind: Kind) -> "stats.Apart":
    counts, wrong = [share.count for share in shares], terms.WRONGLY_NAMED
    n = [count.n for count in counts]
    if kind is Kind.TOP_BOXES:
        return stats.shares_told_apart(successes=[count.successes for count in counts], n=n, wrong=wrong)
    if kind is Kind.MEAN:
        means, spreads = [count.mean for count in counts], [count.variance for count in counts]
        return stats.means_told_apart(n=n, mean=means, variance=spreads, wrong=wrong)
    values, errors = [share.value or 0.0 for share in shares], [error_of(share, kind) for share in shares]
    return stats.told_apart(values=values, errors=errors, shares=[each / sum(n) for each in n], wrong=wrong)


def _is_turned(count: Count) -> bool:
    """1 is the best answer."""
    return count.scale is not None and count.scale.best < count.scale.worst


def _verdict(difference: float, *, is_apart: bool, is_turned: bool) -> Verdict:
    if not is_apart:
        return Verdict.SAME
    return Verdict.ABOVE if (difference > 0) is not is_turned else Verdict.BELOW


def _expected(shares: Sequence[Share], kind: Kind) -> tuple[Expected | None, ...]:
    """None for all where there are too few units to say how much units differ."""
    try:
        found = _shrunk(shares, kind)
    except stats.TooFewUnits:
        return (None,) * len(shares)
    if found is None:
        return (None,) * len(shares)
    bottom, top = _scale(shares[0].count, kind)
    return tuple(
        Expected(value, max(low, bottom), min(high, top))
        for value, low, high in zip(found.value.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    )


def _shrunk(shares: Sequence[Share], kind: Kind) -> "stats.Shrunk | None":
    n = [share.n for share in shares]
    if kind is Kind.TOP_BOXES:
        successes = [share.count.successes for share in shares]
        return stats.shrunk_shares(successes=successes, n=n, confidence=terms.CONFIDENCE)
    variance = _common_variance(shares, kind)
    if variance <= 0:
        return None
    values, errors = [share.value or 0.0 for share in shares], [sqrt(variance / each) for each in n]
    return stats.shrunk_means(values=values, errors=errors, confidence=terms.CONFIDENCE)


def _common_variance(shares: Sequence[Share], kind: Kind) -> float:
    """Of single answers, as all units have it in common: few answers hardly know their own."""
    known = [(share.n, error_of(share, kind)) for share in shares]
    heft = sum(n - 1 for n, error in known if isfinite(error))
    return sum((n - 1) * n * error**2 for n, error in known if isfinite(error)) / heft if heft else 0.0


def _scale(count: Count, kind: Kind) -> tuple[float, float]:
    if kind is Kind.TOP_BOXES:
        return 0.0, 1.0
    if kind is Kind.MEAN and count.scale is not None:
        return min(count.scale.worst, count.scale.best), max(count.scale.worst, count.scale.best)
    return -inf, inf


def _funnel(shares: Sequence[Share], kind: Kind) -> Funnel | None:
    """None where all customers say the same: chance then has no room."""
    n, values = [share.n for share in shares], [share.value or 0.0 for share in shares]
    target = sum(many * value for many, value in zip(n, values, strict=True)) / sum(n)
    variance = target * (1 - target) if kind is Kind.TOP_BOXES else _common_variance(shares, kind)
    if variance <= 0:
        return None
    phi, tau = stats.dispersion_of(values=values, errors=[sqrt(variance / many) for many in n], target=target)
    # units that differ by chance alone reach this phi once in forty times
    spread = tau if phi > 1 + 2 * sqrt(2 / len(n)) and tau > 0 else None
    if kind is Kind.TOP_BOXES and spread is None:
        return Funnel(target, _exact(n, target), _exact(_steps(n), target), None)
    bounds = _scale(shares[0].count, kind)
    units, curve = (_normal(many, target, variance, spread or 0.0, bounds) for many in (n, _steps(n)))
    return Funnel(target, units, curve, spread)


def _steps(n: Sequence[int]) -> Sequence[int]:
    """Numbers of answers from the fewest to the most, closer together where limits bend."""
    first, last = min(n), max(n)
    growth = (last / first) ** (1 / (CURVE - 1))
    return sorted({first, last, *(round(first * growth**step) for step in range(CURVE))})


def _exact(n: Sequence[int], target: float) -> tuple[Limits, ...]:
    """Upper limits are the lower ones of the dissatisfied: of five answers five good ones are then no exception."""
    lows, rests = (
        [stats.funnel_of_shares(n=n, target=share, confidence=each).low.tolist() for each in (terms.CONFIDENCE, FAR)]
        for share in (target, 1 - target)
    )
    highs = [[1 - end for end in column] for column in rests]
    lines = zip(n, lows[0], highs[0], lows[1], highs[1], strict=True)
    return tuple(Limits(*line) for line in lines)


def _normal(
    n: Sequence[int], target: float, variance: float, spread: float, bounds: tuple[float, float]
) -> tuple[Limits, ...]:
    errors = [sqrt(variance / many + spread**2) for many in n]
    near, far = (
        stats.funnel_of_means(errors=errors, target=target, confidence=each) for each in (terms.CONFIDENCE, FAR)
    )
    return _limits(n, near, far, bounds)


def _limits(
    n: Sequence[int], near: "stats.Funnel", far: "stats.Funnel", bounds: tuple[float, float]
) -> tuple[Limits, ...]:
    columns = [each.tolist() for each in (near.low, near.high, far.low, far.high)]
    bottom, top = bounds
    lines = zip(n, *([min(max(end, bottom), top) for end in column] for column in columns), strict=True)
    return tuple(Limits(*line) for line in lines)
