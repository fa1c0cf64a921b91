"""Shapley shares of twelve drivers against fitting the one regression that they divide.

    python bench/drivers.py [--rows 5000] [--draws 1000]

Both see the same answers: the regression by its normal equations, the shares from all 4,096 subsets. Runs alternate, so
that a busy machine slows both; then the shares are drawn anew for an interval. Ends with 1 where the shares, or a draw
(which also draws its rows and correlates them), take more than 40 times as long as the one regression.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from servewell.engines.stats import drivers_of, shares_of_r_squared

DRIVERS = 12
RUNS = 7
LIMIT = 40.0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rows", type=int, default=5000)
    arguments.add_argument("--draws", type=int, default=1000)
    asked = arguments.parse_args()
    random = np.random.default_rng(1)
    x = random.normal(size=(asked.rows, DRIVERS)) @ random.normal(size=(DRIVERS, DRIVERS))
    y = x @ random.normal(size=DRIVERS) + random.normal(size=asked.rows) * 5
    names = [f"aspect {number}" for number in range(DRIVERS)]
    with_intercept = np.column_stack([np.ones(asked.rows), x])

    def regression() -> float:
        rest = y - with_intercept @ np.linalg.solve(with_intercept.T @ with_intercept, with_intercept.T @ y)
        return 1 - float(rest @ rest) / float(np.sum((y - y.mean()) ** 2))

    def shares() -> float:
        return float(shares_of_r_squared(correlations=np.corrcoef(np.column_stack([x, y]).T)[np.newaxis]).sum())

    assert abs(regression() - shares()) < 1e-9
    both = [(timed(regression), timed(shares)) for _ in range(RUNS)]
    one, all_subsets = (statistics.median(times) for times in zip(*both, strict=True))
    draws = timed(lambda: drivers_of(outcome=y, drivers=x, names=names, draws=asked.draws)) / asked.draws
    print(f"{asked.rows} rows, {DRIVERS} drivers: one regression {1000 * one:.2f} ms")
    print(f"  all 4,096 subsets {1000 * all_subsets:.2f} ms: {all_subsets / one:.1f} times (limit {LIMIT:.0f})")
    print(f"  one of {asked.draws} draws {1000 * draws:.2f} ms: {draws / one:.1f} times (limit {LIMIT:.0f})")
    return int(all_subsets / one > LIMIT or draws / one > LIMIT)


def timed(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
