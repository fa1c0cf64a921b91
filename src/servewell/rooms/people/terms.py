"""The words of this room."""

from datetime import date, timedelta
from enum import StrEnum

FOR_EVER = date(9999, 12, 31)
# where a posting ends that came in a file and is not seen yet: no day lies before it, so no question finds it
NOT_YET = date(1, 1, 1)
ACTIVATION_CODE_LASTS = timedelta(days=14)
ACTIVATION_CODE_LENGTH = 12
PIN_LENGTH = 6
PASSWORD_LENGTH = 10
TAKES_IN_STAFF = "servewell.rooms.people.jobs.take_in_staff"
# a contract that ends within so many days is told to whoever leads
ENDS_SOON = timedelta(days=30)
# that nobody will manage the company any more is told so many days ahead
MANAGING_ENDS_SOON = timedelta(days=90)


class IntakeState(StrEnum):
    """Where a staff file stands. ``asking``: it would let go so many that a named person is asked first."""

    PLANNED = "planned"
    ASKING = "asking"
    GOING = "going"
    DONE = "done"
    DROPPED = "dropped"
    FAILED = "failed"


class AddressState(StrEnum):
    """Where a new e-mail address stands. ``kept``: the old one stays. ``overtaken``: another one came meanwhile."""

    WAITING = "waiting"
    TAKEN = "taken"
    KEPT = "kept"
    OVERTAKEN = "overtaken"


class Tree(StrEnum):
    """By which tree units are counted together: the one of the day, or today's for every day."""

    AS_IT_WAS = "as-it-was"
    TODAY = "today"


class ChangeKind(StrEnum):
    """What a staff file changes about one person. ``held`` is a row of which nothing is taken."""

    JOIN = "join"
    REJOIN = "rejoin"
    MOVE = "move"
    CHANGE = "change"
    LEAVE = "leave"
    HELD = "held"


# what a brand's colour is read against, as kit/tokens.css has it: paper, cards, and words on a button; in dark, True
PAPERS = {False: ("#faf7f1", "#fffdfa", "#ffffff"), True: ("#141a19", "#1b2322", "#0d1514")}
LEGIBLE = 4.5
SOFT_SHARE = 0.12
LARGEST_LOGO = 300 * 1024
