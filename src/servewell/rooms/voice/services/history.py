"""Voices of earlier times come in, by the thousand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from servewell.base import bus
from servewell.base.permissions import Actor
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.events import HistoryTakenIn
from servewell.rooms.voice.models import Channel, Voice
from servewell.rooms.voice.services import storing
from servewell.rooms.voice.services.receiving import as_form_post

# one batch holds the write lock for less than 250 ms
BATCH = 150


class HistoryHasFaults(Exception):
    """Some of these voices cannot be taken as they are; ``faults`` says why, by submission. None was stored."""

    def __init__(self, faults: Mapping[UUID, Mapping[str, forms.FaultKind]]) -> None:
        first, why = next(iter(faults.items()))
        super().__init__(f"{len(faults)} voices cannot be taken in; the first is {first}: {dict(why)}")
        self.faults = faults


@dataclass(frozen=True)
class PastVoice:
    """``posted`` holds texts or typed values by the item's name."""

    submission: UUID
    posted: Mapping[str, object]
    language: str
    at: datetime


def take_in_history(*, channel: Channel, voices: Sequence[PastVoice], by: Actor, at: datetime) -> int:
    """Store voices of earlier times in batches, each in its own transaction; they open no cases.

    Voices stored before are passed over, so that it may be run again. Returns how many are new.
    Raises HistoryHasFaults, NotAllowed.
    """
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=channel.unit_id)
    version = instruments.current(instrument=channel.instrument_id)
    arrivals = _arrivals(version, voices)

    taken_in = 0
    for batch in _batches(arrivals):
        taken_in += _take_in(channel, version, batch, by=by, at=at)
    return taken_in


def _arrivals(version: instruments.Published, voices: Sequence[PastVoice]) -> list[storing.Arrival]:
    arrivals = {}
    faults = {}
    for past in voices:
        checked = forms.validate(version.form, past.posted)
        if checked.faults:
            faults[past.submission] = checked.faults
        arrivals[past.submission] = storing.Arrival(
            submission=past.submission,
            received=as_form_post(posted=past.posted),
            values=checked.values,
            language=past.language,
            at=past.at,
        )
    if faults:
        raise HistoryHasFaults(faults)
    return list(arrivals.values())


def _batches(arrivals: Sequence[storing.Arrival]) -> Iterator[Sequence[storing.Arrival]]:
    for start in range(0, len(arrivals), BATCH):
        yield arrivals[start : start + BATCH]


@transaction.atomic
def _take_in(
    channel: Channel,
    version: instruments.Published,
    batch: Sequence[storing.Arrival],
    *,
    by: Actor,
    at: datetime,
) -> int:
    submissions = [arrival.submission for arrival in batch]
    standing = set(Voice.objects.filter(submission__in=submissions).values_list("submission", flat=True))
    fresh = [arrival for arrival in batch if arrival.submission not in standing]
    if not fresh:
        return 0
    stored = storing.store(channel=channel, version=version, arrivals=fresh, deed="voice.take_in_history", by=by, at=at)

    bus.announce(HistoryTakenIn(at=at, voices=tuple(voice.pk for voice in stored)))
    return len(stored)
