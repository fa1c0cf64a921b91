"""Who serves a home, or puts it together anew: only one at a time may.

A lock on a file of the home, which ends with the process that holds it, however that ends.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # no such locks on Windows
    fcntl = None  # type: ignore[assignment]

SERVED = "served.lock"
BACKED_UP = "backup.lock"


class SomebodyIsAtIt(Exception):
    """Another process holds the home."""


@contextmanager
def alone(home: Path, *, lock: str = SERVED) -> Iterator[None]:
    """Raises SomebodyIsAtIt, with the number of its process."""
    opened = os.open(home / lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _taken(opened):
            raise SomebodyIsAtIt(os.pread(opened, 32, 0).decode("ascii", "replace").strip() or "another process")
        os.truncate(opened, 0)
        os.pwrite(opened, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(opened)


def is_at_it(home: Path, *, lock: str = SERVED) -> bool:
    """Whether anybody holds it at this moment."""
    if not (home / lock).exists():
        return False
    try:
        with alone(home, lock=lock):
            return False
    except SomebodyIsAtIt:
        return True


def _taken(opened: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
