"""Threads of one process write one after another, and whoever waits too long hears it as SQLite would say it."""

import threading
import time

import pytest
from django.db import OperationalError, connection

from servewell.base import turns

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases let many write at once"),
]


def test_one_writes_while_the_others_wait_for_their_turn() -> None:
    inside, most = 0, []

    def write() -> None:
        nonlocal inside
        with turns.one_at_a_time():
            inside += 1
            most.append(inside)
            time.sleep(0.01)
            inside -= 1
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert most == [1] * 6


def test_a_turn_ends_with_whatever_went_wrong_in_it() -> None:
    with pytest.raises(ValueError, match="wrong"), turns.one_at_a_time():
        raise ValueError("wrong")

    with turns.one_at_a_time():
        pass


def test_who_waits_too_long_hears_that_the_database_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT_SECONDS", 0.01)

    with turns.one_at_a_time(), pytest.raises(OperationalError, match="locked"), turns.one_at_a_time():
        pytest.fail("two had the turn at once")
