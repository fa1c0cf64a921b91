"""The service-chain map: who serves whom, up to the customer."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.models import Place, Service
from servewell.rooms.standards.services.naming import code_for

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class PlaceServesItself(Exception):
    """A service goes from one place to another."""


class PlaceIsACustomer(Exception):
    """Customers are served; they serve nobody, and they have no job here."""


class ServedAlready(Exception):
    """This place serves that one already."""


class PlaceStillServes(Exception):
    """A place is taken off the map after what leads to it and from it."""


@transaction.atomic
def add_place(
    *, unit: "Unit", name: Words, job: Words | None = None, is_customer: bool = False, code: str = "", by: Actor,
    at: datetime,
) -> Place:  # fmt: skip
    """Put a job of a unit and below on the map, or with no job everybody there, or the customers of the unit.

    Raises PlaceIsACustomer, NotAllowed.
    """
    people.require(actor=by, power=rules.KEEP, unit=unit.pk)
    _refuse_a_customers_job(job, is_customer=is_customer)
    taken = set(Place.objects.values_list("code", flat=True))

    place = Place.objects.create(
        code=code or code_for(name, taken=taken, otherwise="place"), name=name, unit=unit, job=job,
        is_customer=is_customer, added_at=at,
    )  # fmt: skip
    record.write(deed="standards.add_place", thing=place, by=by, at=at)
    return place


@transaction.atomic
def change_place(*, place: Place, unit: "Unit", name: Words, job: Words | None, by: Actor, at: datetime) -> Place:
    """Another name, unit or job; what it serves stays. Raises PlaceIsACustomer, NotAllowed."""
    people.require(actor=by, power=rules.KEEP, unit=place.unit_id)
    people.require(actor=by, power=rules.KEEP, unit=unit.pk)
    _refuse_a_customers_job(job, is_customer=place.is_customer)
    if (place.name, place.job, place.unit_id) == (name, job, unit.pk):
        return place

    place.name, place.job, place.unit = name, job, unit
    place.save(update_fields=["name", "job", "unit"])
    record.write(deed="standards.change_place", thing=place, by=by, at=at)
    return place


def _refuse_a_customers_job(job: Words | None, *, is_customer: bool) -> None:
    if is_customer and job is not None:
        raise PlaceIsACustomer("a customer has no job here: leave the job empty")


@transaction.atomic
def retire_place(*, place: Place, by: Actor, at: datetime) -> None:
    """Take a place off the map. Raises PlaceStillServes, NotAllowed."""
    people.require(actor=by, power=rules.KEEP, unit=place.unit_id)
    if Service.objects.filter(Q(server=place) | Q(served=place), ended_at__isnull=True).exists():
        raise PlaceStillServes(f"{place.code} still serves or is served: end that first")

    Place.objects.filter(pk=place.pk, retired_at__isnull=True).update(retired_at=at)
    record.write(deed="standards.retire_place", thing=place, by=by, at=at)


@transaction.atomic
def serve(*, server: Place, served: Place, what: Words, by: Actor, at: datetime) -> Service:
    """Say that one place serves another, and by what. Raises PlaceServesItself, PlaceIsACustomer, ServedAlready."""
    people.require(actor=by, power=rules.KEEP, unit=server.unit_id)
    if server.pk == served.pk:
        raise PlaceServesItself(f"{server.code} cannot serve itself: choose whom it serves")
    if server.is_customer:
        raise PlaceIsACustomer(f"{server.code} is a customer: customers are served, they serve nobody here")

    service = _kept(Service(server=server, served=served, what=what, added_at=at))
    record.write(deed="standards.serve", thing=service, by=by, at=at)
    return service


def _kept(service: Service) -> Service:
    standing = Service.objects.filter(server=service.server, served=service.served, ended_at__isnull=True)
    try:
        with transaction.atomic():
            service.save(force_insert=True)
    except IntegrityError as fault:
        if not standing.exists():
            raise
        raise ServedAlready(f"{service.server.code} serves {service.served.code} already") from fault
    return service


@transaction.atomic
def stop_serving(*, service: Service, by: Actor, at: datetime) -> None:
    """From now on this place serves that one no more. A second call changes nothing. Raises NotAllowed."""
    people.require(actor=by, power=rules.KEEP, unit=service.server.unit_id)

    if Service.objects.filter(pk=service.pk, ended_at__isnull=True).update(ended_at=at):
        record.write(deed="standards.stop_serving", thing=service, by=by, at=at)
