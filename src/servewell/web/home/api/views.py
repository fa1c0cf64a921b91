"""What can be asked: for machines as a document of OpenAPI, for people as a page."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from servewell.web.home.api.explained import page_of
from servewell.web.home.api.joined import document
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, open_to_everyone, signed_in


@require_safe
@open_to_everyone
def openapi(request: HttpRequest) -> HttpResponse:
    """It holds nobody's data, so that a program may be written before there is a token."""
    return HttpResponse(json.dumps(document(), ensure_ascii=False), content_type="application/json; charset=utf-8")


@require_safe
@signed_in
def docs(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "home/api.html", page_of(document()))
