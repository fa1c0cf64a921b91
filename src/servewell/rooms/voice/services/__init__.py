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
from servewell.rooms.voice.services.importing.batching import TakenInElsewhere
from servewell.rooms.voice.services.importing.bringing import (
    FileHasArrived,
    add_part,
    arrived,
    begin_file,
    bring_again,
    bring_file,
    end_file,
    forget_file,
)
from servewell.rooms.voice.services.importing.correcting import (
    RowIsKnown,
    RowIsLeftOut,
    RowIsSettled,
    RowIsStillHeldBack,
)
from servewell.rooms.voice.services.importing.deciding import (
    DraftIsTooLong,
    ImportIsUnderWay,
    RecipeBelongsElsewhere,
    RecipeIsUnsure,
    decide,
    keep_recipe,
)
from servewell.rooms.voice.services.importing.holding import drop_held, map_label, take_held, take_held_many
from servewell.rooms.voice.services.importing.looking import (
    begin_like,
    code_for,
    look_again,
    look_into,
    look_soon,
    settle,
)
from servewell.rooms.voice.services.importing.quiet import AnotherFileComesFirst
from servewell.rooms.voice.services.importing.seen import (
    Refusal,
    Seen,
    SeenChoice,
    SeenColumn,
    SeenFinding,
    SeenLike,
    name_of,
    seen_in,
)
from servewell.rooms.voice.services.importing.showing import ImportIsNotShown, show, tell_old_voices, withdraw_import
from servewell.rooms.voice.services.importing.starting import FileIsNotThere, start
from servewell.rooms.voice.services.importing.taking import take_in_some
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
    "AnotherFileComesFirst",
    "AnswersHaveFaults",
    "Begun",
    "ChannelIsWithdrawn",
    "DraftIsTooLong",
    "EndsBeforeItBegins",
    "FileHasArrived",
    "FileIsNotThere",
    "FormIsOfAnotherLink",
    "HistoryHasFaults",
    "ImportIsNotShown",
    "ImportIsUnderWay",
    "InvitationHasExpired",
    "InvitationIsUsed",
    "NotForPersonalLinks",
    "PastVoice",
    "Received",
    "RecipeBelongsElsewhere",
    "RecipeIsUnsure",
    "Refusal",
    "RowIsKnown",
    "RowIsLeftOut",
    "RowIsSettled",
    "RowIsStillHeldBack",
    "Seen",
    "SeenChoice",
    "SeenColumn",
    "SeenFinding",
    "SeenLike",
    "SlugIsTaken",
    "SlugIsUnfit",
    "TakenInElsewhere",
    "TooManyForOneAddress",
    "TooManyFromOnePlace",
    "add_part",
    "arrived",
    "begin_file",
    "begin_like",
    "bring_again",
    "bring_file",
    "code_for",
    "decide",
    "drop_held",
    "end_file",
    "forget_file",
    "forget_words",
    "index_words",
    "index_words_of",
    "invite",
    "keep_recipe",
    "look_again",
    "look_into",
    "look_soon",
    "map_label",
    "name_of",
    "open_channel",
    "rebuild_search",
    "receive_survey",
    "seen_in",
    "settle",
    "show",
    "start",
    "take_held",
    "take_held_many",
    "take_in_history",
    "take_in_some",
    "tell_old_voices",
    "withdraw_channel",
    "withdraw_import",
]
