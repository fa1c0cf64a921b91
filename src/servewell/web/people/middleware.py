"""The signed-in person on every request, and what a device that several people share must forget."""

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import requests
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from servewell.base import today
from servewell.rooms.people import selectors as people
from servewell.web.kit.devices import IDLE_SECONDS, minds_the_time
from servewell.web.people.backends import CAME_WITH

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, SignIn

log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]

SHARED_COOKIE = "servewell_shared_device"
TOUCHED_EVERY_SECONDS = 30  # each touch writes the session
_TOUCHED = "touched_at"
_SHARED = "device_is_shared"


def person(get_response: Next) -> Next:
    """Set ``request.person`` (or None) and ``request.is_shared_device``; end what was left open on a shared device."""

    def around(request: HttpRequest) -> HttpResponse:
        was_shared = is_shared_session(request)
        untouched_seconds = time.time() - request.session.get(_TOUCHED, 0) if was_shared else 0.0
        if untouched_seconds > IDLE_SECONDS:
            logout(request)
        found = person_behind(request.user) if request.user.is_authenticated else None
        if found is None and request.user.is_authenticated:  # their last day is over since they signed in
            logout(request)
        request.person = found  # type: ignore[attr-defined]  # read through kit.access.SignedInRequest
        request.is_shared_device = found is not None and was_shared  # type: ignore[attr-defined]
        if found is not None and untouched_seconds >= TOUCHED_EVERY_SECONDS:
            request.session[_TOUCHED] = time.time()

        response = get_response(request)
        if request.user.is_authenticated or found is not None:
            _forget_in_the_browser(request, response, was_shared=was_shared)
        return response

    around.process_exception = provider_is_away  # type: ignore[attr-defined]  # Django looks for it there
    return around


def person_behind(user: "SignIn") -> "Person | None":
    """Nobody is turned away before their last day is over where they work, wherever that is."""
    came_with: Person | None = getattr(user, CAME_WITH, None)
    return came_with or people.person_of(sign_in=user, on=today.earliest_day(at=today.now()))


def provider_is_away(request: HttpRequest, fault: Exception) -> HttpResponse | None:
    """allauth lets it through when the company's identity provider does not answer at the first step."""
    if not isinstance(fault, requests.RequestException):
        return None
    log.error("the identity provider did not answer: %s; check oidc_server", fault)
    return render(request, "socialaccount/authentication_error.html", status=502)


def _forget_in_the_browser(request: HttpRequest, response: HttpResponse, *, was_shared: bool) -> None:
    """Pages of signed-in people are kept nowhere; a shared screen turns away when nobody touches it."""
    response.headers["Cache-Control"] = "no-store, private"
    if not request.user.is_authenticated and was_shared:
        response.headers["Clear-Site-Data"] = '"cache"'
    elif is_shared_session(request) and _turns_away(response):
        response.headers["Refresh"] = f"{IDLE_SECONDS + 2}; url={reverse('account_login')}?idle"


def _turns_away(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html") and not minds_the_time(response)


def is_shared_session(request: HttpRequest) -> bool:
    return bool(request.session.get(_SHARED))


def was_shared_before(request: HttpRequest) -> bool:
    """Whether somebody once said on this device that several people share it."""
    return bool(request.COOKIES.get(SHARED_COOKIE))


def is_shared_by_now(request: HttpRequest) -> bool:
    """What was ticked at this sign-in; where nobody could tick, as with a passkey, what was ticked at the last."""
    return bool(request.session.get(_SHARED, was_shared_before(request)))


def share_session(request: HttpRequest, *, is_shared: bool) -> None:
    """Say for the session that begins whether others will hold the same device after it."""
    request.session[_SHARED] = is_shared
    request.session[_TOUCHED] = time.time()
    request.session.set_expiry(0 if is_shared else None)
