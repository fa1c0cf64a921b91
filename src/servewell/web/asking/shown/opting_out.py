"""What a customer sees who does not want to be asked any more."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from servewell.base.words import django_name
from servewell.web.kit.components import Shell

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Asked


@dataclass(frozen=True)
class OptOutPage:
    title: str
    says: str
    unit: str = ""
    path: str = ""


def ask(request: HttpRequest, asked: "Asked") -> HttpResponse:
    with translation.override(django_name(asked.language)):
        page = OptOutPage(
            title=_("Shall we stop asking you?"),
            says=_("One press, and we send no more surveys to this address. Answers to your own letters still come."),
            unit=_unit(asked),
            path=request.path,
        )
        return _shown(request, page)


def done(request: HttpRequest, asked: "Asked") -> HttpResponse:
    with translation.override(django_name(asked.language)):
        page = OptOutPage(
            title=_("We have stopped asking you"),
            says=_("No more surveys come to this address. If you change your mind, tell us, and we ask again."),
            unit=_unit(asked),
        )
        return _shown(request, page)


def no_such_link(request: HttpRequest) -> HttpResponse:
    page = OptOutPage(
        title=_("This link is not one of ours"),
        says=_("Please open it from the letter once more, or reply to the letter and say that you want no more."),
    )
    return _shown(request, page, status=404)


def _unit(asked: "Asked") -> str:
    return str(asked.unit.name.said(asked.language).text)


def _shown(request: HttpRequest, page: OptOutPage, *, status: int = 200) -> HttpResponse:
    shell = Shell(brand=page.unit or "Servewell")
    response = render(request, "asking/opt_out.html", {"page": page, "shell": shell}, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response
