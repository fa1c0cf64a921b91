"""Who may ask: a machine by its token, or a person who is signed in. Both see what their powers let them see."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import Router
from ninja.security import APIKeyCookie, HttpBearer

from servewell.base.permissions import Actor, Power
from servewell.rooms.people import selectors as people
from servewell.web.kit.access import AnyView, open_to_everyone, powers_held
from servewell.web.kit.api.faults import (
    REFUSED,
    NoSuchAddress,
    NothingThere,
    OnlyToBeRead,
    require_known,
    said_in_words,
)

if TYPE_CHECKING:
    from ninja import NinjaAPI

V = TypeVar("V", bound=Callable[..., Any])
KEPT_NOWHERE: Final = "no-store, private"
READ_ONLY: Final = "GET, HEAD"


class ReadRequest(HttpRequest):
    """What an answer of the API gets: ``auth`` is the viewer."""

    auth: Actor


class ByToken(HttpBearer):
    """``servewell token make`` makes one."""

    openapi_description = "A token that the host made: servewell token make"

    def __init__(self, power: Power) -> None:
        super().__init__()
        self._power = power

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = people.token_that_reads(secret=token.strip()) if token.strip() else None
        if found is not None and not people.holds(actor=found, power=self._power):
            raise NothingThere
        return found


class BySession(APIKeyCookie):
    """Of a person who is signed in. What a GET answers, another site cannot read; a deed would ask for more."""

    param_name = "sessionid"
    openapi_description = "The session of a person who is signed in, for pages and for trying things out"

    def __init__(self, power: Power) -> None:
        super().__init__()
        self._power = power

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        person: Actor | None = getattr(request, "person", None)
        if person is not None and self._power.code not in powers_held(request):
            raise NothingThere
        return person


def answers(router: Router, path: str, *, power: Power, response: object, summary: str, says: str) -> Callable[[V], V]:
    """Let a function answer GET at a path for whoever holds the power over some unit; others are told nothing.

    ``summary`` and ``says`` are marked for translators with ``gettext_noop`` and translated on the page about the API.
    Options that the function does not know are refused: a misspelt one would be left out without a word.
    """

    def answering(view: V) -> V:
        @wraps(view)
        def guarded(request: ReadRequest, **parts: object) -> object:
            require_known(request, guarded._ninja_operation)  # type: ignore[attr-defined]  # put there by the router
            return view(request, **parts)

        guarded.power = power  # type: ignore[attr-defined]
        register = router.get(
            path,
            auth=[ByToken(power), BySession(power)],
            response={200: response, **REFUSED},
            summary=summary,
            description=says,
            operation_id=view.__name__,
            url_name=view.__name__,
        )
        register(guarded)
        _powers[view.__name__] = power
        return view

    return answering


_powers: dict[str, Power] = {}


def views_of(api: "NinjaAPI") -> list[tuple[str, str, AnyView]]:
    """Route, name and view of everything that the API answers, each with the power that it takes."""
    found = []
    for each in api.urls[0]:
        if isinstance(each, URLPattern) and each.name in _powers and each.callback is not None:
            found.append((str(each.pattern), each.name, _at_the_door(each.callback, _powers[each.name])))
    return found


def without_body(response: HttpResponse) -> HttpResponse:
    """What HEAD answers, whichever server stands before us: the headers of GET, its length included."""
    response.headers["Content-Length"] = str(len(response.content))
    response.content = b""
    return response


@csrf_exempt
@open_to_everyone
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever else is asked for below the address of the API, by whichever method: a program reads no page."""
    response = said_in_words(NoSuchAddress(), **{"Cache-Control": KEPT_NOWHERE})
    return without_body(response) if request.method == "HEAD" else response


def _at_the_door(view: AnyView, power: Power) -> AnyView:
    def at_the_door(request: HttpRequest, **parts: object) -> HttpResponse:
        is_head, request.method = request.method == "HEAD", "GET" if request.method == "HEAD" else request.method
        response = view(request, **parts)
        if response.status_code == OnlyToBeRead.status:
            response = said_in_words(OnlyToBeRead(), Allow=READ_ONLY)
        response.headers["Cache-Control"] = KEPT_NOWHERE
        if is_head:
            request.method = "HEAD"
            return without_body(response)
        return response

    at_the_door.access = power.code  # type: ignore[attr-defined]
    at_the_door.csrf_exempt = True  # type: ignore[attr-defined]  # whoever comes with a session is checked by BySession
    return at_the_door
