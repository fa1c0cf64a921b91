"""What is brought lies under its digest, arrives part by part, and never half."""

import errno
import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from servewell.base import files


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"


def brought(*parts: bytes) -> files.Stored:
    key, offset = files.begin(), 0
    for part in parts:
        offset = files.append(key, offset, part)
    stored = files.finish(key)
    files.forget(key)
    return stored


def cannot_link(*_: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_a_file_is_kept_under_the_digest_of_its_content() -> None:
    stored = brought(b"score\n", b"5\n")

    assert stored == files.Stored(
        key=hashlib.sha256(b"score\n5\n").hexdigest(), size=8, digest=hashlib.sha256(b"score\n5\n").hexdigest()
    )
    assert files.path_of(stored.key).read_bytes() == b"score\n5\n"


def test_the_same_content_is_kept_once(folder: Path) -> None:
    assert brought(b"score\n5\n") == brought(b"score\n", b"5\n")
    assert len(list(folder.iterdir())) == 1


def test_a_part_that_comes_twice_changes_nothing() -> None:
    key = files.begin()
    files.append(key, 0, b"abc")

    assert files.append(key, 0, b"abc") == 3
    assert files.append(key, 2, b"cd") == 4
    assert files.arrived(key) == 4
    assert files.path_of(files.finish(key).key).read_bytes() == b"abcd"


def test_a_gap_is_refused_by_name() -> None:
    key = files.begin()
    files.append(key, 0, b"abc")

    with pytest.raises(files.PartIsMissing, match="3 bytes have arrived, and this part begins at 5"):
        files.append(key, 5, b"f")


@pytest.mark.parametrize("links", [True, False])
def test_whoever_is_killed_before_the_place_is_noted_finishes_once_more(
    folder: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", cannot_link)
    key = files.begin()
    files.append(key, 0, b"score\n5\n")

    first, second = files.finish(key), files.finish(key)

    assert first == second
    assert sorted(path.name for path in folder.iterdir()) == sorted([key, first.key])
    files.forget(key)
    assert files.path_of(first.key).read_bytes() == b"score\n5\n"


def test_what_nobody_goes_on_with_is_found_by_its_age() -> None:
    old, new = files.begin(), files.begin()
    brought(b"score\n")
    os.utime(files.path_of(old), (1_000_000_000, 1_000_000_000))

    assert files.arriving_since_before(datetime(2026, 11, 16, tzinfo=UTC)) == [old]
    assert files.arriving_since_before(datetime(2100, 1, 1, tzinfo=UTC)) == sorted([old, new])


def test_a_file_of_this_machine_is_copied(tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_bytes(b"score\n5\n")

    assert files.keep(tmp_path / "given.csv") == brought(b"score\n5\n")


@pytest.mark.parametrize("key", ["../secret.key", "arriving-../../x", "", "a" * 63, "arriving-" + "g" * 32])
def test_a_key_is_never_a_path(key: str) -> None:
    with pytest.raises(files.NoSuchFile):
        files.path_of(key)


def test_a_full_disk_is_said_and_leaves_nothing_half(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "given.csv").write_bytes(b"score\n5\n")
    monkeypatch.setattr(shutil, "copyfileobj", full)

    with pytest.raises(files.NoRoomLeft, match="make room there, or move the home folder"):
        files.keep(tmp_path / "given.csv")
    assert list(folder.iterdir()) == []


def test_a_forgotten_file_is_gone() -> None:
    stored = brought(b"score\n")

    files.forget(stored.key)
    files.forget(stored.key)

    assert not files.path_of(stored.key).exists()
