"""The open cases by age, and how late the late ones are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines import tables
from servewell.rooms.cases import selectors as cases
from servewell.web.kit import moments
from servewell.web.kit.components import Definition, Link
from servewell.web.kit.figures import number
from servewell.web.reports.shown.asked import Frame, cases_said, listed, span_in_address, whose

FULL = 100


@dataclass(frozen=True)
class Row:
    """``width`` of its bar, of a hundred."""

    name: str
    count: str
    width: int
    link: Link | None


@dataclass(frozen=True)
class WaitingPage:
    title: str
    frame: Frame
    ages: Sequence[Row]
    late: Sequence[Row]
    age_says: str
    late_says: str
    late_link: Link | None
    definitions: Sequence[Definition]


def page(found: cases.Waiting, frame: Frame) -> WaitingPage:
    look = found.look
    overdue = listed(look, _("See the late cases, the longest late first"), shelf=cases.Shelf.OPEN, due="overdue")
    return WaitingPage(
        title=_title(found),
        frame=frame,
        ages=_rows([(age_said(each), each.n, _opened(found, each)) for each in found.ages]),
        late=_rows([(late_said(each), each.n, None) for each in found.late]),
        age_says=_age_says(found),
        late_says=_late_says(found),
        late_link=overdue if found.overdue else None,
        definitions=_definitions(found),
    )


def _title(found: cases.Waiting) -> str:
    unit = {"unit": found.look.unit.name}
    if not found.open:
        return _("%(unit)s: no case is open") % unit
    if not found.overdue:
        return ngettext(
            "%(unit)s: %(number)s case is open, and none is late",
            "%(unit)s: %(number)s cases are open, and none is late",
            found.open,
        ) % {**unit, "number": number(found.open)}
    return ngettext(
        "%(unit)s: %(late)s of %(number)s open cases is late",
        "%(unit)s: %(late)s of %(number)s open cases are late",
        found.overdue,
    ) % {**unit, "late": number(found.overdue), "number": number(found.open)}


def _opened(found: cases.Waiting, step: cases.AgeStep) -> Link | None:
    span = span_in_address("opened", found.opened(step))
    return listed(found.look, age_said(step), shelf=cases.Shelf.OPEN, span=span) if step.n else None


def _rows(rows: Sequence[tuple[str, int, Link | None]]) -> Sequence[Row]:
    most = max(n for _name, n, _link in rows) or 1
    return [Row(name, number(n), round(FULL * n / most), link) for name, n, link in rows]


def age_said(step: cases.AgeStep) -> str:
    if step.most == 0:
        return _("opened today")
    if step.most is None:
        return _("%(least)s days ago or earlier") % {"least": number(step.least)}
    if step.least == step.most:
        return ngettext("%(number)s day ago", "%(number)s days ago", step.least) % {"number": number(step.least)}
    return _("%(least)s to %(most)s days ago") % {"least": number(step.least), "most": number(step.most)}


def late_said(step: cases.AgeStep) -> str:
    if step.most == 0:
        return _("less than a day late")
    if step.most is None:
        return _("%(least)s days late or more") % {"least": number(step.least)}
    return _("%(least)s to %(most)s days late") % {"least": number(step.least), "most": number(step.most)}


def _age_says(found: cases.Waiting) -> str:
    if not found.nobodys:
        return _("%(cases)s in all; each belongs to somebody.") % {"cases": cases_said(found.open)}
    return ngettext(
        "%(cases)s in all; %(number)s of them belongs to nobody.",
        "%(cases)s in all; %(number)s of them belong to nobody.",
        found.nobodys,
    ) % {"cases": cases_said(found.open), "number": number(found.nobodys)}


def _late_says(found: cases.Waiting) -> str:
    if found.oldest_due_at is None:
        return _("No case is late.")
    due = moments.moment(found.oldest_due_at, found.look.zone)
    return _("%(cases)s in all; the first was to be answered on %(moment)s.") % {
        "cases": cases_said(found.overdue), "moment": due,
    }  # fmt: skip


def _definitions(found: cases.Waiting) -> Sequence[Definition]:
    return (
        Definition(
            _("Open cases by age"),
            _(
                "Every case that is neither answered nor closed at this moment, by the day on which it was opened "
                "where the unit is. It is a count of all of them, so there is no interval. %(whose)s"
            )
            % {"whose": whose(found.look)},
        ),
        Definition(
            _("Late"),
            _(
                "Open cases whose time to be answered in is over, by how many times 24 hours. The time is the one that "
                "was promised when the case was opened. %(whose)s"
            )
            % {"whose": whose(found.look)},
        ),
    )


def as_csv(found: cases.Waiting) -> Iterator[str]:
    yield "\ufeff" + tables.sheet_line(["what", "days at least", "days at most", "cases"])
    for what, steps in (("open", found.ages), ("late", found.late)):
        for each in steps:
            most = "" if each.most is None else str(each.most)
            yield tables.sheet_line([what, str(each.least), most, str(each.n)])
