"""``servewell upgrade``: a migration that breaks half-way leaves a way back, and the way back is walked."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from servewell.project import running
from servewell.project.backing_up import upgrading
from servewell.project.backing_up.archive import Manifest
from tests import migrated
from tests.builders import a_company
from tests.builders.homes import called, called_in_turn, environment

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.project.breaking.settings", "PYTHONPATH": str(ROOT)}
pytestmark = pytest.mark.slow


def upgraded(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """To a version that has an app whose second migration fails."""
    command = [sys.executable, "-m", "servewell.project.command", "upgrade", *words]
    settings = {**environment(home), **SETTINGS}
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False, timeout=180)


def asked(home: Path, question: str) -> list[tuple[object, ...]]:
    opened = sqlite3.connect(home / "servewell.sqlite3")
    try:
        return opened.execute(question).fetchall()
    finally:
        opened.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = migrated.home(tmp_path / "home")
    called_in_turn(("units", "add", "lakeport", "--name", "Lakeport"), home=made)
    return made


def test_what_breaks_half_way_says_the_way_back_and_the_way_back_leads_there(home: Path) -> None:
    applied = "SELECT app, name FROM django_migrations ORDER BY id"
    before = asked(home, applied)

    said = upgraded(home)

    told = said.stderr[said.stderr.index("Error: ") :].splitlines()
    assert (said.returncode, told[0]) == (1, "Error: A migration failed: the columns do not fit")
    assert asked(home, "SELECT code FROM people_unit") == [("spoilt",)]
    assert told[1] == "Install the version that you had before, then:"
    moving, restoring = told[2].split(), told[3].split()
    assert moving[0] == "mv"
    assert restoring[:3] == [f"SERVEWELL_HOME={home}", "servewell", "restore"]
    Path(moving[1]).rename(moving[2])
    assert called(*restoring[2:], home=home).returncode == 0
    assert asked(home, applied) == before
    assert asked(home, "SELECT code FROM people_unit") == [("lakeport",)]
    assert asked(home, "SELECT name FROM sqlite_schema WHERE name LIKE 'breaking%'") == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("has_settings", [True, False])
def test_the_way_back_is_walked_though_one_was_walked_before(tmp_path: Path, kind: str, has_settings: bool) -> None:
    home = tmp_path / "our home"
    (home / "backups").mkdir(parents=True)
    home.with_name("our home.broken").mkdir()
    (home / "backups" / "old.tar.gz").touch()
    if has_settings:
        (home / "servewell.toml").write_text("port = 8001\n")

    lines = upgrading.way_back(home=home, backup=home / "backups" / "old.tar.gz", kind=kind).splitlines()
    commands = "\n".join(line for line in lines if line.startswith("    "))
    stand_ins = 'set -eu\ncreatedb() { echo "$@"; }\nservewell() { echo "$SERVEWELL_HOME $@"; test -f "$2"; }\n'
    said = subprocess.run(["bash", "-c", stand_ins + commands], capture_output=True, text=True, check=False)

    moved = tmp_path / "our home.broken1"
    made = ["servewell_restored"] if kind == "postgresql" else []
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [*made, f"{home} restore {moved / 'backups' / 'old.tar.gz'}"]
    assert [path.name for path in home.glob("*")] == ["servewell.toml"] * (has_settings and kind == "postgresql")
    assert [line for line in lines if "SERVEWELL_DATABASE" in line] == [
        f"Name servewell_restored as the database, in SERVEWELL_DATABASE or in {home / 'servewell.toml'}, and go on:"
    ] * len(made)


@pytest.mark.django_db
def test_rows_that_a_migration_took_away_are_a_loss() -> None:
    a_company()
    counts = {"people_unit": 2, "people_person": 0, "one_that_is_gone": 5}
    manifest = Manifest("0.1.0", "", "", "sqlite", (), counts, {}, {}, ())

    assert list(upgrading._fewer(manifest)) == [("people_unit", 2, 1)]


def test_a_served_home_is_not_upgraded_and_one_that_is_up_to_date_needs_no_backup(home: Path) -> None:
    with running.alone(home):
        served = upgraded(home)
    current = called("upgrade", "--json", home=home)

    assert served.returncode == 1
    assert served.stderr.endswith("Stop it, then upgrade. Nothing was changed.\n")
    assert json.loads(current.stdout) == {"home": str(home), "migrations": 0, "archive": ""}
    assert not (home / "backups").exists()
