"""How a score came about, and what is disputed."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.instruments import rules
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voices
from servewell.web.instruments.shown import disputes as shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.asked import edges_asked_for


@require_safe
@needs(voice_rules.READ)
def score(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        page = shown.score_page(request.person, number, at=today.now(), item=request.GET.get("item", ""))
    except voices.NoSuchVoice as none:
        raise Http404 from none
    if page is None:
        raise Http404
    return render.page(request, "instruments/score.html", page)


@require_safe
@needs(rules.DECIDE)
def waiting(request: SignedInRequest) -> HttpResponse:
    page = shown.disputes_page(request.person, **edges_asked_for(request))
    return render.page(request, "instruments/disputes.html", page)


@needs(rules.DECIDE)
def dispute(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        page = shown.dispute_page(request.person, number)
    except instruments.NoSuchDispute as none:
        raise Http404 from none
    return render.page(request, "instruments/dispute.html", page)
