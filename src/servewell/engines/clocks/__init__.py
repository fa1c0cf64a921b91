"""Business-time clocks that explain themselves: which stretch of time counted, which did not, and why. No Django."""

from servewell.engines.clocks.calendar import Calendar, DayTwice, VersionBelowOne
from servewell.engines.clocks.deadline import Deadline, DeadlineNotUnderstood, Pause, PauseEndsBeforeItBegins, Step
from servewell.engines.clocks.hours import (
    ClosesBeforeItOpens,
    Day,
    Hours,
    HourWithZone,
    Opening,
    OpeningsOverlap,
    WeekdayOutsideTheWeek,
)
from servewell.engines.clocks.known_days import NoSuchCountry
from servewell.engines.clocks.obligation import DaysOutsideACentury, obligation_deadline
from servewell.engines.clocks.service import (
    BudgetBelowZero,
    EndsBeforeItStarts,
    elapsed,
    service_deadline,
)
from servewell.engines.clocks.stored import CalendarNotUnderstood, day_from_json, day_to_json
from servewell.engines.clocks.stretches import CalendarNeverOpens, DayRules, DeadlineBeyondHorizon
from servewell.engines.clocks.zones import NaiveMoment, UnknownZone, instant

__all__ = [
    "BudgetBelowZero",
    "Calendar",
    "CalendarNeverOpens",
    "CalendarNotUnderstood",
    "ClosesBeforeItOpens",
    "Day",
    "DayRules",
    "DayTwice",
    "DaysOutsideACentury",
    "Deadline",
    "DeadlineBeyondHorizon",
    "DeadlineNotUnderstood",
    "EndsBeforeItStarts",
    "HourWithZone",
    "Hours",
    "NaiveMoment",
    "NoSuchCountry",
    "Opening",
    "OpeningsOverlap",
    "Pause",
    "PauseEndsBeforeItBegins",
    "Step",
    "UnknownZone",
    "VersionBelowOne",
    "WeekdayOutsideTheWeek",
    "day_from_json",
    "day_to_json",
    "elapsed",
    "instant",
    "obligation_deadline",
    "service_deadline",
]
