"""A backup is taken while the home is served: nobody waits, and what it holds is one moment."""

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from servewell.project import running
from servewell.project.backing_up import archive, originals
from servewell.project.backing_up.archive import Manifest, Member
from servewell.project.backing_up.copies import Copy, Database, Snapshot

# what a home holds beside its database and files, and cannot make again
SETTINGS: Final = ("secret.key", "secret.old", "servewell.toml", "demo-sign-ins.json")
NOTE: Final = "last-backup.json"
HALF: Final = ".taking-"
TRIES: Final = 20
_ours: Final = re.compile(r"servewell-\d{8}T\d{6}Z\.tar\.gz")


class NoRoomForIt(Exception):
    """The disk has less room than the backup may take."""


class NothingIsThere(Exception):
    """The home has no tables yet."""


class FilesDoNotRest(Exception):
    """Files were forgotten each time that the home was looked at."""


class AnotherIsTaken(Exception):
    """A backup of this home is on its way."""


@dataclass(frozen=True)
class Taken:
    """``size`` in bytes; ``damaged`` names files of the home that are no longer what was brought; ``removed`` older
    archives that made room.
    """

    archive: str
    made_at: datetime
    size: int
    rows: int
    files: int
    damaged: tuple[str, ...]
    removed: tuple[str, ...]


Say = Callable[[str, float], None]  # what is being done, and which share of it


def back_up(
    *, home: Path, files: Path, database: Database, to: Path, keep: int | None, at: datetime, as_of: str, say: Say,
    label: str = "",
) -> Taken:  # fmt: skip
    """Write one archive of the home into the folder ``to``. ``at`` is an aware moment in UTC, ``as_of``
    that of the figures. Of earlier ones without a
    label the newest stay, ``keep`` in all; None keeps all.

    Raises NoRoomForIt, FilesDoNotRest, AnotherIsTaken, CopyIsDamaged, OSError.
    """
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with (
            running.alone(home, lock=running.BACKED_UP),
            running.alone(to, lock=f".{running.BACKED_UP}"),
            _half(to) as half,
        ):
            _require_room(files, database, to)
            taken = _written(home, files, database, half, to / _name(at, label), (at, as_of), say)
            removed = _rotate(to, keep) if keep and not label else ()
            taken = replace(taken, removed=removed)
            _note(home, taken)
            return taken
    except running.SomebodyIsAtIt as fault:
        raise AnotherIsTaken(str(fault)) from fault


def last(home: Path) -> Taken | None:
    """The last backup that was taken of this home, wherever it was put."""
    try:
        said = json.loads((home / NOTE).read_text(encoding="utf-8"))
        return Taken(**{**said, "made_at": datetime.fromisoformat(said["made_at"]),
                        "damaged": tuple(said["damaged"]), "removed": tuple(said["removed"])})  # fmt: skip
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _written(
    home: Path, files: Path, database: Database, half: Path, place: Path, moments: tuple[datetime, str], say: Say
) -> Taken:  # fmt: skip
    with originals.held(files) as linked:
        with _still(database, files, linked) as snapshot:
            copy = snapshot.copied(half, lambda share: say("database", share))
        sources = dict(_sources(_settings(home, half), copy, linked))
        members = [archive.member_of(name, path) for name, path in sources.items()]
        manifest = _manifest(database.kind, copy, members, moments)
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            say("archive", done / max(manifest.size, 1))

        archive.write(place, manifest=manifest, paths=list(sources.values()), advance=advance)
    kept = [member for member in members if member.name.startswith(archive.FILES)]
    damaged = tuple(each.name for each in kept if originals.is_damaged(Path(each.name).name, each.sha256))
    return Taken(str(place), moments[0], place.stat().st_size, sum(copy.counts.values()), len(kept), damaged, ())


@contextmanager
def _still(database: Database, files: Path, linked: Path) -> Iterator[Snapshot]:
    """A moment of the database together with every file that it speaks of. A file comes before the row that names it
    and is forgotten after it; so where none was forgotten in between, none is missing.
    """
    for _ in range(TRIES):
        originals.let_go(linked)
        before = originals.names(files)
        with database.snapshot() as snapshot:
            originals.hold(files, linked)
            if before <= originals.names(linked):
                yield snapshot
                return
    raise FilesDoNotRest(f"Files in {files} went away {TRIES} times while they were looked at.")


def _settings(home: Path, half: Path) -> list[Path]:
    """Copied: a host may change one while the archive is written, and then it would not be what the manifest says."""
    there = [name for name in SETTINGS if (home / name).is_file()]
    return [Path(shutil.copyfile(home / name, half / name)) for name in there]


def _sources(settings: list[Path], copy: Copy, linked: Path) -> Iterator[tuple[str, Path]]:
    for path in settings:
        yield f"{archive.SETTINGS}{path.name}", path
    for path in copy.paths:
        yield f"{archive.DATABASE}{path.name}", path
    for path in sorted(linked.iterdir()):
        yield f"{archive.FILES}{path.name}", path


def _manifest(kind: str, copy: Copy, members: list[Member], moments: tuple[datetime, str]) -> Manifest:
    return Manifest(
        servewell=version("servewell"),
        made_at=moments[0].isoformat(timespec="seconds"),
        as_of=moments[1],
        database=kind,
        migrations=copy.migrations,
        counts=copy.counts,
        columns=copy.columns,
        sequences=copy.sequences,
        members=tuple(members),
    )


def _require_room(files: Path, database: Database, to: Path) -> None:
    """The copied database, and an archive that packs nothing."""
    needed = 2 * database.size() + originals.size(files)
    free = shutil.disk_usage(to).free
    if free < needed:
        raise NoRoomForIt(
            f"A backup may take {needed / 1e6:,.0f} MB, and the disk that holds {to} has {free / 1e6:,.0f} MB left."
        )


@contextmanager
def _half(to: Path) -> Iterator[Path]:
    """A folder for what is copied; it goes away with all that a killed backup has left."""
    for left in (*to.glob(f"{HALF}*"), *to.glob(".servewell-*.half")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    half = to / f"{HALF}{secrets.token_hex(8)}"
    half.mkdir(mode=0o700)
    try:
        yield half
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _name(at: datetime, label: str) -> str:
    return f"servewell-{at:%Y%m%dT%H%M%SZ}{f'-{label}' if label else ''}.tar.gz"


def _rotate(to: Path, keep: int) -> tuple[str, ...]:
    by_age = sorted(path for path in to.iterdir() if _ours.fullmatch(path.name))
    gone = by_age[:-keep]
    for path in gone:
        path.unlink()
    return tuple(str(path) for path in gone)


def _note(home: Path, taken: Taken) -> None:
    said = json.dumps({**asdict(taken), "made_at": taken.made_at.isoformat()}, ensure_ascii=False, indent=1)
    beside = home / f".{NOTE}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(said)
    beside.replace(home / NOTE)
