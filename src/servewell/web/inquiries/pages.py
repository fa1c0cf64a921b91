"""What colleagues ask somebody about a customer: for every person, whatever they may see of cases."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.cases import selectors as cases
from servewell.web.inquiries import shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, signed_in


@require_safe
@signed_in
def inquiries(request: SignedInRequest) -> HttpResponse:
    """Those that wait, and how the departments answer that the viewer leads or asks."""
    now = today.now()
    page = shown.list_page(
        waiting=cases.inquiries_read_by(viewer=request.person, at=now),
        figures=cases.inquiry_figures(viewer=request.person, at=now),
        now=now,
    )
    return render.page(request, "inquiries/inquiries.html", page)


@signed_in
def inquiry(request: SignedInRequest, number: int) -> HttpResponse:
    now = today.now()
    try:
        found = cases.inquiry_asked(viewer=request.person, key=number, at=now)
    except cases.NoSuchInquiry as none:
        raise Http404 from none
    return render.page(request, "inquiries/inquiry.html", shown.asked_page(found, now=now))
