"""Units and their dated place in the tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from servewell.base import bus, record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.events import UnitsPlaced
from servewell.rooms.people.models import Lineage, Place, Unit
from servewell.rooms.people.services.apart import keep_apart, keep_from_above


class ParentIsUnknown(Exception):
    """A unit names a parent that neither stands already nor comes earlier in the same list."""


class UnitWouldStandUnderItself(Exception):
    """The new parent is the unit itself or stands below it."""


class TreeChangesLater(Exception):
    """A move is dated before another one that is entered already."""


class UnitsStillBelow(Exception):
    """Other units stand below it on that day: move or close them first."""


class PeopleStillWorkHere(Exception):
    """People are posted to it on that day or later: move them first."""


@dataclass(frozen=True)
class NewUnit:
    code: str
    name: Words
    kind: str
    zone: str
    language: str
    parent: str | None
    from_on: date
    is_apart: bool = False


@transaction.atomic
def add_units(*, units: Sequence[NewUnit], by: Actor, at: datetime) -> list[Unit]:
    """Add units, parents before children; what is to be kept apart is so before anything is said there.

    Raises ParentIsUnknown, NotAllowed, IsTheCompany.
    """
    named = {unit.parent for unit in units if unit.parent is not None}
    known = dict(Unit.objects.filter(code__in=named).values_list("code", "pk"))
    _require_over_parents(units, known, by=by)
    for place, unit in enumerate(units):
        if unit.parent is not None and unit.parent not in known and unit.parent not in {u.code for u in units[:place]}:
            raise ParentIsUnknown(
                f"unit {unit.code!r} stands under {unit.parent!r}, which is not there yet: list it first"
            )

    added = Unit.objects.bulk_create(
        Unit(code=unit.code, name=unit.name, kind=unit.kind, zone=unit.zone, language=unit.language) for unit in units
    )
    known.update((unit.code, unit.pk) for unit in added)
    Place.objects.bulk_create(
        Place(unit_id=known[unit.code], parent_id=known.get(unit.parent or ""), from_on=unit.from_on) for unit in units
    )
    _add_lineages(units, known)
    record.write_many(deed="people.add_units", things=added, by=by, at=at)
    for made in (each for each, new in zip(added, units, strict=True) if new.is_apart):
        keep_apart(unit=made, by=by, at=at, awaits_people=True)

    bus.announce(UnitsPlaced(at=at, units=tuple(unit.pk for unit in added)))
    return added


def _require_over_parents(units: Sequence[NewUnit], known: dict[str, int], *, by: Actor) -> None:
    """Over each unit that stands already and gets another below it; what stands under nothing is the company's."""
    if not units or any(unit.parent is None for unit in units):
        selectors.require_over_all(actor=by, power=rules.MANAGE)
    for parent in sorted({known[unit.parent] for unit in units if unit.parent in known}):
        selectors.require(actor=by, power=rules.MANAGE, unit=parent)


def _add_lineages(units: Sequence[NewUnit], known: dict[str, int]) -> None:
    standing: dict[int, list[Lineage]] = {}
    parents = {known[unit.parent] for unit in units if unit.parent is not None}
    for row in Lineage.objects.filter(unit__in=parents, until_on=terms.FOR_EVER):
        standing.setdefault(row.unit_id, []).append(row)
    made = []
    for unit in units:
        key = known[unit.code]
        rows = [Lineage(ancestor_id=key, unit_id=key, depth=0, from_on=unit.from_on)]
        for above in standing.get(known.get(unit.parent or "", 0), ()):
            start, depth = max(above.from_on, unit.from_on), above.depth + 1
            known_above = Lineage(ancestor_id=above.ancestor_id, unit_id=key, depth=depth, from_on=start)
            known_above.is_apart = above.is_apart
            rows.append(known_above)
        standing[key] = rows
        made += rows
    Lineage.objects.bulk_create(made, batch_size=1000)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, on: date, by: Actor, at: datetime) -> Place:
    """From ``on`` the unit and all below it stand under another parent; earlier days keep the old tree.

    What leaves a unit that is kept apart is opened to those above: so it takes what ending that takes.
    Raises UnitWouldStandUnderItself, TreeChangesLater, WouldGiveMore, NotAllowed.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    selectors.require(actor=by, power=rules.MANAGE, unit=parent.pk)
    inside = dict(selectors.below(unit=unit.pk, on=on).values_list("unit", "depth"))
    if parent.pk in inside:
        raise UnitWouldStandUnderItself(f"{parent.code} is {unit.code} or stands below it")
    _refuse_if_the_tree_changes_later(units=[*inside, *selectors.above(unit=parent.pk, on=on)], on=on)
    _demand_may_open(unit, parent, by=by)

    Place.objects.filter(unit=unit, from_on=on).delete()
    Place.objects.filter(unit=unit, until_on__gt=on).update(until_on=on)
    place = Place.objects.create(unit=unit, parent=parent, from_on=on)
    _move_lineages(unit, parent, inside, on)
    keep_from_above(units=inside)
    record.write(deed="people.move_unit", thing=place, by=by, at=at)

    bus.announce(UnitsPlaced(at=at, units=(unit.pk,)))
    return place


def _refuse_if_the_tree_changes_later(*, units: Sequence[int], on: date) -> None:
    later = Place.objects.filter(unit__in=units, from_on__gt=on).select_related("unit").order_by("from_on").first()
    if later is not None:
        raise TreeChangesLater(
            f"{later.unit.code} has a new place from {later.from_on}: enter moves in the order of their days"
        )


def _demand_may_open(unit: Unit, parent: Unit, *, by: Actor) -> None:
    """Where the unit is kept apart by one above it, and would stand elsewhere."""
    kept = selectors.kept_by(units=[unit.pk, parent.pk])
    if kept.get(unit.pk) not in (None, unit.pk, kept.get(parent.pk)):
        powers = selectors.kept_out(unit=unit.pk) | selectors.kept_out(unit=parent.pk)
        selectors.require_own(actor=by, powers=powers | selectors.kept_powers_at(units=[parent.pk]), unit=unit.pk)


def _move_lineages(unit: Unit, parent: Unit, inside: dict[int, int], on: date) -> None:
    above_before = Lineage.objects.filter(unit=unit, depth__gt=0, until_on__gt=on).values_list("ancestor", flat=True)
    parted = Lineage.objects.filter(unit__in=inside, ancestor__in=list(above_before), until_on__gt=on)
    parted.filter(from_on=on).delete()
    parted.update(until_on=on)
    Lineage.objects.bulk_create(
        Lineage(ancestor_id=row.ancestor_id, unit_id=below, depth=row.depth + 1 + depth, from_on=on)
        for row in Lineage.objects.filter(unit=parent, from_on__lte=on, until_on__gt=on)
        for below, depth in inside.items()
    )


@transaction.atomic
def rename_unit(*, unit: Unit, name: Words, by: Actor, at: datetime) -> Unit:
    """The unit is called otherwise from now on, on old pages too. A second call changes nothing. Raises NotAllowed."""
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    if unit.name == name:
        return unit

    unit.name = name
    unit.save(update_fields=["name"])
    record.write(deed="people.rename_unit", thing=unit, by=by, at=at)
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, on: date, by: Actor, at: datetime) -> Unit:
    """From ``on`` the unit stands nowhere any more; earlier days keep it, and what happened in it.

    Raises UnitsStillBelow, PeopleStillWorkHere, TreeChangesLater, NotAllowed.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    _refuse_if_the_tree_changes_later(units=[unit.pk], on=on)
    if Lineage.objects.filter(ancestor=unit, depth__gt=0, until_on__gt=on).exists() or _is_the_company(unit):
        raise UnitsStillBelow
    if unit.postings.filter(until_on__gt=on).exists():
        raise PeopleStillWorkHere

    for rows in (unit.places, unit.lineages):
        rows.filter(from_on__gte=on).delete()
        rows.filter(until_on__gt=on).update(until_on=on)
    record.write(deed="people.close_unit", thing=unit, by=by, at=at, detail={"on": on.isoformat()})

    bus.announce(UnitsPlaced(at=at, units=(unit.pk,)))
    return unit


def _is_the_company(unit: Unit) -> bool:
    top = selectors.top_unit()
    return top is not None and top.pk == unit.pk
