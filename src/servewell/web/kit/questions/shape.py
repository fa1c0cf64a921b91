"""What a question's template gets: finished words in one language, with what was answered so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

# as a browser posts them: every value of every field
Fields: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    aside: str = ""  # said to those who hear the page: what the end of the scale means
    is_chosen: bool = False


@dataclass(frozen=True)
class Row:
    """One row of a table, or one thing to be put in its place, with a field of its own."""

    name: str
    title: str
    options: tuple[Option, ...]
    not_applicable: Option | None = None
    is_required: bool = False
    fault: str = ""


@dataclass(frozen=True)
class KeptFile:
    """A file that has arrived with a form which was not sent for good yet; ``token`` brings it along."""

    token: str
    name: str
    size: str


@dataclass(frozen=True)
class Question:
    """``kind`` names the template that draws it. ``heading`` stands over the first question of a section."""

    name: str
    kind: str
    title: str
    description: str = ""
    is_required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    not_applicable: Option | None = None
    low_label: str = ""
    high_label: str = ""
    text: str = ""
    typed: str = ""  # a name instead of a signature
    input_type: str = "text"
    max_length: int | None = None
    least: str = ""
    most: str = ""
    accepts: str = ""
    limits: str = ""
    largest: int | None = None
    kept: tuple[KeptFile, ...] = ()
    takes_several: bool = False
    is_photo: bool = False
    asks_for_answer: bool = False
    is_contact: bool = False
    fault: str = ""
    heading: str = ""
    heading_says: str = ""

    @property
    def template(self) -> str:
        return f"kit/questions/_{self.kind}.html"

    @property
    def has_fault(self) -> bool:
        return bool(self.fault) or any(row.fault for row in self.rows)
