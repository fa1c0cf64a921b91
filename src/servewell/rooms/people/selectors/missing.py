"""Who and what is missing: persons who left, units that nobody leads, units that nobody may look into."""

from collections.abc import Iterable

from servewell.base.permissions import Power
from servewell.rooms.people.models import Grant, Lineage, Posting, Unit
from servewell.rooms.people.selectors.tree import days_on_earth


def gone(*, persons: Iterable[int]) -> frozenset[int]:
    """Which of these persons neither work here nor are promised to."""
    _, earliest = days_on_earth()
    asked = set(persons)
    here = Posting.objects.filter(person__in=asked, until_on__gt=earliest)
    return frozenset(asked - set(here.values_list("person", flat=True)))


def out_of_reach(*, units: Iterable[int], power: Power, above: int | None = None) -> frozenset[int]:
    """Over which of these units nobody who works here holds the power today.

    A grant over the unit ``above`` is not counted: whoever answers for everything leads no unit in particular.
    """
    latest, earliest = days_on_earth()
    asked = set(units)
    held = Grant.objects.filter(
        role__powers__power=power.code, from_on__lte=latest, until_on__gt=earliest,
        person__in=Posting.objects.filter(until_on__gt=earliest).values("person"),
    )  # fmt: skip
    if above is not None:
        held = held.exclude(unit=above)
    reached = Lineage.objects.filter(
        unit__in=asked, ancestor__in=held.values("unit"), from_on__lte=latest, until_on__gt=earliest
    )
    return frozenset(asked - set(reached.values_list("unit", flat=True)))


def worked_in(*, units: Iterable[int]) -> frozenset[int]:
    """In which of these units somebody works today or is promised to."""
    _, earliest = days_on_earth()
    return frozenset(
        Posting.objects.filter(unit__in=list(units), until_on__gt=earliest).values_list("unit", flat=True).distinct()
    )


def departments(*, unit: int, units: Iterable[int]) -> tuple[list[Unit], dict[int, int]]:
    """The units directly below ``unit`` today, by code, and to which of them each unit below belongs, by key.

    Only those among ``units``. Two queries.
    """
    latest, earliest = days_on_earth()
    standing = Lineage.objects.filter(from_on__lte=latest, until_on__gt=earliest)
    asked = set(units)
    direct = standing.filter(ancestor=unit, depth=1, unit__in=asked).values("unit")
    found = list(Unit.objects.filter(pk__in=direct).order_by("code"))
    below = standing.filter(ancestor__in=[each.pk for each in found], unit__in=asked)
    return found, dict(below.values_list("unit", "ancestor"))
