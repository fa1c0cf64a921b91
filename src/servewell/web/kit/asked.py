"""What an address asks a list for, and the addresses of the pages beside. What it cannot mean is as good as nothing."""

from typing import TypedDict
from urllib.parse import urlencode

from django.http import HttpRequest

from servewell.base.paging import Item, Page
from servewell.web.kit.components import Pager

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


def pager_of(found: Page[Item], *, url: str = "", **kept: str) -> Pager:
    """To the pages beside this one, with what else the address asks for; without ``url``, where the reader is."""
    asked = {name: value for name, value in kept.items() if value}

    def address(name: str, key: int | None) -> str:
        return "" if key is None else f"{url}?{urlencode({**asked, name: key})}"

    return Pager(newer_url=address("after", found.newer), older_url=address("before", found.older))
