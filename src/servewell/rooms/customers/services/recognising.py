"""Recognise whoever left a way to be reached."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.customers import terms
from servewell.rooms.customers.models import Contact, Customer

Key = tuple[str, str]
BATCH = 500
_address = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_number = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164


class NotAContact(Exception):
    """What was left is no e-mail address, and no telephone number with its country code."""


@dataclass(frozen=True)
class LeftContact:
    """How somebody wants to be reached."""

    kind: str
    value: str
    language: str
    name: str = ""


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
    known = _recognise(left, by=by, at=at)
    return [known[each.kind, _folded(each)] for each in contacts]


@transaction.atomic(savepoint=False)
def _recognise(left: Mapping[Key, LeftContact], *, by: Actor, at: datetime) -> dict[Key, Customer]:
    known = _known(left)
    new = {key: each for key, each in left.items() if key not in known}
    if new:
        try:
            with transaction.atomic():
                known |= _welcome(new, by=by, at=at)
        except IntegrityError:  # another post brought the same contact at this very moment
            known = _known(left)
    return known


def _welcome(new: Mapping[Key, LeftContact], *, by: Actor, at: datetime) -> dict[Key, Customer]:
    made = Customer.objects.bulk_create(
        (Customer(name=left.name, language=left.language, known_since=at) for left in new.values()), batch_size=BATCH
    )
    Contact.objects.bulk_create(
        (
            Contact(customer=customer, kind=kind, value=left.value.strip(), folded=folded)
            for customer, ((kind, folded), left) in zip(made, new.items(), strict=True)
        ),
        batch_size=BATCH,
    )
    record.write_many(deed="customers.recognise", things=made, by=by, at=at)
    return dict(zip(new, made, strict=True))


def _known(keys: Iterable[Key]) -> dict[Key, Customer]:
    found = list(Contact.objects.filter(folded__in={folded for _, folded in keys}))
    customers = Customer.objects.in_bulk({contact.customer_id for contact in found}) if found else {}
    return {(contact.kind, contact.folded): customers[contact.customer_id] for contact in found}


def _folded(left: LeftContact) -> str:
    if left.kind == terms.EMAIL and _address.fullmatch(left.value.strip()):
        return left.value.strip().casefold()
    number = re.sub(r"[\s().\-/]", "", left.value)
    number = f"+{number[2:]}" if number.startswith("00") else number
    if left.kind == terms.PHONE and _number.fullmatch(number):
        return number
    if left.kind == terms.PHONE:
        raise NotAContact("this is no telephone number with its country code: write it like +86 21 5555 0100")
    raise NotAContact(f"this is no {left.kind}: write it like name@example.com")
