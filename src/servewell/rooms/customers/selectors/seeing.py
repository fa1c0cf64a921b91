"""Which customers somebody may see, and which entries are one person."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from servewell.base.paging import Page, newest_first
from servewell.base.permissions import CUSTOMER, HOUSE, Actor, NotAllowed, Power
from servewell.rooms.customers import rules, terms
from servewell.rooms.customers.models import Contact, Customer, KnownAt
from servewell.rooms.people import selectors as people

BATCH = 2000
LONGEST_NUMBER = 19


class NoSuchCustomer(Exception):
    """No customer has that key, or the viewer may not know them."""


def knows(viewer: Actor, power: Power) -> Q:
    """Of ``KnownAt``: what shows a customer to the viewer. For this room. Not for the house.

    A contact that was only left at a unit shows nobody: anybody may have typed it. Who holds the power over the
    company sees everybody anyway.
    """
    over_all = people.is_over_all(viewer=viewer, power=power)
    mine = Q(unit__in=people.unit_keys_with(viewer=viewer, power=power))
    return mine & (Q(how__in=terms.VERIFIED) | Q(over_all))


def seen(viewer: Actor, power: Power = rules.SEE) -> QuerySet[Customer]:
    """The entries that stand for a person whom a unit of the viewer's knows for sure. For this room."""
    living = Customer.objects.filter(merged_into__isnull=True)
    if viewer is HOUSE:
        return living
    met = KnownAt.objects.filter(knows(viewer, power))
    return living.filter(pk__in=met.values(living=Coalesce(F("customer__merged_into"), F("customer"))))


def customer_for(*, viewer: Actor, number: int, power: Power = rules.SEE) -> Customer:
    """The customer, by the key of any entry of theirs. Raises NoSuchCustomer alike for none and one not theirs."""
    found = seen(viewer, power).filter(pk=stands_for(number)).first()
    if found is None:
        raise NoSuchCustomer(f"there is no customer {number}")
    return found


def stands_for(number: int) -> int:
    """The entry that stands for this one; 0 where there is none. An address may name any number. For this room."""
    entry = Customer.objects.filter(pk=number).only("pk", "merged_into").first()
    return entry.living if entry else 0


def customers_seen(
    *, viewer: Actor, sought: str = "", before: int | None = None, after: int | None = None
) -> Page[Customer]:
    """One page of the persons whom units of the viewer's have met, whoever became known last first.

    ``sought`` is a part of a name, or a whole contact. Never counted. Erased persons are found by no name.
    """
    found = seen(viewer).filter(erased_at__isnull=True).prefetch_related("contacts")
    if sought:
        reached = [each.customer.living for each in contacts_like(sought)]
        found = found.filter(Q(pk__in=_named(sought)) | Q(pk__in=reached))
    return newest_first(found, before=before, after=after)


def customer_named(*, viewer: Actor, named: str, power: Power) -> Customer:
    """By the key of any entry of theirs, or by a whole contact. Raises NoSuchCustomer, alike as ``customer_for``."""
    if named.strip().isdecimal() and len(named.strip()) < LONGEST_NUMBER:
        return customer_for(viewer=viewer, number=int(named), power=power)
    reached = [each.customer.living for each in contacts_like(named) if each.recognises]
    found = seen(viewer, power).filter(pk__in=reached).first()
    if found is None:
        raise NoSuchCustomer("nobody is reached by this")
    return found


def customers_reached(*, viewer: Actor, contact: str) -> Customer | None:
    """The person whom this contact reaches, however it is written; None where it reaches nobody the viewer sees."""
    reached = [each.customer.living for each in contacts_like(contact) if each.recognises]
    return seen(viewer).filter(pk__in=reached).first()


def are_seen(*, viewer: Actor, customers: Iterable[int], power: Power = rules.SEE) -> set[int]:
    """Of these customers (keys of entries) those whom the viewer sees, by whatever entry."""
    entries = Customer.objects.filter(pk__in=list(customers))
    if viewer is not HOUSE:
        # asked of these persons alone: ``seen`` would go through everybody whom the viewer's units know
        met = KnownAt.objects.filter(knows(viewer, power))
        by_their_own = Exists(met.filter(customer=OuterRef("stands")))
        by_another = Exists(met.filter(customer__merged_into=OuterRef("stands")))
        entries = entries.alias(stands=Coalesce(F("merged_into"), F("pk"))).filter(Q(by_their_own) | Q(by_another))
    return set(entries.values_list("pk", flat=True))


def reached_among(*, customers: Iterable[int], kind: str) -> set[int]:
    """Of these customers (keys of entries) those whom a contact of this kind reaches, left by whatever entry."""
    stands = living(keys=customers)
    whole = set(stands.values())
    entries = Customer.objects.filter(Q(pk__in=whole) | Q(merged_into__in=whole)).values("pk")
    left = Contact.objects.filter(kind=kind, customer__in=entries).exclude(folded="")
    there = set(left.values_list(Coalesce(F("customer__merged_into"), F("customer")), flat=True))
    return {key for key, stand in stands.items() if stand in there}


def merged_into(*, person: int) -> QuerySet[Customer, int]:
    """For a subquery: the entries that are merged into the one that stands for a person."""
    return Customer.objects.filter(merged_into=person).values_list("pk", flat=True)


def same_as(*, customer: int) -> Q:
    """Of ``Customer``: all entries of the person whose entry this is, within the one query that asks for them."""
    stands = Customer.objects.filter(pk=customer).values(stand=Coalesce(F("merged_into"), F("pk")))
    return Q(pk__in=stands) | Q(merged_into__in=stands)


def erased_among(*, customers: Iterable[int]) -> set[int]:
    """Within a transaction: of these entries the erased ones; none of the others is erased before it ends."""
    held = Customer.objects.select_for_update(no_key=True).filter(pk__in=set(customers)).order_by("pk")
    return {each.pk for each in held if each.erased_at}


def _named(sought: str) -> QuerySet[Customer, int]:
    named = Customer.objects.filter(name__icontains=sought)
    return named.values_list(Coalesce(F("merged_into"), F("pk")), flat=True)


def contacts_like(sought: str) -> list[Contact]:
    """By the whole contact as it is compared: a telephone number however it was typed. For this room."""
    found: list[Contact] = []
    for kind, _ in terms.CONTACT_KINDS:
        try:
            folded = terms.folded(kind, sought)
        except terms.NotAContact:
            continue
        found += Contact.objects.filter(kind=kind, folded=folded).select_related("customer")
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


def counting() -> Q:
    """Of encounters: those that came one by one, or in a file that is shown and was not withdrawn. For this room."""
    return Q(batch__isnull=True) | Q(batch__shown_at__isnull=False, batch__withdrawn_at__isnull=True)


def contacts_of(*, customer: int) -> list[Contact]:
    """All ways to reach the person, by whichever entry they came; whoever asks may see the customer."""
    entries = entries_of(customer=customer)
    return list(Contact.objects.filter(customer__in=entries).exclude(folded="").order_by("pk"))
