"""Writers stand in line: one after the other, none for ever, and whoever fails leaves the line."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from servewell.project.queued_sqlite3.base import DatabaseWrapper


@pytest.fixture(autouse=True)
def _databases_of_our_own(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "queue.sqlite3"
    with sqlite3.connect(file) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE line (name TEXT)")
    made.close()
    return file


def opened(file: Path, *, patience: float) -> DatabaseWrapper:
    options = {"transaction_mode": "IMMEDIATE", "timeout": patience}
    handler = ConnectionHandler(
        {"default": {"ENGINE": "servewell.project.queued_sqlite3", "NAME": str(file), "OPTIONS": options}}
    )
    made = handler["default"]
    assert isinstance(made, DatabaseWrapper)
    made.inc_thread_sharing()
    return made


@pytest.fixture
def two(file: Path) -> Iterator[tuple[DatabaseWrapper, DatabaseWrapper]]:
    first, second = opened(file, patience=0.05), opened(file, patience=0.05)
    yield first, second
    first.close()
    second.close()


def write(connection: DatabaseWrapper, name: str) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO line VALUES (%s)", [name])
    except BaseException:
        connection.rollback()
        raise
    else:
        connection.commit()
    finally:
        connection.set_autocommit(True)


def names(file: Path) -> list[str]:
    reader = sqlite3.connect(file)
    try:
        return sorted(name for (name,) in reader.execute("SELECT name FROM line"))
    finally:
        reader.close()


def test_many_threads_write_and_none_is_turned_away(file: Path) -> None:
    faults: list[BaseException] = []

    def customer(number: int) -> None:
        connection = opened(file, patience=60)
        try:
            for turn in range(5):
                write(connection, f"{number}-{turn}")
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=customer, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert names(file) == sorted(f"{number}-{turn}" for number in range(6) for turn in range(5))


def test_who_waits_too_long_for_another_thread_hears_that_it_is_locked(two) -> None:
    first, second = two
    first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

    with pytest.raises(OperationalError, match="database is locked"):
        write(second, "late")

    first.rollback()
    first.set_autocommit(True)
    write(second, "then")


def test_who_waits_too_long_for_another_process_hears_that_it_is_locked(file: Path, two) -> None:
    elsewhere = sqlite3.connect(file, isolation_level=None)
    elsewhere.execute("BEGIN IMMEDIATE")

    with pytest.raises(OperationalError, match="database is locked"):
        write(two[0], "late")

    elsewhere.execute("ROLLBACK")
    elsewhere.close()
    write(two[1], "then")
    assert names(file) == ["then"]


def test_whoever_fails_or_hangs_up_leaves_the_line(file: Path, two) -> None:
    first, second = two
    first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="no such table"):
        first.cursor().execute("INSERT INTO nowhere VALUES (1)")
    first.close()

    write(second, "next")

    assert names(file) == ["next"]
