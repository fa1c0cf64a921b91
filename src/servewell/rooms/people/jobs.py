"""Background work of this room."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

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


def bring_nightly_staff() -> None:
    """The scheduled job: the newest file of the folder in which the HR system leaves the whole staff."""
    if settings.STAFF_FOLDER:
        services.bring_nightly(folder=Path(settings.STAFF_FOLDER), at=today.now())


def let_go_whose_time_is_over() -> None:
    """The scheduled job: whoever's last posting has ended holds nothing and signs in no more."""
    services.let_go_whose_time_is_over(at=today.now())
