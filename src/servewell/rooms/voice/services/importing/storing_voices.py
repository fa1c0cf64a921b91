"""Understood rows become voices: responses, words, past replies and whoever spoke."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
from servewell.rooms.voice.models import Comment, PastReply, Voice

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
        self.channel = channel
        self._by = by
        self._versions = [version.pk for version in versions]
        asked = [instruments.version(key=version.pk) for version in versions]
        self._items: list[Mapping[str, int]] = [each.items for each in asked]
        self._aspects: list[Mapping[str, int]] = [each.aspects for each in asked]

    def take(self, batch: tables.Sorted, tally: selectors.Tally, at: datetime) -> list[tables.Held]:
        """Store what is new of it, within the transaction of a batch."""
        rows = [(number, read) for number, read in batch.understood if isinstance(read, tables.Understood)]
        known = selectors.known_in_channel(channel=self.channel, keys=[read.key for _, read in rows])
        fresh = [(number, read) for number, read in rows if read.key not in known] if known else rows
        tally.duplicate += batch.repeated + len(rows) - len(fresh)
        if known:
            tally.leans_on.update(known[read.key] for _, read in rows if read.key in known)
        tally.keep_voices([read for _, read in fresh])
        self.store(fresh, at=at)
        return []

    def store(self, rows: Sequence[Numbered], *, at: datetime) -> Sequence[int]:
        """The keys of the voices, in the order given."""
        languages = [house_language(read.language) for _, read in rows]
        moments = [bulk.moment(read.at) for _, read in rows]
        answers = zip([read for _, read in rows], languages, moments, strict=True)
        responses = responding.respond_in_bulk(
            rows=[
                responding.FileResponse(self._versions[read.span], language, moment, read.answers)
                for read, language, moment in answers
            ],
            at=at,
        )
        voices = bulk.keys(Voice, len(rows))
        who = customers_of([(read.email, read.phone, read.name, read.language) for _, read in rows], by=self._by, at=at)
        written = zip(voices, rows, responses, languages, moments, strict=True)
        bulk.write(
            Voice,
            VOICE,
            [
                (
                    voice, self.channel, read.unit.key, self._run, number, read.key, response, who.get(place),
                    read.weight, language, moment, _iso(read.on), read.overall, False,
                )
                for place, (voice, (number, read), response, language, moment) in enumerate(written)
            ],
        )  # fmt: skip
        self._write_words(voices, rows, languages)
        return voices

    def _write_words(self, voices: Sequence[int], rows: Sequence[Numbered], languages: Sequence[str]) -> None:
        comments = [
            (voice, self._items[read.span][name], self._aspects[read.span].get(name), question or "", text, language)
            for voice, (_, read), language in zip(voices, rows, languages, strict=True)
            for name, text, question in read.comments
        ]
        bulk.write(Comment, COMMENT, comments)
        replies = [(voice, text) for voice, (_, read) in zip(voices, rows, strict=True) for text in read.replies]
        if replies:
            bulk.write(PastReply, REPLY, replies)


def customers_of(left: Sequence[tuple[str, str, str, str]], *, by: Actor, at: datetime) -> dict[int, int]:
    """The keys of the customers whom these e-mails or telephones reach, by place. Names alone recognise nobody."""
    reached = [(place, each) for place, each in enumerate(left) if each[0] or each[1]]
    found = [(place, contact) for place, each in reached if (contact := _contact(*each)) is not None]
    known = customers.recognise_many(contacts=[contact for _, contact in found], by=by, at=at)
    return {place: customer.pk for (place, _), customer in zip(found, known, strict=True)}


def _contact(email: str, phone: str, name: str, language: str) -> customers.LeftContact | None:
    tongue = house_language(language)
    for kind, value in ((contact_kinds.EMAIL, email), (contact_kinds.PHONE, phone)):
        contact = customers.LeftContact(kind=kind, value=value, language=tongue, name=name)
        if value and customers.is_contact(contact=contact):
            return contact
    return None


@lru_cache(maxsize=20_000)
def _iso(on: date) -> str:
    return on.isoformat()


@lru_cache(maxsize=1024)
def house_language(tag: str) -> str:
    """The house's name for a language it speaks; another tag as it is, without what does not fit."""
    known = _house_codes.get(tag.lower())
    if known is not None:
        return known
    while len(tag) > LONGEST_LANGUAGE and "-" in tag:
        tag = tag.rpartition("-")[0]
    return tag[:LONGEST_LANGUAGE]
