"""Means of 5,000 units from a million answers, with their errors, against the bare means of numpy.

    python bench/estimates.py [--answers 1000000] [--units 5000]

Three designs: every answer drawn by itself; drawn from 20 strata; 40,000 clusters (a shop's day) in 20 strata. The bare
way divides two sums per unit and knows no error. Runs alternate, so that a busy machine slows all.
Ends with 1 where an estimate with its error takes more than 60 times as long as the bare means, or they differ.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from servewell.engines import stats

LIMIT = 60.0
RUNS = 3
STRATA = 20
CLUSTERS = 40_000


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--answers", type=int, default=1_000_000)
    arguments.add_argument("--units", type=int, default=5_000)
    given = arguments.parse_args()
    chance = np.random.default_rng(1)
    units = chance.integers(0, given.units, given.answers)
    values, weights = chance.integers(1, 6, given.answers).astype(float), chance.uniform(1, 4, given.answers)
    clusters = chance.integers(0, CLUSTERS, given.answers)
    strata = clusters % STRATA
    designs = {
        "each answer": stats.design(weights=weights),
        "strata": stats.design(weights=weights, strata=strata),
        "clusters": stats.design(weights=weights, strata=strata, clusters=clusters),
    }

    def bare() -> np.ndarray:
        return np.bincount(units, weights * values) / np.bincount(units, weights)

    def estimated(design: stats.Design) -> Callable[[], np.ndarray]:
        return lambda: stats.survey_means(design=design, values=values, domains=units).value

    ways = {"bare means": bare, **{name: estimated(design) for name, design in designs.items()}}
    took: dict[str, list[float]] = {name: [] for name in ways}
    found = {}
    for _ in range(RUNS):
        for name, way in ways.items():
            began = time.perf_counter()
            found[name] = way()
            took[name].append(time.perf_counter() - began)
    is_equal = all(np.allclose(each, found["bare means"]) for each in found.values())
    basis = statistics.median(took["bare means"])
    ratios = {name: statistics.median(seconds) / basis for name, seconds in took.items()}
    for name, seconds in took.items():
        print(f"{name:12} {statistics.median(seconds):8.3f} s  {ratios[name]:6.1f} times the bare means")
    print(f"{LIMIT} times are allowed; the means are {'the same' if is_equal else 'NOT the same'}")
    return int(not is_equal or max(ratios.values()) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
