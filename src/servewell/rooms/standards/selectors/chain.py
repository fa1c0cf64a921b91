"""The service chain: who serves whom, how far each place stands from the customer, and where the chain is broken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from servewell.base.permissions import Actor
from servewell.base.words import Words, active_language, collation_key
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.models import Place, Service

if TYPE_CHECKING:
    from servewell.rooms.people.models import Posting


class NoSuchPlace(Exception):
    """No place on the map has that code, or the viewer may not change it."""


@dataclass(frozen=True)
class Chain:
    """The map. ``services`` lead from the place that serves to the place that is served; all by key."""

    places: Mapping[int, Place]
    services: Sequence[Service]

    @cached_property
    def served_by(self) -> Mapping[int, tuple[int, ...]]:
        """By place, whom it serves."""
        return _grouped((each.server_id, each.served_id) for each in self.services)

    @cached_property
    def servers_of(self) -> Mapping[int, tuple[int, ...]]:
        """By place, who serves it."""
        return _grouped((each.served_id, each.server_id) for each in self.services)

    @cached_property
    def steps(self) -> Mapping[int, int]:
        """How many services lie between a place and a customer at least; who cannot reach one is left out."""
        steps = {key: 0 for key, place in self.places.items() if place.is_customer}
        reached = list(steps)
        for place in reached:  # grows while it is walked, nearest first
            for server in self.servers_of.get(place, ()):
                if server not in steps:
                    steps[server] = steps[place] + 1
                    reached.append(server)
        return steps

    @property
    def without_customer(self) -> list[Place]:
        """Places whose work reaches no customer, though they serve somebody."""
        return [one for key, one in self.places.items() if key not in self.steps and key in self.served_by]

    @property
    def serving_nobody(self) -> list[Place]:
        return [one for key, one in self.places.items() if not one.is_customer and key not in self.served_by]

    @property
    def unserved_customers(self) -> list[Place]:
        return [one for key, one in self.places.items() if one.is_customer and key not in self.servers_of]

    @property
    def loops(self) -> list[tuple[Place, ...]]:
        """Groups of places that serve each other in a circle."""
        return [tuple(self.places[key] for key in group) for group in _circles(self.served_by, list(self.places))]


@dataclass(frozen=True)
class Mine:
    """Where a person stands: their place, whom it serves, who serves it, and one shortest way to a customer.

    ``way`` holds the services in their order; it is empty where no customer is reached.
    """

    place: Place
    serves: Sequence[Service]
    is_served_by: Sequence[Service]
    way: Sequence[Service]


def chain() -> Chain:
    """The map as it stands, places in the order of their names. Two queries."""
    language = active_language()
    found = Place.objects.filter(retired_at__isnull=True).select_related("unit")
    places = sorted(found, key=lambda one: (collation_key(str(one.name), language), one.code))
    by_key = {place.pk: place for place in places}
    order = {key: number for number, key in enumerate(by_key)}
    standing = [
        each
        for each in Service.objects.filter(ended_at__isnull=True)
        if {each.server_id, each.served_id} <= set(by_key)
    ]
    for each in standing:
        each.server, each.served = by_key[each.server_id], by_key[each.served_id]
    standing.sort(key=lambda each: (order[each.server_id], order[each.served_id]))
    return Chain(places=by_key, services=standing)


def codes_of_retired_places() -> frozenset[str]:
    return frozenset(Place.objects.filter(retired_at__isnull=False).values_list("code", flat=True))


def mine(*, posting: "Posting", above: Sequence[int], chain: Chain) -> Mine | None:
    """Where a posting stands on the map: by its job before its unit, the nearest unit first. ``above``: its units."""
    fitting = [
        one for one in chain.places.values()
        if not one.is_customer and one.unit_id in above and (one.job is None or is_same_job(one.job, posting.job))
    ]  # fmt: skip
    place = min(fitting, key=lambda one: (one.job is None, above.index(one.unit_id), one.pk), default=None)
    if place is None:
        return None
    return Mine(
        place=place,
        serves=[each for each in chain.services if each.server_id == place.pk],
        is_served_by=[each for each in chain.services if each.served_id == place.pk],
        way=_way(chain, place.pk),
    )


def is_same_job(one: Words, other: Words) -> bool:
    """Whether they say the same in a language that both have."""
    shared = [code for code in one.texts if one.texts[code] and other.texts.get(code)]
    return any(one.texts[code].strip().casefold() == other.texts[code].strip().casefold() for code in shared)


def place_for(*, viewer: Actor, code: str) -> Place:
    """A place that the viewer may change. Raises NoSuchPlace."""
    seen = people.units_with(viewer=viewer, power=rules.KEEP).values("unit")
    place = Place.objects.filter(code=code, retired_at__isnull=True, unit__in=seen).select_related("unit").first()
    if place is None:
        raise NoSuchPlace(code)
    return place


def service_for(*, server: Place, served: str) -> Service:
    """Raises NoSuchPlace where the place serves none of that code."""
    standing = Service.objects.filter(server=server, served__code=served, ended_at__isnull=True)
    service = standing.select_related("server", "served").first()
    if service is None:
        raise NoSuchPlace(served)
    return service


def _way(chain: Chain, place: int) -> list[Service]:
    by_ends = {(each.server_id, each.served_id): each for each in chain.services}
    way = []
    while chain.steps.get(place):
        nearer = next(one for one in chain.served_by[place] if chain.steps.get(one) == chain.steps[place] - 1)
        way.append(by_ends[place, nearer])
        place = nearer
    return way


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    grouped: dict[int, tuple[int, ...]] = {}
    for one, other in pairs:
        grouped[one] = (*grouped.get(one, ()), other)
    return grouped


def _circles(leads: Mapping[int, tuple[int, ...]], keys: Sequence[int]) -> list[list[int]]:
    """Groups of more than one in which each reaches each other, in the order of ``keys``."""
    reach = {key: _reach(leads, key) for key in keys}
    circles: list[list[int]] = []
    for key in keys:
        if key in reach[key] and not any(key in circle for circle in circles):
            circles.append([other for other in keys if other in reach[key] and key in reach[other]])
    return circles


def _reach(leads: Mapping[int, tuple[int, ...]], start: int) -> set[int]:
    reached: set[int] = set()
    waiting = list(leads.get(start, ()))
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += leads.get(key, ())
    return reached
