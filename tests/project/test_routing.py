"""A path leads to the same view, and nowhere likewise, as if every address had been tried in turn."""

import re
from collections.abc import Sequence

import pytest
from django.urls import Resolver404, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from servewell.project import urls
from servewell.project.routing import Rooms
from tests.house.routes import ours

PARTS = {"int": "7", "uuid": "00000000-0000-4000-8000-000000000007", "path": "a/b", "slug": "a-b", "str": "a"}


def paths() -> Sequence[str]:
    """One for each route, and near each one that may name nothing."""
    routes = [route for route, _ in ours()]
    named = [re.sub(r"<(?:(\w+):)?\w+>", lambda part: PARTS.get(part[1] or "str", "a"), route) for route in routes]
    return ["/", *(f"/{path}{more}" for path in named for more in ("", "/", "/nowhere", "x"))]


def found(resolver: URLResolver, path: str) -> object:
    try:
        match = resolver.resolve(path)
    except Resolver404:
        return None
    return match.func, match.args, match.kwargs, match.view_name, match.route, match.app_names, match.namespaces


@pytest.fixture
def one_by_one() -> URLResolver:
    rooms, *others = urls.urlpatterns
    assert isinstance(rooms, Rooms)
    return URLResolver(RegexPattern(r"^/"), [*rooms.url_patterns, *others])


def test_each_path_leads_where_it_would_if_all_were_tried(one_by_one: URLResolver) -> None:
    asked = paths()

    led = {path: found(get_resolver(), path) for path in asked}

    assert led == {path: found(one_by_one, path) for path in asked}
    assert sum(match is not None for match in led.values()) > len(asked) / 5
    assert sum(match is None for match in led.values()) > len(asked) / 2
