"""Post-stratified, raked, calibrated and trimmed weights against R survey 4.1-1, and what must hold for any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import stats
from tests.engines.stats.survey_answers import FLAT, KIND, ONE_STAGE, SCORE, TWO_STAGES, UNIT, VISITS

near = pytest.approx
DESIGNS = {"two stages": TWO_STAGES, "one stage": ONE_STAGE, "flat": FLAT}
KINDS, UNITS = {"new": 600, "old": 900}, {"desk": 950, "shop": 550}


@pytest.mark.parametrize(
    ("which", "mean_error", "unit_errors", "total_error"),
    [
        ("two stages", 0.151754285745, [0.149764283464, 0.277182906762], 301.400191539),
        ("one stage", 0.150853239518, [0.145779595888, 0.281465446861], 284.092145338),
        ("flat", 0.158347585668, [0.183034414343, 0.220083421969], 417.003113445),
    ],
)
def test_post_stratified_figures_are_those_of_r(
    which: str, mean_error: float, unit_errors: list[float], total_error: float
) -> None:
    design = stats.post_stratified(design=DESIGNS[which], groups=KIND, totals=KINDS)

    mean = stats.survey_means(design=design, values=SCORE)
    units = stats.survey_means(design=design, values=SCORE, domains=UNIT)
    total = stats.survey_totals(design=design, values=VISITS)
    assert (mean.value, mean.error) == near((3.5362574354, mean_error), rel=1e-10)
    assert [*units.value, *units.error] == near([3.76044752489, 3.30598114923, *unit_errors], rel=1e-10)
    assert (total.value, total.error) == near((5066.94011766, total_error), rel=1e-10)


@pytest.mark.parametrize(
    ("which", "mean_error", "unit_errors"),
    [
        ("two stages", 0.152738132584, [0.152941818720, 0.251954292741]),
        ("one stage", 0.153249334836, [0.149189317742, 0.252830915369]),
        ("flat", 0.153294226502, [0.184333820058, 0.234793908017]),
    ],
)
def test_raked_figures_are_those_of_rs_calibration(which: str, mean_error: float, unit_errors: list[float]) -> None:
    design = stats.raked(design=DESIGNS[which], margins=[(KIND, KINDS), (UNIT, UNITS)])

    mean = stats.survey_means(design=design, values=SCORE)
    units = stats.survey_means(design=design, values=SCORE, domains=UNIT)
    assert (mean.value, mean.error) == near((3.59282733798, mean_error), rel=1e-7)
    assert [*units.value, *units.error] == near([3.76680594270, 3.29231883891, *unit_errors], rel=1e-7)


@pytest.mark.parametrize(
    ("which", "mean_error", "total_error"),
    [
        ("two stages", 0.160597483073, 240.896224609),
        ("one stage", 0.15988802278, 239.832034171),
        ("flat", 0.167787661485, 251.681492228),
    ],
)
def test_figures_calibrated_on_numbers_are_those_of_r(which: str, mean_error: float, total_error: float) -> None:
    columns = np.stack([np.ones(34), KIND == "old", VISITS], axis=1)
    design = stats.calibrated(design=DESIGNS[which], columns=columns, totals=[1500, 900, 4400])

    mean = stats.survey_means(design=design, values=SCORE)
    total = stats.survey_totals(design=design, values=SCORE)
    assert (mean.value, mean.error) == near((3.5693181422, mean_error), rel=1e-10)
    assert (total.value, total.error) == near((5353.9772133, total_error), rel=1e-10)
    assert design.weights @ columns == near([1500, 900, 4400])


def test_a_unit_minus_the_whole_after_calibration_takes_all_rows_into_account() -> None:
    design = stats.post_stratified(design=ONE_STAGE, groups=KIND, totals=KINDS)
    found = stats.survey_differences(design=design, values=SCORE, domains=UNIT)

    w, whole = design.weights, np.average(SCORE, weights=design.weights)
    for at, unit in enumerate(["desk", "shop"]):
        inside = unit == UNIT
        mean = np.average(SCORE[inside], weights=w[inside])
        scores = w * (inside * (SCORE - mean) / w[inside].sum() - (SCORE - whole) / w.sum())
        assert found.value[at] == near(mean - whole)
        assert found.error[at] ** 2 == near(stats.covariance(design=design, scores=scores[:, None])[0, 0])


def test_weights_trimmed_from_both_sides_are_those_of_r() -> None:
    found = stats.trimmed(design=FLAT, most=90, least=10)

    middle = [82.4166666667] * 5 + [87.5277777778] * 3 + [74.3333333333] * 4
    expected = [90.0] * 9 + middle + [90.0] * 4 + [69.9166666667] * 4 + [90.0] * 5
    assert found.weights.tolist() == near(expected)
    assert found.weights.sum() == near(FLAT.weights.sum())


@given(st.integers(0, 10_000))
@settings(max_examples=40)
def test_raking_reproduces_every_margin_or_says_that_it_cannot(seed: int) -> None:
    chance = np.random.default_rng(seed)
    size = int(chance.integers(4, 60))
    rows, columns = chance.integers(0, 3, size), chance.integers(0, 3, size)
    margins = []
    for labels in (rows, columns):
        found = np.unique(labels)
        shares = chance.uniform(0.1, 1, len(found))
        margins.append((labels, dict(zip(found.tolist(), (shares / shares.sum() * 1000).tolist(), strict=True))))
    try:
        design = stats.raked(design=stats.design(weights=chance.uniform(1, 5, size)), margins=margins)
    except stats.NoConvergence:
        return
    for labels, totals in margins:
        for label, total in totals.items():
            assert design.weights[labels == label].sum() == near(total, rel=1e-8)


def test_margins_that_no_weights_reproduce_are_named() -> None:
    """Only old ones are at the shop and only new ones at the desk, and the margins want otherwise."""
    with pytest.raises(stats.NoConvergence, match="margin 0 is still off by"):
        stats.raked(
            design=stats.design(weights=np.ones(4)),
            margins=[(list("nnoo"), {"n": 30, "o": 70}), (list("ddss"), {"d": 50, "s": 50})],
        )


@pytest.mark.parametrize(
    ("refusal", "words", "totals"),
    [
        (stats.GroupsAndTotalsDiffer, "'old' has rows but no total", {"new": 600}),
        (stats.GroupsAndTotalsDiffer, "'lost' has a total but no rows", {**KINDS, "lost": 5}),
        (stats.TotalIsNoSize, "'old' is -1", {"new": 600, "old": -1}),
        (stats.TotalIsNoSize, "'new' is nan", {"new": float("nan"), "old": 1}),
        (stats.TotalIsNoSize, "the number in the population", {"new": 0, "old": 0}),
    ],
)
def test_totals_that_do_not_fit_the_groups_are_refused(
    refusal: type[ValueError], words: str, totals: dict[str, float]
) -> None:
    with pytest.raises(refusal, match=words):
        stats.post_stratified(design=FLAT, groups=KIND, totals=totals)


def test_margins_of_different_populations_are_refused() -> None:
    with pytest.raises(stats.MarginsDisagree, match=r"1500.0, 1490.0"):
        stats.raked(design=FLAT, margins=[(KIND, KINDS), (UNIT, {"desk": 950, "shop": 540})])


def test_a_group_whose_weights_are_all_zero_is_refused() -> None:
    with pytest.raises(stats.WeightsAreNoWeights, match="group number 1"):
        stats.post_stratified(design=stats.design(weights=[1, 1, 0]), groups=["a", "a", "b"], totals={"a": 10, "b": 5})


def test_calibration_refuses_contradictions_gaps_and_negative_weights() -> None:
    twice = np.stack([np.ones(34), np.ones(34)], axis=1)
    with pytest.raises(stats.NoConvergence, match="follows from the others"):
        stats.calibrated(design=FLAT, columns=twice, totals=[1500, 1600])
    with pytest.raises(stats.NoConvergence, match="would count negative"):
        stats.calibrated(design=FLAT, columns=np.stack([np.ones(34), VISITS], axis=1), totals=[1500, 1500 * 8])
    with pytest.raises(stats.LabelIsMissing, match="row 0"):
        stats.calibrated(design=FLAT, columns=np.full(34, np.nan), totals=[1])
    with pytest.raises(stats.LengthsDiffer, match="one total for each of 1 columns"):
        stats.calibrated(design=FLAT, columns=np.ones(34), totals=[1, 2])


def test_bounds_that_cannot_hold_the_sum_are_refused() -> None:
    with pytest.raises(stats.BoundsCrossed, match=r"their mean, 84.4608, must lie between"):
        stats.trimmed(design=FLAT, most=60)


def test_what_unequal_weights_cost_is_kishs_factor() -> None:
    assert stats.kish_effect(weights=[2, 2, 2]) == near(1)
    assert stats.kish_effect(weights=[1, 3]) == near(1.25)
    assert stats.kish_effects(weights=[1, 3, 2, 2], domains=list("aabb")).tolist() == near([1.25, 1])
