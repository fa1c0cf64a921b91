"""What a person holds. Each room registers its kinds of things, and whoever asks gets them from every room at once.

A thing is held by a person until it is done or handed on; what somebody holds who has left is orphaned.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Exists, Q, QuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from servewell.base.permissions import Actor

MOST_SHOWN = 100


class Why(StrEnum):
    """Why a thing was not handed on."""

    YOU_MAY_NOT = "you-may-not"
    THEY_MAY_NOT = "they-may-not"
    MOVED = "moved"
    RING = "ring"
    BY_HAND = "by-hand"


class NotHandedOn(Exception):
    """A thing stays where it is; ``why`` is for whoever tells it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Held:
    """One thing. ``holder`` and ``unit`` are keys; ``key`` names it within its kind, ``path`` is where it is seen."""

    kind: str
    key: int
    says: str
    path: str
    unit: int
    holder: int | None

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.key}"


class Finds(Protocol):
    """What the persons (a query of theirs) hold in units whose people the viewer manages, in a fixed order.

    ``orphaned`` adds what nobody holds any more since somebody left.
    """

    def __call__(self, *, persons: "QuerySet[Any]", viewer: "Actor", orphaned: bool) -> "QuerySet[Any]": ...


class HandsOn(Protocol):
    """A deed. ``holder`` has the thing when it is asked for. Raises NotHandedOn."""

    def __call__(self, *, key: int, holder: int | None, to: Any, by: "Actor", at: datetime) -> None: ...


@dataclass(frozen=True)
class Kind:
    """Without ``hand_on``, whoever may takes it up on its own page, and it is theirs from then on."""

    code: str
    title: "_StrPromise"
    find: Finds
    tell: Callable[[Any], Held]
    hand_on: HandsOn | None = None


@dataclass(frozen=True)
class OfKind:
    """The first things of one kind; ``is_cut`` where there are more."""

    kind: Kind
    things: tuple[Held, ...]
    is_cut: bool


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.code] = kind


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds[code] for code in sorted(_kinds))


def kind_of(code: str) -> Kind | None:
    return _kinds.get(code)


def held(*, persons: "QuerySet[Any]", viewer: "Actor", orphaned: bool = False) -> Iterator[OfKind]:
    """By kind, without the kinds of which there is nothing. One query for each kind."""
    for kind in kinds():
        found = list(kind.find(persons=persons, viewer=viewer, orphaned=orphaned)[: MOST_SHOWN + 1])
        if found:
            things = tuple(kind.tell(row) for row in found[:MOST_SHOWN])
            yield OfKind(kind, things, is_cut=len(found) > MOST_SHOWN)


def is_any(*, persons: "QuerySet[Any]", viewer: "Actor") -> Q:
    """Whether anything is orphaned, as a condition to annotate: it costs no query of its own."""
    condition = Q(pk__in=[])
    for kind in kinds():
        found = kind.find(persons=persons, viewer=viewer, orphaned=True)
        condition |= Q(Exists(found.order_by()))
    return condition
