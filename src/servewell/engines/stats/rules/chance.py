"""How many signals a set of charts raises by chance alone, so that nobody is asked to explain them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np

from servewell.engines.stats.charts.chart import Limits
from servewell.engines.stats.charts.series import Charts
from servewell.engines.stats.charts.values import xmr_charts
from servewell.engines.stats.rules.judging import flags
from servewell.engines.stats.rules.sets import NHS, RuleSet


class NothingToWatch(ValueError):
    """Alarms were to be counted on no chart, or within no time."""


@dataclass(frozen=True, kw_only=True)
class FalseAlarms:
    """`chance`: that one calm chart signals at all within the periods. `charts`: how many of all charts will.
    `signals`: how many signals all charts raise together. `error`: the standard error of `chance`, for it is simulated
    from `runs` calm series.
    """

    chance: float
    charts: float
    signals: float
    error: float
    runs: int


def false_alarms(
    *,
    charts: int,
    periods: int,
    baseline: int | None = None,
    knows_limits: bool = False,
    screen: bool = True,
    rules: RuleSet = NHS,
    runs: int = 20_000,
    seed: int = 20260101,
) -> FalseAlarms:
    """What so many charts, on which nothing happens, signal within so many periods.

    Limits come from these very periods, from a `baseline` of so many before them, or are known (`knows_limits`).
    Simulated with XmR charts of independent normal values, the same for the same seed; p and u charts of many answers
    behave alike. For zone rules with known limits `chance_of_a_signal` is exact: Champ and Woodall 1987. Raises
    NothingToWatch, BaselineTooShort.
    """
    _require_something(charts, periods, runs)
    chance, signals = _simulated(periods, baseline, knows_limits, screen, rules, runs, seed)[""]
    return _alarms(charts, chance, signals, runs)


def false_alarms_by_rule(
    *,
    charts: int,
    periods: int,
    baseline: int | None = None,
    knows_limits: bool = False,
    screen: bool = True,
    rules: RuleSet = NHS,
    runs: int = 20_000,
    seed: int = 20260101,
) -> Mapping[str, FalseAlarms]:
    """What each rule of the set, by its code, signals on the very series that `false_alarms` looks at; so what is said
    of the rules adds up to what is said of the set. Arguments and errors likewise.
    """
    _require_something(charts, periods, runs)
    found = _simulated(periods, baseline, knows_limits, screen, rules, runs, seed)
    return {code: _alarms(charts, *found[code], runs) for code in found if code}


def _require_something(charts: int, periods: int, runs: int) -> None:
    if charts < 1 or periods < 2 or runs < 1:
        raise NothingToWatch(f"{charts} charts of {periods} periods, {runs} runs: give 1, 2 and 1 or more of them.")


def _alarms(charts: int, chance: float, signals: float, runs: int) -> FalseAlarms:
    return FalseAlarms(
        chance=chance,
        charts=charts * chance,
        signals=charts * signals,
        error=sqrt(chance * (1 - chance) / runs),
        runs=runs,
    )


@lru_cache(maxsize=64)
def _simulated(
    periods: int, baseline: int | None, knows_limits: bool, screen: bool, rules: RuleSet, runs: int, seed: int
) -> Mapping[str, tuple[float, float]]:
    """By rule, and for the whole set under the empty code: the chance of a signal, and how many a chart raises."""
    before = baseline or 0
    values = np.random.default_rng(seed).normal(size=(runs, before + periods))
    drawn: Charts = xmr_charts(
        values=values, baseline=baseline, screen=screen, limits=[_KNOWN] if knows_limits else None, rules=rules
    )
    counts = {code: np.zeros(runs) for code in ("", *(rule.code for rule in rules.rules))}
    for each in flags(drawn).found:
        ends_later = each.complete.copy()
        ends_later[:, :before] = False
        patterns = _patterns(ends_later, int(each.length[0]))
        counts[""] += patterns
        counts[each.rule.code] += patterns
    return {code: (float((many > 0).mean()), float(many.mean())) for code, many in counts.items()}


def _patterns(complete: np.ndarray, length: int) -> np.ndarray:
    """By row: those that share a point are one."""
    sums = np.cumsum(complete, axis=1)
    before = np.zeros_like(sums)
    before[:, 1:] = sums[:, :-1]
    earlier = np.zeros_like(sums)
    earlier[:, length:] = sums[:, :-length] if length < sums.shape[1] else 0
    return np.asarray((complete & (before == earlier)).sum(axis=1))


_KNOWN = Limits(kind="xmr", centre=0.0, sigma=1.0)
