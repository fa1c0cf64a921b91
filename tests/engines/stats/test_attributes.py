"""Charts of counts and rates, and of what lies between rare events, against the textbook and qicharts2."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats
from tests.engines.stats.chart_tables import FAULTS_IN_CLOTH, FAULTS_ON_BOARDS, HOURS_BETWEEN, ROLLS, SHIPPING_ERRORS
from tests.engines.stats.test_charts import LEAKING_CANS, PATIENTS, SEEN_IN_TIME

COUNTS = st.lists(st.integers(0, 60), min_size=2, max_size=40)


def lines(chart: stats.Chart, at: int = 0) -> tuple[float | None, ...]:
    return (chart.lower[at], chart.centre[at], chart.upper[at])


def test_leaking_cans_as_numbers_have_the_limits_of_the_textbook() -> None:
    chart = stats.np_chart(successes=LEAKING_CANS, n=[50] * 30)

    assert lines(chart) == pytest.approx((2.6214, 11.5667, 20.5120), abs=5e-5)
    assert chart.values == tuple(LEAKING_CANS)


def test_leaking_cans_may_leave_explained_samples_out_of_the_limits_and_still_show_them() -> None:
    chart = stats.p_chart(successes=LEAKING_CANS, n=[50] * 30, exclude=[14, 22])

    assert lines(chart) == pytest.approx((0.040703, 0.215, 0.389297), abs=1e-6)
    assert (chart.values[14], chart.baseline) == (0.44, 28)
    assert [signal.points for signal in stats.signals(chart, rules=stats.LIMITS_ONLY)] == [(14,), (20,), (22,)]


def test_faults_on_boards_have_the_limits_of_the_textbook() -> None:
    """Montgomery 7e, example 7.3: 33.22 and 6.48, and 32.97 and 6.36 without samples 6 and 20."""
    chart = stats.c_chart(counts=FAULTS_ON_BOARDS)
    revised = stats.c_chart(counts=FAULTS_ON_BOARDS, exclude=[5, 19])

    assert lines(chart) == pytest.approx((6.48, 19.85, 33.21), abs=0.01)
    assert [signal.points for signal in stats.signals(chart, rules=stats.LIMITS_ONLY)] == [(5,), (19,)]
    assert lines(revised) == pytest.approx((6.36, 19.67, 32.97), abs=0.01)


def test_shipping_errors_have_the_limits_of_the_textbook() -> None:
    assert lines(stats.u_chart(counts=SHIPPING_ERRORS, exposure=[50] * 20)) == pytest.approx(
        (0, 0.074, 0.189412), abs=1e-6
    )


def test_faults_in_cloth_have_limits_that_follow_the_length_of_the_roll() -> None:
    """Montgomery 7e, example 7.5: 1.42, and for the first three rolls 2.55, 2.68 and 2.41."""
    chart = stats.u_chart(counts=FAULTS_IN_CLOTH, exposure=ROLLS)

    assert chart.centre[0] == pytest.approx(153 / 107.5)
    assert chart.upper[:3] == pytest.approx((2.55, 2.68, 2.41), abs=0.01)
    assert chart.n == (10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5)


def test_laneys_u_chart_is_nearly_his_p_chart_where_events_are_rare() -> None:
    """Those not seen in time are few among many, so binomial and Poisson agree."""
    late = [n - seen for seen, n in zip(SEEN_IN_TIME, PATIENTS, strict=True)]
    shares = stats.p_prime_chart(successes=late, n=PATIENTS)
    rates = stats.u_prime_chart(counts=late, exposure=PATIENTS)

    assert rates.upper == pytest.approx(shares.upper, rel=0.001)
    assert rates.sigma_z == pytest.approx(shares.sigma_z, rel=0.05)


def test_hours_between_failures_have_the_limits_of_the_transformed_chart() -> None:
    """Montgomery 7e, example 7.6: 286 hours become 4.80986; qicharts2 computes XmR limits and goes back."""
    chart = stats.t_chart(between=HOURS_BETWEEN)
    inner = stats.xmr_chart(values=[hours ** (1 / 3.6) for hours in HOURS_BETWEEN], screen=False, constants="tables")

    assert inner.values[0] == pytest.approx(4.80986, abs=0.003)
    assert (chart.centre[0], chart.upper[0]) == (
        pytest.approx((inner.centre[0] or 0) ** 3.6),
        pytest.approx((inner.upper[0] or 0) ** 3.6),
    )
    assert (chart.lower[0], chart.z, stats.signals(chart)) == (0.0, inner.z, ())


def test_cases_between_events_have_geometric_limits_around_their_median() -> None:
    """Mean 5, so limits 5 -+ 3 sqrt(5 * 6); runs are judged against the median 3."""
    between = [1, 2, 3, 4, 15, 3, 7, 2, 8, 5]
    chart = stats.g_chart(between=between)

    assert lines(chart) == pytest.approx((0, 3.5, 5 + 3 * 30**0.5))
    assert stats.g_chart(between=between, middle="mean").centre[0] == 5


def test_a_week_without_count_is_a_gap_and_one_with_no_event_is_a_zero() -> None:
    assert stats.c_chart(counts=[3, None, 0, 4]).values == (3, None, 0, 4)
    assert stats.u_chart(counts=[3, None, 0, 4], exposure=[2, None, 2, 2]).values == (1.5, None, 0, 2)
    assert stats.u_chart(counts=[3, 0, 0, 4], exposure=[2, 0, 2, 2]).values == (1.5, None, 0, 2)


@given(COUNTS)
def test_a_count_is_a_rate_per_one(counts: list[int]) -> None:
    by_count, by_rate = stats.c_chart(counts=counts), stats.u_chart(counts=counts, exposure=[1] * len(counts))

    assert (by_count.values, by_count.centre, by_count.upper, by_count.lower) == (
        by_rate.values,
        by_rate.centre,
        by_rate.upper,
        by_rate.lower,
    )


@given(COUNTS, st.integers(1, 1000))
def test_counting_per_thousand_instead_of_per_one_changes_only_the_unit(counts: list[int], per: int) -> None:
    one = stats.u_prime_chart(counts=counts, exposure=[7.0 * per] * len(counts))
    many = stats.u_prime_chart(counts=counts, exposure=[7.0] * len(counts))

    assert [each * per for each in one.upper if each is not None] == pytest.approx(
        [each for each in many.upper if each is not None]
    )


@given(st.lists(st.integers(0, 20), min_size=1, max_size=20), st.integers(0, 20), st.data())
def test_a_gap_is_never_counted(hits: list[int], place: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(hits)))
    n = [20] * len(hits)
    plain = stats.p_chart(successes=hits, n=n)
    gapped = stats.p_chart(successes=[*hits[:at], 0, *hits[at:]], n=[*n[:at], 0, *n[at:]])

    assert gapped.limits == plain.limits
    assert [each for each in gapped.upper if each is not None] == list(plain.upper)
    moved = tuple(
        (signal.rule, signal.side, tuple(p + (p >= at) for p in signal.points)) for signal in stats.signals(plain)
    )
    assert tuple((signal.rule, signal.side, signal.points) for signal in stats.signals(gapped)) == moved


REFUSED: list[tuple[type[Exception], Callable[[], object]]] = [
    (stats.TimeIsNotPositive, lambda: stats.t_chart(between=[3, 0, 2])),
    (stats.ExposureBelowZero, lambda: stats.u_chart(counts=[1], exposure=[-1])),
    (stats.EventsWithoutExposure, lambda: stats.u_chart(counts=[1, 2], exposure=[1, 0])),
    (stats.CountIsNotWhole, lambda: stats.c_chart(counts=[1.5])),
    (stats.CountsBelowZero, lambda: stats.g_chart(between=[-1, 2])),
    (stats.LengthsDiffer, lambda: stats.u_chart(counts=[1, 2], exposure=[1])),
    (stats.ValueIsNotANumber, lambda: stats.u_chart(counts=[1, 2], exposure=[1, None])),
    (stats.ValueIsNotANumber, lambda: stats.xmr_chart(values=[1, float("inf")])),
    (stats.ValueIsNotANumber, lambda: stats.xmr_chart(values=["many"])),
    (stats.NotOneSeries, lambda: stats.xmr_chart(values=[[1, 2], [2, 3]])),
    (stats.NotOneSeries, lambda: stats.xmr_charts(values=[1, 2])),
    (stats.PlaceOutsideSeries, lambda: stats.xmr_chart(values=[1, 2], exclude=[2])),
    (stats.BaselineTooShort, lambda: stats.xmr_chart(values=[1, 2], exclude=[0, 1])),
    (stats.ChoiceUnknown, lambda: stats.xmr_chart(values=[1, 2], constants="NHS")),  # type: ignore[arg-type]
    (stats.ChoiceUnknown, lambda: stats.s_chart(subgroups=[[1, 2]], spread="mean")),  # type: ignore[arg-type]
    (stats.ChoiceUnknown, lambda: stats.g_chart(between=[1], middle="mode")),  # type: ignore[arg-type]
    (stats.ChoiceUnknown, lambda: stats.chart_of_rare_events(between=[1], counted_in="days")),  # type: ignore[arg-type]
    (stats.NothingToWatch, lambda: stats.false_alarms(charts=0, periods=12)),
    (stats.RuleMakesNoSense, lambda: stats.Rule(code="none", look="luck")),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("refusal", "nonsense"), REFUSED)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
