"""Half a demo is nobody's company: a demo that was broken off is cleared away and told from the beginning.

The mark stands in the home folder from before the first deed until after the last. ``servewell start`` refuses to serve
a marked home, so nothing that anybody entered can be in it.
"""

import shutil
from pathlib import Path

MARK = "demo-unfinished"
DATABASE = ("servewell.sqlite3", "servewell.sqlite3-wal", "servewell.sqlite3-shm")


class CannotBeCleared(Exception):
    """Half a demo lies in a database that is not a file of this home."""


def is_so(home: Path) -> bool:
    return (home / MARK).exists()


def begins(home: Path) -> None:
    (home / MARK).touch()


def ends(home: Path) -> None:
    (home / MARK).unlink()


def clear(home: Path, *, is_sqlite: bool) -> None:
    """Remove what the broken-off demo made. Call it before the database is opened. Raises CannotBeCleared."""
    if not is_sqlite:
        raise CannotBeCleared(f"the demo was broken off: make an empty database, and remove {home / MARK}")
    for name in DATABASE:
        (home / name).unlink(missing_ok=True)
    shutil.rmtree(home / "lake", ignore_errors=True)
    ends(home)
