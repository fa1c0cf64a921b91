"""The rooms' answers to machines, under one address."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from servewell.base import links
from servewell.web.cases.api import router as cases
from servewell.web.insight.api import router as insight
from servewell.web.kit.api.doors import speak_in_words, views_of
from servewell.web.kit.api.problems import MEDIA_TYPE, StrictParser
from servewell.web.reports.api import router as reports
from servewell.web.voice.api import router as voice
from servewell.web.webhooks.api import router as webhooks


class Readable(JSONRenderer):
    """Names stand as they are written: a spreadsheet and a person read them alike."""

    json_dumps_params: Mapping[str, object] = {"ensure_ascii": False}


joined = NinjaAPI(
    title="Servewell",
    version="1",
    description="What customers say and what became of it: figures with n, interval and definition, voices, cases.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    renderer=Readable(),
    parser=StrictParser(),
)
speak_in_words(joined)
for router in (insight, voice, cases, reports, webhooks):
    joined.add_router("", router)
views = views_of(joined)


@cache
def document() -> dict[str, Any]:  # a document of OpenAPI's has no keys of ours
    """All that can be asked and sent, in OpenAPI."""
    whole = dict(joined.get_openapi_schema(path_prefix=f"{links.API.route}/"))
    for methods in whole["paths"].values():
        for status, said in methods.get("post", {}).get("responses", {}).items():
            if status >= 400:
                said["content"] = {MEDIA_TYPE: said["content"].pop("application/json")}
    return whole
