"""People of the company fill a form in where they are, and send it when there is a network."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from servewell.base import bus, turns
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.events import VoicesReceived
from servewell.rooms.voice.models import Channel, Voice
from servewell.rooms.voice.services import attaching, quotas, receiving, storing


def gather(
    *,
    channel: Channel,
    submission: UUID,
    posted: Mapping[str, object],
    language: str,
    begun: receiving.Begun,
    received: storing.Received,
    staged: Mapping[str, str],
    on: date,
    by: Actor,
    at: datetime,
) -> Voice:
    """Store what was filled in, once, however often it is sent. ``on`` is the day on the wall on which it was.

    Whatever was begun before the channel was withdrawn is taken, however late a network was found.
    Raises AnswersHaveFaults, AlreadyReceived, ChannelIsWithdrawn, FormIsOfAnotherLink, NotAllowed, NoRoomLeft; then
    nothing was stored by this call.
    """
    people.require(actor=by, power=rules.GATHER, unit=channel.unit_id)
    try:
        _refuse_if_ended(channel, begun)
        values = receiving.checked_values(begun.version, posted, knows_customer=False)
        arrival = storing.Arrival(
            submission=submission,
            received=received,
            values=values,
            language=language,
            at=at,
            on=on,
            gathered_by=by.actor_key,
        )
        return _keep(channel, begun, arrival, staged=staged, by=by)
    except (IntegrityError, receiving.ChannelIsWithdrawn):
        receiving.refuse_a_repetition(submission, received)
        raise


def _refuse_if_ended(channel: Channel, begun: receiving.Begun) -> None:
    if begun.version.instrument != channel.instrument_id:
        raise receiving.FormIsOfAnotherLink(f"{begun.version.code} is not what {channel.slug} asks")
    if channel.withdrawn_at and begun.at >= channel.withdrawn_at:
        raise receiving.ChannelIsWithdrawn


def _keep(
    channel: Channel, begun: receiving.Begun, arrival: storing.Arrival, *, staged: Mapping[str, str], by: Actor
) -> Voice:
    with attaching.kept(arrival.values, staged) as gone:
        if gone:
            raise receiving.AnswersHaveFaults(gone)
        with turns.one_at_a_time():
            return _store(channel, begun, arrival, by=by)


@transaction.atomic
def _store(channel: Channel, begun: receiving.Begun, arrival: storing.Arrival, *, by: Actor) -> Voice:
    version = begun.version
    full = quotas.full_quota_for(
        channel=channel, unit=channel.unit, version=version, values=arrival.values, at=arrival.at
    )
    [voice] = storing.store(
        channel=channel,
        version=version,
        arrivals=[replace(arrival, outside=full)],
        deed="voice.gather",
        by=by,
        at=arrival.at,
    )

    bus.announce(VoicesReceived(at=arrival.at, voices=(voice.pk,)))
    return voice
