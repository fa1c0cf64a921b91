"""A message on its way: waiting, sending, and what came of it.

``sending`` is committed before the other server hears a word. A worker that dies after it leaves the mark; after some
minutes the message waits again. So it arrives at least once, and its reader knows it again by its code.
"""

import json
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from servewell.base import jobs, keys, record
from servewell.base.permissions import HOUSE, Actor
from servewell.engines import hooks
from servewell.rooms.people import selectors as people
from servewell.rooms.webhooks import rules, selectors, terms
from servewell.rooms.webhooks.models import Message, Webhook
from servewell.rooms.webhooks.services.keeping import end
from servewell.rooms.webhooks.services.noting import CODE_LENGTH

State = terms.State
DRAWS: Final = 0xFFFF


class StillOnItsWay(Exception):
    """The message waits or is being sent: it is not sent a second time beside that."""


def send(*, message: int, at: datetime) -> None:
    """Try once; whatever is not due, or not waiting, stays as it is. Must not run inside a transaction."""
    marked = _mark(message, at)
    if marked is None:
        return
    body = marked.body.encode()
    signing = selectors.keys_of(webhook=marked.webhook, at=at)
    signed = hooks.headers(signing, message=marked.code, timestamp=int(at.timestamp()), body=body)
    try:
        answered = hooks.post(hooks.target(marked.webhook.url, own=settings.WEBHOOKS_OWN_NETWORKS), body, signed)
    except hooks.MayNotBeReached as fault:
        answered = hooks.Answered(None, 0, trouble=fault.why)

    _write_down(marked, answered, at)


@transaction.atomic(durable=True)
def _mark(key: int, at: datetime) -> Message | None:
    Message.objects.filter(pk=key).update(queued_at=None)
    waiting = _due(at).filter(pk=key)
    message = waiting.select_related("webhook").first()
    if message is None or (rests(webhook=message.webhook, at=at) and not _is_asked_for(message)):
        return None
    told = selectors.still_told(messages=[message])
    if not told:
        waiting.delete()
        return None
    if not waiting.update(state=State.SENDING, state_since=at):
        return None
    marked = Message.objects.select_related("webhook").get(pk=key)
    marked.body = told[key]
    return marked


def _due(at: datetime) -> QuerySet[Message]:
    """A clock that was set back must not keep a message waiting until it has caught up."""
    is_due = Q(next_try_at=None) | Q(next_try_at__lte=at) | Q(state_since__gt=at)
    return Message.objects.filter(is_due, state=State.WAITING, webhook__switched_off_at=None)


def rests(*, webhook: Webhook, at: datetime) -> bool:
    """Whether it failed just now: each try of a server that is away holds the worker for many seconds."""
    if webhook.failing_since is None or webhook.failed_at is None:
        return False
    rest = (webhook.failed_at - webhook.failing_since) / terms.REST_SHARE
    return abs(at - webhook.failed_at) < min(max(rest, terms.SHORTEST_REST), terms.LONGEST_REST)


def _is_asked_for(message: Message) -> bool:
    """Somebody has just pressed a button and looks at what comes of it."""
    return message.tries == 0 and (message.event == terms.TEST or message.begun_at > message.made_at)


@transaction.atomic(durable=True)
def _write_down(tried: Message, answered: hooks.Answered, at: datetime) -> None:
    """What the server said outweighs that the message was woken meanwhile, but not that it was given up."""
    told = Message.objects.filter(pk=tried.pk, state__in=terms.UNFINISHED)
    state, again_at = _next(tried, answered, at)
    is_ours_to_say = told.update(
        state=state, state_since=at, next_try_at=again_at, tries=tried.tries + 1, status=answered.status,
        milliseconds=answered.milliseconds, answer=answered.body, trouble=answered.trouble[: terms.LONGEST_TROUBLE],
    )  # fmt: skip
    if not is_ours_to_say:
        return
    webhook = Webhook.objects.select_for_update().get(pk=tried.webhook_id)
    if answered.is_taken:
        Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=False).update(failing_since=None, failed_at=None)
    elif answered.status == terms.GONE:
        end(webhook=webhook, why=terms.WhyOff.GONE, by=HOUSE, at=at)
    else:
        _failed(webhook, at)


def _failed(webhook: Webhook, at: datetime) -> None:
    """A message missed on Monday and one on Friday are two faults, and no days of failure."""
    latest = webhook.failed_at
    is_new = webhook.failing_since is None or latest is None or at - latest >= terms.COUNTED_ANEW_AFTER
    since = at if is_new else webhook.failing_since
    Webhook.objects.filter(pk=webhook.pk).update(failing_since=since, failed_at=at)
    if since is not None and at - since >= terms.FAILS_FOR:
        end(webhook=webhook, why=terms.WhyOff.FAILING, by=HOUSE, at=at)


def _next(tried: Message, answered: hooks.Answered, at: datetime) -> tuple[State, datetime | None]:
    if answered.is_taken:
        return State.TAKEN, None
    again_at = at + wait_after(tried.tries + 1, code=tried.code)
    if again_at > tried.begun_at + terms.TRIED_FOR:
        return State.GIVEN_UP, None
    return State.WAITING, again_at


def wait_after(tries: int, *, code: str) -> timedelta:
    """Twice as long after each try, up to the longest, and for each message a little more or less: many that failed
    together do not come back together.
    """
    wait = min(terms.FIRST_WAIT * (1 << min(tries - 1, 12)), terms.LONGEST_WAIT)
    drawn = int(keys.digest(f"{code}:{tries}")[:4], 16) / DRAWS
    return wait * (1 + terms.JITTER * (2 * drawn - 1))


@transaction.atomic
def wake_stale(*, at: datetime) -> int:
    """Whatever has been sending for too long waits again: its worker died. Returns how many."""
    # a mark from the future is stale as well: the clock was set back since
    is_stale = Q(state_since__lte=at - terms.STALE_AFTER) | Q(state_since__gte=at + terms.STALE_AFTER)
    return Message.objects.filter(is_stale, state=State.SENDING).update(state=State.WAITING, state_since=at)


@transaction.atomic
def try_again(*, at: datetime) -> int:
    """Enqueue the oldest messages that are due and stand in no queue, few of each webhook; of one that fails only the
    oldest, now and then. So a slow server does not hold up the others. Returns how many.
    """
    place = Window(RowNumber(), partition_by=F("webhook"), order_by=F("pk").asc())
    oldest = _due(at).annotate(place=place).filter(place__lte=terms.MOST_QUEUED).select_related("webhook")
    found = [
        message.pk
        for message in oldest.defer("body", "answer").order_by("pk")
        if _may_be_queued(message, at) and _has_its_turn(message, at)
    ][: terms.AT_ONCE]
    Message.objects.filter(pk__in=found).update(queued_at=at)
    for key in found:
        jobs.enqueue(function=terms.SENDS, key=key)
    return len(found)


def _may_be_queued(message: Message, at: datetime) -> bool:
    """A job that stands in the queue twice does no harm: the mark lets one of them through."""
    return message.queued_at is None or abs(at - message.queued_at) >= terms.QUEUE_LEASE


def _has_its_turn(message: Message, at: datetime) -> bool:
    if message.webhook.failing_since is None:
        return True
    return message.place == 1 and not rests(webhook=message.webhook, at=at)  # type: ignore[attr-defined]  # annotated


@transaction.atomic
def send_again(*, message: Message, by: Actor, at: datetime) -> None:
    """Try a message that is finished once more, under its own code. Raises StillOnItsWay, NotAllowed."""
    people.require(actor=by, power=rules.MANAGE, unit=message.webhook.unit_id)
    finished = Message.objects.filter(pk=message.pk).exclude(state__in=terms.UNFINISHED)
    if not finished.update(state=State.WAITING, state_since=at, begun_at=at, next_try_at=None, queued_at=at, tries=0):
        raise StillOnItsWay(message.code)
    record.write(deed="webhooks.send_again", thing=message, by=by, at=at)
    jobs.enqueue(function=terms.SENDS, key=message.pk)


@transaction.atomic
def send_test(*, webhook: Webhook, by: Actor, at: datetime) -> Message:
    """Send a message that tells of nothing, to see whether it arrives. Raises NotAllowed."""
    people.require(actor=by, power=rules.MANAGE, unit=webhook.unit_id)
    body = {"type": terms.TEST, "timestamp": at.isoformat(), "data": {"webhook": webhook.pk}}
    made = Message.objects.create(
        webhook=webhook, code=f"msg_{keys.token(length=CODE_LENGTH)}", event=terms.TEST, body=json.dumps(body),
        made_at=at, begun_at=at, state_since=at, queued_at=at,
    )  # fmt: skip
    record.write(deed="webhooks.send_test", thing=webhook, by=by, at=at)
    jobs.enqueue(function=terms.SENDS, key=made.pk)
    return made


def forget(*, at: datetime) -> int:
    """Remove what was finished long ago, and of each webhook what is more than is kept. Returns how many."""
    finished = Message.objects.exclude(state__in=terms.UNFINISHED)
    doomed = list(finished.filter(state_since__lt=at - terms.KEPT_FOR).values_list("pk", flat=True)[: terms.AT_ONCE])
    counted = finished.values("webhook").annotate(number=Count("pk")).filter(number__gt=terms.MOST_KEPT)
    for webhook in counted.values_list("webhook", flat=True):
        beyond = finished.filter(webhook=webhook).order_by("-pk").values_list("pk", flat=True)
        doomed += list(beyond[terms.MOST_KEPT : terms.MOST_KEPT + terms.AT_ONCE])
    return Message.objects.filter(pk__in=doomed).delete()[0] if doomed else 0
