"""The words of this room."""

from datetime import timedelta
from enum import StrEnum

OPEN_LINK = "open-link"
PERSONAL_LINK = "personal-link"
IMPORT = "import"
CHANNEL_KINDS = [(OPEN_LINK, OPEN_LINK), (PERSONAL_LINK, PERSONAL_LINK), (IMPORT, IMPORT)]

# of the token of a personal link: 76 bits, in groups of four to be read aloud and typed
TOKEN_LENGTH, TOKEN_GROUP = 16, 4
# how many answers one personal link may be for
USES = range(1, 1001)
# whoever had begun before a link ended may finish
GRACE = timedelta(hours=1)
# what a printer holds; a number on paper is typed by hand, 8 signs hold 38 bits
MOST_COPIES_AT_ONCE = 500
COPY_NUMBER_LENGTH = 8
FORM_POST = "application/x-www-form-urlencoded"

# of posts that leave an e-mail address at an open link: a desk with a tablet leaves fewer, a script leaves more
MOST_FROM_ONE_PLACE_AN_HOUR = 30
MOST_FOR_ONE_ADDRESS_A_DAY = 5

# what may hold an erased customer's words: the post of one voice, a file of many, an attached file
ORIGINAL, FILE, ATTACHMENT = "original", "file", "attachment"
BLANKED = [(ORIGINAL, ORIGINAL), (FILE, FILE), (ATTACHMENT, ATTACHMENT)]
# a job takes the next file up only this long after it began, for the queue ends it after two minutes
BLANKS_SECONDS = 45
GOES_ON_BLANKING = "servewell.rooms.voice.jobs.blank_files"

# of files that come with answers, in bytes: one, and all that come at once; an item may allow less
LARGEST_FILE = 50_000_000
LARGEST_UPLOAD = 120_000_000
MOST_FILES_FROM_ONE_PLACE_AN_HOUR = 300

# the index of customers' words: its name, what one transaction takes into it (100 ms), and how many keys below its
# highest are looked over again for comments whose transaction ended late
WORDS = "voice_words"
COMMENTS_AT_ONCE = 2000
TOKENS_AT_ONCE = 40_000
LOOKED_OVER_AGAIN = 20_000
# the job that goes on with an import
TAKES_IN = "servewell.rooms.voice.jobs.take_in"
# with more, the column named is hardly that of the units
MOST_UNITS_MADE = 1000
# more than this is called "more than"
MOST_COUNTED = 10_000

# in SQL, as ``selectors.standing`` says it: a voice counts while neither it nor the file it came in is withdrawn
STANDING = """voice.withdrawn_at IS NULL
   AND (voice.from_import_id IS NULL
        OR voice.from_import_id IN (SELECT shown.id FROM voice_import AS shown WHERE shown.state = 'shown'))"""

# in SQL, as ``selectors.standing.counted`` says it: who answered when a quota was full is heard, but not counted
COUNTED = f"{STANDING}\n   AND voice.outside_id IS NULL"


class ImportState(StrEnum):
    """How far a file has come. What is shown counts in every list and figure; withdrawn, in none."""

    ARRIVING = "arriving"
    ARRIVED = "arrived"
    TAKING_IN = "taking-in"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class Hand(StrEnum):
    """Who filled a survey in: the customer, the customer with somebody's help, or somebody on the customer's behalf."""

    OWN = "own"
    HELPED = "helped"
    BEHALF = "behalf"


class Helper(StrEnum):
    """Who helped the customer, or answered on their behalf."""

    RELATIVE = "relative"
    AIDE = "aide"
    STAFF = "staff"
    OTHER = "other"


ANOTHERS_HAND = (Hand.HELPED.value, Hand.BEHALF.value)


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
