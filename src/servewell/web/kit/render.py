"""How a page or a piece of one becomes a response."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from servewell.web.kit.components import Page


class SeeOther(HttpResponseRedirect):
    """After a POST: look there, and look with GET."""

    status_code = 303


def page(request: HttpRequest, template: str, page: Page, *, status: int = 200) -> HttpResponse:
    return render(request, template, {"page": page}, status=status)


def fragment(request: HttpRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, template, context, status=status)


def table(lines: Iterable[str], *, name: str) -> HttpResponse:
    """Lines of CSV, sent as they are made, for a spreadsheet: see ``tables.sheet_line``."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response  # type: ignore[return-value]  # a streaming response is one too


def to_page(name: str, **kwargs: object) -> HttpResponseRedirect:
    return SeeOther(reverse(name, kwargs=kwargs or None))
