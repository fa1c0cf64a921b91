"""SQLite where whoever waits to write gets the lock as soon as it is free.

SQLite lets a waiting writer sleep, up to 100 ms at a time, while the lock may lie free, and lets latecomers pass. Under
load most of the time goes into such sleep. Here the threads of a process stand in line, and the one whose turn it is
asks again every half millisecond; who waits longer than the connection's timeout hears "database is locked" as ever.
"""

import sqlite3
import threading
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

ASK_AGAIN_AFTER_SECONDS = 0.0005
_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        until = time.monotonic() + self._patience()
        if not _turn.acquire(timeout=self._patience()):
            raise OperationalError("database is locked: another transaction of this process does not end")
        self._has_turn = True
        try:
            self._begin(until)
        except BaseException:
            self._end_turn()
            raise

    def _patience(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", 5.0))

    def _begin(self, until: float) -> None:
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]  # unknown to the stubs
                except OperationalError as refusal:
                    if not _is_locked(refusal) or time.monotonic() > until:
                        raise
                    time.sleep(ASK_AGAIN_AFTER_SECONDS)
                else:
                    return
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(self._patience() * 1000)}")

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # unknown to the stubs
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # unknown to the stubs
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # unknown to the stubs
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()


def _is_locked(refusal: OperationalError) -> bool:
    cause = refusal.__cause__
    return isinstance(cause, sqlite3.OperationalError) and "locked" in str(cause)
