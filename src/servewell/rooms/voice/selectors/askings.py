"""When campaigns asked one customer, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import Words
from servewell.rooms.customers import rules as customer_rules
from servewell.rooms.customers import selectors as kept
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Asked
from servewell.rooms.voice.terms import AskedState

MOST_ASKED = 20
MOST_TOLD = 1000


@dataclass(frozen=True)
class AskedOnce:
    """One campaign that asked a customer, or left them in peace for a ``reason``.

    ``at`` is when the letter left; before that, when it was decided. ``campaign`` is its number for who may open it.
    """

    name: str
    survey: Words
    unit: Words
    state: AskedState
    reason: str
    at: datetime
    answered_at: datetime | None
    campaign: int | None


def askings_told(*, viewer: Actor, customer: int) -> list[AskedOnce]:
    """Of every unit, for their export. Raises NotAllowed, as ``customers.told`` does."""
    kept.demand_whole(actor=viewer, power=customer_rules.ERASE, customer=customer)
    found = Asked.objects.filter(customer__in=kept.entries_of(customer=customer))
    return [_told(each, set()) for each in _latest(found, MOST_TOLD)]


def askings_of(*, viewer: Actor, customers: Sequence[int], address: str | None = None) -> list[AskedOnce]:
    """The latest about units whose customers the viewer sees, by any of these entries of one person.

    With an ``address``, only those that asked at it.
    """
    found = Asked.objects.filter(customer__in=list(customers))
    if viewer is not HOUSE:
        found = found.filter(unit__in=people.unit_keys_with(viewer=viewer, power=customer_rules.SEE))
    if address is not None:
        found = found.filter(address__iexact=address)
    rows = _latest(found, MOST_ASKED)
    opens = _opens(viewer, rows)
    return [_told(each, opens) for each in rows]


def _latest(found: QuerySet[Asked], at_most: int) -> list[Asked]:
    related = found.select_related("unit", "campaign__channel__instrument")
    return list(related.order_by("-made_at", "-pk")[:at_most])


def _opens(viewer: Actor, rows: Sequence[Asked]) -> set[int]:
    """The units whose campaigns the viewer may open."""
    units = {each.campaign.channel.unit_id for each in rows}
    if not units:
        return set()
    may = people.units_with(viewer=viewer, power=rules.ASK).filter(unit__in=units)
    return set(may.values_list("unit", flat=True))


def _told(asked: Asked, opens: set[int]) -> AskedOnce:
    channel = asked.campaign.channel
    return AskedOnce(
        name=asked.campaign.name,
        survey=channel.instrument.title,
        unit=asked.unit.name,
        state=AskedState(asked.state),
        reason=asked.reason,
        at=asked.asked_at or asked.made_at,
        answered_at=asked.answered_at,
        campaign=asked.campaign_id if channel.unit_id in opens else None,
    )
