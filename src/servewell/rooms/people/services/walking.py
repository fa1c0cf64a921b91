"""The walk through the pages somebody works with: begun, gone on, left."""

from datetime import datetime

from django.db import transaction

from servewell.base import record
from servewell.rooms.people.models import Person, Walk


@transaction.atomic
def begin_walk(*, by: Person, at: datetime) -> Walk:
    """For oneself, from its first step; also again."""
    begun, _ = Walk.objects.update_or_create(person=by, defaults={"step": 0, "began_at": at, "ended_at": None})
    record.write(deed="people.begin_walk", thing=begun, by=by, at=at)
    return begun


def keep_step(*, person: Person, step: int) -> None:
    """Where the person is. One who does not walk stays where they are."""
    Walk.objects.filter(person=person, ended_at__isnull=True).update(step=step)


@transaction.atomic
def end_walk(*, by: Person, at: datetime) -> Walk:
    """Left, done or not wanted: it is not offered again. A second call changes nothing."""
    ended, is_new = Walk.objects.get_or_create(person=by, defaults={"began_at": at, "ended_at": at})
    if not is_new and ended.ended_at is not None:
        return ended

    ended.ended_at = at
    ended.save(update_fields=["ended_at"])
    record.write(deed="people.end_walk", thing=ended, by=by, at=at)
    return ended
