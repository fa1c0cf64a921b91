"""Time cut into stretches that are open, closed, holiday or paused, one after the other without a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from servewell.engines.clocks.calendar import Calendar
from servewell.engines.clocks.hours import Day, Hours
from servewell.engines.clocks.zones import instant, start_of_day

Reason = Literal["open", "closed", "holiday", "paused"]

ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE_DAYS = 731
HORIZON_DAYS = 366 * 50


class CalendarNeverOpens(ValueError):
    """A calendar has no open minute within two years, so no deadline follows from it."""


class DeadlineBeyondHorizon(ValueError):
    """A clock would still run in fifty years: the budget or a pause is mistaken."""


@dataclass(frozen=True)
class Stretch:
    """A piece of time of one kind, in UTC. ``day`` is the single day that makes it so, where there is one."""

    from_at: datetime
    until_at: datetime
    reason: Reason
    day: Day | None = None

    @property
    def counted(self) -> timedelta:
        """The business time in it."""
        return self.until_at - self.from_at if self.reason == "open" else timedelta(0)


@dataclass(frozen=True)
class DayRule:
    """What holds on one day. ``day`` is the single day that says so; none of a weekday that is closed anyway."""

    hours: tuple[Hours, ...]
    is_holiday: bool
    day: Day | None


class DayRules:
    """What a calendar says of each day: its single days before its weekdays."""

    def __init__(self, calendar: Calendar) -> None:
        self._week = [calendar.hours_of(weekday) for weekday in range(7)]
        self._days = {each.on: each for each in calendar.days}
        self._holidays = calendar.holidays

    def of(self, on: date) -> DayRule:
        """A weekday that never opens is closed, not a holiday, unless the day has hours of its own."""
        usual, day = self._week[on.weekday()], self._days.get(on)
        if day and day.hours:
            return DayRule(day.hours, is_holiday=False, day=day)
        if usual and (day or on in self._holidays):
            return DayRule((), is_holiday=True, day=day)
        return DayRule(usual, is_holiday=False, day=None)


Span = tuple[datetime, datetime | None]


def stretches(*, calendar: Calendar, since: datetime, until: datetime | None = None) -> Iterator[Stretch]:
    """The stretches from one UTC moment to another, or without end.

    A weekday that never opens is closed, not a holiday.
    """
    at = since
    reason: Reason = "closed"
    day: Day | None = None
    for change_at, next_reason, next_day in _changes(calendar, since=since, until=until):
        if until is not None and change_at >= until:
            break
        if change_at > at:
            yield Stretch(at, change_at, reason, day)
            at = change_at
        reason, day = next_reason, next_day
    if until is not None and at < until:
        yield Stretch(at, until, reason, day)


def cut(stretch: Stretch, *, paused: Sequence[Span]) -> Iterator[Stretch]:
    """The stretch, with what falls into the ordered, disjoint pauses marked as paused."""
    at = stretch.from_at
    for from_at, until_at in paused:
        if until_at is not None and until_at <= at:
            continue
        if from_at >= stretch.until_at:
            break
        if from_at > at:
            yield Stretch(at, from_at, stretch.reason, stretch.day)
            at = from_at
        resumes_at = stretch.until_at if until_at is None else min(until_at, stretch.until_at)
        yield Stretch(at, resumes_at, "paused")
        at = resumes_at
    if at < stretch.until_at:
        yield Stretch(at, stretch.until_at, stretch.reason, stretch.day)


def _changes(
    calendar: Calendar, *, since: datetime, until: datetime | None
) -> Iterator[tuple[datetime, Reason, Day | None]]:
    """Each moment from which another reason holds, in order; two at one moment: the later entry holds."""
    zone, rules = calendar.zone_info(), DayRules(calendar)
    first = since.astimezone(zone).date()
    last = first + timedelta(days=HORIZON_DAYS) if until is None else until.astimezone(zone).date() + ONE_DAY
    on = last_open = first
    while on <= last:
        rule = rules.of(on)
        if rule.is_holiday or rule.day:
            kind: Reason = "holiday" if rule.is_holiday else "closed"
            yield start_of_day(on=on, zone=zone), kind, rule.day
        for hours in rule.hours:
            last_open = on
            yield instant(on=on, at=hours.opens, zone=zone), "open", rule.day
            closes_on = on + ONE_DAY if hours.ends > hours.closes else on
            yield instant(on=closes_on, at=hours.closes, zone=zone), "closed", rule.day
        if rule.is_holiday or rule.day:
            yield start_of_day(on=on + ONE_DAY, zone=zone), "closed", None
        if until is None:
            _refuse_long_closure(calendar, on, last_open)
        on += ONE_DAY
    if until is None:
        raise DeadlineBeyondHorizon(f"The clock that started {since.isoformat()} still runs after 50 years; mend it.")


def _refuse_long_closure(calendar: Calendar, day: date, last_open: date) -> None:
    if (day - last_open).days > LONGEST_CLOSURE_DAYS:
        raise CalendarNeverOpens(
            f"Calendar {calendar.code!r}, version {calendar.version}, is closed from {last_open} to {day}; "
            "give it an opening or take holidays away."
        )
