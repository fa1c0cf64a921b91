"""What ``servewell restore`` refuses, and that a restore which breaks off leaves nothing half."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from servewell.project import running, secret
from servewell.project.backing_up import archive, restoring, taking
from servewell.project.backing_up.archive import Manifest
from servewell.project.command import servewell

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ORIGINAL = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # of the word below
Change = Callable[[Manifest], Manifest]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SERVEWELL_HOME", str(tmp_path / "new"))
    return tmp_path / "new"


def an_archive(folder: Path, **differently: object) -> Path:
    """Of a home with one table, one file and a secret."""
    parts = folder / "parts"
    parts.mkdir()
    opened = sqlite3.connect(parts / "servewell.sqlite3")
    opened.executescript("CREATE TABLE people_unit (id); INSERT INTO people_unit VALUES (1);")
    opened.close()
    (parts / "secret.key").write_text("s" * 40)
    (parts / "servewell.toml").write_text("port = 8001\n")
    (parts / ORIGINAL).write_text("hello")
    names = ("settings/secret.key", "settings/servewell.toml", "database/servewell.sqlite3", f"files/{ORIGINAL}")
    paths = [parts / Path(name).name for name in names]
    members = tuple(archive.member_of(name, path) for name, path in zip(names, paths, strict=True))
    said: dict[str, object] = {
        "servewell": "0.1.0", "made_at": AT.isoformat(), "as_of": "", "database": "sqlite", "migrations": (),
        "counts": {"people_unit": 1}, "columns": {}, "sequences": {}, "members": members,
    }  # fmt: skip
    manifest = Manifest(**{**said, **differently})  # type: ignore[arg-type]
    archive.write(folder / "old.tar.gz", manifest=manifest, paths=paths, advance=lambda _: None)
    return folder / "old.tar.gz"


def restored(path: Path) -> Result:
    return CliRunner().invoke(servewell, ["restore", str(path)])


def test_a_whole_one_is_restored_over_what_a_broken_one_has_left(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "files").mkdir()
    (home / "files" / ("f" * 64)).touch()
    (home / restoring.MARK).write_text(json.dumps(["files", "secret.key"]))

    said = restored(an_archive(tmp_path))

    assert said.exit_code == 0, said.output
    assert sorted(path.name for path in home.iterdir()) == [
        "files", "secret.key", "served.lock", "servewell.sqlite3", "servewell.toml",
    ]  # fmt: skip
    assert (home / "files" / ORIGINAL).read_text() == "hello"
    assert [path.name for path in (home / "files").iterdir()] == [ORIGINAL]


def test_half_a_restore_is_not_served(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path
    (tmp_path / restoring.MARK).write_text("[]")

    said = CliRunner().invoke(servewell, ["start"])

    assert (said.exit_code, said.output) == (
        1,
        f"Error: {tmp_path} holds half a restore. Run servewell restore once more.\n",
    )


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def no_backup(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 not one of ours")


@pytest.mark.parametrize("harm", [cut, flipped, no_backup])
def test_a_damaged_archive_is_refused_and_leaves_no_home(
    home: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = an_archive(tmp_path)
    harm(path)

    said = restored(path)

    assert said.exit_code == 1
    assert said.output.splitlines()[-1].endswith("Nothing was changed. Take another backup.")
    assert not home.exists()


def test_a_file_that_is_not_what_its_manifest_says_is_named(home: Path, tmp_path: Path) -> None:
    path = an_archive(tmp_path)
    manifest, _ = archive.head(path)
    other = tmp_path / "parts" / ORIGINAL
    other.write_text("HELLO")
    paths = [tmp_path / "parts" / Path(member.name).name for member in manifest.members]
    archive.write(path, manifest=manifest, paths=paths, advance=lambda _: None)

    said = CliRunner().invoke(servewell, ["restore", "--look", str(path)])

    assert (said.exit_code, said.output) == (
        1,
        f"Error: files/{ORIGINAL} in old.tar.gz is not what was backed up. Nothing was changed. Take another backup.\n",
    )


@pytest.mark.parametrize(
    ("differently", "why"),
    [
        ({"format": 2, "servewell": "9.0"}, "old.tar.gz was written by Servewell 9.0"),
        (
            {"migrations": ("people.9999_later",), "servewell": "9.0"},
            "old.tar.gz was written by Servewell 9.0 and has people.9999_later, which this one lacks",
        ),
    ],
)
def test_an_archive_of_a_newer_version_is_refused(
    home: Path, tmp_path: Path, differently: dict[str, object], why: str
) -> None:
    said = restored(an_archive(tmp_path, **differently))

    assert (said.exit_code, said.output) == (
        1,
        f"Error: {why}. Nothing was changed. Install that version or a later one.\n",
    )
    assert not home.exists()


def test_a_running_home_is_refused(home: Path, tmp_path: Path) -> None:
    path = an_archive(tmp_path)
    home.mkdir()

    with running.alone(home):
        said = restored(path)

    assert said.exit_code == 1
    assert said.output.startswith(f"Error: {home} is being served (process ")
    assert [file.name for file in home.iterdir()] == ["served.lock"]


def test_a_home_with_files_is_refused(home: Path, tmp_path: Path) -> None:
    (home / "files").mkdir(parents=True)
    (home / "files" / ("f" * 64)).touch()

    said = restored(an_archive(tmp_path))

    assert (said.exit_code, said.output) == (
        1,
        f"Error: {home / 'files'} holds files already. Name an empty folder in SERVEWELL_HOME. Nothing was changed.\n",
    )


@pytest.mark.parametrize("what", ["servewell.sqlite3", "secret.key"])
def test_a_restore_that_breaks_off_at_any_move_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path, moved = an_archive(tmp_path), Path.replace

    def breaks(source: Path, to: Path) -> Path:
        if to == home / what:
            raise OSError(28, "No space left on device", str(to))
        return moved(source, to)

    monkeypatch.setattr(Path, "replace", breaks)
    said = restored(path)

    assert (said.exit_code, said.output.splitlines()[-1]) == (
        1,
        f"Error: No space left on device ({home / what}). Nothing half was left behind.",
    )
    assert not home.exists()


def test_an_earlier_secret_of_the_new_home_goes_with_its_secret(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "secret.key").write_text("n" * 40)
    secret.rotate(home, days=90)

    assert restored(an_archive(tmp_path)).exit_code == 0
    assert secret.of(home) == secret.Secrets(now="s" * 40, earlier=(), first="s" * 40)


def test_settings_of_the_new_home_stay(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "servewell.toml").write_text("port = 8010\n")

    said = restored(an_archive(tmp_path))

    assert "Your own servewell.toml stayed; the archive has another." in said.output.splitlines()
    assert (home / "servewell.toml").read_text() == "port = 8010\n"


def test_a_disk_without_room_is_told_before_anything_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Large:
        kind = "sqlite"

        def size(self) -> int:
            return 10**15

    with pytest.raises(taking.NoRoomForIt, match=r"A backup may take 2,000,000,000 MB"):
        taking.back_up(
            home=tmp_path, files=tmp_path / "files", database=Large(), to=tmp_path / "to", keep=None,  # type: ignore[arg-type]
            at=AT, as_of="", say=lambda *_: None,
        )  # fmt: skip
    assert [path.name for path in (tmp_path / "to").iterdir()] == [".backup.lock"]


def test_so_many_backups_stay_and_files_of_others_are_left_alone(tmp_path: Path) -> None:
    for day in (1, 2, 3):
        (tmp_path / f"servewell-2026110{day}T030000Z.tar.gz").touch()
    (tmp_path / "servewell-20261101T030000Z-before-upgrade.tar.gz").touch()
    (tmp_path / "mine.tar.gz").touch()

    removed = taking._rotate(tmp_path, 2)

    assert removed == (str(tmp_path / "servewell-20261101T030000Z.tar.gz"),)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "mine.tar.gz",
        "servewell-20261101T030000Z-before-upgrade.tar.gz",
        "servewell-20261102T030000Z.tar.gz",
        "servewell-20261103T030000Z.tar.gz",
    ]
