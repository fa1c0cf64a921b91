"""What a policy is to be, the calendar that follows from it, and what it would mean for letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from servewell.engines import clocks
from servewell.engines.clocks import Calendar, Day, Deadline, Opening, known_days
from servewell.rooms.cases import terms

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Policy

ONE_DAY = timedelta(days=1)
FRIDAY, LATE_ON_FRIDAY = 4, time(16, 50)
BEFORE_CLOSING = timedelta(hours=1)
LOOKS_AHEAD_DAYS = 400
A_LONG_HOLIDAY_DAYS = 3


@dataclass(frozen=True)
class Wanted:
    """A policy before it is published.

    ``country`` and ``part`` say whose holidays close the desk, until the end of ``until_year``; of those the days in
    ``left_out`` are as any other. ``own_days`` come on top, and stand before a country's. ``bar`` is a score, 0 to 1.
    """

    openings: tuple[Opening, ...] = terms.DEFAULT_OPENINGS
    answer_minutes: int = terms.DEFAULT_ANSWER_MINUTES
    obligation_days: int = terms.DEFAULT_OBLIGATION_DAYS
    bar: float = terms.DEFAULT_BAR
    country: str = ""
    part: str = ""
    until_year: int = 0
    left_out: frozenset[date] = frozenset()
    own_days: tuple[Day, ...] = ()

    def chosen(self) -> dict[str, object]:
        """What a policy keeps beside its calendar."""
        return {
            "country": self.country,
            "part": self.part,
            "until_year": self.until_year,
            "left_out": [day.isoformat() for day in sorted(self.left_out)],
            "own": [clocks.day_to_json(each) for each in self.own_days],
        }


@dataclass(frozen=True)
class Offered:
    """What a country's holidays are for a desk with these weekly hours; ``unannounced`` as the library has it."""

    days: tuple[Day, ...]
    unannounced: tuple[int, ...]


class Arrives(StrEnum):
    """When the letter comes whose deadline is told as an example."""

    NOW = "now"
    FRIDAY = "friday"
    BEFORE_HOLIDAY = "before-holiday"


@dataclass(frozen=True)
class Example:
    """What a letter would be due, by both clocks."""

    arrives: Arrives
    service: Deadline
    obligation: Deadline


def wanted_from(*, policy: "Policy | None", since: date = date.min) -> Wanted:
    """What stands, as something to be changed; what the house starts from where nothing does.

    Days of its own before ``since`` are left behind: nothing that is still to come follows them.
    """
    if policy is None:
        return Wanted()
    calendar = Calendar.from_json(policy.calendar)
    chosen: Mapping[str, object] = policy.chosen
    typed = (clocks.day_from_json(each) for each in policy.chosen.get("own", ()))
    own = tuple(typed) if chosen else all_days(calendar=calendar)
    return Wanted(
        openings=calendar.openings,
        answer_minutes=policy.answer_minutes,
        obligation_days=policy.obligation_days,
        bar=policy.bar,
        country=str(chosen.get("country", "")),
        part=str(chosen.get("part", "")),
        until_year=policy.chosen.get("until_year", 0),
        left_out=frozenset(date.fromisoformat(each) for each in policy.chosen.get("left_out", ())),
        own_days=tuple(each for each in own if each.on >= since),
    )


def all_days(*, calendar: Calendar) -> tuple[Day, ...]:
    """Its single days with and without a name, in order."""
    nameless = (Day(on) for on in calendar.holidays)
    return tuple(sorted((*calendar.days, *nameless), key=lambda each: each.on))


def offered(*, wanted: Wanted, on: date) -> Offered:
    """The days of the country from the year of ``on`` to the last wanted, left out or not. Raises NoSuchCountry.

    A weekend day that is worked instead has the hours of the first weekday that opens; one that opens anyway is none.
    """
    if not wanted.country:
        return Offered((), ())
    years = tuple(range(on.year, wanted.until_year + 1))
    known = known_days.known_days(country=wanted.country, part=wanted.part, years=years)
    usual = Calendar(code="week", version=1, zone="UTC", openings=wanted.openings)
    hours = next((usual.hours_of(weekday) for weekday in range(7) if usual.hours_of(weekday)), ())
    worked = [Day(each, {}, hours) for each in known.worked if hours and not usual.hours_of(each.weekday())]
    return Offered(tuple(sorted((*known.closed, *worked), key=lambda each: each.on)), known.unannounced)


def calendar_of(*, wanted: Wanted, code: str, zone: str, version: int, on: date) -> Calendar:
    """A day of its own without a name has that of the country's. Raises NoSuchCountry and what a calendar raises."""
    taken = {each.on: each for each in offered(wanted=wanted, on=on).days}
    own = {each.on for each in wanted.own_days}
    named = [
        replace(each, names=taken[each.on].names) if each.on in taken and not each.names else each
        for each in wanted.own_days
    ]
    days = [each for each in taken.values() if each.on not in wanted.left_out | own]
    return Calendar(code=code, version=version, zone=zone, openings=wanted.openings, days=(*days, *named))


def examples(*, calendar: Calendar, answer_minutes: int, obligation_days: int, at: datetime) -> Sequence[Example]:
    """For a letter that comes now, late next Friday, and before the next long holiday, or else the next of any length.

    Raises CalendarNeverOpens.
    """
    zone = calendar.zone_info()
    letters = {Arrives.NOW: at, Arrives.FRIDAY: _late_on_friday(at, zone)}
    if before := _before_a_long_holiday(calendar, at.astimezone(zone).date()):
        letters[Arrives.BEFORE_HOLIDAY] = before
    budget = timedelta(minutes=answer_minutes)
    return tuple(
        Example(
            arrives=arrives,
            service=clocks.service_deadline(calendar=calendar, started_at=letter, budget=budget),
            obligation=clocks.obligation_deadline(zone=calendar.zone, started_at=letter, days=obligation_days),
        )
        for arrives, letter in letters.items()
    )


def _late_on_friday(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    friday = datetime.combine(local.date() + ONE_DAY * ((FRIDAY - local.weekday()) % 7), LATE_ON_FRIDAY, zone)
    return friday if friday > local else datetime.combine(friday.date() + 7 * ONE_DAY, LATE_ON_FRIDAY, zone)


def _before_a_long_holiday(calendar: Calendar, on: date) -> datetime | None:
    """An hour before closing on the last open day before three closed ones, a holiday among them; else before any."""
    rules, shorter = clocks.DayRules(calendar), None
    last_open: date | None = None
    closed, has_holiday = 0, False
    for day in (on + ONE_DAY * ahead for ahead in range(1, LOOKS_AHEAD_DAYS)):
        rule = rules.of(day)
        if not rule.hours:
            closed, has_holiday = closed + 1, has_holiday or rule.is_holiday
            continue
        if last_open and has_holiday and closed >= A_LONG_HOLIDAY_DAYS:
            return _before_closing(calendar, last_open)
        shorter = shorter or (last_open if has_holiday else None)
        last_open, closed, has_holiday = day, 0, False
    return _before_closing(calendar, shorter) if shorter else None


def _before_closing(calendar: Calendar, on: date) -> datetime:
    last = clocks.DayRules(calendar).of(on).hours[-1]
    closes_on = on + ONE_DAY if last.ends > last.closes else on
    return clocks.instant(on=closes_on, at=last.closes, zone=calendar.zone_info()) - BEFORE_CLOSING
