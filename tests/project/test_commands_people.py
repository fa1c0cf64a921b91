"""The staff comes in by command: rehearsed, told in words and in JSON, and asked about before many go."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from servewell.project.command import servewell
from servewell.rooms.people.models import ActivationCode, Intake
from servewell.rooms.people.services.signing_in import plain_code
from servewell.rooms.people.terms import ACTIVATION_CODE_LENGTH
from tests.builders.staff import a_row, a_staff_file, leaders, lives

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = """code,name,under,from
north,North,company,2020-01-01
harbour,Harbour,north,2020-01-01
a,A,b,2020-01-01
b,B,a,2020-01-01
bad code,X,company,2020-01-01
lost,Lost,nowhere,2020-01-01
"""


def called(*words: str | Path) -> Result:
    return CliRunner().invoke(servewell, [str(word) for word in words], prog_name="servewell")


@pytest.fixture(autouse=True)
def company(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    assert called("units", "add", "company", "--name", "Our company", "--from", "2015-01-01").exit_code == 0


def test_units_and_people_come_in_together_and_bad_rows_are_told_with_their_place(tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(UNITS, encoding="utf-8")
    staff = a_staff_file(tmp_path, a_row("1", "harbour"), a_row("2", "harbour", manager="1"), a_row("3", "seaside"))

    said = called("people", "import", staff, "--units", units, "--on", "2026-06-01")

    assert said.exit_code == 0
    [intake] = Intake.objects.all()
    assert said.stdout.splitlines() == [
        "2 units are new, 0 move, 0 are called otherwise, 0 stay, 4 are held back.",
        "units.csv, row 4: These units would stand under one another: a → b → a. Correct one of them.",
        "units.csv, row 5: These units would stand under one another: a → b → a. Correct one of them.",
        "units.csv, row 6: “bad code” is no code of a unit. Use 1 to 60 small letters, digits and hyphens.",
        (
            "units.csv, row 7: No unit has the code “nowhere”, under which this one should stand. "
            "Add it, or correct the code."
        ),
        f"Staff file {intake.pk} is done.",
        "        2 join",
        "        0 come back",
        "        0 move or get another posting",
        "        0 change otherwise",
        "        0 leave",
        "        0 stay as they are",
        "        1 rows are held back",
        "staff.csv, row 4: No unit has the code “seaside”. Add the unit first, or correct the code.",
    ]
    assert sorted(lives()) == ["1", "2"]
    listed = json.loads(called("units", "list", "--json").stdout)
    assert [(unit["code"], unit["under"]) for unit in listed] == [
        ("company", None), ("harbour", "north"), ("north", "company"),
    ]  # fmt: skip


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    staff = a_staff_file(tmp_path, a_row("1", "company"))

    said = json.loads(called("people", "import", staff, "--dry-run", "--json").stdout)

    assert (said["join"], said["import"], said["state"], lives()) == (1, None, "rehearsed", {})
    assert json.loads(called("people", "files", "--json").stdout) == []


def test_many_leave_only_when_their_number_is_said(tmp_path: Path) -> None:
    rows = [a_row(str(number), "company") for number in range(1, 5)]
    called("people", "import", a_staff_file(tmp_path, *rows), "--on", "2026-06-01")
    half = a_staff_file(tmp_path, *rows[:2], name="half.csv")

    refused = called("people", "import", half, "--whole", "--on", "2026-06-02")
    done = called("people", "import", half, "--whole", "--on", "2026-06-02", "--yes-remove", "2")

    assert (refused.exit_code, refused.stderr) == (
        1,
        (
            "Error: Nothing is done: 2 of 4 people would leave by this file. Look at them with --dry-run; "
            "if that is right, say so with --yes-remove 2.\n"
        ),
    )
    assert done.exit_code == 0
    assert [life[-1][2] for life in lives().values()] == ["9999-12-31", "9999-12-31", "2026-06-02", "2026-06-02"]
    states = [each["state"] for each in json.loads(called("people", "files", "--json").stdout)]
    assert states == ["done", "dropped", "done"]


def test_columns_of_other_names_and_dates_of_another_format_are_read(tmp_path: Path) -> None:
    path = tmp_path / "hr.csv"
    path.write_text(
        "Personalnummer;Display Name;Department Code;Job Title;Eintritt;Reports To;Salary\n"
        "7;Ann;company;Chef;24.12.2025;;1\n8;Ben;company;Host;01.03.2026;7;2\n",
        encoding="cp1252",
    )
    named = ("--column", "number=Personalnummer", "--column", "from=Eintritt", "--dates", "DD.MM.YYYY")

    said = json.loads(called("people", "import", path, *named, "--on", "2026-06-01", "--json").stdout)

    assert (said["join"], said["rows_held"], said["columns_unused"]) == (2, [], ["Salary"])
    assert [life[0][1] for life in lives().values()] == ["2025-12-24", "2026-03-01"]
    assert leaders(date_of("2026-06-01")) == {"8": "7"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "The file has no column unit, job; its columns are: number, name."),
        (("--column", "unit=Dept"), "The file has no column “Dept”"),
        (("--column", "unit"), "write it as number=Personalnummer"),
        (("--dates", "nonsense"), "--dates"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    path = a_staff_file(tmp_path, a_row("1", "company"), columns=("number", "name"))

    refused = called("people", "import", path, *words)

    assert (refused.exit_code > 0, said in refused.stderr) == (True, True)


def date_of(text: str) -> date:
    return date.fromisoformat(text)


def test_a_card_is_printed_at_the_terminal_for_whoever_is_known(tmp_path: Path) -> None:
    staff = a_staff_file(tmp_path, a_row("1", "company"))
    called("people", "import", staff, "--on", "2026-06-01")

    said, unknown = called("people", "card", "1", "--json"), called("people", "card", "2")

    told = json.loads(said.stdout)
    made = ActivationCode.objects.select_related("person").get()
    assert (told["number"], made.person.number, len(plain_code(told["code"]))) == ("1", "1", ACTIVATION_CODE_LENGTH)
    assert (unknown.exit_code, "nobody has the staff number 2" in unknown.output) == (2, True)
