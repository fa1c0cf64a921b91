"""A series that a changed scale cuts into stretches: each has limits of its own, and none speaks about another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from numpy.typing import ArrayLike

from servewell.engines.stats.charts.chart import Chart
from servewell.engines.stats.charts.choosing import chart_of_shares, chart_of_values
from servewell.engines.stats.counts import successes_of
from servewell.engines.stats.rules.judging import signals
from servewell.engines.stats.rules.signals import Signal


@dataclass(frozen=True)
class Stretch:
    """The periods from `start` up to, but without, `until`.

    `chart` has one place for each of them and is None where nobody answered in any; the points of `signals` are places
    in the whole series.
    """

    start: int
    until: int
    chart: Chart | None
    signals: tuple[Signal, ...]


def stretches_of_shares(*, successes: ArrayLike, n: ArrayLike, breaks: Sequence[int] = ()) -> tuple[Stretch, ...]:
    """`chart_of_shares` for each stretch from its own periods. A break is the place of the first period after it.

    Raises what `chart_of_shares` raises, but for NoAnswers.
    """
    hits, answers = successes_of(successes=successes, n=n)
    return tuple(
        _stretch(
            start,
            until,
            chart_of_shares(successes=hits[start:until], n=answers[start:until])
            if answers[start:until].any()
            else None,
        )
        for start, until in _cut(len(answers), breaks)
    )


def stretches_of_values(
    *, values: Sequence[float | None], n: Sequence[int], breaks: Sequence[int] = ()
) -> tuple[Stretch, ...]:
    """`chart_of_values` for each stretch, likewise."""
    return tuple(
        _stretch(
            start,
            until,
            chart_of_values(values=values[start:until], n=n[start:until])
            if any(value is not None for value in values[start:until])
            else None,
        )
        for start, until in _cut(len(values), breaks)
    )


def _cut(length: int, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    inner = sorted({place for place in breaks if 0 < place < length})
    return pairwise((0, *inner, length))


def _stretch(start: int, until: int, chart: Chart | None) -> Stretch:
    found = () if chart is None else signals(chart)
    return Stretch(start, until, chart, tuple(moved(signal, by=start) for signal in found))


def moved(signal: Signal, *, by: int) -> Signal:
    return replace(signal, points=tuple(place + by for place in signal.points))
