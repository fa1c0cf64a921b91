"""One survey comes in."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, F, Value, When

from servewell.base import bus, turns
from servewell.base.permissions import CUSTOMER
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import terms
from servewell.rooms.voice.events import VoicesReceived
from servewell.rooms.voice.models import Channel, Invitation, Voice
from servewell.rooms.voice.services import attaching, floods, quotas, storing
from servewell.rooms.voice.services.asking import following
from servewell.rooms.voice.services.storing import FilledIn, Received

log = logging.getLogger(__name__)


class AnswersHaveFaults(Exception):
    """Some answers cannot be taken as they are; ``faults`` says which and why, by the item's name.

    ``messages`` are the instrument's own words for what it demands.
    """

    def __init__(
        self, faults: Mapping[str, forms.FaultKind], messages: Mapping[str, forms.Words] | None = None
    ) -> None:
        super().__init__(", ".join(f"{name}: {kind}" for name, kind in faults.items()))
        self.faults = faults
        self.messages = messages or {}


class AlreadyReceived(Exception):
    """This submission is stored. ``is_same`` is false where it now says something else than what was stored."""

    def __init__(self, voice: Voice, *, is_same: bool) -> None:
        super().__init__(f"voice {voice.pk} is stored already")
        self.voice = voice
        self.is_same = is_same


class ChannelIsWithdrawn(Exception):
    """The link was withdrawn before this answer was begun, or more than the grace ago."""


class InvitationIsUsed(Exception):
    """The personal link has brought its answer already."""


class InvitationIsNotOpenYet(Exception):
    """The personal link begins later."""


class InvitationHasExpired(Exception):
    """The personal link ended before this answer was begun, or more than the grace ago."""


class FormIsOfAnotherLink(Exception):
    """The form was made for another instrument or channel than the one it was posted to."""


@dataclass(frozen=True)
class Begun:
    """When the form was made, and from which version."""

    version: instruments.Published
    at: datetime


def receive_survey(
    *,
    channel: Channel,
    invitation: Invitation | None,
    submission: UUID,
    posted: Mapping[str, object],
    language: str,
    at: datetime,
    begun: Begun | None = None,
    received: Received | None = None,
    sender: str = "",
    filled_in: FilledIn | None = None,
    staged: Mapping[str, str] | None = None,
) -> Voice:
    """Store what a customer answered, once. What is not said is: begun now, in the current version, as a form post.

    ``filled_in`` is left out where nobody was asked who fills it in. Where a quota is full, the voice is kept outside.
    ``staged`` is where the files of the answer lie, by digest, until they are kept with it.
    ``sender`` tells one place from another where it came over the open net; without it nothing is limited.
    Raises AnswersHaveFaults, AlreadyReceived, ChannelIsWithdrawn, InvitationIsUsed, InvitationIsNotOpenYet,
    InvitationHasExpired, FormIsOfAnotherLink, TooManyFromOnePlace, TooManyForOneAddress; then nothing was stored by
    this call.
    """
    begun = begun or Begun(version=instruments.current(instrument=channel.instrument_id), at=at)
    received = received or as_form_post(posted=posted)
    try:
        _refuse_if_ended(channel, invitation, begun, at=at)
        arrival = storing.Arrival(
            submission=submission,
            received=received,
            values=checked_values(begun.version, posted, knows_customer=bool(invitation and invitation.customer_id)),
            language=language,
            at=at,
            invitation=invitation,
            filled_in=filled_in,
        )
        return _keep(channel, begun.version, arrival, staged=staged or {}, sender=sender)
    except (IntegrityError, ChannelIsWithdrawn, InvitationIsUsed, InvitationHasExpired):
        refuse_a_repetition(submission, received)
        raise


def _keep(
    channel: Channel,
    version: instruments.Published,
    arrival: storing.Arrival,
    *,
    staged: Mapping[str, str],
    sender: str,
) -> Voice:
    with attaching.kept(arrival.values, staged) as gone:
        if gone:
            raise AnswersHaveFaults(gone)
        with turns.one_at_a_time():
            return _store(channel, version, arrival, sender=sender)


def refuse_a_repetition(submission: UUID, received: Received) -> None:
    """A repeated post hears that it has arrived, even where the link has ended since. Raises AlreadyReceived."""
    stored = Voice.objects.filter(submission=submission).select_related("original").first()
    if stored is not None and stored.original is not None:
        raise AlreadyReceived(stored, is_same=stored.original.digest == received.digest) from None


def as_form_post(*, posted: Mapping[str, object]) -> Received:
    """Texts and typed values as a browser would post them."""
    texts = {name: _texts(given) for name, given in posted.items()}
    return Received(content=urlencode(texts, doseq=True).encode(), media_type=terms.FORM_POST)


def _texts(given: object) -> Sequence[str]:
    if isinstance(given, bool):
        return [str(given).lower()]
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]


def _refuse_if_ended(channel: Channel, invitation: Invitation | None, begun: Begun, *, at: datetime) -> None:
    if begun.version.instrument != channel.instrument_id or (invitation and invitation.channel_id != channel.pk):
        raise FormIsOfAnotherLink(f"{begun.version.code} is not what {channel.slug} asks")
    if invitation and invitation.used_at is not None:
        raise InvitationIsUsed
    if invitation and invitation.valid_from and max(begun.at, at) < invitation.valid_from:
        raise InvitationIsNotOpenYet
    if channel.withdrawn_at and _is_over(channel.withdrawn_at, begun, at=at):
        raise ChannelIsWithdrawn
    if invitation and _is_over(invitation.valid_until, begun, at=at):
        raise InvitationHasExpired


def _is_over(end: datetime, begun: Begun, *, at: datetime) -> bool:
    """Only an end counts, never a beginning: a clock that was set back must not turn a voice away."""
    return begun.at >= end or at > end + terms.GRACE


def checked_values(
    version: instruments.Published, posted: Mapping[str, object], *, knows_customer: bool, may_be_blank: bool = False
) -> Mapping[str, forms.AnswerValue]:
    """What was posted, read by the version. Raises AnswersHaveFaults.

    On paper, and in another system, nobody is held to answer: what was left blank there ``may_be_blank``, unless
    nothing at all was answered.
    """
    checked = forms.validate(version.form, posted)
    is_let_pass = may_be_blank and bool(checked.values)
    faults = {
        name: kind for name, kind in checked.faults.items() if not (is_let_pass and kind is forms.FaultKind.MISSING)
    }
    contact = version.form.contact
    is_owed = contact is not None and not knows_customer and storing.asks_for_answer(version.form, checked.values)
    if contact and is_owed and contact.name not in checked.values:
        faults.setdefault(contact.name, forms.FaultKind.MISSING)
    if faults:
        raise AnswersHaveFaults(faults, checked.messages)
    if checked.extra:
        log.warning("%d fields came that %s does not ask; they stay in the original", len(checked.extra), version.code)
    return checked.values


def _use(invitation: Invitation, *, at: datetime) -> None:
    """One statement, so that of two answers at once the last use is one's alone."""
    still_good = Invitation.objects.filter(pk=invitation.pk, uses_left__gt=0)
    used_up = Case(When(uses_left=1, then=Value(at)), default=None, output_field=DateTimeField())
    if not still_good.update(uses_left=F("uses_left") - 1, used_at=used_up):
        raise InvitationIsUsed
    following.has_answered(invitation=invitation, at=at)


@transaction.atomic
def _store(channel: Channel, version: instruments.Published, arrival: storing.Arrival, *, sender: str) -> Voice:
    invitation = arrival.invitation
    if invitation:
        _use(invitation, at=arrival.at)
    unit = storing.unit_of(channel, invitation)
    full = quotas.full_quota_for(channel=channel, unit=unit, version=version, values=arrival.values, at=arrival.at)
    arrival = replace(arrival, outside=full)
    stored = storing.store(
        channel=channel, version=version, arrivals=[arrival], deed="voice.receive_survey", by=CUSTOMER, at=arrival.at
    )
    if sender:
        floods.refuse_a_flood(channel=channel, voice=stored[0], sender=sender, at=arrival.at)

    bus.announce(VoicesReceived(at=arrival.at, voices=(stored[0].pk,)))
    return stored[0]
