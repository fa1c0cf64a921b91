"""The rooms' answers to machines, under one address."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from servewell.base import links
from servewell.web.insight.api import router as insight
from servewell.web.kit.api.doors import views_of
from servewell.web.kit.api.faults import speak_in_words


class Readable(JSONRenderer):
    """Names stand as they are written: a spreadsheet and a person read them alike."""

    json_dumps_params: Mapping[str, object] = {"ensure_ascii": False}


joined = NinjaAPI(
    title="Servewell",
    version="1",
    description="What customers say, as figures: each with its n, its interval and its definition.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    renderer=Readable(),
)
speak_in_words(joined)
joined.add_router("", insight)
views = views_of(joined)


@cache
def document() -> dict[str, Any]:  # a document of OpenAPI's has no keys of ours
    """All that can be asked, in OpenAPI."""
    return dict(joined.get_openapi_schema(path_prefix=f"{links.API.route}/"))
