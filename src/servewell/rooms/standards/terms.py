"""The words of this room."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servewell.base.words import Words

# the codes that are addresses of their own, so that nothing is called by them
RESERVED_CODES = frozenset({"new", "mine"})
LONGEST_CODE = 60

# from when in the year before whoever publishes is asked for the next message, and when in its own year more plainly
ASKED_FROM = (11, 1)
SAID_PLAINLY_FROM = (1, 21)
# a unit that had a message of its own is taken, from this day on, to be held to the one above; the company never
TAKEN_TO_FOLLOW_FROM = (2, 1)


def year_to_write(*, on: date) -> int:
    """For which year a message is asked for on a day."""
    return on.year + 1 if (on.month, on.day) >= ASKED_FROM else on.year


def is_said_plainly(*, year: int, on: date) -> bool:
    """Whether so much of the year has gone by that its missing message is said plainly."""
    return on >= date(year, *SAID_PLAINLY_FROM)


class Stage(StrEnum):
    """Where in the company a process stands. What is made for customers comes first: service is built in there."""

    PRODUCT = "product"
    SERVING = "serving"
    ANSWERING = "answering"
    PEOPLE = "people"
    SUPPORT = "support"


class Kind(StrEnum):
    """What a draft will be once it is published."""

    PROMISE = "promise"
    ASPECT = "aspect"
    STANDARD = "standard"
    MESSAGE = "message"
    CHAPTER = "chapter"


@dataclass(frozen=True)
class Examples:
    """How a standard looks when it is kept (``do``) and when not (``avoid``), an example on each line of the text.

    ``way`` is our way: how we do it here, in a sentence or three. None: nobody has written it.
    """

    do: Words | None = None
    avoid: Words | None = None
    way: Words | None = None

    @property
    def parts(self) -> dict[str, Words | None]:
        return {"do": self.do, "avoid": self.avoid, "way": self.way}


NO_EXAMPLES = Examples()


class Gap(StrEnum):
    """What is missing from a process."""

    NO_OWNER = "no-owner"
    OWNER_LEFT = "owner-left"
    NO_STANDARDS = "no-standards"
