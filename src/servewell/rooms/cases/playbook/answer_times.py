"""By when answers are owed, in a playbook: ``answer-times:``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.translation import gettext_noop

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, state, stated
from servewell.base.words import CODES
from servewell.engines import clocks
from servewell.engines.clocks import Day, Hours, Opening
from servewell.rooms.cases import selectors, services, terms
from servewell.rooms.cases.models import Policy
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said

NEEDED = ("answer-minutes", "days-at-the-latest", "opens-at-score", "openings")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_MINUTES, MOST_DAYS = 100_000, 3650
HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)")


@dataclass(frozen=True)
class Wanted:
    """``unit`` is a code, empty for the whole company."""

    unit: str
    policy: selectors.Wanted


def _read(part: Part, names: Names) -> Wanted | None:
    entries = part.all_of(NEEDED, known=("unit", "holidays", "own-days"))
    if entries is None:
        return None
    unit = unit_in(entries, names, whole=part)
    minutes = entries["answer-minutes"].whole(least=1, most=MOST_MINUTES)
    days = entries["days-at-the-latest"].whole(least=1, most=MOST_DAYS)
    bar = entries["opens-at-score"].number(least=0, most=1)
    openings = _openings(entries["openings"])
    own = [_own_day(each) for each in entries["own-days"].items()] if "own-days" in entries else []
    if unit is None or minutes is None or days is None or bar is None or any(each is None for each in own):
        return None
    policy = selectors.Wanted(
        openings=openings, answer_minutes=minutes, obligation_days=days, bar=float(bar),
        own_days=tuple(sorted((each for each in own if each is not None), key=lambda each: each.on)),
    )  # fmt: skip
    return Wanted(unit, _with_holidays(policy, entries["holidays"], names) if "holidays" in entries else policy)


def _openings(part: Part) -> tuple[Opening, ...]:
    before = len(part.sheet.faults)
    found = part.entries(needed=(), known=WEEKDAYS)
    if not found and len(part.sheet.faults) == before:
        part.fault("the desk has to open on one weekday at least")
    return tuple(
        Opening(WEEKDAYS.index(name), hours.opens, hours.closes)
        for name in WEEKDAYS
        if name in found
        for hours in _hours(found[name])
    )


def _hours(part: Part) -> list[Hours]:
    """Several openings of one day, in order; 00:00 as the end is the end of the day."""
    found: list[Hours] = []
    for each in part.items():
        written = HOURS.fullmatch(each.text())
        try:
            hours = Hours(*(time.fromisoformat(end) for end in written.groups())) if written else None
        except clocks.ClosesBeforeItOpens:
            hours = None
        if hours is None or (found and hours.opens < found[-1].ends):
            each.fault('here should stand hours such as "09:00-17:00", each later than the one before')
        else:
            found.append(hours)
    return found


def _own_day(part: Part) -> Day | None:
    entries = part.entries(needed=("on",), known=("name", "hours"))
    on = entries["on"].day() if "on" in entries else None
    named = entries["name"].entries(needed=(), known=CODES) if "name" in entries else {}
    hours = tuple(_hours(entries["hours"])) if "hours" in entries else ()
    return Day(on, {code: each.verbatim() for code, each in named.items()}, hours) if on else None


def _with_holidays(policy: selectors.Wanted, part: Part, names: Names) -> selectors.Wanted:
    entries = part.all_of(("country", "until"), known=("part", "worked"))
    if entries is None:
        return policy
    year = today.day_in("UTC", at=names.at).year
    until = entries["until"].whole(least=year, most=year + terms.MOST_YEARS_AHEAD)
    worked = [each.day() for each in entries["worked"].items()] if "worked" in entries else []
    found = replace(
        policy,
        country=entries["country"].text(),
        part=entries["part"].text() if "part" in entries else "",
        until_year=until or year,
        left_out=frozenset(each for each in worked if each),
    )
    try:
        selectors.offered(wanted=found, on=date(year, 1, 1))
    except clocks.NoSuchCountry as fault:
        entries["country"].fault(str(fault))
    return found


def _standing() -> list[Wanted]:
    """Each unit that sets its own; a country's holidays of years that are over are left behind."""
    units, this_year = units_said(), today.day_in("UTC", at=today.now()).year
    found = []
    for each in selectors.policies_kept(viewer=HOUSE):
        if each.policy is None or each.policy.unit_id != each.unit.pk:
            continue
        policy = selectors.wanted_from(policy=each.policy)
        if policy.country and policy.until_year < this_year:
            policy = replace(policy, country="", part="", until_year=0, left_out=frozenset())
        found.append(Wanted(units[each.unit.pk], policy))
    return sorted(found, key=lambda wanted: wanted.unit)


def _said(wanted: Wanted) -> Said:
    policy = wanted.policy
    week: dict[str, list[str]] = {}
    for opening in sorted(policy.openings, key=lambda each: (each.weekday, each.opens)):
        week.setdefault(WEEKDAYS[opening.weekday], []).append(_say_hours(opening.hours))
    return {
        **said_unit(wanted.unit),
        "answer-minutes": policy.answer_minutes,
        "days-at-the-latest": policy.obligation_days,
        "opens-at-score": policy.bar,
        "openings": week,
        **stated(
            holidays=_say_holidays(policy) if policy.country else None,
            own_days=[_say_day(each) for each in policy.own_days],
        ),
    }


def _say_hours(hours: Hours) -> str:
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"


def _say_holidays(policy: selectors.Wanted) -> Said:
    return {
        "country": policy.country,
        **stated(part=policy.part, until=policy.until_year, worked=sorted(policy.left_out)),
    }


def _say_day(day: Day) -> Mapping[str, object]:
    return {
        "on": day.on,
        **stated(
            name={code: day.names[code] for code in CODES if day.names.get(code)},
            hours=[_say_hours(each) for each in day.hours],
        ),
    }


def _install(*, wanted: Sequence[Wanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        unit = unit_named(code=each.unit)
        held = selectors.policy_of(unit=unit.pk, on=today.day_in(unit.zone, at=at))
        services.publish(unit=unit, wanted=each.policy, seen=held.pk if held else None, by=by, at=at)


ANSWER_TIMES = state(
    Vocabulary(
        name="answer-times",
        title=gettext_noop("Answer times"),
        keys=("unit",),
        after=("units",),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Policy,),
        refusals=(services.YearOutOfReach, clocks.CalendarNeverOpens, clocks.DeadlineBeyondHorizon, clocks.DayTwice),
    )
)
