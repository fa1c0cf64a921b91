"""Who serves whom, in a playbook: ``places:`` of the service chain, and ``services:`` from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state, stated
from servewell.base.words import Words
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said
from servewell.rooms.standards import selectors, services
from servewell.rooms.standards.models import Place, Service
from servewell.rooms.standards.terms import LONGEST_CODE


class CustomerStaysOne(Exception):
    """Whether a place is a customer is said when it is put on the map, and never changed."""


@dataclass(frozen=True)
class PlaceWanted:
    """``unit`` is a code, empty for the whole company; without a job the place is everybody of the unit."""

    code: str
    name: Words
    unit: str
    job: Words | None
    is_customer: bool


@dataclass(frozen=True)
class ServiceWanted:
    """``server`` and ``served`` are codes of places."""

    server: str
    served: str
    what: Words


def _read_place(part: Part, names: Names) -> PlaceWanted | None:
    entries = part.all_of(("code", "name"), known=("unit", "job", "customer"))
    if entries is None:
        return None
    code, name = entries["code"].code(longest=LONGEST_CODE), entries["name"].words()
    unit = unit_in(entries, names, whole=part)
    job = entries["job"].words() if "job" in entries else None
    is_customer = entries["customer"].truth() if "customer" in entries else False
    if is_customer and job:
        entries["job"].fault("a customer has no job here: leave the job out")
    if code in names.once(selectors.codes_of_retired_places):
        entries["code"].fault(f"the place {code!r} was taken off the map here: use another code, or leave it out")
    if not code or name is None or unit is None or is_customer is None:
        return None
    return PlaceWanted(code, name, unit, job, is_customer)


def _places() -> list[PlaceWanted]:
    """Of units that stand today, by code."""
    units = units_said()
    found = [
        PlaceWanted(each.code, each.name, units[each.unit_id], each.job, each.is_customer)
        for each in selectors.chain().places.values()
        if each.unit_id in units
    ]
    return sorted(found, key=lambda each: each.code)


def _say_place(wanted: PlaceWanted) -> Said:
    return {
        "code": wanted.code,
        "name": said_words(wanted.name),
        **said_unit(wanted.unit),
        **stated(job=said_words(wanted.job) if wanted.job else None, customer=wanted.is_customer or None),
    }


def _install_places(*, wanted: Sequence[PlaceWanted], by: Actor, at: datetime) -> None:
    standing = {each.code: each for each in selectors.chain().places.values()}
    for each in wanted:
        unit, place = unit_named(code=each.unit), standing.get(each.code)
        if place is None:
            services.add_place(
                unit=unit, name=each.name, job=each.job, is_customer=each.is_customer, code=each.code, by=by, at=at
            )
        elif place.is_customer is not each.is_customer:
            raise CustomerStaysOne(f"whether {each.code} is a customer cannot be changed: take it off the map first")
        else:
            services.change_place(place=place, unit=unit, name=each.name, job=each.job, by=by, at=at)


def _read_service(part: Part, names: Names) -> ServiceWanted | None:
    entries = part.all_of(("from", "to", "what"))
    if entries is None:
        return None
    server = names.one_of("places", entries["from"], thing="place")
    served = names.one_of("places", entries["to"], thing="place")
    what = entries["what"].words()
    if server and server == served:
        entries["to"].fault(f"{server!r} cannot serve itself: say whom it serves")
    return ServiceWanted(server, served, what) if server and served and what else None


def _services() -> list[ServiceWanted]:
    """Between places of units that stand today, by their codes."""
    chain, known = selectors.chain(), {each.code for each in _places()}
    codes = {key: place.code for key, place in chain.places.items() if place.code in known}
    found = [
        ServiceWanted(codes[each.server_id], codes[each.served_id], each.what)
        for each in chain.services
        if each.server_id in codes and each.served_id in codes
    ]
    return sorted(found, key=lambda each: (each.server, each.served))


def _say_service(wanted: ServiceWanted) -> Said:
    return {"from": wanted.server, "to": wanted.served, "what": said_words(wanted.what)}


def _install_services(*, wanted: Sequence[ServiceWanted], by: Actor, at: datetime) -> None:
    """A service that is put otherwise ends and begins anew, as on the map."""
    chain = selectors.chain()
    places = {each.code: each for each in chain.places.values()}
    standing = {(each.server_id, each.served_id): each for each in chain.services}
    for each in wanted:
        server, served = places[each.server], places[each.served]
        if before := standing.get((server.pk, served.pk)):
            services.stop_serving(service=before, by=by, at=at)
        services.serve(server=server, served=served, what=each.what, by=by, at=at)


PLACES = state(
    Vocabulary(
        name="places",
        title=gettext_noop("Places of the service chain"),
        after=("units",),
        read=_read_place,
        standing=_places,
        said=_say_place,
        install=_install_places,
        kept_in=(Place,),
        refusals=(CustomerStaysOne, services.PlaceIsACustomer),
    )
)
SERVICES = state(
    Vocabulary(
        name="services",
        title=gettext_noop("Who serves whom"),
        keys=("from", "to"),
        after=("places",),
        read=_read_service,
        standing=_services,
        said=_say_service,
        install=_install_services,
        kept_in=(Service,),
        refusals=(services.PlaceIsACustomer,),
    )
)
