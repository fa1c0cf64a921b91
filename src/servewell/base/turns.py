"""Whose turn it is to write on SQLite.

SQLite lets a waiting writer sleep, up to a tenth of a second at a time, while the lock may long be free. The threads of
a process take turns here instead and start the moment the one before them is done; other processes are met as ever.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

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
        yield
    finally:
        _turn.release()
