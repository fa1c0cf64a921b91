"""Which of many charts may signal at all: told from all of them at once, so that only those few are drawn one by one.

It may let a calm chart through, and never holds one back that its page would show a signal on.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servewell.engines import stats
from servewell.rooms.insight.selectors.counted.shares import Count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def may_signal(counts: Sequence[Sequence[Count]]) -> "NDArray[np.bool_]":
    """By chart of shares, of which each has a count for every month: whether any rule of any kind of chart speaks."""
    import numpy as np  # noqa: PLC0415 - the web process starts without it

    if not counts:
        return np.zeros(0, dtype=np.bool_)
    n = np.array([[each.n for each in row] for row in counts], dtype=np.float64)
    successes = np.array([[each.successes for each in row] for row in counts], dtype=np.float64)
    answered = n.any(axis=1)
    found = np.zeros(len(counts), dtype=np.bool_)
    if not answered.any():
        return found
    n, successes = n[answered], successes[answered]
    plain = stats.p_charts(successes=successes, n=n)
    stretched = stats.p_prime_charts(successes=successes, n=n)
    runs = stats.run_charts(values=plain.values, n=n)
    found[answered] = stats.flags(plain).signalling | stats.flags(stretched).signalling | stats.flags(runs).signalling
    return found
