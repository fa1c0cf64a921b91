"""Down you call, up you announce.

``announce`` is the last line of a deed. Listeners marked ``@reacts_to`` run at once, in the announcer's transaction;
those marked ``@follows_up`` become FollowUp rows in the same transaction and run later in the worker, at least once.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils.dateparse import parse_datetime

from servewell.base import jobs, today
from servewell.base.models import FollowUp

log = logging.getLogger(__name__)

GIVE_UP_AFTER = 20
KEPT_AFTER = timedelta(days=90)
FORGOTTEN_AT_ONCE = 1000
QUEUE_LEASE = timedelta(minutes=3)
WORKER_CALLS = "servewell.base.bus.called_by_worker"


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense. Its other fields are tuples of keys, so that a bulk deed announces once."""

    at: datetime


@dataclass(frozen=True)
class Owed:
    """Follow-ups that are not done: ``waiting`` are tried (again), ``given_up`` failed so often that nobody tries."""

    waiting: int
    given_up: int


E = TypeVar("E", bound=Event)
Listener = Callable[[E], None]

_events: dict[str, type[Event]] = {}
_reactions: dict[str, list[Callable[..., None]]] = {}
_follow_ups: dict[str, list[Callable[..., None]]] = {}


def name_of(thing: type | Callable[..., None]) -> str:
    return f"{thing.__module__}.{thing.__qualname__}".removeprefix("servewell.")


def reacts_to(event: type[E]) -> Callable[[Listener[E]], Listener[E]]:
    """Run within the announcer's transaction: database work only, and if it fails the deed did not happen."""
    return _listens(event, _reactions)


def follows_up(event: type[E]) -> Callable[[Listener[E]], Listener[E]]:
    """Run later, at least once, outside any transaction: must be repeatable, also by two workers at once."""
    return _listens(event, _follow_ups)


def _listens(event: type[E], listeners: dict[str, list[Callable[..., None]]]) -> Callable[[Listener[E]], Listener[E]]:
    def remember(listener: Listener[E]) -> Listener[E]:
        _events[name_of(event)] = event
        listeners.setdefault(name_of(event), []).append(listener)
        return listener

    return remember


def announce(event: Event) -> None:
    """Tell the rooms above. Raises TransactionManagementError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{name_of(type(event))} was announced outside its deed's transaction"
        )
    for reaction in _reactions.get(name_of(type(event)), ()):
        reaction(event)
    waiting = _follow_ups.get(name_of(type(event)), ())
    if waiting:
        _owe(event, waiting)


def _owe(event: Event, listeners: "list[Callable[..., None]] | tuple[()]") -> None:
    announcement = uuid.uuid4()
    payload = _to_payload(event)
    owed = FollowUp.objects.bulk_create(
        FollowUp(
            announcement=announcement,
            event=name_of(type(event)),
            listener=name_of(listener),
            payload=payload,
            made_at=event.at,
            next_try_at=event.at + QUEUE_LEASE,
        )
        for listener in listeners
    )
    for follow_up in owed:
        jobs.enqueue(function=WORKER_CALLS, key=follow_up.pk)


def _to_payload(event: Event) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(event).items()}


def _from_payload(kind: type[Event], payload: dict[str, object]) -> Event:
    values: dict[str, object] = {
        field.name: tuple(kept) if isinstance(kept := payload[field.name], list) else kept for field in fields(kind)
    }
    values["at"] = parse_datetime(str(payload["at"]))
    return kind(**values)  # type: ignore[arg-type]  # the fields were read from the dataclass itself


def perform(*, key: int, at: datetime) -> None:
    """Run one follow-up, unless it is done. A failure is kept and tried again later, each time after a longer wait."""
    follow_up = FollowUp.objects.filter(pk=key, done_at__isnull=True).first()
    if follow_up is None:
        return
    try:
        _listener(follow_up)(_from_payload(_events[follow_up.event], follow_up.payload))
    except Exception as fault:
        log.exception("follow-up %s failed: %s", key, follow_up)
        wait = min(timedelta(seconds=15 * 2**follow_up.attempts), timedelta(hours=1))
        FollowUp.objects.filter(pk=key).update(
            attempts=follow_up.attempts + 1, last_error=repr(fault)[:2000], next_try_at=at + wait
        )
        return
    FollowUp.objects.filter(pk=key).update(done_at=at, attempts=follow_up.attempts + 1)


def called_by_worker(key: int) -> None:
    """The queue's job: a key in, one follow-up performed."""
    perform(key=key, at=today.now())


def _listener(follow_up: FollowUp) -> Callable[..., None]:
    for listener in _follow_ups.get(follow_up.event, ()):
        if name_of(listener) == follow_up.listener:
            return listener
    raise LookupError(
        f"no room has the listener {follow_up.listener}; was it renamed? Rename it in the waiting follow-ups too."
    )


def owed() -> Owed:
    """How many follow-ups are not done."""
    rest = FollowUp.objects.filter(done_at__isnull=True)
    given_up = rest.filter(attempts__gte=GIVE_UP_AFTER).count()
    return Owed(waiting=rest.count() - given_up, given_up=given_up)


def sweep(*, at: datetime) -> int:
    """Enqueue again whatever should have been done by now. Returns how many."""
    late = FollowUp.objects.filter(done_at__isnull=True, next_try_at__lte=at, attempts__lt=GIVE_UP_AFTER)
    keys = list(late.order_by("next_try_at").values_list("pk", flat=True)[:500])
    with transaction.atomic():
        FollowUp.objects.filter(pk__in=keys).update(next_try_at=at + QUEUE_LEASE)
        for key in keys:
            jobs.enqueue(function=WORKER_CALLS, key=key)
    return len(keys)


def forget(*, at: datetime) -> int:
    """Remove the oldest of what was done long ago, so many at once that nobody waits. Returns how many."""
    done = FollowUp.objects.filter(done_at__lt=at - KEPT_AFTER).order_by("done_at")
    keys = list(done.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if keys:
        FollowUp.objects.filter(pk__in=keys).delete()
    return len(keys)


def sweep_now() -> None:
    """The scheduled job."""
    at = today.now()
    sweep(at=at)
    forget(at=at)


def table() -> tuple[tuple[str, str, str], ...]:
    """Every event with its listeners, for docs/events.md: (event, how, listener)."""
    rows = [(event, "reacts to", name_of(each)) for event, listeners in _reactions.items() for each in listeners]
    rows += [(event, "follows up", name_of(each)) for event, listeners in _follow_ups.items() for each in listeners]
    return tuple(sorted(rows))
