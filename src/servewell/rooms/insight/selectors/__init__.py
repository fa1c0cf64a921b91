"""The questions of this room, by theme."""

from servewell.rooms.insight.selectors.measuring import Finding, NoSuchIndicator, indicator, measure, moved
from servewell.rooms.insight.selectors.opening import fresh_at, the_lake, waiting_since, warm
from servewell.rooms.insight.selectors.shares import Count, Share

__all__ = [
    "Count",
    "Finding",
    "NoSuchIndicator",
    "Share",
    "fresh_at",
    "indicator",
    "measure",
    "moved",
    "the_lake",
    "waiting_since",
    "warm",
]
