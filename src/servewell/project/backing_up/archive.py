"""One archive of a whole home: a tar packed by gzip, whose first member says what all others must be.

``tar xzf`` opens it, so nobody needs Servewell to get at what is theirs. It holds the secret key and everything that
customers said: only its owner may read it.
"""

import gzip
import hashlib
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Final

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SETTINGS: Final = "settings/"
DATABASE: Final = "database/"
FILES: Final = "files/"
PIECE: Final = 1024 * 1024
# the first level of gzip: words shrink to a third at twice the pace of the usual one
LEVEL: Final = 1
LARGEST_MANIFEST: Final = 100_000_000
_name: Final = re.compile(r"(settings|database|files)/[A-Za-z0-9_-][A-Za-z0-9._-]*")
_broken: Final = (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError, UnicodeError)


class ArchiveIsDamaged(Exception):
    """The archive is not what was written; the message says where."""


class ArchiveIsNewer(Exception):
    """A later version of Servewell wrote it."""


@dataclass(frozen=True)
class Member:
    """``size`` in bytes; ``sha256`` in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the archive holds. ``migrations`` as "room.0001_initial"; ``counts`` are rows by table; ``columns`` (by
    table) and ``sequences`` (the last key that was given) are there for PostgreSQL only. ``as_of`` is the moment of the
    figures, which are made from the rest; empty where there were none.
    """

    servewell: str
    made_at: str
    as_of: str
    database: str
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    columns: Mapping[str, tuple[str, ...]]
    sequences: Mapping[str, int]
    members: tuple[Member, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """How many bytes its members take when unpacked."""
        return sum(member.size for member in self.members)


def member_of(name: str, path: Path) -> Member:
    """A file as it is read now."""
    sum_of, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sum_of.update(piece)
            size += len(piece)
    return Member(name, size, sum_of.hexdigest())


def write(path: Path, *, manifest: Manifest, paths: Sequence[Path], advance: Callable[[int], None]) -> None:
    """Written beside and renamed when whole and on the disk; ``paths`` are the members' in their order. ``advance`` is
    told how many bytes were read.
    """
    half = path.with_name(f".{path.name}.half")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _fill(file, manifest, paths, advance)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _fill(file: IO[bytes], manifest: Manifest, paths: Sequence[Path], advance: Callable[[int], None]) -> None:
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=LEVEL) as tar:
        said = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        tar.addfile(_entry(MANIFEST, len(said)), BytesIO(said))
        for member, source in zip(manifest.members, paths, strict=True):
            with source.open("rb") as content:
                tar.addfile(_entry(member.name, member.size), content)
            advance(member.size)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def head(path: Path) -> tuple[Manifest, Mapping[str, bytes]]:
    """What the archive says of itself, and the settings' files, which stand at its beginning. Raises ArchiveIsDamaged,
    ArchiveIsNewer, OSError.
    """
    with _opened(path) as (tar, _):
        manifest = _manifest(tar, path)
        known = {member.name: member for member in manifest.members}
        settings: dict[str, bytes] = {}
        while (entry := tar.next()) and entry.name.startswith(SETTINGS):
            settings[entry.name.removeprefix(SETTINGS)] = b"".join(_pieces(tar, entry, known, path))
        return manifest, settings


def unpack(path: Path, *, into: Path | None, advance: Callable[[int], None]) -> Manifest:
    """Every member under its name in the folder; without one it is only looked whether the archive is whole.

    Raises ArchiveIsDamaged, ArchiveIsNewer, OSError.
    """
    with _opened(path) as (tar, stream):
        manifest = _manifest(tar, path)
        known = {member.name: member for member in manifest.members}
        while entry := tar.next():
            size = known[entry.name].size if entry.name in known else 0
            _put(_pieces(tar, entry, known, path), into / entry.name if into else None)
            del known[entry.name]
            advance(size)
        if known:
            raise ArchiveIsDamaged(f"{path.name} lacks {', '.join(sorted(known)[:3])}")
        while stream.read(PIECE):  # only at its very end gzip says whether all of it is right
            pass
        return manifest


def _put(pieces: Iterator[bytes], place: Path | None) -> None:
    if place is None:
        for _ in pieces:
            pass
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)


def _pieces(tar: tarfile.TarFile, entry: tarfile.TarInfo, known: Mapping[str, Member], path: Path) -> Iterator[bytes]:
    member = known.get(entry.name)
    if member is None or not entry.isreg() or _name.fullmatch(entry.name) is None:
        raise ArchiveIsDamaged(f"{path.name} holds {entry.name!r}, of which its manifest says nothing")
    sum_of = hashlib.sha256()
    content = tar.extractfile(entry)
    while content and (piece := content.read(PIECE)):
        sum_of.update(piece)
        yield piece
    if sum_of.hexdigest() != member.sha256:
        raise ArchiveIsDamaged(f"{entry.name} in {path.name} is not what was backed up")


def _manifest(tar: tarfile.TarFile, path: Path) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > LARGEST_MANIFEST:
        raise ArchiveIsDamaged(f"{path.name} does not begin with a manifest, so it is no backup of Servewell")
    content = tar.extractfile(first)
    try:
        said = json.loads(content.read() if content else b"")
        if said["format"] > FORMAT:
            raise ArchiveIsNewer(f"{path.name} was written by Servewell {said['servewell']}")
        return Manifest(**{
            **said,
            "migrations": tuple(said["migrations"]),
            "columns": {table: tuple(columns) for table, columns in said["columns"].items()},
            "members": tuple(Member(**member) for member in said["members"]),
        })  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ArchiveIsDamaged(f"The manifest of {path.name} cannot be read: {fault}") from fault


@contextmanager
def _opened(path: Path) -> Iterator[tuple[tarfile.TarFile, IO[bytes]]]:
    """As a stream, so that it is read once and no member's name is trusted."""
    try:
        with gzip.open(path, "rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            yield tar, stream  # type: ignore[misc]  # a GzipFile reads as any binary file
    except _broken as fault:
        raise ArchiveIsDamaged(f"{path.name} breaks off or is damaged: {fault}") from fault
