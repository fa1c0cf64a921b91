"""``servewell backup`` and ``servewell restore`` on SQLite: a new home is what the old one was, to the byte."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servewell.project.backing_up import archive as archives
from servewell.project.backing_up import taking
from servewell.project.backing_up.sqlite import Sqlite
from tests import migrated
from tests.builders.homes import a_small_company, called, originals

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated.home(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def measured(old: Path) -> str:
    return a_small_company(home=old)


@pytest.fixture(scope="module")
def archive(old: Path, measured: str) -> Path:
    said = called("backup", "--json", home=old)
    assert (said.returncode, said.stderr.splitlines()[-1]) == (0, "Packing: 100 %")
    return Path(json.loads(said.stdout)["archive"])


def test_a_restored_home_measures_the_same_and_has_the_same_originals_to_the_byte(
    old: Path, measured: str, archive: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"

    said = called("restore", str(archive), home=new)
    again = called("measure", "--json", home=new).stdout

    assert (said.returncode, said.stdout.splitlines()[0][:40]) == (0, f"{new} is restored: "[:40])
    assert json.loads(measured)["figures"]
    assert again == measured
    assert originals(new) == originals(old)
    assert len(originals(new)) == 1
    assert (new / "secret.key").read_bytes() == (old / "secret.key").read_bytes()
    assert oct((new / "secret.key").stat().st_mode)[-3:] == "600"


def test_only_its_owner_reads_an_archive_and_nothing_half_lies_beside_it(archive: Path) -> None:
    assert oct(archive.stat().st_mode)[-3:] == "600"
    assert [path.name for path in archive.parent.iterdir() if not path.name.endswith(".lock")] == [archive.name]


def test_a_home_with_a_company_is_not_restored_into(old: Path, archive: Path) -> None:
    said = called("restore", str(archive), home=old)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        f"Error: {old} has a company already. Name an empty folder in SERVEWELL_HOME, or move this one aside. "
        "Nothing was changed.\n"
    )


def test_a_copy_is_one_moment_though_others_write_at_every_step(tmp_path: Path) -> None:
    home = migrated.home(tmp_path)
    writer = sqlite3.connect(home / "servewell.sqlite3", isolation_level=None, timeout=0)
    writer.execute("CREATE TABLE said (words TEXT)")
    writer.execute("INSERT INTO said VALUES ('before')")
    steps = []

    def somebody_writes(share: float) -> None:
        writer.execute("INSERT INTO said VALUES ('meanwhile')")
        steps.append(share)

    (tmp_path / "copy").mkdir()
    with Sqlite(home / "servewell.sqlite3").snapshot() as snapshot:
        writer.execute("INSERT INTO said VALUES ('after')")
        copy = snapshot.copied(tmp_path / "copy", somebody_writes)

    assert len(steps) > 1
    assert copy.counts["said"] == 1
    assert writer.execute("SELECT count(*) FROM said").fetchone() == (len(steps) + 2,)
    writer.close()


def test_settings_that_change_while_the_archive_is_written_leave_it_whole(tmp_path: Path) -> None:
    home = migrated.home(tmp_path / "home")
    (home / "secret.key").write_text("s" * 40)
    (home / "servewell.toml").write_text("port = 8001\n")

    def the_host_edits(step: str, _share: float) -> None:
        if step == "archive":
            (home / "servewell.toml").write_text("port = 8002\nmail_port = 25\n")

    taken = taking.back_up(
        home=home, files=home / "files", database=Sqlite(home / "servewell.sqlite3"), to=tmp_path / "to", keep=None,
        at=datetime(2026, 11, 16, 9, 0, tzinfo=UTC), as_of="", say=the_host_edits,
    )  # fmt: skip
    archives.unpack(Path(taken.archive), into=tmp_path / "looked", advance=lambda _: None)

    assert (home / "servewell.toml").read_text() != "port = 8001\n"
    assert (tmp_path / "looked" / "settings" / "servewell.toml").read_text() == "port = 8001\n"


@pytest.mark.parametrize("command", ["backup", "upgrade"])
def test_a_home_without_tables_is_told_to_be_made_first(tmp_path: Path, command: str) -> None:
    said = called(command, home=tmp_path / "new")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        f"Error: {tmp_path / 'new'} has no tables yet, so there is nothing to back up. Run: servewell init\n"
    )


def test_a_file_that_is_forgotten_while_it_is_looked_has_it_looked_once_more(tmp_path: Path) -> None:
    files, linked = tmp_path / "files", tmp_path / "linked"
    for folder in (files, linked):
        folder.mkdir()
    for digit in "ab":
        (files / (digit * 64)).write_text(digit)

    class Forgetful:
        kind = "sqlite"
        moments = 0

        def size(self) -> int:
            return 0

        @contextmanager
        def snapshot(self) -> Iterator[None]:
            self.moments += 1
            (files / ("a" * 64)).unlink(missing_ok=True)
            yield

    forgetful = Forgetful()
    with taking._still(forgetful, files, linked):  # type: ignore[arg-type]
        assert [path.name for path in linked.iterdir()] == ["b" * 64]
    assert forgetful.moments == 2
