"""What a report's link narrows the list of cases to."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from django.utils.translation import gettext as _

from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.web.cases.forms.listed import FilterForm
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

REPORTED = ("cause", "standard", "span")


class Narrowed(TypedDict):
    cause: str | None
    standard: str | None
    opened: "cases.ReportSpan | None"
    missed: "cases.ReportSpan | None"


def reported(form: FilterForm, units: "Sequence[Unit]") -> Narrowed:
    """Days are those of the unit that is asked for, as in the report."""
    said = form.cleaned_data
    spans: dict[str, cases.ReportSpan] = {}
    if said["span"]:
        what, first, until = said["span"]
        unit = next((each for each in units if each.code == said["unit"]), None) or people.top_unit()
        spans[what] = cases.ReportSpan(first, until, unit.zone if unit else "UTC")
    return Narrowed(
        cause=said["cause"] or None,
        standard=said["standard"] or None,
        opened=spans.get("opened"),
        missed=spans.get("missed"),
    )


def reported_said(form: FilterForm) -> Sequence[str]:
    said = form.cleaned_data
    found = []
    if said["cause"]:
        found.append(_("caused by: %(cause)s") % {"cause": _cause(said["cause"])})
    if said["standard"]:
        texts = {each.code: str(each.text) for each in standards.standards_in_force()}
        found.append(_("standard not kept: %(standard)s") % {"standard": texts.get(said["standard"], said["standard"])})
    if said["span"]:
        what, first, until = said["span"]
        days = {"first": day(first), "last": day(until - timedelta(days=1))}
        if what == "missed":
            found.append(_("to be answered from %(first)s to %(last)s, and not answered in time") % days)
        elif first.year == 1:
            found.append(_("opened until %(last)s") % days)
        else:
            found.append(_("opened from %(first)s to %(last)s") % days)
    return found


def _cause(code: str) -> str:
    newest = cases.history_of_cause(code=code)
    return str(newest[0].name) if newest else code
