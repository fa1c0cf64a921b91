"""Background work. The only importer of django-q2, so that another queue could take its place.

A queue's job carries a key and nothing else; what is owed stands in our own tables, and a sweeper finds what was lost.
"""

import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django_q.models import Failure, OrmQ, Schedule
from django_q.tasks import async_task

# jobs of the schedule are due every minute
STANDS_STILL: Final = timedelta(minutes=5)


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


@dataclass(frozen=True)
class Queue:
    """``waiting`` jobs stand in it, ``failed`` ended with a fault within a day; ``due`` is as the question below."""

    waiting: int
    failed: int
    due: datetime | None


def queue(*, at: datetime) -> Queue:
    """How the background work stands, in three questions."""
    return Queue(
        waiting=OrmQ.objects.count(),
        failed=Failure.objects.filter(stopped__gt=at - timedelta(days=1)).count(),
        due=due(),
    )


def due() -> datetime | None:
    """When the most belated job of the schedule was due: a worker that lives moves it on within seconds. None without
    a schedule.
    """
    first: datetime | None = Schedule.objects.order_by("next_run").values_list("next_run", flat=True).first()
    return first


def stands_still(*, due: datetime | None, at: datetime) -> bool:
    """Whether nobody moves the schedule on; also where there is none."""
    return due is None or at - due > STANDS_STILL


def work() -> bool:
    """Run the workers until SIGTERM or Ctrl+C. Returns whether it was told so; else they ended by themselves.

    The signal is only noted, and the main flow stops the queue. Its own command stops from within the signal's handler,
    and hangs for good when the signal comes while it starts.
    """
    from django_q.cluster import Cluster  # noqa: PLC0415  only the worker needs it, and it is heavy

    told_to_stop = threading.Event()
    cluster = Cluster()
    for number in (signal.SIGTERM, signal.SIGINT):  # in place of the handlers that the line above has set
        signal.signal(number, lambda *_: told_to_stop.set())
    cluster.start()
    while not told_to_stop.is_set() and cluster.sentinel.is_alive():
        time.sleep(0.2)
    return bool(cluster.stop())
