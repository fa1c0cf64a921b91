"""Questionnaires on paper: printed with a number each, and keyed in once when they come back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from servewell.base import bus, keys, record, today
from servewell.base.permissions import Actor
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.events import VoicesReceived
from servewell.rooms.voice.models import PaperCopy, Voice
from servewell.rooms.voice.services import quotas, receiving, storing

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Channel

KEYED = "application/x-www-form-urlencoded; from=paper"


class TooManyCopies(Exception):
    """So many sheets are not printed at once: print again when these are handed out."""


class NotForPaper(Exception):
    """The survey demands a file, which paper cannot bring."""


class CopyIsKeyedIn(Exception):
    """This copy was keyed in before, as ``voice``."""

    def __init__(self, copy: PaperCopy) -> None:
        super().__init__(f"copy {copy.number} was keyed in as voice {copy.voice_id}")
        self.voice = copy.voice_id


class DayCannotBe(Exception):
    """A copy is filled in after it was printed and not after today."""


@transaction.atomic
def print_copies(*, channel: "Channel", copies: int, language: str, by: Actor, at: datetime) -> list[PaperCopy]:
    """Number so many copies of what the channel asks today.

    Raises TooManyCopies, NotForPaper, NoSuchInstrument, NotAllowed.
    """
    people.require(actor=by, power=rules.MANAGE_CHANNELS, unit=channel.unit_id)
    if not 1 <= copies <= terms.MOST_COPIES_AT_ONCE:
        raise TooManyCopies(f"{copies} copies: print from 1 to {terms.MOST_COPIES_AT_ONCE} at once")

    version = instruments.current(instrument=channel.instrument_id)
    if any(item.kind is forms.Kind.FILE and item.is_required for item in version.form.items):
        raise NotForPaper(f"{version.code} demands a file")
    printed = PaperCopy.objects.bulk_create(
        PaperCopy(
            channel=channel,
            version_id=version.key,
            language=language,
            number=keys.token(length=terms.COPY_NUMBER_LENGTH),
            printed_at=at,
        )
        for _ in range(copies)
    )
    record.write_many(deed="voice.print_copies", things=printed, by=by, at=at)
    return printed


@transaction.atomic
def key_in(
    *, copy: PaperCopy, posted: Mapping[str, object], filled_in_on: date, submission: UUID, by: Actor,
    at: datetime,
) -> Voice:  # fmt: skip
    """Take in what stands on a copy that came back, read in the version it was printed in.

    The voice is of the day on the sheet. The same submission again changes nothing and gives the voice that it brought.
    Raises AnswersHaveFaults, CopyIsKeyedIn, DayCannotBe, NotAllowed.
    """
    channel = copy.channel
    people.require(actor=by, power=rules.KEY_IN, unit=channel.unit_id)
    version = instruments.version(key=copy.version_id)
    values = receiving.checked_values(version, posted, knows_customer=False, may_be_blank=True)
    _refuse_day(copy, filled_in_on, at=at)
    if copy.voice_id is not None:
        return _keyed_before(copy, submission)

    arrival = storing.Arrival(
        submission=submission,
        received=storing.Received(content=receiving.as_form_post(posted=posted).content, media_type=KEYED),
        values=values,
        language=copy.language,
        at=at,
        on=filled_in_on,
        outside=quotas.full_quota_for(channel=channel, unit=channel.unit, version=version, values=values, at=at),
    )
    [voice] = storing.store(channel=channel, version=version, arrivals=[arrival], deed="voice.key_in", by=by, at=at)
    if not PaperCopy.objects.filter(pk=copy.pk, voice=None).update(voice=voice, keyed_by=by.actor_key, keyed_at=at):
        copy.refresh_from_db()
        raise CopyIsKeyedIn(copy)  # somebody else was quicker; what this call stored is undone

    bus.announce(VoicesReceived(at=at, voices=(voice.pk,)))
    return voice


def _keyed_before(copy: PaperCopy, submission: UUID) -> Voice:
    if copy.voice is not None and copy.voice.submission == submission:
        return copy.voice
    raise CopyIsKeyedIn(copy)


def _refuse_day(copy: PaperCopy, filled_in_on: date, *, at: datetime) -> None:
    zone = copy.channel.unit.zone
    printed_on, last = today.day_in(zone, at=copy.printed_at), today.day_in(zone, at=at)
    if not printed_on <= filled_in_on <= last:
        raise DayCannotBe(f"{filled_in_on} is not between {printed_on}, when it was printed, and today, {last}")
