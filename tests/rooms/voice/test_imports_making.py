"""Units that a recipe lets an import make."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.engines import tables
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules, selectors, services, terms
from servewell.rooms.voice.models import HeldRow, Import, Voice
from servewell.rooms.voice.services.importing.making import code_for
from tests.builders import a_company, a_person, a_unit
from tests.builders.stays import STAYS, a_brought_file, a_file, an_import

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MAKES = STAYS.replace("names: {The Harbour: harbour}", "unknown: make, under: portugal")


@pytest.fixture(autouse=True)
def portugal(settings: Settings, tmp_path: Path) -> Unit:
    settings.FILES_FOLDER = tmp_path / "files"
    return a_unit("portugal", under=a_company())


def a_row(number: int, label: str, *, day: str = "2026-03-02") -> str:
    return f'{number},"{label}",{day},4,Words of {number}'


def where_voices_are() -> list[tuple[int, str, str]]:
    voices = Voice.objects.order_by("row").select_related("unit")
    return [(voice.row or 0, voice.unit.code, str(voice.unit.name)) for voice in voices]


def again(run: Import) -> Import:
    run.refresh_from_db()
    return run


def test_labels_that_differ_in_a_sign_are_different_units() -> None:
    labels = [
        "C", "C++", "C#", "Grade A", "Grade A+", "Grade A-", "A & B", "A B", "A-B", "5", "-5", "5%", "Cafe", "Café",
        "北京", "上海", "x" * 60, "x" * 61,
    ]  # fmt: skip

    assert len({code_for(label) for label in labels}) == len(labels)
    assert [code_for(label) for label in ("Grade A", "grade a")] == ["grade-a", "grade-a"]


def test_two_labels_of_a_file_never_share_a_unit(portugal: Unit) -> None:
    an_import(a_row(1, "Porto"), a_row(2, "Porto+"), a_row(3, "PORTO"), at=NOON, recipe=MAKES, unit=portugal)

    assert [name for _, _, name in where_voices_are()] == ["Porto", "Porto+", "Porto"]


def test_a_unit_elsewhere_that_has_the_code_is_left_alone(portugal: Unit) -> None:
    a_unit("lisbon", under=a_company())

    an_import(a_row(1, "Lisbon"), at=NOON, recipe=MAKES, unit=portugal)
    an_import(a_row(2, "Lisbon"), at=NOON, recipe=MAKES, unit=portugal)

    made = where_voices_are()[0][1]
    assert made.startswith("lisbon-")
    assert where_voices_are() == [(1, made, "Lisbon"), (1, made, "Lisbon")]


def test_the_rehearsal_names_as_many_units_as_are_made(portugal: Unit) -> None:
    a_unit("lisbon", under=a_company())
    rows = [a_row(1, "Lisbon"), a_row(2, "Porto"), a_row(3, "Porto+"), a_row(4, "porto")]

    seen = selectors.rehearse(
        path=a_file(*rows), document=MAKES, unit=portugal.pk, viewer=HOUSE, today=NOON.date()
    ).units_made
    run = an_import(*rows, at=NOON, recipe=MAKES, unit=portugal)

    assert seen == ("Lisbon", "Porto", "Porto+")
    assert len(selectors.counts_of(run=again(run)).units_made) == 3


def test_a_corrected_row_with_a_new_label_goes_into_a_unit_that_is_made(portugal: Unit) -> None:
    run = an_import(a_row(1, "Faro", day="soon"), a_row(2, "Porto"), at=NOON, recipe=MAKES, unit=portugal)

    services.take_held(run=again(run), row=1, cells=["1", "Évora", "2026-03-02", "4", "Fine"], by=HOUSE, at=NOON)

    connection.check_constraints()
    assert [(row, name) for row, _, name in where_voices_are()] == [(1, "Évora"), (2, "Porto")]


def test_who_may_not_add_units_corrects_a_row_into_those_that_stand_only(portugal: Unit) -> None:
    run = an_import(a_row(1, "Faro", day="soon"), a_row(2, "Porto"), at=NOON, recipe=MAKES, unit=portugal)
    ann = a_person("Ann", rules.IMPORT)

    with pytest.raises(services.RowIsStillHeldBack) as held:
        services.take_held(run=again(run), row=1, cells=["1", "Évora", "2026-03-02", "4", "Fine"], by=ann, at=NOON)
    services.take_held(run=again(run), row=1, cells=["1", "Porto", "2026-03-02", "4", "Fine"], by=ann, at=NOON)

    assert [(each.code, each.value) for each in held.value.reasons] == [("unit-unknown", "Évora")]
    assert [(row, name) for row, _, name in where_voices_are()] == [(1, "Porto"), (2, "Porto")]


def test_a_label_as_long_as_a_letter_is_no_name_of_a_unit(portugal: Unit) -> None:
    an_import(a_row(1, "x" * 201), a_row(2, "y" * 200), at=NOON, recipe=MAKES, unit=portugal)

    assert [(held.row, held.codes) for held in HeldRow.objects.all()] == [(1, " unit-unknown ")]
    assert [name for _, _, name in where_voices_are()] == ["y" * 200]


def test_a_column_that_is_not_that_of_the_units_ends_the_import_by_name(
    portugal: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "MOST_UNITS_MADE", 3)
    rows = [a_row(each, f"House {each}") for each in range(1, 5)]

    with pytest.raises(tables.RecipeHasFaults, match="More than 3 units"):
        selectors.rehearse(path=a_file(*rows), document=MAKES, unit=portugal.pk, viewer=HOUSE, today=NOON.date())
    run = an_import(*rows, at=NOON, recipe=MAKES, unit=portugal)

    assert (run.state, run.fault["where"]) == ("failed", "unit.unknown")
    assert Unit.objects.filter(kind="imported").count() <= 3


def test_a_unit_is_made_without_reading_the_whole_tree(portugal: Unit) -> None:
    run = a_brought_file(a_file(*(a_row(each, f"House {each}") for each in range(1, 4))), at=NOON, unit=portugal)
    services.start(run=run, document=MAKES, by=HOUSE, at=NOON, in_worker=False)

    with CaptureQueriesContext(connection) as seen:
        services.take_in_some(run=run, for_seconds=60, at=NOON)

    of_the_tree = [query["sql"].partition("WHERE")[2] for query in seen if 'FROM "people_lineage"' in query["sql"]]
    assert Unit.objects.filter(kind="imported").count() == 3
    assert [where for where in of_the_tree if "_id" not in where] == []
