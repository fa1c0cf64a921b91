"""What an address asks a list for. What it cannot mean is as good as nothing."""

from typing import TypedDict

from django.http import HttpRequest

LONGEST_KEY = 18


class Edges(TypedDict):
    """As ``base.paging`` takes them."""

    before: int | None
    after: int | None


def edges_asked_for(request: HttpRequest) -> Edges:
    """Where the page of a list begins or ends."""
    return Edges(before=key_asked_for(request, "before"), after=key_asked_for(request, "after"))


def key_asked_for(request: HttpRequest, name: str) -> int | None:
    """The key at which a page of a list begins or ends."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_KEY else None
