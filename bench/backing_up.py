"""A backup of a million voices on SQLite while somebody writes: how long the longest write waits.

The home is that of ``lists``: 100 hotels, each voice with its original, its response and words. A writer in a process
of its own stores a row of 3 KB again and again, as the product does (WAL, synced, immediate), before, during
and for ten seconds after ``servewell backup``: what it waits for is the lock, the row and the disk. Prints the longest
wait of each stretch and its ratio to the limit; exits with 1 when one during the backup or after it passes the limit.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LIMIT_SECONDS = 0.25
BEFORE_SECONDS = AFTER_SECONDS = 10
PAUSE_SECONDS = 0.01
ROW = "x" * 3000
SERVEWELL = [sys.executable, "-m", "servewell.project.command"]


@dataclass(frozen=True)
class Write:
    """When it was over, and how long the lock and the whole of it took, in seconds."""

    at: float
    lock: float
    whole: float


def write_on(database: Path) -> None:
    """Until the process is told to stop; a line for each write."""
    opened = sqlite3.connect(database, isolation_level=None, timeout=20)
    opened.execute("PRAGMA synchronous=FULL")
    while True:
        began = time.monotonic()
        opened.execute("BEGIN IMMEDIATE")
        locked = time.monotonic()
        opened.execute("INSERT INTO bench_writes VALUES (?)", (ROW,))
        opened.execute("COMMIT")
        over = time.monotonic()
        print(over, locked - began, over - began, flush=True)
        time.sleep(PAUSE_SECONDS)


def measured(home: Path) -> tuple[list[Write], float, float, int]:
    """All writes, when the backup began and ended, and the size of the archive."""
    with (home / "writes").open("w+") as lines:
        command = [sys.executable, __file__, "--write", str(home / "servewell.sqlite3")]
        writer = subprocess.Popen(command, stdout=lines)
        try:
            time.sleep(BEFORE_SECONDS)
            began = time.monotonic()
            environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
            said = subprocess.run(
                [*SERVEWELL, "backup", "--json"], env=environment, check=True, stdout=subprocess.PIPE
            )  # fmt: skip
            ended = time.monotonic()
            time.sleep(AFTER_SECONDS)
        finally:
            writer.terminate()
            writer.wait()
        lines.seek(0)
        writes = [Write(*map(float, line.split())) for line in lines if line.count(" ") == 2 and line.endswith("\n")]
    return writes, began, ended, json.loads(said.stdout)["size"]


def main(many: int) -> int:
    from django.core.management import call_command
    from django.db import connection

    from bench import lists  # makes a home of its own and its settings

    home = Path(os.environ["SERVEWELL_HOME"])
    try:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        lists.filled(many)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_writes (row TEXT)")
        connection.close()
        size = (home / "servewell.sqlite3").stat().st_size
        writes, began, ended, packed = measured(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    took = ended - began
    print(f"{many:,} voices: {size / 1e6:,.0f} MB backed up into {packed / 1e6:,.0f} MB in {took:.0f} s")
    stretches = {
        "before": [each for each in writes if each.at < began],
        "during": [each for each in writes if began <= each.at - each.whole < ended or began <= each.at < ended],
        "after": [each for each in writes if each.at - each.whole >= ended],
    }
    return report(stretches)


def report(stretches: dict[str, list[Write]]) -> int:
    failed = False
    for name, writes in stretches.items():
        longest, lock = max(each.whole for each in writes), max(each.lock for each in writes)
        print(
            f"{name}: {len(writes):,} writes, the longest {longest * 1000:.0f} ms, {longest / LIMIT_SECONDS:.2f} of "
            f"the limit; of these the lock at most {lock * 1000:.0f} ms"
        )
        failed |= name != "before" and longest > LIMIT_SECONDS
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", type=int, default=1_000_000)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write_on(asked.write)
    sys.exit(main(asked.voices))
