"""Background work of this room."""

import logging

from servewell.base import today
from servewell.rooms.webhooks import services

log = logging.getLogger(__name__)


def spread(key: int) -> None:
    """The queue's job: one thing that happened becomes messages."""
    services.spread(announced=key, at=today.now())


def send(key: int) -> None:
    """The queue's job: one try to send one message."""
    services.send(message=key, at=today.now())


def go_on() -> None:
    """By the clock: whatever a dead worker or a lost job left behind, what has fallen due, and what is long over.

    A step that fails keeps none of the others waiting; the queue then hears of it, for the host.
    """
    at, faults = today.now(), []
    steps = (services.watch, services.spread_what_waits, services.wake_stale, services.try_again, services.forget)
    for step in steps:
        try:
            step(at=at)
        except Exception as fault:
            log.exception("webhooks do not go on: %s", step.__name__)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("webhooks do not go on", faults)
