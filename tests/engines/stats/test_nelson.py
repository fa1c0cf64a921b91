"""The Western Electric and Nelson rules against the vectors that qcc tests them with, and rules as data."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import pytest

from servewell.engines import stats
from servewell.engines.stats import Signal
from tests.engines.stats.test_rules import between


def flagged(rules: stats.RuleSet, number: int, values: Sequence[float]) -> list[int]:
    """The points, counted from 1, that one rule of the set names."""
    alone = replace(rules, rules=(rules.rules[number - 1],))
    return sorted({place + 1 for signal in stats.signals(between(*values), rules=alone) for place in signal.points})


def climb(*values: int) -> list[float]:
    return [value / 10 - 0.45 for value in values]


# luca-scr/qcc, tests/testthat/test-rules.R, by number of the rule.
WESTERN_ELECTRIC = [
    (1, [0, 3.2, -3.5, 2.9], [2, 3]),
    (2, [0, 2.5, 1.0, 2.6, 0], [4]),
    (3, [0, 1.2, 1.3, 0.2, 1.4, 1.5], [6]),
    (4, [-1] * 8 + [1], [8]),
    (4, [2.5] * 7 + [3.2], [8]),
    (3, [2.5] * 7 + [3.2], [5, 6, 7, 8]),
    (2, [2.5] * 7 + [3.2], [3, 4, 5, 6, 7, 8]),
    (1, [2.5] * 7 + [3.2], [8]),
]
NELSON: list[tuple[int, list[float], list[int]]] = [
    (1, [0, 3.2, -3.4, 3], [2, 3]),
    (2, [0.5] * 10 + [-0.5] * 10, [9, 10, 19, 20]),
    (3, climb(1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1), [6, 7, 13, 14]),
    (4, climb(1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8), [14, 15]),
    (5, [0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5], [4, 7]),
    (6, [1.2, 1.3, 0.2, 1.4, 1.5, -1.2, -1.3, -0.1, -1.4, -1.5], [5, 10]),
    (7, [0.3] * 16 + [1.2], [15, 16]),
    (8, [1.2, -1.3, 1.1, -1.4, 1.5, -1.2, 1.3, -1.1, 0.2], [8]),
    (8, [1.2] * 8, []),
]
# Not qcc's: two of the first three, of which the third is not near, would never be told there.
FIRST_THREE = [2.5, 2.6, 0.1, 0.2]


@pytest.mark.parametrize(("number", "values", "expected"), WESTERN_ELECTRIC)
def test_western_electric_rules_name_the_points_that_qcc_names(
    number: int, values: list[float], expected: list[int]
) -> None:
    assert flagged(stats.WESTERN_ELECTRIC, number, values) == expected


@pytest.mark.parametrize(("number", "values", "expected"), NELSON)
def test_nelson_rules_name_the_points_that_qcc_names(number: int, values: list[float], expected: list[int]) -> None:
    assert flagged(stats.NELSON, number, values) == expected


def test_a_pattern_among_the_first_points_is_told_though_the_next_point_is_calm() -> None:
    assert flagged(stats.WESTERN_ELECTRIC, 2, FIRST_THREE) == [2]


def test_a_house_may_have_whole_patterns_named() -> None:
    whole = replace(stats.NELSON, marks="whole")

    assert flagged(whole, 2, [0.5] * 10) == list(range(1, 11))
    assert flagged(whole, 5, [0, 2.3, 0.4, 2.2]) == [2, 4]


def test_each_signal_says_its_side_and_patterns_that_overlap_are_one() -> None:
    values = [*climb(1, 2, 3, 4, 5, 6, 7), 3.5, -3.5]

    assert stats.signals(between(*values), rules=replace(stats.NELSON, marks="whole")) == (
        Signal("beyond-limits", "above", (7,)),
        Signal("beyond-limits", "below", (8,)),
        Signal("trend", "rising", tuple(range(8))),
    )


def test_the_rules_stand_with_the_chart_and_can_be_stored() -> None:
    chart = stats.xmr_chart(values=[1, 2, 3], rules=stats.NELSON)

    assert chart.rules == stats.NELSON
    assert json.loads(json.dumps(asdict(chart.rules)))["rules"][2] == {
        "code": "trend",
        "look": "trend",
        "points": 6,
        "of": 0,
        "sigmas": 3.0,
        "within_limits": False,
        "one_side": False,
    }
    assert stats.nhs_rules(run=8, trend=6).code == "nhs-run-8-trend-6"


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: stats.Rule(code="none", look="run", points=0),
        lambda: stats.Rule(code="none", look="trend", points=2),
        lambda: stats.Rule(code="none", look="near", points=3, of=2),
        lambda: stats.Rule(code="none", look="beyond", sigmas=0),
    ],
)
def test_a_rule_that_could_never_or_would_always_speak_is_refused(nonsense: Callable[[], object]) -> None:
    with pytest.raises(stats.RuleMakesNoSense):
        nonsense()


@pytest.mark.parametrize(
    ("side", "better", "expected"),
    [
        ("above", "higher", "improvement"),
        ("rising", "lower", "concern"),
        ("below", "lower", "improvement"),
        ("falling", "higher", "concern"),
        ("both", "higher", "neither"),
        ("above", None, "neither"),
    ],
)
def test_a_signal_is_good_news_only_where_one_way_is_better(
    side: stats.Side, better: stats.Better | None, expected: str
) -> None:
    assert stats.news(Signal("trend", side, (0,)), better=better) == expected


def test_points_are_coloured_by_what_is_better_and_by_where_they_lie() -> None:
    values = [*[1.0] * 7, None, -3.5, 0.5]

    assert stats.point_types(between(*values), better="lower") == (
        *["concern"] * 7,
        None,
        "improvement",
        "common-cause",
    )
    assert stats.point_types(between(*values), better=None)[0] == "special-cause"
