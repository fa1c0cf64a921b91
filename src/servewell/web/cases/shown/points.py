"""The matters of one voice in words, and those that were handed to one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links
from servewell.base.words import active_language
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import PointKind, PointState
from servewell.rooms.instruments.selectors import Given
from servewell.web.cases.forms.points import Choices, DealForm, OutcomeForm, PointForm
from servewell.web.cases.shown import deadlines
from servewell.web.kit.components import Chip, Crumb, Empty, Link, Quote
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Point

LONGEST_LABEL = 90


@dataclass(frozen=True)
class PointRow:
    """``deal_url`` is where its reader may deal with it; ``may_reopen`` where that was done and may be taken back.

    ``case`` is the one whose letter it is of, where that was merged into the one on the page, else 0; ``named`` is the
    point in a form.
    """

    number: int
    kind: str
    quote: Quote | None
    item: str
    chip: Chip
    says: Sequence[str]
    deal_url: str
    may_reopen: bool
    case: int
    case_url: str
    named: str


@dataclass(frozen=True)
class Section:
    """``left`` are those that nobody has dealt with, as a box beside the answer names them."""

    says: str
    rows: Sequence[PointRow]
    mark: PointForm | None
    left: Choices


@dataclass(frozen=True)
class DealPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    row: PointRow
    form: DealForm | None


@dataclass(frozen=True)
class HandedRow:
    key: int
    kind: str
    quote: Quote | None
    item: str
    case: Link | None
    number: int
    unit: str
    chip: Chip
    asked: str
    form: OutcomeForm


@dataclass(frozen=True)
class HandedPage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    rows: Sequence[HandedRow]
    empty: Empty | None


def section(*, found: Sequence[cases.SeenPoint], mark: PointForm | None, may_answer: bool, case: int) -> Section:
    """``case`` is the number of the one on the page."""
    return Section(
        says=_says(found),
        rows=tuple(_row(each, may_answer=may_answer, case=case) for each in found),
        mark=mark,
        left=tuple((_named(each, case), _label(each)) for each in found if each.is_open),
    )


def _named(each: cases.SeenPoint, case: int) -> str:
    point = each.point
    return str(point.number) if point.case_id == case else f"{point.case_id}-{point.number}"


def dealing(*, seen: cases.SeenPoint, form: DealForm) -> DealPage:
    case = seen.point.case_id
    return DealPage(
        title=_("Who deals with point %(point)s of case %(number)s?") % {"point": seen.point.number, "number": case},
        crumbs=(
            Crumb(_("Cases"), links.CASES.path()),
            Crumb(_("Case %(number)d") % {"number": case}, links.CASE.path(number=case)),
        ),
        url=f"{links.CASE.path(number=case)}/point",
        row=_row(seen, may_answer=True, case=case),
        form=form if seen.is_open else None,
    )


def mark_form(
    data: Mapping[str, object] | None = None, *, given: Sequence[Given], found: Sequence[cases.SeenPoint]
) -> PointForm:
    marked = {each.point.item for each in found}
    low = [each.item for each in cases.low_among(given=given) if each.item.name not in marked]
    items = [(item.name, _in_words(item.title)) for item in low]
    return PointForm(data, kinds=[(each.value, _kind(each)) for each in PointKind], items=items)


def _says(found: Sequence[cases.SeenPoint]) -> str:
    if not found:
        return _("A letter often holds several matters. Mark them, and none is forgotten.")
    still_open = sum(each.is_open for each in found)
    if not still_open:
        return _("Each of them is dealt with.")
    return ngettext(
        "%(number)s of them is still open.", "%(number)s of them are still open.", still_open
    ) % {"number": number(still_open)}  # fmt: skip


def _row(each: cases.SeenPoint, *, may_answer: bool, case: int) -> PointRow:
    point = each.point
    case_url = links.CASE.path(number=point.case_id)
    settled = (PointState.DECLINED, PointState.HANDED_OVER, PointState.DONE)
    return PointRow(
        number=point.number,
        kind=_kind(PointKind(point.kind)),
        quote=_quote(each),
        item=_in_words(point.title),
        chip=_chip(point),
        says=tuple(text for text in (point.reason, point.outcome) if text),
        deal_url=f"{case_url}/points/{point.number}" if may_answer and each.is_open else "",
        may_reopen=may_answer and point.state in settled,
        case=0 if point.case_id == case else point.case_id,
        case_url=case_url,
        named=_named(each, case),
    )


def _quote(each: cases.SeenPoint) -> Quote | None:
    return Quote(each.words, each.language) if each.words else None


def _chip(point: "Point") -> Chip:
    name = {"name": _receiver(point)}
    return {
        PointState.OPEN: Chip(pgettext("a point", "Open"), "needs"),
        PointState.ANSWERED: Chip(pgettext("a point", "Answered"), "accent"),
        PointState.DECLINED: Chip(pgettext("a point", "Declined")),
        PointState.HANDED_OVER: Chip(_("Handed to %(name)s") % name),
        PointState.DONE: Chip(_("Done by %(name)s") % name, "accent"),
        PointState.GONE: Chip(_("Its words are gone")),
    }[PointState(point.state)]


def _receiver(point: "Point") -> str:
    if point.handed_to is not None:
        return point.handed_to.name
    return str(point.desk.name) if point.desk is not None else ""


def _label(each: cases.SeenPoint) -> str:
    words = " ".join(each.words.split()) or _in_words(each.point.title)
    short = words if len(words) <= LONGEST_LABEL else f"{words[:LONGEST_LABEL].rstrip()}…"
    return f"{_kind(PointKind(each.point.kind))}: {short}" if short else _kind(PointKind(each.point.kind))


def _kind(kind: PointKind) -> str:
    return {
        PointKind.COMPLAINT: pgettext("a point", "Complaint"),
        PointKind.QUESTION: pgettext("a point", "Question"),
        PointKind.REQUEST: pgettext("a point", "Request"),
        PointKind.PRAISE: pgettext("a point", "Praise"),
    }[kind]


def _in_words(title: Mapping[str, str]) -> str:
    return title.get(active_language()) or next(iter(title.values()), "")


def handed(*, found: Sequence[cases.HandedPoint], now: datetime, posted: OutcomeForm | None, at: int) -> HandedPage:
    """``posted`` is the form of the point with the key ``at``, where something in it was wrong."""
    rows = tuple(
        _handed_row(each, now, posted if posted and each.seen.point.pk == at else None) for each in found
    )  # fmt: skip
    return HandedPage(
        title=cases.points_waiting(many=len(rows), most=terms.MOST_HANDED_OVER)
        if rows
        else _("No point waits for you"),
        crumbs=(Crumb(_("Cases"), links.CASES.path()),),
        url=links.CASE_POINTS.path(),
        rows=rows,
        empty=None if rows else Empty(_("Nothing to do"), _("What colleagues hand to you or your desk stands here.")),
    )


def _handed_row(each: cases.HandedPoint, now: datetime, posted: OutcomeForm | None) -> HandedRow:
    point = each.seen.point
    link = Link(_("Case %(number)s") % {"number": each.number}, links.CASE.path(number=each.number))
    return HandedRow(
        key=point.pk,
        kind=_kind(PointKind(point.kind)),
        quote=_quote(each.seen),
        item=_in_words(point.title),
        case=link if each.may_see else None,
        number=each.number,
        unit=str(each.unit),
        chip=deadlines.due_chip(state=terms.OPEN, due_at=each.due_at, zone=each.zone, now=now),
        asked=point.reason,
        form=posted or OutcomeForm(key=point.pk),
    )
