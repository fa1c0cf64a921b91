"""A copy of an SQLite database while others write to it.

SQLite's own way to copy begins again whenever another process has written, so on a busy home it would never end. Here a
read transaction stays open from the first page to the last: what it sees is one moment, and in WAL mode a reader keeps
no writer waiting. What the copy costs them is the disk: so it is written out in small steps.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from servewell.project.backing_up.copies import Copy

FILE: Final = "servewell.sqlite3"
BESIDE: Final = (f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-turn")
# a step of 1 MB: what a writer's own sync may have to wait for
PAGES_AT_ONCE: Final = 256


class CopyIsDamaged(Exception):
    """The database was copied, and the copy is not sound: the home's own is damaged as well."""


class Sqlite:
    """The database of a home in which it is a file."""

    kind = "sqlite"

    def __init__(self, file: Path) -> None:
        self.file = file

    def size(self) -> int:
        """Bytes that a copy takes at most."""
        beside = self.file.with_name(f"{self.file.name}-wal")
        return self.file.stat().st_size + (beside.stat().st_size if beside.exists() else 0)

    @contextmanager
    def snapshot(self) -> "Iterator[SqliteSnapshot]":
        """One moment of the database, for as long as it is held."""
        source = _open(self.file)
        try:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # a transaction begins with its first read
            yield SqliteSnapshot(source)
        finally:
            if source.in_transaction:
                source.rollback()
            # what was written meanwhile goes into the file now, here, and not within the next customer's post
            source.execute("PRAGMA wal_checkpoint(PASSIVE)")
            source.close()


class SqliteSnapshot:
    def __init__(self, source: sqlite3.Connection) -> None:
        self._source = source

    def copied(self, folder: Path, advance: Callable[[float], None]) -> Copy:
        """Copy it into the folder. ``advance`` is told which share is done. Raises CopyIsDamaged."""
        place = folder / FILE
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copy = sqlite3.connect(place, isolation_level=None)
        written = os.open(place, os.O_RDWR)  # closed last: closing it drops the locks that this process has on the file
        try:
            copy.execute("PRAGMA synchronous=OFF")

            def step(_: int, left: int, pages: int) -> None:
                os.fdatasync(written)
                advance(1 - left / max(pages, 1))

            self._source.backup(copy, pages=PAGES_AT_ONCE, progress=step)
            copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file that needs none beside it
            _require_sound(copy)
            return Copy((place,), migrations_in(copy), _counts(copy), {}, {})
        finally:
            copy.close()
            os.close(written)


def has_company(file: Path) -> bool:
    """Whether a unit stands in it; a file that is no database of ours holds something else and counts as one."""
    if not file.exists():
        return False
    try:
        opened = _open(file)
        try:
            if not opened.execute("SELECT 1 FROM sqlite_schema WHERE name = 'people_unit'").fetchone():
                return bool(opened.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone())
            return opened.execute("SELECT 1 FROM people_unit LIMIT 1").fetchone() is not None
        finally:
            opened.close()
    except sqlite3.DatabaseError:
        return True


def migrations_in(opened: sqlite3.Connection) -> tuple[str, ...]:
    rows = opened.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
    return tuple(name for (name,) in rows)


def _counts(opened: sqlite3.Connection) -> dict[str, int]:
    """Rows by table, without those that a search index keeps for itself."""
    tables = [name for (name,) in opened.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")]
    ours = sorted(name for name in tables if not name.startswith("sqlite_"))
    return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours}  # noqa: S608


def _require_sound(copy: sqlite3.Connection) -> None:
    verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise CopyIsDamaged(f"The database is damaged: {verdict}")


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None, timeout=20)
