"""Places for so many answers of a kind: given one by one, never one too many."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Quota
from servewell.rooms.voice.selectors.quotas import holding

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Instrument
    from servewell.rooms.instruments.selectors import Published
    from servewell.rooms.people.models import Unit
    from servewell.rooms.voice.models import Channel


class QuotaNeedsAPlace(Exception):
    """A quota of no answers would close the survey: withdraw its link instead."""


class FewerThanTaken(Exception):
    """More places are taken already: what was counted stays counted. End the quota, or leave as many as are taken."""


class QuotaHasEnded(Exception):
    """A quota that has ended gives no places any more: set another one."""


@transaction.atomic
def set_quota(
    *,
    instrument: "Instrument",
    unit: "Unit",
    title: str,
    condition: str,
    places: int,
    ending: Words,
    by: Actor,
    at: datetime,
) -> Quota:
    """Give so many places to the answers that fulfil the condition; those that come from now on take them.

    An empty condition is every answer. Raises QuotaNeedsAPlace, forms.DocumentHasFaults, NoSuchInstrument, NotAllowed.
    """
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=unit.pk)
    if places < 1:
        raise QuotaNeedsAPlace(f"{places} places: give at least 1, or withdraw the link")
    if condition:
        forms.condition(instruments.current(instrument=instrument.pk).form, condition)

    quota = Quota.objects.create(
        instrument=instrument, unit=unit, title=title, condition=condition, places=places, ending=ending, set_at=at
    )
    record.write(deed="voice.set_quota", thing=quota, by=by, at=at, detail={"places": places})
    return quota


@transaction.atomic
def resize_quota(*, quota: Quota, places: int, by: Actor, at: datetime) -> Quota:
    """Give more or fewer places. Raises FewerThanTaken, QuotaHasEnded, NotAllowed."""
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=quota.unit_id)
    if quota.ended_at is not None:
        raise QuotaHasEnded(f"{quota.title} has ended: set another quota")
    if places < 1 or not Quota.objects.filter(pk=quota.pk, taken__lte=places).update(places=places):
        quota.refresh_from_db(fields=["taken"])
        raise FewerThanTaken(f"{quota.taken} places are taken already: {places} is too few")

    record.write(deed="voice.resize_quota", thing=quota, by=by, at=at, detail={"places": places})
    quota.refresh_from_db(fields=["places", "taken"])
    return quota


@transaction.atomic
def end_quota(*, quota: Quota, by: Actor, at: datetime) -> Quota:
    """From now on it turns nobody away. A second call changes nothing. Raises NotAllowed."""
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=quota.unit_id)
    if not Quota.objects.filter(pk=quota.pk, ended_at__isnull=True).update(ended_at=at):
        quota.refresh_from_db(fields=["ended_at"])
        return quota

    quota.ended_at = at
    record.write(deed="voice.end_quota", thing=quota, by=by, at=at)
    return quota


def full_quota_for(
    *, channel: "Channel", unit: "Unit", version: "Published", values: Mapping[str, forms.AnswerValue], at: datetime
) -> Quota | None:
    """Take a place in each quota that this answer falls under; or in none, and say which one was full.

    The caller holds the transaction that stores the answer: where that is undone, the places are free again. A place
    is one conditional update, so the database itself gives the last one to one answer only.
    """
    # in one order everywhere, so that two answers never wait for each other
    asked = [each for each in holding(channel=channel, unit=unit, at=at) if _falls_under(each, version, values)]
    taken: list[int] = []
    for quota in asked:
        if not Quota.objects.filter(pk=quota.pk, taken__lt=F("places")).update(taken=F("taken") + 1):
            Quota.objects.filter(pk__in=taken).update(taken=F("taken") - 1)
            return quota
        taken.append(quota.pk)
    return None


def _falls_under(quota: Quota, version: "Published", values: Mapping[str, forms.AnswerValue]) -> bool:
    if not quota.condition:
        return True
    try:
        return forms.fulfils(version.form, quota.condition, values)
    except forms.DocumentHasFaults:  # a later version has dropped the question: nothing there falls under it
        return False
