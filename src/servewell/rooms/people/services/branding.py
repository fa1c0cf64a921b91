"""Name and look of a part of the company, from a day: legible by light and by night before anybody sees it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from servewell.base import files, record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.models import Brand, Unit

_colour = re.compile(r"#[0-9a-f]{6}")
_logos = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_steps = 20


class NoColour(Exception):
    """A colour is written as #0b6e63."""


class NotLegible(Exception):
    """Words in this colour cannot be read on the paper; ``would_do`` is the nearest of its tone that can."""

    def __init__(self, *, is_dark: bool, ratio: float, would_do: str) -> None:
        super().__init__(f"{ratio:.1f} of the {terms.LEGIBLE} that reading takes; {would_do} would do")
        self.is_dark, self.ratio, self.would_do = is_dark, ratio, would_do


class NoLogo(Exception):
    """A logo is a PNG, JPEG or WebP picture of at most 300 KB."""


@dataclass(frozen=True)
class BrandDraft:
    """``accent_dark`` is the colour on dark paper; ``logo`` is the picture, empty to keep the one that stands."""

    name: Words
    accent: str
    accent_dark: str
    signature: Words | None = None
    logo: bytes = b""


@transaction.atomic
def give_brand(*, unit: Unit, brand: BrandDraft, from_on: date, by: Actor, at: datetime) -> Brand:
    """From a day the unit and everything below it carries this name and look, until the next one begins.

    Raises NotAllowed, NoColour, NotLegible, NoLogo.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    demand_legible(colour=brand.accent, is_dark=False)
    demand_legible(colour=brand.accent_dark, is_dark=True)

    before = Brand.objects.filter(unit=unit, from_on__lte=from_on, until_on__gt=from_on).first()
    after = Brand.objects.filter(unit=unit, from_on__gt=from_on).order_by("from_on").first()
    logo, logo_type = _kept(brand.logo) if brand.logo else (before.logo, before.logo_type) if before else ("", "")
    Brand.objects.filter(unit=unit, from_on=from_on).delete()
    Brand.objects.filter(unit=unit, from_on__lt=from_on, until_on__gt=from_on).update(until_on=from_on)
    given = Brand.objects.create(
        unit=unit, name=brand.name, accent=brand.accent, accent_dark=brand.accent_dark, signature=brand.signature,
        logo=logo, logo_type=logo_type, from_on=from_on, until_on=after.from_on if after else terms.FOR_EVER,
    )  # fmt: skip
    record.write(deed="people.give_brand", thing=given, by=by, at=at)
    return given


def _kept(logo: bytes) -> tuple[str, str]:
    """Its key and type. Raises NoLogo."""
    kind = next((kind for start, kind in _logos.items() if logo.startswith(start)), "")
    if not kind or len(logo) > terms.LARGEST_LOGO or (kind == "image/webp" and logo[8:12] != b"WEBP"):
        raise NoLogo
    key = files.begin()
    files.append(key, 0, logo)
    return files.finish(key).key, kind


def demand_legible(*, colour: str, is_dark: bool) -> None:
    """Raises NoColour, NotLegible."""
    if not _colour.fullmatch(colour):
        raise NoColour(colour)
    ratio = least_contrast(colour=colour, is_dark=is_dark)
    if ratio < terms.LEGIBLE:
        raise NotLegible(is_dark=is_dark, ratio=ratio, would_do=_nearest(colour, is_dark=is_dark))


def least_contrast(*, colour: str, is_dark: bool) -> float:
    """Against everything that the colour stands on or under: paper, cards, its own soft shade, words on a button."""
    paper, card, on_accent = terms.PAPERS[is_dark]
    soft = selectors.mixed(colour=colour, into=card, share=terms.SOFT_SHARE)
    return min(_contrast(colour, other) for other in (paper, card, on_accent, soft))


def _nearest(colour: str, *, is_dark: bool) -> str:
    end = "#ffffff" if is_dark else "#000000"
    for step in range(1, _steps + 1):
        tried = selectors.mixed(colour=end, into=colour, share=step / _steps)
        if least_contrast(colour=tried, is_dark=is_dark) >= terms.LEGIBLE:
            return tried
    return end


def _contrast(one: str, other: str) -> float:
    """As WCAG 2 reckons it, from 1 to 21."""
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
