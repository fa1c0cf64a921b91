"""A process that takes a file in is killed, again and again; what is there at the end is what the file says."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated
from tests.builders.stays import HEADER

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
ROWS = 4000


class Apart:
    def __init__(self, home: Path, *, reads_apart: str = "") -> None:
        self.environment = {
            **os.environ,
            "SERVEWELL_HOME": str(home),
            "READS_APART": reads_apart,
            "SERVEWELL_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }

    def start(self, *deed: str) -> "subprocess.Popen[str]":
        called = [sys.executable, "-m", "tests.rooms.voice.imports_apart", *deed]
        return subprocess.Popen(called, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)

    def run(self, *deed: str) -> str:
        said, _ = self.start(*deed).communicate(timeout=120)
        return said.strip()

    def kill_after(self, batches: int) -> None:
        with self.start("take_in") as taking:
            for _ in range(batches):
                assert taking.stdout is not None
                taking.stdout.readline()
            taking.send_signal(signal.SIGKILL)


def some_rows() -> list[str]:
    """Every tenth row is as the one before it, every fiftieth cannot be understood."""
    rows: list[str] = []
    for number in range(ROWS):
        score = "x" if number % 50 == 7 else str(1 + number % 5)
        rows.append(rows[-1] if number % 10 == 5 else f"{number},harbour,2026-03-02,{score},Words of {number}")
    return rows


@pytest.mark.parametrize("reads_apart", ["", "yes"])
def test_a_killed_import_goes_on_at_the_very_row(tmp_path: Path, reads_apart: str) -> None:
    file = tmp_path / "stays.csv"
    file.write_text("\n".join([HEADER, *some_rows(), ""]), encoding="utf-8")
    apart = Apart(migrated.home(tmp_path / "home"), reads_apart=reads_apart)
    apart.run("found", str(file))

    for batches in (0, 1, 2, 5):
        apart.kill_after(batches)
    apart.run("take_in")

    kept = ROWS - ROWS // 50
    assert apart.run("tell") == f"shown {ROWS} {kept} {ROWS // 50} {kept} {kept} {kept} {kept} {ROWS // 50} {kept}"
