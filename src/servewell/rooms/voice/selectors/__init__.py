"""The questions of this room, by theme."""

from servewell.rooms.voice.selectors.asked import Asking, Spoken, asking, months_of, spoken
from servewell.rooms.voice.selectors.behind import Behind, behind
from servewell.rooms.voice.selectors.filtering import Filters, holds_words
from servewell.rooms.voice.selectors.finding import comments_not_indexed, comments_waiting, words_waiting
from servewell.rooms.voice.selectors.hearing import (
    FromFile,
    Heard,
    HeardWhole,
    HeardWords,
    Neighbours,
    NoSuchVoice,
    heard,
    heard_one,
    neighbours,
)
from servewell.rooms.voice.selectors.links import (
    NoSuchChannel,
    NoSuchInvitation,
    channel_by_slug,
    channel_for,
    channels,
    invitation_by_token,
)
from servewell.rooms.voice.selectors.standing import is_taking_in, standing

__all__ = [
    "Asking",
    "Behind",
    "Filters",
    "FromFile",
    "Heard",
    "HeardWhole",
    "HeardWords",
    "Neighbours",
    "NoSuchChannel",
    "NoSuchInvitation",
    "NoSuchVoice",
    "Spoken",
    "asking",
    "behind",
    "channel_by_slug",
    "channel_for",
    "channels",
    "comments_not_indexed",
    "comments_waiting",
    "heard",
    "heard_one",
    "holds_words",
    "invitation_by_token",
    "is_taking_in",
    "months_of",
    "neighbours",
    "spoken",
    "standing",
    "words_waiting",
]
