"""Every page says who may open it. Services enforce the powers; here they are only named."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.csrf import csrf_exempt

from servewell.base.permissions import Power
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class SignedInRequest(HttpRequest):
    """A request whose person is known: what pages behind ``needs`` and ``signed_in`` get."""

    person: "Person"


AnyView = Callable[..., HttpResponse]
EVERYONE = "everyone"
SIGNED_IN = "signed-in"
TOKEN = "by-token"  # noqa: S105  the name of a way in


def open_to_everyone(view: AnyView) -> AnyView:
    """No sign-in needed: the page itself decides what it shows."""
    view.access = EVERYONE  # type: ignore[attr-defined]
    return view


def by_token(view: AnyView) -> AnyView:
    """For machines: the view asks for a bearer token itself. Without a session there is no form's secret to ask for."""
    view.access = TOKEN  # type: ignore[attr-defined]
    return csrf_exempt(view)


def signed_in(view: AnyView) -> AnyView:
    """For every person of the company, about themselves or what all may read."""
    return _guarded(view, None)


def needs(power: Power) -> Callable[[AnyView], AnyView]:
    """For persons who hold the power over some unit; others read "not found"."""
    return lambda view: _guarded(view, power)


def powers_held(request: HttpRequest) -> frozenset[str]:
    """The codes of the powers that the signed-in person holds somewhere; asked once for each request."""
    held: frozenset[str] | None = getattr(request, "powers", None)
    if held is None:
        held = people.powers_of(person=request.person)  # type: ignore[attr-defined]  # only asked where there is one
        request.powers = held  # type: ignore[attr-defined]  # kept for the rest of the request
    return held


def _guarded(view: AnyView, power: Power | None) -> AnyView:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **parts: object) -> HttpResponse:
        person = getattr(request, "person", None)
        if person is None:
            return HttpResponseRedirect(
                f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
            )
        if power is not None and power.code not in powers_held(request):
            raise Http404
        return view(request, *args, **parts)

    guarded.access = SIGNED_IN if power is None else power.code  # type: ignore[attr-defined]
    return guarded
