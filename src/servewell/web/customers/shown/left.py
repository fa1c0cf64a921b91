"""A contact that was only left at a unit: what came by it, and nothing about who may be behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.customers import selectors as customers
from servewell.web.customers.shown.said import Campaign, Said
from servewell.web.kit.components import Crumb


@dataclass(frozen=True)
class LeftPage:
    title: str
    crumbs: Sequence[Crumb]
    unit: str
    said: Sequence[Said]
    campaigns: Sequence[Campaign]


def left(found: customers.Left, *, said: Sequence[Said], campaigns: Sequence[Campaign]) -> LeftPage:
    return LeftPage(
        title=name_of(found),
        crumbs=(Crumb(_("Customers"), links.CUSTOMERS.path()),),
        unit=str(found.unit),
        said=said,
        campaigns=campaigns,
    )


def name_of(found: customers.Left) -> str:
    return found.contact or _("A contact that was corrected since")
