"""What is erased leaves the database's file as well: its place is overwritten, and no log keeps a copy.

PostgreSQL overwrites by itself when it cleans up (autovacuum); there is nothing to ask of it here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def for_good() -> Iterator[None]:
    """Around the transaction that erases."""
    if connection.vendor != "sqlite":
        yield
        return
    _pragma("secure_delete=ON")
    try:
        yield
    finally:
        _pragma("secure_delete=OFF")


def clear_log() -> None:
    """Move what SQLite's log still holds into the file, and cut it. Outside of any transaction; readers delay it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        _pragma("wal_checkpoint(TRUNCATE)")


def _pragma(said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {said}")
