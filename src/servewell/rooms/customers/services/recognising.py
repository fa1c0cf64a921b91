"""Recognise whoever left a way to be reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.customers import terms
from servewell.rooms.customers.models import Contact, Customer
from servewell.rooms.customers.services.knowing import know_by_contact
from servewell.rooms.customers.services.proposing import propose
from servewell.rooms.customers.terms import NotAContact

Key = tuple[str, str]
BATCH = 500


@dataclass(frozen=True)
class LeftContact:
    """How somebody wants to be reached. By ``also``, a telephone number that they left beside, nobody is recognised.

    ``unit`` (a key) is where it was left, which knows them by it from then on; none where more is known than that.
    """

    kind: str
    value: str
    language: str
    name: str = ""
    also: str = ""
    unit: int | None = None


def is_contact(*, contact: LeftContact) -> bool:
    """Whether somebody can be recognised by it."""
    try:
        _folded(contact)
    except NotAContact:
        return False
    return True


def recognise(*, kind: str, value: str, language: str, name: str = "", by: Actor, at: datetime) -> Customer:
    """The customer whom this contact reaches, met before or new. Raises NotAContact."""
    left = LeftContact(kind=kind, value=value, language=language, name=name)
    return recognise_many(contacts=[left], by=by, at=at)[0]


def recognise_many(*, contacts: Sequence[LeftContact], by: Actor, at: datetime) -> list[Customer]:
    """The customers whom these contacts reach, in the same order; the same contact twice is one customer."""
    if not contacts:
        return []
    left = {(each.kind, _folded(each)): each for each in reversed(contacts)}
    found = _recognise(left, by=by, at=at)
    known = {key: contact.customer for key, contact in found.items()}
    _keep_what_was_left_beside(contacts, known, at=at)
    know_by_contact(left=[(found[each.kind, _folded(each)], each.unit) for each in contacts if each.unit])
    return [known[each.kind, _folded(each)] for each in contacts]


@transaction.atomic(savepoint=False)
def _recognise(left: Mapping[Key, LeftContact], *, by: Actor, at: datetime) -> dict[Key, Contact]:
    known = _known(left)
    new = {key: each for key, each in left.items() if key not in known}
    if new:
        try:
            with transaction.atomic():
                known |= _welcome(new, by=by, at=at)
        except IntegrityError:  # another post brought the same contact at this very moment
            known = _known(left)
    return known


@transaction.atomic(savepoint=False)
def _keep_what_was_left_beside(contacts: Sequence[LeftContact], known: Mapping[Key, Customer], *, at: datetime) -> None:
    """A number that nobody has yet is this customer's; one that reaches another is a reason to ask a person."""
    beside = [
        (terms.folded(terms.PHONE, each.also), each.also, known[each.kind, _folded(each)])
        for each in contacts
        if each.also and is_contact(contact=LeftContact(kind=terms.PHONE, value=each.also, language=""))
    ]
    if not beside:
        return
    fresh = {folded: Contact(customer=who, kind=terms.PHONE, value=left.strip(), folded=folded)
             for folded, left, who in reversed(beside)}  # fmt: skip
    standing = Contact.objects.filter(kind=terms.PHONE, folded__in=list(fresh), recognises=True)
    there = dict(standing.values_list("folded", "customer"))
    Contact.objects.bulk_create(
        (contact for folded, contact in fresh.items() if folded not in there), ignore_conflicts=True, batch_size=BATCH
    )
    owners = {folded: contact.customer_id for folded, contact in fresh.items()} | there
    pairs = {(owners[folded], who.pk) for folded, _, who in beside if owners[folded] != who.pk}
    propose(pairs={pair: [terms.SAME_PHONE] for pair in sorted(pairs)}, at=at)


def _welcome(new: Mapping[Key, LeftContact], *, by: Actor, at: datetime) -> dict[Key, Contact]:
    made = Customer.objects.bulk_create(
        (Customer(name=left.name, language=left.language, known_since=at) for left in new.values()), batch_size=BATCH
    )
    contacts = Contact.objects.bulk_create(
        (
            Contact(customer=customer, kind=kind, value=left.value.strip(), folded=folded)
            for customer, ((kind, folded), left) in zip(made, new.items(), strict=True)
        ),
        batch_size=BATCH,
    )
    record.write_many(deed="customers.recognise", things=made, by=by, at=at)
    return dict(zip(new, contacts, strict=True))


def _known(keys: Iterable[Key]) -> dict[Key, Contact]:
    recognising = Contact.objects.filter(folded__in={folded for _, folded in keys}, recognises=True)
    return {(contact.kind, contact.folded): contact for contact in recognising.select_related("customer")}


def _folded(left: LeftContact) -> str:
    return terms.folded(left.kind, left.value)
