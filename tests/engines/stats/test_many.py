"""Many units at once: each row is the chart of that unit, whatever stands beside it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import stats

# Each example draws dozens of charts; how long that takes says nothing.
CALMLY = settings(deadline=None, max_examples=40)
VALUE = st.one_of(st.none(), st.integers(-50, 50).map(float))
RULES = st.sampled_from([stats.NHS, stats.NELSON, stats.WESTERN_ELECTRIC, stats.RUN_RULES])


@st.composite
def tables(draw: st.DrawFn) -> list[list[float | None]]:
    periods = draw(st.integers(2, 30))
    row = st.lists(VALUE, min_size=periods, max_size=periods).filter(lambda each: any(v is not None for v in each))
    return draw(st.lists(row, min_size=1, max_size=5))


@st.composite
def counts(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]]]:
    periods, units = draw(st.integers(2, 25)), draw(st.integers(1, 4))
    n = [[draw(st.integers(0, 30)) for _ in range(periods)] for _ in range(units)]
    for row in n:
        row[0] = max(row[0], 1)
    return [[draw(st.integers(0, size)) for size in row] for row in n], n


@CALMLY
@given(tables(), RULES, st.booleans())
def test_a_row_of_many_values_is_the_chart_of_that_row(
    rows: list[list[float | None]], rules: stats.RuleSet, screen: bool
) -> None:
    many = stats.xmr_charts(values=rows, rules=rules, screen=screen)
    found = stats.flags(many)

    for unit, row in enumerate(rows):
        alone = stats.xmr_chart(values=row, rules=rules, screen=screen)
        assert many[unit] == alone
        assert found.signals(unit) == stats.signals(alone)
        named = {place for signal in stats.signals(alone) for place in signal.points}
        assert set(np.flatnonzero(found.any[unit]).tolist()) == named


@CALMLY
@given(tables())
def test_a_row_of_many_run_charts_is_the_run_chart_of_that_row(rows: list[list[float | None]]) -> None:
    many = stats.run_charts(values=rows)

    for unit, row in enumerate(rows):
        alone = stats.run_chart(values=row)
        assert (many[unit], stats.flags(many).signals(unit)) == (alone, stats.signals(alone))


@CALMLY
@given(counts())
def test_a_row_of_many_counts_is_the_chart_of_that_row(table: tuple[list[list[int]], list[list[int]]]) -> None:
    hits, n = table
    shares = [
        (stats.p_charts, stats.p_chart),
        (stats.p_prime_charts, stats.p_prime_chart),
        (stats.np_charts, stats.np_chart),
    ]
    for many, one in shares:
        drawn = many(successes=hits, n=n)
        for unit in range(len(hits)):
            assert drawn[unit] == one(successes=hits[unit], n=n[unit])
    for many_rates, one_rate in [(stats.u_charts, stats.u_chart), (stats.u_prime_charts, stats.u_prime_chart)]:
        rates = many_rates(counts=hits, exposure=n)
        for unit in range(len(hits)):
            assert rates[unit] == one_rate(counts=hits[unit], exposure=n[unit])


@CALMLY
@given(st.integers(1, 4), st.integers(2, 12), st.integers(2, 5))
def test_a_row_of_many_subgroups_is_the_chart_of_that_row(units: int, periods: int, size: int) -> None:
    groups = np.random.default_rng(units * 1000 + periods * 10 + size).normal(size=(units, periods, size)).round(3)
    pairs: list[tuple[Callable[..., stats.Charts], Callable[..., stats.Chart]]] = [
        (stats.x_bar_s_charts, stats.x_bar_s_chart),
        (stats.s_charts, stats.s_chart),
        (stats.x_bar_r_charts, stats.x_bar_r_chart),
        (stats.r_charts, stats.r_chart),
    ]
    for many, one in pairs:
        drawn = many(subgroups=groups)
        assert [drawn[unit] for unit in range(units)] == [one(subgroups=groups[unit]) for unit in range(units)]


@CALMLY
@given(tables())
def test_the_other_charts_of_many_are_the_charts_of_their_rows(rows: list[list[float | None]]) -> None:
    times = [[None if value is None else abs(value) + 1 for value in row] for row in rows]
    ranges = stats.mr_charts(values=rows)
    cases, hours = stats.g_charts(between=times), stats.t_charts(between=times)
    averages = stats.ewma_charts(values=rows, target=0.0, sigma=3.0)
    sums = stats.cusum_charts(values=rows, target=0.0, sigma=3.0)

    for unit, row in enumerate(rows):
        assert cases[unit] == stats.g_chart(between=times[unit])
        assert hours[unit] == stats.t_chart(between=times[unit])
        assert averages[unit] == stats.ewma_chart(values=row, target=0.0, sigma=3.0)
        assert sums[unit] == stats.cusum_chart(values=row, target=0.0, sigma=3.0)
        if not np.isnan(ranges.values[unit]).all():
            assert ranges[unit] == stats.mr_chart(values=row)


@CALMLY
@given(tables())
def test_the_order_of_the_units_changes_nothing(rows: list[list[float | None]]) -> None:
    order = list(range(len(rows)))[::-1]
    drawn, turned = stats.xmr_charts(values=rows), stats.xmr_charts(values=[rows[unit] for unit in order])

    assert np.array_equal(drawn.upper[order], turned.upper, equal_nan=True)
    assert np.array_equal(stats.flags(drawn).any[order], stats.flags(turned).any)


def test_a_unit_without_a_value_has_no_chart_and_spoils_no_other() -> None:
    many = stats.xmr_charts(values=[[None, None, None], [1.0, 2.0, 4.0]])

    assert many[1] == stats.xmr_chart(values=[1.0, 2.0, 4.0])
    assert (np.isnan(many.upper[0]).all(), stats.flags(many).any[0].tolist()) == (True, [False] * 3)
    with pytest.raises(stats.NoAnswers):
        many[0]


def test_flags_tell_which_units_signal_and_by_which_rule() -> None:
    known = [stats.Limits(kind="xmr", centre=0.0, sigma=1.0)]
    found = stats.flags(stats.xmr_charts(values=[[0.5, -0.5, 4.0], [0.5, -0.5, 0.5]], limits=known))

    assert found.signalling.tolist() == [True, False]
    assert found.by_rule("beyond-limits").tolist() == [[False, False, True], [False] * 3]
    assert found.by_rule("trend").any() == np.False_
