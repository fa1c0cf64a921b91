"""The list of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page as Keyset
from servewell.rooms.cases import terms
from servewell.rooms.cases.selectors import Order, SeenCase, Shelf, nameless
from servewell.web.cases.shown import deadlines
from servewell.web.kit.components import Chip, Empty, Link, Pager

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Row:
    number: int
    title: str
    language: str
    url: str
    unit: str
    reason: str
    owner: str
    chips: Sequence[Chip]


@dataclass(frozen=True)
class CasesPage:
    title: str
    elsewhere: Link | None
    tabs: Sequence[Tab]
    orders: Sequence[Tab]
    narrowed: Link | None
    rows: Sequence[Row]
    pager: Pager
    empty: Empty | None


def listed(
    *,
    cases: Keyset[SeenCase],
    shelf: Shelf,
    order: Order,
    overdue: int,
    may_answer: bool,
    now: datetime,
    unit: "Unit | None" = None,
) -> CasesPage:
    """``unit``: what the list is narrowed to; its title still counts every case."""
    code = unit.code if unit else ""
    rows = tuple(_row(case, now, is_mine=shelf is Shelf.MINE) for case in cases.items)
    return CasesPage(
        title=_title(overdue),
        elsewhere=_late_elsewhere(cases, now) if overdue else None,
        tabs=_tabs(shelf, order, code, may_answer=may_answer),
        orders=_orders(shelf, order, code),
        narrowed=_narrowed(unit, shelf, order),
        rows=rows,
        pager=Pager(
            newer_url=_url(shelf, order, code, after=cases.newer) if cases.newer else "",
            older_url=_url(shelf, order, code, before=cases.older) if cases.older else "",
        ),
        empty=None if rows else _empty(shelf),
    )


def _title(overdue: int) -> str:
    if not overdue:
        return _("No customer waits too long for an answer")
    return ngettext(
        "One customer has waited too long for an answer",
        "%(number)d customers have waited too long for an answer",
        overdue,
    ) % {"number": overdue}


def _late_elsewhere(cases: Keyset[SeenCase], now: datetime) -> Link | None:
    """The title counts every late case; where none of them is in sight, the way to them stands below it."""
    if any(case.state == terms.OPEN and case.due_at < now for case in cases.items):
        return None
    return Link(_("See all open cases"), _url(Shelf.OPEN, Order.DUE_FIRST))


def _narrowed(unit: "Unit | None", shelf: Shelf, order: Order) -> Link | None:
    if unit is None:
        return None
    return Link(_("Only %(unit)s. See the cases of all units") % {"unit": unit.name}, _url(shelf, order))


def _tabs(here: Shelf, order: Order, unit: str, *, may_answer: bool) -> Sequence[Tab]:
    labels = {
        Shelf.MINE: _("Mine"),
        Shelf.UNASSIGNED: _("Nobody's yet"),
        Shelf.OPEN: _("All open"),
        Shelf.DONE: _("Answered"),
    }
    shelves = [shelf for shelf in labels if may_answer or shelf is not Shelf.MINE]
    return tuple(Tab(labels[shelf], _url(shelf, order, unit), is_here=shelf is here) for shelf in shelves)


def _orders(shelf: Shelf, here: Order, unit: str) -> Sequence[Tab]:
    labels = {Order.DUE_FIRST: _("Due first"), Order.NEWEST_FIRST: _("Newest first")}
    return tuple(Tab(label, _url(shelf, order, unit), is_here=order is here) for order, label in labels.items())


def _url(shelf: Shelf, order: Order, unit: str = "", **edge: int) -> str:
    asked = {"shelf": shelf.value, "order": order.value} | ({"unit": unit} if unit else {}) | edge
    return f"{links.CASES.path()}?{urlencode(asked)}"


def _row(case: SeenCase, now: datetime, *, is_mine: bool) -> Row:
    due = deadlines.due_chip(state=case.state, due_at=case.due_at, zone=case.zone, now=now)
    held_up = deadlines.delivery_chip(case.delivery)
    return Row(
        number=case.number,
        title=case.title or nameless(reason=case.reason),
        language=case.language if case.title else "",
        url=links.CASE.path(number=case.number),
        unit=str(case.unit),
        reason=reason(case.reason),
        owner="" if is_mine else case.owner or _("Nobody yet"),
        chips=(due, held_up) if held_up and case.state == terms.OPEN else (due,),
    )


def reason(code: str) -> str:
    return _("Asked for an answer") if code == terms.ASKS_FOR_ANSWER else _("Low score")


def _empty(shelf: Shelf) -> Empty:
    everything = Link(_("See all open cases"), _url(Shelf.OPEN, Order.DUE_FIRST))
    if shelf is Shelf.MINE:
        return Empty(_("You owe nobody an answer"), _("The next case that falls to you will stand here."), everything)
    if shelf is Shelf.UNASSIGNED:
        return Empty(_("Every open case has somebody"), _("A case that no writer could be found for stands here."))
    if shelf is Shelf.OPEN:
        return Empty(_("Every customer who is owed an answer has one"), _("The next case will stand here."))
    return Empty(_("No case has been answered yet"), action=everything)
