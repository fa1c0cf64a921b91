"""How a part of the company looks: the brand of the nearest unit above that has one."""

from datetime import date

from servewell.rooms.people import terms
from servewell.rooms.people.models import Brand


class NoSuchBrand(Exception):
    """No brand has that key."""


# written out because public pages and letters wait for it
BRAND = """
SELECT brand.*
  FROM people_brand AS brand
  JOIN people_lineage AS place ON place.ancestor_id = brand.unit_id
 WHERE place.unit_id = %s AND place.from_on <= %s AND place.until_on > %s
   AND brand.from_on <= %s AND brand.until_on > %s
 ORDER BY place.depth
 LIMIT 1
"""


def brand_of(*, unit: int, on: date) -> Brand | None:
    """What customers of the unit see on the day; the nearest above wins."""
    return next(iter(Brand.objects.raw(BRAND, [unit, on, on, on, on])), None)


def brands_of(*, unit: int) -> list[Brand]:
    """The unit's own, the latest first."""
    return list(Brand.objects.filter(unit=unit).order_by("-from_on"))


def brand_by_key(*, key: int) -> Brand:
    """What a brand looks like is no secret. Raises NoSuchBrand."""
    brand = Brand.objects.filter(pk=key).first()
    if brand is None:
        raise NoSuchBrand(str(key))
    return brand


def mixed(*, colour: str, into: str, share: float) -> str:
    """So much of one colour in another."""
    parts = (round(int(colour[at : at + 2], 16) * share + int(into[at : at + 2], 16) * (1 - share)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def shades(*, colour: str, is_dark: bool) -> tuple[str, str]:
    """The deep shade of links under the pointer, and the soft one behind words."""
    _paper, card, _on_accent = terms.PAPERS[is_dark]
    end = "#ffffff" if is_dark else "#000000"
    deep = mixed(colour=end, into=colour, share=0.2)
    return deep, mixed(colour=colour, into=card, share=terms.SOFT_SHARE)
