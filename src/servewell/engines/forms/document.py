"""What a published instrument version is, once its frozen document has been read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias

from servewell.engines.forms.expressions import Expression
from servewell.engines.forms.metrics import Metric

Words: TypeAlias = Mapping[str, str]

# of a document that says none: its score is `weighted-1`, and braces in its words are just braces
FIRST_EDITION: Final = 1
SECOND_EDITION: Final = 2


class NotApplicable(StrEnum):
    """The one answer that says the question does not apply; it is kept and posted as `na`."""

    NOT_APPLICABLE = "na"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was given as an answer. Its bytes are kept elsewhere, under their digest."""

    name: str
    media_type: str
    size: int
    digest: str


AnswerValue: TypeAlias = int | float | str | bool | tuple[str, ...] | tuple[Attached, ...] | NotApplicable


class Kind(StrEnum):
    RATING = "rating"
    BOOLEAN = "boolean"
    RADIOGROUP = "radiogroup"
    DROPDOWN = "dropdown"
    CHECKBOX = "checkbox"
    MATRIX = "matrix"
    RANKING = "ranking"
    TEXT = "text"
    COMMENT = "comment"
    FILE = "file"
    SIGNATURE = "signaturepad"


class InputType(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    NUMBER = "number"
    DATE = "date"


class Check(StrEnum):
    """The kinds of validators."""

    NUMERIC = "numeric"
    TEXT = "text"
    REGEX = "regex"
    EMAIL = "email"
    EXPRESSION = "expression"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: Words
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an answer means: a sentence for one step of a scale, or for one choice (`value` as it is posted)."""

    value: str
    text: Words


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table that an item is a row of. Its steps stand in each row as `lowest` to `highest` or as `choices`.

    `columns` are the words of its steps, by the value as it is posted.
    """

    name: str
    title: Words
    description: Words | None
    columns: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Validator:
    """What an answer must fulfil, and what is said where it does not. Ends count as fulfilled."""

    check: Check
    text: Words
    lowest: float | None = None
    highest: float | None = None
    pattern: str | None = None
    ignores_case: bool = False
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question; of a matrix, one row, named `matrix.row`.

    `worst` and `best` are the ends of its scale, none where it has no scale; `page` counts from 0.
    `within` are the conditions of the page and the section around it. `path` is where the document says it.
    """

    name: str
    kind: Kind
    title: Words
    page: int
    description: Words | None = None
    is_required: bool = False
    visible_if: Expression | None = None
    choices: tuple[Choice, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    low_label: Words | None = None
    high_label: Words | None = None
    input_type: InputType | None = None
    max_length: int | None = None
    aspect: str | None = None
    worst: float | None = None
    best: float | None = None
    weight: float = 0.0
    is_overall: bool = False
    is_critical: bool = False
    asks_for_answer: bool = False
    is_contact: bool = False
    may_not_apply: bool = False
    section: str | None = None
    matrix: Matrix | None = None
    within: tuple[Expression, ...] = ()
    required_if: Expression | None = None
    validators: tuple[Validator, ...] = ()
    standards: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    metric: Metric | None = None
    consent: str | None = None
    # of a number a number, of a date a day as text
    minimum: float | str | None = None
    maximum: float | str | None = None
    # of several choices how many may be chosen, of files how many may be given
    fewest: int | None = None
    most: int | None = None
    # what the choice "none of these" says; it is posted as `none` and excludes every other
    none_label: Words | None = None
    media_types: tuple[str, ...] = ()
    largest: int | None = None
    is_photo: bool = False
    # where it holds and the item was answered, one at least of `evidence` must be answered too
    evidence_if: Expression | None = None
    evidence: tuple[str, ...] = ()
    is_bonus: bool = False
    # a critical item fails below this place from 0 to 1, left out: at its worst; then the score is `caps_at` at most
    critical_below: float | None = None
    caps_at: float = 0.0
    path: str = field(default="", compare=False, repr=False)

    @property
    def has_steps(self) -> bool:
        """Whether it is answered by one step of a scale of whole numbers."""
        return self.lowest is not None and self.highest is not None

    @property
    def row(self) -> str | None:
        return self.name.partition(".")[2] or None

    def points_of(self, value: AnswerValue) -> float | None:
        """Where an answer lies between `worst` and `best`; none for an answer that has no place on a scale."""
        if value == NOT_APPLICABLE or isinstance(value, tuple):
            return None
        if self.choices and self.kind in {Kind.RADIOGROUP, Kind.DROPDOWN, Kind.MATRIX}:
            return next((choice.points for choice in self.choices if choice.value == value), None)
        if (self.has_steps or self.kind is Kind.BOOLEAN) and isinstance(value, int | float):
            return float(value)
        return None


@dataclass(frozen=True, slots=True)
class Page:
    title: Words | None
    description: Words | None
    visible_if: Expression | None = None
    weight: float | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Items of one page under a heading of their own. `weight` is its part of the score, none: its items' own."""

    name: str
    page: int
    title: Words | None
    description: Words | None
    visible_if: Expression | None = None
    weight: float | None = None


@dataclass(frozen=True)
class Form:
    title: Words
    description: Words | None
    pages: tuple[Page, ...]
    items: tuple[Item, ...]
    languages: tuple[str, ...]
    digest: str
    sections: tuple[Section, ...] = ()
    edition: int = FIRST_EDITION

    @property
    def rule(self) -> str:
        """The rule by which it is scored."""
        return f"weighted-{self.edition}"

    @property
    def overall(self) -> Item | None:
        return next((item for item in self.items if item.is_overall), None)

    @property
    def contact(self) -> Item | None:
        return next((item for item in self.items if item.is_contact), None)

    def item(self, name: str) -> Item | None:
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, Item]:
        return {item.name: item for item in self.items}
