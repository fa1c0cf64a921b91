"""The deeds of this room, by theme."""

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
    "MeanCountsEveryAnswer",
    "NothingCounts",
    "define",
    "load_dirty",
    "load_soon",
    "mark_encounters",
    "mark_months",
    "mark_tree",
    "rebuild",
]
