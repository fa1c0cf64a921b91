"""A look at figures in an address, and back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from django.urls import reverse

from servewell.base import links
from servewell.rooms.insight.selectors import By, Look
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

Chosen = TypeVar("Chosen", By, Audience, Tree)

EARLIEST, LATEST = 1990, 9000
PLAIN = Look()


def look_of(asked: "Mapping[str, str]", *, unit: str | None = None) -> Look:
    """What an address or the fields of a form ask for. What cannot be meant is as good as nothing: an old link with a
    word too many still leads to a page.
    """
    aspect = asked.get("aspect") or None
    item = asked.get("item") or None
    version = asked.get("version", "")
    return Look(
        unit=unit or asked.get("unit") or None,
        indicator=asked.get("indicator") or PLAIN.indicator,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None,
        by=_one_of(By, asked.get("by", ""), PLAIN.by),
        until=day_of(asked.get("until", "")),
        audience=_one_of(Audience, asked.get("audience", ""), PLAIN.audience),
        tree=_one_of(Tree, asked.get("tree", ""), PLAIN.tree),
        aspect=None if item and "/" in item else aspect,
        item=item if item and "/" in item else None,
        channel=asked.get("channel") or None,
        language=asked.get("language") or None,
    )


def fields_of(look: Look) -> Sequence[tuple[str, str]]:
    """Names and values that ``look_of`` reads back, without the unit and without what needs no saying."""
    said = {
        "indicator": look.indicator if look.indicator != PLAIN.indicator else "",
        "version": str(look.version or ""),
        "by": look.by.value if look.by is not PLAIN.by else "",
        "until": _until(look),
        "audience": look.audience.value if look.audience is not PLAIN.audience else "",
        "tree": look.tree.value if look.tree is not PLAIN.tree else "",
        "aspect": look.aspect or "",
        "item": look.item or "",
        "channel": look.channel or "",
        "language": look.language or "",
    }
    return [(name, value) for name, value in said.items() if value]


def page_url(look: Look, **changed: object) -> str:
    """A unit's page with this look, or with this look but for what changed."""
    other = replace(look, **changed)  # type: ignore[arg-type]
    asked = [*([("unit", other.unit)] if other.unit else []), *fields_of(other)]
    return f"{links.SATISFACTION.path()}?{urlencode(asked)}" if asked else links.SATISFACTION.path()


def beside_url(look: Look, page: str) -> str:
    """Another page of the look's unit with the same look: its units, its drivers."""
    path = reverse(f"insight:{page}", args=[look.unit])
    return f"{path}?{urlencode(fields_of(look))}" if fields_of(look) else path


def _until(look: Look) -> str:
    if look.until is None:
        return ""
    return f"{look.until:%Y-%m}" if look.by is By.MONTH else look.until.isoformat()


def _one_of(kinds: type[Chosen], typed: str, otherwise: Chosen) -> Chosen:
    try:
        return kinds(typed)
    except ValueError:
        return otherwise


def day_of(typed: str) -> date | None:
    """A day as 2016-12-31, or a month as 2016-12. What cannot be one is as good as nothing."""
    try:
        day = date.fromisoformat(typed if len(typed) > len("2016-12") else f"{typed}-01")
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None
