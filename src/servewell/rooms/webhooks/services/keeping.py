"""Who keeps which webhook, by which secret, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.engines import hooks
from servewell.rooms.people import selectors as people
from servewell.rooms.webhooks import rules, terms
from servewell.rooms.webhooks.models import Message, Webhook

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class EventIsUnknown(Exception):
    """A webhook is told of at least one event of the closed list, each once."""


class TooManyWebhooks(Exception):
    """A unit has room for so many: each of them costs every voice a message."""


@dataclass(frozen=True)
class WebhookHasFaults(Exception):
    """The address may not be reached; ``why`` is one of the constants of ``engines.hooks``."""

    why: str


def subscribe(
    *, unit: "Unit", name: str, url: str, events: Sequence[str], by: Actor, at: datetime
) -> tuple[Webhook, str]:
    """A webhook that is told of these events in the unit and below, and its secret, which is shown this once.

    Raises WebhookHasFaults, EventIsUnknown, TooManyWebhooks, NotAllowed.
    """
    people.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    _demand(url, events)  # before the transaction: a name server that is slow keeps nobody from writing
    return _subscribe(unit, name, url, events, by, at)


@transaction.atomic
def _subscribe(
    unit: "Unit", name: str, url: str, events: Sequence[str], by: Actor, at: datetime
) -> tuple[Webhook, str]:
    if Webhook.objects.filter(unit=unit).count() >= terms.MOST_OF_A_UNIT:
        raise TooManyWebhooks(f"{unit.code} has {terms.MOST_OF_A_UNIT} webhooks")
    made = Webhook(unit=unit, name=name, url=url, events=_in_order(events), secret=hooks.new_secret(), made_at=at)
    _give_to(made, by)
    made.save()
    record.write(deed="webhooks.subscribe", thing=made, by=by, at=at, detail={"unit": unit.code})
    return made, made.secret


def change(*, webhook: Webhook, name: str, url: str, events: Sequence[str], by: Actor, at: datetime) -> Webhook:
    """From now on it tells what whoever changed it may see: nobody listens with the eyes of another.

    Raises WebhookHasFaults, EventIsUnknown, NotAllowed.
    """
    people.require(actor=by, power=rules.MANAGE, unit=webhook.unit_id)
    _demand(url, events)
    meant = (name, url, _in_order(events))
    if meant == (webhook.name, webhook.url, webhook.events):
        return webhook
    return _change(webhook, meant, by, at)


@transaction.atomic
def _change(webhook: Webhook, meant: tuple[str, str, list[str]], by: Actor, at: datetime) -> Webhook:
    webhook.name, webhook.url, webhook.events = meant
    _give_to(webhook, by)
    webhook.save(update_fields=["name", "url", "events", "person", "token"])
    record.write(deed="webhooks.change", thing=webhook, by=by, at=at)
    return webhook


@transaction.atomic
def exchange_secret(*, webhook: Webhook, by: Actor, at: datetime) -> str:
    """A new secret, shown this once. For a day messages are signed by the earlier one as well. Raises NotAllowed."""
    people.require(actor=by, power=rules.MANAGE, unit=webhook.unit_id)
    webhook.earlier_secret, webhook.earlier_until = webhook.secret, at + terms.OVERLAP
    webhook.secret = hooks.new_secret()
    webhook.save(update_fields=["earlier_secret", "earlier_until", "secret"])
    record.write(deed="webhooks.exchange_secret", thing=webhook, by=by, at=at)
    return webhook.secret


@transaction.atomic
def switch_off(*, webhook: Webhook, by: Actor, at: datetime) -> Webhook:
    """It is told nothing any more, nor what still waits. A second call changes nothing. Raises NotAllowed."""
    people.require(actor=by, power=rules.MANAGE, unit=webhook.unit_id)
    end(webhook=webhook, why=terms.WhyOff.BY_HAND, by=by, at=at)
    return webhook


def end(*, webhook: Webhook, why: terms.WhyOff, by: Actor, at: datetime) -> None:
    """Within a transaction, for this room."""
    standing = Webhook.objects.filter(pk=webhook.pk, switched_off_at=None)
    if not standing.update(switched_off_at=at, why_off=why.value):
        return
    webhook.switched_off_at, webhook.why_off = at, why.value
    waiting = Message.objects.filter(webhook=webhook, state__in=terms.UNFINISHED)
    waiting.update(state=terms.State.GIVEN_UP, state_since=at, next_try_at=None)
    record.write(deed="webhooks.switch_off", thing=webhook, by=by, at=at, detail={"why": why.value})


@transaction.atomic
def switch_on(*, webhook: Webhook, by: Actor, at: datetime) -> Webhook:
    """It is told of what happens from now on. A second call changes nothing. Raises NotAllowed."""
    people.require(actor=by, power=rules.MANAGE, unit=webhook.unit_id)
    if webhook.switched_off_at is None:
        return webhook

    webhook.switched_off_at, webhook.why_off = None, ""
    webhook.failing_since, webhook.failed_at = None, None
    webhook.save(update_fields=["switched_off_at", "why_off", "failing_since", "failed_at"])
    record.write(deed="webhooks.switch_on", thing=webhook, by=by, at=at)
    return webhook


def _give_to(webhook: Webhook, by: Actor) -> None:
    kind, number = by.actor_key.split(":")
    webhook.person_id, webhook.token_id = (int(number), None) if kind == "person" else (None, int(number))


def _demand(url: str, events: Sequence[str]) -> None:
    known = {each.value for each in terms.Told}
    if not events or not set(events) <= known:
        raise EventIsUnknown(f"{', '.join(events) or 'none'}: use {', '.join(sorted(known))}")
    try:
        hooks.target(url, own=settings.WEBHOOKS_OWN_NETWORKS)
    except hooks.MayNotBeReached as fault:
        raise WebhookHasFaults(fault.why) from None


def _in_order(events: Sequence[str]) -> list[str]:
    return [each.value for each in terms.Told if each.value in set(events)]
