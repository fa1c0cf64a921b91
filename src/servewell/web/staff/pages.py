"""Staff files, to look at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.engines import tables
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.asked import edges_asked_for
from servewell.web.staff import shown
from servewell.web.staff.forms import BringForm

if TYPE_CHECKING:
    from servewell.rooms.people.models import Intake


@require_safe
@needs(rules.MANAGE)
def files(request: SignedInRequest) -> HttpResponse:
    found = people.intakes(viewer=request.person, **edges_asked_for(request))
    return render.page(request, "staff/files.html", shown.files_page(found))


@require_safe
@needs(rules.MANAGE)
def bring(request: SignedInRequest) -> HttpResponse:
    form = BringForm(units=shown.units_of(request.person), initial={"on": today.now().date(), "is_whole": True})
    return render.page(request, "staff/bring.html", shown.bring_page(form))


@require_safe
@needs(rules.MANAGE)
def file(request: SignedInRequest, number: int) -> HttpResponse:
    return shown.file_shown(request, shown.intake_or_404(request, number))


@require_safe
@needs(rules.MANAGE)
def held_csv(request: SignedInRequest, number: int) -> HttpResponse:
    """All rows that are held back, as they came, with what is wrong: to be mended and brought again."""
    intake = shown.intake_or_404(request, number)
    return render.table(_held_lines(intake), name=f"{intake.name}-held-back.csv")


def _held_lines(intake: "Intake") -> Iterator[str]:
    yield "\ufeff"
    for row in people.held_rows(intake=intake):
        reasons = " ".join(services.told(fault=services.Fault(*fault)) for fault in row.detail["faults"])
        yield tables.sheet_line([str(row.row), reasons, *row.detail["cells"]])
