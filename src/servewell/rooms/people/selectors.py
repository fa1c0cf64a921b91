"""Questions about people, units and powers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from servewell.base import paging, today
from servewell.base.permissions import HOUSE, Actor, NotAllowed, Power
from servewell.base.words import Words
from servewell.rooms.people import rules
from servewell.rooms.people.models import (
    ActivationCode,
    Grant,
    Lineage,
    Person,
    Place,
    Posting,
    Role,
    RolePower,
    SignIn,
    Unit,
)


class NoSuchUnit(Exception):
    """No unit has that code, or the viewer may not know it."""


class NoSuchActor(Exception):
    """Whoever did it was a customer, or is no longer known."""


def _today() -> tuple[date, date]:
    """The latest and the earliest day on earth: what begins by the one and ends after the other holds somewhere.

    So a power is there when the day begins where it is used, and nobody is sent away before the day is over there.
    """
    at = today.now()
    return today.latest_day(at=at), today.earliest_day(at=at)


def require(*, actor: Actor, power: Power, unit: int) -> None:
    """Raise NotAllowed unless the actor holds the power over the unit (its key) today."""
    if not may(actor=actor, power=power, unit=unit):
        raise NotAllowed(f"{actor.actor_key} may not {power.title} (unit {unit})")


def require_anywhere(*, actor: Actor, power: Power) -> None:
    """Raise NotAllowed unless the actor holds the power over some unit today."""
    if not holds(actor=actor, power=power):
        raise NotAllowed(f"{actor.actor_key} may not {power.title}")


def require_over_all(*, actor: Actor, power: Power) -> None:
    """Raise NotAllowed unless the actor holds the power over the company: for what holds in every unit alike."""
    top = top_unit()
    if top is None:
        require_anywhere(actor=actor, power=power)
    else:
        require(actor=actor, power=power, unit=top.pk)


def may(*, actor: Actor, power: Power, unit: int) -> bool:
    return actor is HOUSE or (isinstance(actor, Person) and power.code in powers_over(person=actor, unit=unit))


def holds(*, actor: Actor, power: Power) -> bool:
    return actor is HOUSE or (isinstance(actor, Person) and _grants(actor, power).exists())


def _grants(person: Person, power: Power) -> QuerySet[Grant]:
    latest, earliest = _today()
    return Grant.objects.filter(
        person=person, role__powers__power=power.code, from_on__lte=latest, until_on__gt=earliest
    )


def may_over(*, actor: Actor, power: Power, person: Person) -> bool:
    """Whether the actor holds the power over a unit where the person works or is promised to."""
    _, earliest = _today()
    theirs = Posting.objects.filter(person=person, until_on__gt=earliest).values("unit")
    return actor is HOUSE or units_with(viewer=actor, power=power).filter(unit__in=theirs).exists()


def may_at_least_as_much(*, actor: Actor, person: Person) -> bool:
    """Whether the actor holds every power that the person has or is promised, or may hand it out there."""
    if actor is HOUSE or not isinstance(actor, Person):
        return actor is HOUSE
    latest, earliest = _today()
    granted = Grant.objects.filter(person=person, until_on__gt=earliest, role__powers__isnull=False)
    theirs = set(granted.values_list("unit", "role__powers__power"))
    standing = _standing(latest, earliest).filter(unit__in={unit for unit, _ in theirs})
    held = set(
        standing.filter(
            ancestor__grants__person=actor,
            ancestor__grants__from_on__lte=latest,
            ancestor__grants__until_on__gt=earliest,
        ).values_list("unit", "ancestor__grants__role__powers__power")
    )
    return all((unit, power) in held or (unit, rules.MANAGE.code) in held for unit, power in theirs)


def powers_of(*, person: Person) -> frozenset[str]:
    """The codes of every power the person holds somewhere today."""
    return frozenset(row.power for row in RolePower.objects.raw(POWERS_OF, [person.pk, *_today()]))


def units_with(*, viewer: Actor, power: Power) -> QuerySet[Lineage]:
    """The units over which the viewer holds the power today, as lineage rows: use ``.values("unit")`` in a subquery."""
    standing = _standing(*_today())
    if viewer is HOUSE:
        return standing.filter(depth=0)
    if not isinstance(viewer, Person):
        return standing.none()
    return standing.filter(ancestor__in=_grants(viewer, power).values("unit"))


def unit_keys_with(*, viewer: Actor, power: Power) -> RawSQL:
    """The keys of the units that ``units_with`` finds, for ``unit__in=`` where every page waits. Not for the house."""
    person = viewer.pk if isinstance(viewer, Person) else None
    values = (person, power.code, *_today(), *_today())
    return RawSQL(UNIT_KEYS_WITH, values)  # noqa: S611 - the words are fixed


def _standing(latest: date, earliest: date) -> QuerySet[Lineage]:
    return Lineage.objects.filter(from_on__lte=latest, until_on__gt=earliest)


def units_seen(*, viewer: Actor, power: Power) -> list[Unit]:
    """The units themselves, by code."""
    return list(Unit.objects.filter(pk__in=units_with(viewer=viewer, power=power).values("unit")).order_by("code"))


def units_with_parents(*, viewer: Actor) -> list[tuple[Unit, str | None]]:
    """The units that the viewer manages, by code, each with the code of the unit above it today."""
    latest, earliest = _today()
    places = Place.objects.filter(from_on__lte=latest, until_on__gt=earliest).order_by("from_on")
    above = dict(places.values_list("unit", "parent__code"))
    return [(unit, above.get(unit.pk)) for unit in units_seen(viewer=viewer, power=rules.MANAGE)]


def widest_unit_with(*, viewer: Actor, power: Power) -> int | None:
    """Of the units the viewer was granted the power over, the one with the most units below it."""
    standing = units_with(viewer=viewer, power=power).values("ancestor").annotate(size=Count("unit"))
    return standing.order_by("-size", "ancestor").values_list("ancestor", flat=True).first()


def unit_for(*, viewer: Actor, power: Power, code: str) -> Unit:
    """Raises NoSuchUnit alike for a unit that is not there and one the viewer may not know."""
    seen = units_with(viewer=viewer, power=power).values("unit")
    unit = Unit.objects.filter(code=code, pk__in=seen).first()
    if unit is None:
        raise NoSuchUnit(code)
    return unit


def directly_below(*, unit: int, code: str) -> Unit | None:
    """The unit of this code, where it stands right under ``unit`` (a key) today."""
    latest, earliest = _today()
    there = Place.objects.filter(parent=unit, from_on__lte=latest, until_on__gt=earliest)
    return Unit.objects.filter(code=code, pk__in=there.values("unit")).first()


def below(*, unit: int, on: date) -> QuerySet[Lineage]:
    """The lineage rows of a unit and everything below it on a day; use ``.values("unit")`` in a subquery."""
    return Lineage.objects.filter(ancestor=unit, from_on__lte=on, until_on__gt=on)


def below_now(*, unit: int) -> QuerySet[Lineage]:
    """As ``below``, wherever today is: on the day of a move both trees hold."""
    return _standing(*_today()).filter(ancestor=unit)


def stood_below(*, unit: int, below: str, on: str) -> QuerySet[Lineage]:
    """For ``Exists`` over rows that name a unit and a day: whether it stood below ``unit`` (or is it) on that day."""
    return Lineage.objects.filter(
        ancestor=unit, unit=OuterRef(below), from_on__lte=OuterRef(on), until_on__gt=OuterRef(on)
    )


def ever_below(*, unit: int) -> QuerySet[Lineage]:
    """The lineage rows of every unit that stands or stood below: an early thinning, for ``.values("unit")``."""
    return Lineage.objects.filter(ancestor=unit)


def names_of(*, actors: Iterable[str]) -> dict[str, str]:
    """The names of the persons among these keys of actors, by the key as the record keeps it."""
    numbers = {int(number) for kind, _, number in (key.partition(":") for key in actors) if kind == "person"}
    return {person.actor_key: person.name for person in Person.objects.filter(pk__in=numbers)}


# these are written out because every post or page waits for them: the ORM takes five times as long to build them anew
ABOVE = """
SELECT id, ancestor_id FROM people_lineage WHERE unit_id = %s AND from_on <= %s AND until_on > %s ORDER BY depth
"""
UNIT = "SELECT * FROM people_unit WHERE id = %s"
WHO_MAY = """
SELECT person.*
  FROM people_person AS person
 WHERE person.id IN (SELECT held.person_id
                       FROM people_grant AS held
                       JOIN people_rolepower AS given ON given.role_id = held.role_id AND given.power = %s
                       JOIN people_lineage AS place ON place.ancestor_id = held.unit_id AND place.unit_id = %s
                      WHERE held.from_on <= %s AND held.until_on > %s AND place.from_on <= %s AND place.until_on > %s)
 ORDER BY person.number
"""
UNIT_KEYS_WITH = """
SELECT place.unit_id
  FROM people_grant AS held
  JOIN people_rolepower AS given ON given.role_id = held.role_id
  JOIN people_lineage AS place ON place.ancestor_id = held.unit_id
 WHERE held.person_id = %s AND given.power = %s AND held.from_on <= %s AND held.until_on > %s
   AND place.from_on <= %s AND place.until_on > %s
"""
POWERS_OF = """
SELECT DISTINCT given.id, given.power
  FROM people_grant AS held
  JOIN people_rolepower AS given ON given.role_id = held.role_id
 WHERE held.person_id = %s AND held.from_on <= %s AND held.until_on > %s
"""
POWERS_OVER = """
SELECT DISTINCT given.id, given.power
  FROM people_grant AS held
  JOIN people_rolepower AS given ON given.role_id = held.role_id
  JOIN people_lineage AS place ON place.ancestor_id = held.unit_id
 WHERE held.person_id = %s AND held.from_on <= %s AND held.until_on > %s
   AND place.unit_id = %s AND place.from_on <= %s AND place.until_on > %s
"""
SIGNED_IN = """
SELECT person.*
  FROM people_person AS person
 WHERE person.sign_in_id = %s
   AND EXISTS (SELECT 1 FROM people_posting AS posting WHERE posting.person_id = person.id AND posting.until_on > %s)
"""
SIGN_IN = "SELECT * FROM people_signin WHERE id = %s"
TOP_UNIT = """
SELECT unit.*
  FROM people_unit AS unit
  JOIN people_place AS place ON place.unit_id = unit.id
 WHERE place.parent_id IS NULL AND place.from_on <= %s AND place.until_on > %s
 ORDER BY unit.id
 LIMIT 1
"""


def unit_by_key(*, key: int) -> Unit:
    """For rooms that hold the key already. Raises NoSuchUnit."""
    for unit in Unit.objects.raw(UNIT, [key]):
        return unit
    raise NoSuchUnit(str(key))


def above(*, unit: int, on: date) -> list[int]:
    """The keys of the unit and its ancestors on a day, nearest first."""
    return [row.ancestor_id for row in Lineage.objects.raw(ABOVE, [unit, on, on])]


def first_day(*, unit: int) -> date:
    """The day from which the unit stands in the tree."""
    return Place.objects.filter(unit=unit).order_by("from_on").values_list("from_on", flat=True)[0]


def top_unit() -> Unit | None:
    """The unit that stands under no other today: the company."""
    return next(iter(Unit.objects.raw(TOP_UNIT, _today())), None)


def who_may(*, power: Power, unit: int, viewer: Actor) -> list[Person]:
    """Everyone who holds the power over the unit today, by staff number. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks who may do what")
    return list(Person.objects.raw(WHO_MAY, [power.code, unit, *_today(), *_today()]))


def person_of(*, sign_in: SignIn, on: date) -> Person | None:
    """Whose sign-in it is; None on a day when they neither work here nor are promised to."""
    return person_signed_in(key=sign_in.pk, on=on)


def person_signed_in(*, key: int, on: date) -> Person | None:
    """The person with their sign-in, by the sign-in's key; None as in ``person_of``."""
    for person in Person.objects.raw(SIGNED_IN, [key, on]):
        person.sign_in = next(iter(SignIn.objects.raw(SIGN_IN, [key])))
        return person
    return None


def powers_over(*, person: Person, unit: int) -> frozenset[str]:
    """The codes of every power the person holds over a unit today."""
    return frozenset(row.power for row in RolePower.objects.raw(POWERS_OVER, [person.pk, *_today(), unit, *_today()]))


def person_by_number(*, number: str) -> Person | None:
    """In capitals or not, as on the card or as typed."""
    return Person.objects.alias(folded=Lower("number")).filter(folded=Lower(Value(number.strip()))).first()


def actor(*, key: str) -> Actor:
    """Whoever did a deed, by the key that the record keeps: for work that goes on in their name. Raises NoSuchActor."""
    if key == HOUSE.actor_key:
        return HOUSE
    kind, _, number = key.partition(":")
    found = Person.objects.filter(pk=int(number)).first() if kind == "person" and number.isdigit() else None
    if found is None:
        raise NoSuchActor(f"nobody has the key {key!r}")
    return found


def persons_numbered(*, numbers: Iterable[str]) -> dict[str, int]:
    """The keys of the people who have these staff numbers, by number in small letters."""
    folded = Person.objects.alias(folded=Lower("number")).filter(folded__in={number.lower() for number in numbers})
    return {number.lower(): key for number, key in folded.values_list("number", "pk")}


def numbers_taken(*, numbers: Iterable[str]) -> set[str]:
    """Which of these staff numbers belong to somebody, in small letters."""
    folded = Person.objects.annotate(folded=Lower("number")).values_list("folded", flat=True)
    return set(folded.filter(folded__in={number.lower() for number in numbers}))


def persons_with(*, email: str) -> QuerySet[Person]:
    """Everyone who gave that e-mail address; nobody for none."""
    return Person.objects.alias(folded=Lower("email")).filter(folded=Lower(Value(email)), email__gt="")


def sign_in_name(*, typed: str) -> str:
    """One name for one sign-in, whether a staff number or an e-mail was typed; the unknown stays as typed."""
    folded = SignIn.objects.alias(folded_name=Lower("name"), folded_email=Lower("email"))
    fitting = folded.filter(Q(folded_name=Lower(Value(typed))) | Q(folded_email=Lower(Value(typed)), email__gt=""))
    return fitting.order_by("pk").values_list("name", flat=True).first() or typed.lower()


@dataclass(frozen=True)
class Member:
    """Somebody of a unit, and how far they are with signing in."""

    posting: int
    number: str
    name: str
    job: Words
    from_on: date
    is_activated: bool
    last_sign_in_at: datetime | None
    code_expires_at: datetime | None


def team(
    *, viewer: Actor, unit: Unit, at: datetime, before: int | None = None, after: int | None = None
) -> paging.Page[Member]:
    """Who works in the unit itself or is promised to, newest postings first."""
    open_codes = ActivationCode.objects.filter(person=OuterRef("person"), used_at=None, expires_at__gt=at)
    postings = (
        Posting.objects.filter(unit=unit, until_on__gt=at.date())
        .filter(unit__in=units_with(viewer=viewer, power=rules.SEE_TEAM).values("unit"))
        .select_related("person__sign_in")
        .annotate(code_expires_at=Subquery(open_codes.order_by("-expires_at").values("expires_at")[:1]))
    )
    return paging.newest_first(postings, before=before, after=after).map(_member)


def _member(posting: Posting) -> Member:
    sign_in = posting.person.sign_in
    return Member(
        posting=posting.pk,
        number=posting.person.number,
        name=posting.person.name,
        job=posting.job,
        from_on=posting.from_on,
        is_activated=sign_in is not None and sign_in.is_active,
        last_sign_in_at=sign_in.last_login if sign_in else None,
        code_expires_at=posting.code_expires_at,  # type: ignore[attr-defined]  # annotated above
    )


def posting_on(*, person: Person, on: date) -> Posting | None:
    """The posting that holds on the day, or else the next one promised."""
    postings = list(
        Posting.objects.filter(person=person, until_on__gt=on).select_related("unit").order_by("from_on")[:1]
    )
    return postings[0] if postings else None


def postings(*, keys: Iterable[int]) -> list[Posting]:
    """For listeners: the postings that an event names, by key."""
    return list(Posting.objects.filter(pk__in=list(keys)).select_related("person", "unit").order_by("pk"))


def role_by_code(*, code: str) -> Role:
    return Role.objects.get(code=code)
