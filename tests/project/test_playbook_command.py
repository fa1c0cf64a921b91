"""``servewell playbook``: plan, install, export, list, by folder or by name."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servewell.base.permissions import HOUSE
from servewell.project.command import servewell
from servewell.rooms.people import selectors, services
from tests.builders import a_company, words
from tests.builders.company import LONG_AGO

ROLES = "roles:\n  - code: porter\n    title: {en: Porter}\n    powers: [people.see-team]\n"
MANIFEST = "code: mine\nversion: 1\ntitle: {en: Mine}\nlicence: CC0-1.0\nspeaks: [roles]\n"

pytestmark = pytest.mark.django_db


def called(*words: str) -> Result:
    return CliRunner().invoke(servewell, ["playbook", *words], prog_name="servewell")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    a_company()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "playbook.yaml").write_text(MANIFEST, encoding="utf-8")
    (mine / "roles.yaml").write_text(ROLES, encoding="utf-8")
    return mine


def test_a_plan_an_installation_a_change_made_here_and_the_list(folder: Path) -> None:
    said = [called(deed, str(folder)).output for deed in ("plan", "install", "plan")]
    here = services.RoleDraft("porter", words("Porter"), ("people.see-team", "cases.see"))
    services.define_roles(roles=[here], by=HOUSE, at=LONG_AGO)
    said.append(called("install", str(folder)).output)
    as_json = json.loads(called("plan", str(folder), "--json").stdout)
    overwritten = called("install", str(folder), "--overwrite", "roles/porter")

    assert said == [
        "roles/porter is new\n",
        "roles/porter is new\n",
        "roles/porter is the same already\n",
        (
            "roles/porter was changed here and is kept as it is; --overwrite takes it from the playbook\n"
            "  powers: installed ['people.see-team'], here ['cases.see', 'people.see-team'], "
            "wanted ['people.see-team']\n"
        ),
    ]
    assert (as_json["playbook"], as_json["installed"], as_json["entries"][0]["step"]) == ("mine", 1, "local")
    assert (overwritten.exit_code, selectors.role_seen(code="porter").powers) == (0, ("people.see-team",))
    assert json.loads(called("list", "--json").stdout)["installed"] == [
        {"playbook": "mine", "version": 1, "entries": 1}
    ]


def test_what_stands_is_written_into_a_new_folder_and_installs_as_the_same(folder: Path, tmp_path: Path) -> None:
    called("install", str(folder))
    first, again = tmp_path / "first", tmp_path / "again"

    said = called("export", str(first), "--code", "ours", "--title", "Ours")
    planned = json.loads(called("plan", str(first), "--json").stdout)
    called("install", str(first))
    called("export", str(again), "--code", "ours", "--title", "Ours")
    refused = called("export", str(first))

    assert said.output == f"3 files are in {first}.\n"
    assert {each["step"] for each in planned["entries"]} == {"same"}
    assert {each.name: each.read_bytes() for each in first.iterdir()} == {
        each.name: each.read_bytes() for each in again.iterdir()
    }
    assert (refused.exit_code, "is not empty: name a folder that is new" in refused.output) == (2, True)


def test_faults_and_wrong_calls_say_what_to_do(folder: Path) -> None:
    (folder / "roles.yaml").write_text(ROLES.replace("see-team", "see-taem"), encoding="utf-8")
    faulty = called("plan", str(folder))
    (folder / "roles.yaml").write_bytes("roles: Anfitri\xf3n".encode("latin-1"))
    latin = called("plan", str(folder))
    nowhere = called("install", "nine-aspects")

    assert (faulty.exit_code, faulty.output) == (
        1,
        "Error: roles.yaml, line 4: there is no power 'people.see-taem': did you mean 'people.see-team'?\n",
    )
    assert (latin.exit_code, latin.output) == (
        1,
        "Error: roles.yaml is not written in UTF-8: save it so, then try again.\n",
    )
    assert (
        nowhere.exit_code,
        "'nine-aspects' is no folder and no zip, and no playbook of that name is shipped" in nowhere.output,
    ) == (
        2,
        True,
    )
