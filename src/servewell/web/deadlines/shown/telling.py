"""A policy in words: its week, its single days, what is owed, and what that would mean for letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.engines.clocks import Calendar, Day
from servewell.rooms.cases.selectors import Arrives, Example, Wanted
from servewell.web.deadlines.shown.asked import country_name
from servewell.web.kit import moments, reckonings
from servewell.web.kit.figures import number

PERCENT = 100


@dataclass(frozen=True)
class Line:
    """A weekday or a single day, and what holds on it."""

    day: str
    rule: str


@dataclass(frozen=True)
class Told:
    """An example: when the letter comes, by when it is owed, and why."""

    arrives: str
    due: str
    reckoning: reckonings.Reckoning


def week(calendar: Calendar) -> Sequence[Line]:
    """From Monday on."""
    return tuple(
        Line(str(WEEKDAYS[day]), reckonings.hours_of(hours) if hours else _("closed"))
        for day, hours in ((day, calendar.hours_of(day)) for day in range(7))
    )


def single_days(days: Iterable[Day], *, since: date) -> Sequence[Line]:
    return tuple(Line(day_with_year(each.on), reckonings.rule_of(each)) for each in days if each.on >= since)


def day_with_year(on: date) -> str:
    return formats.date_format(on, pgettext("weekday, day and year, as Django's date filter reads it", "D j M Y"))


def within(wanted: Wanted) -> str:
    """How many opening hours an answer may take."""
    return moments.long(timedelta(minutes=wanted.answer_minutes))


def owed(wanted: Wanted) -> Sequence[str]:
    """What is owed, and whose holidays are taken."""
    days, score = wanted.obligation_days, round(wanted.bar * PERCENT, 1)
    return (
        _("An answer within %(hours)s of opening hours") % {"hours": within(wanted)},
        ngettext("At the latest after %(number)s day", "At the latest after %(number)s days", days)
        % {"number": number(days)},
        _("A case opens by itself at a score of %(score)s of 100 or below")
        % {"score": number(score, decimals=0 if score.is_integer() else 1)},
        _holidays(wanted),
    )


def _holidays(wanted: Wanted) -> str:
    if not wanted.country:
        return _("No country's holidays are taken")
    place = country_name(wanted.country)
    if wanted.part:
        place = _("%(part)s, %(country)s") % {"part": wanted.part, "country": place}
    return _("Holidays of %(place)s until the end of %(year)d") % {"place": place, "year": wanted.until_year}


def examples(found: Sequence[Example], *, calendar: Calendar) -> Sequence[Told]:
    return tuple(_told(each, calendar) for each in found)


def _told(example: Example, calendar: Calendar) -> Told:
    due_at = example.service.due_at or example.service.started_at
    said = {
        "arrives": moments.moment(example.service.started_at, calendar.zone),
        "due": moments.moment(due_at, calendar.zone),
    }
    return Told(
        arrives={
            Arrives.NOW: _("A letter that comes now, %(arrives)s"),
            Arrives.FRIDAY: _("A letter that comes late on Friday, %(arrives)s"),
            Arrives.BEFORE_HOLIDAY: _("A letter that comes before a holiday, %(arrives)s"),
        }[example.arrives]
        % said,
        due=_("owed by %(due)s") % said,
        reckoning=reckonings.reckoning(calendar=calendar, service=example.service, obligation=example.obligation),
    )
