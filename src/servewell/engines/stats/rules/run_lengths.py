"""How long a chart with run rules takes to signal, exactly: a Markov chain over what the rules remember.

Each rule about zones remembers, for either side, which of the last points lay in its zone. The states that can be
reached are few (some hundreds for the Western Electric rules).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import erf, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.rules.sets import Rule, RuleSet

FloatArray = NDArray[np.float64]
State = tuple[int, ...]
KNOWN_LOOKS = ("beyond", "run", "near")


class RuleHasNoZones(ValueError):
    """The chain knows rules about zones only; what rises or alternates depends on the values themselves."""


@dataclass(frozen=True)
class _Watch:
    """One rule on one side: so many of the last few points in a zone."""

    low: float
    high: float
    points: int
    of: int


def average_run_length_of_rules(*, rules: RuleSet, shift: float = 0.0) -> float:
    """Points until a chart with known limits signals, when the process runs `shift` sigmas off from the start; infinity
    without a rule.

    Source: Champ and Woodall 1987, Technometrics 29:393. Raises RuleHasNoZones (trends and the like).
    """
    if not rules.rules:
        return inf
    moves = _moves(rules, shift)
    lengths = np.linalg.solve(np.eye(len(moves)) - moves, np.ones(len(moves)))
    return float(lengths[0])


def chance_of_a_signal(*, rules: RuleSet, periods: int, shift: float = 0.0) -> float:
    """That a chart with known limits signals at least once within so many points. Source and errors likewise."""
    moves, calm = _moves(rules, shift), None
    for _ in range(periods):
        calm = moves.sum(axis=1) if calm is None else moves @ calm
    return 0.0 if calm is None else float(1 - calm[0])


def _moves(rules: RuleSet, shift: float) -> FloatArray:
    """The chances to go from state to state without a signal; the first state remembers nothing."""
    watches = [watch for rule in rules.rules for watch in _watches(rule)]
    borders = sorted({edge for watch in watches for edge in (watch.low, watch.high)})
    zones = [((low + high) / 2, _between(low, high, shift)) for low, high in _pairs(borders)]
    start: State = (0,) * len(watches)
    numbers, waiting, found = {start: 0}, [start], list[tuple[int, int, float]]()
    while waiting:
        state = waiting.pop()
        for middle, chance in zones:
            reached = _after(state, middle, watches)
            if reached is None:
                continue
            if reached not in numbers:
                numbers[reached] = len(numbers)
                waiting.append(reached)
            found.append((numbers[state], numbers[reached], chance))
    moves = np.zeros((len(numbers), len(numbers)))
    for source, to, chance in found:
        moves[source, to] += chance
    return moves


def _watches(rule: Rule) -> Iterator[_Watch]:
    if rule.look not in KNOWN_LOOKS or rule.one_side:
        raise RuleHasNoZones(f"The rule {rule.code} is not about zones alone; count its alarms with `false_alarms`.")
    inner = 0.0 if rule.look == "run" else rule.sigmas
    outer = 3.0 if rule.within_limits else 40.0
    of = rule.points if rule.look == "run" else max(rule.of, 1)
    for side in (1, -1):
        low, high = sorted((side * inner, side * outer))
        yield _Watch(low, high, rule.points, of)


def _after(state: State, middle: float, watches: list[_Watch]) -> State | None:
    """What is remembered after a point in this zone; None where a rule speaks."""
    memory: list[int] = []
    for bits, watch in zip(state, watches, strict=True):
        seen = (bits << 1) | (watch.low < middle < watch.high)
        if seen.bit_count() >= watch.points:
            return None
        memory.append(_still_useful(seen & ((1 << (watch.of - 1)) - 1), watch))
    return tuple(memory)


def _still_useful(bits: int, watch: _Watch) -> int:
    """Without the oldest points that could not complete a pattern any more: the states stay few."""
    for width in range(watch.of - 1, 0, -1):
        oldest = 1 << (width - 1)
        if bits & oldest and bits.bit_count() + (watch.of - width) < watch.points:
            bits &= ~oldest
    return bits


def _pairs(borders: list[float]) -> Iterator[tuple[float, float]]:
    edges = sorted({-40.0, *borders, 40.0})
    return pairwise(edges)


def _between(low: float, high: float, shift: float) -> float:
    return 0.5 * (erf((high - shift) / sqrt(2)) - erf((low - shift) / sqrt(2)))
