"""What failed outside of every page: while it was asked who is signed in, or while the session was kept."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django takes a session that could not be written for one that somebody deleted meanwhile."""
    fault = database_fault(exception)
    return database_refused(request, fault) if fault else defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    fault = database_fault(sys.exc_info()[1])  # Django calls it while the fault is being handled, without the fault
    return database_refused(request, fault) if fault else defaults.server_error(request)


def database_fault(fault: BaseException | None) -> Exception | None:
    """The database's own refusal behind a fault, if there is one."""
    while fault is not None:
        if isinstance(fault, OperationalError | InterfaceError):
            return fault
        fault = fault.__cause__ or fault.__context__
    return None


def database_refused(request: HttpRequest, fault: Exception) -> HttpResponse:
    """A page may have done its deed before the session could not be kept, so nobody is told that nothing was saved."""
    log.error("the database refused outside of a page: %s", fault)
    html = render_to_string("503.html", {"may_be_done": request.method == "POST"})
    return HttpResponse(html, status=503, headers={"Retry-After": "30"})
