"""Understood rows become voices: responses, words, past replies and whoever spoke."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from servewell.base import bulk
from servewell.base.permissions import Actor
from servewell.base.words import CODES
from servewell.engines import tables
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as contact_kinds
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments import services as responding
from servewell.rooms.voice import selectors
from servewell.rooms.voice.models import Channel, Comment, PastReply, Voice

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Version

Numbered = tuple[int, tables.Understood]
VOICE: Final = (
    "id", "channel_id", "unit_id", "from_import_id", "row", "key", "response_id", "customer_id", "weight", "language",
    "received_at", "on", "overall", "asks_for_answer",
)  # fmt: skip
COMMENT: Final = ("voice_id", "item_id", "aspect_id", "question", "text", "language")
REPLY: Final = ("voice_id", "text")
LONGEST_LANGUAGE: Final = 8
_house_codes: Final = {code.lower(): code for code in CODES}


class VoiceStore:
    """Compiled once for an import; ``store`` is called within the transaction of a batch."""

    def __init__(self, *, run: int, channel: int, versions: "Sequence[Version]", by: Actor) -> None:
        self._run = run
        self._channel = channel
        self._by = by
        self._versions = [version.pk for version in versions]
        asked = [instruments.version(key=version.pk) for version in versions]
        self._items: list[Mapping[str, int]] = [each.items for each in asked]
        self._aspects: list[Mapping[str, int]] = [each.aspects for each in asked]

    def take(self, batch: selectors.Sorted, tally: selectors.Tally, at: datetime) -> list[selectors.Held]:
        """Store what is new of a batch, within its transaction."""
        # two files of one recipe take turns: of a row that is in both, one stays
        Channel.objects.select_for_update().get(pk=self._channel)
        known = selectors.known_in_channel(channel=self._channel, keys=[read.key for _, read in batch.understood])
        fresh: list[Numbered] = []
        for number, read in batch.understood:
            if read.key in known or not isinstance(read, tables.Understood):
                tally.duplicate += 1
                continue
            known.add(read.key)
            fresh.append((number, read))
            tally.keep(read)
        self.store(fresh, at=at)
        return []

    def store(self, rows: Sequence[Numbered], *, at: datetime) -> Sequence[int]:
        """The keys of the voices, in the order given."""
        responses = responding.respond_in_bulk(rows=[self._response(read) for _, read in rows], at=at)
        voices = bulk.keys(Voice, len(rows))
        who = self._customers([read for _, read in rows], at=at)
        bulk.write(
            Voice,
            VOICE,
            [
                self._voice(voice, number, read, response, who.get(place))
                for place, (voice, (number, read), response) in enumerate(zip(voices, rows, responses, strict=True))
            ],
        )
        paired = list(zip(voices, [read for _, read in rows], strict=True))
        bulk.write(Comment, COMMENT, [line for voice, read in paired for line in self._comments(voice, read)])
        bulk.write(PastReply, REPLY, [(voice, text) for voice, read in paired for text in read.replies])
        return voices

    def _response(self, read: tables.Understood) -> responding.FileResponse:
        return responding.FileResponse(
            version=self._versions[read.span],
            language=house_language(read.language),
            given_at=read.at,
            answers=read.answers,
        )

    def _voice(
        self, voice: int, number: int, read: tables.Understood, response: int, customer: int | None
    ) -> Sequence[bulk.Value]:
        return (
            voice,
            self._channel,
            read.unit.key,
            self._run,
            number,
            read.key,
            response,
            customer,
            read.weight,
            house_language(read.language),
            bulk.moment(read.at),
            read.on.isoformat(),
            read.overall,
            False,
        )

    def _comments(self, voice: int, read: tables.Understood) -> list[Sequence[bulk.Value]]:
        items, aspects = self._items[read.span], self._aspects[read.span]
        language = house_language(read.language)
        return [
            (voice, items[name], aspects.get(name), question or "", text, language)
            for name, text, question in read.comments
        ]

    def _customers(self, reads: Sequence[tables.Understood], *, at: datetime) -> dict[int, int]:
        return customers_of([(read.email, read.phone, read.name, read.language) for read in reads], by=self._by, at=at)


def customers_of(left: Sequence[tuple[str, str, str, str]], *, by: Actor, at: datetime) -> dict[int, int]:
    """The keys of the customers whom these e-mails or telephones reach, by place. Names alone recognise nobody."""
    found = [(place, contact) for place, each in enumerate(left) if (contact := _contact(*each)) is not None]
    known = customers.recognise_many(contacts=[contact for _, contact in found], by=by, at=at)
    return {place: customer.pk for (place, _), customer in zip(found, known, strict=True)}


def _contact(email: str, phone: str, name: str, language: str) -> customers.LeftContact | None:
    tongue = house_language(language)
    for kind, value in ((contact_kinds.EMAIL, email), (contact_kinds.PHONE, phone)):
        contact = customers.LeftContact(kind=kind, value=value, language=tongue, name=name)
        if value and customers.is_contact(contact=contact):
            return contact
    return None


@lru_cache(maxsize=1024)
def house_language(tag: str) -> str:
    """The house's name for a language it speaks; another tag as it is, without what does not fit."""
    known = _house_codes.get(tag.lower())
    if known is not None:
        return known
    while len(tag) > LONGEST_LANGUAGE and "-" in tag:
        tag = tag.rpartition("-")[0]
    return tag[:LONGEST_LANGUAGE]
