"""Ten thousand units' XmR charts and the Western Electric rules, against a loop over the fastest package with both.

That is capstat-core (of those tried: capstat-core, abspc, process-improve). Both draw the same values in turns and must
flag the same points of them; prints medians and their ratio. Exits with 1 when ours is not fast enough.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from capstat_core import i_mr_chart, western_electric_rules
from numpy.typing import NDArray

from servewell.engines import stats

LEAST_TIMES = 20
PERIODS = 36

FloatArray = NDArray[np.float64]
Flagged = set[tuple[int, int]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    values = np.random.default_rng(1).normal(size=(asked.units, PERIODS))

    ours: list[float] = []
    theirs: list[float] = []
    found: list[Flagged] = []
    for _ in range(asked.rounds):
        for way, times in ((one_by_one, theirs), (at_once, ours)):
            seconds, flagged = timed(way, values)
            times.append(seconds)
            found.append(flagged)
    assert all(each == found[0] for each in found), "the two do not flag the same points"
    ratio = statistics.median(theirs) / statistics.median(ours)
    print(f"{asked.units} charts of {PERIODS} points, {len(found[0])} points flagged")
    print(f"capstat-core, one by one  {statistics.median(theirs):8.3f} s")
    print(f"ours, all at once         {statistics.median(ours):8.3f} s")
    print(f"ratio                     {ratio:8.1f} (at least {LEAST_TIMES})")
    return 0 if ratio >= LEAST_TIMES else 1


def timed(way: Callable[[FloatArray], Callable[[], Flagged]], values: FloatArray) -> tuple[float, Flagged]:
    began = time.perf_counter()
    told = way(values)
    return time.perf_counter() - began, told()


def at_once(values: FloatArray) -> Callable[[], Flagged]:
    charts = stats.xmr_charts(values=values, screen=False, constants="exact", rules=stats.WESTERN_ELECTRIC)
    flagged = stats.flags(charts).any
    return lambda: {(int(unit), int(place)) for unit, place in zip(*np.nonzero(flagged), strict=True)}


def one_by_one(values: FloatArray) -> Callable[[], Flagged]:
    found = [western_electric_rules(i_mr_chart(row).location) for row in values]
    return lambda: {(unit, violation.point) for unit, violations in enumerate(found) for violation in violations}


if __name__ == "__main__":
    sys.exit(main())
