"""Another system sends in what a customer said; it becomes a voice like any other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction

from servewell.base import bus, today, turns
from servewell.base.permissions import Actor
from servewell.engines import forms
from servewell.rooms.customers import selectors as customers
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.events import VoicesReceived
from servewell.rooms.voice.models import Channel, Voice
from servewell.rooms.voice.services import floods, quotas, receiving, storing

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Encounter
    from servewell.rooms.people.models import Unit


class Unfit(StrEnum):
    """Why a part of what was sent cannot be taken."""

    NO_SUCH_CHANNEL = "no-such-channel"
    NO_SUCH_UNIT = "no-such-unit"
    NO_SUCH_ENCOUNTER = "no-such-encounter"
    NOT_ASKED_IN_IT = "not-asked-in-it"
    DAY_CANNOT_BE = "day-cannot-be"
    NO_SUCH_ITEM = "no-such-item"
    DOES_NOT_SHOW = "does-not-show"
    FILES_DO_NOT_COME = "files-do-not-come"
    NO_WORDS_ASKED = "no-words-asked"
    NO_CONTACT_ASKED = "no-contact-asked"
    SAID_TWICE = "said-twice"
    NOTHING_SAID = "nothing-said"
    ANSWER = "answer"


@dataclass(frozen=True)
class SentFault:
    """``where`` is the field, as ``answers.overall``. An ``answer`` that does not fit its ``item`` has a ``kind``;
    ``demanded`` is what the instrument's own words say. ``known`` are what could be given instead, where they are few.
    """

    where: str
    what: Unfit
    kind: forms.FaultKind | None = None
    item: forms.Item | None = None
    demanded: forms.Words | None = None
    known: tuple[str, ...] = ()


class CannotBeSent(Exception):
    """Nothing was stored; ``faults`` are all that could be found at once."""

    def __init__(self, faults: Sequence[SentFault]) -> None:
        super().__init__(", ".join(f"{each.where}: {each.what}" for each in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class SentVoice:
    """What a customer said, by codes. Empty: the ``language`` and ``unit`` of the channel, today.

    ``channel`` is the short address of an open link; ``answers`` are by the names of its items, ``words`` goes to the
    first of them that asks for words, ``email`` to the one that asks where the answer should go. ``encounter`` is
    a kind and a reference, of the unit.
    """

    channel: str
    answers: Mapping[str, object] = field(default_factory=dict)
    words: str = ""
    email: str = ""
    language: str = ""
    unit: str = ""
    on: date | None = None
    encounter: tuple[str, str] | None = None


@dataclass(frozen=True)
class _Meant:
    """What the codes name, and what the form makes of the answers."""

    channel: Channel
    version: instruments.Published
    unit: "Unit"
    on: date
    language: str
    encounter: "Encounter | None"
    values: Mapping[str, forms.AnswerValue]


def send_in(*, sent: SentVoice, key: str, received: storing.Received, by: Actor, at: datetime) -> Voice:
    """Store it once, however often it is sent under one ``key`` of the sender's own.

    Nobody is held to answer what another system did not ask. Raises CannotBeSent, AlreadyReceived, TooManySentIn;
    then nothing was stored by this call.
    """
    floods.refuse_many_sent(token=by.actor_key, at=at)
    submission = uuid5(NAMESPACE_URL, f"{by.actor_key} {key}")
    receiving.refuse_a_repetition(submission, received)
    meant = _meant(sent, by=by, at=at)
    arrival = _arrival(meant, submission, received, at=at)
    try:
        with turns.one_at_a_time():
            return _store(meant, arrival, by=by)
    except IntegrityError:
        receiving.refuse_a_repetition(submission, received)
        raise


def _arrival(meant: _Meant, submission: UUID, received: storing.Received, *, at: datetime) -> storing.Arrival:
    encounter = meant.encounter
    return storing.Arrival(
        submission=submission,
        received=received,
        values=meant.values,
        language=meant.language,
        at=at,
        on=meant.on,
        unit=meant.unit,
        customer=encounter.customer_id if encounter else None,
        encounter=encounter.pk if encounter else None,
    )


@transaction.atomic
def _store(meant: _Meant, arrival: storing.Arrival, *, by: Actor) -> Voice:
    people.require(actor=by, power=rules.SEND, unit=meant.unit.pk)
    full = quotas.full_quota_for(
        channel=meant.channel, unit=meant.unit, version=meant.version, values=meant.values, at=arrival.at
    )
    [voice] = storing.store(
        channel=meant.channel,
        version=meant.version,
        arrivals=[replace(arrival, outside=full)],
        deed="voice.send_in",
        by=by,
        at=arrival.at,
    )

    bus.announce(VoicesReceived(at=arrival.at, voices=(voice.pk,)))
    return voice


def _meant(sent: SentVoice, *, by: Actor, at: datetime) -> _Meant:
    """Raises CannotBeSent."""
    channel = selectors.channel_to_send_to(viewer=by, slug=sent.channel)
    if channel is None:
        raise CannotBeSent([SentFault("channel", Unfit.NO_SUCH_CHANNEL)])
    faults: list[SentFault] = []
    version = instruments.current(instrument=channel.instrument_id)
    unit = _unit(sent, channel, by, faults)
    on = _day(sent, unit or channel.unit, faults, at=at)
    encounter = _encounter(sent, unit, faults)
    language = sent.language or channel.language
    if language not in version.form.languages:
        faults.append(SentFault("language", Unfit.NOT_ASKED_IN_IT, known=tuple(version.form.languages)))
    knows_customer = bool(encounter and encounter.customer_id)
    values = _values(sent, version, faults, knows_customer=knows_customer)
    if faults or unit is None:
        raise CannotBeSent(faults)
    return _Meant(channel, version, unit, on, language, encounter, values)


def _unit(sent: SentVoice, channel: Channel, by: Actor, faults: list[SentFault]) -> "Unit | None":
    """The channel's, or one below it."""
    if not sent.unit or sent.unit == channel.unit.code:
        return channel.unit
    below = people.below_now(unit=channel.unit_id).values_list("unit", flat=True)
    try:
        unit = people.unit_for(viewer=by, power=rules.SEND, code=sent.unit)
    except people.NoSuchUnit:
        unit = None
    if unit is None or unit.pk not in set(below):
        faults.append(SentFault("unit", Unfit.NO_SUCH_UNIT))
        return None
    return unit


def _day(sent: SentVoice, unit: "Unit", faults: list[SentFault], *, at: datetime) -> date:
    last = today.day_in(unit.zone, at=at)
    on = sent.on or last
    if not last - timedelta(days=terms.SENT_DAYS_AFTER) <= on <= last:
        faults.append(SentFault("on", Unfit.DAY_CANNOT_BE))
    return on


def _encounter(sent: SentVoice, unit: "Unit | None", faults: list[SentFault]) -> "Encounter | None":
    if sent.encounter is None or unit is None:
        return None
    kind, reference = sent.encounter
    found = customers.encounter_coded(unit=unit.pk, kind=kind, reference=reference)
    if found is None:
        faults.append(SentFault("encounter", Unfit.NO_SUCH_ENCOUNTER))
    return found


def _values(
    sent: SentVoice, version: instruments.Published, faults: list[SentFault], *, knows_customer: bool
) -> Mapping[str, forms.AnswerValue]:
    form = version.form
    before = len(faults)
    posted = {**_known(sent, form, faults), **_beside(sent, form, faults)}
    unseen = forms.validate(form, posted).unseen
    faults += [SentFault(_place(sent, form, name), Unfit.DOES_NOT_SHOW) for name in unseen]
    try:
        values = receiving.checked_values(version, posted, knows_customer=knows_customer, may_be_blank=True)
    except receiving.AnswersHaveFaults as refused:
        if posted or len(faults) == before:
            faults += [
                SentFault(
                    _place(sent, form, name), Unfit.ANSWER, kind, form.item(name), refused.messages.get(name)
                )
                for name, kind in refused.faults.items()
            ]  # fmt: skip
        return {}
    if not values and len(faults) == before:
        faults.append(SentFault("answers", Unfit.NOTHING_SAID))
    return values


def _known(sent: SentVoice, form: forms.Form, faults: list[SentFault]) -> dict[str, object]:
    """The answers to what the form asks; a table of questions comes whole under its own name, or row by row."""
    tables = {item.matrix.name for item in form.items if item.matrix}
    names = tuple(item.name for item in form.items)
    known: dict[str, object] = {}
    for name, given in sent.answers.items():
        item = form.item(name)
        if item is not None and item.kind is forms.Kind.FILE:
            faults.append(SentFault(f"answers.{name}", Unfit.FILES_DO_NOT_COME))
        elif item is not None:
            known[name] = given
        elif name in tables:
            rows = {f"{name}.{row}": value for row, value in given.items()} if isinstance(given, Mapping) else {}
            strange = [row for row in rows if row not in names] if rows else [name]
            faults += [SentFault(f"answers.{row}", Unfit.NO_SUCH_ITEM, known=names) for row in strange]
            known |= {row: value for row, value in rows.items() if row in names}
        else:
            faults.append(SentFault(f"answers.{name}", Unfit.NO_SUCH_ITEM, known=names))
    return known


def _beside(sent: SentVoice, form: forms.Form, faults: list[SentFault]) -> dict[str, object]:
    """Words and address, under the names of the items that ask for them."""
    found: dict[str, object] = {}
    for where, given, item, unfit in _said_beside(sent, form):
        if item is None:
            faults.append(SentFault(where, unfit))
        elif item.name in sent.answers:
            faults.append(SentFault(where, Unfit.SAID_TWICE))
        else:
            found[item.name] = given
    return found


def _said_beside(sent: SentVoice, form: forms.Form) -> Iterator[tuple[str, str, forms.Item | None, Unfit]]:
    if sent.words.strip():
        yield "words", sent.words, _item_for_words(form), Unfit.NO_WORDS_ASKED
    if sent.email.strip():
        yield "email", sent.email, form.contact, Unfit.NO_CONTACT_ASKED


def _item_for_words(form: forms.Form) -> forms.Item | None:
    return next((item for item in form.items if item.kind is forms.Kind.COMMENT), None)


def _place(sent: SentVoice, form: forms.Form, name: str) -> str:
    """Where the sender wrote it, or would have."""
    words = _item_for_words(form)
    if name not in sent.answers and sent.words.strip() and words and name == words.name:
        return "words"
    if name not in sent.answers and form.contact and name == form.contact.name:
        return "email"
    return f"answers.{name}"
