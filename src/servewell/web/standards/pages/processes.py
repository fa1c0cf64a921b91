"""The register of processes, to look at."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.rooms.standards import rules
from servewell.rooms.standards import selectors as standards
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.standards.shown.processes import process_page, register_as_csv, register_page


@require_safe
@needs(rules.KEEP)
def processes(request: SignedInRequest) -> HttpResponse:
    rows = standards.register(viewer=request.person)
    return render.page(request, "standards/processes.html", register_page(rows, standards.unserved()))


@require_safe
@needs(rules.KEEP)
def processes_csv(request: SignedInRequest) -> HttpResponse:
    rows = standards.register(viewer=request.person)
    return render.table(register_as_csv(rows), name="processes.csv")


@needs(rules.KEEP)
def new_process(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "standards/process.html", process_page(None, reader=request.person))


@needs(rules.KEEP)
def process(request: SignedInRequest, code: str) -> HttpResponse:
    try:
        row = standards.process_for(viewer=request.person, code=code)
    except standards.NoSuchProcess as none:
        raise Http404 from none
    return render.page(request, "standards/process.html", process_page(row, reader=request.person))
