"""What a changed scale cuts apart stays apart: limits, signals and comparisons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from servewell.engines import stats
from servewell.engines.stats import Estimate, Signal, Stretch, TooFewAnswers


def test_each_stretch_has_limits_from_its_own_periods_and_too_few_have_none() -> None:
    found = stats.stretches_of_shares(successes=[80] * 12 + [40] * 3, n=[100] * 15, breaks=[12])

    assert [(each.start, each.until, each.chart.kind if each.chart else None) for each in found] == [
        (0, 12, "p"),
        (12, 15, "run"),
    ]
    before, after = (each.chart for each in found)
    assert before == stats.chart_of_shares(successes=[80] * 12, n=[100] * 12)
    assert after == stats.chart_of_shares(successes=[40] * 3, n=[100] * 3)
    assert after is not None
    assert after.lower == after.upper == (None, None, None)


def test_a_signal_is_named_by_its_place_in_the_whole_series_and_ends_at_the_break() -> None:
    fallen = [80] * 13 + [20]

    found = stats.stretches_of_shares(successes=[50, 50, *fallen, 90], n=[100] * 17, breaks=[2, 16])

    out = [signal for each in found for signal in each.signals if signal.rule == "beyond-limits"]
    assert out == [Signal("beyond-limits", "below", (15,))]


def test_a_stretch_without_answers_has_no_chart() -> None:
    assert stats.stretches_of_shares(successes=[0, 0, 3], n=[0, 0, 4], breaks=[2]) == (
        Stretch(0, 2, None, ()),
        Stretch(2, 3, stats.chart_of_values(values=[0.75], n=[4]), ()),
    )
    assert stats.stretches_of_values(values=[None, 4.5], n=[0, 2], breaks=[1]) == (
        Stretch(0, 1, None, ()),
        Stretch(1, 2, stats.chart_of_values(values=[4.5], n=[2]), ()),
    )


def test_values_get_a_chart_of_values_for_each_stretch() -> None:
    values = [4.0, 4.2, 4.1, 4.0, 4.2, 4.1, 4.0, 4.2, 4.1, 4.0, 4.2, 4.1]

    (found,) = stats.stretches_of_values(values=values, n=[9] * 12)

    assert found == Stretch(0, 12, stats.chart_of_values(values=values, n=[9] * 12), ())


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.lists(st.integers(-3, 40), max_size=5))
def test_stretches_hold_every_period_once_in_order(successes: list[int], breaks: list[int]) -> None:
    found = stats.stretches_of_shares(successes=successes, n=[9] * len(successes), breaks=breaks)

    assert [place for each in found for place in range(each.start, each.until)] == list(range(len(successes)))
    assert all(each.start < each.until for each in found)
    assert [value for each in found if each.chart for value in each.chart.values] == [hit / 9 for hit in successes]


def test_two_means_differ_with_welchs_interval() -> None:
    one, other = [4.0, 5.0, 5.0, 3.0, 4.0, 5.0], [2.0, 3.0, 5.0, 1.0]
    welch = scipy_stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)

    found = stats.difference_of_means(
        n=6, mean=26 / 6, variance=4 / 6, other_n=4, other_mean=2.75, other_variance=8.75 / 3
    )  # fmt: skip

    assert (found.n, found.method) == (10, "welch")
    assert (found.value, found.low, found.high) == pytest.approx((26 / 6 - 2.75, welch.low, welch.high))


def test_means_without_spread_differ_exactly_and_of_one_answer_nothing_can_be_said() -> None:
    def against_three_fours(n: int) -> Estimate:
        return stats.difference_of_means(
            n=n, mean=5.0, variance=0.0, other_n=3, other_mean=4.0, other_variance=0.0
        )  # fmt: skip

    assert against_three_fours(2) == Estimate(1.0, 1.0, 1.0, 5, "welch")
    with pytest.raises(TooFewAnswers):
        against_three_fours(1)
