"""The only place that asks the clock. Time comes in from the edge: pages, actions, jobs and commands call this."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    return timezone.now()  # noqa: TID251  the one place


def earliest_day(*, at: datetime) -> date:
    """The calendar day where the clocks are furthest behind: what ended before it has ended everywhere."""
    return (at - timedelta(hours=12)).date()


def latest_day(*, at: datetime) -> date:
    """The calendar day where the clocks are furthest ahead: what begins after it has begun nowhere."""
    return (at + timedelta(hours=14)).date()


def day_in(zone: str, *, at: datetime) -> date:
    """The calendar day at a moment, where the clock on the wall shows ``zone``."""
    return at.astimezone(ZoneInfo(zone)).date()
