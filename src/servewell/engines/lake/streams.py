"""Rows out of the database as Arrow, never as Python objects."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from servewell.engines.lake import sqlite_reader
from servewell.engines.lake.facts import ColumnType, Fact, arrow_schema, fitted
from servewell.engines.lake.sqlite_reader import Bindable, Job

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

READER = (sys.executable, "-P", sqlite_reader.__file__)  # -P: what lies beside it is no module of the process


class DatabaseCannotBeRead(Exception):
    """The database is missing, or refuses the SELECT, or the process that read it died. Nothing was published."""


class DatabaseIsNotKnown(Exception):
    """The address is neither SQLite's nor PostgreSQL's."""


def stream(*, database_uri: str, select: str, parameters: Sequence[Parameter] = (), fact: Fact) -> pa.RecordBatchReader:
    """The rows of a SELECT in the fact's columns and types.

    Write `?` for parameters on both databases. SQLite is read in a process of its own, read-only and from one snapshot:
    in WAL mode no writer waits.
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
    import pyarrow as pa

    if not path.is_file():
        raise DatabaseCannotBeRead(f"There is no database at {path}.")
    names = ", ".join(fact.column_names)
    specimen = ", ".join(f"{SPECIMENS[column.type]} AS {column.name}" for column in fact.columns)
    typed = f"SELECT {specimen} UNION ALL SELECT {names} FROM ({select})"
    job = Job(path=str(path), select=typed, parameters=[_for_sqlite(value) for value in parameters])

    with _reader_process(job) as reader:
        try:
            batches = pa.ipc.open_stream(reader.stdout)
            yield batches.read_next_batch().slice(1)
            yield from batches
        except (pa.ArrowException, OSError) as error:
            raise DatabaseCannotBeRead(_complaint(reader, path, str(error))) from error
        # An Arrow stream that breaks off between two batches looks complete; only the reader knows.
        if reader.wait() != 0:
            raise DatabaseCannotBeRead(_complaint(reader, path, "the reading process died"))


@contextmanager
def _reader_process(job: Job) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(READER, stdin=pipe, stdout=pipe, stderr=pipe) as reader:  # noqa: S603  our own module
        assert reader.stdin is not None
        try:
            with suppress(BrokenPipeError):  # a reader that died at once is noticed at the first batch
                reader.stdin.write(job.to_json().encode())
                reader.stdin.close()
            yield reader
        finally:
            reader.kill()  # whoever stops reading early leaves no process behind


def _complaint(reader: subprocess.Popen[bytes], path: Path, otherwise: str) -> str:
    assert reader.stderr is not None
    words = reader.stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
    return f"{path} cannot be read: {words or otherwise}."


def _from_postgresql(database_uri: str, select: str, parameters: Sequence[Parameter]) -> Iterator[pa.RecordBatch]:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(database_uri) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.commit()
        cursor.execute(_numbered(select), list(parameters) or None)
        yield from cursor.fetch_record_batch()


def _for_sqlite(value: Parameter) -> Bindable:
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
