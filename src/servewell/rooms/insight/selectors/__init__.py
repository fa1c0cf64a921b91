"""The questions of this room, by theme."""

from servewell.rooms.insight.selectors.breaks import Break
from servewell.rooms.insight.selectors.meaning import Meaning, NoSuchIndicator, indicator
from servewell.rooms.insight.selectors.measuring import Finding, NothingIsKnownAs, measure
from servewell.rooms.insight.selectors.months import moved
from servewell.rooms.insight.selectors.opening import fresh_at, the_lake, waiting_since, warm
from servewell.rooms.insight.selectors.satisfying import (
    AspectStands,
    MonthShare,
    Satisfaction,
    Span,
    Spans,
    UnitStands,
    satisfaction,
)
from servewell.rooms.insight.selectors.shares import Count, Share

__all__ = [
    "AspectStands",
    "Break",
    "Count",
    "Finding",
    "Meaning",
    "MonthShare",
    "NoSuchIndicator",
    "NothingIsKnownAs",
    "Satisfaction",
    "Share",
    "Span",
    "Spans",
    "UnitStands",
    "fresh_at",
    "indicator",
    "measure",
    "moved",
    "satisfaction",
    "the_lake",
    "waiting_since",
    "warm",
]
