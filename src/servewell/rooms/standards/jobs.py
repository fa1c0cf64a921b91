"""Background work of this room."""

from servewell.base import today
from servewell.rooms.standards import services


def ask_for_messages_due() -> None:
    """The scheduled job: whoever is to write the next message of the year and has not been asked yet."""
    services.ask_for_messages(at=today.now())
