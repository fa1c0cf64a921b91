"""The schools of apiclus1 (Lumley's R package survey), where the machine has the file, with the published answers."""

import numpy as np
import pytest

from servewell.engines import stats
from servewell.engines.stats import Design
from tests.engines.stats.survey_answers import schools
from tests.samples import needs_samples

near = pytest.approx
TYPES = {"E": 4421, "H": 755, "M": 1018}
WIDE = {"No": 1072, "Yes": 5122}

pytestmark = needs_samples


def drawn(*, of: float | None = 757) -> Design:
    """Fifteen of 757 districts, all their schools."""
    table = schools()
    return stats.design(weights=table["pw"].astype(float), clusters=table["dnum"], population=of)


def numbers(name: str) -> np.ndarray:
    return schools()[name].astype(float)


def test_the_mean_with_and_without_the_finite_population_and_its_design_effect() -> None:
    found = stats.survey_means(design=drawn(), values=numbers("api00"))
    open_ended = stats.survey_means(design=drawn(of=None), values=numbers("api00"))

    assert (found.value, found.error, found.effect) == near((644.1694, 23.5422, 9.34587), abs=1e-4)
    assert (found.low, found.high) == near((593.676314463, 694.662483351), abs=1e-6)
    assert (open_ended.value, open_ended.error) == near((644.1694, 23.7790), abs=1e-4)


def test_the_total_and_the_ratio() -> None:
    total = stats.survey_totals(design=drawn(), values=numbers("enroll"))
    ratio = stats.survey_ratios(design=drawn(), numerator=numbers("api.stu"), denominator=numbers("enroll"))

    assert (total.value, total.error) == near((3404940, 932235), abs=0.5)
    assert (ratio.value, ratio.error) == near((0.8497087, 0.0083863), abs=1e-7)


def test_the_mean_of_each_type_of_school() -> None:
    found = stats.survey_means(design=drawn(), values=numbers("api00"), domains=schools()["stype"])

    assert found.domains is not None
    assert found.domains.tolist() == ["E", "H", "M"]
    # the published ones are rounded to three decimals
    assert found.value.tolist() == near([648.868, 618.571, 631.440], abs=5e-4)
    assert found.error.tolist() == near([22.3624, 38.0202, 31.6095], abs=1e-4)


def test_post_stratified_on_the_type_of_school() -> None:
    design = stats.post_stratified(design=drawn(), groups=schools()["stype"], totals=TYPES)
    mean = stats.survey_means(design=design, values=numbers("api00"))
    total = stats.survey_totals(design=design, values=numbers("enroll"))

    assert (mean.value, mean.error) == near((642.3107882, 23.92049), abs=1e-4)
    assert (total.value, total.error) == near((3680892.945, 406292.6363), abs=1e-3)


def test_raked_on_the_type_and_the_target_of_the_school() -> None:
    margins = [(schools()["stype"], TYPES), (schools()["sch.wide"], WIDE)]
    design = stats.raked(design=drawn(of=None), margins=margins)
    mean = stats.survey_means(design=design, values=numbers("api00"))
    types = stats.survey_means(design=design, values=numbers("api00"), domains=schools()["stype"])

    assert (mean.value, mean.error) == near((641.2303209, 23.94201), abs=1e-4)
    assert types.error.tolist() == near([23.0378019301, 37.1126795954, 30.2642249297], abs=1e-4)


def test_limits_of_a_rare_share() -> None:
    limits = {}
    for interval in ("logit", "korn-graubard", "student"):
        found = stats.survey_shares(design=drawn(), values=numbers("ell") == 0, interval=interval)
        limits[interval] = (float(found.value), float(found.low), float(found.high))

    assert limits == {
        "logit": near((0.0218579, 0.00230469129854, 0.17774776651356), abs=5e-8),
        "korn-graubard": near((0.0218579, 0.000216146832743, 0.137507763914981), abs=5e-8),
        "student": near((0.0218579, -0.0266624079578, 0.0703782549523), abs=5e-8),
    }


@pytest.mark.parametrize(
    ("test", "statistic", "freedom", "denominator", "p"),
    [
        ("rao-scott-f", 5.193369541, 1.494639778, 20.924956888, 0.0217474624),
        ("rao-scott-chi2", 10.386739083, 2, np.inf, 0.0055532633),
        ("wald", 2.401058601, 2, 14, 0.126896301),
        ("adjusted-wald", 2.229554415, 2, 13, 0.147057887),
    ],
)
def test_target_and_type_hang_together_as_published(
    test: str, statistic: float, freedom: float, denominator: float, p: float
) -> None:
    table = schools()
    found = stats.association(design=drawn(), rows=table["sch.wide"], columns=table["stype"], test=test)

    assert (found.statistic, found.freedom, found.denominator, found.p) == near(
        (statistic, freedom, denominator, p), rel=1e-7
    )
    assert found.pearson == near(11.94089208)
