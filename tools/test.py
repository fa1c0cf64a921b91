"""Runs the suites, prints what each says when it ends, and at last the minutes that each took.

``tools/test.py`` runs all of them, ``tools/test.py check`` the linters, types and contracts only,
``tools/test.py bench`` the benchmarks, and ``tools/test.py NAME ...`` just those named.
Two suites run at a time, the longest first and the checks beside it; what measures runs alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import browser

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
KEPT = ("SERVEWELL_SAMPLES", "SERVEWELL_PYTHON")
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=25", "-m"]


@dataclass(frozen=True)
class Suite:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


CHECKS = (
    Suite("format", [str(BIN / "ruff"), "format", "--check", "-q", "."]),
    Suite("lint", [str(BIN / "ruff"), "check", "-q", "."]),
    Suite("templates", [str(BIN / "djlint"), "src/servewell", "--lint", "--quiet"]),
    Suite("types", [str(BIN / "mypy")]),
    Suite("contracts", [str(BIN / "lint-imports")]),
    Suite("migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]),
)
# what is not named here runs with the house, so no folder is forgotten
ON_SQLITE = ("tests/rooms", "tests/web", "tests/programmes")
# pages ask the rooms, which run on both; there the browser opens each page, and the API takes what others send
ON_POSTGRES = ("tests/rooms", "tests/web/api", "tests/programmes")
APART = (*ON_SQLITE, "tests/engines")
POSTGRES = [sys.executable, "tools/postgres.py", "--careless"]
TESTS = (
    Suite("rooms, web, programmes on SQLite", [*PYTEST, "not browser", *ON_SQLITE]),
    Suite("browser on PostgreSQL", [*POSTGRES, *PYTEST, "browser", "tests/browser"]),
    Suite("rooms, API, programmes on PostgreSQL", [*POSTGRES, *PYTEST, "not browser", *ON_POSTGRES]),
    Suite(
        "house and all the rest on SQLite", [*PYTEST, "not browser", "tests", *(f"--ignore={each}" for each in APART)]
    ),
    Suite("engines", [*PYTEST, "not browser", "tests/engines"]),
)
BENCHES = tuple(
    Suite(name, [sys.executable, f"bench/{name}.py"])
    for name in (
        "posts",
        "lake",
        "lake_large",
        "loading",
        "pages",
        "satisfaction",
        "imports",
        "people",
        "staying",
        "mondays",
        "keeping_back",
        "scores",
        "lists",
        "desk",
        "drivers",
        "estimates",
        "charts",
        "backing_up",
        "founding",
    )
    if (ROOT / f"bench/{name}.py").exists()
)
EVERYTHING = {suite.name: suite for suite in (*CHECKS, *TESTS, *BENCHES)}


def chosen(words: Sequence[str]) -> Sequence[Suite]:
    longest, *others = TESTS
    groups = {(): (longest, *CHECKS, *others), ("check",): CHECKS, ("bench",): BENCHES}
    if tuple(words) in groups:
        return groups[tuple(words)]
    unknown = [word for word in words if word not in EVERYTHING]
    if unknown:
        sys.exit(f"no suite is called {', '.join(unknown)}; there are: {', '.join(EVERYTHING)}")
    return [EVERYTHING[word] for word in words]


@dataclass(frozen=True)
class Ended:
    name: str
    minutes: float
    is_green: bool


def run(suites: Sequence[Suite], *, at_a_time: int) -> int:
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=at_a_time) as lanes:
        ended = list(lanes.map(alone if at_a_time == 1 else beside_another, suites))
    print("\nminutes")
    for one in ended:
        print(f"{one.minutes:7.1f}  {'ok  ' if one.is_green else 'FAIL'}  {one.name}")
    print(f"{(time.monotonic() - began) / 60:7.1f}  in all")
    return report(ended)


def report(ended: Sequence[Ended]) -> int:
    red = sum(not one.is_green for one in ended)
    print(f"suites: {len(ended) - red} passed, {red} failed", flush=True)
    return 1 if red else 0


def alone(suite: Suite) -> Ended:
    print(f"\n── {suite.name}", flush=True)
    return _run(suite, into=None)


def beside_another(suite: Suite) -> Ended:
    """Two suites that print at once could not be read: what one says is printed as a whole when it ends."""
    print(f"\n── {suite.name} has begun", flush=True)
    with tempfile.TemporaryFile("w+") as said:
        ended = _run(suite, into=said.fileno())
        said.seek(0)
        print(f"\n── {suite.name}\n{said.read()}", flush=True)
    return ended


def _run(suite: Suite, *, into: int | None) -> Ended:
    began = time.monotonic()
    ended = subprocess.run(
        suite.command, cwd=ROOT, env={**environment(), **suite.environment}, stdout=into, stderr=into, check=False
    )
    return Ended(name=suite.name, minutes=(time.monotonic() - began) / 60, is_green=ended.returncode == 0)


def environment() -> Mapping[str, str]:
    home = ROOT / "build" / "check-home"
    # what a host has set for a home of their own says nothing about the tests
    others = {key: value for key, value in os.environ.items() if not key.startswith("SERVEWELL_") or key in KEPT}
    others.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start some hundred processes: each would compile all of it anew
    return {
        **others,
        "SERVEWELL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
    }


def main(words: Sequence[str]) -> int:
    suites = chosen(words)
    if any(suite in TESTS for suite in suites):
        browser.is_here()
    measuring = [suite for suite in suites if suite in BENCHES]
    others = [suite for suite in suites if suite not in BENCHES]
    was_red = run(others, at_a_time=2) if others else 0
    return (run(measuring, at_a_time=1) if measuring else 0) or was_red


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
