"""Which customers somebody may see, and which entries are one person."""

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from servewell.base.permissions import CUSTOMER, HOUSE, Actor, NotAllowed, Power
from servewell.rooms.customers import rules
from servewell.rooms.customers.models import Contact, Customer, KnownAt
from servewell.rooms.people import selectors as people

BATCH = 2000


class NoSuchCustomer(Exception):
    """No customer has that key, or the viewer may not know them."""


def seen(viewer: Actor, power: Power = rules.SEE) -> QuerySet[Customer]:
    """The entries that stand for a person whom a unit of the viewer's has met. For this room."""
    living = Customer.objects.filter(merged_into__isnull=True)
    if viewer is HOUSE:
        return living
    met = KnownAt.objects.filter(unit__in=people.unit_keys_with(viewer=viewer, power=power))
    return living.filter(pk__in=met.values(living=Coalesce(F("customer__merged_into"), F("customer"))))


def customer_for(*, viewer: Actor, number: int, power: Power = rules.SEE) -> Customer:
    """The customer, by the key of any entry of theirs. Raises NoSuchCustomer alike for none and one not theirs."""
    found = seen(viewer, power).filter(pk=living(keys=[number]).get(number, 0)).first()
    if found is None:
        raise NoSuchCustomer(f"there is no customer {number}")
    return found


def demand(*, actor: Actor, power: Power, customer: int) -> None:
    """Raise NotAllowed unless the actor is the customer's own voice, or holds the power where they are known."""
    if actor is HOUSE or actor is CUSTOMER:
        return
    try:
        customer_for(viewer=actor, number=customer, power=power)
    except NoSuchCustomer as none:
        raise NotAllowed(f"{actor.actor_key} may not {power.title} (customer {customer})") from none


def demand_whole(*, actor: Actor, power: Power, customer: int) -> None:
    """Raise NotAllowed unless the actor holds the power over every unit that has met the person: for what takes all."""
    if actor is HOUSE:
        return
    demand(actor=actor, power=power, customer=customer)
    met = KnownAt.objects.filter(customer__in=entries_of(customer=customer))
    if met.exclude(unit__in=people.unit_keys_with(viewer=actor, power=power)).exists():
        raise NotAllowed(f"{actor.actor_key} may not {power.title} everywhere customer {customer} is known")


def living(*, keys: Iterable[int]) -> dict[int, int]:
    """The entry that stands for each of these entries; unknown keys are left out."""
    wanted = list(dict.fromkeys(keys))
    found: dict[int, int] = {}
    for start in range(0, len(wanted), BATCH):
        entries = Customer.objects.filter(pk__in=wanted[start : start + BATCH])
        found.update(entries.values_list("pk", Coalesce(F("merged_into"), F("pk"))))
    return found


def entries_of(*, customer: int) -> tuple[int, ...]:
    """The keys of all entries that are the same person as this one, in the order in which they became known."""
    stands = living(keys=[customer]).get(customer)
    if stands is None:
        return ()
    merged = Customer.objects.filter(merged_into=stands).values_list("pk", flat=True)
    return tuple(sorted((stands, *merged)))


def contacts_of(*, customer: int) -> list[Contact]:
    """All ways to reach the person, by whichever entry they came; whoever asks may see the customer."""
    entries = entries_of(customer=customer)
    return list(Contact.objects.filter(customer__in=entries).exclude(folded="").order_by("pk"))
