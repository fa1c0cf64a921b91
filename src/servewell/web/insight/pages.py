"""How customers judge us, for whoever may see the figures; and Monday's page, for whoever gets it."""

from datetime import date
from typing import TYPE_CHECKING, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import files, today
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import rules as people_rules
from servewell.rooms.standards import rules as standards_rules
from servewell.web.insight.forms import DefineForm, typed
from servewell.web.insight.shown import asked, indicators
from servewell.web.insight.shown.executive import executive_page
from servewell.web.insight.shown.of_a_unit import satisfaction as shown
from servewell.web.insight.shown.prints import published
from servewell.web.insight.shown.weekly.opened import page_for
from servewell.web.insight.shown.weekly.subscribing import (
    asks_to_end,
    has_ended,
    no_such_link,
    others_page,
    subscription_page,
)
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, open_to_everyone, powers_held

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Published

TYPES = {
    terms.Form.PDF: "application/pdf",
    terms.Form.PNG: "image/png",
    terms.Form.CSV: "text/csv; charset=utf-8",
}


@require_safe
@needs(rules.SEE)
def monday(request: SignedInRequest) -> HttpResponse:
    try:
        page = page_for(request.person, week=_day(request.GET.get("week", "")), at=today.now())
    except insight.NoSuchMonday:
        raise Http404 from None
    return render.page(request, "insight/monday.html", page)


@require_safe
@needs(rules.SEE)
def subscription(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "insight/subscription.html", subscription_page(request.person, at=today.now()))


@require_safe
@needs(people_rules.MANAGE)
def subscribed(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "insight/subscribed.html", others_page(request.person, at=today.now()))


@require_safe
@open_to_everyone
def mail_ends(request: HttpRequest, token: str) -> HttpResponse:
    """Asks only: mail programs and scanners open every link."""
    try:
        held = insight.subscription_by_token(token=token)
    except insight.NoSuchSubscription:
        return no_such_link(request)
    is_over = held.ended_at is not None or not held.by_mail
    return has_ended(request, held) if is_over else asks_to_end(request, held)


def _day(typed: str) -> date | None:
    """What is no day is as good as nothing."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@needs(rules.SEE)
def satisfaction(request: SignedInRequest) -> HttpResponse:
    try:
        found = asked.found_for(request.person, request.GET.get("unit") or None, request.GET)
    except insight.NoSuchIndicator:
        return render.page(request, "insight/satisfaction.html", shown.undefined())
    return render.page(request, "insight/satisfaction.html", asked.page_of(request.person, found))


@require_safe
@needs(rules.SEE)
def units(request: SignedInRequest, unit: str) -> HttpResponse:
    return render.page(request, "insight/units.html", asked.units_for(request.person, unit, request.GET))


@require_safe
@needs(rules.SEE)
def drivers(request: SignedInRequest, unit: str) -> HttpResponse:
    return render.page(request, "insight/drivers.html", asked.drivers_for(request.person, unit, request.GET))


@require_safe
@needs(rules.SEE)
def outcomes(request: SignedInRequest, unit: str) -> HttpResponse:
    return render.page(request, "insight/outcomes.html", asked.outcomes_page(request.person, unit, request.GET))


@require_safe
@needs(rules.REMIT)
def executive(request: SignedInRequest) -> HttpResponse:
    with asked.or_not_found():
        found = insight.overview(viewer=request.person, at=today.now(), unit=request.GET.get("unit") or None)
    held = powers_held(request)
    reads = {power.code for power in (cases_rules.SEE, people_rules.SEE_TEAM, standards_rules.KEEP)}
    return render.page(request, "insight/executive.html", executive_page(found, opens=frozenset(held & reads)))


@require_safe
@needs(rules.SEE)
def finding(request: SignedInRequest, number: int) -> HttpResponse:
    """What was published, and what comes out today."""
    found = _published(request, number)
    at = today.now()
    again = insight.again(published=found, at=at) if found.made_at else None
    may_read = published.may_open(viewer=request.person, published=found)
    page = published.finding_page(found, again, may_read=may_read, at=at)
    return render.page(request, "insight/finding.html", page)


@require_safe
@needs(rules.SEE)
def catalogue(request: SignedInRequest) -> HttpResponse:
    page = indicators.indicators_page(insight.catalogue(), may_define=insight.may_define(viewer=request.person))
    return render.page(request, "insight/indicators.html", page)


@require_safe
@needs(rules.SEE)
def finding_file(request: SignedInRequest, number: int) -> HttpResponse:
    """The very file that was published; until it is made, the page that says how far it is."""
    found = _published(request, number)
    if not published.may_open(viewer=request.person, published=found):
        raise Http404
    if not found.file:
        return render.to_page("insight:finding", number=number)
    name = f"servewell-finding-{found.pk}.{found.form}"
    kept = FileResponse(
        files.path_of(found.file).open("rb"),
        content_type=TYPES[terms.Form(found.form)],
        filename=name,
        as_attachment=True,
    )
    return cast("HttpResponse", kept)  # it streams; whoever wraps a view asks nothing of it


def _published(request: SignedInRequest, number: int) -> "Published":
    try:
        return insight.published_for(viewer=request.person, number=number)
    except insight.NoSuchFinding:
        raise Http404 from None


@require_safe
@needs(rules.SEE)
def indicator(request: SignedInRequest, code: str) -> HttpResponse:
    found = _defined(code)
    meanings = [version.meaning for version in found.versions]
    foreseen = insight.foreseen(viewer=request.person, meanings=meanings, at=today.now())
    page = indicators.indicator_page(found, foreseen, may_define=insight.may_define(viewer=request.person))
    return render.page(request, "insight/indicator.html", page)


@require_safe
@needs(rules.DEFINE)
def define(request: SignedInRequest) -> HttpResponse:
    """A new figure, or with ?code=… the next version of one."""
    if not insight.may_define(viewer=request.person):
        raise Http404
    code = request.GET.get("code", "")
    known = _defined(code) if code else None
    start = typed(code, known.newest.meaning) if known else {}
    form = DefineForm(questions=indicators.questions_offered(), sources=indicators.sources_offered(), initial=start)
    return render.page(request, "insight/define.html", indicators.define_page(form, known))


def _defined(code: str) -> insight.Defined:
    with asked.or_not_found():
        return insight.defined(code=code)
