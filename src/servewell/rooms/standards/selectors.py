"""Questions about what is promised. Everyone who is signed in may read it, hence no viewer."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from servewell.rooms.people import selectors as people
from servewell.rooms.standards.models import Aspect, Message, Promise, Standard

Published = TypeVar("Published", Promise, Message)


def promise_for(*, unit: int, on: date) -> Promise | None:
    """What the unit promised on a day: the newest version of the nearest unit above that has one."""
    above = people.above(unit=unit, on=on)
    newest_first = Promise.objects.filter(unit__in=above, published_at__lt=_end_of(on)).order_by("-version")
    return _nearest(newest_first, above)


def message_for(*, unit: int, on: date) -> Message | None:
    """The message of that day's year, of the nearest unit above that has one."""
    above = people.above(unit=unit, on=on)
    return _nearest(Message.objects.filter(unit__in=above, year=on.year, published_at__lt=_end_of(on)), above)


def aspects() -> list[Aspect]:
    return list(Aspect.objects.order_by("position", "code"))


def aspect_keys() -> dict[str, int]:
    return dict(Aspect.objects.values_list("code", "pk"))


def standards_in_force() -> list[Standard]:
    """Each standard in the version that holds, under its aspect, in the order they are shown."""
    standing = Standard.objects.filter(retired_at__isnull=True).select_related("aspect")
    return list(standing.order_by("aspect__position", "aspect__code", "code"))


def _end_of(on: date) -> datetime:
    """When that day is over even in the last zone on earth: nobody waits for what was published today elsewhere."""
    return datetime.combine(on + timedelta(days=1), time(12), tzinfo=UTC)


def _nearest(published: Iterable[Published], above: list[int]) -> Published | None:
    return min(published, key=lambda one: above.index(one.unit_id), default=None)
