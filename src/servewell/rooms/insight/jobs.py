"""Background work of this room."""

from servewell.base import today
from servewell.rooms.insight import services


def load_dirty() -> None:
    """The scheduled load: what no follow-up took up at once is in the figures within a minute."""
    services.load_dirty(at=today.now())


def draw_limits() -> None:
    """Charts that have become long enough since get limits, which then stay."""
    services.draw_limits(at=today.now())


def draw_limits_of_outcomes() -> None:
    """The same of what satisfaction is for. Who came again is counted unit by unit, so it is asked once a day."""
    services.draw_limits_of_outcomes(at=today.now())
