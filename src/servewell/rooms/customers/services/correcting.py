"""What is wrong about a customer is put right, and that it was is written down."""

from datetime import datetime

from django.db import IntegrityError, transaction

from servewell.base import keys, record
from servewell.base.permissions import Actor
from servewell.base.words import CODES
from servewell.rooms.customers import rules, selectors, terms
from servewell.rooms.customers.models import Contact, Correction, Customer
from servewell.rooms.customers.services.consenting import demand_not_erased

LONGEST_NAME = 200


class NameDoesNotFit(Exception):
    """A name is at most 200 characters long, on one line."""


class LanguageIsUnknown(Exception):
    """The house does not speak that language."""


class ContactIsAnothers(Exception):
    """The right contact reaches another customer already (``customer``, a key): perhaps they are one person."""

    def __init__(self, customer: int) -> None:
        super().__init__(f"customer {customer} is reached by it already")
        self.customer = customer


@transaction.atomic
def correct(*, customer: Customer, name: str, language: str, by: Actor, at: datetime) -> list[Correction]:
    """What the customer is called, and in which language they are written to. What is right already changes nothing.

    Raises NotAllowed, CustomerIsErased, NameDoesNotFit, LanguageIsUnknown.
    """
    _demand(customer, by)
    name = name.strip()
    if len(name) > LONGEST_NAME or any(not sign.isprintable() for sign in name):
        raise NameDoesNotFit(f"{len(name)} characters")
    if language not in ("", customer.language) and language not in CODES:
        raise LanguageIsUnknown(f"{language!r}: use {', '.join(CODES)}")
    changes = {terms.NAME: (customer.name, name), terms.LANGUAGE: (customer.language, language)}

    made = [
        _note(customer, field, before, after, by=by, at=at)
        for field, (before, after) in changes.items()
        if before != after
    ]
    Customer.objects.filter(pk=customer.pk).update(name=name, language=language)
    customer.name, customer.language = name, language
    return made


@transaction.atomic
def correct_contact(*, contact: Contact, value: str, by: Actor, at: datetime) -> Contact:
    """How the customer is really reached. The old contact recognises nobody any more.

    Raises NotAllowed, CustomerIsErased, NotAContact, ContactIsAnothers.
    """
    _demand(contact.customer, by)
    folded = terms.folded(contact.kind, value)
    before = contact.value
    if before == value.strip():
        return contact

    contact.value, contact.folded = value.strip(), folded
    try:
        with transaction.atomic():
            contact.save(update_fields=["value", "folded"])
    except IntegrityError as taken:
        other = Contact.objects.filter(kind=contact.kind, folded=folded).values_list("customer", flat=True).first()
        if other is None:
            raise
        raise ContactIsAnothers(other) from taken
    _note(contact.customer, contact.kind, before, contact.value, by=by, at=at)
    return contact


def _demand(customer: Customer, by: Actor) -> None:
    selectors.demand(actor=by, power=rules.ERASE, customer=customer.pk)
    demand_not_erased(customer)


def _note(customer: Customer, field: str, before: str, after: str, *, by: Actor, at: datetime) -> Correction:
    correction = Correction.objects.create(
        customer=customer, field=field, before=keys.digest(before), after=keys.digest(after), by=by.actor_key, at=at
    )
    record.write(deed="customers.correct", thing=correction, by=by, at=at, detail={"field": field})
    return correction
