"""The rooms' answers to machines, joined under one address."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from servewell.base import links
from servewell.web.insight.api import router as insight
from servewell.web.kit.access import open_to_everyone
from servewell.web.kit.api.doors import views_of
from servewell.web.kit.api.faults import speak_in_words

joined = NinjaAPI(
    title="Servewell",
    version="1",
    description="What customers say, as figures: each with its n, its interval and its definition.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
speak_in_words(joined)
joined.add_router("", insight)
views = views_of(joined)


@require_safe
@open_to_everyone
def document(request: HttpRequest) -> HttpResponse:
    """OpenAPI: what can be asked. It holds nobody's data."""
    return HttpResponse(_document(), content_type="application/json; charset=utf-8")


@cache
def _document() -> bytes:
    return json.dumps(joined.get_openapi_schema(path_prefix=f"{links.API.route}/"), ensure_ascii=False).encode()
