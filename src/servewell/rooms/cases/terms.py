"""The words of this room."""

from datetime import time, timedelta
from enum import StrEnum

from servewell.engines.clocks import Opening

OPEN = "open"
ANSWERED = "answered"
CLOSED = "closed"
# it is answered with another one, and counts there alone
MERGED = "merged"
STATES = [(state, state) for state in (OPEN, ANSWERED, CLOSED, MERGED)]

ASKS_FOR_ANSWER = "asks-for-answer"
BELOW_BAR = "below-bar"
REASONS = [(ASKS_FOR_ANSWER, ASKS_FOR_ANSWER), (BELOW_BAR, BELOW_BAR)]

WAITING = "waiting"
HANDING_OVER = "handing-over"
HANDED_OVER = "handed-over"
REFUSED = "refused"
IN_DOUBT = "in-doubt"
VOUCHED_FOR = "vouched-for"
SET_ASIDE = "set-aside"
DELIVERY_STATES = [
    (state, state) for state in (WAITING, HANDING_OVER, HANDED_OVER, REFUSED, IN_DOUBT, VOUCHED_FOR, SET_ASIDE)
]
# while one of these stands, no other letter leaves for the same case
LIVE_STATES = (WAITING, HANDING_OVER, HANDED_OVER, IN_DOUBT, VOUCHED_FOR)
# what the house or a person still has to bring to an end
UNSETTLED_STATES = (WAITING, HANDING_OVER, IN_DOUBT, REFUSED)

RECEIVED = "received"
OPENED = "opened"
ASSIGNED = "assigned"
LEFT_BEHIND = "left-behind"
ANSWER_WRITTEN = "answer-written"
NOT_REACHED = "not-reached"
PUT_OFF = "put-off"
SENT_AGAIN = "sent-again"
CASE_CLOSED = "case-closed"
FILE_WITHDRAWN = "file-withdrawn"
CUSTOMER_ERASED = "customer-erased"
TIED = "tied"
UNTIED = "untied"
MERGED_AWAY = "merged-away"
MERGED_HERE = "merged-here"
CAME_OUT = "came-out"
LET_GO = "let-go"
MERGE_STAGES = (MERGED_AWAY, MERGED_HERE, CAME_OUT, LET_GO)
ANSWERED_WITH = "answered-with"
POINT_MARKED = "point-marked"
POINT_UNMARKED = "point-unmarked"
POINT_DECLINED = "point-declined"
POINT_HANDED_OVER = "point-handed-over"
POINT_DONE = "point-done"
POINT_OPEN_AGAIN = "point-open-again"
POINT_LEFT_BEHIND = "point-left-behind"
POINT_BROUGHT_BACK = "point-brought-back"
POINTS_ANSWERED = "points-answered"
POINTS_LEFT = "points-left-open"
KIND_SET = "kind-set"
RECEIPT_WRITTEN = "receipt-written"
RECEIPT_WITHHELD = "receipt-withheld"
DECIDED = "decided"
DECISION_LEFT = "decision-left-open"
# what a line about a letter on its way says where that is no answer
RECEIPT = "receipt"
INQUIRY_MADE = "inquiry-made"
INQUIRY_HANDED_ON = "inquiry-handed-on"
INQUIRY_PASSED = "inquiry-passed"
INQUIRY_ASKED_BACK = "inquiry-asked-back"
INQUIRY_REPLIED = "inquiry-replied"
INQUIRY_EXTENDED = "inquiry-extended"
INQUIRY_LATE = "inquiry-late"
INQUIRY_ANSWERED = "inquiry-answered"
INQUIRY_WITHDRAWN = "inquiry-withdrawn"
STAGES = [
    (stage, stage)
    for stage in (
        RECEIVED, OPENED, ASSIGNED, LEFT_BEHIND, ANSWER_WRITTEN, HANDED_OVER, NOT_REACHED, PUT_OFF, REFUSED, IN_DOUBT,
        VOUCHED_FOR, SENT_AGAIN, CASE_CLOSED,
        FILE_WITHDRAWN, CUSTOMER_ERASED, TIED, UNTIED,
        MERGED_AWAY, MERGED_HERE, CAME_OUT, LET_GO, ANSWERED_WITH,
        POINT_MARKED, POINT_UNMARKED, POINT_DECLINED, POINT_HANDED_OVER, POINT_DONE, POINT_OPEN_AGAIN,
        POINT_LEFT_BEHIND, POINT_BROUGHT_BACK, POINTS_ANSWERED, POINTS_LEFT,
        KIND_SET, RECEIPT_WRITTEN, RECEIPT_WITHHELD, DECIDED, DECISION_LEFT,
        INQUIRY_MADE, INQUIRY_HANDED_ON, INQUIRY_PASSED, INQUIRY_ASKED_BACK, INQUIRY_REPLIED, INQUIRY_EXTENDED,
        INQUIRY_LATE, INQUIRY_ANSWERED, INQUIRY_WITHDRAWN,
    )
]  # fmt: skip

# a worker's job is ended after two minutes: whoever is still handing over after this will never come back
STALE_AFTER = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
# a server that was not reached for this long is no passing trouble
REACHED_WITHIN = timedelta(days=1)
# a server that says "later" for about three days means no
PUT_OFF_AT_MOST = 80

LONGEST_ANSWER = 20_000
LONGEST_REASON = 500
LONGEST_NOTE = 5_000
# whoever saved a draft since is writing
WRITES_SINCE = timedelta(minutes=10)
# of the cases that stand beside one
MOST_NEAR = 8
# what is known beside a case: how many earlier letters, and how far back like cases are counted
MOST_EARLIER = 6
LATELY = timedelta(days=90)

# the index of what was said and answered, by case: its name, how many go into it in one transaction, and how many
# numbers below its highest are looked over again for cases whose transaction ended late
WORDS = "cases_words"
CASES_AT_ONCE = 500
LOOKED_OVER_AGAIN = 2000
# words that more cases hold are not looked up one by one: the list is walked in its order instead
MOST_NAMED = 1000
# a count of the list that is higher is called "so many or more"
MOST_COUNTED = 500
# of a list that is kept under a name
LONGEST_VIEW_NAME = 60
LONGEST_QUERY = 1500
MOST_VIEWS = 50
# so many cases are dealt with at once
MOST_TOGETHER = 100
# of the digits that a database takes for a number
LONGEST_NUMBER = 18

# of the tree of causes: branches, leaves among them, and how many one case is given
MOST_CAUSES = 400
DEEPEST_CAUSE = 3
MOST_CAUSES_OF_A_CASE = 5
MOST_CAUSES_OFFERED = 4
LONGEST_CAUSE_CODE = 60
LONGEST_CAUSE_NOTE = 500
# what was named so lately at a unit is offered first
NAMED_WITHIN = timedelta(days=90)

# What holds where nobody has set a policy above a unit: two working days of eight hours, and the bar of "mostly not".
DEFAULT_OPENINGS = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))
DEFAULT_ANSWER_MINUTES = 16 * 60
DEFAULT_OBLIGATION_DAYS = 14
DEFAULT_BAR = 0.25

# one year more than a year's planning needs; the library knows holidays far ahead, but not what is announced each year
MOST_YEARS_AHEAD = 5
MOST_OWN_DAYS = 60
LONGEST_NAME_OF_A_DAY = 100
# whoever keeps a policy is told so many days before the last holiday that it knows
HOLIDAYS_END_SOON_DAYS = 60
LONGEST_OBLIGATION_DAYS = 365
LONGEST_ANSWER_MINUTES = 60 * 1000


class CauseKind(StrEnum):
    """What a cause lies in: how somebody behaved, or how the work is arranged."""

    ATTITUDE = "attitude"
    PROCESS = "process"


class Certainty(StrEnum):
    """How sure whoever names a cause is."""

    FOUND = "found"
    SUPPOSED = "supposed"


class MergeBar(StrEnum):
    """Why one case cannot go into another, or cannot come out of it."""

    ITSELF = "itself"
    MERGED = "merged"
    INTO_MERGED = "into-merged"
    DONE = "done"
    INTO_DONE = "into-done"
    YOU_MAY_NOT = "you-may-not"
    HARM = "harm"
    APART = "apart"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    ON_ITS_WAY = "on-its-way"
    ASKED = "asked"
    OTHER_CUSTOMER = "other-customer"
    NOT_MERGED = "not-merged"
    ANSWERED = "answered"


class Harm(StrEnum):
    """What a customer may speak of that few may read and somebody deals with at once."""

    INJURY = "injury"
    DISCRIMINATION = "discrimination"
    THREAT = "threat"
    LEAK = "data-leak"


class HarmState(StrEnum):
    """Words may suggest it; a person marks or rejects it; then it is dealt with, or lifted: it was none after all.

    ``GONE``: the words that suggested it were erased or withdrawn before anybody had said.
    """

    SUGGESTED = "suggested"
    REJECTED = "rejected"
    MARKED = "marked"
    SETTLED = "settled"
    LIFTED = "lifted"
    GONE = "gone"


# while a voice stands in one of these, few may read it
SEALING = (HarmState.MARKED, HarmState.SETTLED)


class HarmStage(StrEnum):
    """One thing that happened to a mark."""

    SUGGESTED = "suggested"
    REJECTED = "rejected"
    MARKED = "marked"
    TOLD = "told"
    LOOKED = "looked"
    SETTLED = "settled"
    LIFTED = "lifted"
    GONE = "gone"


class ToldAs(StrEnum):
    """Why somebody is told: named for it, standing in, or because nobody is named above the unit."""

    NAMED = "named"
    STANDS_IN = "stands-in"
    NOBODY_NAMED = "nobody-named"


# whoever has looked reads on for so long before another look is written down
A_LOOK_LASTS = timedelta(hours=1)
# by when harm is dealt with where nobody has set it: round the clock
DEFAULT_HARM_HOURS = 24
LONGEST_HARM_HOURS = 24 * 14
MOST_NAMED_FOR_HARM = 20
LONGEST_HARM_REASON = 2_000
# words in older voices suggest nothing: whoever takes in years of them would be asked about each
HARM_SUGGESTED_WITHIN_DAYS = 30
# of one kind and language
MOST_HARM_WORDS = 100
LONGEST_HARM_WORD = 40


class PointKind(StrEnum):
    """What a passage of a voice is to us."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    REQUEST = "request"
    PRAISE = "praise"


class PointState(StrEnum):
    """How far one matter of a voice has come. What was handed over is done once those who got it say what they did.

    ``GONE``: the words it is about were erased or withdrawn.
    """

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    HANDED_OVER = "handed-over"
    DONE = "done"
    GONE = "gone"


# of one voice: more matters than anybody writes about in one letter
MOST_POINTS = 30
# of those handed over to one reader, on one page
MOST_HANDED_OVER = 50


class Ends(StrEnum):
    """What a letter of a kind is owed in the end. Thanks may be given, or not."""

    ANSWER = "answer"
    DECISION = "decision"
    THANKS = "thanks"


class Verdict(StrEnum):
    """What was decided about what a customer claims."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class Withheld(StrEnum):
    """Why a receipt does not leave by itself. One that came in a file may still be sent by a person."""

    MACHINE = "machine"
    TOO_MANY = "too-many"
    IN_A_FILE = "in-a-file"


# a form whose customers say themselves what they write about asks it under this name; its choices are codes of kinds
KIND_ITEM = "letter_kind"
# whoever gets more of our receipts in a day than this is likely to be a machine that answers them
MOST_RECEIPTS_A_DAY = 3
# nobody reads what is sent to these; the part before the @, without what stands after a plus
MACHINES = frozenset(
    {
        "abuse", "bounce", "bounces", "daemon", "do-not-reply", "donotreply", "mailer-daemon", "no-reply", "noreply",
        "no_reply", "postmaster",
    }
)  # fmt: skip
LONGEST_KIND_NAME = 60
MOST_KINDS = 30


class InquiryState(StrEnum):
    """How far a question to a department has come. ``ASKED_BACK``: its writer has the word, and the clock goes on."""

    OPEN = "open"
    ASKED_BACK = "asked-back"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


STANDING_INQUIRIES = (InquiryState.OPEN, InquiryState.ASKED_BACK)


class ReadsAs(StrEnum):
    """Why somebody reads an inquiry: named in it, leads the unit, was named by who leads it, or leads above and it is
    late.
    """

    ASKED = "asked"
    LEADS = "leads"
    NAMED = "named"
    ABOVE = "above"


LONGEST_QUESTION = 1_000
LONGEST_REPLY = 5_000
# of one case
MOST_INQUIRIES = 20
# of the opening hours that a case has left when a department is asked, they get half; the writer keeps an hour at least
SHARE_OF_THE_TIME_LEFT = 0.5
TIME_TO_WRITE = timedelta(hours=1)
SHORTEST_TO_REPLY = timedelta(minutes=15)
# where the case itself is late, or nearly: whoever is asked gets an hour, and at most a working day
TO_REPLY_WHEN_LATE = timedelta(hours=1)
LONGEST_WHEN_LATE = timedelta(hours=8)
# whoever was asked reads for so long that nobody waits for them any more
WITHDRAWN_IS_TOLD_FOR = timedelta(days=1)
# what the page of figures looks back on
INQUIRIES_LOOKED_BACK = timedelta(weeks=12)
