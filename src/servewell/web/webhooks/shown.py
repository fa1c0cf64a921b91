"""What the pages of webhooks show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.engines import hooks
from servewell.rooms.people import selectors as people
from servewell.rooms.webhooks import rules, terms
from servewell.rooms.webhooks import selectors as kept
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Chip, Crumb, Empty, Pager
from servewell.web.kit.moments import moment
from servewell.web.webhooks.forms import WebhookForm

if TYPE_CHECKING:
    from datetime import datetime

    from servewell.rooms.people.models import Person
    from servewell.rooms.webhooks.models import Message, Webhook


@dataclass(frozen=True)
class WebhookRow:
    name: str
    url: str
    path: str
    facts: tuple[str, ...]
    chip: Chip


@dataclass(frozen=True)
class WebhooksPage:
    title: str
    rows: tuple[WebhookRow, ...]
    form: WebhookForm
    empty: Empty | None


@dataclass(frozen=True)
class MessageRow:
    """``again`` is the number to send it again by; None while it is on its way."""

    number: int
    event: str
    code: str
    at: str
    chip: Chip
    facts: tuple[str, ...]
    body: str
    answer: str
    again: int | None


@dataclass(frozen=True)
class WebhookPage:
    """``secret`` is there once: right after it was made."""

    title: str
    crumbs: tuple[Crumb, ...]
    number: int
    facts: tuple[str, ...]
    why_off: str
    is_on: bool
    rows: tuple[MessageRow, ...]
    pager: Pager
    form: WebhookForm
    secret: str
    overlap: str
    empty: Empty | None


def says(event: str) -> str:
    return {
        terms.Told.VOICE_RECEIVED: _("a customer has said something"),
        terms.Told.CASE_OPENED: _("a case is opened"),
        terms.Told.CASE_ASSIGNED: _("a case gets a writer"),
        terms.Told.CASE_ANSWERED: _("an answer is written"),
        terms.Told.CASE_HANDED_OVER: _("an answer has left, or has arrived"),
        terms.Told.CASE_LOST: _("an answer was refused on its way"),
        terms.Told.CASE_CLOSED: _("a case is closed without an answer"),
        terms.Told.CASE_MERGED: _("a case is merged into another one, and answered there"),
        terms.Told.CASE_UNMERGED: _("a case comes out of another one, and is answered by itself again"),
        terms.Told.CASE_OVERDUE: _("an answer is overdue"),
        terms.Told.FINDING_PUBLISHED: _("figures are published"),
        terms.TEST: _("a test is sent"),
    }.get(event, event)


def fault_says(why: str) -> str:
    return {
        hooks.NOT_AN_ADDRESS: _("This is no address. Write it as https://www.example.com/path, without a name in it."),
        hooks.NOT_HTTPS: _("The address must begin with https://: what is sent must not be read on the way."),
        hooks.UNKNOWN_HOST: _("This host is not found. Is its name spelt right?"),
        hooks.PRIVATE: _(
            "This address leads into a network of one's own. The host may allow it: webhooks_own_networks."
        ),
    }[why]


def form_for(person: "Person", filled: Mapping[str, object] | None = None) -> WebhookForm:
    units = people.units_seen_with_parents(viewer=person, power=rules.MANAGE)
    highest = next((unit.code for unit, above in units if above is None), None)
    choices = [(unit.code, str(unit.name)) for unit, _above in units]
    return WebhookForm(filled, units=choices, events=_events(), initial={"unit": highest})


def form_of(webhook: "Webhook", filled: Mapping[str, object] | None = None) -> WebhookForm:
    initial = {"name": webhook.name, "url": webhook.url, "events": webhook.events}
    return WebhookForm(filled, units=(), events=_events(), initial=initial)


def _events() -> list[tuple[str, str]]:
    return [(each.value, says(each)) for each in terms.Told]


def webhook_or_404(person: "Person", number: int) -> "Webhook":
    try:
        return kept.webhook_for(viewer=person, number=number)
    except kept.NoSuchWebhook:
        raise Http404 from None


def webhooks_page(person: "Person", form: WebhookForm) -> WebhooksPage:
    found = kept.webhooks(viewer=person)
    failing = sum(each.switched_off_at is not None or each.failing_since is not None for each in found)
    return WebhooksPage(
        title=_known(len(found), failing),
        rows=tuple(_row(each) for each in found),
        form=form,
        empty=None
        if found
        else Empty(
            says=_("No other system is told of what happens here"),
            detail=_("A webhook tells an address of yours at once: a case was opened, an answer is overdue."),
        ),
    )


def _known(number: int, failing: int) -> str:
    if not number:
        return _("No webhook yet")
    if failing:
        return ngettext(
            "%(failing)s of %(count)s webhook is not reached",
            "%(failing)s of %(count)s webhooks are not reached",
            failing,
        ) % {"failing": failing, "count": number}
    return ngettext("%(count)s webhook is told", "%(count)s webhooks are told", number) % {"count": number}


def _row(webhook: "Webhook") -> WebhookRow:
    return WebhookRow(
        name=webhook.name,
        url=webhook.url,
        path=links.WEBHOOK.path(number=webhook.pk),
        facts=(str(webhook.unit.name), ", ".join(says(each) for each in webhook.events)),
        chip=_chip(webhook),
    )


def _chip(webhook: "Webhook") -> Chip:
    if webhook.switched_off_at is not None:
        is_ours = webhook.why_off == terms.WhyOff.BY_HAND
        return Chip(_("switched off"), "plain" if is_ours else "bad")
    return Chip(_("fails"), "needs") if webhook.failing_since else Chip(_("on"), "accent")


def webhook_page(
    webhook: "Webhook", form: WebhookForm, *, before: int | None = None, after: int | None = None, secret: str = ""
) -> WebhookPage:
    now, zone = today.now(), webhook.unit.zone
    found = kept.messages_of(webhook=webhook, before=before, after=after)
    rows = tuple(_message(each, zone) for each in found.items)
    return WebhookPage(
        title=_stands(webhook),
        crumbs=(Crumb(_("Webhooks"), links.WEBHOOKS.path()), Crumb(webhook.name)),
        number=webhook.pk,
        facts=(webhook.url, str(webhook.unit.name), _owner(webhook)),
        why_off=_why_off(webhook),
        is_on=webhook.switched_off_at is None,
        rows=rows,
        pager=pager_of(found),
        form=form,
        secret=secret,
        overlap=_overlap(webhook, now, zone),
        empty=None
        if rows
        else Empty(says=_("Nothing was sent yet"), detail=_("Send a test to see whether it arrives.")),
    )


def _stands(webhook: "Webhook") -> str:
    name = {"name": webhook.name}
    if webhook.switched_off_at is not None:
        return _("%(name)s is told nothing") % name
    if webhook.failing_since is not None:
        return _("%(name)s takes no messages now") % name
    return _("%(name)s is told") % name


def _owner(webhook: "Webhook") -> str:
    owner = webhook.person.name if webhook.person else str(webhook.token)
    return _("as far as %(name)s may see it") % {"name": owner}


def _why_off(webhook: "Webhook") -> str:
    return {
        "": "",
        terms.WhyOff.BY_HAND: _("Somebody switched it off."),
        terms.WhyOff.FAILING: _("It took no message for three days and was switched off. What waited is not sent."),
        terms.WhyOff.GONE: _("Its server said that it is gone (410), and it was switched off."),
    }[webhook.why_off]


def _overlap(webhook: "Webhook", now: "datetime", zone: str) -> str:
    if webhook.earlier_until is None or webhook.earlier_until <= now:
        return ""
    until = moment(webhook.earlier_until, zone)
    return _("Messages are signed by the earlier secret as well until %(moment)s.") % {"moment": until}


def _message(message: "Message", zone: str) -> MessageRow:
    state = terms.State(message.state)
    at = moment(message.made_at, zone)
    return MessageRow(
        number=message.pk,
        event=says(message.event),
        code=message.code,
        at=at,
        chip=_state(state, message),
        facts=tuple(_facts(message)),
        body=message.body,
        answer=message.answer,
        again=message.pk if state not in terms.UNFINISHED else None,
    )


def _state(state: terms.State, message: "Message") -> Chip:
    if state is terms.State.WAITING and message.tries:
        return Chip(_("tried again soon"), "needs")
    return {
        terms.State.WAITING: Chip(_("waits"), "plain"),
        terms.State.SENDING: Chip(_("is being sent"), "plain"),
        terms.State.TAKEN: Chip(_("taken"), "accent"),
        terms.State.GIVEN_UP: Chip(_("given up"), "bad"),
    }[state]


def _facts(message: "Message") -> Sequence[str]:
    facts = []
    if message.status is not None:
        facts.append(
            _("answer %(status)s after %(time)s ms") % {"status": message.status, "time": message.milliseconds}
        )
    if message.trouble:
        facts.append(_trouble(message.trouble))
    if message.tries > 1:
        facts.append(
            ngettext("tried %(count)s time", "tried %(count)s times", message.tries) % {"count": message.tries}
        )
    return facts


def _trouble(said: str) -> str:
    try:
        return fault_says(said)
    except KeyError:
        return _("not reached: %(why)s") % {"why": said}
