"""The deeds of this room, by theme."""

from servewell.rooms.cases.services.answering import (
    AlreadyAnswered,
    CustomerCanBeReached,
    NewSinceYouBegan,
    NothingWritten,
    NoWayToReach,
    answer,
    close,
)
from servewell.rooms.cases.services.erasing import CasesAreOpen, LetterIsLeaving, erase_with
from servewell.rooms.cases.services.finding import (
    forget_cases,
    index_again,
    index_cases,
    rebuild_case_search,
    settle_words,
)
from servewell.rooms.cases.services.handing_over import hand_over, settle_stale, try_again
from servewell.rooms.cases.services.harm_plans import CannotBeNamed, HoursOutOfReach, name_for_harm
from servewell.rooms.cases.services.harm_telling import HarmMailNotReached, mail_those_told, tell_those_who_stand_in
from servewell.rooms.cases.services.harm_words import WordsOutOfReach, set_harm_words, suggest_harm
from servewell.rooms.cases.services.harming import (
    HarmIsDone,
    lift_harm,
    look_at_harm,
    mark_harm,
    reject_harm,
    settle_harm,
)
from servewell.rooms.cases.services.noting import CannotTie, NotTied, note, tie, untie
from servewell.rooms.cases.services.opening import open_for
from servewell.rooms.cases.services.owning import CannotAnswerHere, CaseIsDone, TooLong, assign, pass_on, save_draft
from servewell.rooms.cases.services.policies import (
    BarOffTheScale,
    CompanyKeepsItsPolicy,
    NoPolicyOfItsOwn,
    NoTimeToAnswer,
    YearOutOfReach,
    publish,
    set_policy,
    withdraw_policy,
)
from servewell.rooms.cases.services.settling import NothingToSettle, send_again, vouch_for
from servewell.rooms.cases.services.together import DoneTogether, assign_together, close_together
from servewell.rooms.cases.services.viewing import (
    NameIsTaken,
    NoName,
    TooManyViews,
    remove_view,
    rename_view,
    save_view,
)
from servewell.rooms.cases.services.withdrawing import AnswerHasGoneOut, withdraw_with

__all__ = [
    "AlreadyAnswered",
    "AnswerHasGoneOut",
    "BarOffTheScale",
    "CannotAnswerHere",
    "CannotBeNamed",
    "CannotTie",
    "CaseIsDone",
    "CasesAreOpen",
    "CompanyKeepsItsPolicy",
    "CustomerCanBeReached",
    "DoneTogether",
    "HarmIsDone",
    "HarmMailNotReached",
    "HoursOutOfReach",
    "LetterIsLeaving",
    "NameIsTaken",
    "NewSinceYouBegan",
    "NoName",
    "NoPolicyOfItsOwn",
    "NoTimeToAnswer",
    "NoWayToReach",
    "NotTied",
    "NothingToSettle",
    "NothingWritten",
    "TooLong",
    "TooManyViews",
    "WordsOutOfReach",
    "YearOutOfReach",
    "answer",
    "assign",
    "assign_together",
    "close",
    "close_together",
    "erase_with",
    "forget_cases",
    "hand_over",
    "index_again",
    "index_cases",
    "lift_harm",
    "look_at_harm",
    "mail_those_told",
    "mark_harm",
    "name_for_harm",
    "note",
    "open_for",
    "pass_on",
    "publish",
    "rebuild_case_search",
    "reject_harm",
    "remove_view",
    "rename_view",
    "save_draft",
    "save_view",
    "send_again",
    "set_harm_words",
    "set_policy",
    "settle_harm",
    "settle_stale",
    "settle_words",
    "suggest_harm",
    "tell_those_who_stand_in",
    "tie",
    "try_again",
    "untie",
    "vouch_for",
    "withdraw_policy",
    "withdraw_with",
]
