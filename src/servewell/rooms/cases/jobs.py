"""Background work of this room."""

import time

from servewell.base import jobs, today
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import services

BATCHES = 100
# lets whoever waits for the write lock have it
PAUSE_SECONDS = 0.02
GOES_ON = "servewell.rooms.cases.jobs.index_more_cases"


def hand_over(key: int) -> None:
    """The queue's job: one try to hand one answer over."""
    services.hand_over(delivery=key, at=today.now())


def settle_deliveries() -> None:
    """By the clock: try again what is due, and put in doubt what a dead worker left behind."""
    services.try_again(at=today.now())
    services.settle_stale(at=today.now())


def pass_on_cases() -> None:
    """By the clock: whose last day has come, or who lost the power since, owns no case and no point of one any more."""
    services.pass_on(by=HOUSE, at=today.now())
    services.bring_points_back(by=HOUSE, at=today.now())
    services.keep_readers(at=today.now())


def tell_of_harm() -> None:
    """By the clock: whoever stands in hears of harm at which nobody has looked."""
    services.tell_those_who_stand_in(at=today.now())


def call_on_late_inquiries() -> None:
    """By the clock: what departments have not answered in time is read by who leads above them as well."""
    services.call_on_late(by=HOUSE, at=today.now())


def index_cases() -> None:
    """By the clock: what was said in new cases is found within a minute."""
    for _batch in range(BATCHES):
        if not services.index_cases():
            return
        time.sleep(PAUSE_SECONDS)
    jobs.enqueue(function=GOES_ON, key=0)


def index_more_cases(_key: int) -> None:
    """Goes on where one job's time is over."""
    index_cases()
