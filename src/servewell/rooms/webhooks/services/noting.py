"""From what happened to the messages that tell of it.

What happened is noted in the transaction in which it did; the worker makes messages of a note and removes it in one
transaction. So each webhook gets each message made exactly once, whenever a worker dies.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from servewell.base import jobs, keys
from servewell.rooms.cases import selectors as cases
from servewell.rooms.webhooks import selectors, terms
from servewell.rooms.webhooks.models import Announced, Message, Watch, Webhook

log = logging.getLogger(__name__)
CODE_LENGTH = 24
LATE = timedelta(minutes=1)


def note(*, event: terms.Told, keys: Callable[[], Sequence[int]], at: datetime) -> None:
    """Within the transaction of what happened. ``keys`` are asked for only where a webhook wants to know.

    One question where there is none.
    """
    if not any(event.value in wanted for wanted in _wanted()):
        return
    _note(event, keys(), at)


def _wanted() -> list[list[str]]:
    return list(Webhook.objects.filter(switched_off_at=None).values_list("events", flat=True))


def _note(event: terms.Told, happened: Sequence[int], at: datetime) -> None:
    if happened:
        noted = Announced.objects.create(event=event.value, keys=list(happened), at=at)
        jobs.enqueue(function=terms.SPREADS, key=noted.pk)


@transaction.atomic
def spread(*, announced: int, at: datetime) -> int:
    """Make the messages of one note; none where another worker has, or of an event that was dropped or renamed since.

    A webhook that fails has its turn by the clock. Returns how many.
    """
    noted = Announced.objects.select_for_update().filter(pk=announced).first()
    if noted is None or not Announced.objects.filter(pk=announced).delete()[0]:
        return 0
    try:
        event = terms.Told(noted.event)
    except ValueError:
        log.warning("nobody is told of %s any more: %s", noted.event, noted.keys)
        return 0
    hooks = [each for each in selectors.standing() if event.value in each.events]
    made = Message.objects.bulk_create(
        Message(
            webhook=webhook,
            code=f"msg_{keys.token(length=CODE_LENGTH)}",
            event=event.value,
            body=body,
            made_at=at,
            begun_at=at,
            state_since=at,
            queued_at=None if webhook.failing_since else at,
        )
        for webhook in hooks
        for body in selectors.bodies(webhook=webhook, event=event, keys=noted.keys, at=noted.at)
    )
    for message in made:
        if message.queued_at is not None:
            jobs.enqueue(function=terms.SENDS, key=message.pk)
    return len(made)


def spread_what_waits(*, at: datetime) -> int:
    """Notes whose job was lost; one that fails keeps no other waiting. Returns how many messages came of them."""
    late = Announced.objects.filter(at__lt=at - LATE).order_by("pk").values_list("pk", flat=True)
    return sum(_spread_or_leave(key, at) for key in list(late[: terms.AT_ONCE]))


def _spread_or_leave(announced: int, at: datetime) -> int:
    try:
        return spread(announced=announced, at=at)
    except Exception:
        log.exception("no messages could be made of note %s", announced)
        return 0


@transaction.atomic
def watch(*, at: datetime) -> None:
    """Note the cases whose answers fell due since the clock was watched last; nothing before the first time."""
    event = terms.Told.CASE_OVERDUE
    watched = Watch.objects.select_for_update().filter(event=event.value).first()
    if watched is None:
        Watch.objects.create(event=event.value, until=at)
        return
    if at <= watched.until:
        return
    if any(event.value in wanted for wanted in _wanted()):
        _note(event, cases.fell_due(after=watched.until, until=at), at)
    Watch.objects.filter(pk=watched.pk).update(until=at)
