"""Where units stand: the tree of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, OuterRef, QuerySet

from servewell.base import today
from servewell.rooms.people.models import Lineage, Place, Unit


def below(*, unit: int, on: date) -> QuerySet[Lineage]:
    """The lineage rows of a unit and everything below it on a day; use ``.values("unit")`` in a subquery."""
    return Lineage.objects.filter(ancestor=unit, from_on__lte=on, until_on__gt=on)


def below_now(*, unit: int) -> QuerySet[Lineage]:
    """As ``below``, wherever today is: on the day of a move both trees hold."""
    return standing_between(*days_on_earth()).filter(ancestor=unit)


def stood_below(*, unit: int, below: str, on: str) -> QuerySet[Lineage]:
    """For ``Exists`` over rows that name a unit and a day: whether it stood below ``unit`` (or is it) on that day."""
    return Lineage.objects.filter(
        ancestor=unit, unit=OuterRef(below), from_on__lte=OuterRef(on), until_on__gt=OuterRef(on)
    )


def ever_below(*, unit: int) -> QuerySet[Lineage]:
    """The lineage rows of every unit that stands or stood below: an early thinning, for ``.values("unit")``."""
    return Lineage.objects.filter(ancestor=unit)


def parents_below(*, unit: int, on: date) -> dict[int, int]:
    """Each unit below ``unit`` on a day, and the one that it stands right under, by their keys. One query."""
    standing = Place.objects.filter(from_on__lte=on, until_on__gt=on, parent__isnull=False)
    rows = standing.filter(unit__in=below(unit=unit, on=on).filter(depth__gt=0).values("unit"))
    return {key: parent for key, parent in rows.values_list("unit", "parent") if parent is not None}


@dataclass(frozen=True)
class Placed:
    """A unit stood right under another, or under none, from a day until before another; both by their keys."""

    unit: int
    above: int | None
    from_on: date
    until_on: date


def ever_placed() -> tuple[Placed, ...]:
    """Where every unit of the company has ever stood, in the order of time. One query."""
    rows = Place.objects.order_by("unit", "from_on").values_list("unit", "parent", "from_on", "until_on")
    return tuple(Placed(*row) for row in rows)


def counting_day(*, at: datetime) -> date:
    """The day whose tree is "today's" for figures, the same for every reader."""
    return today.earliest_day(at=at)


def directly_below(*, unit: int, code: str) -> Unit | None:
    """The unit of this code, where it stands right under ``unit`` (a key) today."""
    latest, earliest = days_on_earth()
    there = Place.objects.filter(parent=unit, from_on__lte=latest, until_on__gt=earliest)
    return Unit.objects.filter(code=code, pk__in=there.values("unit")).first()


# these are written out because every post or page waits for them: the ORM takes five times as long to build them anew
ABOVE = """
SELECT id, ancestor_id FROM people_lineage WHERE unit_id = %s AND from_on <= %s AND until_on > %s ORDER BY depth
"""


def above(*, unit: int, on: date) -> list[int]:
    """The keys of the unit and its ancestors on a day, nearest first."""
    return [row.ancestor_id for row in Lineage.objects.raw(ABOVE, [unit, on, on])]


def right_above(*, units: Iterable[int]) -> dict[int, int]:
    """The key of the unit right above each of these today; the company is left out."""
    latest, earliest = days_on_earth()
    places = Place.objects.filter(
        unit__in=list(units), parent__isnull=False, from_on__lte=latest, until_on__gt=earliest
    ).order_by("from_on")
    return dict(places.values_list("unit", "parent"))


def nearest_of(*, units: Iterable[int], unless_apart: bool = False) -> dict[int, int]:
    """For each unit that stands today at or below some of these, the key of the nearest of them; ``unless_apart`` of
    those from which it is not kept apart.
    """
    rows = standing_between(*days_on_earth()).filter(ancestor__in=list(units)).order_by("-depth")
    rows = rows.filter(is_apart=False) if unless_apart else rows
    return dict(rows.values_list("unit", "ancestor"))


def first_day(*, unit: int) -> date:
    """The day from which the unit stands in the tree."""
    return Place.objects.filter(unit=unit).order_by("from_on").values_list("from_on", flat=True)[0]


def first_days() -> dict[int, date]:
    """The first day on which each unit stood anywhere, by key."""
    return dict(Place.objects.values("unit").annotate(first=Min("from_on")).values_list("unit", "first"))


def places_of_other_days() -> dict[str, Place]:
    """The last place of each unit that does not stand today, by its code: it was closed, or begins later."""
    latest, earliest = days_on_earth()
    standing = Place.objects.filter(from_on__lte=latest, until_on__gt=earliest).values("unit")
    places = Place.objects.exclude(unit__in=standing).select_related("unit").order_by("from_on")
    return {place.unit.code: place for place in places}


def lineage(*, unit: int, on: date) -> QuerySet[Lineage]:
    """The rows of the unit and its ancestors on a day: ``ancestor`` and ``depth``, for a subquery."""
    return Lineage.objects.filter(unit=unit, from_on__lte=on, until_on__gt=on)


TOP_UNIT = """
SELECT unit.*
  FROM people_unit AS unit
  JOIN people_place AS place ON place.unit_id = unit.id
 WHERE place.parent_id IS NULL AND place.from_on <= %s AND place.until_on > %s
 ORDER BY unit.id
 LIMIT 1
"""


def top_unit() -> Unit | None:
    """The unit that stands under no other today: the company."""
    return next(iter(Unit.objects.raw(TOP_UNIT, days_on_earth())), None)


def standing_between(latest: date, earliest: date) -> QuerySet[Lineage]:
    return Lineage.objects.filter(from_on__lte=latest, until_on__gt=earliest)


def days_on_earth() -> tuple[date, date]:
    """The latest and the earliest day on earth: what begins by the one and ends after the other holds somewhere.

    So a power is there when the day begins where it is used, and nobody is sent away before the day is over there.
    """
    at = today.now()
    return today.latest_day(at=at), today.earliest_day(at=at)
