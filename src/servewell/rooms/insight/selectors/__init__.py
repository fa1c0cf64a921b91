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
from servewell.rooms.insight.selectors.weekly.found import (
    Alarm,
    DocumentIsUnreadable,
    MondayFound,
    UnitRow,
    Waiting,
    as_plain,
    from_plain,
)
from servewell.rooms.insight.selectors.weekly.gathering import monday
from servewell.rooms.insight.selectors.weekly.kept import (
    NoSuchMonday,
    mails_due,
    monday_before,
    monday_by_key,
    monday_of,
    mondays_of,
)
from servewell.rooms.insight.selectors.weekly.subscribed import (
    Due,
    NoSuchSubscription,
    chosen_of,
    has_left_by_own_wish,
    language_of,
    moment_of,
    next_moment,
    subscribed_in,
    subscription_by_token,
    subscription_of,
    subscriptions_due,
    token_of,
    units_of,
    week_of,
    zones_of,
)
from servewell.rooms.insight.selectors.weighing import Expected, Funnel, Limits

__all__ = [
    "EVERY_UNIT",
    "OF_KIND",
    "Against",
    "Alarm",
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
    "DocumentIsUnreadable",
    "DriverStands",
    "Driving",
    "Due",
    "Expected",
    "Finding",
    "Funnel",
    "Happened",
    "Judged",
    "LeftAside",
    "Limits",
    "Look",
    "Meaning",
    "MondayFound",
    "NoSuchAnnotation",
    "NoSuchIndicator",
    "NoSuchMonday",
    "NoSuchSubscription",
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
    "UnitRow",
    "UnitStands",
    "Unowned",
    "Unread",
    "Waiting",
    "Weights",
    "annotation_for",
    "as_plain",
    "begin",
    "chosen_of",
    "compared",
    "driving",
    "earlier",
    "fresh_at",
    "from_plain",
    "has_left_by_own_wish",
    "indicator",
    "indicators",
    "language_of",
    "later",
    "mails_due",
    "meaning_of",
    "measure",
    "moment_of",
    "monday",
    "monday_before",
    "monday_by_key",
    "monday_of",
    "mondays_of",
    "moved",
    "next_moment",
    "overview",
    "pair",
    "period_name",
    "periods_in",
    "require_known",
    "satisfaction",
    "subscribed_in",
    "subscription_by_token",
    "subscription_of",
    "subscriptions_due",
    "the_lake",
    "token_of",
    "units_of",
    "waiting_since",
    "warm",
    "week_of",
    "zones_of",
]
