"""What people write beside a chart."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.rooms.insight import rules, services
from servewell.rooms.insight import selectors as insight
from servewell.web.insight.forms import AnnotationForm
from servewell.web.insight.shown import asked, sentences
from servewell.web.insight.shown.annotations import months_of
from servewell.web.insight.shown.satisfaction import page_again
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Satisfaction


@require_POST
@needs(rules.EXPLAIN)
def annotate(request: SignedInRequest, unit: str) -> HttpResponse:
    found = _explained_by(request, unit)
    form = AnnotationForm(request.POST, months=sentences.months_offered(months_of(found)))
    cause = form.cause_of(found.signals) if form.is_valid() else None
    if form.errors:
        page = asked.page_of(request.person, found, refused=form)
        return render.page(request, "insight/satisfaction.html", page, status=422)
    services.annotate(
        unit=found.unit,
        months=services.Months(*form.months),
        text=form.cleaned_data["text"],
        cause_of=cause,
        audience=found.audience,
        aspect=found.look.aspect,
        by=request.person,
        at=today.now(),
    )
    messages.success(request, _("It stands beside the chart now, with your name."))
    return HttpResponseRedirect(page_again(found))


@require_POST
@needs(rules.EXPLAIN)
def withdraw(request: SignedInRequest, unit: str, annotation: int) -> HttpResponse:
    found = _explained_by(request, unit)
    try:
        row = insight.annotation_for(viewer=request.person, unit=found.unit.pk, key=annotation)
    except insight.NoSuchAnnotation:
        raise Http404 from None
    services.withdraw_annotation(annotation=row, by=request.person, at=today.now())
    messages.success(request, _("It no longer stands beside the chart."))
    return HttpResponseRedirect(page_again(found))


def _explained_by(request: SignedInRequest, unit: str) -> "Satisfaction":
    """The page that was written on, where the reader may write."""
    try:
        found = asked.found_for(request.person, unit, request.POST)
    except insight.NoSuchIndicator:
        raise Http404 from None
    if not found.may_explain:
        raise Http404
    return found
