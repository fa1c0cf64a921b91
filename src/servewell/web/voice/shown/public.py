"""How a customer's page becomes a response: with a shell of its own, so that nothing of the house stands around it."""

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.web.kit.components import Page, Shell


class PublicPage(Page, Protocol):
    @property
    def unit(self) -> str: ...


def page(request: HttpRequest, template: str, page: PublicPage, *, status: int = 200) -> HttpResponse:
    shell = Shell(brand=page.unit or "Servewell")
    stand = getattr(request, "stand", None)  # see stands
    return render(request, template, {"page": page, "shell": shell, "stand": stand}, status=status)
