"""The desk among 100,000 open cases: list, search and a case's page, beside the same among 1,000.

Two companies of 20 hotels in scratch homes on SQLite, each in a process of its own; every case has its voice, words,
response and customer. Asked by a writer who sees all of it, and by one who sees one hotel. A tenth of the letters hold
the frequent word that is searched for, one in 500 the rare one. Prints milliseconds of the processor, queries and
ratios; exits with 1 when a page asks more than 20 queries or costs more than twice what it costs among 1,000 cases.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

os.environ["SERVEWELL_HOME"] = tempfile.mkdtemp(prefix="servewell-desk-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.desk_filled import filled
from servewell.rooms.people.models import Person
from tests.builders import a_browser

FEW, MANY = 1_000, 100_000
HOTELS, WRITERS = 20, 50
ROUNDS = 9
MOST_QUERIES, MOST_TIMES = 20, 2.0
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
Execute = Callable[[str, object, bool, object], object]
Measured = dict[str, tuple[float, int]]


def measured(many: int) -> Measured:
    """In a process of its own: milliseconds and queries by what was asked."""
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    begun = time.perf_counter()
    desk = filled(many, hotels=HOTELS, writers=WRITERS, at=NOW)
    print(f"{many:,} open cases stored in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return {
        f"{reader.name}: {name}": cost(reader, path)
        for reader in desk.readers
        for name, path in desk.pages_for(reader).items()
    }


def cost(reader: Person, path: str) -> tuple[float, int]:
    browser = a_browser(reader)
    browser.get(path, secure=True)
    asked: list[str] = []

    def count(execute: Execute, sql: str, values: object, many: bool, context: object) -> object:
        asked.append(sql)
        return execute(sql, values, many, context)

    with connection.execute_wrapper(count):
        assert browser.get(path, secure=True).status_code == 200, path
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        browser.get(path, secure=True)
        took.append((time.process_time() - begun) * 1000)
    return min(took), len(asked)


def apart(many: int) -> Measured:
    command = [sys.executable, __file__, "--measure", str(many)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    return {name: (milliseconds, queries) for name, (milliseconds, queries) in json.loads(done.stdout).items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=MANY)
    parser.add_argument("--measure", type=int)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measured(asked.measure)))
        return 0
    few, many = apart(FEW), apart(asked.cases)
    failed = False
    for name, (milliseconds, queries) in many.items():
        ratio = milliseconds / few[name][0]
        is_past = ratio > MOST_TIMES or queries > MOST_QUERIES
        failed |= is_past
        mark = "  PAST THE LIMIT" if is_past else ""
        print(f"{name}: {few[name][0]:.1f} → {milliseconds:.1f} ms, {ratio:.2f} times, {queries} queries{mark}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
