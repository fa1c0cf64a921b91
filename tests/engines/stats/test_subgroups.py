"""x-bar, s and R charts against the textbook's piston rings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats
from tests.engines.stats.chart_tables import PISTON_RINGS, PISTON_RINGS_OF_VARIABLE_N

RINGS = [[74 + each for each in ring] for ring in PISTON_RINGS]
VARIABLE = [[74 + each for each in ring] for ring in PISTON_RINGS_OF_VARIABLE_N]

GROUP = st.lists(st.integers(-500, 500).map(float), min_size=2, max_size=6)
GROUPS = st.lists(GROUP, min_size=2, max_size=25)


def near(*numbers: float) -> object:
    return pytest.approx(numbers, abs=5e-6)


def lines(chart: stats.Chart) -> tuple[float | None, ...]:
    return (chart.lower[0], chart.centre[0], chart.upper[0])


def test_piston_rings_have_the_limits_of_the_textbook_by_their_deviations() -> None:
    assert lines(stats.x_bar_s_chart(subgroups=RINGS)) == near(73.987760, 74.001176, 74.014592)
    assert lines(stats.s_chart(subgroups=RINGS)) == near(0, 0.00939948, 0.0196355)


def test_piston_rings_have_the_limits_of_the_textbook_by_their_ranges() -> None:
    assert lines(stats.x_bar_r_chart(subgroups=RINGS)) == near(73.987771, 74.001176, 74.014581)
    assert lines(stats.r_chart(subgroups=RINGS)) == near(0, 0.02324, 0.0491410)


def test_subgroups_of_several_sizes_have_limits_of_their_own_from_the_pooled_spread() -> None:
    chart = stats.x_bar_s_chart(subgroups=VARIABLE)
    by_size = {n: (chart.lower[place], chart.upper[place]) for place, n in enumerate(chart.n)}

    assert (chart.limits.centre, chart.limits.sigma, chart.limits.spread) == (
        pytest.approx(74.000752, abs=1e-5),
        pytest.approx(0.0102912, abs=1e-6),
        "pooled",
    )
    assert by_size == {
        5: pytest.approx((73.98606, 74.01544), abs=1e-5),
        4: pytest.approx((73.98400, 74.01751), abs=1e-5),
        3: pytest.approx((73.98064, 74.02087), abs=1e-5),
    }
    assert stats.s_chart(subgroups=VARIABLE).centre == (pytest.approx(0.0102912, abs=1e-6),) * 25


def test_printed_constants_are_used_when_they_are_asked_for() -> None:
    chart = stats.x_bar_r_chart(subgroups=RINGS, constants="tables")

    assert chart.constants == "tables"
    assert lines(chart) == near(74.001176 - 0.577 * 0.02324, 74.001176, 74.001176 + 0.577 * 0.02324)


def test_means_and_deviations_from_a_database_give_the_same_chart_as_the_observations() -> None:
    means = [float(np.mean(ring)) for ring in VARIABLE]
    deviations = [float(np.std(ring, ddof=1)) for ring in VARIABLE]
    summed = stats.summarised(mean=means, deviation=deviations, n=[len(ring) for ring in VARIABLE])

    assert stats.x_bar_s_chart(subgroups=summed).upper == pytest.approx(stats.x_bar_s_chart(subgroups=VARIABLE).upper)
    with pytest.raises(stats.SubgroupsTooSmall):
        stats.x_bar_r_chart(subgroups=summed)


def test_a_period_without_observations_is_a_gap_and_one_of_a_single_one_has_no_spread() -> None:
    chart = stats.x_bar_s_chart(subgroups=[[1, 2, 3], [], [2], [2, 4, 6]], spread="average")

    assert (chart.values, chart.n, chart.baseline) == ((2.0, None, 2.0, 4.0), (3, 0, 1, 3), 3)
    assert stats.s_chart(subgroups=[[1, 2, 3], [], [2], [2, 4, 6]]).values == (1.0, None, None, 2.0)


def test_subgroups_of_one_are_refused_with_the_chart_to_take_instead() -> None:
    with pytest.raises(stats.SubgroupsTooSmall, match="XmR"):
        stats.x_bar_s_chart(subgroups=[[1], [2], [3]])


@given(st.integers(2, 6), st.data())
def test_one_size_gives_the_same_by_the_formula_for_several(n: int, data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.lists(st.integers(-500, 500), min_size=n, max_size=n), min_size=2, max_size=20))
    chart, table = stats.x_bar_s_chart(subgroups=groups), stats.chart_constants(n=n)

    s_bar = float(np.mean([np.std(group, ddof=1) for group in groups]))
    middle = float(np.mean(groups))
    assert lines(chart) == pytest.approx((middle - table.a3 * s_bar, middle, middle + table.a3 * s_bar), abs=1e-9)


@given(GROUPS, st.integers(-500, 500), st.integers(1, 20))
def test_means_and_ranges_move_and_stretch_with_their_observations(
    groups: list[list[float]], shift: int, scale: int
) -> None:
    moved = [[shift + scale * each for each in group] for group in groups]
    plain, changed = stats.x_bar_r_chart(subgroups=groups), stats.x_bar_r_chart(subgroups=moved)
    ranges, changed_ranges = stats.r_chart(subgroups=groups), stats.r_chart(subgroups=moved)

    expected = [shift + scale * line for line in lines(plain) if line is not None]
    assert list(lines(changed)) == pytest.approx(expected, abs=1e-6)
    assert changed_ranges.upper == pytest.approx([scale * (each or 0.0) for each in ranges.upper], abs=1e-6)
