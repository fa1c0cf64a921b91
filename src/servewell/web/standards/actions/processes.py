"""Entering, changing and retiring processes."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules, services
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import Stage
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.standards.forms import ProcessForm
from servewell.web.standards.shown.asked import unit_or_404
from servewell.web.standards.shown.processes import process_form, process_page

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@needs(rules.KEEP)
def new_process(request: SignedInRequest) -> HttpResponse:
    return _entered(request, None)


@needs(rules.KEEP)
def process(request: SignedInRequest, code: str) -> HttpResponse:
    return _entered(request, _row_or_404(request, code))


def _entered(request: SignedInRequest, row: standards.Registered | None) -> HttpResponse:
    form = process_form(request.POST, reader=request.person)
    if form.is_valid() and _is_entered(request, row, form):
        return render.to_page("standards:processes")
    page = process_page(row, reader=request.person, form=form)
    return render.page(request, "standards/process.html", page, status=422)


def _is_entered(request: SignedInRequest, row: standards.Registered | None, form: ProcessForm) -> bool:
    """Whether it stands in the register as the form says; else the form says why not."""
    owner = _owner(form)
    if form.errors:
        return False
    draft = services.ProcessDraft(
        name=form.written("name"),
        stage=Stage(form.cleaned_data["stage"]),
        unit=unit_or_404(request.person, form.cleaned_data["unit"], rules.KEEP),
        owner=owner,
        standards=tuple(form.cleaned_data["standards"]),
    )
    at = today.now()
    try:
        if row is None:
            services.register_process(draft=draft, by=request.person, at=at)
        else:
            services.change_process(process=row.process, draft=draft, by=request.person, at=at)
    except services.OwnerDoesNotWorkHere:
        form.add_error("owner", _("This person does not work here any more. Name somebody who does."))
    except services.NoSuchStandard:
        form.add_error("standards", _("A standard was retired meanwhile. Choose from those that hold."))
    except (services.ProcessChangedMeanwhile, PublishedMeanwhile):
        form.add_error(None, _("Somebody else changed this process meanwhile. Open it again, then make your change."))
    except NotAllowed as refused:
        raise Http404 from refused
    return not form.errors


def _owner(form: ProcessForm) -> "Person | None":
    number = form.cleaned_data["owner"].strip()
    if not number:
        return None
    person = people.person_by_number(number=number) if number.isprintable() else None
    if person is None:
        form.add_error("owner", _("Nobody has this staff number. It is printed on the person's card."))
    return person


@require_POST
@needs(rules.KEEP)
def retire_process(request: SignedInRequest, code: str) -> HttpResponse:
    row = _row_or_404(request, code)
    try:
        services.retire_process(process=row.process, by=request.person, at=today.now())
        messages.success(request, _("It stands in the register no more."))
    except services.ProcessChangedMeanwhile:
        messages.error(request, _("Somebody else changed this process meanwhile."))
    return render.to_page("standards:processes")


def _row_or_404(request: SignedInRequest, code: str) -> standards.Registered:
    try:
        return standards.process_for(viewer=request.person, code=code)
    except standards.NoSuchProcess as none:
        raise Http404 from none
