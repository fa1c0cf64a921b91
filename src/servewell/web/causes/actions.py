"""Keeping the tree of causes, and naming what caused a case: one deed each."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.cases import rules, services, terms
from servewell.rooms.cases import selectors as cases
from servewell.web.causes.forms import NameForm, RuleForm
from servewell.web.causes.shown import of_case as shown_of_case
from servewell.web.causes.shown import tree as shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case
    from servewell.web.causes.forms import CauseForm


@require_POST
@needs(rules.KEEP_CAUSES)
def set_rule(request: SignedInRequest) -> HttpResponse:
    form = RuleForm(request.POST)
    is_required = form.is_valid() and form.cleaned_data["is_required"]
    try:
        services.require_causes(is_required=is_required, by=request.person, at=today.now())
        messages.success(request, shown.rule_said(is_required=is_required))
    except PublishedMeanwhile:
        messages.error(request, _("Somebody else changed this a moment ago; nothing was changed."))
    except NotAllowed as none:
        raise Http404 from none
    return render.to_page("causes:tree")


@require_POST
@needs(rules.KEEP_CAUSES)
def new_cause(request: SignedInRequest) -> HttpResponse:
    if not cases.keeps_causes(viewer=request.person):
        raise Http404
    return _entered(request, None)


@require_POST
@needs(rules.KEEP_CAUSES)
def cause(request: SignedInRequest, code: str) -> HttpResponse:
    return _entered(request, _seen_or_404(request, code))


def _entered(request: SignedInRequest, seen: "cases.CauseSeen | None") -> HttpResponse:
    form = shown.cause_form(request.POST, seen)
    if form.is_valid() and _is_entered(request, seen, form):
        return render.to_page("causes:tree")
    return render.page(request, "causes/cause.html", shown.cause_page(seen, form=form), status=422)


def _is_entered(request: SignedInRequest, seen: "cases.CauseSeen | None", form: "CauseForm") -> bool:
    """Whether it stands in the tree as the form says; else the form says why not."""
    given, at = form.cleaned_data, today.now()
    draft = services.CauseDraft(
        name=form.written("name"),
        above=given["above"],
        kind=terms.CauseKind(given["kind"]) if given["kind"] else None,
        standards=tuple(given["standards"]),
        process=given["process"],
    )
    try:
        if seen is None:
            services.enter_cause(draft=draft, by=request.person, at=at)
        else:
            services.change_cause(cause=seen.cause, draft=draft, by=request.person, at=at)
    except services.CannotStandThere:
        form.add_error("above", _("It cannot stand there: the tree has three levels, and nothing stands under itself."))
    except services.CausePointsNowhere:
        says = _("Tick at least one standard, and none for a heading that others stand under.")
        form.add_error("standards", says)
    except services.NoSuchProcessForCause:
        form.add_error("process", _("Only a cause in how the work is arranged names a process of the register."))
    except services.BranchIsNotEmpty:
        form.add_error("kind", _("Others stand under it, so it stays a heading. Move them first."))
    except services.TooManyCauses:
        form.add_error(None, _("The tree is full: nobody finds their way in so many. Take one out first."))
    except (services.CauseChangedMeanwhile, PublishedMeanwhile):
        form.add_error(None, _("Somebody else changed this cause meanwhile. Open it again, then make your change."))
    except NotAllowed as none:
        raise Http404 from none
    return not form.errors


@require_POST
@needs(rules.KEEP_CAUSES)
def retire(request: SignedInRequest, code: str) -> HttpResponse:
    seen = _seen_or_404(request, code)
    try:
        services.retire_cause(cause=seen.cause, by=request.person, at=today.now())
        messages.success(request, _("No case is given it from now on. Those that have it keep it."))
    except services.BranchIsNotEmpty:
        messages.error(request, _("Others stand under it: take these out or move them first."))
    except services.CauseChangedMeanwhile:
        messages.error(request, _("Somebody else changed this cause meanwhile; nothing was changed."))
    return render.to_page("causes:tree")


def _seen_or_404(request: SignedInRequest, code: str) -> "cases.CauseSeen":
    try:
        return cases.cause_for(viewer=request.person, code=code)
    except cases.NoSuchCause as none:
        raise Http404 from none


@require_POST
@needs(rules.ANSWER)
def name_cause(request: SignedInRequest, number: int) -> HttpResponse:
    case, form = _case_or_404(request, number), NameForm(request.POST)
    meant = _meant(form) if form.is_valid() else None
    if meant is not None and _is_done(request, form, lambda: _named(request, case, form, meant)):
        messages.success(request, _("Noted: “%(cause)s”.") % {"cause": meant.cause.name})
        return render.to_page("cases:case", number=case.pk)
    page = shown_of_case.page(viewer=request.person, number=number, form=form)
    return render.page(request, "causes/of_case.html", page, status=422)


def _meant(form: NameForm) -> "cases.CauseSeen | None":
    """The cause that was typed; else the form says which may be meant."""
    tree = cases.cause_tree()
    try:
        return cases.cause_meant(typed=form.cleaned_data["cause"], tree=tree)
    except cases.NoSuchCause as none:
        form.add_error("cause", shown_of_case.close_ones([each for each in tree if each.code in none.close]))
        return None


def _named(request: SignedInRequest, case: "Case", form: NameForm, meant: "cases.CauseSeen") -> None:
    given = form.cleaned_data
    services.name_cause(
        case=case, code=meant.code, certainty=terms.Certainty(given["certainty"]), is_main=given["is_main"],
        note=given["note"], by=request.person, at=today.now(),
    )  # fmt: skip


def _is_done(request: SignedInRequest, form: NameForm, deed: Callable[[], None]) -> bool:
    try:
        deed()
    except services.TooManyCausesOfACase:
        form.add_error(None, _("A case has five causes at most. Take one back first."))
    except cases.NoSuchCause:
        form.add_error("cause", _("This cause was taken out of the tree a moment ago."))
    except NotAllowed as none:
        raise Http404 from none
    return form.is_valid()


@require_POST
@needs(rules.ANSWER)
def take_back(request: SignedInRequest, number: int) -> HttpResponse:
    case = _case_or_404(request, number)
    try:
        code = request.POST.get("cause", "")
        services.take_cause_back(case=case, code=code, by=request.person, at=today.now())
        messages.success(request, _("Taken back. What was said before can still be read."))
    except services.CauseIsNotNamed:
        messages.error(request, _("Somebody did this a moment ago; nothing was changed."))
    except NotAllowed as none:
        raise Http404 from none
    return render.to_page("causes:of_case", number=case.pk)


def _case_or_404(request: SignedInRequest, number: int) -> "Case":
    try:
        return cases.case_for(viewer=request.person, number=number)
    except cases.NoSuchCase as none:
        raise Http404 from none
