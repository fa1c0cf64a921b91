"""One deed for many cases, and lists that are kept under a name."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.cases import rules, services
from servewell.rooms.cases import selectors as cases
from servewell.web.cases.forms.together import TogetherReasonForm, ViewForm, ViewNameForm
from servewell.web.cases.shown import asking, views
from servewell.web.cases.shown.narrowing import list_of, question
from servewell.web.cases.shown.together import done
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs


@needs(rules.SEE)
def do_together(request: SignedInRequest) -> HttpResponse:
    """What the page showed is done; what has changed since then stays."""
    asked = asking.asked(request.POST, viewer=request.person)
    reason = TogetherReasonForm(request.POST)
    is_closing = asked.deed is cases.Deed.CLOSE
    if not asked.numbers or asked.lacks_whom or (is_closing and not reason.is_valid()):
        page = asking.page(asked, viewer=request.person, reason=reason if is_closing else None)
        return render.page(request, "cases/together.html", page, status=422)
    try:
        did = _do(request, asked, reason)
    except NotAllowed as none:
        raise Http404 from none
    messages.success(request, done(len(did.done), len(did.left)))
    return render.SeeOther(list_of(asked.back))


def _do(request: SignedInRequest, asked: asking.Asked, reason: TogetherReasonForm) -> services.DoneTogether:
    numbers, by, at = asked.numbers, request.person, today.now()
    if asked.deed is cases.Deed.CLOSE:
        return services.close_together(cases=numbers, reason=reason.cleaned_data["reason"], by=by, at=at)
    return services.assign_together(cases=numbers, to=asked.to or by, by=by, at=at)


@needs(rules.SEE)
def save_view(request: SignedInRequest) -> HttpResponse:
    units = asking.units_to_share(viewer=request.person)
    form = ViewForm(request.POST, units=[(unit.code, str(unit.name)) for unit in units])
    if form.is_valid() and _is_saved(request, form, {unit.code: unit.pk for unit in units}):
        messages.success(request, _("The list is kept under this name."))
        return render.SeeOther(list_of(_query(form)))
    query = question(QueryDict(request.POST.get("query", "")))
    kept = cases.views_for(viewer=request.person)
    page = views.views(kept=kept, form=form, query=query, may_share=bool(units))
    return render.page(request, "cases/views.html", page, status=422)


def _query(form: ViewForm) -> str:
    return question(QueryDict(form.cleaned_data["query"]))


def _is_saved(request: SignedInRequest, form: ViewForm, units: dict[str, int]) -> bool:
    said = form.cleaned_data
    try:
        services.save_view(
            name=said["name"], query=_query(form), unit=units.get(said["unit"]), by=request.person, at=today.now()
        )
    except services.NameIsTaken:
        form.add_error("name", _("Another list has this name already. Choose another."))
    except services.TooLong:
        form.add_error(None, _("This list asks for too much to be kept. Look for fewer words in it."))
    except services.TooManyViews:
        form.add_error(None, _("There are too many lists already. Remove one that nobody needs."))
    return form.is_valid()


@require_POST
@needs(rules.SEE)
def rename_view(request: SignedInRequest, number: int) -> HttpResponse:
    form = ViewNameForm(request.POST)
    try:
        if not form.is_valid():
            cases.view_to_change(viewer=request.person, number=number)
            messages.error(request, _("A list needs a name."))
        else:
            services.rename_view(number=number, name=form.cleaned_data["name"], by=request.person, at=today.now())
            messages.success(request, _("The list has another name now."))
    except services.NameIsTaken:
        messages.error(request, _("Another list has this name already. Choose another."))
    except cases.NoSuchView as none:
        raise Http404 from none
    return render.to_page("cases:views")


@require_POST
@needs(rules.SEE)
def remove_view(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        services.remove_view(number=number, by=request.person, at=today.now())
    except cases.NoSuchView as none:
        raise Http404 from none
    messages.success(request, _("The list is kept no more. Links to it still work."))
    return render.to_page("cases:views")
