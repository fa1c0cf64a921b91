"""What becomes of a row: understood, held back with its reasons, or left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from servewell.engines.tables.recipe import Scale

_MOST_SHOWN = 200


class ReasonCode(StrEnum):
    """The reasons of docs/use/recipes.md that recipes give; files and stores have others."""

    NO_UNIT = "no-unit"
    UNIT_UNKNOWN = "unit-unknown"
    NO_NUMBER = "no-number"
    OFF_SCALE = "off-scale"
    SAYS_NOTHING = "says-nothing"
    NO_KIND = "no-kind"
    NO_VOLUME = "no-volume"
    ANSWERED_TWICE = "answered-twice"


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that the importer may import for. ``zone`` is an IANA name."""

    key: int
    code: str
    zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Reason:
    """``column`` is empty where the whole row is meant; ``value`` is the cell, or its beginning."""

    code: str
    column: str = ""
    value: str = ""


def reason(code: str, column: str, cell: str) -> Reason:
    return Reason(str(code), column, cell[:_MOST_SHOWN])


@dataclass(frozen=True, slots=True)
class HeldBack:
    """All that keeps the row from being understood, in the order of the recipe."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The recipe does not mean this row."""


LEFT_OUT: Final = LeftOut()


@dataclass(slots=True)
class Understood:
    """One voice. Not frozen: a million are made, and a frozen one costs three times as much to make.

    ``answers`` is JSON by item name: numbers, texts, null where the question does not apply; blanks are not in it.
    ``overall`` is 0 at the worst and 1 at the best end of its scale. ``comments`` are name, text and the row's own
    question. ``replies`` are what the company answered, cut out of the words. ``key`` names the row; where
    ``is_key_of_row`` it is made of all cells, and equal rows must be numbered. ``lost_addresses`` counts what stood
    in the customer's columns and cannot be an address.
    """

    unit: KnownUnit
    at: datetime
    on: date
    language: str
    span: int
    answers: str
    overall: float | None
    comments: Sequence[tuple[str, str, str | None]]
    replies: Sequence[str]
    email: str
    phone: str
    name: str
    lost_addresses: int
    weight: float | None
    key: bytes
    is_key_of_row: bool
    is_id_lost: bool


@dataclass(slots=True)
class EncounterRead:
    """One encounter, or with ``volume`` the count of those of a unit, kind and day.

    ``key`` is of kind, unit and reference (encounters), or of kind, unit and day (volumes); without a reference of
    all cells, and then ``is_key_of_row``.
    """

    unit: KnownUnit
    at: datetime
    on: date
    kind: str
    reference: str
    served_by: str
    email: str
    phone: str
    name: str
    lost_addresses: int
    volume: int | None
    key: bytes
    is_key_of_row: bool


@dataclass(frozen=True)
class ItemInSpan:
    """``scale`` None: a short text. ``series`` counts the scales that the item has had, from 1."""

    name: str
    scale: Scale | None
    series: int


@dataclass(frozen=True)
class Span:
    """A stretch of time in which no scale changes. ``why`` joins the reasons of what changed at its beginning."""

    from_on: date | None
    items: tuple[ItemInSpan, ...]
    why: str = ""
