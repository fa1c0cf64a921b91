"""What is done with webhooks."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.rooms.people import selectors as people
from servewell.rooms.webhooks import rules, services, terms
from servewell.rooms.webhooks import selectors as kept
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.webhooks import shown

if TYPE_CHECKING:
    from servewell.rooms.webhooks.models import Webhook
    from servewell.web.webhooks.forms import WebhookForm


@require_POST
@needs(rules.MANAGE)
def subscribe(request: SignedInRequest) -> HttpResponse:
    """The secret is on the page that answers, and nowhere else ever."""
    form = shown.form_for(request.person, request.POST)
    made = _subscribed(request, form) if form.is_valid() else None
    if made is None:
        page = shown.webhooks_page(request.person, form)
        return render.page(request, "webhooks/webhooks.html", page, status=422)
    return _with_secret(request, *made)


def _subscribed(request: SignedInRequest, form: "WebhookForm") -> "tuple[Webhook, str] | None":
    said = form.cleaned_data
    try:
        return services.subscribe(
            unit=people.unit_for(viewer=request.person, power=rules.MANAGE, code=said["unit"]),
            name=said["name"], url=said["url"], events=said["events"], by=request.person, at=today.now(),
        )  # fmt: skip
    except services.WebhookHasFaults as fault:
        form.add_error("url", shown.fault_says(fault.why))
    except services.TooManyWebhooks:
        form.add_error("unit", _("This unit has %(most)d webhooks already.") % {"most": terms.MOST_OF_A_UNIT})
    return None


@require_POST
@needs(rules.MANAGE)
def change(request: SignedInRequest, number: int) -> HttpResponse:
    found = shown.webhook_or_404(request.person, number)
    form = shown.form_of(found, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.change(
                webhook=found, name=said["name"], url=said["url"], events=said["events"], by=request.person,
                at=today.now(),
            )  # fmt: skip
            messages.success(request, _("It is changed."))
            return render.to_page("webhooks:webhook", number=number)
        except services.WebhookHasFaults as fault:
            form.add_error("url", shown.fault_says(fault.why))
    return render.page(request, "webhooks/webhook.html", shown.webhook_page(found, form), status=422)


@require_POST
@needs(rules.MANAGE)
def exchange_secret(request: SignedInRequest, number: int) -> HttpResponse:
    found = shown.webhook_or_404(request.person, number)
    secret = services.exchange_secret(webhook=found, by=request.person, at=today.now())
    return _with_secret(request, found, secret)


def _with_secret(request: SignedInRequest, webhook: "Webhook", secret: str) -> HttpResponse:
    page = shown.webhook_page(webhook, shown.form_of(webhook), secret=secret)
    return render.page(request, "webhooks/webhook.html", page)


@require_POST
@needs(rules.MANAGE)
def test(request: SignedInRequest, number: int) -> HttpResponse:
    services.send_test(webhook=shown.webhook_or_404(request.person, number), by=request.person, at=today.now())
    messages.success(request, _("A test is on its way: look at the page again in a moment."))
    return render.to_page("webhooks:webhook", number=number)


@require_POST
@needs(rules.MANAGE)
def switch_off(request: SignedInRequest, number: int) -> HttpResponse:
    services.switch_off(webhook=shown.webhook_or_404(request.person, number), by=request.person, at=today.now())
    return render.to_page("webhooks:webhook", number=number)


@require_POST
@needs(rules.MANAGE)
def switch_on(request: SignedInRequest, number: int) -> HttpResponse:
    services.switch_on(webhook=shown.webhook_or_404(request.person, number), by=request.person, at=today.now())
    messages.success(request, _("It is told of what happens from now on."))
    return render.to_page("webhooks:webhook", number=number)


@require_POST
@needs(rules.MANAGE)
def send_again(request: SignedInRequest, number: int, message: int) -> HttpResponse:
    found = shown.webhook_or_404(request.person, number)
    try:
        services.send_again(
            message=kept.message_for(webhook=found, number=message), by=request.person, at=today.now()
        )  # fmt: skip
        messages.success(request, _("It is sent again."))
    except kept.NoSuchMessage:
        raise Http404 from None
    except services.StillOnItsWay:
        messages.info(request, _("It is on its way already."))
    return render.to_page("webhooks:webhook", number=number)
