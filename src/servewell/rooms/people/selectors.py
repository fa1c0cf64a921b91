"""Questions about people, units and powers."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor, NotAllowed, Power
from servewell.rooms.people.models import Grant, Lineage, Person, Posting, Role, SignIn, Unit


class NoSuchUnit(Exception):
    """No unit has that code, or the viewer may not know it."""


def _now() -> date:
    return today.now().date()


def require(*, actor: Actor, power: Power, unit: int) -> None:
    """Raise NotAllowed unless the actor holds the power over the unit (its key) today."""
    if not may(actor=actor, power=power, unit=unit):
        raise NotAllowed(f"{actor.actor_key} may not {power.title} (unit {unit})")


def require_anywhere(*, actor: Actor, power: Power) -> None:
    """Raise NotAllowed unless the actor holds the power over some unit today."""
    if not holds(actor=actor, power=power):
        raise NotAllowed(f"{actor.actor_key} may not {power.title}")


def may(*, actor: Actor, power: Power, unit: int) -> bool:
    return actor is HOUSE or units_with(viewer=actor, power=power).filter(unit=unit).exists()


def holds(*, actor: Actor, power: Power) -> bool:
    return actor is HOUSE or (isinstance(actor, Person) and _grants(actor, power).exists())


def _grants(person: Person, power: Power) -> QuerySet[Grant]:
    day = _now()
    return Grant.objects.filter(person=person, role__powers__power=power.code, from_on__lte=day, until_on__gt=day)


def powers_of(*, person: Person) -> frozenset[str]:
    """The codes of every power the person holds somewhere today."""
    day = _now()
    return frozenset(
        Grant.objects.filter(person=person, from_on__lte=day, until_on__gt=day).values_list(
            "role__powers__power", flat=True
        )
    )


def units_with(*, viewer: Actor, power: Power) -> QuerySet[Lineage]:
    """The units over which the viewer holds the power today, as lineage rows: use ``.values("unit")`` in a subquery."""
    day = _now()
    standing = Lineage.objects.filter(from_on__lte=day, until_on__gt=day)
    if viewer is HOUSE:
        return standing.filter(depth=0)
    if not isinstance(viewer, Person):
        return standing.none()
    return standing.filter(ancestor__in=_grants(viewer, power).values("unit"))


def units_seen(*, viewer: Actor, power: Power) -> list[Unit]:
    """The units themselves, by code."""
    return list(Unit.objects.filter(pk__in=units_with(viewer=viewer, power=power).values("unit")).order_by("code"))


def unit_for(*, viewer: Actor, power: Power, code: str) -> Unit:
    """Raises NoSuchUnit alike for a unit that is not there and one the viewer may not know."""
    seen = units_with(viewer=viewer, power=power).values("unit")
    unit = Unit.objects.filter(code=code, pk__in=seen).first()
    if unit is None:
        raise NoSuchUnit(code)
    return unit


def below(*, unit: int, on: date) -> QuerySet[Lineage]:
    """The lineage rows of a unit and everything below it on a day; use ``.values("unit")`` in a subquery."""
    return Lineage.objects.filter(ancestor=unit, from_on__lte=on, until_on__gt=on)


def above(*, unit: int, on: date) -> list[int]:
    """The keys of the unit and its ancestors on a day, nearest first."""
    rows = Lineage.objects.filter(unit=unit, from_on__lte=on, until_on__gt=on).order_by("depth")
    return list(rows.values_list("ancestor", flat=True))


def top_unit() -> Unit | None:
    """The unit that stands under no other today: the company."""
    day = _now()
    return Unit.objects.filter(places__parent__isnull=True, places__from_on__lte=day, places__until_on__gt=day).first()


def who_may(*, power: Power, unit: int, viewer: Actor) -> list[Person]:
    """Everyone who holds the power over the unit today, by staff number. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks who may do what")
    day = _now()
    return list(
        Person.objects.filter(
            Exists(
                Grant.objects.filter(
                    person=OuterRef("pk"),
                    role__powers__power=power.code,
                    from_on__lte=day,
                    until_on__gt=day,
                    unit__in=above(unit=unit, on=day),
                )
            )
        ).order_by("number")
    )


def person_of(*, sign_in: SignIn) -> Person | None:
    return Person.objects.filter(sign_in=sign_in).first()


def person_by_number(*, number: str) -> Person | None:
    return Person.objects.filter(number=number.strip()).first()


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
