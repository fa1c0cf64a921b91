"""One case goes into another, and comes out of it again."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from servewell.base import today
from servewell.rooms.cases import rules, services
from servewell.rooms.cases import selectors as cases
from servewell.web.cases.actions.whole import on_case
from servewell.web.cases.forms.merging import MergeForm
from servewell.web.cases.shown import merging as shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case


@on_case(rules.ANSWER)
def merge(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = MergeForm(request.POST)
    if form.is_valid() and _is_merged(request, case, form):
        number = {"number": form.cleaned_data["other"]}
        messages.success(request, _("Case %(number)s is answered here now; both ledgers say so.") % number)
        return render.to_page("cases:case", number=case.pk)
    if "other" in form.cleaned_data:
        found = cases.merge_foreseen(viewer=request.person, number=case.pk, other=form.cleaned_data["other"])
        page = shown.foreseen(found, form=form)
    else:
        page = shown.unknown(case.pk, form=form)
    return render.page(request, "cases/merge.html", page, status=422)


def _is_merged(request: SignedInRequest, case: "Case", form: MergeForm) -> bool:
    """Whether it is; else the page says what stands in the way by now. Raises NoSuchCase, NotAllowed."""
    said = form.cleaned_data
    other = cases.case_for(viewer=request.person, number=said["other"])
    try:
        services.merge(case=other, into=case.pk, reason=said["reason"], by=request.person, at=today.now())
    except services.CannotMerge:
        return False
    return True


@on_case(rules.ANSWER)
def undo(request: SignedInRequest, case: "Case") -> HttpResponse:
    try:
        services.undo_merge(case=case, by=request.person, at=today.now())
        messages.success(request, shown.came_out(case.pk))
    except services.CannotMerge as refused:
        messages.error(request, shown.stop(refused.barred))
    return render.to_page("cases:case", number=case.pk)
