"""How a page or a piece of one becomes a response."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from servewell.web.kit.components import Page


class SeeOther(HttpResponseRedirect):
    """After a POST: look there, and look with GET."""

    status_code = 303


def page(request: HttpRequest, template: str, page: Page, *, status: int = 200) -> HttpResponse:
    return render(request, template, {"page": page}, status=status)


def fragment(request: HttpRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, template, context, status=status)


def to_page(name: str, **kwargs: object) -> HttpResponseRedirect:
    return SeeOther(reverse(name, kwargs=kwargs or None))
