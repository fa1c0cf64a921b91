"""Answers of handbooks and textbooks that stand in no reference file: each with the place where it is printed."""

from math import sqrt

import pytest

from servewell.engines import stats
from servewell.engines.stats.charts.constants import Constants

near = pytest.approx

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.1: defects on 25 wafers
WAFERS = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
# the same, 6.3.2.2: flow rates of ten batches
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# the same, 6.3.2.4: twenty values, with a target of 50 and a sigma of 2.0539 known from before
WATCHED = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, *FLOW]
# Fleiss 1971, Psychological Bulletin 76:378, as worked through in textbooks: 14 judges, ten items, five grades
FOURTEEN_JUDGES = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
# Agresti, Categorical Data Analysis, 2e, table 10.8 (Landis and Koch 1977): two pathologists, 118 slides
PATHOLOGISTS = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]
# Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3e, table 18.1: 100 diagnoses
DIAGNOSES = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    """The ratings of two judges that a table counts."""
    return [(i, j) for i, row in enumerate(table) for j, many in enumerate(row) for _ in range(many)]


def test_defects_on_wafers_have_the_limits_of_nist() -> None:
    chart = stats.c_chart(counts=WAFERS)

    assert (chart.centre[0], chart.lower[0], chart.upper[0]) == (16.0, 4.0, 28.0)
    assert [each.points for each in stats.signals(chart) if each.rule == "beyond-limits"] == [(23,)]


@pytest.mark.parametrize("constants", ["tables", "nhs"])
def test_flow_rates_have_the_limits_of_nist(constants: Constants) -> None:
    chart = stats.xmr_chart(values=FLOW, screen=False, constants=constants)

    # "nhs" divides by 2.66 where NIST takes d2 = 1.128
    assert (chart.centre[0], chart.lower[0], chart.upper[0]) == near((50.81, 45.8159, 55.8041), abs=2e-3)
    assert stats.signals(chart) == ()


def test_a_weighted_average_of_values_has_the_points_and_limits_of_nist() -> None:
    chart = stats.ewma_chart(values=WATCHED, target=50, sigma=2.0539, weight=0.3)

    assert chart.values == near(
        (50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33,
         50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99), abs=6e-3
    )  # fmt: skip
    # NIST prints the limits that the chart tends to
    assert (chart.lower[-1], chart.upper[-1]) == near((47.4115, 52.5884), abs=2e-3)
    assert stats.signals(chart) == ()


def test_cp_and_cpk_are_those_of_nist() -> None:
    """6.1.6: limits 8 and 20, mean 16, sigma 2."""
    found = stats.process_capability(values=[14.0, 16.0, 18.0], lower=8, upper=20).overall

    assert found.both is not None
    assert (found.both.value, found.worst.value) == near((1.0, 2 / 3))


def test_fourteen_judges_have_the_kappa_of_fleiss() -> None:
    ratings = [[grade for grade, many in enumerate(item) for _ in range(many)] for item in FOURTEEN_JUDGES]

    assert stats.fleiss(ratings=ratings).value == near(0.210, abs=5e-4)


@pytest.mark.parametrize(
    ("table", "kappa", "error", "error_of_none"),
    [
        (PATHOLOGISTS, 0.493, 0.057, None),
        (DIAGNOSES, 0.676, 0.088, 0.076),
    ],
)
def test_two_judges_have_the_kappa_and_errors_of_the_textbooks(
    table: list[list[int]], kappa: float, error: float, error_of_none: float | None
) -> None:
    found = stats.cohen(ratings=pairs(table))

    assert (found.value, found.error) == (near(kappa, abs=6e-4), near(error, abs=6e-4))
    assert error_of_none is None or found.error_of_none == near(error_of_none, abs=6e-4)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [([[44, 6], [3, 97]], 0.86), ([[42, 5], [9, 94]], 0.79), ([[43, 7], [8, 92]], 0.78)],
)
def test_appraisers_agree_two_by_two_as_aiag_prints_it(table: list[list[int]], kappa: float) -> None:
    """Measurement Systems Analysis, 4e, chapter III-C: 50 parts, three times each, by three appraisers."""
    assert stats.cohen(ratings=pairs(table)).value == near(kappa, abs=5e-3)


def test_nobody_of_twenty_five_has_the_interval_of_agresti() -> None:
    """Categorical Data Analysis, 2e, section 1.4.3: of 25 students none is a vegetarian."""
    score = stats.share(successes=0, n=25)
    exact = stats.share(successes=0, n=25, interval="clopper-pearson")

    assert (score.low, score.high) == near((0.0, 0.133), abs=5e-4)
    assert (exact.low, exact.high) == near((0.0, 0.137), abs=5e-4)


def test_ten_events_and_one_have_the_limits_of_garwood() -> None:
    """1936, Biometrika 28:437, as tables of the Poisson distribution print them."""
    found = stats.rates(events=[1, 10], exposure=[1, 1], per=1)

    assert found.low.tolist() == near([0.0253, 4.795], abs=5e-4)
    assert found.high.tolist() == near([5.572, 18.390], abs=5e-4)


def test_fifteen_comparisons_are_corrected_as_benjamini_and_hochberg_did() -> None:
    """1995, Journal of the Royal Statistical Society B 57:289, section 4.1: four are rejected, by Bonferroni three."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]  # fmt: skip

    assert [each <= 0.05 for each in stats.adjusted_p(p=p)] == [True] * 4 + [False] * 11


def test_acres_of_farms_drawn_by_region_have_the_total_and_error_of_lohr() -> None:
    """Sampling: Design and Analysis, 2e, example 3.2: of four regions the size, the sample, its mean and variance.

    Each sample is made so that it has these: the estimate and its error ask for no more.
    """
    regions = [
        (1054, 103, 300_504.2, 29_618_183_543.0),
        (220, 21, 97_629.8, 7_647_472_708.0),
        (1382, 135, 211_315.0, 53_587_487_856.0),
        (422, 41, 662_295.5, 396_185_950_266.0),
    ]
    acres, weights, strata, population = [], [], [], []
    for number, (size, n, mean, variance) in enumerate(regions):
        off = sqrt(variance * (n - 1) / (n - n % 2))
        acres += [mean + off, mean - off] * (n // 2) + [mean] * (n % 2)
        weights += [size / n] * n
        strata += [number] * n
        population += [size] * n

    found = stats.survey_totals(
        design=stats.design(weights=weights, strata=strata, population=population), values=acres
    )

    assert (float(found.value), float(found.error)) == (near(909_736_034, abs=2e5), near(50_417_248, rel=1e-4))
