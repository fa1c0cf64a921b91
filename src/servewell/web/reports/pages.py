"""How cases stand and what caused them, for who sees them: one purpose a page. Looking changes nothing."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.reports.shown import causes as shown_causes
from servewell.web.reports.shown import kept as shown_kept
from servewell.web.reports.shown import waiting as shown_waiting
from servewell.web.reports.shown.asked import frame


@require_safe
@needs(rules.SEE)
def waiting(request: SignedInRequest) -> HttpResponse:
    around = frame(request.GET, viewer=request.person, report="waiting")
    found = cases.waiting(viewer=request.person, look=around.look)
    return render.page(request, "reports/waiting.html", shown_waiting.page(found, around))


@require_safe
@needs(rules.SEE)
def waiting_csv(request: SignedInRequest) -> HttpResponse:
    around = frame(request.GET, viewer=request.person, report="waiting")
    found = cases.waiting(viewer=request.person, look=around.look)
    return render.table(shown_waiting.as_csv(found), name="open-cases.csv")


@require_safe
@needs(rules.SEE)
def kept(request: SignedInRequest) -> HttpResponse:
    around = frame(request.GET, viewer=request.person, report="kept")
    found = cases.keeping(viewer=request.person, look=around.look)
    return render.page(request, "reports/kept.html", shown_kept.page(found, around))


@require_safe
@needs(rules.SEE)
def kept_csv(request: SignedInRequest) -> HttpResponse:
    around = frame(request.GET, viewer=request.person, report="kept")
    found = cases.keeping(viewer=request.person, look=around.look)
    return render.table(shown_kept.as_csv(found), name="promise-kept.csv")


@require_safe
@needs(rules.SEE)
def causes(request: SignedInRequest) -> HttpResponse:
    around = frame(request.GET, viewer=request.person, report="causes")
    found = cases.causing(viewer=request.person, look=around.look)
    return render.page(request, "reports/causes.html", shown_causes.page(found, around))


@require_safe
@needs(rules.SEE)
def causes_csv(request: SignedInRequest) -> HttpResponse:
    around = frame(request.GET, viewer=request.person, report="causes")
    found = cases.causing(viewer=request.person, look=around.look)
    return render.table(shown_causes.as_csv(found), name="causes.csv")
