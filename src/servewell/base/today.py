"""The only place that asks the clock. Time comes in from the edge: pages, actions, jobs and commands call this."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    return timezone.now()  # noqa: TID251  the one place


def day_in(zone: str, *, at: datetime) -> date:
    """The calendar day at a moment, where the clock on the wall shows ``zone``."""
    return at.astimezone(ZoneInfo(zone)).date()
