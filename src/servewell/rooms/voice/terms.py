"""The words of this room."""

from datetime import timedelta
from enum import StrEnum

OPEN_LINK = "open-link"
PERSONAL_LINK = "personal-link"
IMPORT = "import"
CHANNEL_KINDS = [(OPEN_LINK, OPEN_LINK), (PERSONAL_LINK, PERSONAL_LINK), (IMPORT, IMPORT)]

# whoever had begun before a link ended may finish
GRACE = timedelta(hours=1)
FORM_POST = "application/x-www-form-urlencoded"

# of posts that leave an e-mail address at an open link: a desk with a tablet leaves fewer, a script leaves more
MOST_FROM_ONE_PLACE_AN_HOUR = 30
MOST_FOR_ONE_ADDRESS_A_DAY = 5


class ImportState(StrEnum):
    """How far a file has come. What is shown counts in every list and figure; withdrawn, in none."""

    ARRIVING = "arriving"
    ARRIVED = "arrived"
    TAKING_IN = "taking-in"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class HeldState(StrEnum):
    """What became of a row that was not understood."""

    HELD = "held"
    TAKEN = "taken"
    DROPPED = "dropped"


class Band(StrEnum):
    """How good the answer is that stands for the whole. High is what counts as satisfied."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


# from a position on the scale, 0 to 1, up to but without another
BANDS = {Band.LOW: (0.0, 0.5), Band.MIDDLE: (0.5, 0.75), Band.HIGH: (0.75, 2.0)}


def band_of(overall: float) -> Band:
    return next(band for band, (at_least, below) in BANDS.items() if at_least <= overall < below)
