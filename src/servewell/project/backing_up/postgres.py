"""A copy of a PostgreSQL database by COPY within one repeatable-read transaction, and an empty one filled from it.

No program of PostgreSQL's is needed, nor one of a certain version (decision 22). Tables are made by our migrations; the
copy holds their rows.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from servewell.project.backing_up.archive import PIECE
from servewell.project.backing_up.copies import Copy

ENDING: Final = ".copy"
TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
COLUMNS: Final = """
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.relname, a.attnum
"""
SEQUENCES: Final = """
    SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""


class RowsAreMissing(Exception):
    """A table holds another number of rows than was backed up."""


class Postgres:
    """The database of a home in which it is PostgreSQL's, by a connection of its own."""

    kind = "postgresql"

    def size(self) -> int:
        """Bytes that a copy takes at most."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    @contextmanager
    def snapshot(self) -> "Iterator[PostgresSnapshot]":
        """One moment of the database, for as long as it is held."""
        own: BaseDatabaseWrapper = connection.copy()
        own.ensure_connection()
        try:
            with own.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute(TABLES)  # the moment is that of the first question
                yield PostgresSnapshot(cursor, [name for (name,) in cursor.fetchall()])
                cursor.execute("ROLLBACK")
        finally:
            own.close()


class PostgresSnapshot:
    def __init__(self, cursor: CursorWrapper, tables: Sequence[str]) -> None:
        self._cursor = cursor
        self._tables = tables

    def copied(self, folder: Path, advance: Callable[[float], None]) -> Copy:
        """Each table as a file in PostgreSQL's own text format. ``advance`` is told which share is done."""
        columns = self._columns()
        counts, paths = {}, []
        for number, table in enumerate(self._tables, 1):
            path = folder / f"{table}{ENDING}"
            with path.open("xb") as file:
                counts[table] = _out(self._cursor, _named(table, columns[table]), file)
            paths.append(path)
            advance(number / len(self._tables))
        self._cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
        migrations = tuple(name for (name,) in self._cursor.fetchall())
        self._cursor.execute(SEQUENCES)
        return Copy(tuple(paths), migrations, counts, columns, dict(self._cursor.fetchall()))

    def _columns(self) -> dict[str, tuple[str, ...]]:
        self._cursor.execute(COLUMNS)
        found: dict[str, tuple[str, ...]] = dict.fromkeys(self._tables, ())
        for table, column in self._cursor.fetchall():
            found[table] = (*found.get(table, ()), column)
        return found


def is_empty() -> bool:
    """Whether the database of this home has no table at all."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return not cursor.fetchall()


def fill(
    folder: Path,
    *,
    migrations: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    counts: Mapping[str, int],
    sequences: Mapping[str, int],
    advance: Callable[[float], None],
    at_last: Callable[[], None],
) -> None:
    """Make the tables as they were and put the rows in, in one transaction: all of it or nothing. ``at_last`` is called
    before the end, and what it raises undoes all. Raises RowsAreMissing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _migrate_to(set(migrations))
        call_command("createcachetable", verbosity=0)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(TABLES)
        made = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, made))}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for number, (table, known) in enumerate(columns.items(), 1):
            with (folder / f"{table}{ENDING}").open("rb") as file:
                rows = _into(cursor, _named(table, known), file)
            if rows != counts[table]:
                raise RowsAreMissing(f"{table} took {rows} rows of {counts[table]}")
            advance(number / len(columns))
        for sequence, last in sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [_quoted(sequence), last])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        at_last()


def _migrate_to(applied: Collection[str]) -> None:
    """To the state that the copied database was in, not further."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    known = {key for key in graph.nodes if ".".join(key) in applied}
    followed = {parent.key for key in known for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    executor.migrate(sorted(known - followed))


def _out(cursor: CursorWrapper, named: str, file: IO[bytes]) -> int:
    with cursor.copy(f"COPY {named} TO STDOUT") as copy:
        for piece in copy:
            file.write(piece)
    return int(cursor.rowcount)


def _into(cursor: CursorWrapper, named: str, file: IO[bytes]) -> int:
    with cursor.copy(f"COPY {named} FROM STDIN") as copy:
        while piece := file.read(PIECE):
            copy.write(piece)
    return int(cursor.rowcount)


def _named(table: str, columns: Sequence[str]) -> str:
    return f"{_quoted(table)} ({', '.join(map(_quoted, columns))})"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
