"""The words of this room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from servewell.engines.lake.measures import By
from servewell.rooms.voice.terms import Audience

CSS = "css"
CONFIDENCE = 0.95

# the mark of a fact that is filed whole, because it knows no months
WHOLE = date.min

# one load takes up everything that was marked before it; who comes sooner leaves it to the schedule
LOADS_LIE_APART = timedelta(seconds=10)

FEWEST_ANSWERS = 30


@dataclass(frozen=True)
class Window:
    """How many periods a chart shows; how many of them, the latest, are "now", and how many before are compared."""

    shown: int
    now: int
    before: int


# by month, "now" is this month and the three before it; what is compared is always the year before it
WINDOWS: Mapping[By, Window] = {
    By.DAY: Window(shown=56, now=14, before=364),
    By.WEEK: Window(shown=53, now=4, before=52),
    By.MONTH: Window(shown=24, now=4, before=12),
    By.QUARTER: Window(shown=16, now=2, before=4),
    By.YEAR: Window(shown=10, now=1, before=1),
}

# with fewer answers a figure could be that of a person: it is not given of employees, nor of a view narrowed to few
LEAST_CELL = 10


class Kind(StrEnum):
    """How a figure is made of answers.

    The share of the best ones; their mean on the scale they were given on; the share of promoters less that of
    detractors; or one figure of several sources, by declared weights.
    """

    TOP_BOXES = "top-boxes"
    MEAN = "mean"
    NET_PROMOTERS = "net-promoters"
    COMPOSITE = "composite"


# what a source of a composite may be; each is brought to a scale from 0 to 1 first
SOURCE_KINDS = (Kind.TOP_BOXES, Kind.MEAN, Kind.NET_PROMOTERS)

# of a net promoter score: its scale, and how many of its answers count for and against
PROMOTER_SCALE = (0.0, 10.0)
PROMOTER_ANSWERS = 2
DETRACTOR_ANSWERS = 7
FEWEST_SOURCES = 2


# between what a figure can lie; a mean lies on its scale
RANGES = {Kind.TOP_BOXES: (0.0, 1.0), Kind.NET_PROMOTERS: (-1.0, 1.0), Kind.COMPOSITE: (0.0, 1.0)}


class Verdict(StrEnum):
    """What may be said of two figures. Same: what lies between them may be chance.

    Withheld: the scale or the meaning of a question changed between them, so they are not compared.
    """

    ABOVE = "above"
    BELOW = "below"
    SAME = "same"
    WITHHELD = "withheld"


class Standing(StrEnum):
    """What may be said of a unit as a whole. Private: a figure of so few answers could be that of a person."""

    SILENT = "silent"
    PRIVATE = "private"
    TOO_FEW = "too-few"
    EVEN = "even"
    EXCEPT = "except"


class Part(StrEnum):
    """What a published figure is of."""

    WHOLE = "whole"
    PERIOD = "period"
    ASPECT = "aspect"
    UNIT = "unit"


class Trouble(StrEnum):
    """Why what was asked for is not made: something must be installed, nothing may be told, or printing failed."""

    LACKING = "lacking"
    NOTHING = "nothing"
    FAILED = "failed"


class Form(StrEnum):
    """As what figures are published."""

    PDF = "pdf"
    PNG = "png"
    CSV = "csv"


# complaints are counted per so many encounters, leavers per so many people
PER_ENCOUNTERS = 1000
PER_PEOPLE = 100
QUARTERS_SHOWN = 12


class Outcome(StrEnum):
    """What is charted beside satisfaction, by the code under which limits of its charts are kept: with a dot, which no
    figure's own code has.
    """

    COMPLAINTS = "outcome.complaints"
    COMPLAINTS_OF_EMPLOYEES = "outcome.complaints-of-employees"
    CAME_AGAIN = "outcome.came-again"
    LEFT = "outcome.left"


# whom each is about
AUDIENCES: Mapping[Outcome, Audience] = {
    Outcome.COMPLAINTS: Audience.EXTERNAL,
    Outcome.COMPLAINTS_OF_EMPLOYEES: Audience.INTERNAL,
    Outcome.CAME_AGAIN: Audience.EXTERNAL,
    Outcome.LEFT: Audience.INTERNAL,
}


class Telling(StrEnum):
    """Whether an outcome can be told; where not, why.

    None: nothing is known of it. Gaps: of some units and months it is not known. Not yet: its time is not over.
    """

    TOLD = "told"
    NONE = "none"
    FEW = "few"
    GAPS = "gaps"
    NOT_YET = "not-yet"


# one sentence beside a chart, not a report
LONGEST_ANNOTATION = 240


# limits are drawn from the first finished periods and then kept; fewer than that many are not kept, but by a person
BASELINE_LEAST, BASELINE_MOST = 20, 24
FEWEST_TO_REBASE = 12
# in one run of the job; what is left waits for the next one
LIMITS_AT_ONCE = 5000


class Reach(StrEnum):
    """What may be said of a figure and its target. Open: the target lies within the figure's interval."""

    REACHED = "reached"
    MISSED = "missed"
    OPEN = "open"


class Depth(StrEnum):
    """Which units below one are held against each other: those right under it, or those that have none below."""

    RIGHT_BELOW = "right-below"
    LEAVES = "leaves"


# of the units that a comparison names, at most this share is expected to be named by mistake
WRONGLY_NAMED = 0.05

# Monday's page: when it comes, unless somebody wants it otherwise, and how much of it one screen holds
MONDAY, MORNING = 1, 7
ROWS_SHOWN, ALARMS_SHOWN, GOOD_SHOWN = 10, 5, 2
# a row's small drawing
POINTS_DRAWN = 13
WEEK = timedelta(days=7)
# a mail that comes later than this tells old news; the page stays
NEWS_LASTS = timedelta(days=5)
STALE_AFTER = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
PUT_OFF_AT_MOST = 12


class MailState(StrEnum):
    """How far the mail of one Monday has come.

    What is in doubt is never repeated: the page is there, and says so. ``page`` needs no mail, and of ``left-out``
    there is no page: its reader saw no figures that week.
    """

    PAGE = "page"
    WAITING = "waiting"
    HANDING_OVER = "handing-over"
    HANDED_OVER = "handed-over"
    REFUSED = "refused"
    IN_DOUBT = "in-doubt"
    SET_ASIDE = "set-aside"
    LEFT_OUT = "left-out"


class Ended(StrEnum):
    """Why a subscription ended."""

    LEFT = "left"
    OWN_WISH = "own-wish"
    MANAGER = "manager"


class Waits(StrEnum):
    """What a leader must act on this week, beside the figures."""

    CASES_OVERDUE = "cases-overdue"
    PEOPLE_LATE = "people-late"
    OWN_OVERDUE = "own-overdue"
    DISPUTES = "disputes"
    CONTRACTS = "contracts"
