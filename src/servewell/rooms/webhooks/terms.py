"""The words of this room."""

from datetime import timedelta
from enum import StrEnum


class Told(StrEnum):
    """What a webhook may be told of. The part before the dot names the list in its data, as ``cases``."""

    VOICE_RECEIVED = "voice.received"
    CASE_OPENED = "case.opened"
    CASE_ASSIGNED = "case.assigned"
    CASE_ANSWERED = "case.answered"
    CASE_HANDED_OVER = "case.handed-over"
    CASE_LOST = "case.lost"
    CASE_CLOSED = "case.closed"
    CASE_MERGED = "case.merged"
    CASE_UNMERGED = "case.unmerged"
    CASE_OVERDUE = "case.overdue"
    FINDING_PUBLISHED = "finding.published"


# sent by whoever keeps a webhook, to try it; subscribed to by nobody
TEST = "webhook.test"


class State(StrEnum):
    """How far a message has come. What was being sent when a worker died is waiting again."""

    WAITING = "waiting"
    SENDING = "sending"
    TAKEN = "taken"
    GIVEN_UP = "given-up"


STATES = [(state.value, state.value) for state in State]
UNFINISHED = (State.WAITING, State.SENDING)


class WhyOff(StrEnum):
    """Why a webhook is told nothing: somebody ended it, it failed for days, or its server said that it is gone."""

    BY_HAND = "by-hand"
    FAILING = "failing"
    GONE = "gone"


# how many voices or cases one message tells of
MOST_IN_A_MESSAGE = 100
LONGEST_NAME, LONGEST_URL, LONGEST_TROUBLE = 80, 500, 300
MOST_OF_A_UNIT = 20
# a message is tried after half a minute, then after twice as long each time, for a day
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
TRIED_FOR = timedelta(days=1)
JITTER = 0.2
# a webhook that took nothing for so long is switched off; where nothing failed for a while, it is counted anew
FAILS_FOR, COUNTED_ANEW_AFTER = timedelta(days=3), timedelta(days=1)
# while it takes nothing, one message is tried so seldom: an eighth of how long that has gone on, within these ends.
# The least is longer than a server is waited for, so that what stands behind a message in the queue has its turn
REST_SHARE, SHORTEST_REST, LONGEST_REST = 8, timedelta(seconds=22), timedelta(hours=1)
STALE_AFTER = timedelta(minutes=5)
# so many messages of a webhook stand in the queue at once; a job that has not come by then is lost
MOST_QUEUED, QUEUE_LEASE = 30, timedelta(minutes=10)
# after an exchange of the secret the earlier one signs as well for so long
OVERLAP = timedelta(days=1)
# of what is finished: so long it is kept, and so many at most of a webhook
KEPT_FOR, MOST_KEPT = timedelta(days=30), 2000
AT_ONCE = 200
GONE = 410
SPREADS = "servewell.rooms.webhooks.jobs.spread"
SENDS = "servewell.rooms.webhooks.jobs.send"
