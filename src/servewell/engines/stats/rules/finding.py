"""Where the rules speak, in many charts at once: whole tables of points, never one by one.

Gaps are stepped over: each row is pushed together before it is looked at. A pattern of m points that is complete at a
place is one True there; which points it names follows from the set's marks.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.rules.sets import (
    POINTS_FOR_RUN_RULES,
    Rule,
    RuleSet,
    Side,
    fewest_crossings_by_chance,
    longest_run_by_chance,
)
from servewell.engines.stats.rules.signals import Signal

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
SideArray = NDArray[np.int8]

# So much closer than rounding reaches, and so much further than it does.
TOLERANCE = 1e-9
_NAMES: dict[int, Side] = {1: "above", -1: "below"}


@dataclass(frozen=True, eq=False)
class Board:
    """The points of many charts with their gaps pushed to the end of each row; `places` leads back."""

    values: FloatArray
    z: FloatArray
    sides: SideArray  # 1 above the centre, -1 below, 0 on it and in the gaps
    is_point: BoolArray
    places: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Found:
    """One rule on one side. `complete`: where a pattern of `length` points ends; `named`: the points that it names."""

    rule: Rule
    side: Side
    complete: BoolArray
    length: NDArray[np.int64]
    named: BoolArray
    places: NDArray[np.intp]

    def count(self) -> NDArray[np.int64]:
        """Signals by unit: patterns that share a point are one."""
        return np.array([len(self._spans(unit)) for unit in range(len(self.complete))])

    def flagged(self) -> BoolArray:
        """The named points, where they stand among the periods."""
        found = np.zeros(self.named.shape, dtype=np.bool_)
        np.put_along_axis(found, self.places, self.named, axis=1)
        return found

    def groups(self, unit: int) -> list[tuple[int, ...]]:
        named, places = self.named[unit], self.places[unit]
        return [
            tuple(int(places[at]) for at in range(first, last + 1) if named[at]) for first, last in self._spans(unit)
        ]

    def _spans(self, unit: int) -> list[list[int]]:
        ends = np.flatnonzero(self.complete[unit]).tolist()
        spans: list[list[int]] = []
        for end in ends:
            start = end - int(self.length[unit]) + 1
            if spans and start <= spans[-1][1]:
                spans[-1][1] = end
            else:
                spans.append([start, end])
        return spans


def board(*, values: FloatArray, z: FloatArray, centre: FloatArray) -> Board:
    is_point = ~np.isnan(values)
    if is_point.all():
        places = np.broadcast_to(np.arange(values.shape[1]), values.shape)
        return Board(values, z, _sides(values, centre), is_point, places)
    places = np.argsort(~is_point, axis=1, kind="stable")
    pushed = [np.take_along_axis(each, places, axis=1) for each in (values, z, centre, is_point)]
    return Board(pushed[0], pushed[1], _sides(pushed[0], pushed[2]), pushed[3].astype(np.bool_), places)


def _sides(values: FloatArray, centre: FloatArray) -> SideArray:
    """A series that never moves must not signal because its mean was rounded."""
    difference = values - centre
    with np.errstate(invalid="ignore"):
        close = 1e-12 * np.maximum(np.abs(values), np.abs(centre))
        return (difference > close).astype(np.int8) - (difference < -close).astype(np.int8)


def look(at: Board, rules: RuleSet) -> Iterator[Found]:
    """What each rule finds, in the order of the set; what finds nothing anywhere is left out."""
    for rule in rules.rules:
        for found in _LOOKS[rule.look](at, rule, rules.marks == "whole"):
            if found.complete.any():
                yield found


def signals_of(found: Sequence[Found], unit: int) -> tuple[Signal, ...]:
    """By rule, and then by time."""
    order = {code: place for place, code in enumerate(dict.fromkeys(each.rule.code for each in found))}
    signals = [Signal(each.rule.code, each.side, points) for each in found for points in each.groups(unit)]
    return tuple(sorted(signals, key=lambda signal: (order[signal.rule], signal.points)))


def _beyond(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    for side, name in _NAMES.items():
        out = _past(at.z, side, rule.sigmas)
        yield _made(at, rule, name, out, 1, whole=whole)


def _runs(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    for side, name in _NAMES.items():
        yield _made(at, rule, name, _all_of(at.sides == side, rule.points), rule.points, whole=whole)


def _trends(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    steps = _steps(at)
    names: dict[int, Side] = {1: "rising", -1: "falling"}
    for side, name in names.items():
        yield _made(at, rule, name, _all_of(steps == side, rule.points - 1), rule.points, whole=whole)


def _near(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    for side, name in _NAMES.items():
        near = _past(at.z, side, rule.sigmas)
        if rule.within_limits:
            near &= ~_past(at.z, side, 3.0)
        complete = _sum_of(near, rule.of) >= rule.points
        complete[:, : rule.of - 1] = False
        if rule.one_side:
            complete &= _all_of(at.sides == side, rule.of)
        found = _made(at, rule, name, complete, rule.of, whole=True, among=near)
        yield found if whole else replace(found, named=_latest(complete, near, rule.of))


def _latest(complete: BoolArray, near: BoolArray, of: int) -> BoolArray:
    """The last near point of each pattern: the one that the pattern ends with, but for the first in a series."""
    named = complete & near
    if complete.shape[1] < of:
        return named
    waiting = complete[:, of - 1] & ~near[:, of - 1]
    for place in range(of - 2, -1, -1):
        named[:, place] |= waiting & near[:, place]
        waiting &= ~near[:, place]
    return named


def _alternating(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    steps = _steps(at)
    turns = np.zeros(steps.shape, dtype=np.bool_)
    turns[:, 2:] = steps[:, 2:] * steps[:, 1:-1] < 0
    yield _made(at, rule, "both", _all_of(turns, rule.points - 2), rule.points, whole=whole)


def _within(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    with np.errstate(invalid="ignore"):
        inside = np.abs(at.z) <= rule.sigmas + TOLERANCE
    yield _made(at, rule, "both", _all_of(inside, rule.points), rule.points, whole=whole)


def _outside(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    above, below = _past(at.z, 1, rule.sigmas), _past(at.z, -1, rule.sigmas)
    complete = _all_of(above | below, rule.points)
    complete &= (_sum_of(above, rule.points) > 0) & (_sum_of(below, rule.points) > 0)
    yield _made(at, rule, "both", complete, rule.points, whole=whole)


def _longest_run(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    useful, many = _off_the_median(at)
    longest = _for_each(longest_run_by_chance, many) + 1
    position = _position(useful.sides)
    judged = (many >= POINTS_FOR_RUN_RULES)[:, None] & (position >= longest[:, None])
    for side, name in _NAMES.items():
        complete = judged & (useful.sides == side)
        named = _spread(complete, longest) if whole else complete
        yield Found(rule, name, complete, longest, named, useful.places)


def _crossings(at: Board, rule: Rule, whole: bool) -> Iterator[Found]:
    useful, many = _off_the_median(at)
    crossings = ((useful.sides[:, 1:] * useful.sides[:, :-1]) < 0).sum(axis=1)
    few = (many >= POINTS_FOR_RUN_RULES) & (crossings < _for_each(fewest_crossings_by_chance, many))
    is_last = np.arange(useful.sides.shape[1])[None, :] == (many - 1)[:, None]
    named = useful.is_point & few[:, None]
    yield Found(rule, "both", is_last & few[:, None], many, named, useful.places)


def _off_the_median(at: Board) -> tuple[Board, NDArray[np.int64]]:
    """The points that lie on a side, pushed together, and how many there are in each row."""
    is_useful = at.sides != 0
    order = np.argsort(~is_useful, axis=1, kind="stable")
    pushed = [np.take_along_axis(each, order, axis=1) for each in (at.values, at.z, at.sides, is_useful, at.places)]
    return Board(*pushed), is_useful.sum(axis=1)


def _for_each(limit: Callable[[int], int], many: NDArray[np.int64]) -> NDArray[np.int64]:
    known = {count: limit(count) if count >= POINTS_FOR_RUN_RULES else 0 for count in set(many.tolist())}
    return np.array([known[count] for count in many.tolist()], dtype=np.int64)


def _made(
    at: Board, rule: Rule, side: Side, complete: BoolArray, length: int, *, whole: bool, among: BoolArray | None = None
) -> Found:
    named = _spread_evenly(complete, length) if whole else complete
    lengths = np.full(len(complete), length, dtype=np.int64)
    return Found(rule, side, complete, lengths, named if among is None else named & among, at.places)


def _past(z: FloatArray, side: int, sigmas: float) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return z > sigmas + TOLERANCE if side > 0 else z < -sigmas - TOLERANCE


def _steps(at: Board) -> SideArray:
    """Whether each point is higher (1) or lower (-1) than the one before it."""
    found = np.zeros(at.sides.shape, dtype=np.int8)
    with np.errstate(invalid="ignore"):
        later, sooner = at.values[:, 1:], at.values[:, :-1]
        found[:, 1:] = (later > sooner).astype(np.int8) - (later < sooner).astype(np.int8)
    return found


def _sum_of(true: BoolArray, length: int) -> NDArray[np.int16]:
    """How many of the last `length` places are true, at each place."""
    sums = np.cumsum(true, axis=1, dtype=np.int16)
    if length < sums.shape[1]:
        sums[:, length:] = sums[:, length:] - sums[:, :-length]
    return sums


def _all_of(true: BoolArray, length: int) -> BoolArray:
    """Whether the last `length` places are all true: halves of the length laid over each other."""
    found, reached = true, 1
    while reached < length:
        by = min(reached, length - reached)
        shifted = np.zeros(found.shape, dtype=np.bool_)
        if by < found.shape[1]:
            shifted[:, by:] = found[:, :-by]
        found, reached = found & shifted, reached + by
    return found


def _spread_evenly(complete: BoolArray, length: int) -> BoolArray:
    """All places of the patterns that end at the true ones."""
    found, reached = complete, 1
    while reached < length:
        by = min(reached, length - reached)
        shifted = np.zeros(found.shape, dtype=np.bool_)
        if by < found.shape[1]:
            shifted[:, :-by] = found[:, by:]
        found, reached = found | shifted, reached + by
    return found


def _spread(complete: BoolArray, lengths: NDArray[np.int64]) -> BoolArray:
    found = np.zeros(complete.shape, dtype=np.bool_)
    for length in set(lengths[complete.any(axis=1)].tolist()):
        rows = lengths == length
        found[rows] = _spread_evenly(complete[rows], length)
    return found


def _position(sides: SideArray) -> NDArray[np.int64]:
    """The place of each point in its run, from 1."""
    index = np.arange(sides.shape[1])
    begins = np.ones(sides.shape, dtype=np.bool_)
    begins[:, 1:] = sides[:, 1:] != sides[:, :-1]
    return np.asarray(index - np.maximum.accumulate(np.where(begins, index, 0), axis=1) + 1)


_LOOKS = {
    "beyond": _beyond,
    "run": _runs,
    "trend": _trends,
    "near": _near,
    "alternating": _alternating,
    "within": _within,
    "outside": _outside,
    "longest-run": _longest_run,
    "crossings": _crossings,
}
