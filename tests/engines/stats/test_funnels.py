"""Funnel limits against exact probabilities, and what is told apart against a second implementation."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.multitest import multipletests

from servewell.engines import stats

near = pytest.approx


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_limits_of_shares_are_interpolated_binomial_quantiles(confidence: float) -> None:
    sizes = [5, 17, 80, 400, 2500]
    found = stats.funnel_of_shares(n=sizes, target=0.83, confidence=confidence)

    tail = (1 - confidence) / 2
    for at, n in enumerate(sizes):
        for limit, p in ((found.low[at], tail), (found.high[at], 1 - tail)):
            r = int(scipy_stats.binom.ppf(p, n, 0.83))
            above, under = scipy_stats.binom.cdf(r, n, 0.83), scipy_stats.binom.cdf(r - 1, n, 0.83)
            assert limit == near(np.clip((r - (above - p) / (above - under)) / n, 0, 1), abs=1e-9)


def test_limits_of_rates_are_interpolated_poisson_quantiles() -> None:
    sizes = [0.5, 3, 40, 900]
    found = stats.funnel_of_rates(exposure=sizes, target=2.5)

    for at, size in enumerate(sizes):
        for limit, p in ((found.low[at], 0.025), (found.high[at], 0.975)):
            r = int(scipy_stats.poisson.ppf(p, 2.5 * size))
            above, under = scipy_stats.poisson.cdf(r, 2.5 * size), scipy_stats.poisson.cdf(r - 1, 2.5 * size)
            assert limit == near(max((r - (above - p) / (above - under)) / size, 0), abs=1e-9)


def test_a_unit_without_answers_has_no_limits() -> None:
    shares = stats.funnel_of_shares(n=[0, 50], target=0.8)
    rates = stats.funnel_of_rates(exposure=[0, 50], target=0.8)

    assert np.isnan([shares.low[0], shares.high[0], rates.low[0], rates.high[0]]).all()
    assert not np.isnan([shares.low[1], shares.high[1], rates.low[1], rates.high[1]]).any()


def test_overdispersion_is_spiegelhalters() -> None:
    """By hand: 20 units whose z run evenly, so that a tenth at either end is pulled in."""
    z = np.linspace(-4, 4, 21)
    errors = np.linspace(0.02, 0.06, 21)
    phi, tau = stats.dispersion_of(values=0.8 + z * errors, errors=errors, target=0.8)

    pulled = np.clip(z, -3.2, 3.2)
    heft = 1 / errors**2
    assert phi == near((pulled**2).mean())
    assert tau**2 == near((21 * phi - 20) / (heft.sum() - (heft**2).sum() / heft.sum()))


def test_units_that_differ_no_more_than_by_chance_need_no_wider_funnel() -> None:
    assert stats.dispersion_of(values=[0.8, 0.81, 0.79], errors=[0.05] * 3, target=0.8) == (1.0, 0.0)
    assert stats.dispersion_of(values=[0.2], errors=[0.05], target=0.8) == (1.0, 0.0)


def test_a_funnel_with_overdispersion_holds_units_that_truly_differ() -> None:
    chance = np.random.default_rng(2)
    n = chance.integers(50, 2000, 300)
    hits = chance.binomial(n, np.clip(chance.normal(0.8, 0.05, 300), 0, 1))
    outside = {}
    for way in ("none", "multiplicative", "additive"):
        found = stats.funnel_of_shares(n=n, target=0.8, successes=hits, overdispersion=way)
        outside[way] = float(((hits / n < found.low) | (hits / n > found.high)).mean())

    assert outside["none"] > 0.4
    assert outside["additive"] < 0.15
    assert outside["multiplicative"] < 0.15


def test_a_funnel_of_means_is_as_wide_as_the_errors_say() -> None:
    found = stats.funnel_of_means(errors=[0.1, 0.2], target=4.0)

    assert found.high.tolist() == near([4 + 0.1 * 1.959964, 4 + 0.2 * 1.959964])
    assert (found.phi, found.tau, found.method) == (1.0, 0.0, "normal")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_p_values_are_those_of_a_second_implementation(p: list[float]) -> None:
    assert stats.adjusted_p(p=p).tolist() == near(multipletests(p, method="fdr_bh")[1].tolist())


def test_adjusting_leaves_gaps_out() -> None:
    np.testing.assert_allclose(stats.adjusted_p(p=[0.01, np.nan, 0.04]), [0.02, np.nan, 0.04])


def test_only_the_unit_that_differs_is_named() -> None:
    found = stats.told_apart(values=[4.0, 4.1, 3.9, 2.5], errors=[0.1] * 4, shares=[0.33, 0.33, 0.33, 0.01])

    assert found.is_apart.tolist() == [False, False, False, True]
    assert found.difference[3] == near(2.5 - (0.33 * 12 + 0.025))
    assert found.wrongly == near(0.05)


def test_the_error_of_a_unit_against_the_whole_counts_that_it_is_part_of_it() -> None:
    found = stats.told_apart(values=[1.0, 0.0], errors=[0.3, 0.4], shares=[0.75, 0.25])

    # unit - whole = (own - other) / 4 and (other - own) * 3 / 4, so both have the p of own - other
    p = 2 * scipy_stats.norm.sf(1 / 0.5)
    assert found.difference.tolist() == near([0.25, -0.75])
    assert found.p.tolist() == near([p, p])


def test_among_equal_units_few_are_named_and_among_those_named_few_wrongly() -> None:
    chance = np.random.default_rng(4)
    any_named, wrong, named = 0, 0, 0
    for _ in range(300):
        equal = stats.told_apart(values=chance.normal(4, 0.2, 40), errors=np.full(40, 0.2))
        any_named += bool(equal.is_apart.any())
        truth = np.array([5.0] * 4 + [3.0] * 4 + [4.0] * 32)
        mixed = stats.told_apart(values=chance.normal(truth, 0.2), errors=np.full(40, 0.2))
        named += int(mixed.is_apart.sum())
        wrong += int(mixed.is_apart[8:].sum())
    assert any_named / 300 < 0.09
    assert named > 300 * 8 * 0.95
    assert wrong / named < 0.05


def test_shares_are_told_apart_where_newcombes_interval_lets_go_of_zero() -> None:
    """Of two units there is one difference, so p is not adjusted: its own interval ends at zero."""
    for hits, n, other_hits, others in ((18, 20, 200, 300), (3, 3, 40, 60), (0, 7, 500, 900)):
        found = stats.shares_told_apart(successes=[hits, other_hits], n=[n, others])
        interval = stats.difference_of_shares(
            successes=hits, n=n, other_successes=other_hits, other_n=others, confidence=1 - found.p[0]
        )
        assert min(abs(interval.low), abs(interval.high)) < 1e-9
        assert found.p[0] == near(found.p[1])


def test_means_are_told_apart_as_welch_says() -> None:
    found = stats.means_told_apart(n=[12, 30], mean=[4.4, 3.9], variance=[0.5, 0.9])
    interval = stats.difference_of_means(
        n=12, mean=4.4, variance=0.5, other_n=30, other_mean=3.9, other_variance=0.9, confidence=1 - found.p[0]
    )

    assert found.difference.tolist() == near([0.5, -0.5])
    assert min(abs(interval.low), abs(interval.high)) < 1e-9


def test_each_mean_is_held_against_the_answers_of_all_others() -> None:
    answers = [np.array(each, dtype=float) for each in ([5, 4, 5, 3], [1, 2, 2, 1, 3], [4, 4, 5, 5, 4, 2])]
    found = stats.means_told_apart(
        n=[len(each) for each in answers],
        mean=[each.mean() for each in answers],
        variance=[each.var(ddof=1) for each in answers],
    )

    rest = np.concatenate(answers[1:])
    one = stats.difference_of_means(
        n=4, mean=answers[0].mean(), variance=answers[0].var(ddof=1),
        other_n=len(rest), other_mean=rest.mean(), other_variance=rest.var(ddof=1),
    )  # fmt: skip
    assert found.difference[0] == near(one.value)
    assert found.is_apart.tolist() == [False, True, False]


def test_units_with_few_answers_are_not_named_too_easily() -> None:
    """Forty units of 5 to 80 answers that differ by luck: one page in ten names one. Normal errors would more."""
    chance = np.random.default_rng(3)
    named = 0
    for _ in range(200):
        n = chance.integers(5, 80, 40)
        named += bool(stats.shares_told_apart(successes=chance.binomial(n, 0.88), n=n).is_apart.any())

    assert named <= 30


def test_units_without_answers_are_not_told_apart() -> None:
    shares = stats.shares_told_apart(successes=[0, 9, 5], n=[0, 10, 10])
    means = stats.means_told_apart(n=[1, 10, 10], mean=[5, 4, 4.5], variance=[0, 1, 1])
    same = stats.means_told_apart(n=[10, 10], mean=[4, 4], variance=[0, 0])

    assert (shares.is_apart[0], np.isnan(shares.p[0]), means.is_apart[0], np.isnan(means.p[0])) == (
        False,
        True,
        False,
        True,
    )
    assert same.p.tolist() == [1, 1]


def test_pairs_are_told_apart_with_their_own_number() -> None:
    values, errors = [4.0, 4.3, 5.0], [0.1, 0.1, 0.2]
    found = stats.pairs_told_apart(values=values, errors=errors)

    p = [2 * scipy_stats.norm.sf(0.3 / 0.02**0.5), *[2 * scipy_stats.norm.sf(d / 0.05**0.5) for d in (1, 0.7)]]
    adjusted = multipletests(p, method="fdr_bh")[1]
    assert found.p[np.triu_indices(3, 1)].tolist() == near(adjusted.tolist())
    assert np.array_equal(found.p, found.p.T)
    assert found.difference[0, 2] == near(-1)
    assert found.is_apart.diagonal().tolist() == [False] * 3


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.TargetOutsideTheScale, lambda: stats.funnel_of_shares(n=[5], target=80)),
        (stats.TargetOutsideTheScale, lambda: stats.funnel_of_rates(exposure=[5], target=0)),
        (stats.NoAnswers, lambda: stats.funnel_of_shares(n=[5], target=0.8, overdispersion="additive")),
        (stats.NoAnswers, lambda: stats.funnel_of_rates(exposure=[5], target=0.8, overdispersion="additive")),
        (stats.NoAnswers, lambda: stats.funnel_of_means(errors=[5], target=0.8, overdispersion="additive")),
        (stats.ErrorIsNoError, lambda: stats.funnel_of_means(errors=[-1], target=0.8)),
        (stats.ErrorIsNoError, lambda: stats.told_apart(values=[1, np.nan], errors=[1, 1])),
        (stats.SharesOfTheWholeAreNone, lambda: stats.told_apart(values=[1, 2], errors=[1, 1], shares=[1, 1])),
        (stats.LengthsDiffer, lambda: stats.told_apart(values=[1, 2], errors=[1, 1], shares=[1])),
        (stats.LengthsDiffer, lambda: stats.pairs_told_apart(values=[1, 2], errors=[1])),
        (stats.ConfidenceOutsideZeroAndOne, lambda: stats.told_apart(values=[1, 2], errors=[1, 1], wrong=5)),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[ValueError], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
