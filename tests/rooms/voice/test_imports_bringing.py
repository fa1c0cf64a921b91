"""Files arrive part by part, are killed half-way, are left lying, and are asked about by strangers."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from servewell.base import files
from servewell.base.permissions import HOUSE
from servewell.engines import tables
from servewell.engines.tables import neutral
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules, selectors, services
from servewell.rooms.voice.models import Import
from tests.builders import a_channel, a_company, a_person, a_unit
from tests.builders.stays import STAYS, a_file, an_import, some_stays

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path / "files"
    a_unit("harbour", under=a_company())
    return tmp_path / "files"


def an_arriving_file(content: bytes, *, size: int | None = None) -> Import:
    run = services.begin_file(name="stays.csv", size=size or len(content), unit=a_company(), by=HOUSE, at=NOON)
    services.add_part(run=run, offset=0, content=content, by=HOUSE)
    return run


def test_a_part_ends_where_the_file_was_said_to() -> None:
    run = an_arriving_file(b"score\n", size=8)

    with pytest.raises(services.PartIsBeyondTheEnd, match="with 8 bytes"):
        services.add_part(run=run, offset=6, content=b"5\n5\n", by=HOUSE)
    assert services.add_part(run=run, offset=6, content=b"5\n", by=HOUSE) == 8


def test_a_kill_before_the_place_of_a_file_is_noted_loses_nothing(
    folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    run = an_arriving_file(b"score\n5\n")
    files.finish(run.file)

    with django_capture_on_commit_callbacks(execute=True):
        services.end_file(run=Import.objects.get(pk=run.pk), by=HOUSE, at=NOON)
    again = services.end_file(run=run, by=HOUSE, at=NOON)

    assert (again.state, again.size) == ("arrived", 8)
    assert [path.name for path in folder.iterdir()] == [again.digest]


def test_uploads_that_nobody_goes_on_with_leave_the_disk(
    folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    left, going, stray = an_arriving_file(b"a", size=9), an_arriving_file(b"b", size=9), files.begin()
    for key in (left.file, stray):
        eight_days_ago = (NOON - timedelta(days=8)).timestamp()
        os.utime(files.path_of(key), (eight_days_ago, eight_days_ago))

    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_abandoned(at=NOON) == 2

    assert list(Import.objects.values_list("pk", flat=True)) == [going.pk]
    assert [path.name for path in folder.iterdir()] == [going.file]


def test_a_rehearsal_by_the_recipe_of_another_unit_tells_nothing() -> None:
    north, south = a_unit("north", under=a_company()), a_unit("south", under=a_company())
    recipe = STAYS.replace(", names: {The Harbour: harbour}", "")
    an_import("17,north,2026-03-02,4,x", at=NOON, recipe=recipe, unit=north)
    eve = a_person("Eve", rules.IMPORT, unit=south)
    path = a_file("17,south,2026-03-02,4,x")

    with pytest.raises(tables.RecipeHasFaults, match="Another unit keeps a recipe `stays`"):
        selectors.rehearse(path=path, document=recipe, unit=south.pk, viewer=eve, today=NOON.date())
    own = recipe.replace("recipe: stays", "recipe: ours")
    assert selectors.rehearse(path=path, document=own, unit=south.pk, viewer=eve, today=NOON.date()).kept == 1


def test_where_files_come_in_is_no_survey_link() -> None:
    link = a_channel(Unit.objects.get(code="harbour"))
    run = an_import(*some_stays(3), at=NOON)
    channel = run.voices.get(row=1).channel_id

    assert [each.pk for each in selectors.channels(viewer=HOUSE).items] == [link.pk]
    with pytest.raises(selectors.NoSuchChannel):
        selectors.channel_for(viewer=HOUSE, number=channel)


def test_no_cell_leaves_as_a_formula() -> None:
    formulas = [
        "=1+1",
        "+A1",
        "-1-1",
        "+34600111222",
        "-1\n",
        "@x",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u3000＝1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ]

    assert [neutral(cell) for cell in formulas] == [f"'{cell}" for cell in formulas]
    harmless = ["", " ", "1-1", "a=b", "好", "-2", "+2", "-1,5", "-0.25"]
    assert [neutral(cell) for cell in harmless] == harmless


def test_what_is_owed_for_a_file_is_asked_of_cases_and_not_of_every_voice() -> None:
    run = an_import(*some_stays(3), at=NOON)

    with CaptureQueriesContext(connection) as seen:
        services.withdraw_import(run=run, by=HOUSE, at=NOON)

    of_cases = [query["sql"] for query in seen if 'FROM "cases_case"' in query["sql"]]
    assert of_cases
    assert all("EXISTS(SELECT 1" in sql for sql in of_cases)
