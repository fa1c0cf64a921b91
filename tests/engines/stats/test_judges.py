"""Strict judges, unclear items and attribute studies: published answers, a plain regression, and simulated judges."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from servewell.engines import stats
from tests.engines.stats.measured_tables import ANXIETY, ATTRIBUTES, KRIPPENDORFF

near = pytest.approx
JUDGEMENTS = [[list(own) for own in said.split()] for said, _ in ATTRIBUTES]
STANDARD = [true for _, true in ATTRIBUTES]


def test_an_attribute_study_has_the_shares_and_limits_of_jasp() -> None:
    found = stats.study_of_attributes(judgements=JUDGEMENTS, standard=STANDARD, positive="Y")
    matches = [
        *((one.within, one.versus) for one in found.appraisers),
        (found.between, found.versus),
    ]

    shown = [
        [(each.agreed, round(100 * each.share.low, 3), round(100 * each.share.high, 3)) for each in both if each]
        for both in matches
    ]
    assert shown == [
        [(14, 68.052, 99.831), (12, 51.911, 95.669)],
        [(14, 68.052, 99.831), (11, 44.900, 92.213)],
        [(12, 51.911, 95.669), (9, 32.287, 83.664)],
        [(9, 32.287, 83.664), (7, 21.267, 73.414)],
    ]


def test_an_attribute_study_has_the_kappas_misses_and_false_alarms_of_jasp() -> None:
    found = stats.study_of_attributes(judgements=JUDGEMENTS, standard=STANDARD, positive="Y")

    rows = [
        (one.within.kappa, one.versus.kappa, one.cohen.value, one.misses.value, one.false_alarms.value)
        for one in found.appraisers
        if one.within and one.versus and one.cohen and one.misses and one.false_alarms
    ]
    assert rows == [
        near((0.905462184873949, 0.612918660287081, 0.612903225806452, 5 / 30, 3 / 15)),
        near((0.91, 0.48608895977317, 0.492307692307692, 8 / 30, 3 / 15)),
        near((0.543918918918919, 0.220151828847481, 0.264150943396226, 3 / 30, 10 / 15)),
    ]
    assert found.between is not None
    assert found.versus is not None
    assert (found.between.kappa, found.versus.kappa) == near((0.641666666666666, 0.439719816302578))


def test_without_a_standard_and_with_one_trial_only_the_others_are_compared() -> None:
    found = stats.study_of_attributes(judgements=[[[1], [1]], [[2], [1]], [[2], [2]]], method="wilson")

    nothing = stats.Appraiser(None, None, None, None, None)
    assert (found.appraisers, found.versus) == ((nothing, nothing), None)
    assert found.between is not None
    assert found.between.share == stats.share(successes=2, n=3)
    assert [(pair.one, pair.other, pair.cohen.value) for pair in found.pairs if pair.cohen] == [(0, 1, near(0.4))]


def test_where_everything_is_the_same_there_are_shares_and_no_kappa() -> None:
    found = stats.study_of_attributes(judgements=[[["y", "y"], ["y", "y"]]] * 5, standard=["y"] * 5)

    assert found.between is not None
    assert (found.between.agreed, found.between.kappa, found.pairs) == (5, None, (stats.Pair(0, 1, None),))


def test_the_third_judge_of_anxiety_is_strict_and_stays_so_among_three() -> None:
    found = stats.strictness(ratings=ANXIETY)

    mean = np.array(ANXIETY).mean(axis=0)
    assert [judge.deviation.value for judge in found.judges] == near(
        [mean[0] - (mean[1] + mean[2]) / 2, mean[1] - (mean[0] + mean[2]) / 2, mean[2] - (mean[0] + mean[1]) / 2]
    )
    assert [judge.p_adjusted < 0.05 for judge in found.judges] == [False, False, True]
    third = found.judges[2]
    assert third.deviation.low > third.simultaneous[0]
    assert (third.deviation.high < 0, third.simultaneous[1] < 0, third.deviation.n, found.freedom) == (
        True,
        True,
        20,
        38,
    )


def test_gapped_scores_are_compared_as_a_plain_regression_on_items_and_judges_compares_them() -> None:
    found = stats.strictness(ratings=KRIPPENDORFF)

    scores = np.array(KRIPPENDORFF, dtype=float)
    scores = scores[(~np.isnan(scores)).sum(axis=1) > 1]
    item, judge = np.nonzero(~np.isnan(scores))
    design = np.column_stack([item[:, None] == np.arange(11), judge[:, None] == np.arange(4)]).astype(float)
    y = scores[item, judge]
    inverse = np.linalg.pinv(design.T @ design)
    effects = inverse @ design.T @ y
    freedom = len(y) - 14
    contrast = np.array([0] * 11 + [1, -1 / 3, -1 / 3, -1 / 3])
    error = np.sqrt(np.sum((y - design @ effects) ** 2) / freedom * (contrast @ inverse @ contrast))
    reach = scipy_stats.t.ppf(0.975, freedom) * error

    first = found.judges[0].deviation
    assert (first.value, first.low, first.high) == near(
        (contrast @ effects, contrast @ effects - reach, contrast @ effects + reach)
    )
    assert found.judges[0].p == near(2 * scipy_stats.t.sf(abs(contrast @ effects) / error, freedom))
    assert (found.freedom, found.left_out, found.n) == (freedom, 1, 40)


def test_who_got_the_bad_shops_is_not_called_strict() -> None:
    quality = [5.0] * 10 + [1.0] * 10
    noise = np.random.default_rng(2).normal(0, 0.2, (20, 3))
    scores = np.array(quality)[:, None] + noise
    scores[:8, 0] = np.nan  # the first judge saw mostly bad shops
    scores[12:, 1] = np.nan  # the second mostly good ones

    found = stats.strictness(ratings=scores)
    assert all(abs(judge.deviation.value) < 0.3 for judge in found.judges)
    assert np.nanmean(scores[:, 1]) - np.nanmean(scores[:, 0]) > 1.5


@given(st.integers(0, 500), st.floats(0.1, 50), st.floats(-20, 20))
def test_strictness_adds_up_to_nothing_and_follows_the_scale(seed: int, scale: float, shift: float) -> None:
    scores = np.random.default_rng(seed).normal(size=(9, 4))
    one = stats.strictness(ratings=scores)
    other = stats.strictness(ratings=scores * scale + shift)

    assert sum(judge.deviation.value for judge in one.judges) == near(0, abs=1e-9)
    assert [judge.deviation.high for judge in other.judges] == near(
        [judge.deviation.high * scale for judge in one.judges], rel=1e-6, abs=1e-9
    )
    assert [judge.p for judge in other.judges] == near([judge.p for judge in one.judges], rel=1e-5)


def test_among_equal_judges_somebody_is_blamed_in_one_of_twenty_panels() -> None:
    random = np.random.default_rng(4)
    blamed = sum(
        any(judge.p_adjusted < 0.05 for judge in stats.strictness(ratings=random.normal(size=(10, 8))).judges)
        for _ in range(400)
    )

    assert blamed / 400 == near(0.05, abs=0.03)


def test_judges_who_copy_each_other_but_for_a_constant_have_no_spread_and_the_constant() -> None:
    found = stats.strictness(ratings=[(1, 2), (2, 3), (4, 5)])

    assert found.sigma == 0
    assert found.judges[0].deviation == stats.Estimate(near(-1), near(-1), near(-1), 3, "two-way-additive")
    assert found.judges[0].p == 0


def test_the_sixth_unit_of_krippendorff_is_unclear_and_the_twelfth_has_no_place() -> None:
    found = stats.clarity(ratings=KRIPPENDORFF)

    assert [(one.item, one.agreement.value) for one in found] == [
        (0, 1.0),
        (1, 0.5),
        (2, 1.0),
        (3, 1.0),
        (4, 1.0),
        (5, 0.0),
        (6, 1.0),
        (7, 0.5),
        (8, 1.0),
        (9, 1.0),
        (10, 1.0),
    ]
    assert [one.item for one in found if one.agreement.high < one.overall] == [5]
    assert found[5].chance_below > 0.99
    assert found[5].overall == near(0.81818, abs=1e-5)


def test_four_judges_of_one_mind_are_not_taken_for_certainty_and_forty_nearly() -> None:
    few = stats.clarity(ratings=[[1] * 4, [1, 2, 1, 2]])[0].agreement
    many = stats.clarity(ratings=[[1] * 40, [1, 2] * 20])[0].agreement

    assert (few.value, many.value) == (1.0, 1.0)
    assert few.low < 0.8 < 0.9 < many.low


def test_the_interval_of_an_item_covers_as_often_as_it_says() -> None:
    random = np.random.default_rng(8)
    rows = (random.random((300, 12)) < 0.8).astype(int)
    hits = [one.agreement.low <= 0.68 <= one.agreement.high for one in stats.clarity(ratings=rows, draws=400)]

    assert 0.9 <= np.mean(hits) <= 1


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (
            stats.JudgesNotConnected,
            lambda: stats.strictness(
                ratings=[
                    [1, 2, None, None],
                    [2, 3, None, None],
                    [3, 1, None, None],
                    [None, None, 1, 2],
                    [None, None, 3, 1],
                    [None, None, 2, 2],
                ]
            ),
        ),
        (stats.TooFewItems, lambda: stats.strictness(ratings=[[1, 2]])),
        (stats.NothingRatedTwice, lambda: stats.strictness(ratings=[[1, None], [None, 2]])),
        (stats.RatingsAreNoNumbers, lambda: stats.strictness(ratings=[["a", "b"], ["b", "b"]])),
        (stats.TooFewJudges, lambda: stats.strictness(ratings=[[1], [2]])),
        (stats.OnlyOneCategory, lambda: stats.clarity(ratings=[[1, 1], [1, 1]])),
        (stats.NothingRatedTwice, lambda: stats.clarity(ratings=[[1, None], [None, 2]])),
        (stats.RatingsNotATable, lambda: stats.study_of_attributes(judgements=[[[1, 2], [1]]])),
        (stats.RatingsNotATable, lambda: stats.study_of_attributes(judgements=[])),
        (stats.RatingsMissing, lambda: stats.study_of_attributes(judgements=[[[1], [None]], [[1], [2]]])),
        (stats.StandardDoesNotFit, lambda: stats.study_of_attributes(judgements=[[[1], [2]]], standard=[1, 2])),
        (stats.StandardDoesNotFit, lambda: stats.study_of_attributes(judgements=JUDGEMENTS, positive="maybe")),
        (stats.ConfidenceOutsideZeroAndOne, lambda: stats.study_of_attributes(judgements=JUDGEMENTS, confidence=95)),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
