"""Campaigns: who is asked, how far it has come, and what it brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, QuerySet

from servewell.base import keys
from servewell.base.paging import Page, newest_first
from servewell.base.permissions import HOUSE, Actor
from servewell.engines import stats
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Asked, AskingLetter, Campaign, ListedAddress
from servewell.rooms.voice.selectors.links import grouped
from servewell.rooms.voice.terms import AskedState, CampaignState, LetterState

if TYPE_CHECKING:
    from servewell.engines.stats import Estimate

OPT_OUT_SIGNS = 12
MINUTE = timedelta(minutes=1)


class NoSuchCampaign(Exception):
    """No campaign has that key, or the viewer may not know it."""


class NoSuchLetter(Exception):
    """No letter of the campaign has that key, or nothing about it is in doubt."""


class NoSuchOptOut(Exception):
    """No letter of ours ever held this link."""


@dataclass(frozen=True)
class Rate:
    """The response rate RR1 of AAPOR: complete answers among all who were asked.

    ``refused`` asked to be left in peace or complained. ``silent`` have not answered, ``undelivered`` were not reached,
    ``in_doubt`` may have been. Who was never written to is in none of them.
    """

    complete: int
    refused: int
    silent: int
    undelivered: int
    in_doubt: int

    @property
    def n(self) -> int:
        return self.complete + self.refused + self.silent + self.undelivered + self.in_doubt

    @property
    def estimate(self) -> "Estimate | None":
        return stats.share(successes=self.complete, n=self.n) if self.n else None


def campaigns(*, viewer: Actor, before: int | None = None, after: int | None = None) -> Page[Campaign]:
    """One page of the campaigns of the units whose customers the viewer may ask, the newest first."""
    return newest_first(_asked_by(viewer), before=before, after=after)


def campaign_for(*, viewer: Actor, number: int) -> Campaign:
    """Raises NoSuchCampaign alike for one that is not there and one the viewer may not see."""
    found = _asked_by(viewer).filter(pk=number).first()
    if found is None:
        raise NoSuchCampaign(number)
    return found


def _asked_by(viewer: Actor) -> QuerySet[Campaign]:
    units = people.units_with(viewer=viewer, power=rules.ASK).values("unit")
    return Campaign.objects.filter(channel__unit__in=units).select_related("channel__unit", "channel__instrument")


def counts_of_asked(*, campaigns: "list[Campaign]") -> dict[int, Mapping[AskedState, int]]:
    """How many of each campaign's customers came how far."""
    counted: dict[int, dict[AskedState, int]] = {campaign.pk: {} for campaign in campaigns}
    rows = Asked.objects.filter(campaign__in=list(counted)).order_by().values_list("campaign", "state")
    for campaign, state, number in rows.annotate(number=Count("pk")):
        counted[campaign][AskedState(state)] = number
    return dict(counted)


def skipped_by_reason(*, campaign: Campaign) -> dict[str, int]:
    """Why how many customers were left in peace."""
    rows = Asked.objects.filter(campaign=campaign, state=AskedState.SKIPPED).order_by().values_list("reason")
    return dict(sorted(rows.annotate(number=Count("pk")), key=lambda row: (-row[1], row[0])))


def rate_of(*, counted: Mapping[AskedState, int]) -> Rate:
    """From how far a campaign's customers came."""
    return Rate(
        complete=counted.get(AskedState.ANSWERED, 0),
        refused=counted.get(AskedState.OPTED_OUT, 0) + counted.get(AskedState.COMPLAINED, 0),
        silent=counted.get(AskedState.ASKED, 0),
        undelivered=counted.get(AskedState.BOUNCED, 0),
        in_doubt=counted.get(AskedState.IN_DOUBT, 0),
    )


def asked_in(
    *, campaign: Campaign, state: AskedState | None = None, before: int | None = None, after: int | None = None
) -> Page[Asked]:
    """One page of those a campaign asks or skips, with their letters; whoever asks may see the campaign."""
    found = Asked.objects.filter(campaign=campaign).select_related("customer", "unit", "rule")
    found = found.filter(state=state) if state else found
    written = AskingLetter.objects.order_by("pk")
    return newest_first(found.prefetch_related(Prefetch("letters", queryset=written)), before=before, after=after)


def lines_with_faults(
    *, campaign: Campaign, before: int | None = None, after: int | None = None
) -> Page[ListedAddress]:
    """One page of the lines of a campaign's list that were not understood."""
    return newest_first(ListedAddress.objects.filter(campaign=campaign).exclude(fault=""), before=before, after=after)


def lines_by_fault(*, campaign: Campaign) -> dict[str, int]:
    """How many lines of a campaign's list have which fault; the empty one is none."""
    rows = ListedAddress.objects.filter(campaign=campaign).order_by().values_list("fault")
    return dict(rows.annotate(number=Count("pk")))


def letter_in_doubt(*, campaign: Campaign, number: int) -> AskingLetter:
    """Raises NoSuchLetter."""
    found = AskingLetter.objects.filter(campaign=campaign, pk=number, state=LetterState.IN_DOUBT).first()
    if found is None:
        raise NoSuchLetter(number)
    return found


def campaigns_to_go_on_with() -> list[int]:
    """For the worker: the campaigns that ask."""
    asking = Campaign.objects.filter(state=CampaignState.ASKING, channel__withdrawn_at__isnull=True)
    return list(asking.order_by("pk").values_list("pk", flat=True))


def token_of(*, asked: Asked) -> str:
    """What opens their personal link, the same in each of their letters."""
    return grouped(token=_derived(f"link:{asked.seed}", terms.TOKEN_LENGTH))


def opt_out_token_of(*, asked: Asked) -> str:
    """Names the customer asked, and proves that we wrote it."""
    return f"{asked.pk}-{grouped(token=_derived(f'opt-out:{asked.seed}', OPT_OUT_SIGNS))}"


def asked_by_opt_out(*, token: str) -> Asked:
    """Whose letter held the link. Raises NoSuchOptOut alike for a forged one and one of nobody."""
    number = token.partition("-")[0]
    related = Asked.objects.select_related("campaign__channel__unit", "unit")
    found = related.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None or not keys.is_same(opt_out_token_of(asked=found), token.lower()):
        raise NoSuchOptOut
    return found


def language_of_letter(*, invitation: int) -> str:
    """In which language a campaign wrote to whom it invited; empty where none did."""
    return Asked.objects.filter(invitation=invitation).values_list("language", flat=True).first() or ""


def has_opted_out(*, asked: Asked) -> bool:
    """Whether no survey goes to this address any more because its owner said so, by whatever letter."""
    if not asked.address:
        return True  # whoever was erased is asked by nobody
    contact = (customer_terms.EMAIL, asked.address)
    why_not = customers.suppressed(viewer=HOUSE, contacts=[contact], purpose=customer_terms.SURVEY)
    return customer_terms.WhyNot.OPTED_OUT in why_not.get(contact, ())


def _derived(seed: str, length: int) -> str:
    return keys.derived(seed=seed, secret=keys.stable_secret(), length=length)


def letters_due(*, campaign: int, at: datetime) -> list[int]:
    """The letters that may leave at this moment, by the campaign's hours and pace, the longest due first."""
    found = Campaign.objects.select_related("channel__unit").filter(pk=campaign, state=CampaignState.ASKING).first()
    if found is None or not is_open(campaign=found, at=at):
        return []
    lately = AskingLetter.objects.filter(campaign=campaign, tried_at__gt=at - MINUTE, tried_at__lte=at).count()
    waiting = AskingLetter.objects.filter(campaign=campaign, state=LetterState.WAITING, due_at__lte=at)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[: max(found.per_minute - lately, 0)])


def is_open(*, campaign: Campaign, at: datetime) -> bool:
    """Whether the clock on the wall of the unit shows an hour, and a day, at which letters may leave."""
    local = at.astimezone(ZoneInfo(campaign.channel.unit.zone))
    is_a_day = campaign.on_weekends or local.weekday() < SATURDAY
    return is_a_day and campaign.from_hour <= local.hour < campaign.until_hour


SATURDAY = 5
