"""Understood rows become voices: responses, words, past replies and whoever spoke."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from operator import getitem
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
        self._items: list[dict[str, int]] = [dict(each.items) for each in asked]
        self._aspects: list[dict[str, int]] = [dict(each.aspects) for each in asked]

    def take(self, batch: tables.Sorted, tally: selectors.Tally, at: datetime) -> list[tables.Held]:
        """Store what is new of it, within the transaction of a batch."""
        rows = batch.to_columns()
        known = selectors.known_in_channel(channel=self.channel, keys=rows.keys)
        fresh = rows.without(known) if known else rows
        tally.duplicate += batch.repeated + len(rows) - len(fresh)
        if known:
            tally.leans_on.update(known[key] for key in rows.keys if key in known)
        tally.keep_voices(fresh)
        self.store(fresh, at=at)
        return []

    def store(self, rows: tables.VoiceColumns, *, at: datetime) -> None:
        languages = [*map(house_language, rows.languages)]
        moments = bulk.moments_in_utc(rows.moments)
        versions = [self._versions[span] for span in rows.spans]
        answered = responding.FileResponses(versions, languages, moments, rows.answers)
        responses = responding.respond_in_bulk(rows=answered, at=at)
        voices = bulk.keys(Voice, len(rows))
        who = self._customers(rows, languages, at=at)
        written = zip(
            voices, repeat(self.channel), rows.units, repeat(self._run), rows.numbers, rows.keys, responses, who,
            rows.weights, languages, moments, rows.days, rows.overalls, repeat(False),
        )  # fmt: skip
        bulk.write(Voice, VOICE, written)
        self._write_words(rows, voices, languages)

    def _customers(self, rows: tables.VoiceColumns, languages: Sequence[str], *, at: datetime) -> Iterable[int | None]:
        if not rows.contacts:
            return repeat(None)
        left = [(email, phone, name, languages[place]) for place, email, phone, name in rows.contacts]
        units = [rows.units[place] for place, *_ in rows.contacts]
        found = customers_of(left, units, by=self._by, at=at)
        who = {rows.contacts[place][0]: customer for place, customer in found.items()}
        return map(who.get, range(len(rows)))

    def _write_words(self, rows: tables.VoiceColumns, voices: Sequence[int], languages: Sequence[str]) -> None:
        if rows.comments:
            at, names, texts, asked = zip(*rows.comments, strict=True)
            spans = [rows.spans[place] for place in at]
            written = zip(
                map(voices.__getitem__, at),
                map(getitem, map(self._items.__getitem__, spans), names),
                map(dict.get, map(self._aspects.__getitem__, spans), names),
                (each or "" for each in asked),
                texts,
                map(languages.__getitem__, at),
                strict=True,
            )
            bulk.write(Comment, COMMENT, written)
        if rows.replies:
            bulk.write(PastReply, REPLY, ((voices[at], text) for at, text in rows.replies))


def customers_of(
    left: Sequence[tuple[str, str, str, str]], units: Sequence[int | None], *, by: Actor, at: datetime
) -> dict[int, int]:
    """The keys of the customers whom these e-mails or telephones reach, by place. Names alone recognise nobody.

    ``units`` are where they were left; none where an encounter says more.
    """
    reached = [(place, each) for place, each in enumerate(left) if each[0] or each[1]]
    found = [(place, contact) for place, each in reached if (contact := _contact(*each, units[place])) is not None]
    known = customers.recognise_many(contacts=[contact for _, contact in found], by=by, at=at)
    return {place: customer.pk for (place, _), customer in zip(found, known, strict=True)}


def _contact(email: str, phone: str, name: str, language: str, unit: int | None) -> customers.LeftContact | None:
    tongue = house_language(language)
    for kind, value in ((contact_kinds.EMAIL, email), (contact_kinds.PHONE, phone)):
        also = phone if kind == contact_kinds.EMAIL else ""
        contact = customers.LeftContact(kind=kind, value=value, language=tongue, name=name, also=also, unit=unit)
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
