"""The lines of a list that were not understood, as they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page
from servewell.rooms.voice.terms import LineFault
from servewell.web.asking.shown import words
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Crumb, Pager
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Campaign, ListedAddress


@dataclass(frozen=True)
class LineRow:
    line: str
    cells: str
    says: str


@dataclass(frozen=True)
class LinesPage:
    title: str
    crumbs: Sequence[Crumb]
    rows: Sequence[LineRow]
    pager: Pager


def lines_page(campaign: "Campaign", found: "Page[ListedAddress]", *, count: int) -> LinesPage:
    text = ngettext("%(number)s line was not understood", "%(number)s lines were not understood", count)
    title = text % {"number": number(count)}
    return LinesPage(
        title=title,
        crumbs=(
            Crumb(_("Asking customers"), links.ASKING.path()),
            Crumb(campaign.name, links.CAMPAIGN.path(number=campaign.pk)),
            Crumb(title),
        ),
        rows=[
            LineRow(line=number(each.line), cells=each.cells, says=str(words.FAULTS[LineFault(each.fault)]))
            for each in found.items
        ],
        pager=pager_of(found),
    )
