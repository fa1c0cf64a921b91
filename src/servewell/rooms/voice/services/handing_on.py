"""Campaigns that ask customers, and files not taken in yet, as things that a person holds."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base import holding, links, record
from servewell.base.permissions import Actor
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Campaign, Import
from servewell.rooms.voice.terms import CampaignState, ImportState

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

CAMPAIGN = "voice.campaign"
FILE = "voice.file"


def _campaigns(*, persons: "QuerySet[Any]", viewer: Actor, orphaned: bool) -> QuerySet[Any]:
    """Whoever started a campaign holds it; until it is started, whoever planned it."""
    managed = people.units_with(viewer=viewer, power=people_rules.MANAGE).values("unit")
    going = Campaign.objects.exclude(state=CampaignState.STOPPED.value).filter(channel__unit__in=managed)
    kept = going.annotate(kept_by=Coalesce(NullIf(F("started_by"), Value("")), F("planned_by")))
    theirs = kept.filter(people.done_by(persons=persons, column="kept_by"))
    return theirs.select_related("channel").order_by("pk")


def _tell_campaign(campaign: Any) -> holding.Held:
    return holding.Held(
        kind=CAMPAIGN, key=campaign.pk, says=str(campaign.subject), path=links.CAMPAIGN.path(number=campaign.pk),
        unit=campaign.channel.unit_id, holder=people.doer_in(actor=campaign.kept_by),
    )  # fmt: skip


def _hand_on(*, key: int, holder: int | None, to: "Person", by: Actor, at: datetime) -> None:
    """The record goes on telling who planned and who started it."""
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=key).first()
    if campaign is None or campaign.state == CampaignState.STOPPED.value:
        raise holding.NotHandedOn(holding.Why.MOVED)
    people.require(actor=by, power=rules.ASK, unit=campaign.channel.unit_id)
    column = "started_by" if campaign.started_by else "planned_by"
    if people.doer_in(actor=getattr(campaign, column)) != holder:
        raise holding.NotHandedOn(holding.Why.MOVED)
    if not people.may(actor=to, power=rules.ASK, unit=campaign.channel.unit_id):
        raise holding.NotHandedOn(holding.Why.THEY_MAY_NOT)

    Campaign.objects.filter(pk=key).update(**{column: to.actor_key})
    record.write(deed="voice.hand_on_campaign", thing=campaign, by=by, at=at, detail={"from": holder, "to": to.pk})


def _files(*, persons: "QuerySet[Any]", viewer: Actor, orphaned: bool) -> QuerySet[Import]:
    managed = people.units_with(viewer=viewer, power=people_rules.MANAGE).values("unit")
    waiting = Import.objects.filter(state=ImportState.ARRIVED.value, unit__in=managed)
    return waiting.filter(people.done_by(persons=persons, column="brought_by")).order_by("pk")


def _tell_file(run: Import) -> holding.Held:
    return holding.Held(
        kind=FILE, key=run.pk, says=_("File %(name)s") % {"name": run.name}, path=links.IMPORT.path(number=run.pk),
        unit=run.unit_id, holder=people.doer_in(actor=run.brought_by),
    )  # fmt: skip


holding.register(
    holding.Kind(CAMPAIGN, gettext_lazy("Campaigns that ask customers"), _campaigns, _tell_campaign, hand_on=_hand_on)
)
holding.register(holding.Kind(FILE, gettext_lazy("Files that are not taken in yet"), _files, _tell_file))
