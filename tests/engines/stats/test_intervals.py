"""Intervals against published answers, against a second implementation, and against what must hold for any counts."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from servewell.engines import stats
from servewell.engines.stats import Estimate

COUNTS = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SOME_ANSWERS = COUNTS.filter(lambda pair: pair[1] > 0)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_limits_of_newcombes_first_table(successes: int, n: int, low: float, high: float) -> None:
    found = stats.share(successes=successes, n=n)

    assert found == Estimate(successes / n, pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5), n, "wilson")


def test_two_shares_differ_as_in_newcombes_tenth_method() -> None:
    found = stats.difference_of_shares(successes=56, n=70, other_successes=48, other_n=80)

    near = pytest.approx
    assert found == Estimate(near(0.2), near(0.0524, abs=5e-5), near(0.3339, abs=5e-5), 150, "newcombe-10")


@given(SOME_ANSWERS, SOME_ANSWERS)
def test_a_difference_lies_in_its_interval_and_turns_its_sign_when_turned_round(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there = stats.difference_of_shares(successes=one[0], n=one[1], other_successes=other[0], other_n=other[1])
    back = stats.difference_of_shares(successes=other[0], n=other[1], other_successes=one[0], other_n=one[1])

    assert -1 <= there.low <= there.value <= there.high <= 1
    assert (back.value, back.low, back.high) == pytest.approx((-there.value, -there.high, -there.low))


@given(SOME_ANSWERS, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_a_share_agrees_with_a_second_implementation(counts: tuple[int, int], confidence: float) -> None:
    successes, n = counts
    found = stats.share(successes=successes, n=n, confidence=confidence)
    other = scipy_stats.binomtest(successes, n).proportion_ci(confidence_level=confidence, method="wilson")

    assert (found.low, found.high) == pytest.approx((other.low, other.high), abs=1e-12)


@given(st.lists(COUNTS, max_size=20))
def test_every_share_lies_in_its_interval_between_zero_and_one(counts: list[tuple[int, int]]) -> None:
    found = stats.shares(successes=[hit for hit, _ in counts], n=[n for _, n in counts])

    known = found.n > 0
    assert np.all((found.low[known] >= 0) & (found.low[known] <= found.value[known]))
    assert np.all((found.high[known] <= 1) & (found.high[known] >= found.value[known]))
    assert np.all(np.isnan([found.value[~known], found.low[~known], found.high[~known]]))


@given(st.integers(1, 500))
def test_more_successes_never_lower_a_share_or_a_limit(n: int) -> None:
    found = stats.shares(successes=np.arange(n + 1), n=np.full(n + 1, n))

    assert np.all(np.diff(found.value) > 0)
    assert np.all(np.diff(found.low) > 0)
    assert np.all(np.diff(found.high) > 0)


@given(SOME_ANSWERS)
def test_one_share_and_many_shares_are_the_same_figures(counts: tuple[int, int]) -> None:
    successes, n = counts
    many = stats.shares(successes=[0, successes], n=[0, n])

    assert stats.share(successes=successes, n=n) == Estimate(
        many.value[1], many.low[1], many.high[1], many.n[1], many.method
    )


def test_counts_that_a_database_hands_up_as_floats_are_counts() -> None:
    assert stats.shares(successes=[3.0], n=[4.0]).n.tolist() == [4]


def test_a_mean_has_students_interval() -> None:
    answers = [3, 4, 4, 5, 2, 5, 5, 4]
    found = stats.mean(n=8, mean=float(np.mean(answers)), variance=float(np.var(answers, ddof=1)))

    low, high = scipy_stats.t.interval(0.95, 7, loc=np.mean(answers), scale=scipy_stats.sem(answers))
    assert found == Estimate(4.0, pytest.approx(low), pytest.approx(high), 8, "student")


def test_means_of_none_and_of_one_answer_have_gaps_where_nothing_is_known() -> None:
    found = stats.means(n=[0, 1, 2], mean=[math.nan, 4.0, 4.5], variance=[math.nan, math.nan, 0.5])

    np.testing.assert_array_equal(found.value, [math.nan, 4.0, 4.5])
    np.testing.assert_allclose(found.low, [math.nan, math.nan, 4.5 - 12.7062047 * 0.5])
    np.testing.assert_allclose(found.high, [math.nan, math.nan, 4.5 + 12.7062047 * 0.5])


def test_a_net_promoter_score_of_a_thousand_answers_is_as_published() -> None:
    """The counts of the test data of the R package NPS, and what that package makes of them."""
    found = stats.net_promoter(promoters=462, passives=176, detractors=362)

    near, error = pytest.approx, 0.0285306852
    assert found == Estimate(near(0.1), near(0.0440809, abs=5e-8), near(0.1559191, abs=5e-8), 1000, "net-promoter-wald")
    assert (found.high - found.value) / 1.959963984540054 == near(error, abs=1e-9)
    assert error**2 * 1000 == near(0.814, abs=1e-7)


def test_three_happy_customers_do_not_prove_a_perfect_score() -> None:
    found = stats.net_promoter(promoters=3, passives=0, detractors=0)

    assert (found.value, found.high, found.n, found.method) == (1.0, 1.0, 3, "net-promoter-adjusted")
    assert found.low < 0.5


def test_two_hundred_customers_without_one_detractor_do_not_make_the_interval_one_sided() -> None:
    found = stats.net_promoter(promoters=190, passives=10, detractors=0)

    p, d, n = 191 / 202, 1 / 202, 202
    reach = 1.959963984540054 * ((p + d - (p - d) ** 2) / n) ** 0.5
    assert found == Estimate(
        0.95, pytest.approx(p - d - reach), pytest.approx(p - d + reach), 200, "net-promoter-adjusted"
    )


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.sampled_from([0.05, 0.5, 0.95]))
@example(ups=3, between=0, downs=95, confidence=0.05)
def test_a_net_promoter_score_lies_in_its_interval_and_swaps_with_its_kinds(
    ups: int, between: int, downs: int, confidence: float
) -> None:
    if ups + between + downs == 0:
        return
    found = stats.net_promoter(promoters=ups, passives=between, detractors=downs, confidence=confidence)
    turned = stats.net_promoter(promoters=downs, passives=between, detractors=ups, confidence=confidence)

    assert -1 <= found.low <= found.value <= found.high <= 1
    assert (turned.low, turned.value, turned.high) == pytest.approx((-found.high, -found.value, -found.low))


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.NoAnswers, lambda: stats.share(successes=0, n=0)),
        (stats.NoAnswers, lambda: stats.mean(n=0, mean=0, variance=0)),
        (stats.NoAnswers, lambda: stats.net_promoter(promoters=0, passives=0, detractors=0)),
        (stats.MoreSuccessesThanAnswers, lambda: stats.share(successes=3, n=2)),
        (stats.MoreSuccessesThanAnswers, lambda: stats.share(successes=1, n=0)),
        (stats.CountsBelowZero, lambda: stats.share(successes=-1, n=2)),
        (stats.CountsBelowZero, lambda: stats.share(successes=0, n=-2)),
        (stats.CountsBelowZero, lambda: stats.net_promoter(promoters=5, passives=-4, detractors=0)),
        (stats.CountIsNotWhole, lambda: stats.shares(successes=[0.5], n=[1])),
        (stats.CountIsNotWhole, lambda: stats.shares(successes=[math.nan], n=[1])),
        (stats.LengthsDiffer, lambda: stats.shares(successes=[1, 2], n=[3])),
        (stats.LengthsDiffer, lambda: stats.means(n=[2], mean=[1.0, 2.0], variance=[1.0])),
        (stats.TooFewAnswers, lambda: stats.mean(n=1, mean=4.0, variance=0.0)),
        (stats.VarianceBelowZero, lambda: stats.mean(n=2, mean=4.0, variance=-0.1)),
        (stats.VarianceBelowZero, lambda: stats.mean(n=2, mean=4.0, variance=math.nan)),
        (stats.MeanIsNotANumber, lambda: stats.mean(n=2, mean=math.nan, variance=1.0)),
        (stats.ConfidenceOutsideZeroAndOne, lambda: stats.share(successes=1, n=2, confidence=95)),
        (stats.ConfidenceOutsideZeroAndOne, lambda: stats.mean(n=2, mean=1.0, variance=1.0, confidence=1)),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()


def test_a_refusal_says_where_and_how_to_mend() -> None:
    with pytest.raises(stats.MoreSuccessesThanAnswers) as refused:
        stats.shares(successes=[1, 9], n=[2, 4])

    assert str(refused.value) == (
        "9 successes among 4 answers at place 1; count successes only among the answers that n counts."
    )
