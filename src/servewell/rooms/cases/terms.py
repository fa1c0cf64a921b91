"""The words of this room."""

OPEN = "open"
ANSWERED = "answered"
STATES = [(OPEN, OPEN), (ANSWERED, ANSWERED)]

ASKS_FOR_ANSWER = "asks-for-answer"
BELOW_BAR = "below-bar"
REASONS = [(ASKS_FOR_ANSWER, ASKS_FOR_ANSWER), (BELOW_BAR, BELOW_BAR)]

WAITING = "waiting"
HANDING_OVER = "handing-over"
HANDED_OVER = "handed-over"
REFUSED = "refused"
IN_DOUBT = "in-doubt"
DELIVERY_STATES = [(state, state) for state in (WAITING, HANDING_OVER, HANDED_OVER, REFUSED, IN_DOUBT)]
LIVE_STATES = (WAITING, HANDING_OVER, HANDED_OVER, IN_DOUBT)

RECEIVED = "received"
OPENED = "opened"
ASSIGNED = "assigned"
ANSWER_WRITTEN = "answer-written"
NOT_REACHED = "not-reached"
STAGES = [
    (stage, stage)
    for stage in (RECEIVED, OPENED, ASSIGNED, ANSWER_WRITTEN, HANDING_OVER, HANDED_OVER, NOT_REACHED, REFUSED, IN_DOUBT)
]
