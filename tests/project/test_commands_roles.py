"""``servewell roles``: planned, installed, exported and given at the terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servewell.project.command import servewell
from servewell.rooms.people import rules, selectors
from tests.builders import a_company, a_person

pytestmark = pytest.mark.django_db
SHEET = "roles:\n  - code: host\n    title: {en: Host}\n    powers: [people.manage, people.see-team]\n"


def called(*words: str) -> Result:
    return CliRunner().invoke(servewell, ["roles", *words], prog_name="servewell")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "roles.yaml"
    file.write_text(SHEET, encoding="utf-8")
    return file


def test_roles_are_planned_then_installed_and_exported_as_they_stand(sheet: Path) -> None:
    planned = called("plan", str(sheet))
    nothing = selectors.roles()
    installed = json.loads(called("install", str(sheet), "--json").stdout)
    sheet.write_text(called("export").stdout, encoding="utf-8")

    assert (planned.stdout, nothing) == ("host is new: +people.manage +people.see-team\n", [])
    assert installed == [{"role": "host", "step": "add", "gains": ["people.manage", "people.see-team"], "loses": []}]
    assert called("plan", str(sheet)).stdout == "host is the same already\n"


def test_a_faulty_file_says_every_line(sheet: Path) -> None:
    sheet.write_text(SHEET.replace("people.manage", "people.mange").replace("title", "titel"), encoding="utf-8")

    result = called("install", str(sheet))

    assert result.exit_code == 1
    assert [line.partition("roles.yaml, ")[2] for line in result.output.splitlines()] == [
        "line 2: 'title' is missing",
        "line 3: 'titel' is not known here: did you mean 'title'?",
        "line 4: there is no power 'people.mange': did you mean 'people.manage'?",
    ]


def test_the_host_gives_a_role_and_hears_what_is_not_there(sheet: Path) -> None:
    company = a_company()
    person = a_person("Mae", number="2222")
    called("install", str(sheet))

    faults = [called("grant", *words).exit_code for words in (("1", "host", "company"), ("2222", "boss", "company"))]
    given = called("grant", "2222", "host", "company", "--from", "2020-01-01")

    assert (faults, given.stdout) == ([2, 2], "Mae is host over company from 2020-01-01.\n")
    assert selectors.may(actor=person, power=rules.MANAGE, unit=company.pk)
