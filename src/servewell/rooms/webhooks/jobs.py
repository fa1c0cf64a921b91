"""Background work of this room."""

from servewell.base import today
from servewell.rooms.webhooks import services


def spread(key: int) -> None:
    """The queue's job: one thing that happened becomes messages."""
    services.spread(announced=key, at=today.now())


def send(key: int) -> None:
    """The queue's job: one try to send one message."""
    services.send(message=key, at=today.now())


def go_on() -> None:
    """By the clock: whatever a dead worker or a lost job left behind, what has fallen due, and what is long over."""
    at = today.now()
    services.watch(at=at)
    services.spread_what_waits(at=at)
    services.wake_stale(at=at)
    services.try_again(at=at)
    services.forget(at=at)
