"""The rules against published labels: NHS England's "Making Data Count" and the run-chart rules."""

import pytest

from servewell.engines import stats
from servewell.engines.stats import Signal, rules

# NHSRdatasets (CC0), type 1 breaches of three trusts, April 2016 to March 2019; mean, limits and labels are those of
# NHSRplotthedots 0.2.2. U, L: beyond the upper, lower limit; A, B: two of three above, below; a, b: seven above, below.
RQM = [
    *(1199, 929, 970, 1178, 1110, 1388, 2061, 1985, 2675, 3141, 1942, 2030, 1309, 1960, 1169, 1117, 1085, 1492),
    *(1280, 1197, 1569, 1406, 1328, 1564, 1204, 1130, 1190, 1064, 1073, 1255, 1264, 1552, 1267, 1587, 1774, 1116),
]  # fmt: skip
RJ1 = [
    *(1219, 1815, 1647, 1517, 1685, 1745, 2152, 2487, 1716, 1840, 1471, 2092, 1930, 2202, 1454, 2729, 1417, 1221),
    *(1583, 1827, 1730, 1390, 1939, 2581, 2253, 2462, 2531, 2418, 1793, 2402, 2405, 2360, 2488, 2237, 2376, 2777),
]  # fmt: skip
RRK = [
    *(1195, 1843, 1397, 1333, 1771, 1751, 2013, 1759, 2179, 2585, 1654, 1543, 1632, 1558, 1190, 1357, 1279, 1683),
    *(2190, 1804, 986, 2181, 2048, 2154, 1759, 1637, 1488, 6499, 5983, 6599, 7089, 8120, 8981, 12502, 11376, 10670),
]  # fmt: skip
TRUSTS = {
    "RQM": (RQM, (739.14, 1460, 2180.86), ".BB...AAUUAA............bbbbbbb....."),
    "RJ1": (RJ1, (1168.2613131313, 1996.9722222222, 2825.6831313131), "................BBbbbbb......aaaaaaa"),
    "RRK": (RRK, (2282.9064646465, 3438.5555555556, 4594.2046464646), "LLLLLLLLLbLLLLLLLLLLLLLLLLLUUUUUUUUU"),
}
# The weakest first: a point that breaks several rules bears the last label.
LETTERS = {
    ("run-on-one-side", "above"): "a",
    ("run-on-one-side", "below"): "b",
    ("two-of-three", "above"): "A",
    ("two-of-three", "below"): "B",
    ("beyond-limits", "above"): "U",
    ("beyond-limits", "below"): "L",
}


def labels(chart: stats.Chart) -> str:
    found = ["."] * len(chart.values)
    signals = stats.signals(chart)
    for kind, letter in LETTERS.items():
        for signal in signals:
            if (signal.rule, signal.side) == kind:
                for point in signal.points:
                    found[point] = letter
    return "".join(found)


def between(*values: float | None) -> stats.Chart:
    """A chart around 0 with limits at -3 and 3."""
    return stats.xmr_chart(values=values, limits=stats.Limits(kind="xmr", centre=0.0, sigma=1.0))


def around_zero(*values: float | None) -> stats.Chart:
    return stats.run_chart(values=values, limits=stats.Limits(kind="run", centre=0.0))


@pytest.mark.parametrize("trust", TRUSTS)
def test_each_trust_has_the_published_limits_and_all_its_labels(trust: str) -> None:
    breaches, lines, expected = TRUSTS[trust]
    chart = stats.xmr_chart(values=breaches)

    assert (chart.lower[0], chart.centre[0], chart.upper[0]) == pytest.approx(lines, abs=1e-6)
    assert labels(chart) == expected


@pytest.mark.parametrize("trust", TRUSTS)
def test_each_point_has_the_published_type_where_fewer_breaches_are_better(trust: str) -> None:
    breaches, _, expected = TRUSTS[trust]
    kinds = {".": "common-cause", **dict.fromkeys("UAa", "concern"), **dict.fromkeys("LBb", "improvement")}

    found = stats.point_types(stats.xmr_chart(values=breaches), better="lower")
    assert found == tuple(kinds[letter] for letter in expected)


def test_limits_without_screening_are_wider_and_published_too() -> None:
    chart = stats.xmr_chart(values=RQM, screen=False)

    assert (chart.lower[0], chart.upper[0]) == pytest.approx((668.612, 2251.388), abs=1e-3)
    assert chart.is_screened is False


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1,) * 6, ()),
        ((1, 1, 1, 1, 1, 1, -1), ()),
        ((1, 1, 1, 0, 1, 1, 1, 1), ()),
        ((1,) * 8 + (-1,), (Signal("run-on-one-side", "above", tuple(range(8))),)),
        ((1, *(-1,) * 8, 1), (Signal("run-on-one-side", "below", tuple(range(1, 9))),)),
    ],
)
def test_seven_points_on_one_side_are_a_run(values: tuple[float, ...], expected: tuple[Signal, ...]) -> None:
    assert stats.signals(between(*values)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 2, 3, 4, 5, 6), ()),
        ((1, 2, 3, 3, 4, 5, 6), ()),
        ((1, 2, 3, 4, 5, 6, 7), (Signal("trend", "rising", tuple(range(7))),)),
        ((2, 1, 2, 3, 4, 5, 6, 7, 3), (Signal("trend", "rising", tuple(range(1, 8))),)),
        ((7, 6, 5, 4, 3, 2, 1), (Signal("trend", "falling", tuple(range(7))),)),
        ((2, 7, 6, 5, 4, 3, 2, 1, 3), (Signal("trend", "falling", tuple(range(1, 8))),)),
    ],
)
def test_seven_points_that_keep_rising_or_falling_are_a_trend(
    values: tuple[float, ...], expected: tuple[Signal, ...]
) -> None:
    small = tuple(value / 10 - 0.45 for value in values)

    assert tuple(signal for signal in stats.signals(between(*small)) if signal.rule == "trend") == expected


@pytest.mark.parametrize(
    ("close", "expected"),
    [
        ((0, 0, 0), ()),
        ((1, 0, 1), (0, 2)),
        ((0, 1, 1), (1, 2)),
        ((1, 1, 0), (0, 1)),
        ((0, 0, 1, 0, 1, 0, 0), (2, 4)),
        ((0, 0, 1, 1, 0, 0, 0), (2, 3)),
        ((1, 0, 0, 1), ()),
        ((1, 0, 0, 1, 1), (3, 4)),
    ],
)
def test_two_of_three_close_to_one_limit_are_named_without_the_third(
    close: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    """The vectors of NHSRplotthedots: 1 is close to the limit, 0 on the same side but not close."""
    chart = between(*(2.5 if is_close else 0.5 for is_close in close))

    named = [signal.points for signal in stats.signals(chart) if signal.rule == "two-of-three"]
    assert named == ([expected] if expected else [])


@pytest.mark.parametrize(("value", "signals"), [(1.99, 0), (2.01, 1), (3.0, 1), (3.01, 2)])
def test_close_begins_two_thirds_of_the_way_and_ends_at_the_limit(value: float, signals: int) -> None:
    """Beyond the limit each point is a signal of its own, and no longer a close one."""
    assert len(stats.signals(between(0.5, value, value))) == signals


def test_two_of_three_on_different_sides_say_nothing() -> None:
    assert stats.signals(between(2.5, -0.5, 2.5)) == ()


def test_a_gap_is_stepped_over_by_a_run() -> None:
    chart = between(1, 1, 1, None, 1, 1, 1, 1)

    assert stats.signals(chart) == (Signal("run-on-one-side", "above", (0, 1, 2, 4, 5, 6, 7)),)


def test_a_limit_cut_at_zero_does_not_call_low_shares_close_to_it() -> None:
    """Two thirds of the way from 0.0875 to 0 would be 0.029, and chance alone makes many a month 0."""
    chart = stats.p_chart(successes=[3, 3, 0, 0, 1, 3, 3, 3, 0, 0, 1, 4], n=[20] * 12)

    assert chart.lower[0] == 0
    assert stats.signals(chart) == ()


def test_a_house_may_choose_other_lengths_under_another_name() -> None:
    longer = stats.nhs_rules(run=8, two_of_three=False)

    assert stats.signals(between(*(2.5,) * 7), rules=longer) == ()
    assert [signal.rule for signal in stats.signals(between(*(2.5,) * 7))] == ["two-of-three", "run-on-one-side"]


@pytest.mark.parametrize(
    ("useful", "longest", "fewest"),
    [
        *((10, 6, 2), (11, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (22, 7, 7), (23, 8, 7), (24, 8, 8)),
        *((31, 8, 11), (45, 8, 17), (46, 9, 17), (60, 9, 23), (79, 9, 32)),
    ],
)
def test_run_charts_have_the_critical_values_of_anhoej_and_olesen(useful: int, longest: int, fewest: int) -> None:
    assert (rules.longest_run_by_chance(useful), rules.fewest_crossings_by_chance(useful)) == (longest, fewest)


def test_a_run_chart_that_clings_to_one_side_after_the_other_signals_twice() -> None:
    chart = stats.run_chart(values=[1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9])

    assert chart.centre[0] == 5
    assert stats.signals(chart) == (Signal("too-few-crossings", "both", tuple(range(14))),)


def test_a_run_of_eight_months_among_fourteen_is_too_long() -> None:
    chart = around_zero(1, 1, 1, 1, 1, 1, 1, 1, -1, 1, -1, 1, -1, 1)

    assert stats.signals(chart) == (Signal("run-too-long", "above", tuple(range(8))),)


def test_points_on_the_median_neither_lengthen_nor_break_a_run() -> None:
    chart = around_zero(1, 1, 1, 0, 1, 1, 1, 1, 1, -1, 1, -1, 1, -1, 1)

    assert stats.signals(chart) == (Signal("run-too-long", "above", (0, 1, 2, 4, 5, 6, 7, 8)),)


def test_nine_months_are_too_few_for_run_rules() -> None:
    assert stats.signals(stats.run_chart(values=[1, 1, 1, 1, 5, 9, 9, 9, 9])) == ()
