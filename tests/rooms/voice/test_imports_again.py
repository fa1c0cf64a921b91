"""The same rows once more, after some of them were held back, corrected, dropped or withdrawn."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base.models import FollowUp
from servewell.base.permissions import HOUSE
from servewell.engines import tables
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import selectors, services
from servewell.rooms.voice.models import HeldRow, Import, RecipeVersion, RowKey
from tests.builders import a_company, a_unit
from tests.builders.stays import STAYS, a_brought_file, a_file, an_import, some_stays

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
WITHOUT_ID = STAYS.replace("duplicate: [id]\n", "")


@pytest.fixture(autouse=True)
def harbour(settings: Settings, tmp_path: Path) -> Unit:
    settings.FILES_FOLDER = tmp_path / "files"
    return a_unit("harbour", under=a_company())


def counts(run: Import) -> tuple[int, int, int, int]:
    found = selectors.counts_of(run=Import.objects.get(pk=run.pk))
    return found.kept, found.duplicate, found.held_back, found.dropped


def last_recipe() -> str:
    return RecipeVersion.objects.latest("number").document


def mapped(run: Import, label: str = "Sea View") -> int:
    return services.map_label(run=run, label=label, unit="harbour", by=HOUSE, at=NOON)


def corrected(run: Import, row: int, *cells: str) -> None:
    services.take_held(run=run, row=row, cells=cells, by=HOUSE, at=NOON)


@pytest.mark.parametrize("recipe", [STAYS, WITHOUT_ID])
def test_a_file_whose_rows_were_all_held_back_is_known_once_they_are_in(recipe: str) -> None:
    rows = [f"{n},Sea View,2026-03-02,4,Words {n}" for n in range(1, 6)]
    first = an_import(*rows, at=NOON, recipe=recipe)
    taken = mapped(first)

    again = an_import(*rows, at=NOON, recipe=last_recipe())

    assert (taken, counts(again), selectors.standing().count()) == (5, (0, 5, 0, 0), 5)


@pytest.mark.parametrize("recipe", [STAYS, WITHOUT_ID])
def test_a_row_that_is_corrected_here_and_at_its_source_is_one_voice(recipe: str) -> None:
    first = an_import("1,harbour,2026-03-02,7,A", "2,harbour,2026-03-02,4,B", at=NOON, recipe=recipe)
    corrected(first, 1, "1", "harbour", "2026-03-02", "4", "A")

    cumulative = ("1,harbour,2026-03-02,4,A", "2,harbour,2026-03-02,4,B", "3,harbour,2026-04-02,4,C")
    second = an_import(*cumulative, at=NOON, recipe=recipe)

    assert (counts(second), selectors.standing().count()) == ((1, 2, 0, 0), 3)


def test_who_gave_the_same_answers_as_others_is_counted_beside_them() -> None:
    same = ",harbour,2026-03-02,4,Fine"
    run = an_import(same, same, ",harbour,2026-03-02,7,Fine", ",harbour,2026-03-02,8,Fine", at=NOON, recipe=WITHOUT_ID)

    corrected(run, 3, *same.split(","))
    corrected(run, 4, *same.split(","))
    again = an_import(same, same, same, same, same, at=NOON, recipe=WITHOUT_ID)

    assert (counts(run), counts(again)) == ((4, 0, 0, 0), (1, 4, 0, 0))


def test_equal_rows_that_are_corrected_at_once_are_each_a_voice() -> None:
    rows = [",harbour,2026-03-02,good,Fine"] * 120 + [",harbour,2026-03-02,4,Fine"]
    run = an_import(*rows, at=NOON, recipe=WITHOUT_ID)

    taken = services.take_held_many(run=run, column="score", value="good", instead="4", by=HOUSE, at=NOON)

    assert (taken, counts(run), RowKey.objects.count()) == (120, (121, 0, 0, 0), 121)


def test_of_corrected_rows_with_one_id_the_first_comes_in() -> None:
    run = an_import("1,harbour,2026-03-02,good,A", "1,harbour,2026-03-02,good,B", at=NOON)

    taken = services.take_held_many(run=run, column="score", value="good", instead="4", by=HOUSE, at=NOON)

    assert (taken, list(HeldRow.objects.order_by("row").values_list("state", flat=True))) == (1, ["taken", "held"])


def test_a_row_that_another_file_has_brought_is_known() -> None:
    held = an_import(",harbour,2026-03-02,7,Fine", ",harbour,2026-03-02,5,Good", at=NOON, recipe=WITHOUT_ID)
    an_import(",harbour,2026-03-02,4,Fine", at=NOON, recipe=WITHOUT_ID)

    with pytest.raises(services.RowIsKnown, match="row 1 as it is now is in already"):
        corrected(held, 1, "", "harbour", "2026-03-02", "4", "Fine")
    assert selectors.standing().count() == 2


def test_no_row_is_corrected_while_the_next_file_comes_in() -> None:
    first = an_import("1,nowhere,2026-03-02,4,A", "2,harbour,2026-03-02,4,B", at=NOON)
    second = a_brought_file(a_file("1,harbour,2026-03-02,4,A", *some_stays(3, first=10)), at=NOON)
    services.start(run=second, document=STAYS, by=HOUSE, at=NOON, in_worker=False)

    for deed in (
        lambda: corrected(first, 1, "1", "harbour", "2026-03-02", "4", "A"),
        lambda: mapped(first, "nowhere"),
        lambda: services.take_held_many(
            run=first, column="hotel", value="nowhere", instead="harbour", by=HOUSE, at=NOON
        ),
    ):
        with pytest.raises(services.AnotherFileComesFirst, match=f"import {second.pk} of the same recipe"):
            deed()
    services.take_in_some(run=second, for_seconds=60, at=NOON)
    services.show(run=second, at=NOON)

    assert (RecipeVersion.objects.count(), selectors.standing().count()) == (1, 5)


def test_a_second_label_does_not_forget_the_first() -> None:
    run = an_import("1,Sea View,2026-03-02,4,A", "2,Hill View,2026-03-02,4,B", "3,harbour,2026-03-02,4,C", at=NOON)

    taken = [mapped(run, label) for label in ("Sea View", "Hill View", "Hill View")]

    names = tables.read_recipe(text=last_recipe()).unit.names
    assert (taken, RecipeVersion.objects.count()) == ([1, 1, 0], 3)
    assert dict(names) == {"The Harbour": "harbour", "Sea View": "harbour", "Hill View": "harbour"}


def test_a_label_of_an_old_file_leaves_what_was_decided_since() -> None:
    old = an_import("1,Sea View,2026-03-02,4,A", "3,Sea View,2026-03-02,7,B", at=NOON)
    newer = STAYS.replace("does not apply: [9]", "does not apply: [9, 8]").replace("score,", "mark,")
    an_import("9,harbour,2026-03-02,4,B", at=NOON, recipe=newer, header="id,hotel,day,mark,words")

    taken = mapped(old)
    corrected(old, 2, "3", "Sea View", "2026-03-02", "4", "B")

    said = tables.read_recipe(text=last_recipe())
    assert (taken, said.items[0].column, sorted(said.items[0].does_not_apply)) == (1, "mark", ["8", "9"])
    assert said.unit.names["Sea View"] == "harbour"


def test_a_label_for_no_unit_or_of_a_withdrawn_file_changes_no_recipe() -> None:
    run = an_import("1,Sea View,2026-03-02,4,A", at=NOON)

    with pytest.raises(tables.RecipeHasFaults):
        services.map_label(run=run, label="Sea View", unit="no-such", by=HOUSE, at=NOON)
    services.withdraw_import(run=run, by=HOUSE, at=NOON)
    with pytest.raises(services.ImportIsNotShown):
        mapped(run)
    assert RecipeVersion.objects.count() == 1


def test_rows_that_are_dropped_are_counted_apart_and_no_longer_held_back() -> None:
    run = an_import("1,nowhere,2026-03-02,7,A", "2,nowhere,2026-03-02,4,B", "3,harbour,2026-03-02,4,C", at=NOON)

    dropped = services.drop_held(run=run, rows=[1, 3], by=HOUSE, at=NOON)

    found = selectors.counts_of(run=Import.objects.get(pk=run.pk))
    assert (dropped, counts(run), dict(found.held)) == (1, (1, 0, 1, 1), {"unit-unknown": 1})


def test_corrected_rows_cost_few_queries_and_as_much_news_however_many() -> None:
    an_import(*some_stays(1, first=900), at=NOON)
    spent = []
    for some in (range(1, 2), range(10, 210)):
        run = an_import(*(f"{n},harbour,2026-03-02,good,Words {n}" for n in some), at=NOON)
        news = FollowUp.objects.count()
        with CaptureQueriesContext(connection) as seen:
            taken = services.take_held_many(run=run, column="score", value="good", instead="4", by=HOUSE, at=NOON)
        assert taken == len(some)
        spent.append((len(seen), FollowUp.objects.count() - news))

    (few, told), (many, told_of_many) = spent
    assert (many - few < 10, told) == (True, told_of_many)


def test_files_that_took_rows_of_a_withdrawn_one_for_known_are_named() -> None:
    first = an_import(*some_stays(5), at=NOON)
    second = an_import(*some_stays(8), at=NOON)
    an_import(*some_stays(2, first=20), at=NOON)
    before = [(each.run.pk, each.rows) for each in selectors.leaning_on(run=first)]

    services.withdraw_import(run=first, by=HOUSE, at=NOON)
    second.refresh_from_db()
    missing = selectors.rows_missing(run=second)
    again = an_import(*some_stays(8), at=NOON)

    assert (before, missing, counts(again)) == ([(second.pk, 5)], 5, (5, 3, 0, 0))
    assert selectors.standing().count() == 10
