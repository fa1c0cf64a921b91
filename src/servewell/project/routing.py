"""Finds which view a path names among some hundred, for each request and, where nothing is found, thrice."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern


class Rooms(URLResolver):
    """The addresses of several rooms. Only those are tried that begin as the path does, up to its first slash."""

    def __init__(self, rooms: Iterable[URLResolver]) -> None:
        self._rooms = list(rooms)
        super().__init__(RoutePattern(""), self._rooms)
        self._beginning: dict[str | None, URLResolver] = {}

    def resolve(self, path: str) -> ResolverMatch:
        if not self._beginning:
            firsts = {_first(pattern) for room in self._rooms for pattern in room.url_patterns}
            self._beginning = {first: self._only(first) for first in {None, *firsts}}
        first = str(path).partition("/")[0]
        return self._beginning.get(first, self._beginning[None]).resolve(path)

    def _only(self, first: str | None) -> URLResolver:
        rooms = [
            URLResolver(RoutePattern(""), fitting, app_name=room.app_name, namespace=room.namespace)
            for room in self._rooms
            if (fitting := [each for each in room.url_patterns if _first(each) in {None, first}])
        ]
        return URLResolver(RoutePattern(""), rooms)


def _first(pattern: "URLPattern | URLResolver") -> str | None:
    """With what a path must begin; None where that is not said in so many letters."""
    route = str(pattern.pattern)
    first, slash, _ = route.partition("/")
    is_whole = bool(slash) or isinstance(pattern, URLPattern)
    return first if isinstance(pattern.pattern, RoutePattern) and is_whole and "<" not in first else None
