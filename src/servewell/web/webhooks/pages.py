"""Webhooks, and what came of their messages."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from servewell.rooms.webhooks import rules
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.asked import edges_asked_for
from servewell.web.webhooks import shown


@require_safe
@needs(rules.MANAGE)
def webhooks(request: SignedInRequest) -> HttpResponse:
    page = shown.webhooks_page(request.person, shown.form_for(request.person))
    return render.page(request, "webhooks/webhooks.html", page)


@require_safe
@needs(rules.MANAGE)
def webhook(request: SignedInRequest, number: int) -> HttpResponse:
    found = shown.webhook_or_404(request.person, number)
    page = shown.webhook_page(found, shown.form_of(found), **edges_asked_for(request))
    return render.page(request, "webhooks/webhook.html", page)
