"""Why a deadline is what it is, in words: from when, by which hours, day by day, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.words import Words
from servewell.engines.clocks import Calendar, Day, Deadline, Hours, Step
from servewell.web.kit import moments

MIDNIGHT = "24:00"


@dataclass(frozen=True)
class ReckonedDay:
    day: str
    steps: Sequence[str]


@dataclass(frozen=True)
class Reckoning:
    begins: str
    days: Sequence[ReckonedDay]
    ends: str
    obligation: str
    calendar: str
    receipt: str = ""


def reckoning(
    *, calendar: Calendar, service: Deadline, obligation: Deadline, receipt: Deadline | None = None,
    is_decision: bool = False,
) -> Reckoning:  # fmt: skip
    """Of clocks that run; of the calendar only its name and zone are told, its days stand in the steps.

    ``is_decision`` where ``service`` counts calendar days to decide in.
    """
    zone = calendar.zone
    if service.due_at is None or obligation.due_at is None:
        raise AssertionError("a case is opened with clocks that run")
    return Reckoning(
        begins=_begins_to_decide(service, zone)
        if is_decision
        else _("%(budget)s of opening hours, from %(moment)s, when it came in.")
        % {"budget": moments.long(service.budget), "moment": moments.moment(service.started_at, zone)},
        days=() if is_decision else _by_day(service.steps, zone),
        ends=_ends(service.due_at, zone),
        obligation="" if is_decision else _obligation(obligation, zone),
        calendar=_calendar(calendar),
        receipt="" if receipt is None else _receipt(receipt, zone),
    )


def of_a_question(*, calendar: Calendar, service: Deadline) -> Reckoning:
    """Of the one clock by which a department answers a question of a colleague."""
    zone = calendar.zone
    if service.due_at is None:
        raise AssertionError("a question is asked with a clock that runs")
    return Reckoning(
        begins=_("%(budget)s of opening hours, from %(moment)s, when it was asked.")
        % {"budget": moments.long(service.budget), "moment": moments.moment(service.started_at, zone)},
        days=_by_day(service.steps, zone),
        ends=_ends(service.due_at, zone),
        obligation="",
        calendar=_calendar(calendar),
    )


def _begins_to_decide(deadline: Deadline, zone: str) -> str:
    days = deadline.budget // timedelta(days=1)
    return ngettext(
        "%(number)d calendar day to decide in, from %(moment)s, when it came in.",
        "%(number)d calendar days to decide in, from %(moment)s, when it came in.",
        days,
    ) % {"number": days, "moment": moments.moment(deadline.started_at, zone)}


def _receipt(deadline: Deadline, zone: str) -> str:
    return _("Before that a receipt, within %(budget)s of opening hours: by %(moment)s.") % {
        "budget": moments.long(deadline.budget),
        "moment": moments.moment(deadline.due_at or deadline.started_at, zone),
    }


def _ends(due_at: datetime, zone: str) -> str:
    return _("Hence due on %(day)s at %(time)s.") % {
        "day": moments.day(due_at, zone),
        "time": moments.clock(due_at, zone),
    }


def _calendar(calendar: Calendar) -> str:
    return _("Calendar “%(code)s”, version %(version)d, by the clock of %(place)s.") % {
        "code": calendar.code,
        "version": calendar.version,
        "place": moments.place_of(calendar.zone),
    }


def name_of(names: Mapping[str, str]) -> str:
    """What a single day is called, in the reader's language or the next best; empty where nobody gave it a name."""
    return str(Words(texts=names, source=next(iter(names)))) if names else ""


def rule_of(day: Day) -> str:
    """What holds on a single day, by its name: closed, or open at hours of its own."""
    name = name_of(day.names)
    if not day.hours:
        return _("%(name)s, closed") % {"name": name} if name else _("closed")
    said = {"name": name, "hours": hours_of(day.hours)}
    return _("%(name)s: open instead, %(hours)s") % said if name else _("open instead, %(hours)s") % said


def hours_of(hours: Sequence[Hours]) -> str:
    """Such as 09:00–14:00, 16:00–24:00."""
    return ", ".join(
        f"{each.opens:%H:%M}–{MIDNIGHT if each.ends > each.closes else format(each.closes, '%H:%M')}" for each in hours
    )


def _obligation(deadline: Deadline, zone: str) -> str:
    days = deadline.budget // timedelta(days=1)
    return ngettext(
        "Whatever the opening hours: at the latest on %(day)s, %(number)d day after it came in.",
        "Whatever the opening hours: at the latest on %(day)s, %(number)d days after it came in.",
        days,
    ) % {"day": moments.day(deadline.due_at or deadline.started_at, zone), "number": days}


def _by_day(steps: Sequence[Step], zone: str) -> Sequence[ReckonedDay]:
    days: dict[date, list[Step]] = {}
    for step in steps:
        days.setdefault(step.from_at.astimezone(ZoneInfo(zone)).date(), []).append(step)
    return tuple(_reckoned(of_it, zone) for of_it in days.values())


def _reckoned(steps: Sequence[Step], zone: str) -> ReckonedDay:
    """A single day says first what it is; where it is closed that is all there is to say of it."""
    rule = next((step.day for step in steps if step.day is not None), None)
    told = [_step(step, zone) for step in steps if not (step.day and step.reason == "holiday")]
    return ReckonedDay(day=moments.day(steps[0].from_at, zone), steps=(*([rule_of(rule)] if rule else []), *told))


def _step(step: Step, zone: str) -> str:
    until_at = step.until_at or step.from_at
    until = moments.clock(until_at, zone)
    if moments.days_between(step.from_at, until_at, zone):
        until = _("%(day)s, %(time)s") % {"day": moments.day(until_at, zone), "time": until}
    stretch = {
        "from": moments.clock(step.from_at, zone),
        "until": until,
        "counted": moments.long(step.counted),
    }
    return {
        "open": _("%(from)s to %(until)s open: %(counted)s counted"),
        "closed": _("%(from)s to %(until)s closed"),
        "holiday": _("%(from)s to %(until)s holiday"),
        "paused": _("%(from)s to %(until)s waiting for the customer"),
    }[step.reason] % stretch
