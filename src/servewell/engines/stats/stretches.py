"""A series in stretches: cut where a scale changed and where limits were drawn anew. None speaks about another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from servewell.engines.stats.charts.attributes import p_chart, p_prime_chart, u_chart, u_prime_chart
from servewell.engines.stats.charts.chart import Chart, ChartKind, Limits, Reason
from servewell.engines.stats.charts.choosing import chart_of_rates, chart_of_shares, chart_of_values
from servewell.engines.stats.charts.phases import Phase, moved
from servewell.engines.stats.charts.refusals import LimitsOfAnotherKind
from servewell.engines.stats.charts.series import Values, one
from servewell.engines.stats.charts.values import xmr_chart
from servewell.engines.stats.counts import successes_of
from servewell.engines.stats.rules.judging import signals
from servewell.engines.stats.rules.sets import BEYOND_LIMITS
from servewell.engines.stats.rules.signals import Signal

# With few answers these limits lie far apart, so a point beyond them means as much as any other.
OF_SHARES: tuple[ChartKind, ...] = ("p", "p-prime")
OF_RATES: tuple[ChartKind, ...] = ("u", "u-prime")
LIMITS_FOLLOW_N = OF_SHARES + OF_RATES
_REASONS: dict[ChartKind, Reason] = {
    "p": "spread-as-by-chance",
    "p-prime": "spread-beyond-chance",
    "u": "spread-as-by-chance",
    "u-prime": "spread-beyond-chance",
    "xmr": "one-value-each",
}


@dataclass(frozen=True)
class Stretch:
    """The periods from `start` up to, but without, `until`.

    `chart` has one place for each of them and is None where nobody answered in any; the points of `signals` are places
    in the whole series. `phase`: whose limits hold here; None where they come from the stretch's own periods.
    """

    start: int
    until: int
    chart: Chart | None
    signals: tuple[Signal, ...]
    phase: Phase | None = None


def stretches_of_shares(
    *,
    successes: ArrayLike,
    n: ArrayLike,
    breaks: Sequence[int] = (),
    phases: Sequence[Phase] = (),
    is_last_open: bool = False,
) -> tuple[Stretch, ...]:
    """`chart_of_shares` for each stretch, by the limits of the phase that holds there or else from its own periods.

    A break is the place of the first period after it: what was stored before a break does not hold after it. Phases
    are in order; one that began before the first period has a `start` below 0. `is_last_open`: the last period has not
    ended. Limits never come from it, and of the rules only that of the limits speaks about it, where they follow n: a
    run or a trend may still come undone. Raises what `chart_of_shares` raises, but for NoAnswers, and
    LimitsOfAnotherKind.
    """
    hits, answers = successes_of(successes=successes, n=n)

    def draw(part: slice, limits: Limits | None, exclude: Sequence[int]) -> Chart | None:
        if not answers[part].any():
            return None
        if limits is None:
            return chart_of_shares(successes=hits[part], n=answers[part], exclude=exclude)
        _require_one_of(limits, OF_SHARES)
        drawn = p_chart if limits.kind == "p" else p_prime_chart
        return drawn(successes=hits[part], n=answers[part], limits=limits)

    is_point = [bool(each) for each in answers]
    return tuple(_stretches(is_point, breaks, phases, is_last_open=is_last_open, draw=draw))


def stretches_of_rates(
    *,
    counts: Values,
    exposure: Values,
    breaks: Sequence[int] = (),
    phases: Sequence[Phase] = (),
    is_last_open: bool = False,
) -> tuple[Stretch, ...]:
    """`chart_of_rates` for each stretch, likewise. Raises what `chart_of_rates` raises, but for NoAnswers, and
    LimitsOfAnotherKind.
    """
    events, room = one(counts, name="counts"), one(exposure, name="exposure")
    is_point = [bool(each) for each in np.nan_to_num(room[0]) > 0]

    def draw(part: slice, limits: Limits | None, exclude: Sequence[int]) -> Chart | None:
        if not any(is_point[part]):
            return None
        if limits is None:
            return chart_of_rates(counts=events[0, part], exposure=room[0, part], exclude=exclude)
        _require_one_of(limits, OF_RATES)
        drawn = u_chart if limits.kind == "u" else u_prime_chart
        return drawn(counts=events[0, part], exposure=room[0, part], limits=limits)

    return tuple(_stretches(is_point, breaks, phases, is_last_open=is_last_open, draw=draw))


def stretches_of_values(
    *,
    values: Sequence[float | None],
    n: Sequence[int],
    breaks: Sequence[int] = (),
    phases: Sequence[Phase] = (),
    is_last_open: bool = False,
) -> tuple[Stretch, ...]:
    """`chart_of_values` for each stretch, likewise. Limits of single values know no n, so no rule speaks about a last
    period that has not ended.
    """

    def draw(part: slice, limits: Limits | None, exclude: Sequence[int]) -> Chart | None:
        if all(value is None for value in values[part]):
            return None
        if limits is None:
            return chart_of_values(values=values[part], n=n[part], exclude=exclude)
        _require_one_of(limits, ("xmr",))
        return xmr_chart(values=values[part], n=n[part], limits=limits)

    is_point = [value is not None for value in values]
    return tuple(_stretches(is_point, breaks, phases, is_last_open=is_last_open, draw=draw))


def _require_one_of(limits: Limits, kinds: Sequence[ChartKind]) -> None:
    if limits.kind not in kinds:
        raise LimitsOfAnotherKind(f"Limits of kind {limits.kind} were stored; here are charts of {', '.join(kinds)}.")


def _stretches(
    is_point: Sequence[bool],
    breaks: Sequence[int],
    phases: Sequence[Phase],
    *,
    is_last_open: bool,
    draw: Callable[[slice, Limits | None, Sequence[int]], Chart | None],
) -> Iterator[Stretch]:
    length = len(is_point)
    for start, until in _cut(length, [*breaks, *(phase.start for phase in phases)]):
        is_open = is_last_open and until == length
        phase = _holding(start, phases, breaks)
        left_out = [until - start - 1] if is_open and any(is_point[start : until - 1]) else []
        chart = draw(slice(start, until), phase.limits if phase else None, left_out)
        if chart is not None and phase is not None:
            chart = replace(chart, reason=_REASONS[chart.kind])
        found = () if chart is None else _judged(chart, is_open=is_open)
        yield Stretch(start, until, chart, tuple(moved(signal, by=start) for signal in found), phase)


def _cut(length: int, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    inner = sorted({place for place in places if 0 < place < length})
    return pairwise((0, *inner, length))


def _holding(place: int, phases: Sequence[Phase], breaks: Sequence[int]) -> Phase | None:
    begun = [phase for phase in phases if phase.start <= place]
    if not begun or any(begun[-1].start < each <= place for each in breaks):
        return None
    return begun[-1]


def _judged(chart: Chart, *, is_open: bool) -> tuple[Signal, ...]:
    if not is_open:
        return signals(chart)
    last = len(chart.values) - 1
    ended = signals(replace(chart, values=(*chart.values[:-1], None), z=(*chart.z[:-1], None)))
    if chart.kind not in LIMITS_FOLLOW_N:
        return ended
    now = [each for each in signals(chart) if each.rule == BEYOND_LIMITS and each.points == (last,)]
    beyond = [each for each in ended if each.rule == BEYOND_LIMITS]
    return (*beyond, *now, *(each for each in ended if each.rule != BEYOND_LIMITS))


def stretches_by_phase(
    *, phases: Sequence[Phase], periods: int, draw: Callable[[slice, Limits], Chart]
) -> tuple[Stretch, ...]:
    """Each phase with its own limits and its own signals: no pattern reaches across a change of limits.

    `draw` makes the chart of some periods with given limits, for instance
    ``lambda part, limits: xmr_chart(values=values[part], limits=limits)``. Places of signals are those of the whole
    series. Phases that begin after the last period are left out.
    """
    return tuple(_parts(phases, periods, draw))


def _parts(phases: Sequence[Phase], periods: int, draw: Callable[[slice, Limits], Chart]) -> Iterator[Stretch]:
    begun = [phase for phase in phases if phase.start < periods]
    ends = [*(phase.start for phase in begun), periods]
    for phase, (start, until) in zip(begun, pairwise(ends), strict=True):
        chart = draw(slice(start, until), phase.limits)
        yield Stretch(start, until, chart, tuple(moved(signal, by=start) for signal in signals(chart)))
