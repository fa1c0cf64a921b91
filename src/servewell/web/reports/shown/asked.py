"""Which unit and months an address asks for, and the words and links that all reports share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links, today
from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import selectors as people
from servewell.web.kit.components import Link
from servewell.web.kit.figures import number
from servewell.web.reports.forms import LookForm

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

LENGTHS = (1, 3, 6, 12)
MONTHS_BACK = 24


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Frame:
    """What stands around each report. ``looks_back``: months are chosen."""

    look: "cases.Reported"
    form: LookForm
    tabs: Sequence[Tab]
    csv_url: str
    looks_back: bool


def frame(asked: QueryDict, *, viewer: "Person", report: str) -> Frame:
    """Raises Http404 where the address asks for what is not offered."""
    at = today.now()
    units = [(each.code, str(each.name)) for each in people.units_seen(viewer=viewer, power=rules.SEE)]
    choices = _offered(units, at.date())
    form = LookForm(asked, choices=choices)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    try:
        look = cases.reported(
            viewer=viewer, unit=given["unit"], until=_month(given["until"]), months=int(given["months"] or 12), at=at
        )
    except people.NoSuchUnit as none:
        raise Http404 from none
    shown = {"unit": look.unit.code, "months": str(look.months), "until": f"{look.until:%Y-%m}"}
    query = urlencode(shown)
    return Frame(
        look=look,
        form=LookForm(shown, choices=choices),
        tabs=_tabs(report, query),
        csv_url=f"{_address(report, csv=True)}?{query}",
        looks_back=report != "waiting",
    )


def _address(report: str, *, csv: bool = False) -> str:
    path = links.CASE_REPORTS.path()
    return f"{path}/{report}.csv" if csv else path if report == "waiting" else f"{path}/{report}"


def _tabs(here: str, query: str) -> Sequence[Tab]:
    labels = {"waiting": _("Open and late"), "kept": _("Promise kept"), "causes": _("Causes")}
    return [Tab(label, f"{_address(name)}?{query}", name == here) for name, label in labels.items()]


def _offered(units: Sequence[tuple[str, str]], on: date) -> dict[str, Sequence[tuple[str, str]]]:
    """A month ahead as well: somewhere it may have begun."""
    this = on.replace(day=1)
    months = [cases.month_moved(month=this, by=1 - back) for back in range(MONTHS_BACK + 1)]
    return {
        "unit": [("", ""), *units],
        "months": [(str(each), months_said(each)) for each in LENGTHS],
        "until": [(f"{each:%Y-%m}", month_said(each)) for each in months],
    }


def _month(typed: str) -> date | None:
    return date.fromisoformat(f"{typed}-01") if typed else None


def months_said(many: int) -> str:
    return ngettext("%(number)s month", "%(number)s months", many) % {"number": number(many)}


def month_said(first: date) -> str:
    return str(formats.date_format(first, pgettext("month and year, as Django's date filter reads it", "F Y")))


def short_month(first: date) -> str:
    said = pgettext("short month and year, as Django's date filter reads it", "M Y")
    return str(formats.date_format(first, said))


def span_said(span: "cases.ReportSpan") -> str:
    """Whole months: one by itself, or from the first to the last."""
    first, last = month_said(span.from_on), month_said(span.last_on)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def listed(look: "cases.Reported", says: str, *, shelf: "cases.Shelf", **asked: str) -> Link:
    """To the list of just these cases."""
    query = urlencode({"shelf": shelf.value, "unit": look.unit.code, **asked})
    return Link(says, f"{links.CASES.path()}?{query}")


def span_in_address(name: str, span: "cases.ReportSpan") -> str:
    return f"{name}~{span.from_on.isoformat()}~{span.last_on.isoformat()}"


def whose(look: "cases.Reported") -> str:
    return _("Of %(unit)s and all below it by today's tree, as far as you may see the cases.") % {
        "unit": look.unit.name
    }


def cases_said(many: int) -> str:
    return ngettext("%(number)s case", "%(number)s cases", many) % {"number": number(many)}
