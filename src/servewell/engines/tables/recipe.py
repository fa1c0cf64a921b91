"""What a recipe says, once it has been read. docs/use/recipes.md tells each key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Self

Words = Mapping[str, str]
Day = date
NO_QUOTE: Final = "none"
NO_HEADER: Final = 0
KINDS: Final = ("stay", "job", "flight", "visit")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
# 4,5 is four and a half; 1,000 is not read as one
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]{1,2})")
# as input methods of East Asia write them
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．＋－", "0123456789.+-")
# a float tells whole numbers apart up to here; longer ones are ids, and two ids must never become one
_EXACT = 1e15


class Takes(StrEnum):
    VOICES = "voices"
    ENCOUNTERS = "encounters"
    VOLUMES = "volumes"


class Unknown(StrEnum):
    """What becomes of rows whose unit is unknown; a unit's code stands in ``UnitRule.otherwise``."""

    HOLD = "hold"
    MAKE = "make"
    TO_ONE = "to-one"


class PartIs(StrEnum):
    ANSWER = "answer"
    COMMENT = "comment"


@dataclass(frozen=True)
class FileShape:
    """How a file is written. None: looked up in the file. ``header`` counts rows from 1; 0: there is none."""

    encoding: str | None = None
    separator: str | None = None
    quote: str = '"'
    header: int = 1
    sheet: str | None = None
    member: str | None = None


@dataclass(frozen=True)
class Only:
    """Rows whose cell is one of ``values``, or where ``is_not`` none of them."""

    column: str
    values: frozenset[str]
    is_not: bool = False


@dataclass(frozen=True)
class RowPerAnswer:
    voice: tuple[str, ...]
    question: str
    answer: str


@dataclass(frozen=True)
class UnitRule:
    """Either ``is_`` or ``column``. ``names`` are units' codes by label."""

    is_: str | None = None
    column: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    unknown: Unknown = Unknown.HOLD
    otherwise: str | None = None
    under: str | None = None


@dataclass(frozen=True)
class DateRule:
    """Either ``is_`` or ``column``. No ``formats``: detect. ``by_formats`` are formats by the cell of ``by_column``."""

    is_: date | None = None
    column: str | None = None
    formats: tuple[str, ...] = ()
    by_column: str | None = None
    by_formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    read_on: date | None = None
    zone: str | None = None


@dataclass(frozen=True)
class ByValue:
    """A value for all rows, or one by the cell of a column: of language and kind."""

    is_: str | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None


@dataclass(frozen=True)
class CustomerRule:
    email: str | None = None
    phone: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Scale:
    """A stretch of an item's life, from a day on. Keys of the mappings are normal forms of cells (``normal``).

    ``values``, ``does_not_apply`` and ``blank`` come on top of those of the item; of two values for a label this holds.
    """

    worst: float
    best: float
    from_on: date | None = None
    why: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    does_not_apply: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ItemRule:
    """``scales`` in the order of time; none: short texts. ``values`` and the codes hold in every stretch."""

    name: str
    column: str
    question: Words
    aspect: str | None = None
    scales: tuple[Scale, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    does_not_apply: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    is_overall: bool = False
    weight: float | None = None


@dataclass(frozen=True)
class Split:
    begins: str
    part: PartIs


@dataclass(frozen=True)
class CommentRule:
    name: str
    column: str
    question: Words | None = None
    question_column: str | None = None
    aspect: str | None = None
    blank: frozenset[str] = frozenset()
    is_html: bool = False
    splits: tuple[Split, ...] = ()


@dataclass(frozen=True)
class Unsure:
    """Something that a draft proposes and a person has not confirmed."""

    where: str
    why: str


@dataclass(frozen=True)
class Recipe:
    """``cases_from``: voices from that day on may open cases; None: none does."""

    code: str
    title: Words
    takes: Takes
    file: FileShape
    unit: UnitRule
    date: DateRule
    only: tuple[Only, ...] = ()
    rows: RowPerAnswer | None = None
    language: ByValue = ByValue()
    duplicate: tuple[str, ...] = ()
    customer: CustomerRule = CustomerRule()
    items: tuple[ItemRule, ...] = ()
    comments: tuple[CommentRule, ...] = ()
    weight_column: str | None = None
    cases_from: Day | None = None
    kind: ByValue = ByValue()
    reference: str | None = None
    served_by: str | None = None
    volume: str | None = None
    unsure: tuple[Unsure, ...] = ()


@dataclass(frozen=True)
class RecipeFault:
    """``where`` is the path of the key, ``line`` counts from 1 in the document (0: unknown)."""

    where: str
    line: int
    what: str
    mend: str


class RecipeHasFaults(Exception):
    """The recipe cannot be taken; ``faults`` says why, all at once."""

    def __init__(self, faults: tuple[RecipeFault, ...]) -> None:
        self.faults = faults
        places = (f"line {each.line}{f', {each.where}' if each.where else ''}" for each in faults)
        said = (f"{place}: {each.what} {each.mend}" for place, each in zip(places, faults, strict=True))
        super().__init__("; ".join(said))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[RecipeFault, ...]]]:
        """So that it can go from one process to another."""
        return type(self), (self.faults,)


def normal(cell: str) -> str:
    """What codes and labels are compared by: trimmed, a number in its shortest form: 6, 6.0, " 6" and ６ are one."""
    text = " ".join(cell.split())
    if not _NUMBER.fullmatch(text):
        narrow = text if text.isascii() else text.translate(_FULL_WIDTH)
        if not _NUMBER.fullmatch(narrow):
            return text
        text = narrow
    number = float(text)
    if abs(number) >= _EXACT:
        return text
    return str(int(number)) if number.is_integer() else repr(number)


def number_of(plain: str) -> float | None:
    """The number that an answer in its normal form is, also with a comma before its decimals."""
    comma = _DECIMAL_COMMA.fullmatch(plain)
    text = f"{comma[1]}.{comma[2]}" if comma else plain
    try:
        number = float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        return None
    return number if number is not None and abs(number) < _EXACT else None
