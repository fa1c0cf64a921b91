"""From what a clock on the wall shows to the one instant it means, on the days when clocks change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SMALLEST = timedelta(microseconds=1)


class NaiveMoment(ValueError):
    """A moment came without its time zone, so nobody can say when it was."""


class UnknownZone(ValueError):
    """No time zone of that name exists here."""


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name such as Europe/Madrid."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as reason:
        raise UnknownZone(f"There is no time zone {name!r}; write an IANA name such as Europe/Madrid.") from reason


def in_utc(moment: datetime, *, name: str) -> datetime:
    """The same instant in UTC.

    Two moments of one zone would be subtracted by their wall clocks: an hour off twice a year.
    """
    if moment.utcoffset() is None:
        raise NaiveMoment(f"{name} is {moment.isoformat()} without a zone; give it one, or convert it to UTC.")
    return moment.astimezone(UTC)


def instant(*, on: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the wall clock of the zone shows this time or a later one.

    An hour that occurs twice means its first occurrence; an hour that is skipped means the moment of the skip. So a
    later wall time is never an earlier instant, and whole days join without gap or overlap.
    """
    wall = datetime.combine(on, at, zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _moment_of_the_skip(after=wall.replace(fold=1).astimezone(UTC), until=moment, zone=zone)


def start_of_day(*, on: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, in UTC; where midnight is skipped that is the moment of the skip."""
    return instant(on=on, at=time(0), zone=zone)


def _moment_of_the_skip(*, after: datetime, until: datetime, zone: ZoneInfo) -> datetime:
    offset_before = after.astimezone(zone).utcoffset()
    while until - after > SMALLEST:
        middle = after + (until - after) // 2
        if middle.astimezone(zone).utcoffset() == offset_before:
            after = middle
        else:
            until = middle
    return until
