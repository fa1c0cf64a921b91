"""Everything that this room holds about one person: for their export, and for the preview of an erasure."""

from collections.abc import Sequence
from dataclasses import dataclass

from servewell.base.permissions import Actor
from servewell.rooms.customers import rules
from servewell.rooms.customers.models import (
    Consent,
    Contact,
    Correction,
    Customer,
    Encounter,
    Erasure,
    Spokesperson,
    Suppression,
)
from servewell.rooms.customers.selectors.asking import consents_of, suppressions_of
from servewell.rooms.customers.selectors.seeing import (
    NoSuchCustomer,
    contacts_of,
    customer_for,
    demand_whole,
    entries_of,
)
from servewell.rooms.customers.selectors.speaking import speakers
from servewell.rooms.people import selectors as people


@dataclass(frozen=True)
class Told:
    """All of it, by whichever entry it came."""

    entries: Sequence[Customer]
    contacts: Sequence[Contact]
    consents: Sequence[Consent]
    suppressions: Sequence[tuple[Contact, Suppression]]
    encounters: Sequence[Encounter]
    corrections: Sequence[Correction]
    speakers: Sequence[Spokesperson]


class NoSuchErasure(Exception):
    """Nobody was erased under this number, or not of the viewer's units."""


def told(*, viewer: Actor, customer: int) -> Told:
    """Raises NotAllowed, unless the viewer may hand out everything wherever the customer is known."""
    demand_whole(actor=viewer, power=rules.ERASE, customer=customer)
    entries = entries_of(customer=customer)
    return Told(
        entries=list(Customer.objects.filter(pk__in=entries).order_by("pk")),
        contacts=contacts_of(customer=customer),
        consents=consents_of(customer=customer),
        suppressions=suppressions_of(customer=customer),
        encounters=list(Encounter.objects.filter(customer__in=entries).select_related("unit").order_by("on", "pk")),
        corrections=list(Correction.objects.filter(customer__in=entries).order_by("pk")),
        speakers=speakers(entries=entries),
    )


def erasure_of(*, customer: int) -> Erasure | None:
    """The certificate of a person's erasure; whoever asks may see the customer."""
    return Erasure.objects.filter(customer__in=entries_of(customer=customer)).first()


def erasures(*, keys: Sequence[int]) -> list[Erasure]:
    """For the rooms above, by key."""
    return list(Erasure.objects.filter(pk__in=keys).order_by("pk"))


def erasure_for(*, viewer: Actor, number: int) -> Erasure:
    """Raises NoSuchErasure alike for one that is not there and one the viewer may not see."""
    found = Erasure.objects.filter(pk=number).select_related("customer").first()
    if found is None:
        raise NoSuchErasure(f"there is no erasure {number}")
    try:
        customer_for(viewer=viewer, number=found.customer_id, power=rules.ERASE)
    except NoSuchCustomer as none:
        raise NoSuchErasure(f"there is no erasure {number}") from none
    return found


def confirmed_by(*, erasure: Erasure) -> str:
    """The name of whoever confirmed it; empty where the host did by command."""
    return people.names_of(actors=[erasure.confirmed_by]).get(erasure.confirmed_by, "")
