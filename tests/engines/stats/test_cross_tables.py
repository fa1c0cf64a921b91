"""Tests of a two-way table against R survey 4.1-1."""

import numpy as np
import pytest

from servewell.engines import stats
from tests.engines.stats.survey_answers import FLAT, KIND, ONE_STAGE, SCORE, TWO_STAGES, UNIT

near = pytest.approx
DESIGNS = {"two stages": TWO_STAGES, "one stage": ONE_STAGE, "flat": FLAT}


@pytest.mark.parametrize(
    ("which", "test", "statistic", "denominator", "p"),
    [
        ("two stages", "rao-scott-f", 2.33067320347, 5, 0.187374699815),
        ("two stages", "rao-scott-chi2", 2.33067320347, np.inf, 0.126847009015),
        ("two stages", "wald", 1.64935060201, 5, 0.255332071503),
        ("two stages", "adjusted-wald", 1.64935060201, 5, 0.255332071503),
        ("one stage", "rao-scott-f", 3.46816463982, 5, 0.121610649651),
        ("one stage", "wald", 2.05139480847, 5, 0.21149596653),
        ("flat", "rao-scott-f", 0.626188887094, 33, 0.434407761308),
        ("flat", "rao-scott-chi2", 0.626188887094, np.inf, 0.428756710965),
        ("flat", "wald", 0.618975194507, 33, 0.437042221023),
    ],
)
def test_two_by_two_is_what_r_makes_of_it(
    which: str, test: str, statistic: float, denominator: float, p: float
) -> None:
    found = stats.association(design=DESIGNS[which], rows=UNIT, columns=KIND, test=test)

    assert (found.statistic, found.denominator, found.p) == near((statistic, denominator, p), rel=1e-9)
    assert (found.freedom, found.pearson, found.method) == (near(1), near(0.80676194684), test)


def test_a_simple_sample_gives_the_usual_chi_square_of_its_counts() -> None:
    from scipy.stats import chi2_contingency

    chance = np.random.default_rng(3)
    rows, columns = chance.integers(0, 3, 20_000), chance.integers(0, 4, 20_000)
    found = stats.association(
        design=stats.design(weights=np.ones(20_000)), rows=rows, columns=columns, test="rao-scott-chi2"
    )
    counts = np.histogram2d(rows, columns, bins=(3, 4))[0]
    usual = chi2_contingency(counts, correction=False)

    assert found.pearson == near(usual.statistic)
    assert (found.freedom, found.denominator) == (6, np.inf)
    assert (found.statistic, found.p) == near((usual.statistic, usual.pvalue), rel=0.01)
    assert found.shares == near(counts / 20_000)


def test_rows_of_weight_zero_bear_no_row_of_the_table() -> None:
    weights = np.where(SCORE == 5, 0, FLAT.weights)
    found = stats.association(design=stats.design(weights=weights), rows=SCORE, columns=UNIT)

    assert (found.rows.tolist(), found.columns.tolist()) == ([2.0, 3.0, 4.0], ["desk", "shop"])
