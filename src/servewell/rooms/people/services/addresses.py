"""E-mail addresses of persons: by them the company's own account lets somebody in, so not everybody changes them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from servewell.base import bus, record, today
from servewell.base.permissions import Actor, NotAllowed
from servewell.rooms.people import selectors
from servewell.rooms.people.events import AddressesChanged
from servewell.rooms.people.models import AddressChange, Grant, Person, SignIn
from servewell.rooms.people.terms import AddressState

WAITING = AddressState.WAITING.value


def give_addresses(
    *, addresses: Mapping[int, str], by: Actor, at: datetime, asking: frozenset[int] = frozenset()
) -> None:
    """For deeds that have asked whether the actor manages these persons (keys).

    Whoever may do more than the actor, or is among those ``asking``, keeps the old address until somebody agrees who
    could act as them. What was declined is not asked for again until another address is, and who is given the address
    that they have is asked about no other.
    """
    everybody = list(_persons(addresses, at))
    persons = [each for each in everybody if each.email != addresses[each.pk]]
    _overtake([each for each in everybody if each.email == addresses[each.pk]], by=by, at=at)
    beyond = asking | selectors.beyond(actor=by, persons=[each.pk for each in persons])
    changes = []
    for person in persons:
        new = addresses[person.pk]
        if new.lower() == person.email.lower():
            _move(person, new)
        elif person.pk in beyond:
            changes += _ask(person, new, by=by, at=at)
        else:
            changes += _give(person, new, by=by, at=at)
    if changes:
        record.write_many(deed="people.give_address", things=changes, by=by, at=at)
        bus.announce(AddressesChanged(at=at, changes=tuple(each.pk for each in changes)))


@transaction.atomic
def agree_to_address(*, change: AddressChange, by: Actor, at: datetime) -> Person:
    """The person has the new address from now on. Raises NotAllowed."""
    decided = _decided(change, AddressState.TAKEN, by=by, at=at)
    _move(decided.person, decided.new)
    record.write(deed="people.agree_to_address", thing=decided, by=by, at=at)

    bus.announce(AddressesChanged(at=at, changes=(decided.pk,)))
    return decided.person


@transaction.atomic
def keep_address(*, change: AddressChange, by: Actor, at: datetime) -> Person:
    """The old address stays. Raises NotAllowed."""
    decided = _decided(change, AddressState.KEPT, by=by, at=at)
    record.write(deed="people.keep_address", thing=decided, by=by, at=at)
    return decided.person


def _decided(change: AddressChange, state: AddressState, *, by: Actor, at: datetime) -> AddressChange:
    found = AddressChange.objects.select_for_update(of=("self",)).select_related("person")
    waiting = found.filter(pk=change.pk, state=WAITING).first()
    if waiting is None or not selectors.may_decide(actor=by, change=waiting):
        raise NotAllowed(f"{by.actor_key} may not decide on an e-mail address (change {change.pk})")
    waiting.state, waiting.decided_by, waiting.decided_at = state.value, by.actor_key, at
    waiting.save(update_fields=["state", "decided_by", "decided_at"])
    return waiting


def _persons(keys: Iterable[int], at: datetime) -> "QuerySet[Person]":
    """Each says whether it ``holds`` a role."""
    held = Grant.objects.filter(person=OuterRef("pk"), until_on__gt=today.earliest_day(at=at))
    return Person.objects.filter(pk__in=list(keys)).annotate(holds=Exists(held)).order_by("pk")


def _ask(person: Person, new: str, *, by: Actor, at: datetime) -> list[AddressChange]:
    last = AddressChange.objects.filter(person=person).order_by("-pk").first()
    if last and last.new.lower() == new.lower() and last.state in (WAITING, AddressState.KEPT.value):
        return []
    _overtake([person], by=by, at=at)
    asked = AddressChange(person=person, old=person.email, new=new, asked_by=by.actor_key, asked_at=at)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        return []  # somebody else asks at this moment: theirs waits, and the next file or post asks again
    return [asked]


def _give(person: Person, new: str, *, by: Actor, at: datetime) -> list[AddressChange]:
    """Written down for whom somebody could rob of something: who signs in or holds a role."""
    old = person.email
    _move(person, new)
    _overtake([person], by=by, at=at)
    if not (person.sign_in_id or getattr(person, "holds", False)):
        return []
    return [
        AddressChange.objects.create(
            person=person, old=old, new=new, state=AddressState.TAKEN.value, asked_by=by.actor_key, asked_at=at,
            decided_by=by.actor_key, decided_at=at,
        )
    ]  # fmt: skip


def _overtake(persons: Iterable[Person], *, by: Actor, at: datetime) -> None:
    AddressChange.objects.filter(person__in=list(persons), state=WAITING).update(
        state=AddressState.OVERTAKEN.value, decided_by=by.actor_key, decided_at=at
    )


def _move(person: Person, email: str) -> None:
    """They sign in by the new address; one that several share signs nobody in."""
    person.email = email
    person.save(update_fields=["email"])
    if person.sign_in_id is None:
        return
    shared = Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists()
    taken = SignIn.objects.filter(email__iexact=email).exclude(pk=person.sign_in_id).exists()
    SignIn.objects.filter(pk=person.sign_in_id).update(email="" if shared or taken else email.lower())
