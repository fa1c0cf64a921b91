"""How voices are written, one by one and by the thousand. The caller holds the transaction and announces."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from servewell.base import keys, record, today
from servewell.base.permissions import Actor
from servewell.engines import forms
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.instruments import services as instruments
from servewell.rooms.instruments.selectors import Published
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Attachment, Channel, Comment, Invitation, Original, Quota, Voice

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class Received:
    """What came in, byte for byte."""

    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        return keys.digest(self.content)


@dataclass(frozen=True)
class FilledIn:
    """Who filled it in, as they say themselves. Nobody helps a customer whose own hand it is."""

    hand: terms.Hand
    helper: terms.Helper | None = None

    def __post_init__(self) -> None:
        if self.hand is terms.Hand.OWN and self.helper:
            raise ValueError("in the customer's own hand there is no helper")


@dataclass(frozen=True)
class Arrival:
    """One voice that was found good and is about to be stored. Without ``on`` it is of the day on which it came.

    Without ``unit``, ``customer`` and ``encounter`` it is about those that its personal link names, or its channel.
    """

    submission: UUID
    received: Received
    values: Mapping[str, forms.AnswerValue]
    language: str
    at: datetime
    invitation: Invitation | None = None
    filled_in: FilledIn | None = None
    outside: Quota | None = None
    on: date | None = None
    gathered_by: str = ""
    unit: "Unit | None" = None
    customer: int | None = None
    encounter: int | None = None


def store(
    *, channel: Channel, version: Published, arrivals: Sequence[Arrival], deed: str, by: Actor, at: datetime
) -> list[Voice]:
    """Originals first, then what is made of them. A submission that is stored already raises IntegrityError."""
    originals = Original.objects.bulk_create(
        Original(
            content=arrival.received.content,
            media_type=arrival.received.media_type,
            digest=arrival.received.digest,
            received_at=arrival.at,
        )
        for arrival in arrivals
    )
    given = instruments.respond_many(
        version=version,
        many=[instruments.NewResponse(values=one.values, language=one.language, at=one.at) for one in arrivals],
        at=at,
    )
    who = _customers(channel, version, arrivals, by=by, at=at)
    voices = Voice.objects.bulk_create(
        _voice(channel, version, arrival, original, response, who.get(arrival.submission))
        for arrival, original, response in zip(arrivals, originals, given, strict=True)
    )
    Comment.objects.bulk_create(
        comment
        for voice, arrival in zip(voices, arrivals, strict=True)
        for comment in _comments(voice, version, arrival)
    )
    customers.know_at(
        pairs={(each.customer_id, each.unit_id) for each in voices if each.customer_id and each.submission not in who},
        how=customer_terms.LEFT,
    )
    Attachment.objects.bulk_create(
        attachment
        for voice, arrival in zip(voices, arrivals, strict=True)
        for attachment in _attachments(voice, version, arrival)
    )
    record.write_many(deed=deed, things=voices, by=by, at=at)
    return voices


def _customers(
    channel: Channel, version: Published, arrivals: Sequence[Arrival], *, by: Actor, at: datetime
) -> "Mapping[UUID, Customer]":
    contact = version.form.contact
    left = [(one, value) for one in arrivals if contact and isinstance(value := one.values.get(contact.name), str)]
    known = customers.recognise_many(
        contacts=[
            customers.LeftContact(
                kind=customer_terms.EMAIL,
                value=value,
                language=one.language,
                unit=(one.unit or unit_of(channel, one.invitation)).pk,
            )
            for one, value in left
        ],
        by=by,
        at=at,
    )
    return {one.submission: customer for (one, _), customer in zip(left, known, strict=True)}


def _voice(
    channel: Channel,
    version: Published,
    arrival: Arrival,
    original: Original,
    given: instruments.Given,
    customer: "Customer | None",
) -> Voice:
    invitation = arrival.invitation
    unit = arrival.unit or unit_of(channel, invitation)
    return Voice(
        channel=channel,
        unit_id=unit.pk,
        submission=arrival.submission,
        original=original,
        response_id=given.response,
        invitation=invitation,
        customer_id=customer.pk if customer else (invitation.customer_id if invitation else arrival.customer),
        encounter_id=invitation.encounter_id if invitation else arrival.encounter,
        language=arrival.language,
        received_at=arrival.at,
        on=arrival.on or today.day_in(unit.zone, at=arrival.at),
        overall=given.overall,
        asks_for_answer=asks_for_answer(version.form, arrival.values),
        hand=arrival.filled_in.hand.value if arrival.filled_in else "",
        helper=arrival.filled_in.helper.value if arrival.filled_in and arrival.filled_in.helper else "",
        outside=arrival.outside,
        gathered_by=arrival.gathered_by,
    )


def attached_in(values: Mapping[str, forms.AnswerValue]) -> Iterator[tuple[str, forms.Attached]]:
    """Every file of an answer, with the name of its item."""
    for name, value in values.items():
        if isinstance(value, tuple):
            yield from ((name, each) for each in value if isinstance(each, forms.Attached))


def _attachments(voice: Voice, version: Published, arrival: Arrival) -> list[Attachment]:
    return [
        Attachment(
            voice=voice,
            item_id=version.items[name],
            digest=file.digest,
            name=file.name,
            size=file.size,
            media_type=file.media_type,
        )
        for name, file in attached_in(arrival.values)
    ]


def unit_of(channel: Channel, invitation: Invitation | None) -> "Unit":
    """What an answer is about: the unit that the personal link names, else the channel's."""
    return invitation.unit if invitation and invitation.unit else channel.unit


def asks_for_answer(form: forms.Form, values: Mapping[str, forms.AnswerValue]) -> bool:
    return any(item.asks_for_answer and values.get(item.name) is True for item in form.items)


def _comments(voice: Voice, version: Published, arrival: Arrival) -> list[Comment]:
    return [
        Comment(
            voice=voice,
            item_id=version.items[item.name],
            aspect_id=version.aspects.get(item.name),
            question=_asked_alone(version.form, item, arrival),
            text=str(arrival.values[item.name]),
            language=arrival.language,
        )
        for item in version.form.items
        if item.kind is forms.Kind.COMMENT and item.name in arrival.values
    ]


def _asked_alone(form: forms.Form, item: forms.Item, arrival: Arrival) -> str:
    """The question where it says earlier answers, so that readers need not open them; else the item says it."""
    if not forms.looks_back(form, item.title):
        return ""
    language = arrival.language if arrival.language in item.title else form.languages[0]
    return forms.piped(form, item.title[language], arrival.values, language)
