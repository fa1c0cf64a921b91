"""What an identity provider says of a person: they join, move, are called otherwise, leave and come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from servewell.base import bus, keys, record, today
from servewell.base.words import CODES, Words
from servewell.rooms.people import selectors, terms
from servewell.rooms.people.events import PeopleJoined, PeopleMoved
from servewell.rooms.people.models import Account, Grant, Person, Posting, Token, Unit
from servewell.rooms.people.services.addresses import give_addresses
from servewell.rooms.people.services.leading import LeadsThemselves, WouldLeadInARing, place_leaders, refuse_ring
from servewell.rooms.people.services.leaving import let_go

LONGEST_NUMBER: Final = 20


class UserNameIsTaken(Exception):
    """Another account has that user name."""


class NumberIsNotFree(Exception):
    """The staff number belongs to a person who has another account."""


class NumberDoesNotFit(Exception):
    """A staff number has 1 to 20 plain letters and digits."""


class ManagerIsUnknown(Exception):
    """The manager has no account here, or would be led by the person."""


class HasChanged(Exception):
    """Somebody else changed the account meanwhile."""


@dataclass(frozen=True)
class AccountSaid:
    """``department`` is a unit's code; people of another one work in the token's own unit.

    ``manager`` is the key of an account.
    """

    user_name: str
    external_id: str
    number: str
    name: str
    email: str
    language: str
    job: str
    department: str
    manager: str
    is_active: bool
    document: Mapping[str, object]


@transaction.atomic
def open_account(*, token: Token, said: AccountSaid, at: datetime) -> Account:
    """A person joins, or one who is known by their staff number gets an account.

    Raises UserNameIsTaken, NumberIsNotFree, NumberDoesNotFit, ManagerIsUnknown, NobodyWouldManage, NotAllowed.
    """
    _refuse(said, None)
    person = selectors.person_by_number(number=said.number) if said.number else None
    if person is not None:
        _refuse_over(token, person, at)
        if Account.objects.filter(person=person).exists():
            raise NumberIsNotFree(f"the staff number {said.number} has another account")
    else:
        person = Person(number=said.number or _a_number(), joined_at=at, language=token.unit.language)
    _call(person, said, token, at=at)
    account = Account.objects.create(
        person=person, unit=token.unit, user_name=said.user_name, external_id=said.external_id,
        document=dict(said.document), made_at=at, changed_at=at,
    )  # fmt: skip
    _place(token, person, said, at=at)
    record.write(deed="people.open_account", thing=account, by=token, at=at)
    return account


@transaction.atomic
def change_account(
    *, token: Token, account: Account, said: AccountSaid, at: datetime, version: int | None = None
) -> Account:
    """The account as it is now. ``version`` is the one it must still have.

    Raises as ``open_account``, and HasChanged.
    """
    locked = Account.objects.select_for_update().get(pk=account.pk)
    if version is not None and locked.version != version:
        raise HasChanged(f"{locked.user_name} has been changed meanwhile")
    _refuse(said, locked)
    person = locked.person
    _refuse_over(token, person, at)
    if said.number and said.number.lower() != person.number.lower():
        if selectors.numbers_taken(numbers=[said.number]):
            raise NumberIsNotFree(f"the staff number {said.number} belongs to somebody else")
        person.number = said.number
    _call(person, said, token, at=at)
    locked.user_name, locked.external_id, locked.document = said.user_name, said.external_id, dict(said.document)
    locked.version, locked.changed_at = locked.version + 1, at
    locked.save()
    _place(token, person, said, at=at)
    record.write(deed="people.change_account", thing=locked, by=token, at=at)
    return locked


@transaction.atomic
def close_account(*, token: Token, account: Account, at: datetime, version: int | None = None) -> None:
    """The person leaves, and what they did stays; the account is gone.

    Raises HasChanged, NobodyWouldManage, NotAllowed.
    """
    locked = Account.objects.select_for_update().get(pk=account.pk)
    if version is not None and locked.version != version:
        raise HasChanged(f"{locked.user_name} has been changed meanwhile")
    _refuse_over(token, locked.person, at)
    _leave(token, locked.person, at=at)
    record.write(deed="people.close_account", thing=locked, by=token, at=at)
    locked.delete()


def _refuse(said: AccountSaid, account: Account | None) -> None:
    others = Account.objects.filter(user_name__iexact=said.user_name)
    if (others.exclude(pk=account.pk) if account else others).exists():
        raise UserNameIsTaken(f"another account is called {said.user_name}")
    number = said.number
    if number and not (len(number) <= LONGEST_NUMBER and number.isascii() and number.isprintable()):
        raise NumberDoesNotFit(f"the staff number {number} needs 1 to {LONGEST_NUMBER} plain letters and digits")


def _refuse_over(token: Token, person: Person, at: datetime) -> None:
    """Neither people who work elsewhere or left there, nor powers over other units, are this token's to change."""
    day = today.earliest_day(at=at)
    worked = Posting.objects.filter(person=person).order_by("-until_on", "-pk").values_list("unit", flat=True)
    works = worked.filter(until_on__gt=day) or worked[:1]
    holds = Grant.objects.filter(person=person, until_on__gt=day).values_list("unit", flat=True)
    selectors.refuse_outside(token=token, units={*works, *holds})


def _a_number() -> str:
    while selectors.numbers_taken(numbers=[made := f"S{keys.token(length=8)}"]):
        pass
    return made


def _call(person: Person, said: AccountSaid, token: Token, *, at: datetime) -> None:
    person.name = said.name[:200]
    if said.language in CODES:
        person.language = said.language
    if person.pk is None:
        person.email = said.email
        person.save()
        return
    person.save(update_fields=["number", "name", "language"])
    give_addresses(addresses={person.pk: said.email}, by=token, at=at)


def _place(token: Token, person: Person, said: AccountSaid, *, at: datetime) -> None:
    if not said.is_active:
        _leave(token, person, at=at)
        return
    day = today.day_in(token.unit.zone, at=at)
    unit = _unit(token, said.department)
    job = Words(texts={unit.language: said.job or said.name}, source=unit.language)
    standing = Posting.objects.filter(person=person, from_on__lte=day, until_on__gt=day).order_by("-from_on").first()
    if standing is None:
        _begin(token, person, unit, job, day, at=at)
    elif standing.unit_id != unit.pk and standing.from_on < day:
        standing.until_on = day
        standing.save(update_fields=["until_on"])
        _begin(token, person, unit, job, day, at=at)
    else:
        standing.unit, standing.job = unit, job  # what began today is put right
        standing.save(update_fields=["unit", "job"])
    _lead(token, person, said.manager, day, at=at)


def _unit(token: Token, department: str) -> Unit:
    """Departments that no unit of the token is called by are kept in the document, and their people in its unit."""
    below = selectors.below_now(unit=token.unit_id).values("unit")
    return Unit.objects.filter(code=department, pk__in=below).first() or token.unit


def _begin(token: Token, person: Person, unit: Unit, job: Words, day: date, *, at: datetime) -> None:
    worked = Posting.objects.filter(person=person)
    again = worked.filter(unit=unit, from_on=day).first()
    if again is not None:  # they left and came back on one day
        again.until_on, again.job = terms.FOR_EVER, job
        again.save(update_fields=["until_on", "job"])
        return
    event = PeopleMoved if worked.exists() else PeopleJoined
    worked.filter(from_on__lt=day, until_on__gt=day).update(until_on=day)
    posting = Posting.objects.create(person=person, unit=unit, job=job, from_on=day)
    record.write(deed="people.join", thing=posting, by=token, at=at)
    bus.announce(event(at=at, postings=(posting.pk,)))


def _leave(token: Token, person: Person, *, at: datetime) -> None:
    day = today.day_in(token.unit.zone, at=at)
    if Posting.objects.filter(person=person, until_on__gt=day + timedelta(days=1)).exists():
        let_go([person], on=day, by=token, at=at)


def _lead(token: Token, person: Person, manager: str, day: date, *, at: datetime) -> None:
    leader = None
    if manager:
        try:
            leader = selectors.account_for(token=token, key=manager).person
            refuse_ring(person, leader, day)
        except (selectors.NoSuchAccount, LeadsThemselves, WouldLeadInARing) as fault:
            raise ManagerIsUnknown(f"the manager {manager} is nobody who could lead them") from fault
    place_leaders({person.pk: leader.pk if leader else None}, from_on={person.pk: day}, by=token, at=at)
