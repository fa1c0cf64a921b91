"""What is erased leaves the database's file as well. SQLite overwrites what it no longer uses, as the settings have it,
but its log still holds a copy. PostgreSQL cleans up by itself (autovacuum); there is nothing to ask of it here.
"""

from django.db import connection


def clear_log() -> None:
    """Move what SQLite's log still holds into the file, and cut it. Outside of any transaction; readers delay it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
