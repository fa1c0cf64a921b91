"""A staff file on the page: brought, shown person by person, and done only when somebody says so."""

from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from servewell.base import today
from servewell.rooms.people import rules, services
from servewell.rooms.people.models import Intake, Person
from tests.builders import a_company, a_person
from tests.builders.staff import a_row, a_staff_file, lives, taken_in
from tests.builders.web import a_browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(the_clock_stands: None, files: Path) -> Person:
    a_company(zone="UTC")
    return a_person("Ann", rules.MANAGE, number="1")


def brought(client: Client, file: Path, **more: str) -> str:
    content = SimpleUploadedFile(file.name, file.read_bytes())
    said = {"file": content, "unit": "company", "on": "2026-11-16", "dates": "YYYY-MM-DD", **more}
    response = client.post("/staff/bring", said)
    return response.headers["Location"] if response.status_code == 303 else response.content.decode()


def test_a_file_is_shown_before_anything_changes_and_done_when_somebody_says_so(
    manager: Person, tmp_path: Path
) -> None:
    client = a_browser(manager)
    where = brought(client, a_staff_file(tmp_path, a_row("2", "company", name="Ben"), a_row("3", "nowhere")))

    joined = client.get(f"{where}?kind=join").content.decode()
    held = client.get(f"{where}?kind=held").content.decode()

    assert "staff.csv would change 1 person" in joined
    assert "Host at company from 1 January 2026" in joined
    assert "No unit has the code “nowhere”. Add the unit first, or correct the code." in held
    assert sorted(lives()) == ["1"]
    assert client.post(f"{where}/start").headers["Location"] == where
    intake = Intake.objects.get()
    assert (intake.state, intake.confirmed_by) == ("going", manager.actor_key)
    services.take_in_staff(intake=intake, at=today.now())
    assert sorted(lives()) == ["1", "2"]
    assert "staff.csv changed 1 person" in client.get(where).content.decode()


def test_a_file_that_lets_many_go_wants_their_number_typed(manager: Person, tmp_path: Path) -> None:
    client = a_browser(manager)
    rows = [a_row(str(number), "company") for number in (2, 3, 4)]
    taken_in(a_staff_file(tmp_path, *rows), on=today.now().date(), is_whole=False)
    only = a_row("1", "company", name="Ann", **{"from": "2020-01-01"})
    where = brought(client, a_staff_file(tmp_path, only, name="gone.csv"), is_whole="on")

    assert "3 of 4 people would leave by this file." in client.get(where).content.decode()
    for typed in ("", "2", "many"):
        assert client.post(f"{where}/start", {"may_leave": typed}).status_code == 422
    assert Intake.objects.get(name="gone.csv").state == "asking"
    assert client.post(f"{where}/start", {"may_leave": "3"}).status_code == 303
    assert Intake.objects.get(name="gone.csv").state == "going"


def test_a_file_that_is_dropped_changes_nothing(manager: Person, tmp_path: Path) -> None:
    client = a_browser(manager)
    where = brought(client, a_staff_file(tmp_path, a_row("2", "company")))

    assert client.post(f"{where}/drop").status_code == 303
    assert client.post(f"{where}/start").status_code == 303

    assert (Intake.objects.get().state, sorted(lives())) == ("dropped", ["1"])


def test_a_file_without_its_columns_is_refused_beside_the_field(manager: Person, tmp_path: Path) -> None:
    said = brought(a_browser(manager), a_staff_file(tmp_path, a_row("2", "company"), columns=("number", "name")))

    assert "The file has no column unit, job; its columns are: number, name." in said
    assert Intake.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "language", "words"),
    [
        ("staff.csv", b"%PDF-1.7", "zh-hans", "这是 PDF 文档，不是表格。"),
        ("staff.csv", b"number,name\n2,Ben\n", "es", "El archivo no tiene la columna unit, job"),
        ("staff.csv", b"number,name\n2,Ben\n", "zh-hant", "檔案沒有 unit, job 這一欄；它的欄是：number, name。"),
    ],
)  # fmt: skip
def test_why_a_file_is_refused_is_told_in_the_language_of_the_reader(
    name: str, content: bytes, language: str, words: str, manager: Person, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    client = a_browser(manager)
    client.cookies["servewell_language"] = language

    assert words in unescape(brought(client, file))


def test_what_is_held_back_can_be_downloaded_and_runs_nothing_in_a_spreadsheet(manager: Person, tmp_path: Path) -> None:
    client = a_browser(manager)
    rows = (a_row("2", "nowhere", name="=1+1"), a_row("3", "nowhere", name="＝1+1"), a_row("4", "nowhere", name=" @A1"))
    where = brought(client, a_staff_file(tmp_path, *rows))

    content = b"".join(client.get(f"{where}/held.csv").streaming_content)  # type: ignore[attr-defined]

    said = "No unit has the code “nowhere”. Add the unit first, or correct the code."
    assert content.decode().splitlines() == [
        f'\ufeff2,"{said}",2,\'=1+1,nowhere,Host,2026-01-01,,,,',
        f'3,"{said}",3,\'＝1+1,nowhere,Host,2026-01-01,,,,',
        f'4,"{said}",4,\' @A1,nowhere,Host,2026-01-01,,,,',
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_files_asks_as_much_for_one_as_for_three(
    manager: Person, tmp_path: Path, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = a_browser(manager)
    for each in range(number):
        brought(client, a_staff_file(tmp_path, a_row(f"2{each}", "company"), name=f"{each}.csv"))

    with django_assert_num_queries(6):
        client.get("/staff")
