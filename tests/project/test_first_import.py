"""docs/use/first-import.md says what comes of its samples: here they are taken in, and it is so."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.rooms.voice import selectors, services
from servewell.rooms.voice.models import Voice
from tests.builders import a_company, a_unit

pytestmark = pytest.mark.django_db
USE = Path(__file__).parents[2] / "docs" / "use"
LOWEST, STEPS = 1, 4


@pytest.fixture(autouse=True)
def _lakeport(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    lakeport = a_company("lakeport")
    for terminal in ("a", "b"):
        a_unit(f"terminal-{terminal}", under=lakeport)


def take_in(year: int, at: datetime) -> tuple[int, int, int]:
    """Rows kept, known and held back."""
    sample, recipe = (USE / "samples" / f"passengers-{year}.{kind}" for kind in ("csv", "yaml"))
    run = services.bring_file(name=sample.name, path=sample, unit=a_company(), by=HOUSE, at=at)
    run = services.start(run=run, document=recipe.read_text("utf-8"), by=HOUSE, at=at, in_worker=False)
    while not services.take_in_some(run=run, for_seconds=60, at=at):
        run.refresh_from_db()
    run.refresh_from_db()
    counts = selectors.counts_of(run=services.show(run=run, at=at))
    return counts.kept, counts.duplicate, counts.held_back


def answers(year: int) -> list[float]:
    found = Voice.objects.filter(on__year=year, overall__isnull=False).values_list("overall", flat=True)
    return [LOWEST + STEPS * overall for overall in found if overall is not None]


def numbers_in(year: int, column: str) -> list[int]:
    with (USE / "samples" / f"passengers-{year}.csv").open(encoding="utf-8", newline="") as file:
        return [int(row[column]) for row in csv.DictReader(file) if row[column]]


def mean(values: "list[float] | list[int]") -> str:
    return f"{sum(values) / len(values):.3f}"


def test_so_many_rows_are_kept_and_the_same_files_again_change_nothing(now: datetime) -> None:
    first = [take_in(2025, now), take_in(2026, now)]
    again = [take_in(2025, now), take_in(2026, now)]

    assert first == [(120, 0, 0), (120, 0, 2)]
    assert again == [(0, 120, 0), (0, 120, 2)]


def test_the_page_tells_the_means_that_come_of_it(now: datetime) -> None:
    take_in(2025, now)
    take_in(2026, now)
    rows = [
        f"| {year} | {mean(numbers_in(year, column))} | {mean(answers(year))} | {len(answers(year))} |"
        for year, column in ((2025, "Q7ALL"), (2026, "Q9ALL"))
    ]

    page = (USE / "first-import.md").read_text("utf-8")
    assert [row for row in rows if row not in page] == []
