"""Control charts against published answers and against what must hold for any series."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats

# Montgomery, Introduction to Statistical Quality Control, 7e: table 7.1, 30 samples of 50 cans, cans that leak.
LEAKING_CANS = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
# The same, table 7.4: purchase orders, and those of them with an error.
ORDERS = [
    100,
    80,
    80,
    100,
    110,
    110,
    100,
    100,
    90,
    90,
    110,
    120,
    120,
    120,
    110,
    80,
    80,
    80,
    90,
    100,
    100,
    100,
    100,
    90,
    90,
]
WRONG_ORDERS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
# The same, table 6.7: cost of processing a mortgage, 40 weeks.
MORTGAGES = [
    *(310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304),
    *(305, 282, 305, 296, 314, 295, 287, 301, 298, 311, 310, 292, 305, 299, 304, 310, 304, 305, 333, 328),
]  # fmt: skip
# Mohammed et al. 2013, BMJ Quality & Safety 22:362: patients seen within four hours, by week, in all of England.
SEEN_IN_TIME = [
    *(266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320),
    *(267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989),
]  # fmt: skip
PATIENTS = [
    *(280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529),
    *(279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772),
]  # fmt: skip

VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=2, max_size=60)
COUNT = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def beyond(chart: stats.Chart) -> list[int]:
    return [signal.points[0] for signal in stats.signals(chart) if signal.rule == "beyond-limits"]


def test_leaking_cans_have_the_limits_of_the_textbook() -> None:
    chart = stats.p_chart(successes=LEAKING_CANS, n=[50] * 30)

    assert chart.centre == (pytest.approx(0.231333, abs=1e-6),) * 30
    assert chart.upper == (pytest.approx(0.410239, abs=1e-6),) * 30
    assert chart.lower == (pytest.approx(0.052428, abs=1e-6),) * 30
    assert (chart.kind, chart.baseline, chart.is_provisional, beyond(chart)) == ("p", 30, False, [14, 22])


def test_leaking_cans_without_two_explained_samples_have_the_revised_limits() -> None:
    sizes = [0 if sample in (14, 22) else 50 for sample in range(30)]
    leaks = [0 if sample in (14, 22) else count for sample, count in enumerate(LEAKING_CANS)]
    chart = stats.p_chart(successes=leaks, n=sizes)

    near = pytest.approx
    assert (chart.values[14], chart.lower[14], chart.upper[14], chart.n[14]) == (None, None, None, 0)
    assert (chart.lower[0], chart.centre[0], chart.upper[0]) == (
        near(0.040703, abs=1e-6),
        near(0.215),
        near(0.389297, abs=1e-6),
    )
    assert chart.baseline == 28


def test_purchase_orders_have_limits_that_follow_their_number() -> None:
    chart = stats.p_chart(successes=WRONG_ORDERS, n=ORDERS)

    near = pytest.approx
    assert chart.centre == (near(234 / 2450),) * 25
    assert (chart.lower[0], chart.upper[0]) == (near(0.007335, abs=1e-6), near(0.183685, abs=1e-6))
    assert (chart.lower[1], chart.upper[1]) == (0.0, near(0.194093, abs=1e-6))
    assert beyond(chart) == [10]


def test_mortgage_costs_have_the_limits_of_the_textbook() -> None:
    chart = stats.xmr_chart(values=MORTGAGES, baseline=20)

    near = pytest.approx
    assert chart.centre == (near(300.5),) * 40
    assert chart.upper == (near(321.2167, abs=0.01),) * 40
    assert chart.lower == (near(279.7833, abs=0.01),) * 40
    assert (chart.baseline, chart.is_provisional, beyond(chart)) == (20, False, [38, 39])


def test_patients_of_a_whole_country_get_laneys_limits() -> None:
    """Expected limits: qicharts2, chart "pp", on the same table."""
    chart = stats.chart_of_shares(successes=SEEN_IN_TIME, n=PATIENTS)

    near = pytest.approx
    assert (chart.kind, beyond(chart)) == ("p-prime", [])
    assert chart.centre[0] == near(0.95289971134419116, abs=1e-12)
    assert chart.lower[:3] == (near(0.9401296441775141), near(0.94004641862513627), near(0.9403780655785402))
    assert chart.upper[-2:] == (near(0.96571254516695282), near(0.96582442616547814))


def test_laneys_limits_from_the_first_ten_weeks_hold_for_all_twenty() -> None:
    """Expected limits: qicharts2, chart "pp", frozen after ten weeks."""
    chart = stats.p_prime_chart(successes=SEEN_IN_TIME, n=PATIENTS, baseline=10)

    near = pytest.approx
    assert chart.centre == (near(0.95105964383277042, abs=1e-12),) * 20
    assert (chart.lower[0], chart.upper[0]) == (near(0.93866469138900677), near(0.96345459627653407))
    assert (chart.lower[19], chart.upper[19]) == (near(0.93851458643658869), near(0.96360470122895214))


def test_plain_limits_would_cry_wolf_over_a_whole_country() -> None:
    """Expected limits: qicharts2, chart "p"; 16 of 20 weeks beyond them."""
    chart = stats.p_chart(successes=SEEN_IN_TIME, n=PATIENTS)

    assert (chart.lower[0], chart.upper[0]) == (pytest.approx(0.95169956464601502), pytest.approx(0.9540998580423673))
    assert len(beyond(chart)) == 16


def test_a_spread_half_as_wide_again_as_chance_gives_is_enough_for_laney() -> None:
    chart = stats.chart_of_shares(successes=LEAKING_CANS, n=[5000] * 30)

    assert (chart.kind, chart.sigma_z) == ("p-prime", pytest.approx(1.458, abs=1e-3))


@pytest.mark.parametrize(
    ("months", "kind", "is_provisional"),
    [(1, "run", False), (11, "run", False), (12, "p", True), (19, "p", True), (20, "p", False)],
)
def test_limits_wait_for_twelve_months_and_stay_provisional_until_twenty(
    months: int, kind: str, is_provisional: bool
) -> None:
    chart = stats.chart_of_shares(successes=WRONG_ORDERS[:months], n=ORDERS[:months])

    assert (chart.kind, chart.is_provisional, chart.baseline) == (kind, is_provisional, months)
    assert (chart.upper[0] is None) == (kind == "run")


@pytest.mark.parametrize(("months", "kind"), [(11, "run"), (12, "xmr")])
def test_limits_of_values_wait_for_twelve_months_too(months: int, kind: str) -> None:
    assert stats.chart_of_values(values=MORTGAGES[:months]).kind == kind


def test_a_month_without_answers_is_a_gap_and_no_zero() -> None:
    chart = stats.run_chart(values=[0.8, None, 0.9, 0.6], n=[5, 0, 10, 5])

    assert (chart.kind, chart.values, chart.centre) == ("run", (0.8, None, 0.9, 0.6), (0.8,) * 4)
    assert chart.lower == chart.upper == chart.z == (None,) * 4
    assert (chart.n, chart.baseline, chart.is_provisional) == ((5, 0, 10, 5), 3, False)


def test_a_gap_breaks_the_moving_ranges_on_both_sides() -> None:
    whole = stats.xmr_chart(values=[1, 2, None, 9, 10])

    assert (whole.centre[0], whole.lower[0], whole.upper[2]) == (5.5, 5.5 - 2.66, 5.5 + 2.66)


def test_a_series_of_islands_has_no_limits() -> None:
    assert stats.xmr_chart(values=[1, None, 9]).upper == (None, None, None)


@given(st.floats(0.01, 100), st.integers(2, 40))
def test_a_series_that_never_moves_has_limits_on_its_centre_and_no_signal(value: float, months: int) -> None:
    chart = stats.xmr_chart(values=[value] * months)

    assert chart.lower == chart.centre == chart.upper == (pytest.approx(value),) * months
    assert stats.signals(chart) == ()


def test_a_share_that_is_always_full_has_no_sigma_z_and_no_signal() -> None:
    chart = stats.chart_of_shares(successes=[9] * 24, n=[9] * 24)

    assert (chart.kind, chart.sigma_z, stats.signals(chart)) == ("p", None, ())


@given(VALUES, st.integers(-500, 500), st.integers(1, 50), st.booleans())
def test_an_xmr_chart_moves_and_stretches_with_its_values(
    values: list[float], shift: int, scale: int, screen: bool
) -> None:
    plain = stats.xmr_chart(values=values, screen=screen)
    moved = stats.xmr_chart(values=[shift + scale * value for value in values], screen=screen)

    expected = [[shift + scale * line[0] for line in (plain.lower, plain.centre, plain.upper)]]
    assert [[moved.lower[0], moved.centre[0], moved.upper[0]]] == [pytest.approx(expected[0], abs=1e-6)]


@given(st.integers(1, 300), st.data())
def test_a_constant_number_of_answers_gives_the_textbooks_simple_formula(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.lists(st.integers(0, n), min_size=2, max_size=40))
    chart = stats.p_chart(successes=hits, n=[n] * len(hits))

    p = sum(hits) / (n * len(hits))
    reach = 3 * (p * (1 - p) / n) ** 0.5
    assert (chart.lower[0], chart.upper[0]) == pytest.approx((max(0, p - reach), min(1, p + reach)), abs=1e-12)


@given(st.lists(COUNT, min_size=2, max_size=40))
def test_laneys_chart_is_the_p_chart_stretched(counts: list[tuple[int, int]]) -> None:
    hits, n = [hit for hit, _ in counts], [size for _, size in counts]
    plain, prime = stats.p_chart(successes=hits, n=n), stats.p_prime_chart(successes=hits, n=n)

    assert (prime.values, prime.centre, prime.sigma_z) == (plain.values, plain.centre, plain.sigma_z)
    for centre, upper, stretched in zip(plain.centre, plain.upper, prime.upper, strict=True):
        if upper < 1 and stretched < 1 and plain.sigma_z is not None:
            assert stretched - centre == pytest.approx((upper - centre) * plain.sigma_z, abs=1e-9)


@given(VALUES, st.data())
def test_later_points_do_not_move_frozen_limits(values: list[float], data: st.DataObject) -> None:
    kept = data.draw(st.integers(1, len(values)))
    frozen, short = stats.xmr_chart(values=values, baseline=kept), stats.xmr_chart(values=values[:kept])

    assert (frozen.lower[0], frozen.centre[0], frozen.upper[0]) == (short.lower[0], short.centre[0], short.upper[0])


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.NoAnswers, lambda: stats.xmr_chart(values=[])),
        (stats.NoAnswers, lambda: stats.run_chart(values=[None, None])),
        (stats.NoAnswers, lambda: stats.chart_of_shares(successes=[0], n=[0])),
        (stats.BaselineTooShort, lambda: stats.xmr_chart(values=[1, 2], baseline=0)),
        (stats.BaselineLongerThanSeries, lambda: stats.xmr_chart(values=[1, None], baseline=2)),
        (stats.MoreSuccessesThanAnswers, lambda: stats.p_chart(successes=[2], n=[1])),
        (stats.LengthsDiffer, lambda: stats.run_chart(values=[1, 2], n=[1])),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
