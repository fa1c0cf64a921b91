"""What a page hands to a template: finished values. A template shows them and asks nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Tone = Literal["plain", "accent", "needs", "bad"]
Stage = Literal["done", "now", "todo"]
Emphasis = Literal["main", "quiet"]


class Page(Protocol):
    """What every page object has; the rest is the page's own."""

    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str = "dot"
    count: int | None = None
    is_here: bool = False
    group: str = ""
    is_tab: bool = False  # stands in the bar at the bottom of a phone; only the first four do


@dataclass(frozen=True)
class LanguageChoice:
    code: str
    tag: str
    name: str
    is_here: bool = False


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True)
class Chip:
    word: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Definition:
    term: str
    says: str
    version: str = ""


@dataclass(frozen=True)
class Figure:
    """A number with what makes it honest. `value` is empty when nothing can be said yet."""

    label: str
    value: str
    between: str = ""
    count: str = ""
    definition: Definition | None = None
    chip: Chip | None = None


@dataclass(frozen=True)
class LedgerEntry:
    """One line of what has happened, is happening, or is still owed."""

    says: str
    stage: Stage = "done"
    at: datetime | None = None
    aside: str = ""  # stands in place of the time: "2 of 3"
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Letter:
    """A customer's words, whole, as they came."""

    text: str
    language: str = ""
    written_by: str = ""
    came: str = ""


@dataclass(frozen=True)
class Quote:
    text: str
    language: str = ""
    aside: Sequence[str] = ()
    link: Link | None = None


@dataclass(frozen=True)
class TodoRow:
    says: str
    detail: str = ""
    action: Link | None = None
    emphasis: Emphasis = "quiet"
    chip: Chip | None = None


@dataclass(frozen=True)
class Empty:
    """Nothing is here: what is the case, and what to do next."""

    says: str
    detail: str = ""
    action: Link | None = None
    icon: str = "leaf"


@dataclass(frozen=True)
class Branch:
    """A unit in the tree and what holds there, of its own or as above."""

    name: str
    url: str
    holds: str
    is_own: bool
    below: "Sequence[Branch]"


@dataclass(frozen=True)
class Pager:
    newer_url: str = ""
    older_url: str = ""
    says: str = ""


@dataclass(frozen=True)
class Look:
    """A brand's name, its colours as a style sheet, and its logo."""

    name: str
    css: str
    logo: str = ""


@dataclass(frozen=True)
class Walk:
    """Where somebody is on the walk through their pages. Without a ``place`` it is offered only. ``here``: the page of
    this step is open; else ``url`` leads to it.
    """

    url: str
    says: str = ""
    place: str = ""
    step: int = 0
    here: bool = False
    has_next: bool = False


@dataclass(frozen=True)
class Shell:
    """What stands around every page. ``may_walk``: the walk through the pages may be begun (again)."""

    brand: str
    nav: Sequence[NavItem] = field(default_factory=tuple)
    person_name: str = ""
    device_key: str = ""
    languages: Sequence[LanguageChoice] = field(default_factory=tuple)
    next_url: str = "/"
    look: Look | None = None
    walk: Walk | None = None
    may_walk: bool = False

    @property
    def tabs(self) -> Sequence[NavItem]:
        return [item for item in self.nav if item.is_tab][:4]

    @property
    def is_here_hidden(self) -> bool:
        """On a phone: the page that is open stands under "more", so "more" is lit."""
        return any(item.is_here and item not in self.tabs for item in self.nav)
