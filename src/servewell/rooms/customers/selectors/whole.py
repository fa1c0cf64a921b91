"""One person whole, for their page: everything this room knows, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.customers import rules
from servewell.rooms.customers.models import (
    Consent,
    Contact,
    Customer,
    Encounter,
    Erasure,
    KnownAt,
    Merge,
    Spokesperson,
    Suppression,
)
from servewell.rooms.customers.selectors.asking import MayAsk, answers_for, suppressions_on, to_lift
from servewell.rooms.customers.selectors.seeing import NoSuchCustomer, counting, knows, stands_for
from servewell.rooms.customers.selectors.speaking import speakers
from servewell.rooms.people import selectors as people

POWERS = {"see": rules.SEE, "keep": rules.KEEP, "merge": rules.MERGE, "erase": rules.ERASE}
MOST_MET = 50


@dataclass(frozen=True)
class Whole:
    """``customer`` stands for the person, ``entries`` are all of theirs; ``powers`` are the viewer's over them."""

    customer: Customer
    entries: tuple[int, ...]
    powers: frozenset[str]
    contacts: Sequence[Contact]
    may_ask: Mapping[str, MayAsk]
    consents: Sequence[Consent]
    suppressions: Sequence[tuple[Contact, Suppression]]
    encounters: Sequence[Encounter]
    merges: Sequence[Merge]
    erasure: Erasure | None
    speakers: Sequence[Spokesperson]


def whole(*, viewer: Actor, number: int) -> Whole:
    """By the key of any entry of theirs. Raises NoSuchCustomer alike for none and one the viewer may not see."""
    stands = stands_for(number)
    found = list(Customer.objects.filter(Q(pk=stands) | Q(merged_into=stands)).order_by("pk"))
    entries = tuple(each.pk for each in found)
    powers = _powers(viewer, entries)
    if rules.SEE.code not in powers:
        raise NoSuchCustomer(f"there is no customer {number}")
    customer = next(each for each in found if each.pk == stands)
    contacts = list(Contact.objects.filter(customer__in=entries).exclude(folded="").order_by("pk"))
    consents = list(Consent.objects.filter(customer__in=entries).order_by("pk"))
    suppressions = suppressions_on(contacts)
    part = Q(gone__in=entries) | Q(into__in=entries)
    return Whole(
        customer=customer,
        entries=entries,
        powers=powers,
        contacts=contacts,
        may_ask=answers_for(customer, contacts, consents, suppressions),
        consents=consents,
        suppressions=to_lift(suppressions),
        encounters=_encounters(viewer, entries),
        merges=list(Merge.objects.filter(part).select_related("gone", "into").order_by("pk")),
        erasure=Erasure.objects.filter(customer=customer).first() if customer.erased_at else None,
        speakers=speakers(entries=entries),
    )


def _powers(viewer: Actor, entries: Sequence[int]) -> frozenset[str]:
    """Over any of the units that know the person for sure."""
    if viewer is HOUSE:
        return frozenset(power.code for power in POWERS.values()) if entries else frozenset()
    held = {name: Count("pk", filter=knows(viewer, power)) for name, power in POWERS.items()}
    counted = KnownAt.objects.filter(customer__in=entries).aggregate(**held)
    return frozenset(POWERS[name].code for name, number in counted.items() if number)


def _encounters(viewer: Actor, entries: Sequence[int]) -> list[Encounter]:
    """The latest with units of the viewer's, whatever file of them was not withdrawn."""
    met = Encounter.objects.filter(counting(), customer__in=entries).select_related("unit")
    if viewer is not HOUSE:
        met = met.filter(unit__in=people.unit_keys_with(viewer=viewer, power=rules.SEE))
    return list(met.order_by("-on", "-pk")[:MOST_MET])
