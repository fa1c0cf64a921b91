"""The service chain, to look at."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards import selectors as standards
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, signed_in
from servewell.web.standards.shown.chain import chain_page, my_chain_page, place_page


@require_safe
@signed_in
def chain(request: SignedInRequest) -> HttpResponse:
    page = chain_page(standards.chain(), reader=request.person, here=request.GET.get("place", ""))
    return render.page(request, "standards/chain.html", page)


@require_safe
@signed_in
def my_chain(request: SignedInRequest) -> HttpResponse:
    on = today.now().date()
    posting = people.posting_on(person=request.person, on=on)
    found = None
    if posting is not None:
        above = people.above(unit=posting.unit_id, on=on)
        found = standards.mine(posting=posting, above=above, chain=standards.chain())
    return render.page(request, "standards/my_chain.html", my_chain_page(found))


@needs(rules.KEEP)
def new_place(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "standards/place.html", place_page(None, reader=request.person))


@needs(rules.KEEP)
def place(request: SignedInRequest, code: str) -> HttpResponse:
    try:
        found = standards.place_for(viewer=request.person, code=code)
    except standards.NoSuchPlace as none:
        raise Http404 from none
    return render.page(request, "standards/place.html", place_page(found, reader=request.person))
