"""What is wrong about a customer is put right, and that it was is written down."""

from datetime import datetime

from django.db import IntegrityError, transaction

from servewell.base import keys, record
from servewell.base.permissions import Actor
from servewell.base.words import CODES
from servewell.rooms.customers import rules, selectors, terms
from servewell.rooms.customers.models import Contact, Correction, Customer, KnownAt
from servewell.rooms.customers.services.consenting import demand_not_erased
from servewell.rooms.customers.services.proposing import propose

LONGEST_NAME = 200


class NameDoesNotFit(Exception):
    """A name is at most 200 characters long, on one line."""


class LanguageIsUnknown(Exception):
    """The house does not speak that language."""


class ContactIsAnothers(Exception):
    """The right contact reaches another customer already (``customer``, a key), whom the corrector sees as well.

    Perhaps they are one person.
    """

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

    Where it reaches somebody whom the corrector may not know, nothing says so: it is written down, goes on recognising
    the other, and the two are put before whoever sees both. Raises NotAllowed, CustomerIsErased, NotAContact,
    ContactIsAnothers.
    """
    _demand(contact.customer, by)
    folded = terms.folded(contact.kind, value)
    before = contact.value
    if before == value.strip():
        return contact

    _change(contact, value.strip(), folded, by=by, at=at)
    # who only saw the old one typed at their unit does not see the new one
    KnownAt.objects.filter(contact=contact).update(contact=None)
    _note(contact.customer, contact.kind, before, contact.value, by=by, at=at)
    return contact


def _change(contact: Contact, value: str, folded: str, *, by: Actor, at: datetime) -> None:
    mine, changed = Contact.objects.filter(pk=contact.pk), {"value": value, "folded": folded}
    try:
        with transaction.atomic():
            mine.update(**changed, recognises=True)
    except IntegrityError as taken:
        other = _recognised(contact.kind, folded)
        if other is None:
            raise
        if selectors.are_seen(viewer=by, customers=[other], power=rules.ERASE):
            raise ContactIsAnothers(other) from taken
        mine.update(**changed, recognises=False)
        propose(pairs={(contact.customer_id, other): [terms.SAME_CONTACT]}, at=at)
    contact.refresh_from_db()


def _recognised(kind: str, folded: str) -> int | None:
    standing = Contact.objects.filter(kind=kind, folded=folded, recognises=True)
    return standing.values_list("customer", flat=True).first()


def _demand(customer: Customer, by: Actor) -> None:
    selectors.demand(actor=by, power=rules.ERASE, customer=customer.pk)
    demand_not_erased(customer)


def _note(customer: Customer, field: str, before: str, after: str, *, by: Actor, at: datetime) -> Correction:
    correction = Correction.objects.create(
        customer=customer, field=field, before=keys.digest(before), after=keys.digest(after), by=by.actor_key, at=at
    )
    record.write(deed="customers.correct", thing=correction, by=by, at=at, detail={"field": field})
    return correction
