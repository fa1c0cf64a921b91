"""Where a survey is shown other than on the customer's own phone: on a tablet at the desk, within another web site."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_exempt

from servewell.base import links
from servewell.rooms.voice import selectors as voices


@dataclass(frozen=True)
class Stand:
    """``code`` is the last part of the address. A kiosk begins anew by itself, after so many seconds."""

    code: str
    is_kiosk: bool = False
    path: str = ""
    idle_seconds: int = 60
    thanks_seconds: int = 12


KIOSK, EMBED = Stand("kiosk", is_kiosk=True), Stand("embed")
STANDS = (KIOSK, EMBED)


def at(stand: Stand, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same page, shown there."""

    @wraps(view)
    def standing(request: HttpRequest, slug: str) -> HttpResponse:
        path = f"{links.SURVEY.path(slug=slug)}/{stand.code}"
        request.stand = Stand(stand.code, stand.is_kiosk, path)  # type: ignore[attr-defined]  # for the template
        if not stand.is_kiosk:
            return _framed(view, slug)(request, slug=slug, stand=stand.code)
        response = view(request, slug=slug, stand=stand.code)
        # the next customer who goes back must not find what the one before wrote
        add_never_cache_headers(response)
        return response

    return standing


def _framed(view: Callable[..., HttpResponse], slug: str) -> Callable[..., HttpResponse]:
    """Within the pages of the sites that somebody named; where nobody did, of none, like every other page."""
    try:
        sites = voices.channel_by_slug(slug=slug).embedded_on
    except voices.NoSuchChannel:
        return view
    if not sites:
        return view
    framed: Callable[..., HttpResponse] = csp_replace({"frame-ancestors": sites})(xframe_options_exempt(view))  # type: ignore[assignment]  # as wide a type as the decorator's own
    return framed
