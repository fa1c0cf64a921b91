"""Rows out of the database as Arrow, never as Python objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from servewell.engines.lake.facts import ColumnType, Fact, arrow_schema, fitted

if TYPE_CHECKING:
    import pyarrow as pa

Parameter = int | float | str | bool | date | None

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")

# The SQLite driver takes each column's type from the first batch it reads. A first row of our own fixes the types,
# however many NULLs follow; it is taken off again.
SPECIMENS: dict[ColumnType, str] = {
    "int64": "0",
    "int32": "0",
    "float64": "0.0",
    "string": "''",
    "bool": "0",
    "date": "''",
}


class DatabaseIsNotKnown(Exception):
    """The address is neither SQLite's nor PostgreSQL's."""


def stream(*, database_uri: str, select: str, parameters: Sequence[Parameter] = (), fact: Fact) -> pa.RecordBatchReader:
    """The rows of a SELECT in the fact's columns and types.

    Write `?` for parameters on both databases. SQLite is opened read-only: in WAL mode it never keeps a writer waiting.
    """
    import pyarrow as pa

    if database_uri.startswith(SQLITE):
        batches = _from_sqlite(Path(database_uri.removeprefix(SQLITE)), select, parameters, fact)
    elif database_uri.startswith(POSTGRESQL):
        batches = _from_postgresql(database_uri, select, parameters)
    else:
        kind = database_uri.partition(":")[0]
        raise DatabaseIsNotKnown(f"'{kind}' is not known: use sqlite:///<path> or postgresql://<address>.")
    return pa.RecordBatchReader.from_batches(
        arrow_schema(fact=fact), (fitted(fact=fact, batch=batch) for batch in batches)
    )


def _from_sqlite(path: Path, select: str, parameters: Sequence[Parameter], fact: Fact) -> Iterator[pa.RecordBatch]:
    from adbc_driver_sqlite import StatementOptions, dbapi

    names = ", ".join(fact.column_names)
    specimen = ", ".join(f"{SPECIMENS[column.type]} AS {column.name}" for column in fact.columns)
    typed = f"SELECT {specimen} UNION ALL SELECT {names} FROM ({select})"  # noqa: S608 - a room's own SELECT
    bound = [_for_sqlite(value) for value in parameters]
    address = f"file:{quote(str(path))}?mode=ro"

    options = {StatementOptions.BATCH_ROWS.value: "65536"}
    with dbapi.connect(address) as connection, connection.cursor(adbc_stmt_kwargs=options) as cursor:
        cursor.execute(typed, bound or None)
        reader = cursor.fetch_record_batch()
        yield reader.read_next_batch().slice(1)
        yield from reader


def _from_postgresql(database_uri: str, select: str, parameters: Sequence[Parameter]) -> Iterator[pa.RecordBatch]:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(database_uri) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.commit()
        cursor.execute(_numbered(select), list(parameters) or None)
        yield from cursor.fetch_record_batch()


def _for_sqlite(value: Parameter) -> Parameter:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _numbered(select: str) -> str:
    """`?` as PostgreSQL's $1, $2 …, leaving what stands in quotes alone."""
    parts = re.split(r"('[^']*'|\"[^\"]*\")", select)
    count = 0

    def number(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"${count}"

    return "".join(part if part[:1] in ("'", '"') else re.sub(r"\?", number, part) for part in parts)
