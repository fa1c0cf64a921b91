"""A lake of a hundred million answers: its memory, and whether ten times the answers cost ten times the time.

    python bench/lake_large.py [--rows 10000000,30000000,100000000]

For each size one process streams the answers into month files and another asks what pages ask and the widest question
that there is, each under the limits that the server sets (`Lake`: 512 MB, two threads). Prints the peak memory of both
and the processor's time per million answers, as ratios to the first size. Time of the processor and not of the clock,
because a neighbour on the machine would count as ours; what is asked first is asked once unmeasured, and the lesser of
two runs counts.

Limits: 4 GiB for each process, and 1.15 times the time per answer of the first size: a tenth for the sums that no
longer fit the processor's cache, and a twentieth for what two runs differ by. Ends with 1 where one is passed. Needs
4 bytes of disk for each answer, 400 MB in all, and removes them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.answers import COMPANY, REGIONS, UNITS, written
from bench.lake import EVERY_ANSWER, TWO_YEARS
from bench.memory import peak_mib
from servewell.engines.lake import Lake
from servewell.engines.lake.measures import By, Per, satisfaction_table

MOST_MIB = 4096
MOST_TIMES = 1.15
RUNS = 2
SIZES = "10000000,30000000,100000000"
QUESTIONS = {
    "month x unit x aspect, 36 months": replace(EVERY_ANSWER, per=Per.UNIT_ASPECT),
    "day x unit x aspect, 36 months": replace(EVERY_ANSWER, per=Per.UNIT_ASPECT, by=By.DAY),
    "a page of the company and its regions": replace(TWO_YEARS, units=(COMPANY, *REGIONS), with_lines=True),
    "aspects of the company": replace(
        TWO_YEARS, only_overall=False, per=Per.UNIT_ASPECT, units=(COMPANY,), with_lines=True
    ),
    "a page of one unit": replace(TWO_YEARS, units=(UNITS[0],), with_lines=True),
}


@dataclass(frozen=True)
class Size:
    rows: int
    written_mib: float
    read_mib: float
    seconds: dict[str, float]

    def per_million(self, name: str) -> float:
        return self.seconds[name] / self.rows * 1e6


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rows", default=SIZES)
    arguments.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.read:
        print(json.dumps(read(folder=asked.read)))
        return 0
    return report([measured(int(rows)) for rows in asked.rows.split(",")])


def measured(rows: int) -> Size:
    folder = Path(tempfile.mkdtemp(prefix="servewell-lake-"))
    try:
        of_writing = written(folder=folder, rows=rows)
        own = [sys.executable, __file__, "--read", str(folder)]
        told = json.loads(subprocess.run(own, check=True, stdout=subprocess.PIPE).stdout)
    finally:
        shutil.rmtree(folder)
    return Size(rows, of_writing, told["mib"], told["seconds"])


def read(*, folder: Path) -> dict[str, object]:
    lake = Lake(folder)
    seconds = {}
    for name, question in QUESTIONS.items():
        satisfaction_table(lake=lake, question=question)
        seconds[name] = min(_seconds(lake, name) for _ in range(RUNS))
    return {"mib": peak_mib(), "seconds": seconds}


def _seconds(lake: Lake, name: str) -> float:
    began = time.process_time()
    satisfaction_table(lake=lake, question=QUESTIONS[name])
    return time.process_time() - began


def report(sizes: list[Size]) -> int:
    first, worst = sizes[0], 0.0
    for size in sizes:
        print(f"{size.rows:,} answers: writing {size.written_mib:.0f} MiB, reading {size.read_mib:.0f} MiB at most")
    for name in QUESTIONS:
        ratios = [size.per_million(name) / first.per_million(name) for size in sizes]
        worst = max(worst, *ratios)
        costs = ", ".join(
            f"{size.seconds[name]:.2f} s of {size.rows // 10**6} M ({ratio:.2f})"
            for size, ratio in zip(sizes, ratios, strict=True)
        )
        print(f"{name}: {costs}")
    memory = max(max(size.written_mib, size.read_mib) for size in sizes)
    holds = worst <= MOST_TIMES and memory <= MOST_MIB
    print(
        f"worst time per answer {worst:.2f} times that of {first.rows:,} (limit {MOST_TIMES}), "
        f"memory {memory:.0f} MiB (limit {MOST_MIB}): {'holds' if holds else 'DOES NOT HOLD'}"
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
