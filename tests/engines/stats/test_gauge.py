"""Gauge R&R against the published studies of AIAG and SixSigma."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats
from tests.engines.stats.measured_tables import AIAG_STUDY, BATTERIES

near = pytest.approx


def sigmas(gauge: stats.Gauge, *sources: stats.Source) -> list[float]:
    return [gauge.components[source].sigma for source in sources]


def studies(gauge: stats.Gauge, *sources: stats.Source) -> list[float]:
    return [100 * gauge.components[source].study for source in sources]


def test_averages_and_ranges_are_those_on_the_form_of_aiag() -> None:
    found = stats.gauge_average_range(values=AIAG_STUDY)

    assert found.appraiser_ranges == near((0.184, 0.513, 0.328), abs=5e-4)
    assert (found.mean_range, found.appraiser_difference, found.part_range) == near((0.3417, 0.4446, 3.5111), abs=5e-4)
    assert sigmas(found.gauge, "repeatability", "appraiser", "gauge", "part", "total") == near(
        [0.20188, 0.22963, 0.30575, 1.10456, 1.14610], abs=5e-4
    )
    assert studies(found.gauge, "repeatability", "appraiser", "gauge", "part") == near(
        [17.62, 20.04, 26.68, 96.38], abs=2e-2
    )
    assert found.gauge.categories == 5


def test_the_analysis_of_variance_of_the_same_study_pools_the_interaction() -> None:
    found = stats.gauge_anova(values=AIAG_STUDY, tolerance=8.0)

    assert (found.method, found.lines[2].p) == ("anova-pooled", near(0.974, abs=5e-4))
    assert sigmas(found, "repeatability", "appraiser", "gauge", "part") == near(
        [0.199933, 0.226838, 0.302373, 1.042327], abs=5e-6
    )
    assert studies(found, "repeatability", "appraiser", "gauge", "part") == near([18.42, 20.90, 27.86, 96.04], abs=5e-3)
    assert (found.categories, found.components["gauge"].tolerance) == (4, near(6 * 0.302373 / 8, abs=1e-5))


def test_the_batteries_of_sixsigma_have_its_table_and_its_components() -> None:
    found = stats.gauge_anova(values=BATTERIES)

    assert [line.squares for line in found.lines] == near([1.2007, 0.0529, 0.0834, 0.3854], abs=5e-5)
    assert [line.f for line in found.lines[:3]] == near([28.797, 1.270, 0.974], abs=5e-4)
    assert [line.p for line in found.lines[:3]] == near([0.00422, 0.37415, 0.44619], abs=5e-6)
    parts: tuple[stats.Source, ...] = ("gauge", "repeatability", "reproducibility", "part")
    assert [found.components[part].variance for part in parts] == near([0.0219, 0.0213, 0.0006, 0.0643], abs=5e-5)
    assert [100 * found.components[part].contribution for part in parts] == near([25.38, 24.71, 0.67, 74.62], abs=5e-3)
    assert studies(found, *parts) == near([50.38, 49.71, 8.16, 86.38], abs=6e-3)


def test_an_interaction_is_kept_where_the_level_says_so() -> None:
    kept = stats.gauge_anova(values=BATTERIES, pool_above=0.5)

    mean = {line.source: line.mean_square for line in kept.lines}
    assert (kept.method, kept.pooled) == ("anova", None)
    assert kept.components["repeatability"].variance == near(mean["repeatability"])
    assert kept.components["part"].variance == near((mean["part"] - mean["interaction"]) / 9)


def test_only_the_fourth_part_of_the_second_appraiser_is_out_on_the_chart_of_ranges() -> None:
    found = stats.gauge_ranges(values=AIAG_STUDY)

    assert (found.ranges_out, found.range_limit) == (((3, 1),), near(2.574 * 0.34167, abs=1e-3))
    assert found.averages_out == near(22 / 30)


def test_a_nested_study_divides_what_was_put_in() -> None:
    random = np.random.default_rng(11)
    parts, appraisers, trials = 60, 40, 3
    study = random.normal(0, 2, (parts, appraisers, 1)) + random.normal(0, 1, (1, appraisers, 1))
    found = stats.gauge_nested(values=study + random.normal(0, 0.5, (parts, appraisers, trials)))

    assert sigmas(found, "part", "appraiser", "repeatability") == near([2, 1, 0.5], rel=0.12)
    assert [line.freedom for line in found.lines] == [39, 40 * 59, 40 * 60 * 2]


@given(st.integers(0, 10_000), st.floats(0.001, 1000))
def test_shares_add_up_and_no_unit_changes_them(seed: int, scale: float) -> None:
    study = np.random.default_rng(seed).normal(size=(5, 3, 2))
    one, other = stats.gauge_anova(values=study), stats.gauge_anova(values=study * scale)
    squares = sum(line.squares for line in one.lines)

    assert one.components["gauge"].contribution + one.components["part"].contribution == near(1)
    assert [other.components[part].study for part in one.components] == near(
        [one.components[part].study for part in one.components], abs=1e-6
    )
    assert squares == near(float(np.sum((study - study.mean()) ** 2)))


def test_a_gauge_without_any_error_tells_everything_apart() -> None:
    values = np.repeat(np.arange(1.0, 5.0), 6).reshape(4, 3, 2)

    assert stats.gauge_anova(values=values).categories is None


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.StudyNotBalanced, lambda: stats.gauge_anova(values=[[[1, 2], [1]], [[1, 2], [2, 2]]])),
        (stats.StudyNotBalanced, lambda: stats.gauge_anova(values=[[1, 2], [3, 4]])),
        (stats.StudyNotBalanced, lambda: stats.gauge_anova(values=np.full((3, 3, 2), np.nan))),
        (stats.StudyTooSmall, lambda: stats.gauge_average_range(values=np.ones((3, 1, 2)))),
        (stats.NoSpread, lambda: stats.gauge_nested(values=np.ones((3, 3, 2)))),
        (stats.NoSpread, lambda: stats.gauge_ranges(values=np.repeat(np.arange(4.0), 6).reshape(4, 3, 2))),
        (stats.MeasurementIsNotANumber, lambda: stats.gauge_anova(values=np.full((3, 3, 2), np.inf))),
        (stats.ToleranceNotAboveZero, lambda: stats.gauge_anova(values=AIAG_STUDY, tolerance=0)),
        (stats.ShareOutsideZeroAndOne, lambda: stats.gauge_anova(values=AIAG_STUDY, pool_above=5)),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
