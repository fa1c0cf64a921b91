"""What was held back is settled by a person, row by row or alike."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import services as cases
from servewell.rooms.cases import terms as case_terms
from servewell.rooms.cases.models import Case, LedgerLine
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import selectors, services, terms
from servewell.rooms.voice.models import HeldRow, Import, RecipeVersion, Voice
from tests.builders import a_company, a_policy, a_unit, a_writer
from tests.builders.stays import STAYS, an_import

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
GOOD = ("17", "harbour", "2026-03-02", "4", "Hm")


@pytest.fixture(autouse=True)
def harbour(settings: Settings, tmp_path: Path) -> Unit:
    settings.FILES_FOLDER = tmp_path / "files"
    return a_unit("harbour", under=a_company())


def counts(run: Import) -> tuple[int, int, dict[str, int]]:
    found = selectors.counts_of(run=Import.objects.get(pk=run.pk))
    return found.kept, found.held_back, dict(found.held)


def test_a_corrected_row_is_taken_in_and_its_original_stays() -> None:
    run = an_import("17,harbour,2026-03-02,7,Hm", "18,harbour,2026-03-02,8,", at=NOON)

    services.take_held(run=run, row=1, cells=GOOD, by=HOUSE, at=NOON)

    held = HeldRow.objects.get(row=1)
    assert held.corrected is not None
    assert (held.state, held.cells[3], held.corrected[3], held.settled_by) == ("taken", "7", "4", "house")
    assert [(v.row, v.overall) for v in Voice.objects.all()] == [(1, 0.75)]
    assert counts(run) == (1, 1, {"off-scale": 1})
    assert selectors.original_row(run=run, row=1).cells == ("17", "harbour", "2026-03-02", "7", "Hm")


def test_a_row_that_is_still_not_understood_stays_with_its_reasons() -> None:
    run = an_import("17,harbour,2026-03-02,7,Hm", at=NOON)

    with pytest.raises(services.RowIsStillHeldBack, match="off-scale score '8'"):
        services.take_held(run=run, row=1, cells=("17", "harbour", "2026-03-02", "8", "Hm"), by=HOUSE, at=NOON)
    assert (HeldRow.objects.get().state, Voice.objects.count()) == ("held", 0)


def test_a_row_is_settled_once() -> None:
    run = an_import("17,harbour,2026-03-02,7,Hm", at=NOON)
    services.take_held(run=run, row=1, cells=GOOD, by=HOUSE, at=NOON)

    with pytest.raises(services.RowIsSettled):
        services.take_held(run=run, row=1, cells=GOOD, by=HOUSE, at=NOON)
    assert services.drop_held(run=run, rows=[1], by=HOUSE, at=NOON) == 0


def test_a_row_that_is_in_already_is_not_taken_in_twice() -> None:
    run = an_import("17,harbour,2026-03-02,4,Hm", "17,harbour,2026-03-02,7,Hm", at=NOON)

    with pytest.raises(services.RowIsKnown):
        services.take_held(run=run, row=2, cells=GOOD, by=HOUSE, at=NOON)
    assert HeldRow.objects.get().state == "held"


def test_rows_may_be_dropped() -> None:
    run = an_import("17,harbour,2026-03-02,7,Hm", "18,harbour,2026-03-02,7,Hm", at=NOON)

    assert services.drop_held(run=run, rows=[1, 2], by=HOUSE, at=NOON) == 2
    assert list(selectors.held_rows(run=run).items) == []


def test_the_same_correction_is_made_for_all_rows_with_a_value() -> None:
    run = an_import(*(f"{n},harbour,2026-03-02,{'good' if n % 2 else 7},Hm" for n in range(1, 6)), at=NOON)

    taken = services.take_held_many(run=run, column="score", value="good", instead="4", by=HOUSE, at=NOON)

    assert (taken, counts(run)) == (3, (3, 2, {"off-scale": 2}))


def test_a_label_is_said_once_for_all_its_rows_and_for_later_files() -> None:
    run = an_import("1,Port,2026-03-02,4,A", "2,Port,2026-03-02,4,B", "3,Moon,2026-03-02,4,C", at=NOON)

    taken = services.map_label(run=run, label="Port", unit="harbour", by=HOUSE, at=NOON)
    last = RecipeVersion.objects.latest("number").document

    assert (taken, counts(run)) == (2, (2, 1, {"unit-unknown": 1}))
    assert counts(an_import("4,Port,2026-03-02,4,D", at=NOON, recipe=last)) == (1, 0, {})


def test_held_rows_are_found_by_their_reason() -> None:
    run = an_import("1,harbour,2026-03-02,7,A", "2,Moon,2026-03-02,4,B", at=NOON)

    found = [
        [row.row for row in selectors.held_rows(run=run, reason=reason).items]
        for reason in ("off-scale", "unit-unknown", None)
    ]

    assert found == [[1], [2], [2, 1]]


def with_cases(harbour: Unit) -> Import:
    a_policy()
    a_writer(unit=harbour)
    recipe = STAYS + "cases: {from: 2026-11-01}\ncustomer: {email: mail}\n"
    rows = ("1,harbour,2026-10-31,1,Old,a@example.com", "2,harbour,2026-11-02,1,New,b@example.com")
    return an_import(*rows, header="id,hotel,day,score,words,mail", at=NOON, recipe=recipe)


def test_old_voices_open_cases_only_from_the_day_that_the_recipe_says(harbour: Unit) -> None:
    run = with_cases(harbour)

    told = [services.tell_old_voices(imported=run.pk, at=NOON) for _ in range(2)]

    assert told == [1, 0]
    assert [(case.voice.row, case.due_at > NOON) for case in Case.objects.select_related("voice")] == [(2, True)]


def test_a_withdrawn_file_closes_its_cases(harbour: Unit) -> None:
    run = with_cases(harbour)
    services.tell_old_voices(imported=run.pk, at=NOON)

    services.withdraw_import(run=run, by=HOUSE, at=NOON)

    assert [case.state for case in Case.objects.all()] == [case_terms.CLOSED]
    assert LedgerLine.objects.latest("pk").stage == case_terms.FILE_WITHDRAWN


def test_a_file_whose_customer_was_answered_cannot_be_withdrawn(harbour: Unit) -> None:
    run = with_cases(harbour)
    services.tell_old_voices(imported=run.pk, at=NOON)
    case = Case.objects.get()
    cases.answer(case=case, text="You asked why.", by=a_writer("Ben", unit=harbour), at=NOON)

    with pytest.raises(cases.AnswerHasGoneOut, match=f"case {case.pk}"):
        services.withdraw_import(run=run, by=HOUSE, at=NOON)
    assert Import.objects.get(pk=run.pk).state == terms.ImportState.SHOWN.value


def test_cases_are_locked_before_their_answers_are_looked_for(harbour: Unit) -> None:
    run = with_cases(harbour)
    services.tell_old_voices(imported=run.pk, at=NOON)

    with CaptureQueriesContext(connection) as seen:
        services.withdraw_import(run=run, by=HOUSE, at=NOON)

    asked = [query["sql"].split(" FROM ")[1].split()[0] for query in seen if query["sql"].startswith("SELECT")]
    of_cases = [table for table in asked if table in ('"cases_case"', '"cases_answer"')]
    # those that are answered first, then what went into them
    assert of_cases[:3] == ['"cases_case"', '"cases_case"', '"cases_answer"']
