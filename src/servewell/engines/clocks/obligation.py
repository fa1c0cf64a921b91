"""The clock of an obligation: it counts whole days and nothing stops it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from servewell.engines.clocks.calendar import Calendar
from servewell.engines.clocks.deadline import Deadline, Step, append
from servewell.engines.clocks.hours import Day
from servewell.engines.clocks.stretches import LONGEST_CLOSURE_DAYS, ONE_DAY, CalendarNeverOpens, DayRules, Reason
from servewell.engines.clocks.zones import in_utc, start_of_day, zone_named

NOTHING = timedelta(0)
LONGEST_DAYS = 36525


class DaysOutsideACentury(ValueError):
    """A number of days is negative, or more than a hundred years."""


def obligation_deadline(*, zone: str, started_at: datetime, days: int, calendar: Calendar | None = None) -> Deadline:
    """Due with the last second of a local day: so many calendar days after the day it started, or business days of a
    calendar.

    The day of the start is not counted. Days are counted whole: the budget and what a step counts are multiples of 24
    hours even where a local day has 23 or 25. A business day has an opening and is no holiday; midnight is that of
    `zone`. Raises NaiveMoment, UnknownZone, DaysOutsideACentury, CalendarNeverOpens.
    """
    start, place = in_utc(started_at, name="started_at"), zone_named(zone)
    if not 0 <= days <= LONGEST_DAYS:
        raise DaysOutsideACentury(f"{days} days is no time to fulfil something in; give 0 to {LONGEST_DAYS}.")

    rules = DayRules(calendar) if calendar else None
    day = last_open = start.astimezone(place).date()
    ends_at = max(start, start_of_day(on=day + ONE_DAY, zone=place))
    kind, named = _kind(day, rules)
    steps = [Step(start, ends_at, NOTHING, kind, named)]
    left = days
    while left:
        day += ONE_DAY
        kind, named = _kind(day, rules)
        if kind == "open":
            left, last_open = left - 1, day
        elif (day - last_open).days > LONGEST_CLOSURE_DAYS:
            raise CalendarNeverOpens(f"No business day follows {last_open} within two years; mend the calendar.")
        from_at, ends_at = ends_at, max(start, start_of_day(on=day + ONE_DAY, zone=place))
        append(steps, Step(from_at, ends_at, ONE_DAY if kind == "open" else NOTHING, kind, named))

    due_at = max(start, ends_at - timedelta(seconds=1))
    steps[-1] = replace(steps[-1], until_at=due_at)
    return Deadline(start, timedelta(days=days), due_at, tuple(steps))


def _kind(on: date, rules: DayRules | None) -> tuple[Reason, Day | None]:
    if rules is None:
        return "open", None
    rule = rules.of(on)
    return ("open" if rule.hours else "holiday" if rule.is_holiday else "closed"), rule.day
