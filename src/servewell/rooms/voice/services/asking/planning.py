"""A campaign is planned, started, paused and stopped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import jobs, record
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Campaign, Channel, ListedAddress
from servewell.rooms.voice.services.asking import listing
from servewell.rooms.voice.services.channels import open_channel
from servewell.rooms.voice.terms import CampaignState

if TYPE_CHECKING:
    from servewell.base.words import Words
    from servewell.rooms.instruments.models import Instrument
    from servewell.rooms.people.models import Unit

BATCH = 1000
WITHIN = {
    "valid_days": range(1, 366),
    "reminders": range(6),
    "gap_days": range(1, 61),
    "from_hour": range(24),
    "until_hour": range(1, 25),
    "per_minute": range(1, 601),
}


class PlanHasFaults(Exception):
    """A campaign cannot be planned so; ``faults`` says of each field what it takes."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {says}" for name, says in faults.items()))
        self.faults = faults


class CampaignIsElsewhere(Exception):
    """The campaign is not where this could be done: somebody else started, paused or stopped it."""


@dataclass(frozen=True)
class Plan:
    """Whom to ask, with which words, and how. ``listed`` is a list of addresses; without it the days say whom."""

    name: str
    unit: "Unit"
    instrument: "Instrument"
    language: str
    subject: "Words"
    words: "Words"
    since: date | None = None
    until: date | None = None
    listed: bytes | None = None
    valid_days: int = 30
    reminders: int = 1
    gap_days: int = 5
    thanks: bool = False
    from_hour: int = 9
    until_hour: int = 18
    on_weekends: bool = False
    per_minute: int = 60


def plan_campaign(*, plan: Plan, by: Actor, at: datetime) -> Campaign:
    """Keep a draft, with every line of its list. Nobody is written to yet.

    Raises NotAllowed, PlanHasFaults, ListIsUnreadable.
    """
    people.require(actor=by, power=rules.ASK, unit=plan.unit.pk)
    if faults := _faults(plan):
        raise PlanHasFaults(faults)
    lines = listing.lines_of(plan.listed) if plan.listed is not None else []

    return _keep(plan, lines, by=by, at=at)


def _faults(plan: Plan) -> dict[str, str]:
    faults = {
        name: f"{getattr(plan, name)} lies outside of {within[0]} to {within[-1]}"
        for name, within in WITHIN.items()
        if getattr(plan, name) not in within
    }
    if not plan.name.strip() or len(plan.name) > terms.LONGEST_CAMPAIGN_NAME:
        faults["name"] = "a campaign has a name of at most 120 characters"
    if any("\n" in text or "\r" in text for text in plan.subject.texts.values()):
        faults["subject"] = "a subject is one line"
    if plan.listed is None and (plan.since is None or plan.until is None or plan.since > plan.until):
        faults["until"] = "say from which day until which day, the first one first"
    if plan.from_hour >= plan.until_hour:
        faults["until_hour"] = "letters leave from an hour until a later one"
    if plan.reminders * plan.gap_days >= plan.valid_days:
        faults["valid_days"] = f"the last reminder would leave after {plan.reminders * plan.gap_days} days"
    return faults


@transaction.atomic
def _keep(plan: Plan, lines: list[listing.Line], *, by: Actor, at: datetime) -> Campaign:
    campaign = Campaign.objects.create(
        name=plan.name.strip(), channel=_channel(plan, at=at),
        whom=terms.ENCOUNTERS if plan.listed is None else terms.LIST,
        since=plan.since if plan.listed is None else None, until=plan.until if plan.listed is None else None,
        subject=plan.subject, words=plan.words, valid_days=plan.valid_days, reminders=plan.reminders,
        gap_days=plan.gap_days, thanks=plan.thanks, from_hour=plan.from_hour, until_hour=plan.until_hour,
        on_weekends=plan.on_weekends, per_minute=plan.per_minute, planned_by=by.actor_key, planned_at=at,
    )  # fmt: skip
    ListedAddress.objects.bulk_create(
        (
            ListedAddress(
                campaign=campaign, line=line.number, cells=line.cells, address=line.address, name=line.name,
                language=line.language, fault=line.fault.value if line.fault else "",
            )
            for line in lines
        ),
        batch_size=BATCH,
    )  # fmt: skip
    record.write(deed="voice.plan_campaign", thing=campaign, by=by, at=at, detail={"lines": len(lines)})
    return campaign


def _channel(plan: Plan, *, at: datetime) -> Channel:
    """Personal links of one survey at one unit share a channel; it opens with the first campaign."""
    standing = Channel.objects.filter(
        kind=terms.PERSONAL_LINK, unit=plan.unit, instrument=plan.instrument, language=plan.language,
        withdrawn_at__isnull=True,
    ).order_by("pk")  # fmt: skip
    return standing.first() or open_channel(
        unit=plan.unit, instrument=plan.instrument, kind=terms.PERSONAL_LINK, slug="", language=plan.language,
        by=HOUSE, at=at,
    )  # fmt: skip


def start_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """From now on the worker asks. Raises NotAllowed, CampaignIsElsewhere."""
    return _move(campaign, (CampaignState.DRAFT,), CampaignState.ASKING, by=by, at=at)


def pause_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """No letter leaves until it goes on; those that left are out of reach. Raises NotAllowed, CampaignIsElsewhere."""
    return _move(campaign, (CampaignState.ASKING,), CampaignState.PAUSED, by=by, at=at)


def go_on_with_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Raises NotAllowed, CampaignIsElsewhere."""
    return _move(campaign, (CampaignState.PAUSED,), CampaignState.ASKING, by=by, at=at)


def stop_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Nobody more is asked or reminded, for good; links go on working. Raises NotAllowed, CampaignIsElsewhere."""
    before = (CampaignState.DRAFT, CampaignState.ASKING, CampaignState.PAUSED)
    return _move(campaign, before, CampaignState.STOPPED, by=by, at=at)


@transaction.atomic
def _move(
    campaign: Campaign, before: tuple[CampaignState, ...], after: CampaignState, *, by: Actor, at: datetime
) -> Campaign:
    people.require(actor=by, power=rules.ASK, unit=campaign.channel.unit_id)
    noted: dict[str, object] = {"state": after.value}
    if CampaignState.DRAFT in before and after is CampaignState.ASKING:
        noted |= {"started_by": by.actor_key, "started_at": at}
    if after is CampaignState.STOPPED:
        noted |= {"stopped_at": at}
    if not Campaign.objects.filter(pk=campaign.pk, state__in=before).update(**noted):
        raise CampaignIsElsewhere(f"campaign {campaign.pk} was moved meanwhile")

    campaign.refresh_from_db()
    record.write(deed="voice.move_campaign", thing=campaign, by=by, at=at, detail={"to": after.value})
    if after is CampaignState.ASKING:
        jobs.enqueue(function=terms.ASKS, key=campaign.pk)
    return campaign
