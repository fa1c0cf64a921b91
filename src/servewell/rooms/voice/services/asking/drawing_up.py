"""Who is asked is drawn up batch by batch: decided, written down with its reason, and given a link and a letter."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from servewell.base import record, turns
from servewell.base.permissions import HOUSE
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.voice import selectors, terms
from servewell.rooms.voice.models import Asked, AskingLetter, AskingRule, Campaign, Invitation, ListedAddress
from servewell.rooms.voice.selectors import Candidate, Decision
from servewell.rooms.voice.terms import AskedState, CampaignState

AT_ONCE = 250


def draw_up_some(*, campaign: int, at: datetime) -> bool:
    """One batch. Returns whether there may be more; a second worker at once finds what the first has left."""
    with turns.one_at_a_time():
        return _batch(campaign, at)


@transaction.atomic
def _batch(key: int, at: datetime) -> bool:
    campaign = locked(key)
    if campaign is None or campaign.state != CampaignState.ASKING or campaign.drawn_up_at is not None:
        return False
    candidates, reached = _next_of_list(campaign, at) if campaign.whom == terms.LIST else _next_of_encounters(campaign)
    if reached is None:
        Campaign.objects.filter(pk=key).update(drawn_up_at=at)
        return False

    # two campaigns under one rule take turns, so that each counts whom the other has just taken
    list(AskingRule.objects.select_for_update().filter(withdrawn_at__isnull=True).values_list("pk", flat=True))
    _write_down(campaign, selectors.decided(campaign=campaign, candidates=candidates, at=at), at=at)
    Campaign.objects.filter(pk=key).update(reached=reached)
    return True


def locked(key: int) -> Campaign | None:
    related = Campaign.objects.select_related("channel__unit", "channel__instrument")
    return related.select_for_update(of=("self",)).filter(pk=key).first()


def _next_of_encounters(campaign: Campaign) -> tuple[Sequence[Candidate], int | None]:
    return selectors.candidates_after(campaign=campaign, at_most=AT_ONCE)


def _next_of_list(campaign: Campaign, at: datetime) -> tuple[Sequence[Candidate], int | None]:
    """Whoever stands on the list is recognised, or new. To the unit they are a contact that somebody typed."""
    understood = ListedAddress.objects.filter(campaign=campaign, fault="", line__gt=campaign.reached or 0)
    lines = list(understood.order_by("line")[:AT_ONCE])
    unit, language = campaign.channel.unit_id, campaign.channel.language
    left = [
        customers.LeftContact(
            kind=customer_terms.EMAIL,
            value=line.address,
            language=line.language or language,
            name=line.name,
            unit=unit,
        )
        for line in lines
    ]
    known = customers.recognise_many(contacts=left, by=HOUSE, at=at)
    candidates = [
        Candidate(customer=customer.pk, unit=unit, address=line.address, language=line.language)
        for line, customer in zip(lines, known, strict=True)
    ]
    return candidates, lines[-1].line if lines else None


def _write_down(campaign: Campaign, decisions: Sequence[Decision], *, at: datetime) -> None:
    asked = [_asked(campaign, each, at=at) for each in decisions]
    to_ask = [(each, said) for each, said in zip(asked, decisions, strict=True) if not said.reason]
    links = Invitation.objects.bulk_create(_link(campaign, each, said, at=at) for each, said in to_ask)
    for (each, _said), link in zip(to_ask, links, strict=True):
        each.invitation = link
    Asked.objects.bulk_create(asked)
    AskingLetter.objects.bulk_create(
        AskingLetter(asked=each, campaign=campaign, kind=terms.INVITATION, number=0, state_since=at, due_at=at)
        for each, _said in to_ask
    )
    record.write_many(deed="voice.ask", things=asked, by=HOUSE, at=at)


def _asked(campaign: Campaign, decision: Decision, *, at: datetime) -> Asked:
    return Asked(
        campaign=campaign,
        customer_id=decision.customer,
        unit_id=decision.candidate.unit,
        seed=secrets.token_hex(16),
        address=decision.address,
        language=decision.language,
        state=(AskedState.SKIPPED if decision.reason else AskedState.WAITING).value,
        reason=decision.reason,
        rule_id=decision.rule,
        made_at=at,
    )


def _link(campaign: Campaign, asked: Asked, decision: Decision, *, at: datetime) -> Invitation:
    """Its days are counted anew when the letter leaves."""
    return Invitation(
        channel=campaign.channel,
        token_digest=selectors.digest_of(token=selectors.token_of(asked=asked)),
        customer_id=decision.customer,
        encounter_id=decision.candidate.encounter,
        unit_id=decision.candidate.unit,
        made_at=at,
        valid_until=at + timedelta(days=campaign.valid_days),
    )
