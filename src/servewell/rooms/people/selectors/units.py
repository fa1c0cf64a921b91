"""Units, as a viewer may know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from servewell.base.permissions import Actor, Power
from servewell.base.words import active_language, collation_key
from servewell.rooms.people import rules
from servewell.rooms.people.models import Place, Unit
from servewell.rooms.people.selectors.permitting import units_with
from servewell.rooms.people.selectors.tree import days_on_earth, right_above


class NoSuchUnit(Exception):
    """No unit has that code, or the viewer may not know it."""


def units_seen(*, viewer: Actor, power: Power) -> list[Unit]:
    """The units themselves, by code."""
    return list(Unit.objects.filter(pk__in=units_with(viewer=viewer, power=power).values("unit")).order_by("code"))


def units_by_key(*, keys: Iterable[int]) -> dict[int, Unit]:
    """For rooms that hold the keys already, by code."""
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=list(keys)).order_by("code")}


def units_with_parents(*, viewer: Actor) -> list[tuple[Unit, str | None]]:
    """The units that the viewer manages, by code, each with the code of the unit above it today."""
    latest, earliest = days_on_earth()
    places = Place.objects.filter(from_on__lte=latest, until_on__gt=earliest).order_by("from_on")
    above = dict(places.values_list("unit", "parent__code"))
    return [(unit, above.get(unit.pk)) for unit in units_seen(viewer=viewer, power=rules.MANAGE)]


def units_seen_with_parents(*, viewer: Actor, power: Power) -> list[tuple[Unit, str | None]]:
    """The units that the viewer sees, by code, each with the code of the one above it today, where that is seen too."""
    seen = units_seen(viewer=viewer, power=power)
    codes = {unit.pk: unit.code for unit in seen}
    above = right_above(units=codes)
    return [(unit, codes.get(above.get(unit.pk, 0))) for unit in seen]


@dataclass(frozen=True)
class Standing:
    """A unit in the tree of today, and the units right below it, by name."""

    unit: Unit
    since: date
    until: date
    below: "tuple[Standing, ...]"


def tree(*, viewer: Actor) -> list[Standing]:
    """The units that the viewer manages as they stand today, from the highest of them down."""
    latest, earliest = days_on_earth()
    places = Place.objects.filter(from_on__lte=latest, until_on__gt=earliest)
    managed = places.filter(unit__in=units_with(viewer=viewer, power=rules.MANAGE).values("unit"))
    standing = {place.unit_id: place for place in managed.select_related("unit").order_by("from_on")}
    below: dict[int | None, list[Place]] = {}
    for place in standing.values():
        below.setdefault(place.parent_id if place.parent_id in standing else None, []).append(place)
    return list(_branch(None, below))


def _branch(parent: int | None, below: dict[int | None, list[Place]]) -> tuple[Standing, ...]:
    def by_name(place: Place) -> tuple[tuple[int, ...], str]:
        return collation_key(str(place.unit.name), active_language())

    return tuple(
        Standing(place.unit, place.from_on, place.until_on, _branch(place.unit_id, below))
        for place in sorted(below.get(parent, ()), key=by_name)
    )


def places_of(*, unit: Unit) -> list[Place]:
    """Where the unit stands, stood and will stand, the latest first: for who manages it."""
    return list(Place.objects.filter(unit=unit).select_related("parent").order_by("-from_on"))


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


# these are written out because every post or page waits for them: the ORM takes five times as long to build them anew
UNIT = "SELECT * FROM people_unit WHERE id = %s"


def unit_by_key(*, key: int) -> Unit:
    """For rooms that hold the key already. Raises NoSuchUnit."""
    for unit in Unit.objects.raw(UNIT, [key]):
        return unit
    raise NoSuchUnit(str(key))


def hold(*, unit: int) -> None:
    """Within a transaction: one at a time does something about the unit, so that what is read next is the last word."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit)
