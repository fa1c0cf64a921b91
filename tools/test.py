"""Runs the suites one after another and prints the minutes that each took.

``tools/test.py`` runs all of them, ``tools/test.py check`` the linters, types and contracts only,
``tools/test.py bench`` the benchmarks, and ``tools/test.py NAME ...`` just those named.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
KEPT = ("SERVEWELL_SAMPLES", "SERVEWELL_PYTHON")
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=5", "-m"]


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
TESTS = (
    Suite("engines", [*PYTEST, "not browser", "tests/engines"]),
    Suite("house, rooms, web, programmes on SQLite", [*PYTEST, "not browser", "tests", "--ignore=tests/engines"]),
    Suite(
        "rooms, web, programmes on PostgreSQL",
        [sys.executable, "tools/postgres.py", *PYTEST, "not browser", "tests/rooms", "tests/web", "tests/programmes"],
    ),
    Suite("browser", [*PYTEST, "browser", "tests/browser"]),
)
BENCHES = tuple(
    Suite(name, [sys.executable, f"bench/{name}.py"])
    for name in ("posts", "lake", "pages", "imports")
    if (ROOT / f"bench/{name}.py").exists()
)
EVERYTHING = {suite.name: suite for suite in (*CHECKS, *TESTS, *BENCHES)}


def chosen(words: Sequence[str]) -> Sequence[Suite]:
    groups = {(): (*CHECKS, *TESTS), ("check",): CHECKS, ("bench",): BENCHES}
    if tuple(words) in groups:
        return groups[tuple(words)]
    unknown = [word for word in words if word not in EVERYTHING]
    if unknown:
        sys.exit(f"no suite is called {', '.join(unknown)}; there are: {', '.join(EVERYTHING)}")
    return [EVERYTHING[word] for word in words]


def have_a_browser() -> None:
    if shutil.which("chromium") and Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists():
        return
    packages = ["chromium", "fonts-noto-cjk"]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"The browser tests need Chromium and Chinese fonts. Run: sudo apt-get install {' '.join(packages)}")
    print("Installing Chromium and Chinese fonts …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True, **quiet)


def run(suites: Sequence[Suite]) -> int:
    took: list[tuple[str, float, bool]] = []
    for suite in suites:
        print(f"\n── {suite.name}", flush=True)
        began = time.monotonic()
        ended = subprocess.run(suite.command, cwd=ROOT, env={**environment(), **suite.environment}, check=False)
        took.append((suite.name, time.monotonic() - began, ended.returncode == 0))
    print("\nminutes")
    for name, seconds, is_green in took:
        print(f"{seconds / 60:7.1f}  {'ok  ' if is_green else 'FAIL'}  {name}")
    print(f"{sum(seconds for _, seconds, _ in took) / 60:7.1f}  in all")
    red = sum(not is_green for _, _, is_green in took)
    print(f"suites: {len(took) - red} passed, {red} failed", flush=True)
    return 1 if red else 0


def environment() -> Mapping[str, str]:
    home = ROOT / "build" / "check-home"
    # what a host has set for a home of their own says nothing about the tests
    others = {key: value for key, value in os.environ.items() if not key.startswith("SERVEWELL_") or key in KEPT}
    return {
        **others,
        "SERVEWELL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
    }


if __name__ == "__main__":
    suites = chosen(sys.argv[1:])
    if any(suite.name == "browser" for suite in suites):
        have_a_browser()
    sys.exit(run(suites))
