"""Opens the import that an address names, for who may know it, with its recipe as far as it is decided."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse

from servewell.engines.tables import RecipeHasFaults, read_recipe
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.services import seen_in
from servewell.rooms.voice.terms import ImportState
from servewell.web.imports.shown.steps import Opened
from servewell.web.kit.access import SignedInRequest
from servewell.web.kit.render import to_page

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import

P = ParamSpec("P")
StepView = Callable[Concatenate[SignedInRequest, Opened, P], HttpResponse]


def import_or_404(request: SignedInRequest, number: int) -> "Import":
    try:
        return voices.import_for(viewer=request.person, number=number)
    except voices.NoSuchImport as none:
        raise Http404 from none


def while_deciding(view: "StepView[P]") -> Callable[..., HttpResponse]:
    """For a step: what is not there yet, or not any more, leads to the page that says so."""

    @wraps(view)
    def opened(request: HttpRequest, number: int, *args: P.args, **parts: P.kwargs) -> HttpResponse:
        found = import_or_404(request, number)  # type: ignore[arg-type]  # stands behind ``needs``
        seen = seen_in(run=found)
        if found.state != ImportState.ARRIVED or seen is None or seen.refusal or not found.draft:
            return to_page("imports:import", number=number)
        try:
            recipe = read_recipe(text=found.draft)
        except RecipeHasFaults:
            return to_page("imports:recipe", number=number)
        return view(request, Opened(found, recipe, seen), *args, **parts)  # type: ignore[arg-type]

    return opened
