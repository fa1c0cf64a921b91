"""The questions of this room, by theme."""

from servewell.engines.lake.measures import By
from servewell.rooms.insight.selectors.annotated import Happened, NoSuchAnnotation, annotation_for
from servewell.rooms.insight.selectors.breaks import Break
from servewell.rooms.insight.selectors.comparing import Answering, Compared, UnitCompared, compared
from servewell.rooms.insight.selectors.driving import DriverStands, Driving, LeftAside, Refused, Weights, driving
from servewell.rooms.insight.selectors.listing import indicators
from servewell.rooms.insight.selectors.looking import OF_KIND, AspectAndItem, Look
from servewell.rooms.insight.selectors.meaning import Meaning, NoSuchIndicator, indicator, meaning_of
from servewell.rooms.insight.selectors.measuring import (
    EVERY_UNIT,
    CutsAPeriod,
    Finding,
    NothingIsKnownAs,
    measure,
    require_known,
)
from servewell.rooms.insight.selectors.naming import period_name
from servewell.rooms.insight.selectors.offering import Asked, Offered
from servewell.rooms.insight.selectors.opening import fresh_at, the_lake, waiting_since, warm
from servewell.rooms.insight.selectors.overseeing import Department, Judged, Overview, Unowned, Unread, overview
from servewell.rooms.insight.selectors.pairing import NotCompared, Pair, Side, Two, earlier, pair
from servewell.rooms.insight.selectors.periods import Span, Spans, begin, later, moved, periods_in
from servewell.rooms.insight.selectors.satisfying import Against, PeriodShare, Satisfaction, satisfaction
from servewell.rooms.insight.selectors.shares import Count, Share
from servewell.rooms.insight.selectors.standing import AspectStands, UnitStands
from servewell.rooms.insight.selectors.weighing import Expected, Funnel, Limits

__all__ = [
    "EVERY_UNIT",
    "OF_KIND",
    "Against",
    "Answering",
    "Asked",
    "AspectAndItem",
    "AspectStands",
    "Break",
    "By",
    "Compared",
    "Count",
    "CutsAPeriod",
    "Department",
    "DriverStands",
    "Driving",
    "Expected",
    "Finding",
    "Funnel",
    "Happened",
    "Judged",
    "LeftAside",
    "Limits",
    "Look",
    "Meaning",
    "NoSuchAnnotation",
    "NoSuchIndicator",
    "NotCompared",
    "NothingIsKnownAs",
    "Offered",
    "Overview",
    "Pair",
    "PeriodShare",
    "Refused",
    "Satisfaction",
    "Share",
    "Side",
    "Span",
    "Spans",
    "Two",
    "UnitCompared",
    "UnitStands",
    "Unowned",
    "Unread",
    "Weights",
    "annotation_for",
    "begin",
    "compared",
    "driving",
    "earlier",
    "fresh_at",
    "indicator",
    "indicators",
    "later",
    "meaning_of",
    "measure",
    "moved",
    "overview",
    "pair",
    "period_name",
    "periods_in",
    "require_known",
    "satisfaction",
    "the_lake",
    "waiting_since",
    "warm",
]
