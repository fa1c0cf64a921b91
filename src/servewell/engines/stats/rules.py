"""Which points of a chart deserve a question. Everything else is left in peace."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import comb, isclose, log2
from typing import Literal

from servewell.engines.stats.charts import Chart

Side = Literal["above", "below", "rising", "falling", "both"]

BEYOND_LIMITS = "beyond-limits"
RUN_ON_ONE_SIDE = "run-on-one-side"
TREND = "trend"
TWO_OF_THREE = "two-of-three"
RUN_TOO_LONG = "run-too-long"
TOO_FEW_CROSSINGS = "too-few-crossings"

# Under ten points off the median the two run-chart rules have not been published.
POINTS_FOR_RUN_RULES = 10


@dataclass(frozen=True)
class RuleSet:
    """A named choice of rules: the code is stored beside each chart, since houses differ (7 and 7, 8 and 6)."""

    code: str
    run_length: int
    trend_length: int
    two_of_three: bool


NHS = RuleSet(code="nhs-making-data-count", run_length=7, trend_length=7, two_of_three=True)


@dataclass(frozen=True)
class Signal:
    """One thing to ask about: the rule that was broken, on which side, and the places of its points in the chart.

    The side is "both" for too few crossings: there the whole series clings to one side after the other.
    """

    rule: str
    side: Side
    points: tuple[int, ...]


@dataclass(frozen=True)
class _Point:
    place: int
    value: float
    side: int  # 1 above the centre, -1 below, 0 on it
    is_out: bool
    is_close: bool


def signals(chart: Chart, *, rules: RuleSet = NHS) -> tuple[Signal, ...]:
    """All signals of a chart, by rule and then by time; gaps are stepped over.

    With limits (NHS England, Making Data Count): a point beyond a limit; a run on one side of the centre (a point on
    it ends the run); points each higher, or each lower, than the last; two of three points on one side beyond two
    thirds of the way to that limit but within it, of which only the close ones are named. Without limits (Anhoej and
    Olesen 2014): a run, points on the median left out, longer than round(log2(n) + 3); fewer crossings than the 5 %
    quantile of binomial(n - 1, 1/2).
    """
    points = tuple(_points(chart))
    if chart.kind == "run":
        return (*_long_runs(points), *_few_crossings(points))
    found = (*_beyond(points), *_runs(points, at_least=rules.run_length), *_trends(points, at_least=rules.trend_length))
    return (*found, *_two_of_three(points)) if rules.two_of_three else found


def _points(chart: Chart) -> Iterator[_Point]:
    columns = zip(chart.values, chart.centre, chart.lower, chart.upper, strict=True)
    for place, (value, centre, lower, upper) in enumerate(columns):
        if value is None or centre is None:
            continue
        side = _against(value, centre)
        if lower is None or upper is None:
            yield _Point(place, value, side, is_out=False, is_close=False)
            continue
        is_out = _against(value, upper) > 0 or _against(value, lower) < 0
        # Limits are symmetric unless cut at 0 or 1: the longer arm is the true one.
        reach = max(upper - centre, centre - lower)
        is_close = bool(side) and not is_out and abs(value - centre) > reach * 2 / 3
        yield _Point(place, value, side, is_out, is_close)


def _against(value: float, line: float) -> int:
    """1 above the line, -1 below, 0 on it: a series that never moves must not signal because its mean was rounded."""
    return 0 if isclose(value, line, rel_tol=1e-12) else (value > line) - (value < line)


def _beyond(points: tuple[_Point, ...]) -> Iterator[Signal]:
    for point in points:
        if point.is_out:
            yield Signal(BEYOND_LIMITS, _name(point.side), (point.place,))


def _runs(points: tuple[_Point, ...], *, at_least: int, rule: str = RUN_ON_ONE_SIDE) -> Iterator[Signal]:
    for side, members in groupby(points, key=lambda point: point.side):
        places = tuple(point.place for point in members)
        if side and len(places) >= at_least:
            yield Signal(rule, _name(side), places)


def _trends(points: tuple[_Point, ...], *, at_least: int) -> Iterator[Signal]:
    steps = [((b.value > a.value) - (b.value < a.value), a.place, b.place) for a, b in pairwise(points)]
    for direction, members in groupby(steps, key=lambda step: step[0]):
        taken = list(members)
        if direction and len(taken) >= at_least - 1:
            places = (taken[0][1], *(later for _, _, later in taken))
            yield Signal(TREND, "rising" if direction > 0 else "falling", places)


def _two_of_three(points: tuple[_Point, ...]) -> Iterator[Signal]:
    found: list[Signal] = []
    for three in zip(points, points[1:], points[2:], strict=False):
        close = tuple(point.place for point in three if point.is_close)
        if len(close) < 2 or len({point.side for point in three}) > 1:
            continue
        side = _name(three[0].side)
        if found and found[-1].side == side and set(found[-1].points) & set(close):
            close = tuple(sorted({*found.pop().points, *close}))
        found.append(Signal(TWO_OF_THREE, side, close))
    yield from found


def _long_runs(points: tuple[_Point, ...]) -> Iterator[Signal]:
    useful = tuple(point for point in points if point.side)
    if len(useful) >= POINTS_FOR_RUN_RULES:
        yield from _runs(useful, at_least=longest_run_by_chance(len(useful)) + 1, rule=RUN_TOO_LONG)


def _few_crossings(points: tuple[_Point, ...]) -> Iterator[Signal]:
    useful = tuple(point for point in points if point.side)
    if len(useful) < POINTS_FOR_RUN_RULES:
        return
    crossings = sum(a.side != b.side for a, b in pairwise(useful))
    if crossings < fewest_crossings_by_chance(len(useful)):
        yield Signal(TOO_FEW_CROSSINGS, "both", tuple(point.place for point in useful))


def longest_run_by_chance(useful: int) -> int:
    """The longest run that `useful` points off the median show by chance: round(log2(n) + 3)."""
    return round(log2(useful) + 3)


def fewest_crossings_by_chance(useful: int) -> int:
    """The 5 % quantile of binomial(n - 1, 1/2), exactly: as many crossings are still ordinary."""
    tosses = useful - 1
    reached, crossings = comb(tosses, 0), 0
    while 20 * reached < 2**tosses:
        crossings += 1
        reached += comb(tosses, crossings)
    return crossings


def _name(side: int) -> Side:
    return "above" if side > 0 else "below"
