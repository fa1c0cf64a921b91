"""Every address that may be opened, and what is read there: for walks that look for what must not be there."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from servewell.web.kit.access import EVERYONE
from tests.house.addresses import Address

Ask = Callable[[str], Any]


def opened(address: Address) -> bool:
    return "GET" in address.methods.split() and address.access != EVERYONE


def came(ask: Ask, path: str) -> str:
    response = ask(path)
    if response.status_code != 200:
        return ""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def given_away(body: str, signs: Sequence[str], numbers: Mapping[str, int]) -> list[str]:
    found = [sign for sign in signs if sign in body]
    told = json.loads(body) if body.startswith("{") else {}
    return [*found, *(name for name, number in numbers.items() if number in set(_named(told, name)))]


def _named(told: Any, name: str) -> Iterator[Any]:
    """The numbers in JSON by which a voice or a case is called."""
    for key, value in told.items() if isinstance(told, dict) else ():
        yield from [value] if key == name else ()
        yield from (each.get("number") for each in value) if key == f"{name}s" and isinstance(value, list) else ()
        yield from _named(value, name)
    for each in told if isinstance(told, list) else ():
        yield from _named(each, name)
