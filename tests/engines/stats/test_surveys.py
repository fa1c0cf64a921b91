"""Survey estimates against R survey 4.1-1 on a small made-up sample, and against what must hold for any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import stats
from servewell.engines.stats import Design
from tests.engines.stats.survey_answers import (
    FLAT,
    ONE_STAGE,
    SCORE,
    SHOP,
    STRATUM,
    TWO_STAGES,
    UNIT,
    VISITS,
    WEIGHTS,
)

near = pytest.approx
DESIGNS = {"two stages": TWO_STAGES, "one stage": ONE_STAGE, "flat": FLAT}


@pytest.mark.parametrize(
    ("which", "error", "effect", "freedom"),
    [
        ("two stages", 0.157959653539, 1.19137950051, 5),
        ("one stage", 0.158718949401, 1.2028607071, 5),
        ("flat", 0.150613992599, 1.08314954282, 33),
    ],
)
def test_a_mean_is_that_of_r(which: str, error: float, effect: float, freedom: int) -> None:
    found = stats.survey_means(design=DESIGNS[which], values=SCORE)

    assert (float(found.value), float(found.error)) == near((3.56261365835, error), rel=1e-10)
    assert (float(found.effect), int(found.n), int(found.freedom)) == (near(effect, rel=1e-10), 34, freedom)
    assert found.domains is None


@pytest.mark.parametrize(
    ("which", "total_error", "total_effect", "ratio_error"),
    [
        ("two stages", 1891.7390554, 6.75960171184, 0.0627872158863),
        ("one stage", 1967.01194239, 7.30823729958, 0.0544368398449),
        ("flat", 1281.92995997, 3.10403952209, 0.109873655138),
    ],
)
def test_totals_and_ratios_are_those_of_r(
    which: str, total_error: float, total_effect: float, ratio_error: float
) -> None:
    total = stats.survey_totals(design=DESIGNS[which], values=VISITS)
    ratio = stats.survey_ratios(design=DESIGNS[which], numerator=SCORE, denominator=VISITS)

    assert (total.value, total.error, total.effect) == near((9500.56111111, total_error, total_effect), rel=1e-10)
    assert (ratio.value, ratio.error) == near((1.07684575355, ratio_error), rel=1e-10)


@pytest.mark.parametrize(
    ("which", "errors", "difference_error"),
    [
        ("two stages", [0.158103039490, 0.297467034471], 0.317191957714),
        ("one stage", [0.157271204800, 0.302027754814], 0.317980540867),
        ("flat", [0.181627849003, 0.232926252048], 0.295369792678),
    ],
)
def test_units_and_their_difference_are_those_of_r(which: str, errors: list[float], difference_error: float) -> None:
    found = stats.survey_means(design=DESIGNS[which], values=SCORE, domains=UNIT)
    difference = stats.survey_differences(design=DESIGNS[which], values=SCORE, domains=UNIT, of="desk", minus="shop")

    assert found.domains is not None
    assert found.domains.tolist() == ["desk", "shop"]
    assert found.value.tolist() == near([3.72739866579, 3.38244906389], rel=1e-10)
    assert found.error.tolist() == near(errors, rel=1e-10)
    assert (float(difference.value), float(difference.error)) == near((0.344949601899, difference_error), rel=1e-10)


@pytest.mark.parametrize(
    ("which", "logit", "korn_graubard"),
    [
        ("two stages", (0.352706993787, 0.652831052694), (0.346944521128, 0.658708917711)),
        ("one stage", (0.367306242077, 0.638332955312), (0.363113178918, 0.642624961225)),
        ("flat", (0.312139601825, 0.693063515638), (0.300894806732, 0.704465090097)),
    ],
)
def test_limits_of_a_share_are_those_of_r(
    which: str, logit: tuple[float, float], korn_graubard: tuple[float, float]
) -> None:
    first = stats.survey_shares(design=DESIGNS[which], values=SCORE >= 4)
    second = stats.survey_shares(design=DESIGNS[which], values=SCORE >= 4, interval="korn-graubard")

    # R's logit limits come from a fit that stops when it is near enough
    assert (float(first.low), float(first.high)) == near(logit, rel=1e-6)
    assert (float(second.low), float(second.high)) == near(korn_graubard, rel=1e-10)
    assert (first.method, second.method) == ("share-logit", "share-korn-graubard")


@pytest.mark.parametrize(
    ("lonely", "mean_error", "total_error"),
    [
        ("certainty", 0.1595150678, 1887.61906684),
        ("adjust", 0.160469384314, 1958.46617063),
        ("average", 0.195365261197, 2311.85177126),
    ],
)
def test_a_lonely_cluster_does_what_it_does_in_r(lonely: str, mean_error: float, total_error: float) -> None:
    kept = SHOP != "ai2"
    design = stats.design(weights=WEIGHTS[kept], strata=STRATUM[kept], clusters=SHOP[kept], lonely=lonely)

    mean = stats.survey_means(design=design, values=SCORE[kept])
    total = stats.survey_totals(design=design, values=VISITS[kept])
    assert (mean.value, mean.error) == near((3.50465579948, mean_error), rel=1e-10)
    assert (total.value, total.error) == near((8425.36111111, total_error), rel=1e-10)


def test_a_lonely_cluster_is_refused_unless_somebody_says_what_it_does() -> None:
    kept = SHOP != "ai2"

    with pytest.raises(stats.OnlyOneCluster, match=r"number 0 .* only one cluster was drawn; join it"):
        stats.design(weights=WEIGHTS[kept], strata=STRATUM[kept], clusters=SHOP[kept])


def test_a_stratum_drawn_whole_needs_no_second_cluster() -> None:
    design = stats.design(strata=["a", "b", "b"], population=[1, 9, 9])

    assert design.weights.tolist() == [1.0, 4.5, 4.5]
    assert stats.survey_totals(design=design, values=[7, 3, 3]).error == near(0)


def test_each_unit_minus_the_whole_is_what_the_difference_of_two_halves_says() -> None:
    """desk - whole = (desk - shop) times the share of shop, were that share known; here with its own error."""
    apart = stats.survey_differences(design=ONE_STAGE, values=SCORE, domains=UNIT)
    by_hand = []
    for each in ("desk", "shop"):
        inside = each == UNIT
        mean, whole = np.average(SCORE[inside], weights=WEIGHTS[inside]), np.average(SCORE, weights=WEIGHTS)
        scores = WEIGHTS * (inside * (SCORE - mean) / WEIGHTS[inside].sum() - (SCORE - whole) / WEIGHTS.sum())
        by_hand.append((mean - whole, stats.covariance(design=ONE_STAGE, scores=scores[:, None])[0, 0] ** 0.5))

    assert list(zip(apart.value, apart.error, strict=True)) == [near(each, rel=1e-10) for each in by_hand]


def test_several_questions_at_once_are_the_same_as_one_by_one_with_their_gaps() -> None:
    gaps = SCORE.copy()
    gaps[[3, 8, 30]] = np.nan
    both = stats.survey_means(design=ONE_STAGE, values=np.stack([gaps, VISITS], axis=1), domains=UNIT)

    for column, values in enumerate((gaps, VISITS)):
        one = stats.survey_means(design=ONE_STAGE, values=values, domains=UNIT)
        for field in ("value", "error", "low", "high", "n", "freedom", "effect"):
            np.testing.assert_allclose(getattr(both, field)[:, column], getattr(one, field))
    assert both.n[:, 0].sum() == 31
    assert both.n[:, 1].sum() == 34


def test_who_did_not_answer_counts_as_a_row_of_weight_zero() -> None:
    gaps = SCORE.copy()
    gaps[:9] = np.nan
    weights = np.where(np.isnan(gaps), 0, WEIGHTS)

    found = stats.survey_means(design=ONE_STAGE, values=gaps)
    other = stats.survey_means(design=stats.design(weights=weights, strata=STRATUM, clusters=SHOP), values=SCORE)
    assert [found.value, found.error, found.n, found.freedom] == near(
        [other.value, other.error, other.n, other.freedom]
    )


def test_a_unit_of_which_nobody_answered_is_a_gap() -> None:
    values = np.where(UNIT == "shop", np.nan, SCORE)
    for found in (
        stats.survey_means(design=ONE_STAGE, values=values, domains=UNIT),
        stats.survey_totals(design=ONE_STAGE, values=values, domains=UNIT),
        stats.survey_shares(design=ONE_STAGE, values=np.where(np.isnan(values), np.nan, 1), domains=UNIT),
        stats.survey_ratios(design=ONE_STAGE, numerator=values, denominator=VISITS, domains=UNIT),
        stats.survey_differences(design=ONE_STAGE, values=values, domains=UNIT),
    ):
        assert found.n[1] == 0
        assert np.isnan([found.value[1], found.error[1], found.low[1], found.high[1]]).all()


def test_all_yes_or_all_no_has_an_interval_that_is_not_a_point() -> None:
    yes = stats.survey_shares(design=ONE_STAGE, values=np.ones(34))
    no = stats.survey_shares(design=ONE_STAGE, values=np.zeros(34))

    assert (float(yes.value), float(yes.high), float(no.low)) == (1.0, 1.0, 0.0)
    assert 0.7 < yes.low < 0.9
    assert float(no.high) == near(1 - float(yes.low))


def test_a_weighted_net_promoter_score_is_the_mean_of_minus_one_zero_and_one() -> None:
    simple = stats.design(weights=np.ones(1000))
    found = stats.survey_means(design=simple, values=np.repeat([1, 0, -1], [462, 176, 362]))
    plain = stats.net_promoter(promoters=462, passives=176, detractors=362)

    assert float(found.value) == near(plain.value)
    assert float(found.error) == near(0.0285306852 * (1000 / 999) ** 0.5, rel=1e-7)


@given(st.lists(st.floats(0, 10), min_size=2, max_size=30))
def test_equal_weights_without_strata_and_clusters_are_the_plain_formula(values: list[float]) -> None:
    found = stats.survey_means(design=stats.design(weights=np.full(len(values), 3.0)), values=values)
    plain = stats.mean(n=len(values), mean=float(np.mean(values)), variance=float(np.var(values, ddof=1)))

    assert (found.value, found.low, found.high) == near((plain.value, plain.low, plain.high), abs=1e-9)
    if np.std(values) > 1e-9:
        assert float(found.effect) == near(1 / (1 - 1 / 3))


@st.composite
def samples(draw: st.DrawFn) -> tuple[Design, np.ndarray, np.ndarray, np.random.Generator]:
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    clusters = np.repeat(np.arange(24), chance.integers(4, 9, 24))
    weights = chance.uniform(1, 3, len(clusters))
    values = chance.normal(0, 1, 24)[clusters] * 0.5 + chance.normal(5, 1, len(clusters))
    return stats.design(weights=weights, strata=clusters // 8, clusters=clusters), values, clusters, chance


@given(samples())
@settings(max_examples=25)
def test_the_order_of_the_rows_changes_nothing(sample: tuple) -> None:
    design, values, clusters, chance = sample
    order = chance.permutation(len(values))
    units = clusters % 3
    turned = stats.design(weights=design.weights[order], strata=clusters[order] // 8, clusters=clusters[order])

    one = stats.survey_means(design=design, values=values, domains=units)
    other = stats.survey_means(design=turned, values=values[order], domains=units[order])
    np.testing.assert_allclose([one.value, one.error, one.effect], [other.value, other.error, other.effect], rtol=1e-9)


@given(samples())
@settings(max_examples=25)
def test_a_jackknife_that_leaves_out_cluster_by_cluster_agrees_within_fifteen_per_cent(sample: tuple) -> None:
    design, values, clusters, _ = sample
    found = stats.survey_means(design=design, values=values)

    without = []
    for each in range(24):
        # the other seven clusters of the stratum stand for the missing one
        weights = np.where(clusters // 8 == each // 8, design.weights * 8 / 7, design.weights)
        without.append(np.average(values, weights=np.where(clusters == each, 0, weights)))
    jackknife = np.sqrt(7 / 8 * ((np.array(without) - found.value) ** 2).sum())
    assert float(found.error) == near(jackknife, rel=0.15)


@given(samples())
@settings(max_examples=25)
def test_one_unit_after_the_other_gives_what_all_at_once_give(sample: tuple) -> None:
    design, values, clusters, chance = sample
    units = chance.integers(0, 5, len(values))
    found = stats.survey_means(design=design, values=values, domains=units)

    for at, unit in enumerate(np.unique(units)):
        inside = units == unit
        mean = np.average(values[inside], weights=design.weights[inside])
        scores = np.where(inside, design.weights * (values - mean), 0) / design.weights[inside].sum()
        assert found.value[at] == near(mean)
        assert found.error[at] ** 2 == near(stats.covariance(design=design, scores=scores[:, None])[0, 0])
        assert found.freedom[at] == len(set(clusters[inside])) - len(set(clusters[inside] // 8))


def test_simple_answers_count_as_drawn_one_by_one_however_many_units() -> None:
    chance = np.random.default_rng(1)
    units, values = chance.integers(0, 900, 3000), chance.normal(size=3000)
    found = stats.survey_means(design=stats.design(weights=np.ones(3000)), values=values, domains=units)

    at = int(np.argmax(found.n))
    assert found.domains is not None
    own = values[units == found.domains[at]]
    # within a whole sample a unit's own number of answers is chance too: n / (n - 1) of the sample, not of the unit
    expected = np.sqrt(((own - own.mean()) ** 2).sum() / len(own) ** 2 * 3000 / 2999)
    assert (found.value[at], found.error[at]) == near((own.mean(), expected))
