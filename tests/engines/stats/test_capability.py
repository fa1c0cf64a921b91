"""Capability against published answers, against a second implementation, and against what must always hold."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from servewell.engines import stats
from servewell.engines.stats.capability import spread
from tests.engines.stats.measured_tables import PISTON_RINGS

near = pytest.approx
TIMES = scipy_stats.lognorm(0.6, scale=10).rvs(400, random_state=1)


def test_piston_rings_are_as_capable_as_the_package_qcc_says() -> None:
    found = stats.process_capability(values=PISTON_RINGS, lower=73.95, upper=74.05)

    within, overall = found.within, found.overall
    assert (within.sigma.method, overall.sigma.method, found.n) == ("range", "overall", 125)
    assert within.both is not None
    assert within.target is not None
    assert overall.both is not None
    assert (within.both.value, within.worst.value, within.target.value) == near(
        (1.668101, 1.628867, 1.656665), abs=5e-6
    )
    assert (overall.both.value, overall.worst.value) == near((1.634166, 1.595731), abs=5e-6)
    assert (within.both.low, within.both.high) == near((1.460607, 1.875277), abs=5e-6)
    assert (within.worst.low, within.worst.high) == near((1.417888, 1.839846), abs=5e-6)


def test_the_same_rings_by_their_pooled_spread_are_a_little_less_capable_and_the_method_is_named() -> None:
    found = stats.process_capability(values=PISTON_RINGS, lower=73.95, upper=74.05, sigma="pooled").within

    assert found.both is not None
    assert (found.sigma.method, found.both.value, found.worst.value) == ("pooled", near(1.658233), near(1.619231))


def test_a_promise_with_one_side_has_one_index_and_no_width() -> None:
    found = stats.process_capability(values=[3.0, 4.0, 3.5, 5.0, 4.5, 4.0], upper=8.0)

    assert (found.within.both, found.within.lower, found.within.target) == (None, None, None)
    assert found.within.worst == found.within.upper
    assert (found.within.sigma.method, found.within.expected.below) == ("moving-range", 0.0)
    assert found.overall.worst.value == near((8 - 4) / (3 * np.std([3, 4, 3.5, 5, 4.5, 4], ddof=1)))


def test_a_million_expected_outside_are_those_of_the_normal_curve_and_the_observed_are_counted() -> None:
    found = stats.process_capability(values=[1.0, 2.0, 3.0, 4.0], lower=1.5, upper=4.0, sigma="overall")

    curve = scipy_stats.norm(2.5, np.std([1, 2, 3, 4], ddof=1))
    assert found.within.expected.total == near(1e6 * (curve.cdf(1.5) + curve.sf(4.0)))
    assert found.observed == stats.Outside(below=250_000.0, above=0.0)


@pytest.mark.parametrize("method", ["range", "s", "pooled", "pooled-plain", "moving-range", "overall"])
def test_every_sigma_finds_the_spread_that_was_put_in(method: stats.SigmaMethod) -> None:
    values = np.random.default_rng(5).normal(10, 2, (4000, 4))

    assert stats.sigma_of(values=values, method=method).value == near(2, rel=0.02)


def test_the_constants_are_those_that_tables_print() -> None:
    assert [spread.constants_of(n, constants="tables").d2 for n in (2, 3, 4, 5, 10, 25)] == [
        1.128,
        1.693,
        2.059,
        2.326,
        3.078,
        3.931,
    ]
    assert [round(spread.constants_of(n).d3, 3) for n in (2, 3, 5, 10, 25)] == [0.853, 0.888, 0.864, 0.797, 0.708]
    assert [round(spread.constants_of(n).c4, 4) for n in (2, 5, 25)] == [0.7979, 0.94, 0.9896]
    assert spread.constants_of(2).d2 == near(2 / math.sqrt(math.pi), abs=1e-12)
    assert 1 / spread.d2_star(3, 1) == near(0.5231, abs=5e-5)
    assert 1 / spread.d2_star(10, 1) == near(0.3146, abs=1e-4)


@given(st.lists(st.floats(-100, 100), min_size=4, max_size=40), st.floats(0.01, 1000), st.floats(-1000, 1000))
def test_another_unit_of_measurement_changes_no_index(values: list[float], scale: float, shift: float) -> None:
    if np.std(values) < 1e-3 or np.mean(np.abs(np.diff(values))) < 1e-3:
        return
    one = stats.process_capability(values=values, lower=-150, upper=120)
    other = stats.process_capability(
        values=np.array(values) * scale + shift, lower=-150 * scale + shift, upper=120 * scale + shift
    )

    assert one.within.both is not None
    assert other.within.both is not None
    assert other.within.both.value == near(one.within.both.value, rel=1e-6)
    assert other.overall.worst.high == near(one.overall.worst.high, rel=1e-6)


def test_many_units_at_once_have_the_indices_of_each() -> None:
    one = stats.process_capability(values=PISTON_RINGS, lower=73.95, upper=74.05).overall
    many = stats.capabilities(
        mean=[74.001176, 0.0], sigma=[one.sigma.value, 1.0], n=[125, 9], lower=[73.95, -3], upper=[74.05, 6]
    )

    assert many.worst.tolist() == near([one.worst.value, 1.0])
    assert (many.low[0], many.high[0]) == near((one.worst.low, one.worst.high))
    assert np.isnan(stats.capabilities(mean=[1.0], sigma=[1.0], n=[5], upper=2.0).lower).all()


@pytest.mark.parametrize(
    ("shape", "law"),
    [
        ("lognormal", scipy_stats.lognorm(0.6, scale=10)),
        ("weibull", scipy_stats.weibull_min(1.7, scale=10)),
        ("gamma", scipy_stats.gamma(2.5, scale=3)),
        ("normal", scipy_stats.norm(20, 4)),
    ],
)
def test_a_shape_is_fitted_as_scipy_fits_it(shape: stats.Shape, law: Any) -> None:
    values = law.rvs(300, random_state=2)
    found = stats.percentile_capability(values=values, upper=40.0, shape=shape, draws=50)

    fitted = law.dist.fit(values) if shape == "normal" else law.dist.fit(values, floc=0)
    points = law.dist(*fitted).ppf([0.00135, 0.5, 0.99865])
    assert (found.far_below, found.middle, found.far_above) == near(tuple(points), rel=2e-3)
    assert found.expected.above == near(1e6 * law.dist(*fitted).sf(40), rel=2e-2, abs=1e-3)
    assert found.worst.value == near((40 - points[1]) / (points[2] - points[1]), rel=3e-3)


def test_a_normal_process_has_the_same_index_by_percentiles_as_by_sigma() -> None:
    values = np.random.default_rng(3).normal(10, 1, 5000)
    by_sigma = stats.process_capability(values=values, lower=5, upper=15).overall
    by_shape = stats.percentile_capability(values=values, lower=5, upper=15, shape="normal", draws=200)
    by_rank = stats.percentile_capability(values=values, lower=5, upper=15, shape="empirical", draws=20)

    assert by_sigma.both is not None
    assert by_shape.both is not None
    assert (by_shape.both.value, by_shape.worst.value) == near((by_sigma.both.value, by_sigma.worst.value), rel=1e-3)
    assert (by_shape.both.low, by_shape.both.high) == near((by_sigma.both.low, by_sigma.both.high), rel=0.01)
    assert by_rank.worst.value == near(by_shape.worst.value, rel=0.1)


def test_the_same_seed_gives_the_same_interval() -> None:
    one, again, other = (
        stats.percentile_capability(values=TIMES, upper=40, draws=100, seed=seed) for seed in (1, 1, 2)
    )

    assert one == again
    assert one.worst.low != other.worst.low
    assert one.worst.low < one.worst.value < one.worst.high


def test_a_promise_of_twenty_minutes_is_kept_for_so_many_and_could_be_so_long() -> None:
    found = stats.promise_kept(times=TIMES, promise=20.0, wanted=0.9)

    second = scipy_stats.quantile_test(TIMES, p=0.9).confidence_interval(0.95)
    assert found.share == stats.share(successes=int((TIMES <= 20).sum()), n=400)
    assert (found.time.low, found.time.high) == (second.low, second.high)
    assert found.time.value == np.sort(TIMES)[359]


def test_ten_times_bound_no_ninety_fifth_percentile_from_above() -> None:
    assert stats.promise_kept(times=range(1, 11), promise=5).time.high == math.inf


def test_yields_are_those_of_the_package_sixsigma() -> None:
    found = stats.process_yield(defects=[3, 5, 12], reworked=[1, 2, 4], opportunities=1915)

    assert (found.final, found.first_time, found.rolled) == near((0.9895561, 0.9859008, 0.9859563), abs=1e-7)
    assert found.dpmo == near(10443.86, abs=5e-3)
    assert stats.dpmo(defects=20, units=383, opportunities=5).value == near(found.dpmo)


def test_six_sigma_is_three_point_four_in_a_million_with_the_shift_and_two_in_a_billion_without() -> None:
    assert stats.sigma_level(per_million=[3.4]).value[0] == near(6, abs=1e-3)
    assert stats.sigma_level(per_million=[66807.2, 0, 1e6]).value.tolist() == near([3, math.inf, -math.inf], abs=1e-4)
    assert stats.sigma_level(per_million=[158655.25], shift=0).value[0] == near(1, abs=1e-6)
    assert stats.rate_of_sigma(level=[6.0]).tolist() == near([3.4], abs=5e-3)


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.NoLimits, lambda: stats.process_capability(values=[1, 2, 3])),
        (stats.LimitsAreCrossed, lambda: stats.process_capability(values=[1, 2, 3], lower=3, upper=1)),
        (stats.LimitsAreCrossed, lambda: stats.process_capability(values=[1, 2, 3], upper=math.nan)),
        (stats.TargetOutsideLimits, lambda: stats.process_capability(values=[1, 2], lower=0, upper=1, target=2)),
        (stats.NoSpread, lambda: stats.process_capability(values=[2, 2, 2], upper=5)),
        (stats.TooFewValues, lambda: stats.process_capability(values=[2], upper=5)),
        (stats.MeasurementIsNotANumber, lambda: stats.process_capability(values=[2, math.inf, 3], upper=5)),
        (stats.MeasurementIsNotANumber, lambda: stats.process_capability(values=["long", "short"], upper=5)),
        (stats.GroupsTooSmall, lambda: stats.process_capability(values=[1, 2, 3], upper=5, sigma="range")),
        (stats.UnknownSigmaMethod, lambda: stats.sigma_of(values=[[1, 2]], method="guess")),  # type: ignore[arg-type]
        (stats.GroupsTooLarge, lambda: stats.sigma_of(values=[range(1001)], method="range")),
        (stats.ConfidenceOutsideZeroAndOne, lambda: stats.process_capability(values=[1, 2], upper=5, confidence=95)),
        (stats.NoSpread, lambda: stats.capabilities(mean=[1], sigma=[0], n=[9], upper=2)),
        (stats.TooFewValues, lambda: stats.capabilities(mean=[1], sigma=[1], n=[1], upper=2)),
        (stats.ValuesNotAboveZero, lambda: stats.percentile_capability(values=[0, 1, 2], upper=5)),
        (stats.TooFewForTheTail, lambda: stats.percentile_capability(values=TIMES, upper=5, shape="empirical")),
        (stats.UnknownShape, lambda: stats.percentile_capability(values=TIMES, upper=5, shape="bell")),  # type: ignore[arg-type]
        (stats.NoOpportunities, lambda: stats.dpmo(defects=0, units=0)),
        (stats.MoreDefectsThanOpportunities, lambda: stats.dpmo(defects=3, units=2)),
        (stats.LengthsDiffer, lambda: stats.process_yield(defects=[1], reworked=[1, 2], opportunities=9)),
        (stats.RateOutsideOneMillion, lambda: stats.sigma_level(per_million=[2e6])),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
