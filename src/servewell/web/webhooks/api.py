"""Webhooks for machines: which there are, and making one."""

from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from servewell.base import links, today
from servewell.rooms.people import selectors as people
from servewell.rooms.webhooks import rules, services, terms
from servewell.rooms.webhooks import selectors as kept
from servewell.web.kit.api.doors import ReadRequest, SentRequest, answers, takes
from servewell.web.kit.api.options import Code
from servewell.web.kit.api.problems import CannotTake, FaultTold
from servewell.web.webhooks.shown import fault_says

if TYPE_CHECKING:
    from servewell.rooms.webhooks.models import Webhook

router = Router(tags=["Webhooks"])
Event = Literal[
    "voice.received", "case.opened", "case.assigned", "case.answered", "case.handed-over", "case.lost", "case.closed",
    "case.merged", "case.unmerged",
    "case.overdue", "finding.published",
]  # fmt: skip
assert set(get_args(Event)) == {each.value for each in terms.Told}


class WebhookTold(Schema):
    """An address that is told of what happens."""

    number: int
    name: str
    unit: str
    url: str
    events: list[str]
    made_at: datetime
    failing_since: datetime | None = Field(description=gettext_noop("Null while its messages are taken."))
    switched_off_at: datetime | None
    why_off: str | None = Field(description=gettext_noop("by-hand, failing or gone; null while it is on."))
    page: str = Field(description=gettext_noop("Its address for people."))


class WebhooksTold(Schema):
    """Those of the units whose webhooks you keep, by name."""

    webhooks: list[WebhookTold]


class WebhookSent(Schema):
    """What is to be told, and where."""

    model_config = ConfigDict(extra="forbid")
    name: Code = Field(max_length=terms.LONGEST_NAME)
    unit: Code = Field(description=gettext_noop("What happens there and below is told."))
    url: str = Field(min_length=1, max_length=terms.LONGEST_URL, description=gettext_noop("With https."))
    events: list[Event] = Field(min_length=1, max_length=len(terms.Told))


class WebhookMade(WebhookTold):
    """With its secret, which is told this once."""

    secret: str = Field(description=gettext_noop("What its messages are signed with; it is told this once."))


@answers(
    router,
    "/webhooks",
    power=rules.MANAGE,
    response=WebhooksTold,
    summary=gettext_noop("Webhooks"),
    says=gettext_noop("Which addresses are told of what happens, and whether their messages are taken."),
)
def webhook_list(request: ReadRequest) -> dict[str, object]:
    return {"webhooks": [_told(each) for each in kept.webhooks(viewer=request.auth)]}


@takes(
    router,
    "/webhooks",
    power=rules.MANAGE,
    response=WebhookMade,
    summary=gettext_noop("Make a webhook"),
    says=gettext_noop("It is told what its token may see, as long as that stands."),
)
def make_webhook(request: SentRequest, sent: WebhookSent) -> tuple[int, dict[str, object]]:
    try:
        made, secret = services.subscribe(
            unit=people.unit_for(viewer=request.auth, power=rules.MANAGE, code=sent.unit),
            name=sent.name, url=sent.url, events=sent.events, by=request.auth, at=today.now(),
        )  # fmt: skip
    except people.NoSuchUnit:
        raise _fault(
            "unit", _("No unit has this code, or not for this token."), _("Give one of the token's.")
        ) from None
    except services.TooManyWebhooks:
        what = _("This unit has %(most)d webhooks already.") % {"most": terms.MOST_OF_A_UNIT}
        raise _fault("unit", what, _("Change one of them.")) from None
    except services.WebhookHasFaults as fault:
        raise _fault("url", _("This address may not be told."), fault_says(fault.why)) from None
    return 201, {**_told(made), "secret": secret}


def _fault(where: str, what: str, mend: str) -> CannotTake:
    return CannotTake([FaultTold(where=where, what=what, mend=mend)])


def _told(webhook: "Webhook") -> dict[str, object]:
    return {
        "number": webhook.pk,
        "name": webhook.name,
        "unit": webhook.unit.code,
        "url": webhook.url,
        "events": webhook.events,
        "made_at": webhook.made_at,
        "failing_since": webhook.failing_since,
        "switched_off_at": webhook.switched_off_at,
        "why_off": webhook.why_off or None,
        "page": links.WEBHOOK.path(number=webhook.pk),
    }
