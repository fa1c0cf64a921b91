"""Only a room's own services write its tables: a database wrapper that walks the stack of every write."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from servewell import rooms

ROOMS = {
    room.name
    for room in Path(rooms.__file__).parent.iterdir()
    if (room / "services").exists() or (room / "services.py").exists()
}
_write = re.compile(
    r"^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+?)_(\w+)\"?(?:[\s(]|$)", re.IGNORECASE
)
# allauth stamps the last sign-in on the user row itself
_outside = {"people_signin"}


class WrittenAroundItsRoom(AssertionError):
    """A room's table was written by code outside the room's services."""


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    written = _write.match(sql)
    if written and written.group(1) in ROOMS and f"{written.group(1)}_{written.group(2)}" not in _outside:
        _demand_own_services(room=written.group(1), sql=sql)
    return execute(sql, params, many, context)


def _demand_own_services(*, room: str, sql: str) -> None:
    frame = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module == f"servewell.rooms.{room}.services" or module.startswith(f"servewell.rooms.{room}.services."):
            return
        if module.startswith(("django.core.management", "django.test.testcases")) or "migrations" in module:
            return
        frame = frame.f_back  # type: ignore[assignment]
    raise WrittenAroundItsRoom(f"a table of {room} was written outside its services: {sql[:120]}")
