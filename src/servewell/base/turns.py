"""Whose turn it is to write on SQLite.

SQLite lets a waiting writer sleep, up to a tenth of a second at a time, while the lock may long be free; beside an
import, which takes it again and again, a survey would wait for seconds. Here the threads of a process take turns, and
so do the processes, by a lock on a file beside the database: whoever waits starts the moment the one before is done.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.db import OperationalError, connection

try:
    import fcntl
except ImportError:  # no such locks on Windows: there the database's own has to do
    fcntl = None  # type: ignore[assignment]

LONGEST_WAIT_SECONDS = 20
_turn = threading.Lock()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Around a write transaction that many wait for. Not within another. Raises OperationalError after the wait."""
    if connection.vendor != "sqlite":
        yield
        return
    if not _turn.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise OperationalError("database is locked: another transaction of this process does not end")
    try:
        with _among_processes():
            yield
    finally:
        _turn.release()


@contextmanager
def _among_processes() -> Iterator[None]:
    """The lock ends with the process that holds it, however that ends; a database in memory is nobody else's."""
    database = Path(str(connection.settings_dict["NAME"]))
    if fcntl is None or not database.exists():
        yield
        return
    lock = _opened(f"{database}-turn", os.getpid())
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


@lru_cache(maxsize=8)
def _opened(path: str, _process: int) -> int:
    """Opened anew in each process: one that was forked would share its parent's lock."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
