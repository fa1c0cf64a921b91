"""A unit is kept apart: what is said there is read by those alone who hold a power there, and by nobody from above."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from servewell.base import bus, record
from servewell.base.permissions import Actor
from servewell.rooms.people import rules, selectors
from servewell.rooms.people.events import UnitsKeptApart
from servewell.rooms.people.models import KeptApart, Lineage, Unit
from servewell.rooms.people.selectors.tree import days_on_earth


class NobodyReadsThere(Exception):
    """Nobody holds at the unit itself what nobody from above would hold there any more: its cases would lie."""


class IsTheCompany(Exception):
    """Nothing stands above the company, so nothing can be kept from there."""


@transaction.atomic
def keep_apart(*, unit: Unit, by: Actor, at: datetime, awaits_people: bool = False) -> KeptApart:
    """From now on who holds powers above the unit reads nothing of what is said there. A second call changes nothing.

    Where a unit ``awaits_people``, only the host gives the first of them their powers.
    Raises NotAllowed, IsTheCompany, NobodyReadsThere.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    if (company := selectors.top_unit()) is not None and company.pk == unit.pk:
        raise IsTheCompany
    selectors.hold(unit=unit.pk)
    if (standing := selectors.own_apart(unit=unit.pk)) is not None:
        return standing
    if not awaits_people and not selectors.kept_powers_at(units=[unit.pk]):
        raise NobodyReadsThere(unit.code)

    kept = KeptApart.objects.create(unit=unit, begun_at=at, begun_by=by.actor_key)
    _keep_below_from_above(unit)
    record.write(deed="people.keep_apart", thing=kept, by=by, at=at, detail={"unit": unit.code})

    bus.announce(UnitsKeptApart(at=at, units=(unit.pk,)))
    return kept


@transaction.atomic
def keep_apart_no_more(*, unit: Unit, by: Actor, at: datetime) -> None:
    """Whoever holds powers above reads again what is said there, and what was. A second call changes nothing.

    Whoever ends it gives those above what they hold there: so they must hold all that at the unit, and not as a deputy.
    The host always may. Raises NotAllowed, WouldGiveMore.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    selectors.hold(unit=unit.pk)
    kept = selectors.own_apart(unit=unit.pk)
    if kept is None:
        return
    selectors.require_own(actor=by, powers=selectors.kept_out(unit=unit.pk), unit=unit.pk)

    KeptApart.objects.filter(pk=kept.pk).update(ended_at=at, ended_by=by.actor_key)
    _keep_below_from_above(unit)
    record.write(deed="people.keep_apart_no_more", thing=kept, by=by, at=at, detail={"unit": unit.code})

    bus.announce(UnitsKeptApart(at=at, units=(unit.pk,)))


def _keep_below_from_above(unit: Unit) -> None:
    _, earliest = days_on_earth()
    below = Lineage.objects.filter(ancestor=unit, until_on__gt=earliest)
    keep_from_above(units=below.values_list("unit", flat=True))


def keep_from_above(*, units: Iterable[int]) -> None:
    """Write down anew, for these units, from which units above they are kept apart: what holds today or later."""
    _, earliest = days_on_earth()
    rows = Lineage.objects.filter(unit__in=list(units), until_on__gt=earliest)
    between = Lineage.objects.filter(
        unit=OuterRef("unit"), depth__lt=OuterRef("depth"), from_on__lte=OuterRef("from_on"),
        until_on__gt=OuterRef("from_on"), ancestor__in=KeptApart.objects.filter(ended_at__isnull=True).values("unit"),
    )  # fmt: skip
    rows.update(is_apart=Exists(between))
