"""Time cut into stretches that are open, closed, holiday or paused, one after the other without a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from servewell.engines.clocks.calendar import Calendar
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
    """A piece of time of one kind, in UTC."""

    from_at: datetime
    until_at: datetime
    reason: Reason

    @property
    def counted(self) -> timedelta:
        """The business time in it."""
        return self.until_at - self.from_at if self.reason == "open" else timedelta(0)


Span = tuple[datetime, datetime | None]


def stretches(*, calendar: Calendar, since: datetime, until: datetime | None = None) -> Iterator[Stretch]:
    """The stretches from one UTC moment to another, or without end.

    A weekday that never opens is closed, not a holiday.
    """
    at = since
    reason: Reason = "closed"
    for change_at, next_reason in _changes(calendar, since=since, until=until):
        if until is not None and change_at >= until:
            break
        if change_at > at:
            yield Stretch(at, change_at, reason)
            at = change_at
        reason = next_reason
    if until is not None and at < until:
        yield Stretch(at, until, reason)


def cut(stretch: Stretch, *, paused: Sequence[Span]) -> Iterator[Stretch]:
    """The stretch, with what falls into the ordered, disjoint pauses marked as paused."""
    at = stretch.from_at
    for from_at, until_at in paused:
        if until_at is not None and until_at <= at:
            continue
        if from_at >= stretch.until_at:
            break
        if from_at > at:
            yield Stretch(at, from_at, stretch.reason)
            at = from_at
        resumes_at = stretch.until_at if until_at is None else min(until_at, stretch.until_at)
        yield Stretch(at, resumes_at, "paused")
        at = resumes_at
    if at < stretch.until_at:
        yield Stretch(at, stretch.until_at, stretch.reason)


def _changes(calendar: Calendar, *, since: datetime, until: datetime | None) -> Iterator[tuple[datetime, Reason]]:
    """Each moment from which another reason holds, in order; two at one moment: the later entry holds."""
    zone, week = calendar.zone_info(), [calendar.openings_of(weekday) for weekday in range(7)]
    first = since.astimezone(zone).date()
    last = first + timedelta(days=HORIZON_DAYS) if until is None else until.astimezone(zone).date() + ONE_DAY
    day = last_open = first
    while day <= last:
        openings = week[day.weekday()]
        if openings and day in calendar.holidays:
            yield start_of_day(on=day, zone=zone), "holiday"
            yield start_of_day(on=day + ONE_DAY, zone=zone), "closed"
        elif openings:
            last_open = day
            for opening in openings:
                yield instant(on=day, at=opening.opens, zone=zone), "open"
                closes_on = day + ONE_DAY if opening.ends > opening.closes else day
                yield instant(on=closes_on, at=opening.closes, zone=zone), "closed"
        if until is None:
            _refuse_long_closure(calendar, day, last_open)
        day += ONE_DAY
    if until is None:
        raise DeadlineBeyondHorizon(f"The clock that started {since.isoformat()} still runs after 50 years; mend it.")


def _refuse_long_closure(calendar: Calendar, day: date, last_open: date) -> None:
    if (day - last_open).days > LONGEST_CLOSURE_DAYS:
        raise CalendarNeverOpens(
            f"Calendar {calendar.code!r}, version {calendar.version}, is closed from {last_open} to {day}; "
            "give it an opening or take holidays away."
        )
