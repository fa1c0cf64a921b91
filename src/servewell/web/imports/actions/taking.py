"""Taking a file in, withdrawing it, and the rows that were held back."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.engines.tables import FileRefused, RecipeHasFaults
from servewell.rooms.cases import services as cases
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, services
from servewell.rooms.voice import selectors as voices
from servewell.web.imports.forms import places
from servewell.web.imports.shown import held as held_shown
from servewell.web.imports.shown import words
from servewell.web.imports.shown.opening import import_or_404, while_deciding
from servewell.web.imports.shown.steps import Opened, Step, path_of
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.figures import number as in_digits
from servewell.web.kit.render import SeeOther, to_page

if TYPE_CHECKING:
    from servewell.rooms.voice.models import HeldRow, Import


@require_POST
@needs(rules.IMPORT)
@while_deciding
def take_in(request: SignedInRequest, opened: Opened) -> HttpResponse:
    try:
        services.start(run=opened.found, document=opened.found.draft, by=request.person, at=today.now())
    except services.RecipeIsUnsure:
        messages.error(request, _("Something is still to decide; nothing was taken in."))
        return SeeOther(path_of(opened.found, Step.SUMMARY))
    except services.RecipeBelongsElsewhere:
        messages.error(request, _("Another unit keeps a recipe with this short name. Choose another short name."))
        return SeeOther(path_of(opened.found, Step.FILE))
    except (RecipeHasFaults, FileRefused) as refusal:
        messages.error(request, _("Nothing was taken in: %(why)s") % {"why": str(refusal)})
        return SeeOther(path_of(opened.found, Step.SUMMARY))
    except services.ImportIsUnderWay:
        pass  # pressed twice: the page shows how far it has come
    return to_page("imports:import", number=opened.found.pk)


@require_POST
@needs(rules.IMPORT)
def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    run = import_or_404(request, number)
    try:
        services.withdraw_import(run=run, by=request.person, at=today.now())
    except services.ImportIsNotShown:
        messages.error(request, _("This file is not taken in, so there is nothing to withdraw."))
    except cases.AnswerHasGoneOut as refusal:
        text = _("This file stays, because answers to its voices went out: %(why)s")
        messages.error(request, text % {"why": str(refusal)})
    else:
        messages.success(request, _("Withdrawn. Its voices left every list and figure."))
    return to_page("imports:import", number=number)


def _held_row(request: SignedInRequest, number: int, row: int) -> "tuple[Import, HeldRow]":
    run = import_or_404(request, number)
    try:
        return run, voices.held_row(run=run, row=row)
    except voices.NoSuchHeldRow as none:
        raise Http404 from none


def _back(number: int, row: int) -> HttpResponse:
    return SeeOther(f"{reverse('imports:held', kwargs={'number': number})}#row-{row}")


@require_POST
@needs(rules.IMPORT)
def take_held(request: SignedInRequest, number: int, row: int) -> HttpResponse:
    """A corrected row is taken in, or shown again with what is still wrong."""
    run, held = _held_row(request, number, row)
    posted = {name: str(value) for name, value in request.POST.items()}
    cells = [posted.get(f"cell-{row}-{place}", cell) for place, cell in enumerate(held.cells)]
    try:
        services.take_held(held=held, cells=cells, by=request.person, at=today.now())
    except services.RowIsNotUnderstood as refusal:
        faults = {each.column: words.reason(each.code) for each in refusal.reasons}
        returned = held_shown.Returned(row=row, posted=posted, faults=faults)
        page = held_shown.held_page_of_row(request, run, held, returned)
        return render.page(request, "imports/held.html", page, status=422)
    except services.RowIsKnown:
        messages.warning(request, _("This row is known already: it is the same as one that was taken in."))
    except services.RowIsSettled:
        messages.warning(request, _("Somebody settled this row a moment ago."))
    else:
        messages.success(request, _("The row is taken in. How it came is kept beside it."))
    return _back(number, row)


@require_POST
@needs(rules.IMPORT)
def drop_held(request: SignedInRequest, number: int, row: int) -> HttpResponse:
    _run, held = _held_row(request, number, row)
    try:
        services.drop_held(held=held, by=request.person, at=today.now())
        messages.success(request, _("The row is dropped. It is kept here, and counts nowhere."))
    except services.RowIsSettled:
        messages.warning(request, _("Somebody settled this row a moment ago."))
    return _back(number, row)


@require_POST
@needs(rules.IMPORT)
def same_for_all(request: SignedInRequest, number: int) -> HttpResponse:
    """One label means one unit, in all rows that were held back for it."""
    run = import_or_404(request, number)
    label, code = request.POST.get("label", ""), request.POST.get(request.POST.get("field", ""), "")
    try:
        unit = people.unit_for(viewer=request.person, power=rules.IMPORT, code=code)
    except people.NoSuchUnit:
        messages.error(request, str(words.PLACE_FAULTS[places.Fault.NO_UNIT]))
        return to_page("imports:held", number=number)
    taken = services.map_label(run=run, label=label, unit=unit, by=request.person, at=today.now())
    text = ngettext("%(number)s row is taken in.", "%(number)s rows are taken in.", taken)
    messages.success(request, text % {"number": in_digits(taken)})
    return to_page("imports:held", number=number)
