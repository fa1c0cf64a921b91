"""Whose turn it is to write on SQLite.

SQLite lets a waiting writer sleep, up to a tenth of a second at a time, while the lock may long be free; beside an
import, which takes it again and again, a survey would wait for seconds. Here the threads of a process take turns, and
so do the processes, by a lock on a file beside the database: whoever waits starts the moment the one before is done.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.db import OperationalError, connection, transaction
from django.db.models import Model

try:
    import fcntl
except ImportError:  # no such locks on Windows: there the database's own has to do
    fcntl = None  # type: ignore[assignment]

LONGEST_WAIT_SECONDS = 20
TRY_AGAIN_SECONDS = 0.05
LOCK_IS_NOT_FREE = "55P03"
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


def hold_tables(*, models: Sequence[type[Model]], first: Callable[[], None]) -> None:
    """Until this transaction ends nobody else writes there; reading goes on.

    ``first`` takes the rows that others take before they write there. Holds nothing while it waits, so that whoever
    has one of the tables may still take another. On SQLite who has begun to write is alone as it is.
    Raises OperationalError after the wait.
    """
    if connection.vendor != "postgresql":
        return
    tables = ", ".join(sorted(connection.ops.quote_name(model._meta.db_table) for model in models))
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while not _are_held(tables, first):
        if time.monotonic() > until:
            raise OperationalError("the tables do not come free: another transaction does not end")
        time.sleep(TRY_AGAIN_SECONDS)


def _are_held(tables: str, first: Callable[[], None]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            first()
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE NOWAIT")
    except OperationalError as fault:
        if getattr(fault.__cause__, "sqlstate", "") != LOCK_IS_NOT_FREE:
            raise
        return False
    return True
