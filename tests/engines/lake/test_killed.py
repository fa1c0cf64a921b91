"""Writers that are killed, and writers that write at once. Each writer is a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from servewell.engines.lake import Lake
from tests.engines.lake.lake_rows import NOON, NOVEMBER, OCTOBER, VISITS, files_in, visit_numbers, visits

KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from servewell.engines.lake import Lake
from tests.engines.lake.lake_rows import NOON, NOVEMBER, OCTOBER, VISITS, visits

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def rows(month, *numbers):
    yield from visits(month, *numbers)
    if sys.argv[2] == "while a file is written":
        die()

def months():
    yield OCTOBER, rows(OCTOBER, 7)
    yield NOVEMBER, rows(NOVEMBER, 8, 9)
    if sys.argv[2] == "between the files and the flip":
        die()

if sys.argv[2] == "before the manifest is replaced":
    os.replace = lambda *_: die()
Lake(Path(sys.argv[1])).write_months(fact=VISITS, months=months(), at=NOON)
"""

BUSY_WRITER = """
import sys
from datetime import date
from pathlib import Path
from servewell.engines.lake import Lake
from tests.engines.lake.lake_rows import NOON, VISITS, visits

lake = Lake(Path(sys.argv[1]))
for number in range(1, 13):
    month = date(int(sys.argv[2]), number, 1)
    lake.write_month(fact=VISITS, month=month, rows=visits(month, month.year * 100 + number), at=NOON)
"""

MOMENTS = ["while a file is written", "between the files and the flip", "before the manifest is replaced"]


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_writer_killed_at_any_moment_leaves_the_old_generation(tmp_path: Path, moment: str) -> None:
    lake = Lake(tmp_path)
    lake.write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, 1), at=NOON)

    writer = subprocess.run([sys.executable, "-c", KILLED_WRITER, str(tmp_path), moment], check=False)

    assert (writer.returncode, visit_numbers(lake)) == (-9, [1])
    assert len(files_in(tmp_path)) > 1

    lake.write_month(fact=VISITS, month=OCTOBER, rows=visits(OCTOBER, 2), at=NOON)

    assert visit_numbers(lake) == [1, 2]
    assert files_in(tmp_path) == ["visits/2026-10.2.parquet", "visits/2026-11.1.parquet"]


@pytest.mark.slow
def test_two_writers_at_once_lose_nothing_and_no_reader_sees_half(tmp_path: Path) -> None:
    years = ("2025", "2026")
    writers = [subprocess.Popen([sys.executable, "-c", BUSY_WRITER, str(tmp_path), year]) for year in years]
    lake = Lake(tmp_path)
    counts = []
    while any(writer.poll() is None for writer in writers):
        counts.append(len(visit_numbers(lake)))

    assert [writer.returncode for writer in writers] == [0, 0]
    assert counts == sorted(counts)
    assert visit_numbers(lake) == [year * 100 + month for year in (2025, 2026) for month in range(1, 13)]
    assert lake.manifest().generation == 24
