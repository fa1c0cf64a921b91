"""Which of many charts may signal at all: told from all of them at once, so that only those few are drawn one by one.

It may let a calm chart through, and never holds one back that its page would show a signal on. The last month of each
has not ended: no limits come from it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servewell.engines import stats
from servewell.rooms.insight.selectors.counted.shares import Count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from servewell.engines.stats.charts.chart import Limits

    Bools = NDArray[np.bool_]
    Numbers = NDArray[np.float64]


def may_signal(counts: "Sequence[Sequence[Count]]", limits: "Sequence[Limits | None] | None" = None) -> "Bools":
    """By chart of shares, of which each has a count for every month: whether any rule speaks. ``limits``: those of p or
    p′ charts that are kept and hold in all months; where there are none, they come from the months themselves, and it
    is whether any rule of any kind of chart speaks.
    """
    import numpy as np  # noqa: PLC0415 - the web process starts without it

    found = np.zeros(len(counts), dtype=np.bool_)
    if not counts:
        return found
    n = np.array([[each.n for each in row] for row in counts], dtype=np.float64)
    successes = np.array([[each.successes for each in row] for row in counts], dtype=np.float64)
    by_limits: dict[tuple[object, ...] | None, list[int]] = {}
    for place, each in enumerate(limits or [None] * len(counts)):
        by_limits.setdefault((each.kind, each.spread, each.constants) if each else None, []).append(place)
    # a month that has not ended is judged by nothing but those that have
    own = [place for place in by_limits.pop(None, ()) if n[place, :-1].any()]
    if own:
        found[own] = _by_own_limits(n[own], successes[own])
    for places in by_limits.values():
        kept = [each for place in places if limits and (each := limits[place])]
        drawer = stats.p_charts if kept[0].kind == "p" else stats.p_prime_charts
        found[places] = stats.flags(drawer(successes=successes[places], n=n[places], limits=kept)).signalling
    return found


def _by_own_limits(n: "Numbers", successes: "Numbers") -> "Bools":
    last = [n.shape[1] - 1]
    plain = stats.p_charts(successes=successes, n=n, exclude=last)
    stretched = stats.p_prime_charts(successes=successes, n=n, exclude=last)
    runs = stats.run_charts(values=plain.values, n=n, exclude=last)
    return stats.flags(plain).signalling | stats.flags(stretched).signalling | stats.flags(runs).signalling
