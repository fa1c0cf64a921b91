"""What my day shows: what I owe, what customers said about us, how we stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links
from servewell.base.todo import Todo
from servewell.rooms.cases import terms as cases_terms
from servewell.rooms.insight.selectors import Finding
from servewell.rooms.insight.terms import Kind
from servewell.rooms.obligations.selectors import PeopleOwing
from servewell.rooms.voice.selectors import Heard
from servewell.web.kit.components import Chip, Definition, Empty, Figure, LedgerEntry, Link, Quote, TodoRow
from servewell.web.kit.figures import answers, mean_figure, number, share_figure
from servewell.web.kit.glance import opening
from servewell.web.kit.said import Piece

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class MyDay:
    title: str
    line: Piece | None
    quote: Quote | None
    todo: Sequence[TodoRow]
    nothing: Empty
    figure: Figure | None
    figure_link: Link | None
    leading: Sequence[TodoRow]
    way: Sequence[LedgerEntry]
    chain_link: Link


def greeting(*, name: str, at: datetime, zone: str) -> str:
    """By the clock on the wall where the person works."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def todo_rows(todo: Iterable[Todo]) -> Sequence[TodoRow]:
    """What is overdue first, then what is due soonest; the first one is the one to begin with."""
    ordered = sorted(todo, key=lambda each: (each.state != "overdue", each.due_on or date.max))
    return tuple(
        TodoRow(
            says=each.title,
            detail=_detail(each),
            action=Link(label=each.action, url=each.path),
            emphasis="main" if number == 0 else "quiet",
            chip=Chip(_("overdue"), "needs") if each.state == "overdue" else None,
        )
        for number, each in enumerate(ordered)
    )


def _detail(todo: Todo) -> str:
    if todo.due_on is None:
        return todo.detail
    said = {"day": _day(todo.due_on), "detail": todo.detail}
    return _("Was due %(day)s · %(detail)s") % said if todo.state == "overdue" else _("Due %(day)s · %(detail)s") % said


def _day(on: date) -> str:
    return formats.date_format(on, pgettext("day without the year, as Django's date filter reads it", "j F"))


def nothing_owed() -> Empty:
    return Empty(says=_("You have done everything you owe"), detail=_("What comes next will stand here."), icon="check")


def quote_of(heard: Heard) -> Quote | None:
    """The first words of a voice, with the aspect they are about."""
    if not heard.words:
        return None
    words = heard.words[0]
    text = opening(words.text)
    aside = [_day(heard.on), str(heard.unit_name)]
    return Quote(
        text=text,
        language=words.language,
        aside=(*aside, str(words.aspect)) if words.aspect else tuple(aside),
        link=Link(
            label=_("What they answered") if text == words.text else _("Read it whole"),
            url=links.VOICE.path(number=heard.number),
        ),
    )


def month_figure(found: Sequence[Finding], *, unit: "Unit", on: date, says: str) -> Figure:
    """The figure of the month of ``on``; as long as that cannot be told, of the month before it, which is named.

    Means on several scales have none in common, so that nothing can be told of them in one figure. ``says`` is the
    definition where neither month has an answer.
    """
    overall, label = _month_told(found, unit, on)
    one = overall[0] if len(overall) == 1 else None
    definition = Definition(term=_("How this is counted"), says=overall[0].definition if overall else says)
    n = sum(each.n or 0 for each in overall)
    if one is not None and one.kind == Kind.MEAN:
        return mean_figure(
            label=label, value=one.value, low=one.low, high=one.high, count=answers(n), definition=definition
        )
    return share_figure(
        label=label,
        value=one.value if one else None,
        low=one.low if one else None,
        high=one.high if one else None,
        n=n,
        definition=definition,
    )


def _month_told(found: Sequence[Finding], unit: "Unit", on: date) -> tuple[Sequence[Finding], str]:
    this = [each for each in found if each.period == f"{on:%Y-%m}"]
    before = [each for each in found if each.period < f"{on:%Y-%m}"]
    if _is_told(this) or not _is_told(before):
        return this, _("%(unit)s, this month") % {"unit": unit.name}
    month = date.fromisoformat(f"{before[0].period}-01")
    named = formats.date_format(month, pgettext("month and year, as Django's date filter reads it", "F Y"))
    return before, _("%(unit)s, %(month)s") % {"unit": unit.name, "month": named}


def _is_told(overall: Sequence[Finding]) -> bool:
    return len(overall) == 1 and overall[0].value is not None


def team_row(owing: PeopleOwing) -> TodoRow:
    return TodoRow(says=_what_they_owe(owing), action=Link(label=_("See the team"), url=links.TEAM.path()))


def _what_they_owe(owing: PeopleOwing) -> str:
    if owing.late:
        return ngettext(
            "%(number)s of your people owes something that should be done",
            "%(number)s of your people owe something that should be done",
            owing.late,
        ) % {"number": owing.late}
    if owing.in_all:
        return ngettext(
            "%(number)s of your people still owes something; it is not late",
            "%(number)s of your people still owe something; none of it is late",
            owing.in_all,
        ) % {"number": owing.in_all}
    return _("Your people have done what they owe")


def cases_row(late: int) -> TodoRow:
    most = cases_terms.MOST_COUNTED
    if late >= most:
        says = _("%(number)s cases or more should be answered by now") % {"number": number(most)}
        return TodoRow(says=says, action=Link(label=_("See the cases"), url=links.CASES.path()))
    says = (
        ngettext("%(number)s case should be answered by now", "%(number)s cases should be answered by now", late)
        % {"number": late}
        if late
        else _("No case is late")
    )
    return TodoRow(says=says, action=Link(label=_("See the cases"), url=links.CASES.path()))
