"""Campaigns, rules, and the page behind the opt-out link. Looking changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.terms import AskedState
from servewell.web.asking.shown import opting_out
from servewell.web.asking.shown.lines import lines_page
from servewell.web.asking.shown.listed import campaigns_page
from servewell.web.asking.shown.opening import campaign_or_404
from servewell.web.asking.shown.planning import plan_page
from servewell.web.asking.shown.ruling import rules_page
from servewell.web.asking.shown.whole import campaign_page
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, open_to_everyone, powers_held
from servewell.web.kit.asked import edges_asked_for


@require_safe
@needs(rules.ASK)
def campaigns(request: SignedInRequest) -> HttpResponse:
    found = voices.campaigns(viewer=request.person, **edges_asked_for(request))
    counts = voices.counts_of_asked(campaigns=list(found.items))
    may_set_rules = rules.SET_ASKING_RULES.code in powers_held(request)
    page = campaigns_page(found, counts, may_set_rules=may_set_rules)
    return render.page(request, "asking/campaigns.html", page)


@require_safe
@needs(rules.ASK)
def plan(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "asking/plan.html", plan_page(request.person))


@require_safe
@needs(rules.ASK)
def campaign(request: SignedInRequest, number: int) -> HttpResponse:
    found = campaign_or_404(request, number)
    state = next((each for each in AskedState if each == request.GET.get("state")), None)
    asked = voices.asked_in(campaign=found, state=state, **edges_asked_for(request))
    counted = voices.counts_of_asked(campaigns=[found])[found.pk]
    keys = [each.customer_id for each in asked.items]
    shown = customers.are_seen(viewer=request.person, customers=keys, power=rules.ASK)
    page = campaign_page(found, counted=counted, asked=asked, shown=shown, state=state, at=today.now())
    return render.page(request, "asking/campaign.html", page)


@require_safe
@needs(rules.ASK)
def lines(request: SignedInRequest, number: int) -> HttpResponse:
    found = campaign_or_404(request, number)
    page = voices.lines_with_faults(campaign=found, **edges_asked_for(request))
    count = sum(count for fault, count in voices.lines_by_fault(campaign=found).items() if fault)
    return render.page(request, "asking/lines.html", lines_page(found, page, count=count))


@require_safe
@needs(rules.SET_ASKING_RULES)
def asking_rules(request: SignedInRequest) -> HttpResponse:
    found = voices.asking_rules(viewer=request.person, **edges_asked_for(request))
    return render.page(request, "asking/rules.html", rules_page(request.person, found))


@require_safe
@open_to_everyone
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """Asks only: mail programs and scanners open every link."""
    try:
        asked = voices.asked_by_opt_out(token=token)
    except voices.NoSuchOptOut:
        return opting_out.no_such_link(request)
    return opting_out.done(request, asked) if voices.has_opted_out(asked=asked) else opting_out.ask(request, asked)
