"""How customers judge us, for whoever may see the figures."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.standards import rules as standards_rules
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.shown import satisfaction as shown
from servewell.web.insight.shown.executive import executive_page
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, powers_held
from servewell.web.kit.components import Quote

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Satisfaction
    from servewell.rooms.people.models import Person

QUOTES = 3
EARLIEST, LATEST = 1990, 9000


@needs(rules.SEE)
def satisfaction(request: SignedInRequest) -> HttpResponse:
    try:
        found = insight.satisfaction(
            viewer=request.person,
            unit=request.GET.get("unit") or None,
            at=today.now(),
            until=_month(request.GET.get("until", "")),
            audience=_audience(request.GET.get("audience", "")),
            tree=_tree(request.GET.get("tree", "")),
        )
    except people.NoSuchUnit:
        raise Http404 from None
    except insight.NoSuchIndicator:
        return render.page(request, "insight/satisfaction.html", shown.undefined())
    quotes = _quotes(request.person, found)
    reads = quotes is not None or people.holds(actor=request.person, power=voice_rules.READ)
    return render.page(request, "insight/satisfaction.html", shown.page_of(found, quotes=quotes, reads=reads))


@require_safe
@needs(rules.REMIT)
def executive(request: SignedInRequest) -> HttpResponse:
    try:
        found = insight.overview(viewer=request.person, at=today.now(), unit=request.GET.get("unit") or None)
    except people.NoSuchUnit:
        raise Http404 from None
    held = powers_held(request)
    reads = {power.code for power in (voice_rules.READ, cases_rules.SEE, people_rules.SEE_TEAM, standards_rules.KEEP)}
    return render.page(request, "insight/executive.html", executive_page(found, opens=frozenset(held & reads)))


def _audience(typed: str) -> Audience:
    return Audience.INTERNAL if typed == Audience.INTERNAL.value else Audience.EXTERNAL


def _tree(typed: str) -> Tree:
    return Tree.TODAY if typed == Tree.TODAY.value else Tree.AS_IT_WAS


def _month(typed: str) -> date | None:
    """A month as 2016-12. What cannot be one is as good as nothing."""
    try:
        month = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
    return month if EARLIEST <= month.year <= LATEST else None


def _quotes(person: "Person", found: "Satisfaction") -> Sequence[Quote] | None:
    """The latest words, for a person who may read the unit's voices."""
    unit = found.unit.pk
    if not people.may(actor=person, power=voice_rules.READ, unit=unit):
        return None
    end = found.spans.shown.until_on if found.is_past else None
    asked = voice.Filters(unit=unit, until_on=end, audience=found.audience, tree=found.meaning.tree)
    latest = voice.heard(viewer=person, filters=asked, size=QUOTES)
    return [shown.quote_of(heard) for heard in latest.items]
