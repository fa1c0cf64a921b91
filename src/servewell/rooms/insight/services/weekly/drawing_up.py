"""A page is made once for each reader and week, and kept as it was."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from servewell.base import record
from servewell.base.permissions import HOUSE
from servewell.base.words import django_name
from servewell.engines import mail
from servewell.rooms.insight import selectors
from servewell.rooms.insight.models import Monday, Subscription
from servewell.rooms.insight.selectors import Due, MondayFound
from servewell.rooms.insight.terms import MailState

NO_ADDRESS, NO_SERVER, BOUNCED, NO_UNITS, UNDEFINED = "no-address", "no-server", "bounced", "no-units", "undefined"


def draw_up_monday(*, due: Due, at: datetime) -> Monday | None:
    """Make the page of this reader and week. None where another worker was first, or the subscription has ended.

    Whoever sees no figures this week gets none, and a mark instead, so that nobody looks again every minute.
    """
    found, why_none = _found(due, at)
    return _keep(due, found, why_none, at)


def _found(due: Due, at: datetime) -> tuple[MondayFound | None, str]:
    subscription = due.subscription
    units = selectors.units_of(subscription=subscription)
    if not units:
        return None, NO_UNITS
    told = _told_before(due)
    with translation.override(django_name(selectors.language_of(subscription=subscription))):
        try:
            return selectors.monday(viewer=subscription.person, units=units, at=at, zone=due.zone, told=told), ""
        except selectors.NoSuchIndicator:
            return None, UNDEFINED


def _told_before(due: Due) -> tuple[tuple[str, str, str, str, str], ...] | None:
    last = selectors.monday_before(person=due.subscription.person, week=due.week)
    if last is None:
        return None
    try:
        return selectors.from_plain(kept=last.document).told
    except selectors.DocumentIsUnreadable:
        return None


@transaction.atomic
def _keep(due: Due, found: MondayFound | None, why_none: str, at: datetime) -> Monday | None:
    locked = Subscription.objects.select_for_update().filter(pk=due.subscription.pk, ended_at=None)
    subscription = locked.select_related("person").first()
    if subscription is None:
        return None
    state, evidence = (MailState.LEFT_OUT, why_none) if found is None else _by_mail(subscription)
    kept, is_new = Monday.objects.get_or_create(
        person=subscription.person,
        week=due.week,
        defaults={
            "subscription": subscription,
            "zone": due.zone,
            "language": selectors.language_of(subscription=subscription),
            "address": subscription.person.email if state is MailState.WAITING else "",
            "made_at": at,
            "document": selectors.as_plain(found=found) if found else None,
            "state": state.value,
            "state_since": at,
            "due_at": at,
            "evidence": evidence,
        },
    )
    if not is_new:
        return None
    record.write(deed="insight.draw_up_monday", thing=kept, by=HOUSE, at=at, detail={"state": state.value})
    return kept


def _by_mail(subscription: Subscription) -> tuple[MailState, str]:
    """A mailbox that does not exist gets no second letter; another address may."""
    if not subscription.by_mail:
        return MailState.PAGE, ""
    if not subscription.person.email:
        return MailState.PAGE, NO_ADDRESS
    if not mail.Outbox(settings.MAIL).is_set_up:
        return MailState.PAGE, NO_SERVER
    last = Monday.objects.filter(person=subscription.person).exclude(address="").order_by("-week").first()
    if (
        last is not None
        and (last.state, last.address) == (MailState.REFUSED, subscription.person.email)
        and mail.is_about_the_address(last.evidence)
    ):
        return MailState.PAGE, BOUNCED
    return MailState.WAITING, ""
