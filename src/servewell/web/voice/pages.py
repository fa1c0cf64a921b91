"""What customers and people of the company look at. Looking records nothing."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services
from servewell.web.kit.access import open_to_everyone
from servewell.web.voice.forms import Ticket
from servewell.web.voice.shown import ended
from servewell.web.voice.shown import survey as shown
from servewell.web.voice.shown.door import Door, door_at, language_for
from servewell.web.voice.shown.survey import Sheet


@require_safe
@open_to_everyone
def survey(request: HttpRequest, **address: str) -> HttpResponse:
    """The form behind an open or a personal link."""
    try:
        door = door_at(**address)
    except (voices.NoSuchChannel, voices.NoSuchInvitation):
        return ended.no_such_link(request)
    now = today.now()
    version = instruments.current(instrument=door.channel.instrument_id)
    sheet = Sheet(
        door=door,
        version=version,
        ticket=Ticket.new(link=door.link, version=version.key, at=now),
        language=language_for(request, door, version, wanted=request.GET.get("language", "")),
    )
    why = _why_it_ended(door, at=now)
    return ended.ended(request, why, sheet) if why else shown.show(request, sheet)


def _why_it_ended(door: Door, *, at: datetime) -> type[Exception] | None:
    if door.invitation and door.invitation.used_at:
        return services.InvitationIsUsed
    if door.channel.withdrawn_at:
        return services.ChannelIsWithdrawn
    if door.invitation and door.invitation.valid_until <= at:
        return services.InvitationHasExpired
    return None


@require_safe
@open_to_everyone
def thanks(request: HttpRequest, **address: str) -> HttpResponse:
    try:
        door = door_at(**address)
    except (voices.NoSuchChannel, voices.NoSuchInvitation):
        return ended.no_such_link(request)
    version = instruments.current(instrument=door.channel.instrument_id)
    language = language_for(request, door, version, wanted=request.GET.get("language", ""))
    return ended.thanks(request, door=door, version=version, language=language)
