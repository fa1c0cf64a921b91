"""CUSUM and EWMA against the textbook's example, and their run lengths against its tables, exactly."""

from collections.abc import Callable

import numpy as np
import pytest

from servewell.engines import stats
from tests.engines.stats.chart_tables import DRIFTING

SHIFTS = (0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4)
# Montgomery 7e, table 9.4: k = 0.5, by h.
CUSUM = {
    4: (168, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34, 2.62, 2.19, 1.71),
    5: (465, 139, 38.0, 17.0, 10.4, 5.75, 4.01, 3.11, 2.57, 2.01),
}
# Montgomery 7e, table 9.11 (Lucas and Saccucci 1990), by weight and width.
EWMA = {
    (0.4, 3.054): (500, 224, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2.0, 1.4),
    (0.25, 2.998): (500, 170, 48.2, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3, 1.7),
    (0.2, 2.962): (500, 150, 41.8, 18.2, 10.5, 5.5, 3.7, 2.9, 2.4, 1.9),
    (0.1, 2.814): (500, 106, 31.3, 15.9, 10.3, 6.1, 4.4, 3.4, 2.9, 2.2),
    (0.05, 2.615): (500, 84.1, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5, 2.7),
}


def test_a_drift_of_one_sigma_is_found_by_the_cusum_at_the_29th_point() -> None:
    found = stats.cusum_chart(values=DRIFTING, target=10, sigma=1)

    assert [found.up[place - 1] for place in (4, 5, 28, 29, 30)] == pytest.approx(
        (1.16, 2.82, 4.47, 5.28, 5.30), abs=5e-3
    )
    assert found.down[2] == pytest.approx(1.77, abs=5e-3)
    assert (found.above, found.below) == ((28, 29), ())


def test_the_cusum_tells_when_the_drift_began_and_where_it_leads() -> None:
    """Montgomery 7e, section 9.1.2: seven points before the signal, to 11.25."""
    found = stats.cusum_chart(values=DRIFTING, target=10, sigma=1)

    assert (found.since_up[28], found.new_level(at=28)) == (7, pytest.approx(11.25, abs=0.01))
    assert stats.cusum_chart(values=[10.0, 11.0], target=10, sigma=1).new_level(at=0) is None


def test_a_drift_of_one_sigma_is_found_by_the_ewma_at_the_29th_point() -> None:
    chart = stats.ewma_chart(values=DRIFTING, target=10, sigma=1, weight=0.1, width=2.7)

    assert chart.values[:5] == pytest.approx((9.945, 9.7495, 9.70355, 9.8992, 10.1253), abs=5e-5)
    assert chart.values[29] == pytest.approx(10.6341, abs=5e-5)
    assert (chart.lower[0], chart.upper[0], chart.lower[29], chart.upper[29]) == pytest.approx(
        (9.7300, 10.2700, 9.3811, 10.6189), abs=5e-5
    )
    assert [signal.points for signal in stats.signals(chart)] == [(28,), (29,)]


def test_an_ewma_of_weight_one_is_the_chart_of_the_values_themselves() -> None:
    ewma = stats.ewma_chart(values=DRIFTING, weight=1)
    xmr = stats.xmr_chart(values=DRIFTING, screen=False, constants="tables")

    assert ewma.values == xmr.values
    assert ewma.upper == pytest.approx(xmr.upper)


def test_a_gap_leaves_both_memories_as_they_were() -> None:
    gapped: list[float | None] = [*DRIFTING[:10], None, *DRIFTING[10:]]
    whole = stats.cusum_chart(values=DRIFTING, target=10, sigma=1)
    cusum = stats.cusum_chart(values=gapped, target=10, sigma=1)
    ewma = stats.ewma_chart(values=gapped, target=10, sigma=1)

    assert cusum.up == (*whole.up[:10], None, *whole.up[10:])
    assert ewma.values[11:] == stats.ewma_chart(values=DRIFTING, target=10, sigma=1).values[10:]


@pytest.mark.parametrize("decision", CUSUM)
def test_a_cusum_has_the_run_lengths_of_the_textbook(decision: int) -> None:
    found = [stats.average_run_length_of_cusum(decision=decision, shift=shift) for shift in SHIFTS]

    assert found == [pytest.approx(each, rel=0.006) for each in CUSUM[decision]]


def test_run_lengths_are_those_of_the_program_of_knoth_to_the_last_digit() -> None:
    """R package spc 0.6.7, which solves the same equations."""
    found = [
        stats.average_run_length_of_cusum(decision=4),
        stats.average_run_length_of_cusum(decision=4, shift=1),
        stats.average_run_length_of_cusum(decision=5),
        stats.average_run_length_of_cusum(decision=5, shift=1),
        stats.average_run_length_of_ewma(weight=0.1, width=2.814),
        stats.average_run_length_of_ewma(weight=0.1, width=2.814, shift=1),
    ]

    assert found == pytest.approx([167.68, 8.383, 465.44, 10.376, 499.58, 10.331], abs=0.005)


def test_a_head_start_finds_early_trouble_sooner() -> None:
    """Lucas and Crosier 1982: 430 and 6.35 with a head start of half the decision."""
    ahead = [stats.average_run_length_of_cusum(head_start=2.5, shift=shift) for shift in (0, 1)]

    assert ahead == [pytest.approx(430, abs=0.5), pytest.approx(6.35, abs=0.005)]


@pytest.mark.parametrize(("weight", "width"), EWMA)
def test_an_ewma_has_the_run_lengths_of_the_textbook(weight: float, width: float) -> None:
    found = [stats.average_run_length_of_ewma(weight=weight, width=width, shift=shift) for shift in SHIFTS]

    assert found == [pytest.approx(each, rel=0.006, abs=0.06) for each in EWMA[weight, width]]


def test_simulated_cusums_signal_after_as_many_points_as_the_equation_says() -> None:
    values = np.random.default_rng(11).normal(loc=1.0, size=(4000, 120))
    found = stats.cusum_charts(values=values, target=0.0, sigma=1.0)
    beyond = (found.up > found.decision) | (found.down > found.decision)

    assert float((beyond.argmax(axis=1) + 1).mean()) == pytest.approx(10.376, rel=0.03)


REFUSED: list[tuple[type[Exception], Callable[[], object]]] = [
    (stats.WeightOutsideZeroAndOne, lambda: stats.ewma_chart(values=[1, 2], weight=0)),
    (stats.DecisionNotPositive, lambda: stats.ewma_chart(values=[1, 2], width=0)),
    (stats.SigmaNotPositive, lambda: stats.ewma_chart(values=[1, 1, 1])),
    (stats.SigmaNotPositive, lambda: stats.cusum_chart(values=[1, 2], target=0, sigma=0)),
    (stats.DecisionNotPositive, lambda: stats.cusum_chart(values=[1, 2], decision=0)),
    (stats.HeadStartBeyondDecision, lambda: stats.cusum_chart(values=[1, 2], head_start=5)),
    (stats.DecisionNotPositive, lambda: stats.average_run_length_of_cusum(decision=-1)),
    (stats.WeightOutsideZeroAndOne, lambda: stats.average_run_length_of_ewma(weight=2)),
    (stats.NoAnswers, lambda: stats.ewma_chart(values=[None, None], target=0, sigma=1)),
]


@pytest.mark.parametrize(("refusal", "nonsense"), REFUSED)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
