"""A file with hundreds of columns and labels passes through every step: a long form comes in parts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from servewell.base.permissions import HOUSE
from servewell.engines.tables import Recipe, read_recipe, write_recipe
from servewell.engines.tables.recipe import Unsure
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.models import HeldRow, Import, Voice
from servewell.web.imports.shown.steps import Step
from tests.builders import a_browser, a_company, a_person, a_unit
from tests.builders.imports import a_brought_file
from tests.builders.stays import STAYS, an_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "files")]

COLUMNS, LABELS = 300, 400
HEADER = ["No", "When", *(f"Q{n}" for n in range(1, COLUMNS - 2)), "Words"]


def a_wide_file() -> str:
    rows = [HEADER]
    for number in range(30):
        answers = [str(1 + (number + question) % 5) for question in range(1, COLUMNS - 2)]
        rows.append([str(number), f"2026-10-{1 + number % 28:02}", *answers, f"Guest {number} waited at the desk."])
    return "".join(",".join(row) + "\n" for row in rows)


def a_file_of_many_labels() -> str:
    rows = (f"{n},House {n % LABELS},2026-10-{1 + n % 28:02},{1 + n % 5}\n" for n in range(2 * LABELS))
    return "No,Place,When,Q1\n" + "".join(rows)


@pytest.fixture
def mei() -> Client:
    a_unit("lakeside", under=a_company())
    return a_browser(a_person("Mei", rules.IMPORT, rules.READ))


def recipe_of(run: Import) -> Recipe:
    run.refresh_from_db()
    return read_recipe(text=run.draft)


def form_of(page: str) -> dict[str, str]:
    """What a browser would send if nobody touched anything."""
    sent = dict(re.findall(r'<input(?! type="radio")[^>]* name="([^"]+)" value="([^"]*)"', page))
    sent |= dict.fromkeys(re.findall(r'<input type="radio"[^>]* name="([^"]+)"', page), "")
    sent |= dict(re.findall(r'<input type="radio"[^>]* name="([^"]+)" value="([^"]*)" checked>', page))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return {unescape(name): unescape(value) for name, value in sent.items()}


def walked(mei: Client, run: Import, step: Step, typed: Mapping[str, str]) -> Iterator[set[str]]:
    """Send every part of a step as it is shown, but for what is typed; the fields of each part."""
    path = f"/imports/{run.pk}/{step}"
    while path.split("?")[0].endswith(f"/{step}"):
        page = mei.get(path).content.decode()
        form = form_of(page.split('<form class="kit-stack"')[1].split("</form>")[0])
        answer = mei.post(path, {name: _said(name, value, typed) for name, value in form.items()})
        assert answer.status_code == 303, answer.content.decode()[:2000]
        yield set(form) - {"csrfmiddlewaretoken"}
        path = answer["Location"]


def _said(name: str, value: str, typed: Mapping[str, str]) -> str:
    return next((said for start, said in typed.items() if re.fullmatch(start, name)), value)


ROLES = {"is-No": "id", "is-Place": "unit", "is-When": "date", r"is-Q\d+": "score", "is-Words": "words"}
SCALES = {r"low-.+": "1", r"high-.+": "5", r"best-.+": "high", r"question-.+": "How was it?"}


def test_every_column_and_question_of_a_wide_file_is_decided_in_the_page(mei: Client, now: datetime) -> None:
    run = a_brought_file(a_wide_file(), name="Wide 2026.csv", at=now)

    columns = list(walked(mei, run, Step.COLUMNS, ROLES))
    questions = list(walked(mei, run, Step.QUESTIONS, SCALES))

    recipe = recipe_of(run)
    scales = [(scale.worst, scale.best) for item in recipe.items for scale in item.scales]
    assert set().union(*columns) == {f"is-{name}" for name in HEADER}
    assert {rule.question["en"] for rule in (*recipe.items, *recipe.comments)} == {"How was it?"}
    assert scales == [(1, 5)] * (COLUMNS - 3)
    assert not any(each.where.startswith(("items", "comments")) for each in recipe.unsure)
    assert max(map(len, (*columns, *questions))) <= 200
    for step in ("file", "units", "when", "same", "preview", "summary"):
        assert mei.get(f"/imports/{run.pk}/{step}").status_code == 200


def test_every_one_of_four_hundred_labels_is_given_its_unit_in_the_page(mei: Client, now: datetime) -> None:
    run = a_brought_file(a_file_of_many_labels(), name="Many 2026.csv", at=now)
    list(walked(mei, run, Step.COLUMNS, ROLES))

    parts = list(walked(mei, run, Step.UNITS, {"unit-.*": "lakeside"}))

    names = recipe_of(run).unit.names
    assert len(parts) > 1
    assert names == {f"House {n}": "lakeside" for n in range(LABELS)}


def test_what_was_not_seen_yet_still_waits_and_what_was_seen_does_not(mei: Client, now: datetime) -> None:
    run = a_brought_file(a_wide_file(), name="Wide 2026.csv", at=now)
    list(walked(mei, run, Step.COLUMNS, {"is-Q1": "weight", "is-Q200": "language", **ROLES}))
    doubtful = tuple(Unsure(where=where, why="Is it?") for where in ("weight", "language"))
    draft = write_recipe(recipe=replace(recipe_of(run), unsure=doubtful))
    services.decide(run=run, draft=draft, by=HOUSE, at=now)

    path, waiting = f"/imports/{run.pk}/columns", []
    for part in ("?part=2", "?part=1"):
        mei.post(path + part, form_of(mei.get(path + part).content.decode()))
        waiting.append([each.where for each in recipe_of(run).unsure])

    assert waiting == [["weight"], []]


def test_a_row_of_three_hundred_columns_that_broke_off_is_completed_and_taken_in(mei: Client, now: datetime) -> None:
    columns = ["id", "hotel", "day", "score", "words", *(f"x{n}" for n in range(COLUMNS - 5))]
    whole = ["18", "lakeside", "2026-03-02", "4", "The desk was kind.", *["-"] * (COLUMNS - 5)]
    run = an_import(
        "19,lakeside", at=now, recipe=STAYS.replace(", names: {The Harbour: harbour}", ""), header=",".join(columns)
    )
    form = form_of(mei.get(f"/imports/{run.pk}/held").content.decode())

    answer = mei.post(f"/imports/{run.pk}/held/1/take", {f"cell-1-{place}": cell for place, cell in enumerate(whole)})

    assert {f"cell-1-{place}" for place in range(COLUMNS)} <= set(form)
    assert answer.status_code == 303
    assert (HeldRow.objects.get().state, Voice.objects.get().row) == ("taken", 1)
