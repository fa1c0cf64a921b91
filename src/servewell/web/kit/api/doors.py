"""Who may ask: a machine by its token, or a person who is signed in. Both see what their powers let them see."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import Router, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from servewell.base.permissions import Actor, Power
from servewell.rooms.people import selectors as people
from servewell.web.kit.access import TOKEN, AnyView, open_to_everyone, powers_held
from servewell.web.kit.api.faults import (
    REFUSED,
    CannotAnswer,
    NoSuchAddress,
    NotByThisMethod,
    NothingThere,
    OnlyToBeRead,
    meant,
    require_known,
    said_in_words,
)
from servewell.web.kit.api.problems import PROBLEMS, all_unfit, refused, unreadable

if TYPE_CHECKING:
    from ninja import NinjaAPI

V = TypeVar("V", bound=Callable[..., Any])
KEPT_NOWHERE: Final = "no-store, private"
READ_ONLY: Final = "GET, HEAD"
SENT_TO: Final = "GET, HEAD, POST"


class ReadRequest(HttpRequest):
    """What an answer of the API gets: ``auth`` is the viewer."""

    auth: Actor


class SentRequest(HttpRequest):
    """What a deed of the API gets: ``auth`` is the machine that does it."""

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
        _accesses[view.__name__] = power.code
        return view

    return answering


def takes(router: Router, path: str, *, power: Power, response: object, summary: str, says: str) -> Callable[[V], V]:
    """Let a function answer POST at a path that also answers GET, for tokens that hold the power over some unit.

    It gives a status, 201 for what is new and 200 for what was there, and the answer. Another site cannot make the
    browser of a person who is signed in do it: a session opens nothing here.
    """

    def taking(view: V) -> V:
        @wraps(view)
        def guarded(request: SentRequest, **parts: object) -> Status[object]:
            require_known(request, guarded._ninja_operation)  # type: ignore[attr-defined]  # put there by the router
            return Status(*view(request, **parts))

        register = router.post(
            path,
            auth=[ByToken(power)],
            response={200: response, 201: response, **PROBLEMS},
            summary=summary,
            description=says,
            operation_id=view.__name__,
            url_name=view.__name__,
        )
        register(guarded)
        _accesses[view.__name__] = TOKEN
        return view

    return taking


# by the name of the view: a power's code, or that only a token opens it
_accesses: dict[str, str] = {}


def views_of(api: "NinjaAPI") -> list[tuple[str, str, AnyView]]:
    """Route, name and view of everything that the API answers, each with what it takes to be let in.

    Two of one route are one view: it answers the methods of both.
    """
    known = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name in _accesses]
    sent_to = {str(each.pattern) for each in known if _accesses[str(each.name)] == TOKEN}
    found = []
    for each in known:
        route, name = str(each.pattern), str(each.name)
        found.append((route, name, _at_the_door(each.callback, _accesses[name], is_sent_to=route in sent_to)))
    return found


def speak_in_words(api: "NinjaAPI") -> None:
    """Every refusal of the API becomes a Trouble; of a deed, a Problem."""

    def told(request: HttpRequest, fault: object) -> HttpResponse:
        if request.method != "POST":
            return said_in_words(meant(request, fault))
        if isinstance(fault, ValidationError):
            return refused(all_unfit(fault.errors))
        is_of_body = isinstance(fault, HttpError | RequestDataTooBig) and not isinstance(fault, AuthenticationError)
        return refused(unreadable(fault) if is_of_body else meant(request, fault))

    ours = (CannotAnswer, AuthenticationError, ValidationError, HttpError)
    for kind in (*ours, RequestDataTooBig, OperationalError, InterfaceError):
        api.add_exception_handler(kind, told)


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


def _at_the_door(view: AnyView, access: str, *, is_sent_to: bool) -> AnyView:
    def at_the_door(request: HttpRequest, **parts: object) -> HttpResponse:
        is_head, request.method = request.method == "HEAD", "GET" if request.method == "HEAD" else request.method
        response = view(request, **parts)
        if response.status_code == OnlyToBeRead.status:
            response = _not_by_this_method(is_sent_to=is_sent_to)
        response.headers["Cache-Control"] = KEPT_NOWHERE
        if is_head:
            request.method = "HEAD"
            return without_body(response)
        return response

    at_the_door.access = access  # type: ignore[attr-defined]
    at_the_door.csrf_exempt = True  # type: ignore[attr-defined]  # whoever comes with a session is checked by BySession
    return at_the_door


def _not_by_this_method(*, is_sent_to: bool) -> HttpResponse:
    if is_sent_to:
        return said_in_words(NotByThisMethod(), Allow=SENT_TO)
    return said_in_words(OnlyToBeRead(), Allow=READ_ONLY)
