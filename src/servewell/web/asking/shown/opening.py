"""A campaign that somebody asks for by its number."""

from typing import TYPE_CHECKING

from django.http import Http404

from servewell.rooms.voice import selectors as voices
from servewell.web.kit.access import SignedInRequest

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Campaign


def campaign_or_404(request: SignedInRequest, number: int) -> "Campaign":
    try:
        return voices.campaign_for(viewer=request.person, number=number)
    except voices.NoSuchCampaign as none:
        raise Http404 from none
