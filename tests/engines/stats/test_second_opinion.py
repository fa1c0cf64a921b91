"""A second implementation, capstat-core, draws and judges the same series: both must say the same."""

import capstat_core
import numpy as np
import pytest

from servewell.engines import stats

SEEDS = range(6)


def series(seed: int, periods: int = 60) -> list[float]:
    """With a few points far out, so that every rule has something to find."""
    values = np.random.default_rng(seed).normal(loc=50, scale=4, size=periods)
    values[periods // 3 :: 7] += 9 * (-1) ** seed
    return [float(each) for each in values]


def groups(seed: int) -> list[list[float]]:
    return [[float(each) for each in row] for row in np.random.default_rng(seed).normal(size=(25, 2 + seed))]


def named(signals: tuple[stats.Signal, ...]) -> set[int]:
    return {place for signal in signals for place in signal.points}


@pytest.mark.parametrize("seed", SEEDS)
def test_single_values_have_the_same_limits_and_break_the_same_rules(seed: int) -> None:
    values = series(seed)
    chart = stats.xmr_chart(values=values, screen=False, constants="exact")
    theirs = capstat_core.i_mr_chart(values).location

    assert (chart.lower[0], chart.centre[0], chart.upper[0]) == pytest.approx(
        (theirs.limits.lower, theirs.limits.center, theirs.limits.upper)
    )
    for rules, judge in (
        (stats.WESTERN_ELECTRIC, capstat_core.western_electric_rules),
        (stats.NELSON, capstat_core.nelson_rules),
    ):
        assert named(stats.signals(chart, rules=rules)) == {each.point for each in judge(theirs)}


@pytest.mark.parametrize("seed", SEEDS)
def test_subgroups_have_the_same_limits(seed: int) -> None:
    rows = groups(seed)
    pairs = (
        (stats.x_bar_r_chart(subgroups=rows), capstat_core.xbar_r_chart(rows).location),
        (stats.r_chart(subgroups=rows), capstat_core.xbar_r_chart(rows).dispersion),
        (stats.x_bar_s_chart(subgroups=rows), capstat_core.xbar_s_chart(rows).location),
        (stats.s_chart(subgroups=rows), capstat_core.xbar_s_chart(rows).dispersion),
    )

    for ours, theirs in pairs:
        assert ours.values == pytest.approx(tuple(theirs.points))
        assert (ours.lower[0], ours.centre[0], ours.upper[0]) == pytest.approx(
            (theirs.limits.lower, theirs.limits.center, theirs.limits.upper)
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_averages_have_the_same_lines(seed: int) -> None:
    values = series(seed)
    ours = stats.ewma_chart(values=values, target=50, sigma=4, weight=0.1, width=2.7)
    theirs = capstat_core.ewma_chart(values, target=50, sigma=4, lmbda=0.1, L=2.7)

    assert ours.values == pytest.approx(tuple(theirs.points))
    assert ours.upper == pytest.approx(tuple(theirs.upper))
