"""Background work of this room."""

from datetime import timedelta

from servewell.base import jobs, today
from servewell.rooms.people import selectors, services, terms

# the queue ends a job after two minutes; the file must be read again first
TAKES_SECONDS = 60
STANDS_STILL_AFTER = timedelta(minutes=4)


def take_in_staff(key: int) -> None:
    """Go on with a staff file. Another job goes on where this one ends."""
    intake = selectors.intake_going(key=key)
    if intake is not None and not services.take_in_staff(intake=intake, at=today.now(), for_seconds=TAKES_SECONDS):
        jobs.enqueue(function=terms.TAKES_IN_STAFF, key=key)


def go_on_with_staff() -> None:
    """The scheduled job: a file whose worker ended without a word goes on."""
    for key in selectors.intakes_standing_still(since=today.now() - STANDS_STILL_AFTER):
        jobs.enqueue(function=terms.TAKES_IN_STAFF, key=key)
