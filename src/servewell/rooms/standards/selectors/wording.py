"""Texts and their versions: what holds where and why, what held before, and what is being written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.models import Aspect, AspectWording, Chapter, Draft, Message, Promise, Standard
from servewell.rooms.standards.terms import NO_EXAMPLES, Examples, Kind

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

# from a promise to the units in its part of the tree
_LINEAGE = "unit__lineages_below"


class NoSuchText(Exception):
    """There is no aspect, standard or chapter of that code."""


@dataclass(frozen=True)
class Held:
    """The promise that holds in a unit; ``whose`` is the unit that gave it. Both None where nothing is promised."""

    unit: "Unit"
    promise: Promise | None
    whose: "Unit | None"

    @property
    def is_own(self) -> bool:
        return self.whose is not None and self.whose.pk == self.unit.pk


@dataclass(frozen=True)
class Spoken:
    """One published version of a text. ``ended_at``: when it was withdrawn, retired, or the next version came."""

    number: int
    name: Words | None
    text: Words
    published_at: datetime
    ended_at: datetime | None
    aspect: str = ""
    examples: Examples = NO_EXAMPLES


def promises_held(*, viewer: Actor, on: date) -> list[Held]:
    """Of every unit the viewer publishes for, by code: the promise that holds there, and whose it is. Three queries."""
    units = people.units_seen(viewer=viewer, power=rules.PUBLISH)
    newest = {one.unit_id: one for one in Promise.objects.select_related("unit").order_by("version")}
    holding = [one.pk for one in newest.values() if one.withdrawn_at is None]
    by_key = {one.pk: one for one in newest.values()}
    reached = Promise.objects.filter(
        **{f"{_LINEAGE}__from_on__lte": on, f"{_LINEAGE}__until_on__gt": on}, pk__in=holding
    ).values_list(f"{_LINEAGE}__unit", f"{_LINEAGE}__depth", "pk")
    nearest: dict[int, tuple[int, int]] = {}
    for unit, depth, promise in reached:
        nearest[unit] = min(nearest.get(unit, (depth, promise)), (depth, promise))
    return [_held(unit, by_key.get(nearest.get(unit.pk, (0, 0))[1])) for unit in units]


def _held(unit: "Unit", promise: Promise | None) -> Held:
    return Held(unit=unit, promise=promise, whose=promise.unit if promise else None)


def history(*, unit: int, kind: Kind, code: str = "") -> list[Spoken]:
    """Every published version, the newest first."""
    spoken = _versions(unit, kind, code)
    ends = [one.ended_at for one in spoken]
    return [
        replace(one, ended_at=ends[place] or _begin(spoken, place + 1))
        for place, one in reversed(list(enumerate(spoken)))
    ]


def _begin(spoken: list[Spoken], place: int) -> datetime | None:
    return spoken[place].published_at if place < len(spoken) else None


def _versions(unit: int, kind: Kind, code: str) -> list[Spoken]:
    """The earliest first."""
    if kind is Kind.PROMISE:
        promises: Iterable[Promise] = Promise.objects.filter(unit=unit).order_by("version")
        return [Spoken(one.version, one.title, one.text, one.published_at, one.withdrawn_at) for one in promises]
    if kind is Kind.ASPECT:
        wordings = AspectWording.objects.filter(unit=unit, aspect__code=code).order_by("version")
        return [Spoken(one.version, one.name, one.description, one.published_at, None) for one in wordings]
    if kind is Kind.MESSAGE:
        messages = Message.objects.filter(unit=unit, year=code).order_by("version")
        return [Spoken(one.version, one.line, one.text, one.published_at, None) for one in messages]
    if kind is Kind.CHAPTER:
        chapters = Chapter.objects.filter(unit=unit, code=code).order_by("version")
        return [Spoken(one.version, one.title, one.text, one.published_at, one.retired_at) for one in chapters]
    standards = Standard.objects.filter(code=code).select_related("aspect").order_by("version")
    return [_standard(one) for one in standards]


def _standard(one: Standard) -> Spoken:
    return Spoken(one.version, None, one.text, one.published_at, one.retired_at, one.aspect.code, one.examples)


def newest_version(*, unit: int, kind: Kind, code: str = "") -> int:
    """The number of the newest version; 0 where nothing was published."""
    return max((one.number for one in _versions(unit, kind, code)), default=0)


def spoken(*, unit: int, kind: Kind, code: str = "", on: date) -> Spoken | None:
    """The words that an editor begins from: the unit's own newest ones, or else those that hold there.

    Raises NoSuchText.
    """
    own = history(unit=unit, kind=kind, code=code)
    if own and (kind is not Kind.PROMISE or own[0].ended_at is None):
        return own[0]
    if kind in (Kind.PROMISE, Kind.MESSAGE):
        return None
    if kind in (Kind.STANDARD, Kind.CHAPTER) or not Aspect.objects.filter(code=code).exists():
        raise NoSuchText(f"there is no {kind.value} {code!r}")
    return None


def draft_of(*, unit: int, kind: Kind, code: str = "") -> Draft | None:
    return Draft.objects.filter(unit=unit, kind=kind.value, code=code).select_related("unit").first()


def drafts(*, viewer: Actor, at: datetime) -> list[Draft]:
    """What is being written for the units that the viewer publishes for, the latest first.

    The message of a year that is over where its unit is can be published no more: its draft is left out.
    """
    seen = people.units_with(viewer=viewer, power=rules.PUBLISH).values("unit")
    found = Draft.objects.filter(unit__in=seen).select_related("unit").order_by("-saved_at", "-pk")
    return [each for each in found if not _is_over(each, at)]


def _is_over(draft: Draft, at: datetime) -> bool:
    return draft.kind == Kind.MESSAGE.value and int(draft.code) < today.day_in(draft.unit.zone, at=at).year
