"""How a part of the company looks: the brand of the nearest unit above that has one."""

import json
from dataclasses import dataclass
from datetime import date

from servewell.base.words import Words
from servewell.rooms.people import terms
from servewell.rooms.people.models import Brand, Unit
from servewell.rooms.people.selectors.tree import days_on_earth


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


# one statement, because every page of the desk waits for it
COMPANY = """
SELECT unit.*, brand.id AS brand, brand.name AS brand_name, brand.logo AS brand_logo
  FROM people_unit AS unit
  JOIN people_place AS place ON place.unit_id = unit.id
  LEFT JOIN people_brand AS brand ON brand.unit_id = unit.id AND brand.from_on <= %s AND brand.until_on > %s
 WHERE place.parent_id IS NULL AND place.from_on <= %s AND place.until_on > %s
 ORDER BY unit.id, brand.from_on DESC
 LIMIT 1
"""


@dataclass(frozen=True)
class Company:
    """The unit that stands under no other, and how it looks where it has a brand."""

    unit: Unit
    brand: int | None
    brand_name: Words | None
    has_logo: bool


def company(*, on: date) -> Company | None:
    latest, earliest = days_on_earth()
    for unit in Unit.objects.raw(COMPANY, [on, on, latest, earliest]):
        row = unit.__dict__  # what the statement adds to the columns of a unit
        kept = row["brand_name"]
        words = json.loads(kept) if isinstance(kept, str) else kept
        return Company(
            unit=unit,
            brand=row["brand"],
            brand_name=Words.from_json(words) if words else None,
            has_logo=bool(row["brand_logo"]),
        )
    return None


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
