"""Background work of this room."""

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import services


def hand_over(key: int) -> None:
    """The queue's job: one try to hand one answer over."""
    services.hand_over(delivery=key, at=today.now())


def settle_deliveries() -> None:
    """By the clock: try again what is due, and put in doubt what a dead worker left behind."""
    services.try_again(at=today.now())
    services.settle_stale(at=today.now())


def pass_on_cases() -> None:
    """By the clock: whose last day has come, or who lost the power since, owns no case any more."""
    services.pass_on(by=HOUSE, at=today.now())
