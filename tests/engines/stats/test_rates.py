"""Rates against R's poisson.test, scipy and statsmodels."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from servewell.engines import stats

near = pytest.approx


def test_no_event_and_five_events_have_garwoods_limits() -> None:
    """Garwood 1936, as printed in any table of Poisson limits: 0 gives 0 to 3.689, 5 gives 1.623 to 11.668."""
    found = stats.rates(events=[0, 5], exposure=[1000, 1000])

    assert [*found.value, *found.low] == near([0, 5, 0, 1.6235], abs=1e-4)
    assert found.high.tolist() == near([3.6889, 11.6683], abs=1e-4)
    assert (found.per, found.method) == (1000, "garwood")


@given(st.integers(1, 3000), st.floats(0.1, 1e6), st.sampled_from([0.8, 0.95, 0.99]))
def test_limits_are_those_of_a_second_implementation(events: int, exposure: float, confidence: float) -> None:
    found = stats.rates(events=[events], exposure=[exposure], per=1, confidence=confidence)
    other = confint_poisson(events, exposure, method="exact-c", alpha=1 - confidence)

    assert (found.low[0], found.high[0]) == near(other, rel=1e-9)


def test_bunched_events_have_wider_limits_around_the_same_rate() -> None:
    plain = stats.rates(events=[40], exposure=[1000])
    bunched = stats.rates(events=[40], exposure=[1000], dispersion=4.0)

    assert bunched.value == plain.value
    assert (bunched.high - bunched.low)[0] == near(2 * (plain.high - plain.low)[0], rel=0.1)
    assert bunched.low[0] == near(4 * scipy_stats.chi2.ppf(0.025, 20) / 2)
    assert bunched.method == "garwood-overdispersed"


def test_dispersion_is_pearsons_over_the_degrees_of_freedom() -> None:
    events, exposure = np.array([3, 12, 30, 4]), np.array([10, 20, 30, 15])
    expected = events.sum() * exposure / exposure.sum()

    assert stats.dispersion_of_rates(events=events, exposure=exposure) == near(
        ((events - expected) ** 2 / expected).sum() / 3
    )
    assert stats.dispersion_of_rates(events=[5, 5], exposure=[1, 1]) == 1


def test_a_ratio_is_that_of_rs_exact_test() -> None:
    """poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)), the example of R's help page."""
    found = stats.ratio_of_rates(events=11, exposure=800, other_events=21, other_exposure=3011)

    assert (found.value, found.low, found.high) == near((1.971488, 0.8584264, 4.2772659), abs=1e-5)
    assert found.p == near(0.07967, abs=1e-5)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.1, 10))
def test_the_p_of_two_rates_is_the_exact_binomial_one(one: int, other: int, exposure: float) -> None:
    if one + other == 0:
        return
    found = stats.ratio_of_rates(events=one, exposure=exposure, other_events=other, other_exposure=1)
    expected = scipy_stats.binomtest(one, one + other, exposure / (1 + exposure))

    assert found.p == near(expected.pvalue, rel=1e-6)
    low, high = expected.proportion_ci(method="exact")
    assert found.low == near(low / (1 - low) / exposure, rel=1e-6)
    assert found.high == (near(high / (1 - high) / exposure, rel=1e-6) if high < 1 else np.inf)


@given(st.integers(1, 200), st.integers(1, 200), st.floats(1, 1000))
def test_a_difference_is_put_together_from_limits_as_in_a_second_implementation(
    one: int, other: int, exposure: float
) -> None:
    found = stats.difference_of_rates(events=one, exposure=exposure, other_events=other, other_exposure=50, per=1)
    low, high = (0.025, 0.975)
    limits = [
        (scipy_stats.chi2.ppf(low, 2 * x) / 2 / t, scipy_stats.chi2.ppf(high, 2 * x + 2) / 2 / t)
        for x, t in ((one, exposure), (other, 50))
    ]
    r1, r2 = one / exposure, other / 50
    assert found.value == near(r1 - r2)
    assert found.low == near(r1 - r2 - np.hypot(r1 - limits[0][0], limits[1][1] - r2))
    assert found.high == near(r1 - r2 + np.hypot(limits[0][1] - r1, r2 - limits[1][0]))


def test_a_difference_lies_near_the_score_interval() -> None:
    found = stats.difference_of_rates(events=60, exposure=51.0, other_events=30, other_exposure=54.0, per=1)
    other = confint_poisson_2indep(60, 51.0, 30, 54.0, method="score", compare="diff")

    assert (found.low, found.high) == near(other, abs=0.03)


def test_two_units_without_events_do_not_differ_and_have_no_ratio() -> None:
    found = stats.difference_of_rates(events=0, exposure=100, other_events=0, other_exposure=300)

    assert (found.value, found.p) == (0, 1)
    assert found.low < 0 < found.high
    with pytest.raises(stats.NoEventsAtAll, match="Neither side"):
        stats.ratio_of_rates(events=0, exposure=100, other_events=0, other_exposure=300)


@pytest.mark.parametrize(
    ("refusal", "words", "nonsense"),
    [
        (stats.ExposureIsNone, "place 1 is 0", lambda: stats.rates(events=[1, 0], exposure=[5, 0])),
        (stats.ExposureIsNone, "place 0 is nan", lambda: stats.rates(events=[1], exposure=[np.nan])),
        (stats.LengthsDiffer, "one exposure per count", lambda: stats.rates(events=[1, 2], exposure=[5])),
        (stats.CountIsNotWhole, "events", lambda: stats.rates(events=[1.5], exposure=[5])),
        (stats.CountsBelowZero, "events", lambda: stats.rates(events=[-1], exposure=[5])),
        (stats.DispersionBelowOne, "0.5", lambda: stats.rates(events=[1], exposure=[5], dispersion=0.5)),
        (stats.NoEventsAtAll, "dispersion of 1", lambda: stats.dispersion_of_rates(events=[0, 0], exposure=[1, 1])),
        (
            stats.ConfidenceOutsideZeroAndOne,
            "95",
            lambda: stats.rates(events=[1], exposure=[5], confidence=95),
        ),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[ValueError], words: str, nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal, match=words):
        nonsense()
