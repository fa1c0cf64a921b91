"""The deeds of this room, by theme."""

from servewell.rooms.insight.services.annotating import (
    HasNotHappenedYet,
    Months,
    NothingIsSaid,
    TooLongToStandBesideAChart,
    annotate,
    withdraw_annotation,
)
from servewell.rooms.insight.services.basing import (
    BeginsBeforeTheLast,
    HasNotBegunYet,
    LaterLimitsHold,
    NoReasonIsGiven,
    NothingIsKeptYet,
    NothingVaries,
    TooFewPeriods,
    draw_limits,
    rebase,
    take_back_limits,
)
from servewell.rooms.insight.services.defining import MeanCountsEveryAnswer, NothingCounts, define
from servewell.rooms.insight.services.loading import (
    load_dirty,
    load_soon,
    mark_encounters,
    mark_months,
    mark_tree,
    rebuild,
)
from servewell.rooms.insight.services.targeting import (
    Aim,
    BeforeTheLastTarget,
    NoSuchAspect,
    TargetOffItsScale,
    TargetWithoutScale,
    set_target,
)

__all__ = [
    "Aim",
    "BeforeTheLastTarget",
    "BeginsBeforeTheLast",
    "HasNotBegunYet",
    "HasNotHappenedYet",
    "LaterLimitsHold",
    "MeanCountsEveryAnswer",
    "Months",
    "NoReasonIsGiven",
    "NoSuchAspect",
    "NothingCounts",
    "NothingIsKeptYet",
    "NothingIsSaid",
    "NothingVaries",
    "TargetOffItsScale",
    "TargetWithoutScale",
    "TooFewPeriods",
    "TooLongToStandBesideAChart",
    "annotate",
    "define",
    "draw_limits",
    "load_dirty",
    "load_soon",
    "mark_encounters",
    "mark_months",
    "mark_tree",
    "rebase",
    "rebuild",
    "set_target",
    "take_back_limits",
    "withdraw_annotation",
]
