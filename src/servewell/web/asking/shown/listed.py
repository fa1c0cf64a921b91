"""The campaigns, each with how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.terms import AskedState, CampaignState
from servewell.web.asking.shown import words
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Chip, Empty, Link, Pager
from servewell.web.kit.figures import number, percent

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Campaign

T = TypeVar("T")
Counted = Mapping[AskedState, int]


@dataclass(frozen=True)
class CampaignRow:
    name: str
    url: str
    state: Chip
    facts: Sequence[str]


@dataclass(frozen=True)
class CampaignsPage:
    title: str
    rows: Sequence[CampaignRow]
    pager: Pager
    plan: Link
    rules: Link | None
    empty: Empty | None


def campaigns_page(found: "Page[Campaign]", counts: Mapping[int, Counted], *, may_set_rules: bool) -> CampaignsPage:
    plan = Link(label=_("Plan a campaign"), url=reverse("asking:plan"))
    rows = tuple(_row(each, counts[each.pk]) for each in found.items)
    asking = sum(each.state == CampaignState.ASKING for each in found.items)
    title = ngettext("%(number)s campaign is asking customers", "%(number)s campaigns are asking customers", asking)
    return CampaignsPage(
        title=title % {"number": number(asking)} if asking else _("No campaign is asking customers just now"),
        rows=rows,
        pager=pager_of(found),
        plan=plan,
        rules=Link(label=_("How often customers are asked"), url=reverse("asking:rules")) if may_set_rules else None,
        empty=None if rows or found.newer is not None else _nothing_yet(plan),
    )


def _nothing_yet(plan: Link) -> Empty:
    return Empty(
        says=_("Nobody has been asked by mail yet"),
        detail=_("Say whom to ask and in which words; you see every letter before it leaves."),
        action=plan,
        icon="surveys",
    )


def state_chip(campaign: "Campaign") -> Chip:
    state = CampaignState(campaign.state)
    return Chip(str(words.CAMPAIGNS[state]), "accent" if state is CampaignState.ASKING else "plain")


def _row(campaign: "Campaign", counted: Counted) -> CampaignRow:
    rate = voices.rate_of(counted=counted)
    facts = [str(campaign.channel.unit.name), str(campaign.channel.instrument.title)]
    if rate.n:
        facts.append(ngettext("%(number)s asked", "%(number)s asked", rate.n) % {"number": number(rate.n)})
    if rate.estimate:
        facts.append(_("%(share)s answered") % {"share": percent(rate.estimate.value)})
    return CampaignRow(
        name=campaign.name, url=links.CAMPAIGN.path(number=campaign.pk), state=state_chip(campaign), facts=facts
    )
