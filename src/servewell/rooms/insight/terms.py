"""The words of this room."""

from datetime import date, timedelta
from enum import StrEnum

CSS = "css"
CONFIDENCE = 0.95

# the mark of a fact that is filed whole, because it knows no months
WHOLE = date.min

# one load takes up everything that was marked before it; who comes sooner leaves it to the schedule
LOADS_LIE_APART = timedelta(seconds=10)

# "now" is this month and the three before it; it is compared with the twelve months before
MONTHS_NOW = 4
MONTHS_BEFORE = 12
MONTHS_SHOWN = 24
FEWEST_ANSWERS = 30


class Verdict(StrEnum):
    """What may be said of two shares. Same: what lies between them may be chance."""

    ABOVE = "above"
    BELOW = "below"
    SAME = "same"


class Standing(StrEnum):
    """What may be said of a unit as a whole."""

    SILENT = "silent"
    TOO_FEW = "too-few"
    EVEN = "even"
    EXCEPT = "except"
