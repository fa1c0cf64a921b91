"""What is known about one person goes, on a named person's word; what it counted for stays."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record
from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import is_same_name
from servewell.rooms.customers import rules, selectors, terms
from servewell.rooms.customers.events import CustomersErased
from servewell.rooms.customers.models import Contact, Customer, Encounter, Erasure, Suppression
from servewell.rooms.customers.services.consenting import CustomerIsErased
from servewell.rooms.customers.services.proposing import forget_proposals_of
from servewell.rooms.customers.services.speaking import end_speaking

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class NotConfirmed(Exception):
    """Whoever erases types their own name: it cannot be taken back."""


class NoSuchReason(Exception):
    """An erasure is asked for by the customer, falls due by the house's rules, or is ordered by law."""


def erase(
    *, customer: Customer, why: str, typed_name: str, closes_cases: bool = False, by: "Person", at: datetime
) -> Erasure:
    """Erase a person, by all their entries. Their originals follow: those in files a moment later, by the worker.

    Rooms above may refuse: what they raise says what stands in the way, by name, and then nothing was erased.
    Raises NotAllowed, CustomerIsErased, NotConfirmed, NoSuchReason.
    """
    if not is_same_name(typed_name, by.name):
        raise NotConfirmed(f"type {by.name}")
    return _erase(customer=customer, why=why, closes_cases=closes_cases, by=by, at=at)


def erase_for_host(*, customer: Customer, why: str, closes_cases: bool, at: datetime) -> Erasure:
    """As ``erase``, by the one who runs the machine, whose command asked them. Recorded as the house's."""
    return _erase(customer=customer, why=why, closes_cases=closes_cases, by=HOUSE, at=at)


def _erase(*, customer: Customer, why: str, closes_cases: bool, by: Actor, at: datetime) -> Erasure:
    with transaction.atomic():
        selectors.demand_whole(actor=by, power=rules.ERASE, customer=customer.pk)
        if why not in dict(terms.ERASURES):
            raise NoSuchReason(f"{why!r}: use {', '.join(each for each, _ in terms.ERASURES)}")
        entries = _locked(customer)

        erasure = _written(customer, entries, why, by=by, at=at)
        _blank(entries, erasure, at=at)
        record.write(deed="customers.erase", thing=customer, by=by, at=at, detail={"erasure": erasure.pk, "why": why})

        bus.announce(
            CustomersErased(at=at, customers=tuple(entries), erasures=(erasure.pk,), closes_cases=closes_cases)
        )
    return erasure


def _locked(customer: Customer) -> list[int]:
    """All entries of the person, so that nothing new is written about them meanwhile."""
    keys = selectors.entries_of(customer=customer.pk)
    held = list(Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    if any(entry.erased_at for entry in held):
        raise CustomerIsErased(f"customer {customer.pk} was erased before")
    return [entry.pk for entry in held]


def _written(customer: Customer, entries: list[int], why: str, *, by: Actor, at: datetime) -> Erasure:
    contacts = list(Contact.objects.filter(customer__in=entries).exclude(folded=""))
    return Erasure.objects.create(
        customer_id=selectors.living(keys=[customer.pk])[customer.pk],
        entries=entries,
        # by one that recognises somebody else, the cells of that other customer would go
        contacts=[terms.contact_digest(each.kind, each.folded) for each in contacts if each.recognises],
        counts={
            "names": Customer.objects.filter(pk__in=entries).exclude(name="").count(),
            "contacts": len(contacts),
            "encounters": Encounter.objects.filter(customer__in=entries).count(),
            "consents": len(selectors.consents_of(customer=customer.pk)),
        },
        why=why,
        confirmed_by=by.actor_key,
        at=at,
    )


def _blank(entries: list[int], erasure: Erasure, *, at: datetime) -> None:
    """Encounters stay, for they were counted; a booking number that names the person to other systems does not."""
    Customer.objects.filter(pk__in=entries).update(name="", language="", erased_at=at)
    Contact.objects.filter(customer__in=entries).update(value="", folded="")
    forget_proposals_of(entries=entries, at=at)
    end_speaking(entries=entries, on=at.date())
    Suppression.objects.filter(digest__in=erasure.contacts).exclude(why_lifted="").update(why_lifted="")
    theirs = Encounter.objects.filter(customer__in=entries).exclude(reference="")
    theirs.filter(batch__isnull=False).update(reference="")
    for encounter in theirs.filter(batch__isnull=True).only("pk", "reference"):
        Encounter.objects.filter(pk=encounter.pk).update(reference=terms.erased_reference(encounter.reference))
