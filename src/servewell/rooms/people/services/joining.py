"""People come: a posting is promised, then started."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from servewell.base import bus, record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import rules, selectors
from servewell.rooms.people.events import PeopleJoined, PostingsStarted
from servewell.rooms.people.models import Person, Posting, Unit


class NumberIsTaken(Exception):
    """A staff number belongs to somebody already."""


class NumberHasOtherSigns(Exception):
    """A staff number is typed on any keyboard: capitals of other alphabets fold differently from place to place."""


class UnitIsUnknown(Exception):
    """A newcomer is posted to a unit that is not there."""


@dataclass(frozen=True)
class Newcomer:
    number: str
    name: str
    email: str
    language: str
    unit: str
    job: Words
    from_on: date


@transaction.atomic
def join(*, people: Sequence[Newcomer], by: Actor, at: datetime) -> list[Posting]:
    """Promise a posting to each newcomer. Raises NumberIsTaken, NumberHasOtherSigns, UnitIsUnknown, NotAllowed.

    The first three name everything that is wrong.
    """
    selectors.require_anywhere(actor=by, power=rules.MANAGE)
    units = dict(Unit.objects.filter(code__in={one.unit for one in people}).values_list("code", "pk"))
    for unit in units.values():
        selectors.require(actor=by, power=rules.MANAGE, unit=unit)
    _refuse_unknown(people, units)

    persons = Person.objects.bulk_create(
        (
            Person(number=one.number, name=one.name, email=one.email, language=one.language, joined_at=at)
            for one in people
        ),
        batch_size=1000,
    )
    postings = Posting.objects.bulk_create(
        (
            Posting(person=person, unit_id=units[one.unit], job=one.job, from_on=one.from_on)
            for person, one in zip(persons, people, strict=True)
        ),
        batch_size=1000,
    )
    record.write_many(deed="people.join", things=postings, by=by, at=at)

    bus.announce(PeopleJoined(at=at, postings=tuple(posting.pk for posting in postings)))
    return postings


def _refuse_unknown(people: Sequence[Newcomer], units: dict[str, int]) -> None:
    unknown = sorted({one.unit for one in people} - set(units))
    if unknown:
        raise UnitIsUnknown(f"no unit has the code {', '.join(unknown)}: add the unit first")
    _refuse_numbers([one.number for one in people])


def _refuse_numbers(numbers: Sequence[str]) -> None:
    strange = sorted({number for number in numbers if not number.isascii()})
    if strange:
        raise NumberHasOtherSigns(f"the staff number {', '.join(strange)} needs plain letters and digits (ASCII) only")
    times = Counter(number.lower() for number in numbers)
    standing = selectors.numbers_taken(numbers=numbers)
    taken = {number for number in numbers if number.lower() in standing or times[number.lower()] > 1}
    if taken:
        raise NumberIsTaken(f"the staff number {', '.join(sorted(taken))} belongs to somebody already")


@transaction.atomic
def start_posting(*, posting: Posting, by: Actor, at: datetime) -> Posting:
    """The person has begun to work there. A second call changes nothing."""
    selectors.require(actor=by, power=rules.MANAGE, unit=posting.unit_id)
    if not Posting.objects.filter(pk=posting.pk, started_at__isnull=True).update(started_at=at):
        posting.refresh_from_db(fields=["started_at"])
        return posting

    posting.started_at = at
    record.write(deed="people.start_posting", thing=posting, by=by, at=at)

    bus.announce(PostingsStarted(at=at, postings=(posting.pk,)))
    return posting


@transaction.atomic
def speak(*, person: Person, language: str, at: datetime) -> Person:
    """The person wants to be addressed in another language from now on. A second call changes nothing."""
    if person.language == language:
        return person

    person.language = language
    person.save(update_fields=["language"])
    record.write(deed="people.speak", thing=person, by=person, at=at, detail={"language": language})
    return person
