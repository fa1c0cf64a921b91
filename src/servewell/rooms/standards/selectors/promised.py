"""What is promised where. Everyone who is signed in may read it, hence no viewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import OuterRef, Q, QuerySet, Subquery

from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards.models import Aspect, AspectWording, Message, Promise, Standard

Published = TypeVar("Published", bound=Promise)


@dataclass(frozen=True)
class AspectSaid:
    """An aspect as a unit calls it. ``said_by`` is the key of the unit whose wording this is; None: the company's."""

    key: int
    code: str
    name: Words
    description: Words
    said_by: int | None


@dataclass(frozen=True)
class AspectHeld:
    """An aspect as a unit calls it, with its standards in the versions that hold."""

    key: int
    code: str
    name: Words
    description: Words
    standards: Sequence[Standard]


def promise_for(*, unit: int, on: date) -> Promise | None:
    """What the unit promised on a day: the newest version of the nearest unit above that has one."""
    above = people.above(unit=unit, on=on)
    published = Promise.objects.filter(unit__in=above, published_at__lt=end_of(on)).order_by("version")
    newest = {promise.unit_id: promise for promise in published}
    return _nearest([each for each in newest.values() if not _is_withdrawn(each, on)], above)


def message_for(*, unit: int, on: date) -> Message | None:
    """The message of that day's year, of the nearest unit above that has one. ``on``: the day where the unit is."""
    return _messages(unit=unit, on=on).filter(year=on.year).first()


def _messages(*, unit: int, on: date) -> QuerySet[Message]:
    """Every version of every year published by a day, here and above: the nearest first, of each unit the newest."""
    above = people.lineage(unit=unit, on=on)
    published = Message.objects.filter(unit__in=above.values("ancestor"), published_at__lt=end_of(on))
    depth = Subquery(above.filter(ancestor=OuterRef("unit")).values("depth")[:1])
    return published.order_by(depth, "-version")


def messages_held(*, unit: int, on: date, until: int | None = None) -> list[Message]:
    """The message of each year up to ``until`` (that day's, if none), the latest first, by the tree of that day."""
    held: dict[int, Message] = {}
    last = on.year if until is None else until
    for message in _messages(unit=unit, on=on).filter(year__lte=last).select_related("unit"):
        held.setdefault(message.year, message)
    return [held[year] for year in sorted(held, reverse=True)]


def aspects_said(*, unit: int, on: date) -> list[AspectSaid]:
    """Every aspect in the words of the nearest unit above that has words of its own for it."""
    above = people.above(unit=unit, on=on)
    published = AspectWording.objects.filter(unit__in=above, published_at__lt=end_of(on)).order_by("version")
    newest = {(each.aspect_id, each.unit_id): each for each in published}
    return [
        _said(aspect, [newest[aspect.pk, key] for key in above if (aspect.pk, key) in newest], above)
        for aspect in aspects()
    ]


def aspects_held(*, unit: int, on: date, aspects: Iterable[Aspect], codes: Iterable[str]) -> list[AspectHeld]:
    """These aspects, and those of the standards of these codes, in the words of the nearest unit above. Two queries."""
    meant, pointed_at = {each.pk: each for each in aspects}, set(codes)
    if not meant and not pointed_at:
        return []
    under = Q(aspect__in=meant) | Q(aspect__standards__code__in=pointed_at, aspect__standards__retired_at__isnull=True)
    held: dict[int, list[Standard]] = {key: [] for key in meant}
    standing = Standard.objects.filter(under, retired_at__isnull=True).select_related("aspect").distinct()
    for standard in standing.order_by("code"):
        meant.setdefault(standard.aspect_id, standard.aspect)
        held.setdefault(standard.aspect_id, []).append(standard)
    words = _worded(unit, on, meant)
    found = []
    for each in sorted(meant.values(), key=lambda each: (each.position, each.code)):
        name, description = words.get(each.pk, (each.name, each.description))
        found.append(AspectHeld(each.pk, each.code, name, description, held[each.pk]))
    return found


def _worded(unit: int, on: date, aspects: Iterable[int]) -> dict[int, tuple[Words, Words]]:
    """By aspect, the words of the nearest unit above that has words of its own."""
    above = people.lineage(unit=unit, on=on)
    published = AspectWording.objects.filter(unit__in=above.values("ancestor"), published_at__lt=end_of(on))
    depth = Subquery(above.filter(ancestor=OuterRef("unit")).values("depth")[:1])
    found: dict[int, tuple[Words, Words]] = {}
    for each in published.filter(aspect__in=list(aspects)).order_by(depth, "-version"):
        found.setdefault(each.aspect_id, (each.name, each.description))
    return found


def _said(aspect: Aspect, nearest_first: list[AspectWording], above: list[int]) -> AspectSaid:
    if not nearest_first or nearest_first[0].unit_id == above[-1]:
        return AspectSaid(aspect.pk, aspect.code, aspect.name, aspect.description, None)
    own = nearest_first[0]
    return AspectSaid(aspect.pk, aspect.code, own.name, own.description, own.unit_id)


def aspects() -> list[Aspect]:
    return list(Aspect.objects.order_by("position", "code"))


def aspect_keys() -> dict[str, int]:
    return dict(Aspect.objects.values_list("code", "pk"))


def standards_in_force() -> list[Standard]:
    """Each standard in the version that holds, under its aspect, in the order they are shown."""
    standing = Standard.objects.filter(retired_at__isnull=True).select_related("aspect")
    return list(standing.order_by("aspect__position", "aspect__code", "code"))


def _is_withdrawn(promise: Promise, on: date) -> bool:
    return promise.withdrawn_at is not None and promise.withdrawn_at < end_of(on)


def end_of(on: date) -> datetime:
    """When that day is over even in the last zone on earth: nobody waits for what was published today elsewhere."""
    return datetime.combine(on + timedelta(days=1), time(12), tzinfo=UTC)


def _nearest(published: Iterable[Published], above: list[int]) -> Published | None:
    return min(published, key=lambda one: above.index(one.unit_id), default=None)
