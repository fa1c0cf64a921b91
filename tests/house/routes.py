"""Every route that there is: ours, and those of the library for sign-in."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

NOT_OURS = ("allauth.", "django.")


def ours() -> Iterator[tuple[str, str]]:
    """The route and the access of every view that is ours, as the resolver has them."""
    for route, pattern in _all(get_resolver().url_patterns):
        if not pattern.callback.__module__.startswith(NOT_OURS):
            yield route, getattr(pattern.callback, "access", "says nothing")


def allauths() -> list[str]:
    """The paths of allauth's pages, without those whose address holds a secret or a key."""
    routes = {route for route, pattern in _all(get_resolver().url_patterns) if _is_allauths(pattern)}
    return sorted(f"/{route}" for route in routes if not set("<^") & set(route))


def _is_allauths(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.startswith("allauth.")


def _all(patterns: "list[URLPattern | URLResolver]", before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _all(pattern.url_patterns, route)
        else:
            yield route, pattern
