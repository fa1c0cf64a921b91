"""Background work of this room."""

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.obligations import services


def owe_for_all_due() -> int:
    return services.owe_for_all(by=HOUSE, at=today.now())
