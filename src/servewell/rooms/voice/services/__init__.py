"""The deeds of this room, by theme."""

from servewell.rooms.voice.services.asking.drawing_up import (
    draw_up_some,
)
from servewell.rooms.voice.services.asking.following import (
    NothingInDoubt,
    opt_out,
    remind_some,
    send_letter_again,
    take_as_sent,
)
from servewell.rooms.voice.services.asking.forgetting import forget_asked
from servewell.rooms.voice.services.asking.handing_over import (
    doubt_stale_letters,
    hand_over_letter,
)
from servewell.rooms.voice.services.asking.letter import (
    Written,
    mail_is_set_up,
    previewed,
)
from servewell.rooms.voice.services.asking.listing import (
    ListIsUnreadable,
)
from servewell.rooms.voice.services.asking.planning import (
    CampaignIsElsewhere,
    Plan,
    PlanHasFaults,
    go_on_with_campaign,
    pause_campaign,
    plan_campaign,
    start_campaign,
    stop_campaign,
)
from servewell.rooms.voice.services.asking.reporting import (
    ReportIsNotOurs,
    Taken,
    take_report,
)
from servewell.rooms.voice.services.asking.ruling import (
    RuleIsUnsound,
    set_asking_rule,
    withdraw_asking_rule,
)
from servewell.rooms.voice.services.channels import (
    EndsBeforeItBegins,
    HasNoUses,
    NotForPersonalLinks,
    SiteIsUnfit,
    SlugIsTaken,
    SlugIsUnfit,
    allow_embedding,
    invite,
    open_channel,
    withdraw_channel,
)
from servewell.rooms.voice.services.disputing import dispute, follow_corrections
from servewell.rooms.voice.services.erasing.files import FilesStillHoldThem, blank_files
from servewell.rooms.voice.services.erasing.voices import erase_with
from servewell.rooms.voice.services.finding import forget_words, index_words, index_words_of, rebuild_search
from servewell.rooms.voice.services.floods import (
    TooManyFilesFromOnePlace,
    TooManyForOneAddress,
    TooManyFromOnePlace,
    TooManySentIn,
    refuse_many_files,
)
from servewell.rooms.voice.services.gathering import gather
from servewell.rooms.voice.services.history import HistoryHasFaults, PastVoice, take_in_history
from servewell.rooms.voice.services.importing.batching import TakenInElsewhere
from servewell.rooms.voice.services.importing.bringing import (
    FileHasArrived,
    PartIsBeyondTheEnd,
    add_part,
    arrived,
    begin_file,
    bring_again,
    bring_file,
    end_file,
    forget_abandoned,
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
from servewell.rooms.voice.services.papers import (
    CopyIsKeyedIn,
    DayCannotBe,
    NotForPaper,
    TooManyCopies,
    key_in,
    print_copies,
)
from servewell.rooms.voice.services.quotas import (
    FewerThanTaken,
    QuotaHasEnded,
    QuotaNeedsAPlace,
    end_quota,
    resize_quota,
    set_quota,
)
from servewell.rooms.voice.services.receiving import (
    AlreadyReceived,
    AnswersHaveFaults,
    Begun,
    ChannelIsWithdrawn,
    FormIsOfAnotherLink,
    InvitationHasExpired,
    InvitationIsNotOpenYet,
    InvitationIsUsed,
    as_form_post,
    receive_survey,
)
from servewell.rooms.voice.services.replying import ReplyHasNoWords, reply_beside
from servewell.rooms.voice.services.sealing import hold, seal, unseal
from servewell.rooms.voice.services.sending import CannotBeSent, SentFault, SentVoice, Unfit, send_in
from servewell.rooms.voice.services.storing import FilledIn, Received

__all__ = [
    "AlreadyReceived",
    "AnotherFileComesFirst",
    "AnswersHaveFaults",
    "Begun",
    "CampaignIsElsewhere",
    "CannotBeSent",
    "ChannelIsWithdrawn",
    "CopyIsKeyedIn",
    "DayCannotBe",
    "DraftIsTooLong",
    "EndsBeforeItBegins",
    "FewerThanTaken",
    "FileHasArrived",
    "FileIsNotThere",
    "FilesStillHoldThem",
    "FilledIn",
    "FormIsOfAnotherLink",
    "HasNoUses",
    "HistoryHasFaults",
    "ImportIsNotShown",
    "ImportIsUnderWay",
    "InvitationHasExpired",
    "InvitationIsNotOpenYet",
    "InvitationIsUsed",
    "ListIsUnreadable",
    "NotForPaper",
    "NotForPersonalLinks",
    "NothingInDoubt",
    "PartIsBeyondTheEnd",
    "PastVoice",
    "Plan",
    "PlanHasFaults",
    "QuotaHasEnded",
    "QuotaNeedsAPlace",
    "Received",
    "RecipeBelongsElsewhere",
    "RecipeIsUnsure",
    "Refusal",
    "ReplyHasNoWords",
    "ReportIsNotOurs",
    "RowIsKnown",
    "RowIsLeftOut",
    "RowIsSettled",
    "RowIsStillHeldBack",
    "RuleIsUnsound",
    "Seen",
    "SeenChoice",
    "SeenColumn",
    "SeenFinding",
    "SeenLike",
    "SentFault",
    "SentVoice",
    "SiteIsUnfit",
    "SlugIsTaken",
    "SlugIsUnfit",
    "Taken",
    "TakenInElsewhere",
    "TooManyCopies",
    "TooManyFilesFromOnePlace",
    "TooManyForOneAddress",
    "TooManyFromOnePlace",
    "TooManySentIn",
    "Unfit",
    "Written",
    "add_part",
    "allow_embedding",
    "arrived",
    "as_form_post",
    "begin_file",
    "begin_like",
    "blank_files",
    "bring_again",
    "bring_file",
    "code_for",
    "decide",
    "dispute",
    "doubt_stale_letters",
    "draw_up_some",
    "drop_held",
    "end_file",
    "end_quota",
    "erase_with",
    "follow_corrections",
    "forget_abandoned",
    "forget_asked",
    "forget_file",
    "forget_words",
    "gather",
    "go_on_with_campaign",
    "hand_over_letter",
    "hold",
    "index_words",
    "index_words_of",
    "invite",
    "keep_recipe",
    "key_in",
    "look_again",
    "look_into",
    "look_soon",
    "mail_is_set_up",
    "map_label",
    "name_of",
    "open_channel",
    "opt_out",
    "pause_campaign",
    "plan_campaign",
    "previewed",
    "print_copies",
    "rebuild_search",
    "receive_survey",
    "refuse_many_files",
    "remind_some",
    "reply_beside",
    "resize_quota",
    "seal",
    "seen_in",
    "send_in",
    "send_letter_again",
    "set_asking_rule",
    "set_quota",
    "settle",
    "show",
    "start",
    "start_campaign",
    "stop_campaign",
    "take_as_sent",
    "take_held",
    "take_held_many",
    "take_in_history",
    "take_in_some",
    "take_report",
    "tell_old_voices",
    "unseal",
    "withdraw_asking_rule",
    "withdraw_channel",
    "withdraw_import",
]
