"""Background work of this room."""

from servewell.base import today
from servewell.rooms.customers import services


def look_for_proposals() -> None:
    """The scheduled job: customers who may be one person are put before somebody."""
    services.look_for_proposals(at=today.now())
