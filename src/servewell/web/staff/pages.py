"""Staff files, to look at."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.asked import key_asked_for
from servewell.web.staff import shown
from servewell.web.staff.forms import BringForm

if TYPE_CHECKING:
    from servewell.rooms.people.models import Intake


@require_safe
@needs(rules.MANAGE)
def files(request: SignedInRequest) -> HttpResponse:
    found = people.intakes(
        viewer=request.person, before=key_asked_for(request, "before"), after=key_asked_for(request, "after")
    )
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
    response = StreamingHttpResponse(_held_lines(intake), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{intake.name}-held-back.csv")
    return response  # type: ignore[return-value]  # a streaming response is one too


def _held_lines(intake: "Intake") -> Iterator[str]:
    written = io.StringIO()
    lines = csv.writer(written)
    yield "\ufeff"
    for row in people.held_rows(intake=intake):
        reasons = " ".join(services.told(fault=services.Fault(*fault)) for fault in row.detail["faults"])
        lines.writerow([row.row, _plain(reasons), *(_plain(cell) for cell in row.detail["cells"])])
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def _plain(cell: str) -> str:
    """A spreadsheet would run what begins like a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
