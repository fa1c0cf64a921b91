"""The words of this room."""

from datetime import timedelta
from enum import StrEnum

OPEN_LINK = "open-link"
PERSONAL_LINK = "personal-link"
IMPORT = "import"
# forms that people of the company fill in where they are, with a network or without
FIELD = "field"
CHANNEL_KINDS = [(OPEN_LINK, OPEN_LINK), (PERSONAL_LINK, PERSONAL_LINK), (IMPORT, IMPORT), (FIELD, FIELD)]

# of the token of a personal link: 76 bits, in groups of four to be read aloud and typed
TOKEN_LENGTH, TOKEN_GROUP = 16, 4
# how many answers one personal link may be for
USES = range(1, 1001)
# whoever had begun before a link ended may finish
GRACE = timedelta(hours=1)
# what a printer holds; a number on paper is typed by hand, 8 signs hold 38 bits
MOST_COPIES_AT_ONCE = 500
COPY_NUMBER_LENGTH = 8
# so long a form that was opened in the field may be sent without being opened again, and so long it may have waited
FIELD_PASS = timedelta(days=14)
FIELD_WAITS = timedelta(days=90)
FORM_POST = "application/x-www-form-urlencoded"
# what another system sent by the API
SENT_IN = "application/json"
# so long ago a customer may have said what is sent in now: older voices come in by a file, which opens no late cases
SENT_DAYS_AFTER = 366

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
# of voices that one token sends, in each web process: files come in faster by an import
MOST_SENT_A_MINUTE = 300

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
# of the voices about an aspect; that many or more are "or more"
MOST_ABOUT = 1000

# in SQL, as ``selectors.standing`` says it: a voice counts while neither it nor the file it came in is withdrawn
STANDING = """voice.withdrawn_at IS NULL
   AND (voice.from_import_id IS NULL
        OR voice.from_import_id IN (SELECT shown.id FROM voice_import AS shown WHERE shown.state = 'shown'))"""

# in SQL, as ``selectors.standing.counted`` says it: who answered when a quota was full, and what our own people saw in
# the field, is heard, but not counted as a customer's answer
COUNTED = f"{STANDING}\n   AND voice.outside_id IS NULL AND voice.gathered_by = ''"
# the other way round: what our own people saw in the field, which is scored
GATHERED = f"{STANDING}\n   AND voice.outside_id IS NULL AND voice.gathered_by <> ''"


class Audience(StrEnum):
    """Who speaks on a channel: customers, or employees about the desks that serve them. The two are never mixed."""

    EXTERNAL = "external"
    INTERNAL = "internal"


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


class Evidence(StrEnum):
    """The kinds of evidence of how somebody serves."""

    SURVEY = "survey"
    SHOP = "shop"
    CALL = "call"
    LETTER = "letter"


# with fewer voices no share is told of a person, and nobody is judged by one kind of evidence alone
FEWEST_ABOUT_A_PERSON = 10
FEWEST_KINDS_OF_EVIDENCE = 2
LONGEST_OWN_REPLY = 5000


class Band(StrEnum):
    """How good the answer is that stands for the whole. High is what counts as satisfied."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


# from a position on the scale, 0 to 1, up to but without another
BANDS = {Band.LOW: (0.0, 0.5), Band.MIDDLE: (0.5, 0.75), Band.HIGH: (0.75, 2.0)}


def band_of(overall: float) -> Band:
    return next(band for band, (at_least, below) in BANDS.items() if at_least <= overall < below)


# whom a campaign asks, by which letters
ENCOUNTERS, LIST = "encounters", "list"
WHOM = [(ENCOUNTERS, ENCOUNTERS), (LIST, LIST)]
INVITATION, REMINDER, THANKS = "invitation", "reminder", "thanks"
LETTERS = [(INVITATION, INVITATION), (REMINDER, REMINDER), (THANKS, THANKS)]
# why somebody is not asked, beside the reasons that the customers room knows
TOO_OFTEN = "too-often"
# the jobs that go on with a campaign
ASKS = "servewell.rooms.voice.jobs.go_on_asking"
LONGEST_CAMPAIGN_NAME = 120
# of a list of addresses
LONGEST_LIST_BYTES, LONGEST_LIST_LINES = 10_000_000, 100_000
# a letter that came back for a reason that may pass is sent again so often, each time a day later
COMES_BACK_AT_MOST = 3
PUT_OFF_AT_MOST = 12
STALE_AFTER = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)


class CampaignState(StrEnum):
    """How far a campaign has come. A pause keeps every letter where it is; a stop is for good."""

    DRAFT = "draft"
    ASKING = "asking"
    PAUSED = "paused"
    STOPPED = "stopped"


class AskedState(StrEnum):
    """What became of somebody who is asked. Whoever is ``asked`` and has not answered is missing."""

    WAITING = "waiting"
    ASKED = "asked"
    IN_DOUBT = "in-doubt"
    ANSWERED = "answered"
    BOUNCED = "bounced"
    OPTED_OUT = "opted-out"
    COMPLAINED = "complained"
    SKIPPED = "skipped"
    STOPPED = "stopped"


# nobody in these states gets another letter that asks
STILL_ASKED = (AskedState.WAITING, AskedState.ASKED, AskedState.IN_DOUBT)


class LetterState(StrEnum):
    """How far a letter has come. What is in doubt is settled by a person, never repeated blindly."""

    WAITING = "waiting"
    HANDING_OVER = "handing-over"
    HANDED_OVER = "handed-over"
    REFUSED = "refused"
    IN_DOUBT = "in-doubt"
    SET_ASIDE = "set-aside"


class LineFault(StrEnum):
    """Why a line of a list was not understood."""

    EMPTY = "empty"
    NO_ADDRESS = "no-address"
    NOT_AN_ADDRESS = "not-an-address"
    TWICE = "twice"
    UNKNOWN_LANGUAGE = "unknown-language"
    TOO_LONG = "too-long"
    ERASED = "erased"
