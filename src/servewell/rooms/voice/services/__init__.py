"""The deeds of this room, by theme."""

from servewell.rooms.voice.services.channels import (
    EndsBeforeItBegins,
    NotForPersonalLinks,
    SlugIsTaken,
    SlugIsUnfit,
    invite,
    open_channel,
    withdraw_channel,
)
from servewell.rooms.voice.services.finding import forget_words, index_words, index_words_of, rebuild_search
from servewell.rooms.voice.services.floods import TooManyForOneAddress, TooManyFromOnePlace
from servewell.rooms.voice.services.history import HistoryHasFaults, PastVoice, take_in_history
from servewell.rooms.voice.services.receiving import (
    AlreadyReceived,
    AnswersHaveFaults,
    Begun,
    ChannelIsWithdrawn,
    FormIsOfAnotherLink,
    InvitationHasExpired,
    InvitationIsUsed,
    receive_survey,
)
from servewell.rooms.voice.services.storing import Received

__all__ = [
    "AlreadyReceived",
    "AnswersHaveFaults",
    "Begun",
    "ChannelIsWithdrawn",
    "EndsBeforeItBegins",
    "FormIsOfAnotherLink",
    "HistoryHasFaults",
    "InvitationHasExpired",
    "InvitationIsUsed",
    "NotForPersonalLinks",
    "PastVoice",
    "Received",
    "SlugIsTaken",
    "SlugIsUnfit",
    "TooManyForOneAddress",
    "TooManyFromOnePlace",
    "forget_words",
    "index_words",
    "index_words_of",
    "invite",
    "open_channel",
    "rebuild_search",
    "receive_survey",
    "take_in_history",
    "withdraw_channel",
]
