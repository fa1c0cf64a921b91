"""Rows that were held back are corrected in the page, or dropped; how they came stays beside it."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules as case_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import services as answering
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.models import HeldRow, Voice
from tests.builders import a_browser, a_company, a_person, a_policy, a_unit, a_writer
from tests.builders.imports import GUESTS, RECIPE, a_decided_file, an_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "files")]
MOST = 20
MORE_LABELS = "".join(f"{n},Quay Side,2026-10-0{n % 9 + 1},5,4,Kind people at the desk.\n" for n in range(7, 10))


@pytest.fixture
def person() -> Person:
    return a_person("Mei", rules.IMPORT, rules.READ)


@pytest.fixture
def mei(person: Person) -> Client:
    return a_browser(person)


def test_a_held_row_shows_what_is_wrong_and_where(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    page = mei.get(f"/imports/{run.pk}/held").content.decode()

    assert "1 row was held back" in page
    assert "The answer lies off the scale" in page
    assert 'name="cell-6-4" value="9"' in page


def test_a_corrected_row_is_taken_in_and_its_original_stays(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    answer = mei.post(f"/imports/{run.pk}/held/6/take", {"cell-6-4": "4"})

    held = HeldRow.objects.get()
    assert answer["Location"] == f"/imports/{run.pk}/held#row-6"
    assert (held.state, held.cells[4], held.corrected[4]) == ("taken", "9", "4")
    assert sorted(Voice.objects.values_list("row", flat=True)) == [1, 2, 3, 4, 5, 6]
    run.refresh_from_db()
    assert (run.counts["kept"], run.counts["held_back"]) == (6, 0)


def test_what_is_still_wrong_comes_back_with_what_was_typed(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    answer = mei.post(f"/imports/{run.pk}/held/6/take", {"cell-6-4": "seven"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="cell-6-4" value="seven"' in page
    assert 'id="cell-6-4-fault"><li>The answer is no number</li>' in page
    assert HeldRow.objects.get().state == "held"


TOO_NARROW = "7,company"
TOO_WIDE = "8,company,2026-10-21,5,4,Kind people, at the desk, all of them"


def test_a_row_that_is_too_narrow_gets_a_field_for_each_column(mei: Client, now: datetime) -> None:
    run = an_import(f"{GUESTS}{TOO_NARROW}\n", at=now)
    page = mei.get(f"/imports/{run.pk}/held?reason=width").content.decode()

    typed = ["7", "company", "2026-10-21", "5", "4", "Kind people."]
    mei.post(f"/imports/{run.pk}/held/7/take", {f"cell-7-{place}": cell for place, cell in enumerate(typed)})

    held = HeldRow.objects.get(row=7)
    assert re.findall(r'name="cell-7-(\d+)" value="(.*?)"', page) == [
        ("0", "7"), ("1", "company"), ("2", ""), ("3", ""), ("4", ""), ("5", ""),
    ]  # fmt: skip
    assert (held.state, held.cells, held.corrected) == ("taken", ["7", "company"], typed)
    assert Voice.objects.get(row=7).comments.get().text == "Kind people."


def test_of_a_row_that_is_too_wide_the_empty_cells_behind_go(mei: Client, now: datetime) -> None:
    run = an_import(f"{GUESTS}{TOO_WIDE}\n", at=now)

    answer = mei.post(f"/imports/{run.pk}/held/7/take", {"cell-7-6": "", "cell-7-7": " "})

    held = HeldRow.objects.get(row=7)
    assert answer.status_code == 303
    assert (held.state, held.corrected) == ("taken", ["8", "company", "2026-10-21", "5", "4", "Kind people"])


def test_a_row_that_stays_too_wide_comes_back_whole(mei: Client, now: datetime) -> None:
    run = an_import(f"{GUESTS}{TOO_WIDE}\n", at=now)

    answer = mei.post(f"/imports/{run.pk}/held/7/take", {"cell-7-6": "", "cell-7-7": "still here"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r'name="cell-7-([67])" value="(.*?)"', page) == [("6", ""), ("7", "still here")]


def test_a_dropped_row_counts_nowhere(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    mei.post(f"/imports/{run.pk}/held/6/drop")

    assert HeldRow.objects.get().state == "dropped"
    assert Voice.objects.count() == 5


def test_one_label_is_said_once_for_all_its_rows(mei: Client, now: datetime) -> None:
    a_unit("lakeside", under=a_company())
    run = an_import(GUESTS + MORE_LABELS, at=now)
    page = mei.get(f"/imports/{run.pk}/held?reason=unit-unknown").content.decode()

    said = {"kind": "unit", "column": "Hotel", "value": "Quay Side", "field": "same-7", "same-7": "lakeside"}
    mei.post(f"/imports/{run.pk}/held/same-for-all", said)

    assert "3 rows were held back: The unit is not known to you" in page
    assert "The same for all rows with “Quay Side” in “Hotel”" in page
    assert Voice.objects.filter(unit__code="lakeside").count() == 3


def test_another_value_is_said_once_for_all_rows_that_hold_it(mei: Client, now: datetime) -> None:
    run = an_import(GUESTS.replace(",1,1,", ",1,9,"), at=now)

    said = {"kind": "value", "column": "Stay as a whole", "value": "9", "field": "same-6", "same-6": ""}
    mei.post(f"/imports/{run.pk}/held/same-for-all", said)

    assert Voice.objects.count() == 6


def test_what_was_held_back_can_be_downloaded(mei: Client, now: datetime) -> None:
    run = an_import(GUESTS.replace("More light", "=More light"), at=now)

    answer = mei.get(f"/imports/{run.pk}/held.csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "row,line,reasons,Survey no,Hotel,Stayed on,Welcome,Stay as a whole,What could we do better?"
    assert lines[1].startswith("6,7,off-scale Stay as a whole 9,6,company,2026-10-20,3,9,'=More light")


def test_the_consequence_is_said_before_a_file_is_withdrawn(mei: Client, now: datetime) -> None:
    run = an_import(at=now)
    page = mei.get(f"/imports/{run.pk}").content.decode()

    mei.post(f"/imports/{run.pk}/withdraw")

    run.refresh_from_db()
    assert "5 voices leave every list and figure." in page
    assert run.state == "withdrawn"
    assert "Withdrawn: nothing of this file counts any more" in mei.get(f"/imports/{run.pk}").content.decode()


def test_a_file_stays_where_an_answer_has_gone_out_and_who_sees_the_case_reads_which(
    mei: Client, now: datetime
) -> None:
    a_policy()
    letters = GUESTS.replace("better?", "better?,Mail").replace("did not look up once.", "did not.,elena@example.com")
    recipe = RECIPE + "customer: {{email: Mail}}\ncases: {{from: 2026-01-01}}\n"
    lines = (line if "elena" in line or "Mail" in line else f"{line}," for line in letters.splitlines())
    run = an_import("\n".join(lines), recipe, at=now)
    services.tell_old_voices(imported=run.pk, at=now)
    case = cases.case_of_voice(voice=Voice.objects.get(row=4).pk, viewer=HOUSE)
    answering.answer(case=case, text="You asked why, so I went to find out.", by=a_writer(), at=now)

    before = mei.get(f"/imports/{run.pk}").content.decode()
    lea = a_browser(a_person("Lea", rules.IMPORT, case_rules.SEE))
    path = f"/imports/{run.pk}/withdraw"
    after, known = (each.post(path, follow=True).content.decode() for each in (mei, lea))

    run.refresh_from_db()
    assert "1 answer went out: this file stays." in before
    assert "This file stays: 1 of its voices was answered." in after
    assert "Among them" not in after
    assert f"This file stays: 1 of its voices was answered. Among them: case {case.pk}." in known
    assert run.state == "shown"


@pytest.mark.parametrize("rows", [1, 3, 25])
def test_no_page_asks_more_for_longer_lists(person: Person, mei: Client, now: datetime, rows: int) -> None:
    held = "".join(f"{n},company,2026-10-03,5,99,Row {n} is off.\n" for n in range(10, 10 + rows - 1))
    run = an_import(GUESTS + held, at=now)
    brought = [a_decided_file(GUESTS + held, code=f"more-{n}", at=now) for n in range(rows if rows < 25 else 5)]
    paths = [f"/imports/{run.pk}", f"/imports/{run.pk}/held", "/imports"]
    steps = ("file", "columns", "questions", "units", "when", "same", "preview", "summary", "recipe")
    paths += [f"/imports/{brought[0].pk}/{step}" for step in steps]

    asked = {}
    for path in paths:
        with CaptureQueriesContext(connection) as seen:
            assert mei.get(path).status_code == 200
        asked[path] = len(seen)

    assert {path: number for path, number in asked.items() if number > MOST} == {}


def test_no_row_is_corrected_while_another_file_of_its_kind_comes_in(mei: Client, now: datetime) -> None:
    run = an_import(at=now)
    other = a_decided_file(GUESTS + MORE_LABELS, at=now)
    services.start(run=other, document=RECIPE.format(code="guests"), by=HOUSE, at=now, in_worker=False)
    label = {"column": "Hotel", "value": "x", "kind": "unit", "field": "same", "same": a_company().code}

    for path, posted in (("6/take", {"cell-6-4": "4"}), ("same-for-all", label)):
        answer = mei.post(f"/imports/{run.pk}/held/{path}", posted, follow=True)
        assert "Another file of this kind is being taken in just now." in answer.content.decode()
    assert HeldRow.objects.get().state == "held"


def test_a_dropped_row_is_counted_apart(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    mei.post(f"/imports/{run.pk}/held/6/drop")

    page = mei.get(f"/imports/{run.pk}").content.decode()
    assert ("held back, and dropped by a person" in page, "nobody guesses" in page) == (True, False)
