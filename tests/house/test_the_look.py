"""What `make look` photographs is every page that a person can open."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.urls import Resolver404, resolve

from tests.house.addresses import ADDRESSES
from tests.house.routes import allauths

LOOK: dict[str, Any] = yaml.safe_load(Path("tools/look.yaml").read_text(encoding="utf-8"))
PAGES = {address.route for address in ADDRESSES if "GET" in address.methods and address.is_page}
# photographed all the same: the library's pages of signing in, what is not there, and what only those asked may open
OTHERS = {path.removeprefix("/") for path in allauths()} - PAGES | {"there-is-nothing-here"}
OTHERS |= {address.route for address in ADDRESSES if "GET" in address.methods and address.is_nowhere}


def routes_shown() -> set[str]:
    """Where steps lead to a page, it says itself what they lead to."""
    return {page.get("shows") or _route_of(page["path"]) for page in LOOK["pages"]}


def _route_of(path: str) -> str:
    place = urlsplit(path).path
    try:
        return resolve(place).route
    except Resolver404:
        return place.removeprefix("/")


def test_every_page_is_photographed_or_excepted_with_a_reason() -> None:
    shown, excepted = routes_shown(), LOOK["excepted"]

    assert (shown - OTHERS) | set(excepted) == PAGES
    assert shown & set(excepted) == set()
    assert all(excepted.values())


def test_a_page_to_which_steps_lead_says_which_it_is() -> None:
    pages = {page["name"]: page for page in LOOK["pages"]}

    assert len(pages) == len(LOOK["pages"])
    assert [name for name, page in pages.items() if page.get("steps") and not page.get("shows")] == []
    assert {page["after"] for page in pages.values() if "after" in page} <= set(pages)
