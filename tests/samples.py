"""Real feedback, where the machine has it: the folder named by SERVEWELL_SAMPLES. None of it is in the project."""

import csv
import gzip
import os
from itertools import islice
from pathlib import Path

import pytest

# decided by the variable alone: where it is set, a missing file fails the test and nothing is skipped
needs_samples = pytest.mark.skipif("SERVEWELL_SAMPLES" not in os.environ, reason="SERVEWELL_SAMPLES names no folder")


def sample_file(name: str) -> Path:
    return Path(os.environ["SERVEWELL_SAMPLES"]) / "feedback" / f"{name}.csv.gz"


def sample(name: str, *, rows: int) -> list[dict[str, str]]:
    """The first rows of a table of feedback, every value as text."""
    with gzip.open(sample_file(name), "rt", encoding="utf-8", newline="") as table:
        return list(islice(csv.DictReader(table), rows))
