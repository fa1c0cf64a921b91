"""Sizes of samples against R pwr 1.3 and swCRTdesign, and against statsmodels."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import FTestAnovaPower, GofChisquarePower, NormalIndPower, TTestIndPower

from servewell.engines import stats

near = pytest.approx

# 24 clusters in four steps, over five periods (Hussey and Hughes 2007)
STEPS = np.repeat(np.triu(np.ones((4, 5)), 1), 6, axis=0)
ROLL_OUT = {"n": 120, "before": 0.05, "after": 0.035, "between": 0.01}


@pytest.mark.parametrize(
    ("n", "published"),
    [
        (lambda: stats.n_for_means(effect=0.5), 63.7656),
        (lambda: stats.n_for_shares(share=0.80, other=0.85), 902.341),
        (lambda: stats.n_for_shares(share=0.80, other=0.85, rule="normal"), 905.366),
        (lambda: stats.n_for_groups(groups=4, effect=0.25), 44.5993),
        (lambda: stats.n_for_table(freedom=3, effect=0.3), 121.1396),
        (lambda: stats.n_for_correlation(correlation=0.3), 84.0736),
    ],
)
def test_sizes_are_those_of_rs_pwr(n: Callable[[], float], published: float) -> None:
    assert n() == near(published, abs=1e-3)


@pytest.mark.parametrize(
    ("plan", "more", "power"),
    [
        (STEPS, {}, 0.786190),
        (np.hstack([STEPS, np.ones((24, 3))]), {}, 0.817128),
        (STEPS, {"effect_varies": 0.0045}, 0.772489),
        (STEPS, {"effect_varies": 0.0045, "correlation": 0.4}, 0.765155),
    ],
)
def test_a_stepped_wedge_has_the_power_of_swcrtdesign(plan: np.ndarray, more: dict[str, float], power: float) -> None:
    assert stats.power_for_stepped_wedge(plan=plan, **ROLL_OUT, **more) == near(power, abs=1e-6)


def test_a_stepped_wedge_of_means_has_the_closed_variance_of_hussey_and_hughes() -> None:
    noise, tau, clusters, periods = 4.0 / 10, 0.25, *STEPS.shape
    u, v, w = STEPS.sum(), (STEPS.sum(axis=1) ** 2).sum(), (STEPS.sum(axis=0) ** 2).sum()
    top = clusters * noise * (noise + periods * tau)
    bottom = (clusters * u - w) * noise + (u**2 + clusters * periods * u - periods * w - clusters * v) * tau
    shift = 0.3 / (top / bottom) ** 0.5

    from scipy.stats import norm

    found = stats.power_for_stepped_wedge(plan=STEPS, n=10, before=3, after=3.3, between=0.5, deviation=2)
    assert found == near(norm.cdf(shift - norm.ppf(0.975)) + norm.cdf(-shift - norm.ppf(0.975)))


@given(st.floats(0.1, 1.5), st.floats(0.3, 0.95), st.sampled_from([0.01, 0.05]))
def test_means_and_shares_agree_with_a_second_implementation(effect: float, power: float, level: float) -> None:
    n = stats.n_for_means(effect=effect, power=power, level=level)
    assert TTestIndPower().power(effect, n, level) == near(power, abs=1e-5)

    shares = stats.n_for_shares(share=0.5, other=0.5 + effect / 4, power=power, level=level)
    h = 2 * np.arcsin((0.5 + effect / 4) ** 0.5) - 2 * np.arcsin(0.5**0.5)
    assert NormalIndPower().power(h, shares, level) == near(power, abs=1e-6)


@given(st.floats(0.1, 0.8), st.integers(2, 8), st.integers(5, 200))
def test_groups_and_tables_agree_with_a_second_implementation(effect: float, groups: int, n: int) -> None:
    found = stats.power_for_groups(n=n, groups=groups, effect=effect)
    assert found == near(FTestAnovaPower().power(effect, n * groups, 0.05, k_groups=groups), abs=1e-6)

    table = stats.power_for_table(n=n, freedom=groups - 1, effect=effect)
    assert table == near(GofChisquarePower().power(effect, n, 0.05, n_bins=groups), abs=1e-6)


def test_a_share_of_a_small_company_takes_fewer_answers() -> None:
    assert stats.n_for_a_share(reach=0.05) == near(384.1459, abs=1e-3)
    assert stats.n_for_a_share(reach=0.05, population=800) == near(384.1459 / (1 + 383.1459 / 800), abs=1e-3)
    assert stats.n_for_a_share(reach=0.05, share=0.9, effect=1.5) == near(384.1459 * 0.36 * 1.5, abs=1e-3)


@pytest.mark.parametrize(
    ("refusal", "words", "nonsense"),
    [
        (stats.EffectIsNone, "worth seeing", lambda: stats.n_for_means(effect=0)),
        (stats.EffectIsNone, "80 % as 0.8", lambda: stats.n_for_shares(share=80, other=85)),
        (stats.EffectIsNone, "between -1 and 1", lambda: stats.n_for_correlation(correlation=1.5)),
        (stats.PowerOutOfReach, "80 % as 0.8", lambda: stats.n_for_means(effect=0.5, power=80)),
        (stats.PowerOutOfReach, "5 % as 0.05", lambda: stats.n_for_means(effect=0.5, level=5)),
        (stats.PowerOutOfReach, "cannot be shown", lambda: stats.n_for_means(effect=1e-6)),
        (stats.PlanDoesNotFit, "1 groups", lambda: stats.n_for_groups(groups=1, effect=0.2)),
        (stats.PlanDoesNotFit, "nothing to test", lambda: stats.n_for_table(freedom=0, effect=0.2)),
        (stats.PlanDoesNotFit, "a design effect", lambda: stats.n_for_a_share(reach=0.05, share=1)),
        (
            stats.PlanDoesNotFit,
            "no cluster changes back",
            lambda: stats.power_for_stepped_wedge(plan=[[1, 0], [0, 1]], **ROLL_OUT),
        ),
        (
            stats.PlanDoesNotFit,
            "at the same time",
            lambda: stats.power_for_stepped_wedge(plan=[[0, 1], [0, 1]], **ROLL_OUT),
        ),
        (stats.PlanDoesNotFit, "two of each", lambda: stats.power_for_stepped_wedge(plan=[[0, 1]], **ROLL_OUT)),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[ValueError], words: str, nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal, match=words):
        nonsense()
