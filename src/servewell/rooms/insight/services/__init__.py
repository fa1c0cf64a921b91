"""The deeds of this room, by theme."""

from servewell.rooms.insight.services.annotating import (
    HasNotHappenedYet,
    Months,
    NothingIsSaid,
    TooLongToStandBesideAChart,
    annotate,
    withdraw_annotation,
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

__all__ = [
    "HasNotHappenedYet",
    "MeanCountsEveryAnswer",
    "Months",
    "NothingCounts",
    "NothingIsSaid",
    "TooLongToStandBesideAChart",
    "annotate",
    "define",
    "load_dirty",
    "load_soon",
    "mark_encounters",
    "mark_months",
    "mark_tree",
    "rebuild",
    "withdraw_annotation",
]
