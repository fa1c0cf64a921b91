"""The signed-in person on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from servewell.rooms.people import selectors as people


def person(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set ``request.person``: the person who signed in, or None."""

    def around(request: HttpRequest) -> HttpResponse:
        user = request.user
        found = people.person_of(sign_in=user) if user.is_authenticated else None
        request.person = found  # type: ignore[attr-defined]  # read through kit.access.SignedInRequest
        return get_response(request)

    return around
