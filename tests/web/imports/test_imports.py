"""The way of a file over the web, from its arrival to its voices."""

import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Import
from tests.builders import a_browser, a_company, a_person
from tests.builders.imports import GUESTS, a_brought_file, a_decided_file, an_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "files")]


@pytest.fixture
def mei() -> Client:
    return a_browser(a_person("Mei", rules.IMPORT, rules.READ))


def test_a_small_file_sent_with_the_form_is_looked_into_at_once(mei: Client) -> None:
    a_company()
    sent = SimpleUploadedFile("guests-2026.csv", GUESTS.replace("{unit}", "company").encode())

    answer = mei.post("/imports/bring", {"file": sent, "unit": "company"})
    run = Import.objects.get()

    assert (answer.status_code, answer["Location"]) == (303, f"/imports/{run.pk}")
    assert (run.name, run.state, run.size) == ("guests-2026.csv", "arrived", len(GUESTS.replace("{unit}", "company")))
    assert mei.get(f"/imports/{run.pk}").status_code == 303


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("file", "6 rows with 6 columns: does it look right?"),
        ("columns", "No column holds scores yet."),
        ("questions", "Nothing here has a scale"),
        ("units", "1 label, and its unit is known"),
        ("when", "The days stand in “Stayed on”"),
        ("same", "“Survey no” names a row"),
        ("preview", "Is this what the customers said?"),
        ("summary", "3 things are still to decide"),
    ],
)
def test_every_step_of_a_file_that_was_just_brought_says_what_is_known(
    mei: Client, now: datetime, step: str, says: str
) -> None:
    run = a_brought_file(at=now)

    shown = mei.get(f"/imports/{run.pk}/{step}").content.decode()

    assert re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", shown, re.DOTALL) == [says]


def test_a_decided_file_is_taken_in(mei: Client, now: datetime) -> None:
    run = a_decided_file(at=now)

    summary = mei.get(f"/imports/{run.pk}/summary").content.decode()
    answer = mei.post(f"/imports/{run.pk}/take-in")

    assert "Take in 5 voices" in summary
    assert answer["Location"] == f"/imports/{run.pk}"
    run.refresh_from_db()
    assert run.state == "taking-in"


def test_a_shown_import(mei: Client, now: datetime) -> None:
    run = an_import(at=now)
    for page in ("", "/held", "/recipe", "/held.csv", "/recipe.yaml"):
        shown = mei.get(f"/imports/{run.pk}{page}")
        assert shown.status_code == 200


def test_the_list_of_files_says_what_waits_or_what_was_taken_in_last(mei: Client, now: datetime) -> None:
    titles = [titled(mei)]
    an_import(at=now)
    titles.append(titled(mei))
    a_brought_file(at=now)
    titles.append(titled(mei))

    assert titles == [
        "Nothing has come from elsewhere yet",
        "A file was last taken in on 16 November 2026",
        "1 file waits for your decisions",
    ]


def titled(browser: Client) -> str:
    return re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", browser.get("/imports").content.decode(), re.DOTALL)[0]
