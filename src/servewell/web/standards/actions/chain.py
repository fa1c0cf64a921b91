"""Drawing the service chain: places, and who serves whom."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.standards import rules, services
from servewell.rooms.standards import selectors as standards
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.standards.forms import PlaceForm, ServeForm
from servewell.web.standards.shown.asked import unit_or_404
from servewell.web.standards.shown.chain import place_form, place_page, serve_form

if TYPE_CHECKING:
    from servewell.rooms.standards.models import Place


@needs(rules.KEEP)
def new_place(request: SignedInRequest) -> HttpResponse:
    form = place_form(request.POST, reader=request.person, is_new=True)
    if form.is_valid():
        added = _added(request, form)
        if added is not None:
            return render.to_page("standards:place", code=added.code)
    return _again(request, None, form=form)


def _added(request: SignedInRequest, form: PlaceForm) -> "Place | None":
    try:
        return services.add_place(
            unit=unit_or_404(request.person, form.cleaned_data["unit"], rules.KEEP),
            name=form.written("name"),
            job=form.words("job"),
            is_customer=form.cleaned_data["is_customer"],
            by=request.person,
            at=today.now(),
        )
    except services.PlaceIsACustomer:
        form.add_error("is_customer", _("Customers have no job here: leave the job empty."))
        return None


@needs(rules.KEEP)
def place(request: SignedInRequest, code: str) -> HttpResponse:
    found = _place_or_404(request, code)
    form = place_form(request.POST, reader=request.person, is_new=False)
    if not form.is_valid() or not _is_changed(request, found, form):
        return _again(request, found, form=form)
    return render.to_page("standards:place", code=code)


def _is_changed(request: SignedInRequest, found: "Place", form: PlaceForm) -> bool:
    unit = unit_or_404(request.person, form.cleaned_data["unit"], rules.KEEP)
    try:
        services.change_place(
            place=found, unit=unit, name=form.written("name"), job=form.words("job"), by=request.person, at=today.now()
        )
    except services.PlaceIsACustomer:
        form.add_error(None, _("Customers have no job here: leave the job empty."))
    return not form.errors


@require_POST
@needs(rules.KEEP)
def serve(request: SignedInRequest, code: str) -> HttpResponse:
    found = _place_or_404(request, code)
    form = serve_form(request.POST, place=found)
    if form.is_valid() and _is_served(request, found, form):
        return render.to_page("standards:place", code=code)
    return _again(request, found, serving=form)


def _is_served(request: SignedInRequest, server: "Place", form: ServeForm) -> bool:
    served = next(one for one in standards.chain().places.values() if one.code == form.cleaned_data["served"])
    try:
        services.serve(server=server, served=served, what=form.written("what"), by=request.person, at=today.now())
    except services.PlaceIsACustomer:
        form.add_error(None, _("Customers are served; they serve nobody here."))
    except services.ServedAlready:
        form.add_error("served", _("This place is served already."))
    return not form.errors


@require_POST
@needs(rules.KEEP)
def stop_serving(request: SignedInRequest, code: str) -> HttpResponse:
    """Who ends a service that has ended already is told the same."""
    found = _place_or_404(request, code)
    try:
        service = standards.service_for(server=found, served=request.POST.get("served", ""))
        services.stop_serving(service=service, by=request.person, at=today.now())
    except standards.NoSuchPlace:
        pass
    messages.success(request, _("That service has ended on the map."))
    return render.to_page("standards:place", code=code)


@require_POST
@needs(rules.KEEP)
def retire_place(request: SignedInRequest, code: str) -> HttpResponse:
    found = _place_or_404(request, code)
    try:
        services.retire_place(place=found, by=request.person, at=today.now())
    except services.PlaceStillServes:
        messages.error(request, _("This place still serves or is served. End that first."))
        return render.to_page("standards:place", code=code)
    messages.success(request, _("The place is off the map."))
    return render.to_page("standards:chain")


def _again(
    request: SignedInRequest, found: "Place | None", *, form: PlaceForm | None = None, serving: ServeForm | None = None
) -> HttpResponse:
    page = place_page(found, reader=request.person, form=form, serve_form=serving)
    return render.page(request, "standards/place.html", page, status=422)


def _place_or_404(request: SignedInRequest, code: str) -> "Place":
    try:
        return standards.place_for(viewer=request.person, code=code)
    except (standards.NoSuchPlace, NotAllowed) as none:
        raise Http404 from none
