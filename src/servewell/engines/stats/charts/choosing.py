"""The right chart for what was counted, and why it is the right one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from servewell.engines.stats.charts.attributes import (
    p_chart,
    p_prime_chart,
    u_chart,
    u_prime_chart,
)
from servewell.engines.stats.charts.chart import POINTS_FOR_LIMITS, Chart
from servewell.engines.stats.charts.rare import g_chart, t_chart
from servewell.engines.stats.charts.refusals import one_of
from servewell.engines.stats.charts.series import Asked, FloatArray, Values, counted, one
from servewell.engines.stats.charts.subgroups import Subgroups, x_bar_s_chart
from servewell.engines.stats.charts.subgroups import subgroups as group
from servewell.engines.stats.charts.values import run_chart, xmr_chart
from servewell.engines.stats.rules.sets import NHS, RuleSet

LANEY_FROM = 1.2


def chart_of_shares(
    *,
    successes: Values,
    n: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    rules: RuleSet = NHS,
) -> Chart:
    """The right chart for a share.

    Run chart under 12 points ("fewer-than-12-points"), else p chart ("spread-as-by-chance"), or Laney's p' where
    sigma_z is above 1.2 ("spread-beyond-chance"). Arguments and errors as `p_chart`.
    """
    plain = p_chart(successes=successes, n=n, baseline=baseline, exclude=exclude, rules=rules)
    if (short := _too_short(plain, baseline, exclude)) is not None:
        return short
    if not _is_spread_beyond_chance(plain):
        return replace(plain, reason="spread-as-by-chance")
    stretched = p_prime_chart(successes=successes, n=n, baseline=baseline, exclude=exclude, rules=rules)
    return replace(stretched, reason="spread-beyond-chance")


def chart_of_rates(
    *,
    counts: Values,
    exposure: Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    rules: RuleSet = NHS,
) -> Chart:
    """The right chart for a rate: run chart under 12 points, else u chart, or Laney's u' where sigma_z is above 1.2.

    Reasons as `chart_of_shares`, arguments and errors as `u_chart`.
    """
    plain = u_chart(counts=counts, exposure=exposure, baseline=baseline, exclude=exclude, rules=rules)
    if (short := _too_short(plain, baseline, exclude)) is not None:
        return short
    if not _is_spread_beyond_chance(plain):
        return replace(plain, reason="spread-as-by-chance")
    stretched = u_prime_chart(counts=counts, exposure=exposure, baseline=baseline, exclude=exclude, rules=rules)
    return replace(stretched, reason="spread-beyond-chance")


def chart_of_values(
    *,
    values: Values,
    n: Values | None = None,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    screen: bool = True,
    rules: RuleSet = NHS,
) -> Chart:
    """The right chart for one value per period: run chart under 12 points, else XmR ("one-value-each").

    Arguments and errors as `xmr_chart`.
    """
    if _are_few(one(values), baseline, exclude):
        return _short(values, n, baseline, exclude)
    found = xmr_chart(values=values, n=n, baseline=baseline, exclude=exclude, screen=screen, rules=rules)
    return replace(found, reason="one-value-each")


def chart_of_means(
    *,
    subgroups: Subgroups | Values,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    rules: RuleSet = NHS,
) -> Chart:
    """The right chart for means of several values each: run chart under 12 points, else x-bar-S
    ("several-values-each"). Arguments and errors as `x_bar_s_chart`.
    """
    groups = _grouped(subgroups)
    if _are_few(one(groups.mean), baseline, exclude):
        return _short(groups.mean, groups.n, baseline, exclude)
    found = x_bar_s_chart(subgroups=groups, baseline=baseline, exclude=exclude, rules=rules)
    return replace(found, reason="several-values-each")


def chart_of_rare_events(
    *,
    between: Values,
    counted_in: Literal["cases", "time"],
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    rules: RuleSet = NHS,
) -> Chart:
    """The right chart for events too rare to be counted by period: what lies between them, one place for each.

    Run chart under 12 of them, else a g chart of cases ("cases-between-events") or a t chart of time
    ("time-between-events"). Arguments and errors as `g_chart` and `t_chart`.
    """
    one_of(counted_in, ("cases", "time"), name="counted_in")
    if _are_few(one(between), baseline, exclude):
        return _short(between, None, baseline, exclude)
    if counted_in == "cases":
        cases = g_chart(between=between, baseline=baseline, exclude=exclude, rules=rules)
        return replace(cases, reason="cases-between-events")
    time = t_chart(between=between, baseline=baseline, exclude=exclude, rules=rules)
    return replace(time, reason="time-between-events")


def _too_short(plain: Chart, baseline: int | None, exclude: Sequence[int]) -> Chart | None:
    if plain.baseline >= POINTS_FOR_LIMITS:
        return None
    return replace(_short(plain.values, None, baseline, exclude), n=plain.n)


def _is_spread_beyond_chance(plain: Chart) -> bool:
    return plain.sigma_z is not None and plain.sigma_z > LANEY_FROM


def _short(values: Values, n: Values | None, baseline: int | None, exclude: Sequence[int]) -> Chart:
    drawn = run_chart(values=values, n=n, baseline=baseline, exclude=exclude)
    return replace(drawn, reason="fewer-than-12-points")


def _are_few(values: FloatArray, baseline: int | None, exclude: Sequence[int]) -> bool:
    chosen = counted(values, Asked(baseline=baseline, exclude=exclude))
    return int(chosen.sum()) < POINTS_FOR_LIMITS


def _grouped(given: Subgroups | Values) -> Subgroups:
    return given if isinstance(given, Subgroups) else group(given)
