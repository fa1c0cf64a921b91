"""Days and times as the wall clock of a place shows them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

CLOCK = "H:i"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return formats.date_format(local, pgettext("day and time, as Django's date filter reads it", "j M, H:i"))


def clock(at: datetime, zone: str) -> str:
    return formats.date_format(at.astimezone(ZoneInfo(zone)), CLOCK)


def day(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone)).date()
    return formats.date_format(local, pgettext("weekday and day, as Django's date filter reads it", "D j M"))


def days_between(now: datetime, then: datetime, zone: str) -> int:
    """How many midnights of the place lie between the two."""
    place = ZoneInfo(zone)
    return (then.astimezone(place).date() - now.astimezone(place).date()).days


def place_of(zone: str) -> str:
    """The city in the name of a zone, for people who do not know that zones have names."""
    return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def long(time: timedelta) -> str:
    hours, minutes = time // HOUR, time % HOUR // MINUTE
    if hours and minutes:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return _("%(hours)d h") % {"hours": hours} if hours else _("%(minutes)d min") % {"minutes": minutes}
