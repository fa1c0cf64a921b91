"""Background work of this room."""

from servewell.base import today
from servewell.rooms.insight import services


def load_dirty() -> None:
    """The scheduled load: what no follow-up took up at once is in the figures within a minute."""
    services.load_dirty(at=today.now())
