"""The questions of this room, by theme."""

from servewell.rooms.insight.selectors.annotated import Happened, NoSuchAnnotation, annotation_for
from servewell.rooms.insight.selectors.breaks import Break
from servewell.rooms.insight.selectors.meaning import Meaning, NoSuchIndicator, indicator, meaning_of
from servewell.rooms.insight.selectors.measuring import Finding, NothingIsKnownAs, measure
from servewell.rooms.insight.selectors.months import moved
from servewell.rooms.insight.selectors.opening import fresh_at, the_lake, waiting_since, warm
from servewell.rooms.insight.selectors.overseeing import Department, Judged, Overview, Unowned, Unread, overview
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
    "Department",
    "Finding",
    "Happened",
    "Judged",
    "Meaning",
    "MonthShare",
    "NoSuchAnnotation",
    "NoSuchIndicator",
    "NothingIsKnownAs",
    "Overview",
    "Satisfaction",
    "Share",
    "Span",
    "Spans",
    "UnitStands",
    "Unowned",
    "Unread",
    "annotation_for",
    "fresh_at",
    "indicator",
    "meaning_of",
    "measure",
    "moved",
    "overview",
    "satisfaction",
    "the_lake",
    "waiting_since",
    "warm",
]
