"""Questions to departments, as their writer's page and that of whoever was asked both tell them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base.words import active_language, collation_key
from servewell.engines.clocks import Calendar, Deadline
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import InquiryState
from servewell.web.kit import moments, reckonings
from servewell.web.kit.components import Chip

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Inquiry, LedgerLine
    from servewell.rooms.people.models import Unit


def zone_of(inquiry: "Inquiry") -> str:
    """The clock of whoever was asked."""
    return str(inquiry.clock["calendar"]["zone"])


def clock_of(inquiry: "Inquiry") -> reckonings.Reckoning:
    """How the moment by which they answer came about."""
    return reckonings.of_a_question(
        calendar=Calendar.from_json(inquiry.clock["calendar"]), service=Deadline.from_json(inquiry.clock["service"])
    )


def units_to_ask() -> "Sequence[Unit]":
    """By name."""
    return sorted(cases.units_to_ask(), key=lambda each: collation_key(str(each.name), active_language()))


def state_chip(inquiry: "Inquiry", *, now: datetime) -> Chip:
    """How it ended; while nobody has answered it, by when somebody is to."""
    if inquiry.state == InquiryState.ANSWERED:
        return Chip(pgettext("a question to a department", "Answered"), "accent")
    if inquiry.state == InquiryState.WITHDRAWN:
        return Chip(pgettext("a question to a department", "Withdrawn"))
    return due_chip(inquiry, now=now)


def due_chip(inquiry: "Inquiry", *, now: datetime) -> Chip:
    """Of one that nobody has answered yet."""
    zone = zone_of(inquiry)
    if inquiry.due_at < now:
        return Chip(_("Late since %(moment)s") % {"moment": moments.moment(inquiry.due_at, zone)}, "bad")
    if not moments.days_between(now, inquiry.due_at, zone):
        return Chip(_("Due today, %(time)s") % {"time": moments.clock(inquiry.due_at, zone)}, "needs")
    return Chip(_("Due %(moment)s") % {"moment": moments.moment(inquiry.due_at, zone)})


def said(lines: "Iterable[LedgerLine]", *, zone: str) -> Sequence[str]:
    """What passed between the writer and whoever was asked, one sentence for each."""
    return tuple(_said(line, zone) for line in lines)


def _said(line: "LedgerLine", zone: str) -> str:
    of = {
        "name": line.detail.get("name") or _("Servewell"), "to": line.detail.get("to", ""),
        "moment": moments.moment(line.at, zone),
    }  # fmt: skip
    says = {
        terms.INQUIRY_ASKED_BACK: _("%(name)s asked back, %(moment)s"),
        terms.INQUIRY_REPLIED: _("%(name)s replied, %(moment)s"),
        terms.INQUIRY_HANDED_ON: _("%(name)s handed it on to %(to)s, %(moment)s"),
        terms.INQUIRY_PASSED: _("%(name)s lets %(to)s answer as well, %(moment)s"),
        terms.INQUIRY_EXTENDED: _("%(name)s gave more time, %(moment)s"),
        terms.INQUIRY_WITHDRAWN: _("%(name)s needs no answer any more, %(moment)s"),
    }[line.stage] % of
    reason = line.detail.get("reason")
    return _("%(says)s: %(reason)s") % {"says": says, "reason": reason} if reason else says
