"""Which webhooks there are, what they are signed with, and what came of their messages."""

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from servewell.base.paging import Page, newest_first
from servewell.base.permissions import Actor
from servewell.engines import hooks
from servewell.rooms.people import selectors as people
from servewell.rooms.webhooks import rules, terms
from servewell.rooms.webhooks.models import Message, Webhook
from servewell.rooms.webhooks.selectors.telling import still_told

BY_ITSELF = (terms.WhyOff.FAILING, terms.WhyOff.GONE)


class NoSuchWebhook(Exception):
    """No webhook has that number, or the viewer may not know it."""


class NoSuchMessage(Exception):
    """The webhook has no such message any more."""


def standing() -> list[Webhook]:
    """For this room: all that are switched on."""
    return list(Webhook.objects.filter(switched_off_at=None).select_related("unit", "person", "token").order_by("pk"))


def webhooks(*, viewer: Actor) -> list[Webhook]:
    """Those of the units whose webhooks the viewer keeps, by name."""
    return list(_kept_by(viewer).order_by("name", "pk"))


def webhook_for(*, viewer: Actor, number: int) -> Webhook:
    """Raises NoSuchWebhook alike for one that is not there and one that the viewer does not keep."""
    found = _kept_by(viewer).filter(pk=number).first()
    if found is None:
        raise NoSuchWebhook(number)
    return found


def messages_of(*, webhook: Webhook, before: int | None = None, after: int | None = None) -> Page[Message]:
    """The newest first, of a webhook that the viewer was found to keep; each with what of it may still be told."""
    page = newest_first(Message.objects.filter(webhook=webhook).select_related("webhook"), before=before, after=after)
    told = still_told(messages=page.items)
    shown = [each for each in page.items if each.pk in told]
    for each in shown:
        each.body = told[each.pk]
    return replace(page, items=shown)


def message_for(*, webhook: Webhook, number: int) -> Message:
    """Raises NoSuchMessage."""
    found = Message.objects.filter(webhook=webhook, pk=number).select_related("webhook").first()
    if found is None or not still_told(messages=[found]):
        raise NoSuchMessage(number)
    return found


def keys_of(*, webhook: Webhook, at: datetime) -> list[bytes]:
    """What its messages are signed with now: the secret, and after an exchange the earlier one for a while."""
    standing = [webhook.secret]
    if webhook.earlier_until is not None and at < webhook.earlier_until:
        standing.append(webhook.earlier_secret)
    return [hooks.key_of(secret) for secret in standing]


def switched_off() -> int:
    """How many were switched off because they failed; for the host."""
    return Webhook.objects.filter(why_off__in=BY_ITSELF).count()


def _kept_by(viewer: Actor) -> QuerySet[Webhook]:
    units = people.units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    return Webhook.objects.filter(unit__in=units).select_related("unit", "person", "token")
