"""How a page for customers looks: the brand of the unit that it is about, as the shell shows it."""

from datetime import date

from servewell.base import links
from servewell.rooms.people import selectors as people
from servewell.web.kit.components import Look


def of(*, unit: int, on: date) -> Look | None:
    """None where neither the unit nor one above it has a brand on that day."""
    brand = people.brand_of(unit=unit, on=on)
    if brand is None:
        return None
    return look(key=brand.pk, name=str(brand.name), has_logo=bool(brand.logo))


def look(*, key: int, name: str, has_logo: bool) -> Look:
    return Look(
        name=name,
        css=links.BRAND_LOOK.path(number=key),
        logo=links.BRAND_LOGO.path(number=key) if has_logo else "",
    )
