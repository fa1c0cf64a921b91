"""What people of the company do with quotas."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, services
from servewell.rooms.voice import selectors as voices
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.render import to_page
from servewell.web.voice.forms.quotas import PlacesForm
from servewell.web.voice.shown.quotas import quota_page, set_page

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Quota


@require_POST
@needs(rules.MANAGE_CHANNELS)
def set_quota(request: SignedInRequest) -> HttpResponse:
    page = set_page(request.person, filled=request.POST)
    if page.form.is_valid():
        said = page.form.cleaned_data
        try:
            quota = services.set_quota(
                instrument=instruments.instrument_by_code(code=said["instrument"]),
                unit=people.unit_for(viewer=request.person, power=rules.MANAGE_CHANNELS, code=said["unit"]),
                title=said["title"],
                condition=said["condition"],
                places=said["places"],
                ending=page.form.written("ending"),
                by=request.person,
                at=today.now(),
            )
            return to_page("voice:quota", number=quota.pk)
        except forms.DocumentHasFaults:
            page.form.add_error("condition", _how_to_write_it(said["instrument"]))
    return render.page(request, "voice/set_quota.html", page, status=422)


def _how_to_write_it(instrument: str) -> str:
    asked = instruments.current(instrument=instruments.instrument_by_code(code=instrument).pk).form.items
    return _(
        "This cannot be read as a condition over what is asked. Write it like {overall} < 3 or {overall} notempty, "
        "with these names: %(names)s."
    ) % {"names": ", ".join(item.name for item in asked)}


@require_POST
@needs(rules.MANAGE_CHANNELS)
def resize_quota(request: SignedInRequest, number: int) -> HttpResponse:
    quota, form = _quota(request, number), PlacesForm(request.POST)
    if form.is_valid():
        places = form.cleaned_data["places"]
        try:
            services.resize_quota(quota=quota, places=places, by=request.person, at=today.now())
            return to_page("voice:quota", number=number)
        except services.FewerThanTaken:
            form.add_error("places", _("%(taken)d places are taken already.") % {"taken": quota.taken})
        except services.QuotaHasEnded:
            form.add_error(None, _("This quota has ended. Set another one."))
    return render.page(request, "voice/quota.html", quota_page(quota, form=form), status=422)


@require_POST
@needs(rules.MANAGE_CHANNELS)
def end_quota(request: SignedInRequest, number: int) -> HttpResponse:
    services.end_quota(quota=_quota(request, number), by=request.person, at=today.now())
    return to_page("voice:quota", number=number)


def _quota(request: SignedInRequest, number: int) -> "Quota":
    try:
        return voices.quota_for(viewer=request.person, number=number)
    except voices.NoSuchQuota as none:
        raise Http404 from none
