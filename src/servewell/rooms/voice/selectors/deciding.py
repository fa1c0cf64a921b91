"""Who of those that a campaign would ask may be asked, and by which address; why not the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from servewell.base.permissions import HOUSE
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Asked
from servewell.rooms.voice.selectors.asking_rules import too_often

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Campaign

LOOKED_AT = 1000


@dataclass(frozen=True)
class Candidate:
    """Somebody a campaign would ask: about an encounter, or because their address is on its list."""

    customer: int
    unit: int
    encounter: int | None = None
    address: str = ""
    language: str = ""


@dataclass(frozen=True)
class Decision:
    """Asked at an ``address``, or left in peace for a ``reason``, which may be a rule."""

    candidate: Candidate
    customer: int
    address: str
    language: str
    reason: str = ""
    rule: int | None = None


@dataclass(frozen=True)
class Rehearsal:
    """What would become of the first so many; ``is_all`` where there are no more. ``reasons`` count who is skipped."""

    asked: int
    reasons: dict[str, int]
    is_all: bool


def decided(*, campaign: "Campaign", candidates: Sequence[Candidate], at: datetime) -> list[Decision]:
    """One decision for each person who has none in this campaign yet. For this room."""
    may = customers.may_ask(
        viewer=HOUSE, customers=[each.customer for each in candidates], purpose=customer_terms.SURVEY
    )
    first: dict[int, Candidate] = {}
    for each in candidates:
        first.setdefault(may[each.customer].customer, each)
    known = set(Asked.objects.filter(campaign=campaign, customer__in=list(first)).values_list("customer", flat=True))
    fresh = {person: each for person, each in first.items() if person not in known}
    often = too_often(campaign=campaign, customers=list(fresh), at=at)
    return [_decision(campaign, person, each, may[each.customer], often.get(person)) for person, each in fresh.items()]


def _decision(
    campaign: "Campaign", person: int, candidate: Candidate, may: customers.MayAsk, rule: int | None
) -> Decision:
    address, reason = address_for(may=may, wanted=candidate.address)
    if not reason and rule is not None:
        reason = terms.TOO_OFTEN
    return Decision(
        candidate=candidate,
        customer=person,
        address=address,
        language=candidate.language or may.language or campaign.channel.language,
        reason=reason,
        rule=rule if reason == terms.TOO_OFTEN else None,
    )


def address_for(*, may: customers.MayAsk, wanted: str = "") -> tuple[str, str]:
    """The address to write to, and why it is not to be used. Where an address is ``wanted``, no other will do."""
    ways = [way for way in may.ways if way.kind == customer_terms.EMAIL]
    if wanted:
        folded = customer_terms.folded(customer_terms.EMAIL, wanted)
        ways = [way for way in ways if customer_terms.folded(way.kind, way.value) == folded]
    if may.why_not:
        return (ways[0].value if ways else ""), str(may.why_not[0])
    good = next((way for way in ways if not way.why_not), None)
    if good is not None:
        return good.value, ""
    return (ways[0].value, str(ways[0].why_not[0])) if ways else ("", str(customer_terms.WhyNot.NO_CONTACT))


def candidates_after(*, campaign: "Campaign", at_most: int) -> tuple[list[Candidate], int | None]:
    """The next encounters to look at, and the key of the last of them. For this room."""
    if campaign.since is None or campaign.until is None:
        return [], None
    found = customers.met(
        viewer=HOUSE, unit=campaign.channel.unit_id, since=campaign.since, until=campaign.until,
        before=campaign.reached, at_most=at_most,
    )  # fmt: skip
    candidates = [Candidate(customer=each.customer, unit=each.unit, encounter=each.encounter) for each in found]
    return candidates, found[-1].encounter if found else None


def rehearsed(*, campaign: "Campaign", at: datetime) -> Rehearsal:
    """What a draft would do if it were started now, over its first encounters. Writes nothing."""
    candidates, _last = candidates_after(campaign=campaign, at_most=LOOKED_AT)
    decisions = decided(campaign=campaign, candidates=candidates, at=at)
    reasons: dict[str, int] = {}
    for each in decisions:
        if each.reason:
            reasons[each.reason] = reasons.get(each.reason, 0) + 1
    return Rehearsal(
        asked=sum(not each.reason for each in decisions), reasons=reasons, is_all=len(candidates) < LOOKED_AT
    )
