"""Background work. The only importer of django-q2, so that another queue could take its place.

A queue's job carries a key and nothing else; what is owed stands in our own tables, and a sweeper finds what was lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django_q.models import Schedule
from django_q.tasks import async_task


@dataclass(frozen=True)
class Every:
    """Call ``function`` (a dotted path, no arguments) every so many minutes."""

    name: str
    function: str
    minutes: int


def enqueue(*, function: str, key: int) -> None:
    """Have a worker call ``function`` (a dotted path) with ``key``. The job rolls back with its transaction."""
    async_task(function, key)


def keep_schedule(*, jobs: Sequence[Every]) -> None:
    """Make the stored schedule equal the given one."""
    Schedule.objects.exclude(name__in=[job.name for job in jobs]).delete()
    for job in jobs:
        Schedule.objects.update_or_create(
            name=job.name, defaults={"func": job.function, "schedule_type": Schedule.MINUTES, "minutes": job.minutes}
        )
