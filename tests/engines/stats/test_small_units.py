"""Shrinking against Efron and Morris and by simulation: closer to the truth, with intervals that hold it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special

from servewell.engines import stats

near = pytest.approx

# Efron and Morris 1975 and 1977 (pscl::EfronMorris): hits in 45 at bats, and the average of the rest of the season
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
SEASON = [0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303, 0.264, 0.226]
SEASON += [0.286, 0.316, 0.200]
EARLY = [0.400, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244]
EARLY += [0.222, 0.222, 0.222, 0.222, 0.222, 0.200, 0.178, 0.156]


def test_eighteen_batters_are_shrunk_as_efron_and_morris_did() -> None:
    early, season = np.array(EARLY), np.array(SEASON)
    mean = early.mean()
    found = stats.shrunk_means(values=early, errors=np.full(18, (mean * (1 - mean) / 45) ** 0.5))

    shown = [0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261, *[0.256] * 5, 0.252, 0.247, 0.242]
    assert (found.centre, found.weight[0]) == near((0.265, 0.212), abs=1e-3)
    assert found.value.tolist() == near(shown, abs=1e-3)
    assert ((early - season) ** 2).sum() == near(0.075, abs=1e-3)
    assert ((found.value - season) ** 2).sum() == near(0.021, abs=1e-3)


def test_shares_of_the_same_batters_come_even_closer_to_the_season() -> None:
    found = stats.shrunk_shares(successes=HITS, n=np.full(18, 45))
    raw = np.array(HITS) / 45

    assert ((found.value - SEASON) ** 2).sum() < 0.3 * ((raw - SEASON) ** 2).sum()
    assert found.centre == near(0.265, abs=2e-3)
    assert np.all(found.low < found.value)
    assert np.all(found.value < found.high)
    assert np.mean((found.low <= SEASON) & (found.high >= SEASON)) >= 16 / 18


def test_unequal_errors_follow_their_own_equation() -> None:
    chance = np.random.default_rng(5)
    values, errors = chance.normal(4, 0.4, 30), chance.uniform(0.1, 0.6, 30)
    found = stats.shrunk_means(values=values, errors=errors)

    def excess(a: float) -> float:
        heft = 1 / (errors**2 + a)
        return float(heft @ (values - heft @ values / heft.sum()) ** 2 - 29)

    between = optimize.brentq(excess, 1e-9, 10, xtol=1e-14)
    assert found.between == near(between**0.5)
    assert found.weight.tolist() == near((1 - 27 / 29 * errors**2 / (errors**2 + between)).tolist())


def test_the_common_knowledge_is_worth_what_the_likelihood_says() -> None:
    """With many units the grid's average lies at the maximum of the beta-binomial likelihood."""
    chance = np.random.default_rng(6)
    n = chance.integers(20, 200, 400)
    hits = chance.binomial(n, chance.beta(24, 6, 400))
    found = stats.shrunk_shares(successes=hits, n=n)

    def minus(at: np.ndarray) -> float:
        a, b = np.exp(at)
        return float(-(special.betaln(a + hits, b + n - hits) - special.betaln(a, b)).sum())

    a, b = np.exp(optimize.minimize(minus, [2.0, 1.0]).x)
    assert found.centre == near(a / (a + b), abs=1e-3)
    assert found.value.tolist() == near(((a + hits) / (a + b + n)).tolist(), abs=3e-3)


@pytest.mark.parametrize("worth", [8, 40, 400])
def test_shrunk_shares_miss_less_and_their_intervals_hold_the_truth(worth: int) -> None:
    chance = np.random.default_rng(worth)
    raw_miss, miss, held, units = 0.0, 0.0, 0, 0
    for _ in range(30):
        truth = chance.beta(0.8 * worth, 0.2 * worth, 25)
        n = chance.integers(3, 60, 25)
        hits = chance.binomial(n, truth)
        found = stats.shrunk_shares(successes=hits, n=n)
        raw_miss += float(((hits / n - truth) ** 2).sum())
        miss += float(((found.value - truth) ** 2).sum())
        held += int(((found.low <= truth) & (truth <= found.high)).sum())
        units += 25
    assert miss < raw_miss
    assert held / units > 0.9


@pytest.mark.parametrize("between", [0.0, 0.2, 1.0])
def test_shrunk_means_miss_less_and_their_intervals_hold_the_truth(between: float) -> None:
    chance = np.random.default_rng(11)
    raw_miss, miss, held = 0.0, 0.0, 0
    for _ in range(200):
        truth = chance.normal(4, between, 15)
        errors = chance.uniform(0.2, 0.8, 15)
        values = chance.normal(truth, errors)
        found = stats.shrunk_means(values=values, errors=errors)
        raw_miss += float(((values - truth) ** 2).sum())
        miss += float(((found.value - truth) ** 2).sum())
        held += int(((found.low <= truth) & (truth <= found.high)).sum())
    assert miss < raw_miss
    assert held / 3000 > 0.93


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=4, max_size=12))
@settings(max_examples=50, deadline=None)
def test_a_shrunk_share_lies_between_its_own_and_the_centre_within_its_limits(pairs: list[tuple[int, int]]) -> None:
    hits, n = np.array([hit for hit, _ in pairs]), np.array([hit + miss for hit, miss in pairs])
    if (n > 0).sum() < 4:
        return
    found = stats.shrunk_shares(successes=hits, n=n)

    assert np.all((found.low >= 0) & (found.low <= found.value) & (found.value <= found.high) & (found.high <= 1))
    assert np.all((found.weight >= 0) & (found.weight <= 1))
    assert np.all(found.weight[n == 0] == 0)


def test_a_unit_without_a_figure_stays_a_gap_among_means_and_lies_at_the_centre_among_shares() -> None:
    means = stats.shrunk_means(values=[1, 2, np.nan, 3, 4], errors=[0.5, 0.5, np.nan, 0.5, 0.5])
    shares = stats.shrunk_shares(successes=[1, 2, 0, 3, 4], n=[10, 10, 0, 10, 10])

    assert np.isnan([means.value[2], means.low[2], means.high[2]]).all()
    assert shares.value[2] == near(shares.centre, abs=0.02)


@pytest.mark.parametrize(
    ("refusal", "words", "nonsense"),
    [
        (stats.TooFewUnits, "3 units", lambda: stats.shrunk_means(values=[1, 2, 3], errors=[1, 1, 1])),
        (stats.TooFewUnits, "3 units", lambda: stats.shrunk_shares(successes=[1, 2, 3, 0], n=[4, 4, 4, 0])),
        (stats.ErrorIsNoError, "unit 1 is 0", lambda: stats.shrunk_means(values=[1, 2, 3, 4], errors=[1, 0, 1, 1])),
        (stats.LengthsDiffer, "one of each per unit", lambda: stats.shrunk_means(values=[1, 2, 3], errors=[1, 1])),
        (stats.LengthsDiffer, "one count per unit", lambda: stats.shrunk_shares(successes=[[1]], n=[[2]])),
        (stats.MoreSuccessesThanAnswers, "place 0", lambda: stats.shrunk_shares(successes=[5] * 4, n=[4] * 4)),
    ],
)
def test_too_little_to_shrink_is_refused(refusal: type[ValueError], words: str, nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal, match=words):
        nonsense()
