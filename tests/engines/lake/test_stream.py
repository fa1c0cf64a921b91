import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from servewell.engines.lake import (
    Column,
    DatabaseCannotBeRead,
    DatabaseIsNotKnown,
    Fact,
    RowsDoNotFit,
    in_one_process,
    sqlite_reader,
    stream,
)
from servewell.engines.lake.streams import READER
from tests.engines.lake.lake_rows import NOVEMBER, Cell

STAYS = Fact(
    name="stays",
    columns=(
        Column("stay", "int64"),
        Column("guests", "int32"),
        Column("paid", "float64"),
        Column("name", "string"),
        Column("vip", "bool"),
        Column("day", "date"),
    ),
    month_column="day",
)

Row = Sequence[Cell]


def a_database(folder: Path, rows: Sequence[Row]) -> str:
    path = folder / "house & home.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE stay (stay, guests, paid, name, vip, day)")
        connection.executemany("INSERT INTO stay VALUES (?, ?, ?, ?, ?, ?)", rows)
    return f"sqlite:///{path}"


def streamed(uri: str, select: str = "SELECT * FROM stay ORDER BY stay", *parameters: int | str | date) -> list[Row]:
    reader = stream(database_uri=uri, select=select, parameters=parameters, fact=STAYS)
    return [tuple(row.values()) for row in reader.read_all().to_pylist()]


def test_sqlite_rows_come_in_the_types_of_the_fact(tmp_path: Path) -> None:
    uri = a_database(tmp_path, [(1, 2, 80, "安", 1, "2026-11-01"), (2, None, 99.5, None, 0, None)])
    assert streamed(uri) == [(1, 2, 80.0, "安", True, NOVEMBER), (2, None, 99.5, None, False, None)]


def test_a_column_that_begins_with_a_hundred_thousand_nulls_keeps_its_type(tmp_path: Path) -> None:
    empty = [(number, None, None, None, None, None) for number in range(100_000)]
    uri = a_database(tmp_path, [*empty, (100_000, 1, 0.5, "late", 1, "2026-11-30")])
    assert streamed(uri)[-2:] == [
        (99_999, None, None, None, None, None),
        (100_000, 1, 0.5, "late", True, date(2026, 11, 30)),
    ]


def test_a_column_of_nulls_only_has_the_type_of_the_fact(tmp_path: Path) -> None:
    assert streamed(a_database(tmp_path, [(1, None, None, None, None, None)])) == [(1, None, None, None, None, None)]


def test_a_select_without_rows_gives_none(tmp_path: Path) -> None:
    assert streamed(a_database(tmp_path, [])) == []


def test_parameters_are_bound_and_never_pasted(tmp_path: Path) -> None:
    rows = [(1, 1, 1.0, "'; DROP TABLE stay; --", 0, "2026-10-31"), (2, 1, 1.0, "b", 0, "2026-11-01")]
    uri = a_database(tmp_path, rows)
    assert [row[0] for row in streamed(uri, "SELECT * FROM stay WHERE day >= ?", NOVEMBER)] == [2]
    assert [row[0] for row in streamed(uri, "SELECT * FROM stay WHERE name = ?", "'; DROP TABLE stay; --")] == [1]
    assert [row[0] for row in streamed(uri, "SELECT * FROM stay WHERE vip = ? AND stay > ?", False, 1)] == [2]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ((1, "two", 1.0, "a", 0, "2026-11-01"), "guests"),
        ((1, 2.5, 1.0, "a", 0, "2026-11-01"), "guests"),
        ((1, 3_000_000_000, 1.0, "a", 0, "2026-11-01"), "guests"),
        ((1, 1, "dear", "a", 0, "2026-11-01"), "paid"),
        ((1, 1, float("inf"), "a", 0, "2026-11-01"), "paid"),
        ((1, 1, 1.0, "a", 2, "2026-11-01"), "vip"),
        ((1, 1, 1.0, "a", 0, "1 November"), "day"),
        ((1, 1, 1.0, "a", 0, "2026-11-01 10:00:00"), "day"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_column(tmp_path: Path, row: Row, column: str) -> None:
    with pytest.raises(RowsDoNotFit, match=f"Column '{column}' of fact 'stays' must be"):
        streamed(a_database(tmp_path, [row]))


def test_a_select_that_lacks_a_column_fails_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(DatabaseCannotBeRead, match=r"cannot be read: .*no such column: day"):
        streamed(a_database(tmp_path, []), "SELECT stay, guests, paid, name, vip FROM stay")


def test_a_writer_writes_while_rows_are_streamed_and_the_stream_cannot_write(tmp_path: Path) -> None:
    uri = a_database(tmp_path, [(number, 1, 1.0, "a", 0, "2026-11-01") for number in range(200_000)])
    reader = stream(database_uri=uri, select="SELECT * FROM stay", fact=STAYS)
    seen = reader.read_next_batch().num_rows

    with closing(sqlite3.connect(uri.removeprefix("sqlite:///"), timeout=0)) as writer, writer:
        writer.execute("INSERT INTO stay VALUES (200000, 1, 1.0, 'a', 0, '2026-11-01')")

    assert seen + sum(batch.num_rows for batch in reader) == 200_000
    assert len(streamed(uri)) == 200_001


def test_an_address_of_no_known_database_is_refused_without_its_password() -> None:
    with pytest.raises(DatabaseIsNotKnown, match=r"^'mysql' is not known: use sqlite:///<path> or postgresql://"):
        stream(database_uri="mysql://ann:secret@host/house", select="SELECT 1", fact=STAYS)


def test_a_missing_sqlite_file_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(DatabaseCannotBeRead, match="There is no database at"):
        streamed(f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert list(tmp_path.iterdir()) == []


def test_the_fact_may_be_a_part_of_the_table(tmp_path: Path) -> None:
    names = replace(STAYS, columns=(Column("name", "string"), Column("day", "date")))
    uri = a_database(tmp_path, [(1, 1, 1.0, "a", 0, "2026-11-01")])
    rows = stream(database_uri=uri, select="SELECT day, name FROM stay", fact=names).read_all().to_pylist()
    assert rows == [{"name": "a", "day": NOVEMBER}]


def test_reading_never_loosens_a_lock_that_this_process_holds(tmp_path: Path) -> None:
    uri = a_database(tmp_path, [(1, 1, 1.0, "a", 0, "2026-11-01")])
    path = uri.removeprefix("sqlite:///")
    other_process = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert len(streamed(uri)) == 1
        intruder = subprocess.run([sys.executable, "-c", other_process, path], capture_output=True, text=True)

    assert intruder.stderr.splitlines()[-1:] == ["sqlite3.OperationalError: database is locked"]


@pytest.mark.parametrize("written", ["nothing", "half a batch", "one batch of many"])
def test_a_reader_that_dies_half_way_is_not_taken_for_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    dying = (
        "import io, os, signal, sys, pyarrow as pa\n"
        "batch = pa.RecordBatch.from_pylist([{'stay': 0, 'guests': 0, 'paid': 0.0, 'name': '', 'vip': 0, 'day': ''}])\n"
        "kept = io.BytesIO()\n"
        "pa.ipc.new_stream(kept, batch.schema).write_batch(batch)\n"
        "whole = kept.getvalue()\n"
        "ends = {'nothing': 0, 'half a batch': len(whole) - 30, 'one batch of many': len(whole)}\n"
        "sys.stdout.buffer.write(whole[:ends[sys.argv[1]]]); sys.stdout.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    monkeypatch.setattr("servewell.engines.lake.streams.READER", (sys.executable, "-c", dying, written))
    with pytest.raises(DatabaseCannotBeRead, match=r"house & home\.sqlite3 cannot be read: "):
        streamed(a_database(tmp_path, []))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[bytes]]":
    """Every process that the test starts from now on."""
    processes: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*args: object, **options: object) -> object:
        processes.append(start(*args, **options))  # type: ignore[call-overload]
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    return processes


def test_who_stops_reading_early_leaves_no_process_behind(
    tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    uri = a_database(tmp_path, [(number, 1, 1.0, "a", 0, "2026-11-01") for number in range(200_000)])
    with in_one_process():
        reader = stream(database_uri=uri, select="SELECT * FROM stay", fact=STAYS)
        reader.read_next_batch()
        del reader

        assert [process.poll() for process in started] == [-9]


def test_one_process_reads_what_is_asked_together_and_another_takes_over_from_one_that_was_refused(
    tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    uri = a_database(tmp_path, [(number, 1, 1.0, "a", 0, "2026-11-01") for number in (1, 2, 3)])
    with in_one_process():
        found = [[row[0] for row in streamed(uri)] for _ in range(2)]
        found.append([row[0] for row in streamed(uri, "SELECT * FROM stay WHERE stay = ?", 3)])
        alone = len(started)
        with pytest.raises(DatabaseCannotBeRead, match="no such table: nowhere"):
            streamed(uri, "SELECT * FROM nowhere")
        found.append([row[0] for row in streamed(uri)])

    assert (found, alone) == ([[1, 2, 3], [1, 2, 3], [3], [1, 2, 3]], 1)
    assert [process.poll() for process in started] == [1, -9]


def test_reading_waits_for_no_pandas_and_no_numpy(tmp_path: Path) -> None:
    path = a_database(tmp_path, [(1, 2, 3.0, "Ann", 1, "2026-11-21")]).removeprefix("sqlite:///")
    job = sqlite_reader.Job(path=path, select="SELECT stay FROM stay WHERE day = ?", parameters=["2026-11-21"])
    command = [sys.executable, "-X", "importtime", *READER[1:]]

    told = subprocess.run(command, input=job.to_json().encode(), capture_output=True, check=True)

    imported = {line.rpartition("|")[2].strip() for line in told.stderr.decode().splitlines()}
    heavy = {"pyarrow.lib", "numpy.linalg", "pandas.core.frame", "servewell", "duckdb"}
    assert heavy & imported == {"pyarrow.lib"}
