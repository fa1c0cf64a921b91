"""What happens around every page: plain words when the database cannot write."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]


def trouble(get_response: Next) -> Next:
    """Nothing was stored: say so, and that the same button may be pressed again. Around the pages: faults.py."""

    def around(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, OperationalError | InterfaceError):
            return None
        log.error("the database refused: %s", fault)
        return HttpResponse(render_to_string("503.html", request=request), status=503, headers={"Retry-After": "30"})

    around.process_exception = process_exception  # type: ignore[attr-defined]  # Django looks for it there
    return around
