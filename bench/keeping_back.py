"""What is kept back of few, reckoned for whoever looks first after a load: 400 units, three years of answers.

    python bench/keeping_back.py [--answers 500000]

A company of 20 regions and 380 units, every tenth of which moved, in a lake of its own; four languages, four aspects.
Measured is the processor's time, without reading the lake, which is printed beside it:

- one language by month (or longer), against one plain pass of numpy over as many cells: a key for each, sorted, and
  what has the same key added up. Limit: 60 such passes.
- one language by day, by the cell, against that by month. Limit: 3, as the longer periods are settled before.
- the most memory that this process held. Limit: 2 GiB, half of what a small server has.

Ends with 1 where a limit is passed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ["SERVEWELL_HOME"] = tempfile.mkdtemp(prefix="servewell-keeping-back-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")

import django

django.setup()

import numpy as np

from bench.answers import AT, COMPANY, MONTHS, REGIONS, UNITS, written
from bench.memory import peak_mib
from servewell.engines.lake import Lake
from servewell.engines.lake.measures import By, Per, Question
from servewell.engines.lake.sizes import Sizes, sizes
from servewell.rooms.insight.selectors.kept_back.cells import AllCells
from servewell.rooms.insight.selectors.kept_back.sizing import Forest, Sizing
from servewell.rooms.insight.selectors.kept_back.withholding import Settling
from servewell.rooms.people.selectors import Placed

LONG_AGO, MOVED_ON, FOREVER = date(2000, 1, 1), date(2025, 6, 16), date(9999, 12, 31)
LEVEL = ("language",)
ROUNDS = 3
PASSES, GROWTH, MIB = 60.0, 3.0, 2048.0


def placed() -> Iterator[Placed]:
    """As the lake has them: see PLACES_SQL of bench/answers.py."""
    yield Placed(COMPANY, None, LONG_AGO, FOREVER)
    yield from (Placed(region, COMPANY, LONG_AGO, FOREVER) for region in REGIONS)
    for unit in UNITS:
        has_moved = unit % 10 == 0
        yield Placed(unit, 2 + unit % 20, LONG_AGO, MOVED_ON if has_moved else FOREVER)
        if has_moved:
            yield Placed(unit, 2 + (unit + 1) % 20, MOVED_ON, FOREVER)


def read(lake: Lake, by: By) -> Sizes:
    asked = [
        Question(MONTHS[0], AT.date(), by=by, per=per, only_overall=per is Per.UNIT)
        for per in (Per.UNIT, Per.UNIT_ASPECT)
    ]
    return sizes(lake=lake, questions=asked, split=LEVEL)


def reckoned(found: Sizes, by: By) -> AllCells:
    sizing = Sizing(found, ways=[0, 0], kinds={}, forest=Forest(tuple(placed()), AT.date()))
    return Settling(sizing, is_told_whole=True).cells(LEVEL, is_fine=by is By.DAY)


def plain_pass(cells: int) -> None:
    keys = np.random.default_rng(1).integers(0, cells, cells)
    order = np.argsort(keys)
    np.add.reduceat(order, np.flatnonzero(np.diff(keys[order], prepend=-1)))


def cheapest(way: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the processor."""
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        way()
        took.append(time.process_time() - begun)
    return min(took)


def measured(lake: Lake, by: By) -> tuple[float, int]:
    """Seconds, and cells."""
    begun = time.process_time()
    found = read(lake, by)
    took = time.process_time() - begun
    cells = len(reckoned(found, by))
    seconds = cheapest(lambda: reckoned(found, by), ROUNDS if by is By.MONTH else 1)
    print(f"by {by}: read in {took:.2f} s, reckoned in {seconds:.2f} s; {cells:,} cells, {peak_mib():.0f} MiB at most")
    return seconds, cells


def told(name: str, ratio: float, limit: float) -> bool:
    print(f"    {name}: {ratio:.2f}, limit {limit}: {'holds' if ratio <= limit else 'DOES NOT HOLD'}", flush=True)
    return ratio <= limit


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--answers", type=int, default=500_000)
    with tempfile.TemporaryDirectory(prefix="servewell-keeping-back-") as folder:
        written(folder=Path(folder), rows=words.parse_args().answers)
        lake = Lake(Path(folder))
        by_month, cells = measured(lake, By.MONTH)
        holds = told("to a plain pass over its cells", by_month / cheapest(lambda: plain_pass(cells)), PASSES)
        by_day, many = measured(lake, By.DAY)
    holds &= told("by the cell, by day to by month", by_day / many / (by_month / cells), GROWTH)
    holds &= told("MiB at most", peak_mib(), MIB)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
