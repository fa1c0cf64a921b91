"""How customers judge us, for whoever may see the figures."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules as standards_rules
from servewell.rooms.voice import rules as voice_rules
from servewell.web.insight.shown import asked
from servewell.web.insight.shown import satisfaction as shown
from servewell.web.insight.shown.executive import executive_page
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, powers_held

if TYPE_CHECKING:
    pass


@needs(rules.SEE)
def satisfaction(request: SignedInRequest) -> HttpResponse:
    try:
        found = asked.found_for(request.person, request.GET.get("unit") or None, request.GET)
    except insight.NoSuchIndicator:
        return render.page(request, "insight/satisfaction.html", shown.undefined())
    return render.page(request, "insight/satisfaction.html", asked.page_of(request.person, found))


@require_safe
@needs(rules.SEE)
def units(request: SignedInRequest, unit: str) -> HttpResponse:
    try:
        page = asked.units_for(request.person, unit, request.GET)
    except insight.NoSuchIndicator:
        raise Http404 from None
    return render.page(request, "insight/units.html", page)


@require_safe
@needs(rules.SEE)
def drivers(request: SignedInRequest, unit: str) -> HttpResponse:
    try:
        page = asked.drivers_for(request.person, unit, request.GET)
    except insight.NoSuchIndicator:
        raise Http404 from None
    return render.page(request, "insight/drivers.html", page)


@require_safe
@needs(rules.REMIT)
def executive(request: SignedInRequest) -> HttpResponse:
    try:
        found = insight.overview(viewer=request.person, at=today.now(), unit=request.GET.get("unit") or None)
    except people.NoSuchUnit:
        raise Http404 from None
    held = powers_held(request)
    reads = {power.code for power in (voice_rules.READ, cases_rules.SEE, people_rules.SEE_TEAM, standards_rules.KEEP)}
    return render.page(request, "insight/executive.html", executive_page(found, opens=frozenset(held & reads)))
