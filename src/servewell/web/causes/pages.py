"""The tree of causes, and what caused one case. Looking changes nothing."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.web.causes.shown import of_case as shown_of_case
from servewell.web.causes.shown import tree as shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs


@require_safe
@needs(rules.KEEP_CAUSES)
def tree(request: SignedInRequest) -> HttpResponse:
    _keeper_or_404(request)
    return render.page(request, "causes/tree.html", shown.tree_page())


@require_safe
@needs(rules.KEEP_CAUSES)
def new_cause(request: SignedInRequest) -> HttpResponse:
    _keeper_or_404(request)
    above = request.GET.get("above", "")
    return render.page(request, "causes/cause.html", shown.cause_page(None, above=above))


@require_safe
@needs(rules.KEEP_CAUSES)
def cause(request: SignedInRequest, code: str) -> HttpResponse:
    try:
        seen = cases.cause_for(viewer=request.person, code=code)
    except cases.NoSuchCause as none:
        raise Http404 from none
    return render.page(request, "causes/cause.html", shown.cause_page(seen))


@require_safe
@needs(rules.SEE)
def of_case(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        page = shown_of_case.page(viewer=request.person, number=number)
    except cases.NoSuchCase as none:
        raise Http404 from none
    return render.page(request, "causes/of_case.html", page)


@require_safe
@needs(rules.SEE)
def offered(request: SignedInRequest, number: int) -> HttpResponse:
    """What may be typed, for the field on the page of the case: asked for once somebody enters it."""
    try:
        cases.case_for(viewer=request.person, number=number)
    except cases.NoSuchCase as none:
        raise Http404 from none
    return render.fragment(request, "causes/_offered.html", offered=shown_of_case.offered())


def _keeper_or_404(request: SignedInRequest) -> None:
    if not cases.keeps_causes(viewer=request.person):
        raise Http404
