"""By when a case is answered, and how that moment came about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from servewell.engines.clocks import Calendar, Deadline
from servewell.rooms.cases import terms
from servewell.web.kit import moments, reckonings
from servewell.web.kit.components import Chip


def due_chip(*, state: str, due_at: datetime, zone: str, now: datetime) -> Chip:
    if state == terms.MERGED:
        return Chip(_("Merged"))
    if state != terms.OPEN:
        return Chip(_("Answered"), "accent") if state == terms.ANSWERED else Chip(_("Closed"))
    days_left = moments.days_between(now, due_at, zone)
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


def reckoning(clock: Mapping[str, Any]) -> reckonings.Reckoning:
    """What the case keeps of its clocks, in words: of the one alone where a decision is owed."""
    receipt = clock.get("receipt")
    return reckonings.reckoning(
        calendar=Calendar.from_json(clock["calendar"]),
        service=Deadline.from_json(clock["service"]),
        obligation=Deadline.from_json(clock["obligation"]),
        receipt=Deadline.from_json(receipt) if receipt else None,
        is_decision=str(clock.get("owes", "")) == terms.Ends.DECISION,
    )
