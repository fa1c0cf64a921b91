"""What a published instrument version is, once its frozen document has been read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from servewell.engines.forms.expressions import Expression

Words: TypeAlias = Mapping[str, str]


class NotApplicable(StrEnum):
    """The one answer that says the question does not apply; it is kept and posted as `na`."""

    NOT_APPLICABLE = "na"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
AnswerValue: TypeAlias = int | float | str | bool | tuple[str, ...] | NotApplicable


class Kind(StrEnum):
    RATING = "rating"
    BOOLEAN = "boolean"
    RADIOGROUP = "radiogroup"
    CHECKBOX = "checkbox"
    TEXT = "text"
    COMMENT = "comment"


class InputType(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: Words
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `worst` and `best` are the ends of its scale, none where it has no scale; `page` counts from 0."""

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

    def points_of(self, value: AnswerValue) -> float | None:
        """Where an answer lies between `worst` and `best`; none for an answer that has no place on a scale."""
        if value == NOT_APPLICABLE or isinstance(value, tuple):
            return None
        if self.kind is Kind.RADIOGROUP:
            return next((choice.points for choice in self.choices if choice.value == value), None)
        if self.kind in {Kind.RATING, Kind.BOOLEAN} and isinstance(value, int | float):
            return float(value)
        return None


@dataclass(frozen=True, slots=True)
class Page:
    title: Words | None
    description: Words | None


@dataclass(frozen=True, slots=True)
class Form:
    title: Words
    description: Words | None
    pages: tuple[Page, ...]
    items: tuple[Item, ...]
    languages: tuple[str, ...]
    digest: str

    @property
    def overall(self) -> Item | None:
        return next((item for item in self.items if item.is_overall), None)

    @property
    def contact(self) -> Item | None:
        return next((item for item in self.items if item.is_contact), None)

    def item(self, name: str) -> Item | None:
        return next((item for item in self.items if item.name == name), None)
