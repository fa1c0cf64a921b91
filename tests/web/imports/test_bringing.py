"""A file arrives in parts, each known by where it begins; nobody holds a large one in memory."""

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse  # noqa: TID251  what a browser got
from django.test import Client

from servewell.base import files
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import jobs, rules
from servewell.rooms.voice.models import Import
from servewell.web.imports.shown.bringing import PART_BYTES
from tests.builders import a_browser, a_company, a_person, a_unit
from tests.builders.imports import GUESTS, a_decided_file, an_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "files")]
SAMPLES = Path(__file__).parents[3] / "docs" / "use" / "samples"


@pytest.fixture
def company() -> Unit:
    return a_company()


@pytest.fixture
def mei(company: Unit) -> Client:
    return a_browser(a_person("Mei", rules.IMPORT))


def begun(mei: Client, content: bytes, *, name: str = "guests.csv", unit: str = "company") -> dict[str, str]:
    answer = mei.post("/imports/begin", {"name": name, "size": len(content), "unit": unit})
    assert answer.status_code == 200
    said: dict[str, str] = json.loads(answer.content)
    return said


def send(mei: Client, path: str, offset: int, content: bytes) -> HttpResponse:
    response: HttpResponse = mei.post(f"{path}?offset={offset}", content, content_type="application/octet-stream")
    return response


def test_parts_make_the_file_and_a_part_that_came_twice_changes_nothing(mei: Client) -> None:
    content = GUESTS.replace("{unit}", "company").encode()
    upload = begun(mei, content)

    told = [
        json.loads(send(mei, upload["part"], offset, content[offset : offset + 100]).content)["arrived"]
        for offset in (0, 100, 100, *range(200, len(content), 100))
    ]
    end = json.loads(mei.post(upload["end"]).content)

    run = Import.objects.get()
    assert told[:3] == [100, 200, 200]
    assert end == {"next": f"/imports/{run.pk}"}
    assert files.path_of(run.file).read_bytes() == content
    assert (run.name, run.state, bool(run.draft)) == ("guests.csv", "arrived", True)


def test_whoever_sends_from_the_wrong_place_is_told_where_to_go_on(mei: Client) -> None:
    upload = begun(mei, b"x" * 300)
    send(mei, upload["part"], 0, b"x" * 100)

    gap = send(mei, upload["part"], 200, b"x" * 100)
    early = mei.post(upload["end"])

    assert (gap.status_code, json.loads(gap.content)["arrived"]) == (409, 100)
    assert (early.status_code, json.loads(early.content)["arrived"]) == (409, 100)
    assert json.loads(mei.get(upload["part"]).content) == {"arrived": 100, "size": 300, "is_arriving": True}


@pytest.mark.parametrize(("offset", "length"), [(250, 100), (0, PART_BYTES + 1), (-1, 10)])
def test_what_is_no_part_of_the_file_is_refused(mei: Client, offset: int, length: int) -> None:
    upload = begun(mei, b"x" * 300)

    assert send(mei, upload["part"], offset, b"x" * length).status_code == 422
    assert json.loads(mei.get(upload["part"]).content)["arrived"] == 0


def test_a_file_cannot_be_brought_for_a_unit_that_is_not_ones_own(company: Unit) -> None:
    own, other = a_unit("lakeside", under=company), a_unit("harbour", under=company)
    browser = a_browser(a_person("Ann", rules.IMPORT, unit=own))

    answer = browser.post("/imports/begin", {"name": "a.csv", "size": 10, "unit": other.code})
    form = browser.post("/imports/bring", {"file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n"), "unit": other.code})

    assert (answer.status_code, form.status_code) == (422, 422)
    assert Import.objects.count() == 0


def test_a_path_in_a_files_name_leads_nowhere(mei: Client) -> None:
    begun(mei, b"x", name="../../etc/passwd")

    assert Import.objects.get().name == "passwd"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "This file cannot be read"),
        (b"name,score\n", "This file cannot be read"),
        (
            gzip.compress(b"a,b\n" + "".join(f"{n * 7919 % 9973},{n}\n" for n in range(900)).encode())[:-60],
            "The file breaks off at row",
        ),
    ],
    ids=["no table", "header only", "broken off"],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(mei: Client, content: bytes, says: str) -> None:
    mei.post("/imports/bring", {"file": SimpleUploadedFile("a.csv", content), "unit": "company"})

    page = mei.get(f"/imports/{Import.objects.get().pk}", follow=True).content.decode()

    assert says in page


def test_an_empty_file_stays_outside(mei: Client) -> None:
    answer = mei.post("/imports/bring", {"file": SimpleUploadedFile("a.csv", b""), "unit": "company"})

    assert answer.status_code == 422
    assert "This file is empty. Look whether it was saved whole, and choose it again." in answer.content.decode()


def test_a_large_file_is_looked_into_by_the_worker(mei: Client, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("servewell.rooms.voice.services.importing.looking.AT_ONCE_BYTES", 10)
    content = GUESTS.replace("{unit}", "company").encode()
    mei.post("/imports/bring", {"file": SimpleUploadedFile("a.csv", content), "unit": "company"})
    run = Import.objects.get()
    before = mei.get(f"/imports/{run.pk}").content.decode()

    jobs.look_into(run.pk)

    assert "The file is being looked into" in before
    assert mei.get(f"/imports/{run.pk}").status_code == 303


def test_the_page_of_a_running_import_stays_true_after_a_reload(mei: Client, now: datetime) -> None:
    run = a_decided_file(at=now)
    mei.post(f"/imports/{run.pk}/take-in")

    first, second = (mei.get(f"/imports/{run.pk}").content.decode() for _ in range(2))
    twice = mei.post(f"/imports/{run.pk}/take-in")

    assert "The rows are being taken in" in first
    assert "The rows are being taken in" in second
    assert (twice.status_code, twice["Location"]) == (303, f"/imports/{run.pk}")


def test_the_running_page_asks_for_its_middle_and_at_the_end_for_all_of_it(mei: Client, now: datetime) -> None:
    running, done = a_decided_file(at=now), an_import(code="others", at=now)
    mei.post(f"/imports/{running.pk}/take-in")

    middle = mei.get(f"/imports/{running.pk}", headers={"HX-Request": "true"})
    end = mei.get(f"/imports/{done.pk}", headers={"HX-Request": "true"})

    assert (middle.headers.get("HX-Refresh"), "0 rows so far" in middle.content.decode()) == (None, True)
    assert (end.headers.get("HX-Refresh"), end.content) == ("true", b"")


def test_next_years_file_looks_like_last_years_recipe(mei: Client, company: Unit, now: datetime) -> None:
    for terminal in ("a", "b"):
        a_unit(f"terminal-{terminal}", under=company)
    last = (SAMPLES / "passengers-2025.csv").read_text("utf-8")
    an_import(last, (SAMPLES / "passengers-2025.yaml").read_text("utf-8").replace("{", "{{").replace("}", "}}"), at=now)
    new = SimpleUploadedFile("passengers-2026.csv", (SAMPLES / "passengers-2026.csv").read_bytes())
    mei.post("/imports/bring", {"file": new, "unit": "company"})
    run = Import.objects.latest("pk")

    page = mei.get(f"/imports/{run.pk}/file").content.decode()
    mei.post(f"/imports/{run.pk}/like", {"code": "passengers"})

    run.refresh_from_db()
    assert "This looks like “Passenger survey”: " in page
    assert "This looks like" not in mei.get(f"/imports/{run.pk}/file").content.decode()
    assert "recipe: passengers" in run.draft
    assert "column: Q9ALL" in run.draft
