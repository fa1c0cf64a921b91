"""By when a case is answered, and how that moment came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.clocks import Calendar, Deadline, Step
from servewell.rooms.cases import terms
from servewell.web.kit import moments
from servewell.web.kit.components import Chip


@dataclass(frozen=True)
class ReckonedDay:
    day: str
    steps: Sequence[str]


@dataclass(frozen=True)
class Reckoning:
    """Why the deadline is what it is, in words: from when, by which hours, day by day, until when."""

    begins: str
    days: Sequence[ReckonedDay]
    ends: str
    obligation: str
    calendar: str


def due_chip(*, state: str, due_at: datetime, zone: str, now: datetime) -> Chip:
    if state != terms.OPEN:
        return Chip(_("Answered"), "accent") if state == terms.ANSWERED else Chip(_("Closed"))
    days_left = _days_between(now, due_at, zone)
    if due_at < now:
        return Chip(_("Overdue since %(moment)s") % {"moment": moments.moment(due_at, zone)}, "bad")
    if days_left == 0:
        return Chip(_("Due today, %(time)s") % {"time": moments.clock(due_at, zone)}, "needs")
    if days_left == 1:
        return Chip(_("Due tomorrow, %(time)s") % {"time": moments.clock(due_at, zone)})
    return Chip(_("Due %(moment)s") % {"moment": moments.moment(due_at, zone)})


def delivery_chip(delivery: str | None) -> Chip | None:
    """What holds an answer up, or that it is on its way."""
    if delivery in (terms.WAITING, terms.HANDING_OVER):
        return Chip(_("Answer on its way"))
    if delivery == terms.IN_DOUBT:
        return Chip(_("Answer in doubt"), "needs")
    return Chip(_("Answer refused"), "bad") if delivery == terms.REFUSED else None


def _days_between(now: datetime, then: datetime, zone: str) -> int:
    place = ZoneInfo(zone)
    return (then.astimezone(place).date() - now.astimezone(place).date()).days


def reckoning(clock: dict[str, dict[str, object]]) -> Reckoning:
    """What the case keeps of its two clocks, in words."""
    calendar = Calendar.from_json(clock["calendar"])
    service, obligation = Deadline.from_json(clock["service"]), Deadline.from_json(clock["obligation"])
    zone = calendar.zone
    if service.due_at is None or obligation.due_at is None:
        raise AssertionError("a case is opened with clocks that run")
    return Reckoning(
        begins=_("%(budget)s of opening hours, from %(moment)s, when it came in.")
        % {"budget": moments.long(service.budget), "moment": moments.moment(service.started_at, zone)},
        days=_by_day(service.steps, zone),
        ends=_("Hence due on %(day)s at %(time)s.")
        % {"day": moments.day(service.due_at, zone), "time": moments.clock(service.due_at, zone)},
        obligation=_obligation(obligation, zone),
        calendar=_("Calendar “%(code)s”, version %(version)d, by the clock of %(place)s.")
        % {"code": calendar.code, "version": calendar.version, "place": moments.place_of(zone)},
    )


def _obligation(deadline: Deadline, zone: str) -> str:
    days = deadline.budget // timedelta(days=1)
    return ngettext(
        "Whatever the opening hours: at the latest on %(day)s, %(number)d day after it came in.",
        "Whatever the opening hours: at the latest on %(day)s, %(number)d days after it came in.",
        days,
    ) % {"day": moments.day(deadline.due_at or deadline.started_at, zone), "number": days}


def _by_day(steps: Sequence[Step], zone: str) -> Sequence[ReckonedDay]:
    days: dict[str, list[str]] = {}
    for step in steps:
        days.setdefault(moments.day(step.from_at, zone), []).append(_step(step, zone))
    return tuple(ReckonedDay(day=day, steps=tuple(said)) for day, said in days.items())


def _step(step: Step, zone: str) -> str:
    until_at = step.until_at or step.from_at
    until = moments.clock(until_at, zone)
    if _days_between(step.from_at, until_at, zone):
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
