"""Taking a file in, withdrawing it, and the rows that were held back."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.engines.tables import FileRefused, RecipeHasFaults
from servewell.rooms.cases import selectors
from servewell.rooms.cases import services as cases
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, services
from servewell.rooms.voice import selectors as voices
from servewell.web.imports.forms import places
from servewell.web.imports.shown import held as held_shown
from servewell.web.imports.shown import words
from servewell.web.imports.shown.opening import import_or_404, while_deciding
from servewell.web.imports.shown.retelling import why_refused
from servewell.web.imports.shown.steps import Opened, Step, path_of
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.figures import number as in_digits
from servewell.web.kit.render import SeeOther, to_page

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

NAMED: Final = 10
ROW_STAYS: Final = (
    services.RowIsKnown,
    services.RowIsLeftOut,
    services.RowIsSettled,
    services.ImportIsNotShown,
    services.AnotherFileComesFirst,
)


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
        messages.error(request, _("Nothing was taken in: %(why)s") % {"why": why_refused(refusal)})
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
        messages.error(request, _stays(refusal, request.person))
    else:
        messages.success(request, _("Withdrawn. Its voices left every list and figure."))
    return to_page("imports:import", number=number)


def _stays(refusal: cases.AnswerHasGoneOut, viewer: "Person") -> str:
    """With the numbers of those cases that the viewer sees."""
    says = ngettext(
        "This file stays: %(number)s of its voices was answered.",
        "This file stays: %(number)s of its voices were answered.",
        refusal.many,
    ) % {"number": in_digits(refusal.many)}
    seen = selectors.in_brief(viewer=viewer, cases=refusal.cases)[:NAMED]
    if not seen:
        return says
    named = ", ".join(str(each.number) for each in seen)
    return _("%(says)s Among them: case %(cases)s.") % {"says": says, "cases": named}


def _back(number: int, row: int) -> HttpResponse:
    return SeeOther(f"{reverse('imports:held', kwargs={'number': number})}#row-{row}")


def _cells_of(row: int, came: Sequence[str], posted: Mapping[str, str], *, columns: int) -> Sequence[str]:
    """A row that came too narrow gets a cell for each column; of one that came too wide, empty cells go."""
    wide = [*came, *("" for _place in range(len(came), columns))]
    cells = [posted.get(f"cell-{row}-{place}", cell) for place, cell in enumerate(wide)]
    return [*cells[:columns], *(cell for cell in cells[columns:] if cell.strip())]


@require_POST
@needs(rules.IMPORT)
def take_held(request: SignedInRequest, number: int, row: int) -> HttpResponse:
    """A corrected row is taken in, or shown again with what is still wrong."""
    run = import_or_404(request, number)
    posted = {name: str(value) for name, value in request.POST.items()}
    try:
        held = voices.held_row(run=run, row=row)
        cells = _cells_of(row, held.cells, posted, columns=len(voices.columns_of(run=run)))
        services.take_held(run=run, row=row, cells=cells, by=request.person, at=today.now())
    except voices.NoSuchHeldRow as none:
        raise Http404 from none
    except services.RowIsStillHeldBack as refusal:
        returned = held_shown.Returned(row=row, posted=posted, reasons=refusal.reasons)
        page = held_shown.held_page_of_row(request, run, held, returned)
        return render.page(request, "imports/held.html", page, status=422)
    except ROW_STAYS as refusal:
        messages.warning(request, str(words.ROW_FAULTS[type(refusal)]))
    else:
        messages.success(request, _("The row is taken in. How it came is kept beside it."))
    return _back(number, row)


@require_POST
@needs(rules.IMPORT)
def drop_held(request: SignedInRequest, number: int, row: int) -> HttpResponse:
    run = import_or_404(request, number)
    if services.drop_held(run=run, rows=[row], by=request.person, at=today.now()):
        messages.success(request, _("The row is dropped. It is kept here, and counts nowhere."))
    else:
        messages.warning(request, str(words.ROW_FAULTS[services.RowIsSettled]))
    return _back(number, row)


@require_POST
@needs(rules.IMPORT)
def same_for_all(request: SignedInRequest, number: int) -> HttpResponse:
    """What one row needs, all rows with the same value get: a label means a unit, or another value stands for one."""
    run = import_or_404(request, number)
    column, value = request.POST.get("column", ""), request.POST.get("value", "")
    instead = request.POST.get(request.POST.get("field", ""), "")
    at = today.now()
    try:
        if request.POST.get("kind") == "unit":
            unit = people.unit_for(viewer=request.person, power=rules.IMPORT, code=instead)
            taken = services.map_label(run=run, label=value, unit=unit.code, by=request.person, at=at)
        else:
            taken = services.take_held_many(
                run=run, column=column, value=value, instead=instead, by=request.person, at=at
            )
    except people.NoSuchUnit:
        messages.error(request, str(words.PLACE_FAULTS[places.Fault.NO_UNIT]))
    except (services.ImportIsNotShown, services.AnotherFileComesFirst) as refusal:
        messages.warning(request, str(words.ROW_FAULTS[type(refusal)]))
    except (RecipeHasFaults, FileRefused, voices.NoSuchRecipe) as refusal:
        messages.error(request, _("Nothing was taken in: %(why)s") % {"why": why_refused(refusal)})
    else:
        text = ngettext("%(number)s row is taken in.", "%(number)s rows are taken in.", taken)
        messages.success(request, text % {"number": in_digits(taken)})
    return to_page("imports:held", number=number)
