"""Who and what is missing: persons who left, units that nobody leads, units that nobody may look into."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from servewell.base.permissions import Power, reaching_apart
from servewell.rooms.people.models import Grant, Lineage, Posting, Unit
from servewell.rooms.people.selectors.tree import days_on_earth


def gone(*, persons: Iterable[int]) -> frozenset[int]:
    """Which of these persons neither work here nor are promised to."""
    _, earliest = days_on_earth()
    asked = set(persons)
    here = Posting.objects.filter(person__in=asked, until_on__gt=earliest)
    return frozenset(asked - set(here.values_list("person", flat=True)))


@dataclass(frozen=True)
class Departments:
    """A unit, the units directly below it by code, and what belongs to which of them.

    ``of`` leads from each unit to its department, all by key; ``worked_in`` are those in which somebody works,
    ``apart`` those that are kept apart from the unit.
    """

    unit: Unit
    direct: tuple[Unit, ...]
    of: Mapping[int, int]
    worked_in: frozenset[int]
    apart: frozenset[int]


def departments(*, unit: int) -> Departments:
    """As the tree stands today. Two queries."""
    latest, earliest = days_on_earth()
    standing = Lineage.objects.filter(from_on__lte=latest, until_on__gt=earliest)
    near = list(standing.filter(ancestor=unit, depth__lte=1).select_related("unit").order_by("depth", "unit__code"))
    direct = tuple(row.unit for row in near if row.depth == 1)
    here = Posting.objects.filter(unit=OuterRef("unit"), until_on__gt=earliest)
    below = list(
        standing.filter(ancestor__in=[unit, *(each.pk for each in direct)])
        .values_list("unit", "ancestor", "is_apart")
        .annotate(is_worked_in=Exists(here))
    )
    return Departments(
        unit=near[0].unit,
        direct=direct,
        of={each: above for each, above, *_ in below if above != unit},
        worked_in=frozenset(each for each, *_, is_worked_in in below if is_worked_in),
        apart=frozenset(each for each, above, is_apart, _ in below if above == unit and is_apart),
    )


def held_over(*, units: Iterable[int], powers: Iterable[Power]) -> dict[str, dict[int, frozenset[int]]]:
    """By the code of a power and by unit, over which units above it (or itself) somebody who works here holds it.

    A unit that nobody reaches is left out. One query.
    """
    latest, earliest = days_on_earth()
    codes = [power.code for power in powers]
    here = Posting.objects.filter(until_on__gt=earliest).values("person")
    held = Grant.objects.filter(
        role__powers__power__in=codes, from_on__lte=latest, until_on__gt=earliest, person__in=here
    )
    rows = held.filter(
        unit__lineages_below__unit__in=list(units),
        unit__lineages_below__from_on__lte=latest,
        unit__lineages_below__until_on__gt=earliest,
    )
    found: dict[str, dict[int, frozenset[int]]] = {code: {} for code in codes}
    columns = ("role__powers__power", "unit__lineages_below__unit", "unit", "unit__lineages_below__is_apart")
    reaching = reaching_apart()
    for code, unit, above, is_apart in rows.values_list(*columns).distinct():
        if code in found and (not is_apart or code in reaching):
            found[code][unit] = found[code].get(unit, frozenset()) | {above}
    return found
