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
    return Look(
        name=str(brand.name),
        css=links.BRAND_LOOK.path(number=brand.pk),
        logo=links.BRAND_LOGO.path(number=brand.pk) if brand.logo else "",
    )
