"""The handbook: what would stand in it today, what each edition says, and how two of them differ."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from django.db.models import Max, OuterRef, Subquery

from servewell.base import keys
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards.models import Chapter, Edition
from servewell.rooms.standards.selectors.promised import (
    aspects_said,
    end_of,
    message_for,
    promise_for,
    standards_in_force,
)
from servewell.rooms.standards.terms import NO_EXAMPLES, Examples, Kind

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

Kept = Mapping[str, object]


class NoSuchEdition(Exception):
    """The unit has published no handbook of that number."""


@dataclass(frozen=True)
class Passage:
    """One text of a handbook. ``of`` is the code of the unit whose words it is, empty for what all the company shares.

    ``code`` is that of the aspect, standard or chapter, or a message's year. Only a standard has no ``title``.
    """

    kind: Kind
    text: Words
    title: Words | None = None
    code: str = ""
    of: str = ""
    examples: Examples = NO_EXAMPLES

    @property
    def place(self) -> tuple[Kind, str, str]:
        """What stays when the words change; of promises and messages one stands in a handbook, whoever gave it."""
        is_one_of_a_kind = self.kind in (Kind.PROMISE, Kind.MESSAGE)
        return (self.kind, "", "") if is_one_of_a_kind else (self.kind, self.of, self.code)

    @property
    def parts(self) -> tuple[Words, ...]:
        return tuple(each for each in (self.title, self.text, *self.examples.parts.values()) if each is not None)

    def to_json(self) -> dict[str, object]:
        words = {"title": self.title, "text": self.text, **self.examples.parts}
        said = {name: each.to_json() for name, each in words.items() if each is not None}
        return {"kind": self.kind.value, "code": self.code, "of": self.of, **said}

    @classmethod
    def from_json(cls, kept: Kept) -> Self:
        words = {name: Words.from_json(each) for name, each in kept.items() if isinstance(each, dict)}
        return cls(
            kind=Kind(str(kept["kind"])), text=words["text"], title=words.get("title"), code=str(kept["code"]),
            of=str(kept["of"]), examples=Examples(**{name: words.get(name) for name in NO_EXAMPLES.parts}),
        )  # fmt: skip


class Turn(StrEnum):
    """What became of a passage from one edition to the next."""

    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Change:
    """``before`` is None for what was added; of what was dropped ``passage`` is what stood there."""

    turn: Turn
    passage: Passage
    before: Passage | None = None


def handbook_now(*, unit: int, on: date) -> tuple[Passage, ...]:
    """What a handbook of the unit that is published on a day would hold: the promise, the message of the year, each
    aspect with its standards, and the chapters of every unit above, the company's first.
    """
    above = people.lineage(unit=unit, on=on).select_related("ancestor")
    codes = {each.ancestor_id: each.ancestor.code for each in above}
    promised, message = promise_for(unit=unit, on=on), message_for(unit=unit, on=on)
    found = []
    if promised:
        found.append(Passage(Kind.PROMISE, promised.text, promised.title, of=codes[promised.unit_id]))
    if message:
        found.append(
            Passage(Kind.MESSAGE, message.text, message.line, code=str(message.year), of=codes[message.unit_id])
        )
    return (*found, *_aspects(unit, on), *(_chapter(each, codes) for each in _chapters(unit, on)))


def _aspects(unit: int, on: date) -> list[Passage]:
    under: dict[int, list[Passage]] = {}
    for each in standards_in_force():
        passage = Passage(Kind.STANDARD, each.text, code=each.code, examples=each.examples)
        under.setdefault(each.aspect_id, []).append(passage)
    return [
        passage
        for each in aspects_said(unit=unit, on=on)
        for passage in (Passage(Kind.ASPECT, each.description, each.name, code=each.code), *under.get(each.key, ()))
    ]


def _chapters(unit: int, on: date) -> list[Chapter]:
    above = people.lineage(unit=unit, on=on)
    holding = Chapter.objects.filter(
        unit__in=above.values("ancestor"), retired_at__isnull=True, published_at__lt=end_of(on)
    )
    depth = Subquery(above.filter(ancestor=OuterRef("unit")).values("depth")[:1])
    return list(holding.annotate(depth=depth).order_by("-depth", "position", "code"))


def _chapter(each: Chapter, codes: Mapping[int, str]) -> Passage:
    return Passage(Kind.CHAPTER, each.text, each.title, code=each.code, of=codes[each.unit_id])


def digest_of(*, passages: Sequence[Passage]) -> str:
    """Of every word in every language, in the order in which they are read."""
    kept = [each.to_json() for each in passages]
    return keys.digest(json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def passages_of(*, edition: Edition) -> tuple[Passage, ...]:
    return tuple(Passage.from_json(each) for each in edition.passages)


def changes(*, before: Sequence[Passage], after: Sequence[Passage]) -> list[Change]:
    """In the order in which they are read; what was dropped comes last. A passage that only moved has not changed."""
    stood, stands = {each.place: each for each in before}, {each.place for each in after}
    found = []
    for each in after:
        earlier = stood.get(each.place)
        if earlier is None:
            found.append(Change(Turn.ADDED, each))
        elif earlier != each:
            found.append(Change(Turn.CHANGED, each, earlier))
    return found + [Change(Turn.DROPPED, each, each) for each in before if each.place not in stands]


def handbook_for(*, unit: int, on: date) -> Edition | None:
    """The newest edition, on a day, of the nearest unit above that has one."""
    above = people.lineage(unit=unit, on=on)
    published = Edition.objects.filter(unit__in=above.values("ancestor"), published_at__lt=end_of(on))
    depth = Subquery(above.filter(ancestor=OuterRef("unit")).values("depth")[:1])
    return published.select_related("unit").order_by(depth, "-number").first()


def editions_of(*, unit: int) -> list[Edition]:
    """The newest first, without their words."""
    return list(Edition.objects.filter(unit=unit).defer("passages").order_by("-number"))


def edition_of(*, unit: str, number: int) -> Edition:
    """``unit`` by its code. Everyone who is signed in may read any. Raises NoSuchEdition."""
    found = Edition.objects.filter(unit__code=unit, number=number).select_related("unit").first()
    if found is None:
        raise NoSuchEdition(f"{unit} has published no edition {number} of its handbook")
    return found


def edition_before(*, edition: Edition) -> Edition | None:
    """The one that the same unit published before it."""
    return Edition.objects.filter(unit=edition.unit_id, number__lt=edition.number).order_by("-number").first()


def chapters_of(*, unit: int) -> list[Chapter]:
    """The unit's own that hold, in the order in which they are read."""
    return list(Chapter.objects.filter(unit=unit, retired_at__isnull=True).order_by("position", "code"))


def chapters_in_force() -> list[Chapter]:
    """Those of every unit, for rooms and playbooks: by the unit's code, then in the order in which they are read."""
    holding = Chapter.objects.filter(retired_at__isnull=True).select_related("unit")
    return list(holding.order_by("unit__code", "position", "code"))


def last_position(*, unit: "Unit") -> int:
    """0 where the unit never had a chapter."""
    highest: int | None = Chapter.objects.filter(unit=unit).aggregate(highest=Max("position"))["highest"]
    return highest or 0


def lacking(*, passages: Sequence[Passage]) -> list[tuple[Passage, tuple[str, ...]]]:
    """The passages that are not wholly written in every language, each with the languages that it lacks."""
    found = [(each, _missing(each)) for each in passages]
    return [(each, missing) for each, missing in found if missing]


def _missing(passage: Passage) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for each in passage.parts for code in each.missing()))
