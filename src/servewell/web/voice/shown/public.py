"""How a customer's page becomes a response: with a shell of its own, so that nothing of the house stands around it."""

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.base import today
from servewell.web.kit import looks
from servewell.web.kit.components import Page, Shell


class PublicPage(Page, Protocol):
    @property
    def unit(self) -> str: ...


def page(
    request: HttpRequest, template: str, page: PublicPage, *, status: int = 200, unit: int | None = None
) -> HttpResponse:
    """``unit`` is the key of the one that asks: the page carries its brand."""
    look = looks.of(unit=unit, on=today.now().date()) if unit is not None else None
    shell = Shell(brand=look.name if look else page.unit or "Servewell", look=look)
    stand = getattr(request, "stand", None)  # see stands
    return render(request, template, {"page": page, "shell": shell, "stand": stand}, status=status)
