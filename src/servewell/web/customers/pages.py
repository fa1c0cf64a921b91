"""Customers: who they are, whether we may ask them, and everything that was between us. Looking changes nothing."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base.permissions import NotAllowed
from servewell.rooms.customers import rules
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors as voices
from servewell.web.customers.forms import SeekForm
from servewell.web.customers.shown import correcting, erasing, exporting, gathering, listed, whole
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, powers_held
from servewell.web.kit.asked import edges_asked_for

if TYPE_CHECKING:
    pass


@require_safe
@needs(rules.SEE)
def customer_list(request: SignedInRequest) -> HttpResponse:
    form = SeekForm(request.GET)
    sought = str(form.cleaned_data["q"]).strip() if form.is_valid() else ""
    found = customers.customers_seen(
        viewer=request.person,
        sought=sought,
        **edges_asked_for(request),
    )
    may_merge = rules.MERGE.code in powers_held(request)
    left = customers.left_by(viewer=request.person, contact=sought) if sought else []
    page = listed.listed(found=found, left=left, form=form, sought=sought, may_merge=may_merge)
    return render.page(request, "customers/customers.html", page)


@require_safe
@needs(rules.SEE)
def customer(request: SignedInRequest, number: int) -> HttpResponse:
    """Under the number of an entry that was merged, whoever looks is led to the one that stands for the person."""
    known = gathering.gathered(request, number)
    if known.whole.customer.pk != number:
        return render.to_page("customers:customer", number=known.whole.customer.pk)
    return render.page(request, "customers/customer.html", whole.whole(known))


@require_safe
@needs(rules.SEE)
def left(request: SignedInRequest, number: int) -> HttpResponse:
    """Whoever sees the customer behind it is led to them."""
    found = gathering.left(request, number)
    if customers.are_seen(viewer=request.person, customers=[found.customer]):
        return render.to_page("customers:customer", number=found.stands_for)
    return render.page(request, "customers/left.html", gathering.came_by(request, found))


@require_safe
@needs(rules.MERGE)
def alike(request: SignedInRequest) -> HttpResponse:
    found = customers.proposals(viewer=request.person, **edges_asked_for(request))
    merged = gathering.merge(request, request.GET.get("merged", ""))
    return render.page(request, "customers/alike.html", listed.alike(found=found, merged=merged))


@require_safe
@needs(rules.ERASE)
def export(request: SignedInRequest, number: int) -> HttpResponse:
    found = gathering.seen(request, number, rules.ERASE)
    try:
        _everything, packed = exporting.handed_out(viewer=request.person, customer=found)
    except NotAllowed as none:
        raise Http404 from none
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="customer-{found.pk}.zip"'
    return response


@needs(rules.ERASE)
def erase(request: SignedInRequest, number: int) -> HttpResponse:
    found = gathering.seen(request, number, rules.ERASE)
    files = voices.files_to_look_through()
    page = erasing.preview(customer=found, found=gathering.everything(request, found), files=files)
    return render.page(request, "customers/erase.html", page)


@needs(rules.ERASE)
def correct(request: SignedInRequest, number: int) -> HttpResponse:
    found = gathering.seen(request, number, rules.ERASE)
    contacts = customers.contacts_of(customer=found.pk)
    return render.page(request, "customers/correct.html", correcting.correcting(customer=found, contacts=contacts))


@require_safe
@needs(rules.ERASE)
def certificate(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        found = customers.erasure_for(viewer=request.person, number=number)
    except customers.NoSuchErasure as none:
        raise Http404 from none
    page = erasing.certificate(
        erasure=found,
        originals=voices.blanked(erasure=found.pk),
        looked_through=voices.looked_through(erasure=found.pk),
    )
    return render.page(request, "customers/certificate.html", page)
