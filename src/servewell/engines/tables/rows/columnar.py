"""Understood rows by column: what goes from one process to another, and into a database, without a million objects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Self

from servewell.engines.tables.rows.fates import Understood


@dataclass(slots=True)
class VoiceColumns:
    """Each list has one entry per voice, in the order of the file.

    ``units`` are keys, ``moments`` are texts in UTC without a zone, ``days`` ISO texts. ``comments`` are place, name,
    text and the row's own question, ``replies`` place and text, ``contacts`` place, e-mail, phone and name of those
    who can be reached; a place counts from 0.
    """

    numbers: list[int] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    spans: list[int] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    overalls: list[float | None] = field(default_factory=list)
    weights: list[float | None] = field(default_factory=list)
    lost_addresses: list[int] = field(default_factory=list)
    lost_ids: list[bool] = field(default_factory=list)
    comments: list[tuple[int, str, str, str | None]] = field(default_factory=list)
    replies: list[tuple[int, str]] = field(default_factory=list)
    contacts: list[tuple[int, str, str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    @classmethod
    def of(cls, rows: Sequence[tuple[int, Understood]]) -> Self:
        reads = [read for _, read in rows]
        return cls(
            [number for number, _ in rows],
            [read.key for read in reads],
            [read.unit.key for read in reads],
            [_in_utc(read.at) for read in reads],
            [_iso(read.on) for read in reads],
            [read.language for read in reads],
            [read.span for read in reads],
            [read.answers for read in reads],
            [read.overall for read in reads],
            [read.weight for read in reads],
            [read.lost_addresses for read in reads],
            [read.is_id_lost for read in reads],
            [(place, *comment) for place, read in enumerate(reads) for comment in read.comments],
            [(place, text) for place, read in enumerate(reads) for text in read.replies],
            [
                (place, read.email, read.phone, read.name)
                for place, read in enumerate(reads)
                if read.email or read.phone
            ],
        )

    def add(self, more: "VoiceColumns") -> None:
        """Those of ``more`` follow; it must not be used any more."""
        before = len(self.numbers)
        for name in _PER_VOICE:
            getattr(self, name).extend(getattr(more, name))
        self.comments += [(before + place, name, text, asked) for place, name, text, asked in more.comments]
        self.replies += [(before + place, text) for place, text in more.replies]
        self.contacts += [(before + place, email, phone, name) for place, email, phone, name in more.contacts]

    def without(self, keys: Iterable[bytes]) -> "VoiceColumns":
        """But for those whose key is among ``keys``."""
        known = set(keys)
        left = [place for place, key in enumerate(self.keys) if key not in known]
        now = {place: new for new, place in enumerate(left)}
        fewer = VoiceColumns(*([getattr(self, name)[place] for place in left] for name in _PER_VOICE))
        fewer.comments = [(now[at], name, text, asked) for at, name, text, asked in self.comments if at in now]
        fewer.replies = [(now[at], text) for at, text in self.replies if at in now]
        fewer.contacts = [(now[at], email, phone, name) for at, email, phone, name in self.contacts if at in now]
        return fewer


_PER_VOICE = tuple(each.name for each in fields(VoiceColumns))[:-3]


@lru_cache(maxsize=20_000)
def _in_utc(at: datetime) -> str:
    """A file has few moments, or each row its own."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


@lru_cache(maxsize=20_000)
def _iso(on: date) -> str:
    return on.isoformat()
