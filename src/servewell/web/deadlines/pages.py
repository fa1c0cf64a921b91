"""By when answers are owed: in which unit which version holds, what it says, and the form that changes it."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from servewell.rooms.cases import rules
from servewell.web.deadlines.shown import holding, writing
from servewell.web.deadlines.shown.asked import unit_or_404
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs


@require_safe
@needs(rules.SET_POLICY)
def units(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "deadlines/units.html", holding.units_page(viewer=request.person))


@require_safe
@needs(rules.SET_POLICY)
def unit(request: SignedInRequest, code: str) -> HttpResponse:
    page = holding.unit_page(unit_or_404(request.person, code), viewer=request.person)
    return render.page(request, "deadlines/unit.html", page)


@needs(rules.SET_POLICY)
def write(request: SignedInRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request.person, code)
    return render.page(request, "deadlines/write.html", writing.write_page(unit, form=writing.form_for(unit)))
