"""Rows by the thousand, around the ORM: explicit keys, one statement on SQLite and COPY on PostgreSQL.

Values are given as the database takes them: moments by ``moment``, days as ISO text, JSON as text. The table's own
rules hold: a row that breaks one raises, and the caller's transaction is gone.
"""

import gc
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

# of the cache, and of the log before it is moved, while many rows come
MANY_KIB, MANY_PAGES = 64_000, 4000
# so many rows in one statement on SQLite
TOGETHER = 200
Value = str | bytes | int | float | bool | None


def keys(model: type[Model], number: int) -> Sequence[int]:
    """So many primary keys that no other row has or will get. Keys of a transaction that fails are lost."""
    _demand_transaction()
    if number == 0:
        return range(0)
    return _taken_from_sqlite(model, number) if connection.vendor == "sqlite" else _taken_from_sequence(model, number)


def write(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Insert rows; ``columns`` are names of the table's columns, and those left out must do without a value."""
    _demand_transaction()
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _insert(cursor, f"INSERT INTO {table} ({names}) VALUES ", len(columns), rows)  # noqa: S608 - names are ours
            return
        with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def change(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Change rows by primary key; each of ``rows`` is the values of these columns and, last, the key."""
    _demand_transaction()
    quote = connection.ops.quote_name
    said = ", ".join(f"{quote(column)} = %s" for column in columns)
    pk = model._meta.pk
    table, key = quote(model._meta.db_table), quote((pk.column if pk else None) or "id")
    values = list(rows)
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {said} WHERE {key} = %s", values)  # noqa: S608 - names are ours


def _insert(cursor: CursorWrapper, into: str, width: int, rows: Iterable[Sequence[Value]]) -> None:
    """A statement of its own for each row would spend half of the time beside the row itself."""
    places = f"({', '.join(['%s'] * width)})"
    values = list(chain.from_iterable(rows))
    together = min(TOGETHER, connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width) * width
    whole = len(values) - len(values) % together
    if whole:
        cursor.executemany(into + ", ".join([places] * (together // width)), _pieces(values[:whole], together))
    if whole < len(values):
        cursor.executemany(into + places, _pieces(values[whole:], width))


def _pieces(values: list[Value], length: int) -> list[list[Value]]:
    return [values[start : start + length] for start in range(0, len(values), length)]


@contextmanager
def many_rows_to_come() -> Iterator[None]:
    """For a job that writes for minutes: what stands in memory is not searched for garbage again and again, and SQLite
    keeps more of its indexes at hand and moves its log less often.
    """
    gc.freeze()
    try:
        with _much_at_hand():
            yield
    finally:
        gc.unfreeze()


@contextmanager
def _much_at_hand() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _setting(name) for name in ("cache_size", "wal_autocheckpoint")}
    _set(cache_size=-MANY_KIB, wal_autocheckpoint=MANY_PAGES)
    try:
        yield
    finally:
        _set(**before)


def _setting(pragma: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        return int(cursor.fetchone()[0])


def _set(**pragmas: int) -> None:
    with connection.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name} = {value}")


@lru_cache(maxsize=20_000)
def moment(at: datetime) -> str:
    """A moment as the database keeps it. The rows of a file often share theirs."""
    if connection.vendor == "sqlite":
        return str(at.astimezone(UTC).replace(tzinfo=None))
    return at.isoformat()


def moments_in_utc(texts: Sequence[str]) -> Sequence[str]:
    """As ``moment``, where they are texts already: in UTC, without a zone."""
    return texts if connection.vendor == "sqlite" else [f"{text}+00:00" for text in texts]


def _taken_from_sqlite(model: type[Model], number: int) -> Sequence[int]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [number, table])
        if not cursor.rowcount:  # no row was ever written here
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return range(last - number + 1, last + 1)


def _taken_from_sequence(model: type[Model], number: int) -> Sequence[int]:
    sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    key = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(sequence, [model._meta.db_table, key.column if key else "id", number])
        return [int(row[0]) for row in cursor.fetchall()]


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("rows are written in bulk within a deed's transaction only")
