"""Rows out of the database as Arrow, never as Python objects."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from servewell.engines.lake import sqlite_reader
from servewell.engines.lake.facts import ColumnType, Fact, arrow_schema, fitted
from servewell.engines.lake.sqlite_reader import WHOLE, Bindable, Job

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

Process = subprocess.Popen[bytes]
_waiting: ContextVar[list[Process] | None] = ContextVar("waiting", default=None)


class DatabaseCannotBeRead(Exception):
    """The database is missing, or refuses the SELECT, or the process that read it died. Nothing was published."""


class DatabaseIsNotKnown(Exception):
    """The address is neither SQLite's nor PostgreSQL's."""


@contextmanager
def in_one_process() -> Iterator[None]:
    """Whatever is streamed from SQLite inside is read by the same process: starting it costs more than a month does."""
    waiting: list[Process] = []
    outside = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(outside)
        for reader in waiting:
            _end(reader)


def stream(*, database_uri: str, select: str, parameters: Sequence[Parameter] = (), fact: Fact) -> pa.RecordBatchReader:
    """The rows of a SELECT in the fact's columns and types.

    Write `?` for parameters on both databases. SQLite is read in a process of its own, read-only and from one snapshot:
    in WAL mode no writer waits.
    """
    import pyarrow as pa

    if database_uri.startswith(SQLITE):
        path = Path(database_uri.removeprefix(SQLITE))
        batches = _from_sqlite(_job(path, select, parameters, fact), _waiting.get())
    elif database_uri.startswith(POSTGRESQL):
        batches = _from_postgresql(database_uri, select, parameters)
    else:
        kind = database_uri.partition(":")[0]
        raise DatabaseIsNotKnown(f"'{kind}' is not known: use sqlite:///<path> or postgresql://<address>.")
    return pa.RecordBatchReader.from_batches(
        arrow_schema(fact=fact), (fitted(fact=fact, batch=batch) for batch in batches)
    )


def _job(path: Path, select: str, parameters: Sequence[Parameter], fact: Fact) -> Job:
    names = ", ".join(fact.column_names)
    specimen = ", ".join(f"{SPECIMENS[column.type]} AS {column.name}" for column in fact.columns)
    typed = f"SELECT {specimen} UNION ALL SELECT {names} FROM ({select})"
    return Job(path=str(path), select=typed, parameters=[_for_sqlite(value) for value in parameters])


def _from_sqlite(job: Job, waiting: list[Process] | None) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    if not Path(job.path).is_file():
        raise DatabaseCannotBeRead(f"There is no database at {job.path}.")
    with _asked(job, waiting) as reader:
        assert reader.stdout is not None
        try:
            batches = pa.ipc.open_stream(reader.stdout)
            yield batches.read_next_batch().slice(1)
            yield from batches
        except (pa.ArrowException, OSError) as error:
            raise DatabaseCannotBeRead(_complaint(reader, job, str(error))) from error
        if reader.stdout.readline() != WHOLE:
            raise DatabaseCannotBeRead(_complaint(reader, job, "the reading process died"))


@contextmanager
def _asked(job: Job, waiting: list[Process] | None) -> Iterator[Process]:
    """A process that was given the job. It waits for another where there may be one, and else it is ended, as is one
    whose stream was not read to its end: whoever stops reading early leaves no process behind.
    """
    pipe = subprocess.PIPE
    reader = waiting.pop() if waiting else subprocess.Popen(READER, stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603
    assert reader.stdin is not None
    is_free = False
    try:
        with suppress(BrokenPipeError):  # a reader that died is noticed at the first batch
            reader.stdin.write(job.to_json().encode() + b"\n")
            reader.stdin.flush()
        yield reader
        is_free = waiting is not None
    finally:
        if is_free and waiting is not None:
            waiting.append(reader)
        else:
            _end(reader)


def _end(reader: Process) -> None:
    reader.kill()
    with suppress(BrokenPipeError), reader:  # its pipes are closed, and its end is awaited
        pass


def _complaint(reader: Process, job: Job, otherwise: str) -> str:
    assert reader.stdin is not None
    assert reader.stderr is not None
    with suppress(BrokenPipeError):
        reader.stdin.close()  # it shall wait for no other job, but end and say what it has to
    words = reader.stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
    return f"{job.path} cannot be read: {words or otherwise}."


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
