"""What people of the company do with survey links."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, services, terms
from servewell.rooms.voice import selectors as voices
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.render import to_page
from servewell.web.voice.shown.channels import channels_page


@require_POST
@needs(rules.MANAGE_CHANNELS)
def open_channel(request: SignedInRequest) -> HttpResponse:
    page = channels_page(request.person, filled=request.POST)
    if page.form.is_valid():
        said = page.form.cleaned_data
        try:
            services.open_channel(
                unit=people.unit_for(viewer=request.person, power=rules.MANAGE_CHANNELS, code=said["unit"]),
                instrument=instruments.instrument_by_code(code=said["instrument"]),
                kind=said["kind"] or terms.OPEN_LINK,
                slug=said["slug"],
                language=said["language"],
                evidence=terms.Evidence(said["evidence"] or terms.Evidence.SURVEY),
                audience=terms.Audience.INTERNAL if said["is_internal"] else terms.Audience.EXTERNAL,
                by=request.person,
                at=today.now(),
            )
            return to_page("voice:channels")
        except services.SlugIsTaken:
            page.form.add_error("slug", _("This address leads to another survey already. Choose another one."))
    return render.page(request, "voice/channels.html", page, status=422)


@require_POST
@needs(rules.MANAGE_CHANNELS)
def withdraw_channel(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        channel = voices.channel_for(viewer=request.person, number=number)
    except voices.NoSuchChannel as none:
        raise Http404 from none
    services.withdraw_channel(channel=channel, by=request.person, at=today.now())
    return to_page("voice:channels")
