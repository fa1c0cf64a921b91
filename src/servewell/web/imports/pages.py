"""Files that are taken in: looking at them, and at what is being decided about them. Looking changes nothing."""

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.engines.tables import FileRefused, RecipeFault, RecipeHasFaults, read_recipe
from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.services import arrived, seen_in
from servewell.rooms.voice.terms import ImportState
from servewell.web.imports.shown import held as held_shown
from servewell.web.imports.shown import listed, places, whole
from servewell.web.imports.shown.bringing import bring_page
from servewell.web.imports.shown.columns import columns_page
from servewell.web.imports.shown.file import file_page
from servewell.web.imports.shown.opening import import_or_404, while_deciding
from servewell.web.imports.shown.parts import part_asked_for
from servewell.web.imports.shown.preview import preview_page
from servewell.web.imports.shown.questions import questions_page
from servewell.web.imports.shown.recipe import recipe_page
from servewell.web.imports.shown.retelling import about, why_refused
from servewell.web.imports.shown.steps import Opened, Step, path_of
from servewell.web.imports.shown.summary import summary_page
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.asked import edges_asked_for
from servewell.web.kit.render import SeeOther

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import

MOST_REHEARSED: Final = 100_000
YAML: Final = "application/yaml; charset=utf-8"


@require_safe
@needs(rules.IMPORT)
def imports(request: SignedInRequest) -> HttpResponse:
    found = voices.imports(viewer=request.person, **edges_asked_for(request))
    return render.page(request, "imports/imports.html", listed.imports_page(found))


@require_safe
@needs(rules.IMPORT)
def bring(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "imports/bring.html", bring_page(request.person))


@require_safe
@needs(rules.IMPORT)
def how_much(request: SignedInRequest, number: int) -> HttpResponse:
    """How many bytes have arrived: where a script that was interrupted goes on."""
    found = import_or_404(request, number)
    is_arriving = found.state == ImportState.ARRIVING
    return JsonResponse({"arrived": arrived(run=found), "size": found.size, "is_arriving": is_arriving})


@require_safe
@needs(rules.IMPORT)
def whole_import(request: SignedInRequest, number: int) -> HttpResponse:
    """What has become of a file; while something is to decide, the step where."""
    found = import_or_404(request, number)
    if request.headers.get("HX-Request") and not _is_moving(found):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found.state != ImportState.ARRIVED:
        progress = voices.progress(viewer=request.person, number=number)
        page = whole.whole_page(found, share=progress.share, answered=_answered(request, found))
        return render.page(request, "imports/import.html", page)
    seen = seen_in(run=found)
    if seen is None:
        return render.page(request, "imports/looking.html", whole.whole_page(found))
    if seen.refusal:
        return render.page(request, "imports/refused.html", whole.refused_page(found, seen.refusal))
    return _next_step(request, number)


def _is_moving(found: "Import") -> bool:
    """While it changes by itself, the page asks for its middle; then for all of it once more."""
    is_looked_into = found.state == ImportState.ARRIVED and seen_in(run=found) is None
    return found.state == ImportState.TAKING_IN or is_looked_into


def _answered(request: SignedInRequest, found: "Import") -> int:
    if found.state != ImportState.SHOWN:
        return 0
    return cases.answered_of_import(viewer=request.person, number=found.pk)


@while_deciding
def _next_step(request: SignedInRequest, opened: Opened) -> HttpResponse:
    waiting = opened.open_steps()
    return SeeOther(path_of(opened.found, waiting[0] if waiting else Step.SUMMARY))


@require_safe
@needs(rules.IMPORT)
@while_deciding
def file(request: SignedInRequest, opened: Opened) -> HttpResponse:
    return render.page(request, "imports/file.html", file_page(opened))


@require_safe
@needs(rules.IMPORT)
@while_deciding
def columns(request: SignedInRequest, opened: Opened) -> HttpResponse:
    return render.page(request, "imports/columns.html", columns_page(opened, part=part_asked_for(request)))


@require_safe
@needs(rules.IMPORT)
@while_deciding
def questions(request: SignedInRequest, opened: Opened) -> HttpResponse:
    page = questions_page(opened, wanted=request.GET.get("open", ""), part=part_asked_for(request))
    return render.page(request, "imports/questions.html", page)


@require_safe
@needs(rules.IMPORT)
@while_deciding
def units(request: SignedInRequest, opened: Opened) -> HttpResponse:
    known = people.units_seen(viewer=request.person, power=rules.IMPORT)
    managed = people.units_seen(viewer=request.person, power=people_rules.MANAGE)
    page = places.units_page(opened, units=known, managed=managed, part=part_asked_for(request))
    return render.page(request, "imports/units.html", page)


@require_safe
@needs(rules.IMPORT)
@while_deciding
def when(request: SignedInRequest, opened: Opened) -> HttpResponse:
    return render.page(request, "imports/when.html", places.when_page(opened))


@require_safe
@needs(rules.IMPORT)
@while_deciding
def same(request: SignedInRequest, opened: Opened) -> HttpResponse:
    return render.page(request, "imports/same.html", places.same_page(opened))


@require_safe
@needs(rules.IMPORT)
@while_deciding
def preview(request: SignedInRequest, opened: Opened) -> HttpResponse:
    shown, fault = None, ""
    try:
        shown = voices.preview(
            path=voices.path_of(run=opened.found), document=opened.found.draft, unit=opened.found.unit_id,
            viewer=request.person, today=today.now().date(),
        )  # fmt: skip
    except (FileRefused, RecipeHasFaults) as refusal:
        fault = why_refused(refusal)
    page = preview_page(opened, shown, _unit_names(request), fault=fault)
    return render.page(request, "imports/preview.html", page)


@require_safe
@needs(rules.IMPORT)
@while_deciding
def summary(request: SignedInRequest, opened: Opened) -> HttpResponse:
    """A dry run over so many rows as a page can wait for; nothing is stored."""
    counts, fault = None, ""
    try:
        counts = voices.rehearse(
            path=voices.path_of(run=opened.found), document=opened.found.draft, unit=opened.found.unit_id,
            viewer=request.person, today=today.now().date(), most=MOST_REHEARSED,
        )  # fmt: skip
    except (FileRefused, RecipeHasFaults) as refusal:
        fault = why_refused(refusal)
    page = summary_page(opened, counts, _unit_names(request), limit=MOST_REHEARSED, fault=fault)
    return render.page(request, "imports/summary.html", page)


def _unit_names(request: SignedInRequest) -> dict[str, str]:
    return {unit.code: str(unit.name) for unit in people.units_seen(viewer=request.person, power=rules.IMPORT)}


@require_safe
@needs(rules.IMPORT)
def held(request: SignedInRequest, number: int) -> HttpResponse:
    found = import_or_404(request, number)
    return render.page(request, "imports/held.html", held_shown.held_page_for(request, found))


@require_safe
@needs(rules.IMPORT)
def held_file(request: SignedInRequest, number: int) -> HttpResponse:
    found = import_or_404(request, number)
    return render.table(voices.held_as_csv(run=found), name=f"{found.name}-held-back.csv")


@require_safe
@needs(rules.IMPORT)
def recipe(request: SignedInRequest, number: int) -> HttpResponse:
    found = import_or_404(request, number)
    document = found.draft or (found.recipe.document if found.recipe else "")
    faults: tuple[RecipeFault, ...] = ()
    unsure: tuple[str, ...] = ()
    try:
        unsure = tuple(about(each.where, each.why) for each in read_recipe(text=document).unsure)
    except RecipeHasFaults as refusal:
        faults = refusal.faults
    page = recipe_page(
        found, document=document, faults=faults, unsure=unsure, seen=seen_in(run=found),
        may_edit=found.state == ImportState.ARRIVED,
    )  # fmt: skip
    return render.page(request, "imports/recipe.html", page)


@require_safe
@needs(rules.IMPORT)
def recipe_file(request: SignedInRequest, number: int) -> HttpResponse:
    found = import_or_404(request, number)
    document = found.draft or (found.recipe.document if found.recipe else "")
    name = content_disposition_header(True, f"recipe-{number}.yaml") or "attachment"
    return HttpResponse(document, content_type=YAML, headers={"Content-Disposition": name})
