"""How often the rules cry wolf over a process in which nothing happens."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from servewell.engines import stats

FEW = 6000
LIMITS = stats.LIMITS_ONLY
WESTERN = stats.WESTERN_ELECTRIC


@pytest.mark.parametrize(
    ("rules", "knows_limits", "chance"),
    [(LIMITS, False, 0.06), (stats.NHS, False, 0.16), (WESTERN, False, 0.16), (stats.NHS, True, 0.22)],
)
def test_calm_charts_signal_within_two_years_as_often_as_published(
    rules: stats.RuleSet, knows_limits: bool, chance: float
) -> None:
    """On 24 stable months: 6 % by the limits alone, 16 % by whole sets with limits from the same months, 22 % with
    known limits. Hence no mail per signal.
    """
    found = stats.false_alarms(
        charts=1000, periods=24, screen=False, knows_limits=knows_limits, rules=rules, runs=FEW
    )  # fmt: skip

    assert found.chance == pytest.approx(chance, abs=0.02)
    assert found.charts == pytest.approx(1000 * found.chance)
    assert found.signals >= found.charts


def test_forty_hotels_pass_their_limits_by_chance_alone_once_or_twice_a_year() -> None:
    """40 charts of 12 points, each beyond known limits with a chance of 0.0027; limits from 24 months are less sure."""
    known = stats.false_alarms(charts=40, periods=12, knows_limits=True, rules=LIMITS, runs=FEW)
    estimated = stats.false_alarms(charts=40, periods=12, baseline=24, screen=False, rules=LIMITS, runs=FEW)

    assert (known.signals, estimated.signals) == (pytest.approx(1.3, abs=0.2), pytest.approx(4.1, abs=0.5))


def test_known_limits_alone_are_passed_as_often_as_the_normal_curve_says() -> None:
    found = stats.false_alarms(charts=1, periods=24, knows_limits=True, rules=LIMITS, runs=FEW)

    assert found.chance == pytest.approx(1 - 0.9973002**24, abs=4 * found.error)
    assert stats.chance_of_a_signal(rules=LIMITS, periods=24) == pytest.approx(1 - 0.9973002**24, abs=1e-6)


def test_the_exact_chance_of_the_western_electric_rules_is_the_simulated_one() -> None:
    found = stats.false_alarms(charts=1, periods=24, knows_limits=True, rules=WESTERN, runs=20_000)

    assert stats.chance_of_a_signal(rules=WESTERN, periods=24) == pytest.approx(found.chance, abs=4 * found.error)


def test_the_same_seed_gives_the_same_alarms() -> None:
    first, second = (stats.false_alarms(charts=40, periods=12, runs=500, seed=7) for _ in range(2))

    assert first == second


CHAMP_AND_WOODALL = [((0,), 370.40), ((0, 1), 225.44), ((0, 2), 166.05), ((0, 3), 152.73), ((0, 1, 2, 3), 91.75)]


@pytest.mark.parametrize(("kept", "published"), CHAMP_AND_WOODALL)
def test_the_western_electric_rules_have_the_run_lengths_of_champ_and_woodall(
    kept: tuple[int, ...], published: float
) -> None:
    """Champ and Woodall 1987, Technometrics 29:393, table 1, exactly: they used such a Markov chain as well."""
    some = replace(WESTERN, rules=tuple(WESTERN.rules[place] for place in kept))

    assert stats.average_run_length_of_rules(rules=some) == pytest.approx(published, abs=0.005)


def test_the_rules_themselves_signal_after_as_many_points_as_the_chain_says() -> None:
    """The same run length from 2000 series: what finds signals in charts is what the chain describes."""
    values = np.random.default_rng(4).normal(size=(2000, 900))
    drawn = stats.xmr_charts(values=values, limits=[stats.Limits(kind="xmr", centre=0.0, sigma=1.0)])
    flagged = stats.flags(drawn, rules=WESTERN).any

    first = np.where(flagged.any(axis=1), flagged.argmax(axis=1) + 1, 900)
    assert float(first.mean()) == pytest.approx(91.75, rel=0.05)


def test_a_trend_has_no_zones_for_the_chain() -> None:
    with pytest.raises(stats.RuleHasNoZones):
        stats.average_run_length_of_rules(rules=stats.NELSON)


def test_a_page_that_draws_a_share_loads_neither_scipy_nor_django() -> None:
    program = (
        "import sys; from servewell.engines import clocks, stats; stats.share(successes=1, n=2);"
        "print(sorted({'scipy', 'django', 'pandas'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"


def test_what_each_rule_signals_by_chance_adds_up_to_the_whole_set() -> None:
    asked = {"charts": 40, "periods": 12, "baseline": 24, "runs": 2000}
    whole = stats.false_alarms(**asked)
    by_rule = stats.false_alarms_by_rule(**asked)

    assert list(by_rule) == [rule.code for rule in stats.NHS.rules]
    assert sum(each.signals for each in by_rule.values()) == pytest.approx(whole.signals)
    for rule in stats.NHS.rules:
        alone = stats.false_alarms(**asked, rules=replace(stats.NHS, rules=(rule,)))
        assert by_rule[rule.code] == alone
