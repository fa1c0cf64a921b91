"""Files that were brought: they lie in the home folder, each under the digest of its content.

A file that is still arriving has a random key and grows part by part; ``finish`` gives it its place, and what arrived
stays until it is forgotten, so that whoever is killed before the place is noted finishes once more. The same content is
kept once, whoever brings it. Keys are ours alone: no name of a user's ever becomes a path.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

PIECE: Final = 1024 * 1024
_arriving: Final = re.compile(r"arriving-[0-9a-f]{32}")
_kept: Final = re.compile(r"[0-9a-f]{64}")
_full: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoomLeft(Exception):
    """The disk of the home folder is full; nothing half is kept."""


class PartIsMissing(Exception):
    """A part was sent whose beginning lies behind the end of what has arrived; ``arrived`` says where to go on."""

    def __init__(self, *, arrived: int, offset: int) -> None:
        super().__init__(f"{arrived} bytes have arrived, and this part begins at {offset}: send what is between")
        self.arrived = arrived


class NoSuchFile(Exception):
    """No file has that key."""


@dataclass(frozen=True)
class Stored:
    """``key`` is where it lies; ``digest`` is the SHA-256 of its content."""

    key: str
    size: int
    digest: str


def begin() -> str:
    """The key of a file that is about to arrive."""
    key = f"arriving-{secrets.token_hex(16)}"
    with _room_is_needed():
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        path_of(key).touch(mode=0o600, exist_ok=False)
    return key


def append(key: str, offset: int, content: bytes) -> int:
    """Add a part and return how much has arrived. A part that has arrived already changes nothing.

    Raises PartIsMissing, NoSuchFile, NoRoomLeft; then what had arrived is as it was.
    """
    path = _arriving_path(key)
    with _room_is_needed(), path.open("r+b") as file:
        arrived = file.seek(0, os.SEEK_END)
        if offset > arrived:
            raise PartIsMissing(arrived=arrived, offset=offset)
        fresh = content[arrived - offset :]
        try:
            file.write(fresh)
            file.flush()
        except OSError:
            file.truncate(arrived)
            raise
        return arrived + len(fresh)


def arrived(key: str) -> int:
    """How much of it has arrived. Raises NoSuchFile."""
    return _arriving_path(key).stat().st_size


def finish(key: str) -> Stored:
    """The file is whole: it gets its place for good. A second time is the same. Raises NoSuchFile, NoRoomLeft."""
    path = _arriving_path(key)
    digest = _digest_of(path)
    size = path.stat().st_size
    with _room_is_needed():
        with path.open("rb") as file:
            os.fsync(file.fileno())
        _give_place(path, path_of(digest))
        _keep_folder()
    return Stored(key=digest, size=size, digest=digest)


def keep(path: Path) -> Stored:
    """A copy of a file on this machine, for commands: it is read once and never through memory whole."""
    key = begin()
    try:
        with _room_is_needed(), path.open("rb") as source, path_of(key).open("wb") as copy:
            shutil.copyfileobj(source, copy, PIECE)
        return finish(key)
    finally:
        forget(key)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file of this machine, as ``keep`` would find it."""
    return _digest_of(path)


def path_of(key: str) -> Path:
    """Where the file lies. Raises NoSuchFile for what cannot be a key; whether it is there is not asked."""
    if not (_arriving.fullmatch(key) or _kept.fullmatch(key)):
        raise NoSuchFile(f"{key!r} is no file's key")
    return _folder() / key


def forget(key: str) -> None:
    """Remove a file; one that is not there is no trouble. The caller knows that nobody else needs it."""
    path_of(key).unlink(missing_ok=True)


def arriving_since_before(moment: datetime) -> list[str]:
    """The keys of files to which nothing was added since."""
    if not _folder().is_dir():
        return []
    waiting = [path for path in _folder().iterdir() if _arriving.fullmatch(path.name)]
    return sorted(path.name for path in waiting if path.stat().st_mtime < moment.timestamp())


def _give_place(path: Path, place: Path) -> None:
    if place.exists():
        return
    try:
        os.link(path, place)
    except FileExistsError:
        return  # the same content came in twice at this very moment
    except OSError as fault:
        if fault.errno in _full:
            raise
        _copy(path, place)  # not every file system lets a file have two names


def _copy(path: Path, place: Path) -> None:
    half = path_of(begin())
    try:
        shutil.copyfile(path, half)
        half.replace(place)
    finally:
        half.unlink(missing_ok=True)


def _arriving_path(key: str) -> Path:
    path = path_of(key)
    if not _arriving.fullmatch(key) or not path.exists():
        raise NoSuchFile(f"no file with the key {key!r} is arriving")
    return path


def _digest_of(path: Path) -> str:
    sum_of = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sum_of.update(piece)
    return sum_of.hexdigest()


def _folder() -> Path:
    return Path(settings.FILES_FOLDER)


def _keep_folder() -> None:
    """A renamed file survives a fall of the power only when its folder is written too."""
    with suppress(OSError):  # not every file system lets a folder be opened
        folder = os.open(_folder(), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def _room_is_needed() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno not in _full:
            raise
        raise NoRoomLeft(
            f"the disk that holds {_folder()} is full: make room there, or move the home folder, then bring it again"
        ) from fault
