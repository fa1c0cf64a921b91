"""A home from an archive: put together within the new home's folder, then moved to its place with the database last.

A mark stands in the home from before the first move until after the last. A marked home is served by nobody, and the
next restore clears what the one before it has left.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servewell.project import running
from servewell.project.backing_up import archive, sqlite, taking
from servewell.project.backing_up.archive import Manifest
from servewell.project.loading import load

MARK: Final = "restore-unfinished"
OWN: Final = "servewell.toml"
STAGE: Final = ".restoring"
POSTGRES: Final = "postgresql"
Say = Callable[[str, float], None]


class CannotBeRestored(Exception):
    """The message says why, and what to do."""


@dataclass(frozen=True)
class Restored:
    """``migrations`` is how many this version has that the archive does not; ``kept`` are settings files of the new
    home that stayed in place of the archive's; ``has_figures`` is whether they are made already.
    """

    home: str
    made_at: str
    servewell: str
    database: str
    rows: int
    files: int
    migrations: int
    kept: tuple[str, ...]
    has_figures: bool


def is_unfinished(home: Path) -> bool:
    return (home / MARK).exists()


def restore(*, path: Path, home: Path, say: Say) -> Restored:
    """Raises CannotBeRestored, ArchiveIsDamaged, ArchiveIsNewer, SettingIsWrong, OSError: then nothing was changed."""
    manifest, settings = archive.head(path)
    was_there = home.exists()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with running.alone(home):
            _clear_half(home)
            with _stage(home) as stage:
                return _restored(path, manifest, settings, home, stage, say)
    except running.SomebodyIsAtIt as fault:
        raise CannotBeRestored(
            f"{home} is being served (process {fault}). Stop it, or name another folder in SERVEWELL_HOME."
        ) from fault
    finally:
        if not was_there:
            _leave_no_trace(home)


def _restored(
    path: Path, manifest: Manifest, settings: Mapping[str, bytes], home: Path, stage: Path, say: Say
) -> Restored:  # fmt: skip
    kept = _settings_in(stage, settings, home)
    _require_an_empty_home(home)
    _require_room(manifest, home)
    waiting = _require_this_version(manifest, path, stage)
    _require_the_same_kind(manifest)
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        say("archive", done / max(manifest.size, 1))

    archive.unpack(path, into=stage, advance=advance)
    os.sync()
    try:
        if manifest.database == POSTGRES:
            _fill_postgres(manifest, stage, home, kept, say)
        else:
            _place(home, stage, kept, database=stage / archive.DATABASE / sqlite.FILE)
    except BaseException:
        _clear_half(home)
        raise
    (home / MARK).unlink()
    has_figures = waiting == 0 and _made_figures(manifest, home)
    files = sum(member.name.startswith(archive.FILES) for member in manifest.members)
    return Restored(str(home), manifest.made_at, manifest.servewell, manifest.database,
                    sum(manifest.counts.values()), files, waiting, kept, has_figures)  # fmt: skip


def _settings_in(stage: Path, settings: Mapping[str, bytes], home: Path) -> tuple[str, ...]:
    """The stage is the home for as long as it is looked into the archive. A settings file of the new home stays: it
    says which database is the new one.
    """
    for name, content in settings.items():
        (stage / name).write_bytes(content)
    if not (home / OWN).exists():
        return ()
    shutil.copyfile(home / OWN, stage / OWN)
    return (OWN,) if OWN in settings else ()


def _require_an_empty_home(home: Path) -> None:
    if sqlite.has_company(home / sqlite.FILE):
        raise CannotBeRestored(
            f"{home} has a company already. Name an empty folder in SERVEWELL_HOME, or move this one aside."
        )
    files = home / "files"
    if files.is_dir() and any(files.iterdir()):
        raise CannotBeRestored(f"{files} holds files already. Name an empty folder in SERVEWELL_HOME.")


def _require_room(manifest: Manifest, home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < manifest.size:
        raise CannotBeRestored(
            f"The archive takes {manifest.size / 1e6:,.0f} MB, and the disk that holds {home} has "
            f"{free / 1e6:,.0f} MB left. Make room there, or name a folder on another disk in SERVEWELL_HOME."
        )


def _require_this_version(manifest: Manifest, path: Path, stage: Path) -> int:
    """How many migrations this version has that the archive does not."""
    os.environ["SERVEWELL_HOME"] = str(stage)  # before the settings are read
    load()
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    ours = {".".join(key) for key in MigrationLoader(None).graph.nodes}
    theirs = set(manifest.migrations)
    if unknown := sorted(theirs - ours):
        raise archive.ArchiveIsNewer(
            f"{path.name} was written by Servewell {manifest.servewell} and has {unknown[0]}, which this one lacks"
        )
    return len(ours - theirs)


def _require_the_same_kind(manifest: Manifest) -> None:
    from django.db import connection  # noqa: PLC0415  needs the settings

    if connection.vendor == manifest.database:
        if manifest.database == POSTGRES:
            _require_empty_tables()
        return
    if manifest.database == POSTGRES:
        raise CannotBeRestored(
            "The archive holds a PostgreSQL database: name an empty one in SERVEWELL_DATABASE or in servewell.toml. "
            "It does not go into SQLite."
        )
    raise CannotBeRestored(
        "The archive holds an SQLite database, and the settings name PostgreSQL: leave SERVEWELL_DATABASE out. "
        "It does not go into PostgreSQL."
    )


def _require_empty_tables() -> None:
    from servewell.project.backing_up import postgres  # noqa: PLC0415  needs the settings

    if not postgres.is_empty():
        raise CannotBeRestored(
            "The database that the settings name has tables already. Make an empty one with createdb, and name it in "
            "SERVEWELL_DATABASE."
        )


def _fill_postgres(manifest: Manifest, stage: Path, home: Path, kept: tuple[str, ...], say: Say) -> None:
    from servewell.project.backing_up import postgres  # noqa: PLC0415  needs the settings

    postgres.fill(
        stage / archive.DATABASE, migrations=manifest.migrations, columns=manifest.columns, counts=manifest.counts,
        sequences=manifest.sequences, advance=lambda share: say("database", share),
        at_last=lambda: _place(home, stage, kept, database=None),
    )  # fmt: skip


def _place(home: Path, stage: Path, kept: tuple[str, ...], *, database: Path | None) -> None:
    """Only moves within one disk, after the mark. The database comes last: without it a home has no company. A
    secret of the new home's own goes, also where the archive has none of that name: links would be derived from it.
    """
    settings = [path for path in sorted((stage / archive.SETTINGS).iterdir()) if path.name not in kept]
    files = stage / archive.FILES
    moves = [*((path, home / path.name) for path in settings), *([(files, home / "files")] if files.exists() else [])]
    (home / MARK).write_text(json.dumps([to.name for _, to in moves]), encoding="utf-8")
    for derived in ("lake", "static"):
        shutil.rmtree(home / derived, ignore_errors=True)
    for name in (sqlite.FILE, *sqlite.BESIDE, *(each for each in taking.SETTINGS if each != OWN)):
        (home / name).unlink(missing_ok=True)
    if (home / "files").is_dir():
        (home / "files").rmdir()
    for source, to in [*moves, *([(database, home / sqlite.FILE)] if database else [])]:
        source.replace(to)
    os.sync()


def _made_figures(manifest: Manifest, home: Path) -> bool:
    """In a process of its own, whose home is the new one. Without them nothing is lost: who asks has them made."""
    if not manifest.as_of:
        return False
    command = [sys.executable, "-m", "servewell.project.backing_up.figures", manifest.made_at, manifest.as_of]
    made = subprocess.run(command, env={**os.environ, "SERVEWELL_HOME": str(home)}, check=False)  # noqa: S603  our own
    return made.returncode == 0


def _clear_half(home: Path) -> None:
    """What a restore that broke off has put into its place; a home that has no mark is left alone."""
    if not is_unfinished(home):
        return
    for name in (*json.loads((home / MARK).read_text(encoding="utf-8") or "[]"), sqlite.FILE, *sqlite.BESIDE):
        place = home / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    (home / MARK).unlink()


@contextmanager
def _stage(home: Path) -> Iterator[Path]:
    stage = home / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _leave_no_trace(home: Path) -> None:
    """A folder that was made for nothing goes again; what was restored stays."""
    if {path.name for path in home.iterdir()} <= {running.SERVED}:
        shutil.rmtree(home)
