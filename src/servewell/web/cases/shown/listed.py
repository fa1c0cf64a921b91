"""The list of cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.selectors import AtHand, Desk, KeptView, Order, SeenCase, Shelf, nameless, points_waiting
from servewell.web.cases.forms.listed import FilterForm
from servewell.web.cases.shown import deadlines
from servewell.web.cases.shown.narrowing import Narrowing, address, reason
from servewell.web.cases.shown.reported import REPORTED
from servewell.web.cases.shown.views import address_of
from servewell.web.kit.components import Chip, Empty, Link, Pager
from servewell.web.kit.figures import number


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_here: bool
    count: str = ""


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
    """``kept`` is what the search carries along; ``notice`` says what the list cannot show, and why."""

    title: str
    elsewhere: Link | None
    handed: Link | None
    tabs: Sequence[Tab]
    orders: Sequence[Tab]
    form: FilterForm
    kept: Mapping[str, str]
    narrowed: Sequence[str]
    all_url: str
    rows: Sequence[Row]
    pager: Pager
    empty: Empty | None
    notice: str
    views: Sequence[Tab]
    keep_url: str
    question: str
    together_url: str
    may_answer: bool
    may_assign: bool


def listed(
    *,
    desk: Desk,
    narrowing: Narrowing,
    at_hand: AtHand,
    waiting: int,
    kept: Sequence[KeptView],
    powers: Collection[str],
    now: datetime,
) -> CasesPage:
    """``at_hand`` counts every late case, whatever the list is narrowed to; ``waiting`` those no search finds yet."""
    found, may_answer = desk.cases, rules.ANSWER.code in powers
    may_assign = rules.ASSIGN.code in powers
    rows = tuple(_row(case, now, is_mine=narrowing.shelf is Shelf.MINE) for case in found.items)
    return CasesPage(
        title=_title(at_hand.overdue),
        handed=_handed(at_hand.points) if may_answer else None,
        elsewhere=_late_elsewhere(desk, now) if at_hand.overdue else None,
        tabs=_tabs(narrowing, desk.counts, may_answer=may_answer),
        orders=_orders(narrowing),
        form=narrowing.form,
        kept=_kept(narrowing),
        narrowed=narrowing.said,
        all_url=address(shelf=narrowing.shelf, order=narrowing.order),
        rows=rows,
        pager=Pager(
            newer_url=narrowing.address(after=found.newer) if found.newer else "",
            older_url=narrowing.address(before=found.older) if found.older else "",
        ),
        empty=None if rows else _empty(narrowing),
        notice=_notice(desk, waiting),
        views=tuple(Tab(view.name, address_of(view), view.query == narrowing.question) for view in kept),
        keep_url=f"{links.CASE_VIEWS.path()}?{narrowing.question}",
        question=narrowing.question,
        together_url=links.CASES_TOGETHER.path(),
        may_answer=may_answer,
        may_assign=may_assign,
    )


def _kept(narrowing: Narrowing) -> Mapping[str, str]:
    """What a form sends along, so that the list stays as it was asked for."""
    reported = {name: narrowing.kept[name] for name in REPORTED if name in narrowing.kept}
    return {"shelf": narrowing.shelf.value, "order": narrowing.order.value, **reported}


def _title(overdue: int) -> str:
    if not overdue:
        return _("No customer waits too long for an answer")
    if overdue >= terms.MOST_COUNTED:
        most = {"number": number(terms.MOST_COUNTED)}
        return _("%(number)s customers or more have waited too long for an answer") % most
    return ngettext(
        "One customer has waited too long for an answer",
        "%(number)d customers have waited too long for an answer",
        overdue,
    ) % {"number": overdue}


def _late_elsewhere(desk: Desk, now: datetime) -> Link | None:
    """The title counts every late case; where none of them is in sight, the way to them stands below it."""
    if any(case.state == terms.OPEN and case.due_at < now for case in desk.cases.items):
        return None
    return Link(_("See all open cases"), address(shelf=Shelf.OPEN, order=Order.DUE_FIRST))


def _handed(points: int) -> Link | None:
    says = points_waiting(many=points, most=terms.MOST_COUNTED)
    return Link(says, links.CASE_POINTS.path()) if points else None


def _tabs(narrowing: Narrowing, counts: Mapping[Shelf, int], *, may_answer: bool) -> Sequence[Tab]:
    labels = {
        Shelf.MINE: _("Mine"),
        Shelf.UNASSIGNED: _("Nobody's yet"),
        Shelf.OPEN: _("All open"),
        Shelf.DONE: _("Answered"),
    }
    shelves = [shelf for shelf in labels if may_answer or shelf is not Shelf.MINE]
    if narrowing.shelf is Shelf.ALL:
        labels, shelves = {**labels, Shelf.ALL: _("All of them")}, [*shelves, Shelf.ALL]
    return tuple(
        Tab(labels[shelf], narrowing.address(shelf=shelf), shelf is narrowing.shelf, _count(counts.get(shelf)))
        for shelf in shelves
    )


def _count(many: int | None) -> str:
    if many is None:
        return ""
    return _("%(number)s or more") % {"number": number(many)} if many >= terms.MOST_COUNTED else number(many)


def _orders(narrowing: Narrowing) -> Sequence[Tab]:
    labels = {
        Order.DUE_FIRST: _("Due first"),
        Order.NEWEST_FIRST: _("Newest first"),
        Order.OLDEST_FIRST: _("Oldest first"),
    }
    return tuple(
        Tab(label, narrowing.address(order=order), order is narrowing.order) for order, label in labels.items()
    )


def _notice(desk: Desk, waiting: int) -> str:
    if desk.is_frequent:
        most = {"number": number(terms.MOST_NAMED)}
        return (
            _("More than %(number)s cases hold these words, so they are not counted. Another word finds fewer.") % most
        )
    if not waiting:
        return ""
    return ngettext(
        "%(number)s case came in lately and cannot be searched yet. Look again in a minute.",
        "%(number)s cases came in lately and cannot be searched yet. Look again in a minute.",
        waiting,
    ) % {"number": number(waiting)}


def _row(case: SeenCase, now: datetime, *, is_mine: bool) -> Row:
    due = deadlines.due_chip(state=case.state, due_at=case.due_at, zone=case.zone, now=now)
    held_up, is_open = deadlines.delivery_chip(case.delivery), case.state == terms.OPEN
    if case.into is not None:
        due = Chip(_("Merged into case %(number)s") % {"number": case.into})
    return Row(
        number=case.number,
        title=case.title or nameless(reason=case.reason),
        language=case.language if case.title else "",
        url=links.CASE.path(number=case.number),
        unit=str(case.unit),
        reason=str(case.kind) if case.kind else reason(case.reason),
        owner="" if is_mine else case.owner or _("Nobody yet"),
        chips=tuple(chip for chip in (due, held_up, _receipt_chip(case, now)) if chip and (chip is due or is_open)),
    )


def _receipt_chip(case: SeenCase, now: datetime) -> Chip | None:
    if case.receipt_due_at is None or case.receipt in terms.LIVE_STATES or case.delivery in terms.LIVE_STATES:
        return None
    return Chip(_("Receipt owed"), "bad" if case.receipt_due_at < now else "needs")


def _empty(narrowing: Narrowing) -> Empty:
    everything = Link(_("See all open cases"), address(shelf=Shelf.OPEN, order=Order.DUE_FIRST))
    if narrowing.filters.words:
        return Empty(
            _("No case here holds these words"),
            _("All the words must occur, in the letter or in our answers; words in quotes, just as they stand."),
            everything,
        )
    if narrowing.is_narrowed:
        return Empty(_("No case here is like that"), _("Ask for less, or look on another shelf."), everything)
    if narrowing.shelf is Shelf.MINE:
        return Empty(_("You owe nobody an answer"), _("The next case that falls to you will stand here."), everything)
    if narrowing.shelf is Shelf.UNASSIGNED:
        return Empty(_("Every open case has somebody"), _("A case that no writer could be found for stands here."))
    if narrowing.shelf is Shelf.OPEN:
        return Empty(_("Every customer who is owed an answer has one"), _("The next case will stand here."))
    return Empty(_("No case has been answered yet"), action=everything)
