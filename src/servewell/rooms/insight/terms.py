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


class Kind(StrEnum):
    """How a figure is made of answers: the share of the best ones, or their mean on the scale they were given on."""

    TOP_BOXES = "top-boxes"
    MEAN = "mean"


class Verdict(StrEnum):
    """What may be said of two figures. Same: what lies between them may be chance.

    Withheld: the scale or the meaning of a question changed between them, so they are not compared.
    """

    ABOVE = "above"
    BELOW = "below"
    SAME = "same"
    WITHHELD = "withheld"


class Standing(StrEnum):
    """What may be said of a unit as a whole."""

    SILENT = "silent"
    TOO_FEW = "too-few"
    EVEN = "even"
    EXCEPT = "except"


# one sentence beside a chart, not a report
LONGEST_ANNOTATION = 240
