"""Limits that were stored stay: later periods, and a period that has not ended, do not move them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats
from servewell.engines.stats import Limits, Phase, Signal, Stretch

HITS = st.lists(st.integers(10, 90), min_size=24, max_size=36)
VALUES = st.lists(st.floats(1, 5), min_size=24, max_size=36)
CALM = [80, 84, 78, 82] * 6
HALF = Limits(kind="p", centre=0.5, points=24)


def kept(limits: Limits, *, start: int = 0, reason: str = "") -> Phase:
    return Phase(start=start, limits=limits, reason=reason, by="people:7" if reason else "")


def lines(found: Sequence[Stretch], until: int) -> list[tuple[float | None, float | None, float | None]]:
    return [
        line
        for each in found
        if each.chart
        for line in zip(each.chart.lower, each.chart.centre, each.chart.upper, strict=True)
    ][:until]


@given(HITS, st.lists(st.integers(0, 100), min_size=12, max_size=12))
def test_twelve_more_periods_move_no_stored_limit_of_the_earlier_ones(hits: list[int], later: list[int]) -> None:
    (found,) = stats.baselines_of_shares(successes=[hits], n=[[100] * len(hits)])
    assert found is not None
    phases = [kept(found.limits)]

    before = stats.stretches_of_shares(successes=hits, n=[100] * len(hits), phases=phases)
    after = stats.stretches_of_shares(successes=[*hits, *later], n=[100] * (len(hits) + 12), phases=phases)

    assert lines(after, len(hits)) == lines(before, len(hits))
    assert [each.chart.limits for each in after if each.chart] == [found.limits]


@given(VALUES, st.lists(st.floats(1, 5), min_size=12, max_size=12))
def test_neither_do_they_of_means(values: list[float], later: list[float]) -> None:
    (found,) = stats.baselines_of_values(values=[values])
    if found is None:
        assert stats.xmr_chart(values=values[:24]).limits.sigma == 0
        return
    phases = [kept(found.limits)]

    before = stats.stretches_of_values(values=values, n=[9] * len(values), phases=phases)
    after = stats.stretches_of_values(values=[*values, *later], n=[9] * (len(values) + 12), phases=phases)

    assert lines(after, len(values)) == lines(before, len(values))


@given(st.lists(st.lists(st.integers(10, 90), min_size=30, max_size=30), min_size=1, max_size=4))
def test_baselines_of_many_are_the_charts_of_each(many: list[list[int]]) -> None:
    found = stats.baselines_of_shares(successes=many, n=[[100] * 30] * len(many))

    assert [each.limits if each else None for each in found] == [
        stats.chart_of_shares(successes=hits, n=[100] * 30, baseline=24).limits for hits in many
    ]
    means = [[hit / 20 for hit in hits] for hits in many]
    drawn = [stats.chart_of_values(values=each, baseline=24).limits for each in means]
    assert [each.limits if each else None for each in stats.baselines_of_values(values=means)] == [
        each if each.sigma else None for each in drawn
    ]


def test_a_baseline_begins_with_the_first_answers_and_steps_over_gaps() -> None:
    hits = [[0, 0, *CALM[:10], 0, *CALM[:14]], [0, 0, *CALM[:10], 0, *CALM[:9], 0, 0, 0, 0, 0]]
    n = [[100 if hit else 0 for hit in row] for row in hits]

    late, short = stats.baselines_of_shares(successes=hits, n=n)

    assert late is not None
    assert (late.start, late.until, late.limits.points, short) == (2, 27, 24, None)


def test_one_unit_with_fewer_points_than_most_gives_what_it_has() -> None:
    (short,) = stats.baselines_of_shares(successes=[CALM[:21]], n=[[100] * 21])
    (mean,) = stats.baselines_of_values(values=[[4.0, 4.2, 4.1] * 7])

    assert (short.limits.points if short else 0, mean.limits.points if mean else 0) == (21, 21)
    assert stats.baselines_of_shares(successes=[[0, 0]], n=[[0, 0]]) == (None,)


def test_limits_without_width_are_not_kept() -> None:
    """Twenty months without a single unhappy customer would call the first one a signal for ever."""
    assert stats.baselines_of_shares(successes=[[10] * 24, [0] * 24], n=[[10] * 24] * 2) == (None, None)
    assert stats.baselines_of_values(values=[[4.0] * 24]) == (None,)


def test_each_phase_has_its_own_limits_and_a_break_ends_what_was_stored() -> None:
    new = Limits(kind="p-prime", centre=0.8, sigma=1.5, points=12)
    phases = [kept(HALF, start=-30), kept(new, start=4, reason="a new manager")]

    found = stats.stretches_of_shares(successes=[50] * 4 + [80] * 4 + [30] * 2, n=[100] * 10, breaks=[8], phases=phases)

    assert [(each.start, each.until, each.phase) for each in found] == [
        (0, 4, phases[0]),
        (4, 8, phases[1]),
        (8, 10, None),
    ]
    charts = [each.chart for each in found if each.chart]
    assert [(each.kind, each.reason, each.is_provisional) for each in charts] == [
        ("p", "spread-as-by-chance", False),
        ("p-prime", "spread-beyond-chance", True),
        ("run", "fewer-than-12-points", False),
    ]
    assert [signal for each in found for signal in each.signals] == []


def test_periods_before_the_first_phase_have_limits_of_their_own() -> None:
    found = stats.stretches_of_shares(successes=CALM, n=[100] * 24, phases=[kept(HALF, start=12)])

    assert [(each.start, each.until, each.phase is None) for each in found] == [(0, 12, True), (12, 24, False)]
    assert found[0] == stats.stretches_of_shares(successes=CALM[:12], n=[100] * 12)[0]


def test_a_period_that_has_not_ended_moves_no_limit_and_completes_no_run() -> None:
    """Seven on one side, the seventh of them unfinished: by its end it may lie on the other."""
    hits = [*[40, 60] * 6, *[55] * 7]

    (ended,) = stats.stretches_of_shares(successes=hits, n=[100] * 19, phases=[kept(HALF)])
    (still_open,) = stats.stretches_of_shares(successes=hits, n=[100] * 19, phases=[kept(HALF)], is_last_open=True)
    (own,) = stats.stretches_of_shares(successes=hits, n=[100] * 19, is_last_open=True)

    # the point before them lies above as well
    assert ended.signals == (Signal("run-on-one-side", "above", tuple(range(11, 19))),)
    assert still_open.signals == (Signal("run-on-one-side", "above", tuple(range(11, 18))),)
    assert own.chart is not None
    assert own.chart.limits == stats.chart_of_shares(successes=hits[:18], n=[100] * 18).limits


def test_a_period_that_has_not_ended_lies_beyond_limits_only_where_these_follow_n() -> None:
    open_low = stats.stretches_of_shares(successes=[50] * 12 + [2], n=[100] * 12 + [40], is_last_open=True)
    few = stats.stretches_of_shares(successes=[50] * 12 + [0], n=[100] * 12 + [4], is_last_open=True)
    means = stats.stretches_of_values(values=[4.0, 4.1] * 6 + [1.0], n=[90] * 12 + [2], is_last_open=True)

    assert [each.signals for each in (*open_low, *few, *means)] == [(Signal("beyond-limits", "below", (12,)),), (), ()]


def test_the_first_period_of_all_has_a_chart_though_it_has_not_ended() -> None:
    (found,) = stats.stretches_of_shares(successes=[0, 0, 7], n=[0, 0, 9], is_last_open=True)

    assert found.chart == stats.chart_of_shares(successes=[0, 0, 7], n=[0, 0, 9])
    assert found.signals == ()


def test_stored_limits_of_another_kind_are_refused() -> None:
    with pytest.raises(stats.LimitsOfAnotherKind):
        stats.stretches_of_values(values=[4.0], n=[9], phases=[kept(HALF)])
    with pytest.raises(stats.LimitsOfAnotherKind):
        stats.stretches_of_shares(successes=[4], n=[9], phases=[kept(Limits(kind="xmr", centre=4.0, sigma=0.1))])


RATES = st.lists(st.integers(1, 40), min_size=24, max_size=36)


@given(RATES, st.lists(st.integers(0, 60), min_size=12, max_size=12))
def test_neither_do_they_of_rates(counts: list[int], later: list[int]) -> None:
    (found,) = stats.baselines_of_rates(counts=[counts], exposure=[[2.5] * len(counts)])
    assert found is not None
    phases = [kept(found.limits)]

    before = stats.stretches_of_rates(counts=counts, exposure=[2.5] * len(counts), phases=phases)
    after = stats.stretches_of_rates(counts=[*counts, *later], exposure=[2.5] * (len(counts) + 12), phases=phases)

    assert lines(after, len(counts)) == lines(before, len(counts))
    alone = stats.chart_of_rates(counts=counts[:24], exposure=[2.5] * 24).limits
    assert found.limits.centre == pytest.approx(alone.centre, rel=1e-12)
    assert found.limits.sigma == (None if alone.sigma is None else pytest.approx(alone.sigma, rel=1e-12))
    assert replace(found.limits, centre=alone.centre, sigma=alone.sigma) == alone


def test_rates_where_nothing_ever_happened_have_no_limits_and_gaps_count_nothing() -> None:
    never, some = stats.baselines_of_rates(
        counts=[[0] * 24, [None, *[3, 5] * 10, 4, 0, 0]], exposure=[[1.0] * 24, [None, *[1.0] * 21, 0.0, 0.0]]
    )

    assert never is None
    assert some is not None
    assert (some.start, some.until, some.limits.points) == (1, 22, 21)


def test_without_stored_limits_rates_are_charted_by_their_own_periods() -> None:
    counts, exposure = [4, 6, 5, 3] * 6, [1.5] * 24

    (own,) = stats.stretches_of_rates(counts=counts, exposure=exposure)
    (nothing,) = stats.stretches_of_rates(counts=[0, None], exposure=[0.0, None])

    assert own.chart == stats.chart_of_rates(counts=counts, exposure=exposure)
    assert nothing == Stretch(0, 2, None, ())
    with pytest.raises(stats.LimitsOfAnotherKind):
        stats.stretches_of_rates(counts=counts, exposure=exposure, phases=[kept(HALF)])


def test_a_period_that_has_not_ended_is_judged_by_the_limits_of_rates_alone() -> None:
    limits = Limits(kind="u", centre=4.0, points=24)

    (still_open,) = stats.stretches_of_rates(
        counts=[*[3] * 6, 3], exposure=[1.0] * 7, phases=[kept(limits)], is_last_open=True
    )
    (beyond,) = stats.stretches_of_rates(
        counts=[*[3] * 6, 40], exposure=[1.0] * 7, phases=[kept(limits)], is_last_open=True
    )

    assert (still_open.signals, [each.points for each in beyond.signals]) == ((), [(6,)])
