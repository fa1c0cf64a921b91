"""The satisfaction page under 16 signed-in connections, beside one, from the server that `servewell start` runs.

    python bench/satisfaction.py [--answers 5000000]

Three pages: the demo company's, once the worker has done what founding it has left behind; the same in a company of 400
more units and five million answers; and the pages of its units, each asked for the first time, so that nothing is
remembered. Prints the 50th, 95th and 99th percentile in milliseconds, what a page takes of the processor, and the 95th
under 16 connections as a ratio.

The ratio is to what 16 pages, at the price of one asked for alone, take on the cores that the server had meanwhile (two
on a quiet machine, so eight pages): as long as everybody would wait if nothing were lost between them and none were
served before the others. Limit: 2, for who comes last. Ends with 1 where it is passed.
"""

import argparse
import http.client
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.answers import UNITS
from bench.pages import Target, connection, fetch
from bench.served import ROOT, Served, seconds_of, served

CONNECTIONS = 16
PROCESSES = 2
ALONE, TOGETHER = 40, 320
LIMIT = 2.0
WAITING = ("follow_ups_waiting", "jobs_queued", "figures_behind_seconds")


@dataclass(frozen=True)
class Took:
    """Seconds of each page, in order; of all together by the clock, and of the server's processor."""

    seconds: Sequence[float]
    whole: float
    processor: float

    @property
    def price(self) -> float:
        return self.processor / len(self.seconds)

    @property
    def cores(self) -> float:
        return self.processor / self.whole

    def percentile(self, which: int) -> float:
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[which - 1]

    def __str__(self) -> str:
        return "/".join(f"{self.percentile(which) * 1000:.0f}" for which in (50, 95, 99))


def sessions(house: Served, *, answers: int) -> list[str]:
    command = [sys.executable, str(ROOT / "bench/company.py"), str(answers), str(CONNECTIONS)]
    done = subprocess.run(command, env=dict(house.environment), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.split()[-CONNECTIONS:]


def settle(house: Served) -> None:
    """Wait until no job and no figure waits, at two looks a second apart. Raises TimeoutError after five minutes."""
    quiet = 0
    for _second in range(300):
        with urlopen(f"{house.base}/metrics") as answer:
            said = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[0] != "#")
        quiet = quiet + 1 if not any(float(said[f"servewell_{name}"]) for name in WAITING) else 0
        if quiet == 2:
            return
        time.sleep(1)
    raise TimeoutError(f"the worker of {house.base} has not done its work within five minutes")


def took(house: Served, keys: Sequence[str], *, next_path: Callable[[], str], pages: int) -> Took:
    """So many pages in all, asked for by as many connections as there are keys."""
    left, seconds, failed = [pages], list[float](), list[BaseException]()
    counting = threading.Lock()

    def reader(key: str) -> None:
        target = Target(house.base, f"sessionid={key}")
        link: http.client.HTTPConnection = connection(target)
        link.timeout = 300  # a wait that is too long is told as a ratio, not as an error
        try:
            while True:
                with counting:
                    if not left[0]:
                        return
                    left[0] -= 1
                    path = next_path()
                asked = time.perf_counter()
                fetch(link, target, path)
                seconds.append(time.perf_counter() - asked)
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            failed.append(error)

    server, began = house.supervisor.pid, time.perf_counter()
    before = seconds_of(server)
    threads = [threading.Thread(target=reader, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Took(sorted(seconds), time.perf_counter() - began, seconds_of(server) - before)


def compared(name: str, house: Served, keys: Sequence[str], next_path: Callable[[], str], *, pages: int) -> float:
    alone = took(house, keys[:1], next_path=next_path, pages=ALONE)
    together = took(house, keys, next_path=next_path, pages=pages)
    ratio = together.percentile(95) * together.cores / (CONNECTIONS * alone.price)
    prices = f"{alone.price * 1000:.0f} and {together.price * 1000:.0f} ms of the processor each"
    print(f"{name}: one {alone} ms, {CONNECTIONS} {together} ms; {prices}, {together.cores:.2f} cores")
    times = together.percentile(95) / alone.percentile(50)
    print(f"    95th: {times:.1f} times the median of one; ratio {ratio:.2f} (at most {LIMIT})", flush=True)
    return ratio


def whole() -> str:
    return "/satisfaction"


def each_unit_once() -> Callable[[], str]:
    numbers: Iterator[int] = iter(UNITS)
    return lambda: f"/satisfaction?unit=unit-{next(numbers)}"


def main() -> int:
    words = argparse.ArgumentParser()
    words.add_argument("--answers", type=int, default=5_000_000)
    asked = words.parse_args()
    with served(web_processes=str(PROCESSES), web_threads="4") as house:
        settle(house)
        keys = sessions(house, answers=0)
        took(house, keys, next_path=whole, pages=2 * CONNECTIONS)
        ratios = [compared("the demo company", house, keys, whole, pages=TOGETHER)]
        sessions(house, answers=asked.answers)
        big = f"{asked.answers:,} answers of {len(UNITS) + 20} units"
        took(house, keys, next_path=whole, pages=2 * CONNECTIONS)
        ratios.append(compared(f"{big}, the company", house, keys, whole, pages=TOGETHER))
        first_time = each_unit_once()
        ratios.append(compared(f"{big}, each unit once", house, keys, first_time, pages=len(UNITS) - ALONE))
    print(f"worst ratio {max(ratios):.1f}, limit {LIMIT:.1f}: {'holds' if max(ratios) <= LIMIT else 'DOES NOT HOLD'}")
    return 1 if max(ratios) > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
