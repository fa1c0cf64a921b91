"""Quotas: which hold where, and how far they are filled."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from servewell.base import today
from servewell.base.paging import Page, newest_first
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Quota
from servewell.rooms.voice.selectors.standing import standing

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.voice.models import Channel


class NoSuchQuota(Exception):
    """There is no quota of that number, or the viewer does not manage links there."""


def holding(*, channel: "Channel", unit: "Unit", at: datetime) -> list[Quota]:
    """The quotas that an answer about this unit may fall under: its own and those of units above, the oldest first.

    Every post asks this, and most find none: then it is one look into an index.
    """
    found = Quota.objects.filter(instrument=channel.instrument_id, ended_at__isnull=True).order_by("pk")
    quotas = list(found)
    if not quotas:
        return []
    units = set(people.above(unit=unit.pk, on=today.day_in(unit.zone, at=at)))
    return [quota for quota in quotas if quota.unit_id in units]


def full_for_everyone(*, channel: "Channel", unit: "Unit", at: datetime) -> Quota | None:
    """A full quota that each answer about this unit would fall under, so that nobody need begin."""
    return next(
        (each for each in holding(channel=channel, unit=unit, at=at) if each.is_full and not each.condition), None
    )


def quotas(*, viewer: Actor, before: int | None = None, after: int | None = None) -> Page[Quota]:
    """One page of the quotas of the units whose links the viewer manages, the newest first."""
    return newest_first(_managed(viewer), before=before, after=after)


def quota_for(*, viewer: Actor, number: int) -> Quota:
    """Raises NoSuchQuota alike for one that is not there and one the viewer does not manage."""
    found = _managed(viewer).filter(pk=number).first()
    if found is None:
        raise NoSuchQuota(number)
    return found


def ending_of(*, quota: int, channel: "Channel") -> Quota | None:
    """What whoever answers at this channel is told by a quota of its survey; None where it is another survey's."""
    return Quota.objects.filter(pk=quota, instrument=channel.instrument_id).first()


def outside_of(*, quota: Quota) -> int:
    """How many answered when it was full. For whoever may see the quota."""
    return standing().filter(outside=quota).count()


def _managed(viewer: Actor) -> QuerySet[Quota]:
    units = people.units_with(viewer=viewer, power=rules.MANAGE_CHANNELS).values("unit")
    return Quota.objects.filter(unit__in=units).select_related("unit", "instrument")
