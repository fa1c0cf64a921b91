"""Each step reads the recipe as far as it is decided, changes its part, and keeps it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.engines.tables import FileRefused, Recipe, RecipeHasFaults, read_recipe, write_recipe
from servewell.engines.tables.recipe import Unsure
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.services import SeenFinding
from servewell.web.imports.forms import patches, places, questions, roles
from servewell.web.imports.shown import places as places_shown
from servewell.web.imports.shown import words
from servewell.web.imports.shown.columns import MOST_COLUMNS, columns_page
from servewell.web.imports.shown.file import file_page
from servewell.web.imports.shown.opening import import_or_404, while_deciding
from servewell.web.imports.shown.parts import WHOLE, Parts, part_asked_for, part_of
from servewell.web.imports.shown.questions import parts_of_questions, questions_page
from servewell.web.imports.shown.recipe import recipe_page
from servewell.web.imports.shown.retelling import why_refused
from servewell.web.imports.shown.steps import BY_THE_DAYS, Opened, Step, path_of, step_of, unsettled
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.render import SeeOther, to_page


def _posted(request: SignedInRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _kept(
    request: SignedInRequest,
    opened: Opened,
    recipe: Recipe,
    step: Step,
    *,
    settled: Sequence[SeenFinding] = (),
    parts: Parts = WHOLE,
) -> HttpResponse:
    """Keep the decision and go on, to the next part or step. What somebody else took in meanwhile is shown instead."""
    document, at = write_recipe(recipe=recipe, notes=opened.seen.notes), today.now()
    try:
        if settled:
            services.settle(
                run=opened.found, seen=opened.seen, findings=settled, draft=document, by=request.person, at=at
            )
        else:
            services.decide(run=opened.found, draft=document, by=request.person, at=at)
    except services.ImportIsUnderWay:
        return to_page("imports:import", number=opened.found.pk)
    if parts.here < parts.last:
        return SeeOther(f"{path_of(opened.found, step)}?part={parts.here + 1}")
    order = tuple(Step)
    return SeeOther(path_of(opened.found, order[order.index(step) + 1]))


def _in_words(refusal: places.DecisionIsFaulty) -> dict[str, str]:
    return {name: str(words.PLACE_FAULTS[fault]) for name, fault in refusal.faults.items()}


@require_POST
@needs(rules.IMPORT)
@while_deciding
def file(request: SignedInRequest, opened: Opened) -> HttpResponse:
    """Where the file is written otherwise than it seemed, it is looked into again."""
    posted = _posted(request)
    try:
        recipe = places.with_title(opened.recipe, posted)
        shape = places.with_file(recipe.file, posted)
    except places.DecisionIsFaulty as refusal:
        page = file_page(opened, posted=posted, faults=_in_words(refusal))
        return render.page(request, "imports/file.html", page, status=422)
    if not places.is_written_alike(shape, opened.recipe.file, opened.seen):
        return _looked_again(request, opened, replace(recipe, file=shape), posted)
    unsure = tuple(each for each in recipe.unsure if not each.where.startswith("file"))
    return _kept(request, opened, replace(recipe, unsure=unsure), Step.FILE)


def _looked_again(request: SignedInRequest, opened: Opened, recipe: Recipe, posted: Mapping[str, str]) -> HttpResponse:
    try:
        services.look_again(run=opened.found, recipe=recipe, by=request.person, at=today.now())
    except FileRefused as refusal:
        page = file_page(opened, posted=posted, faults={"header": why_refused(refusal)})
        return render.page(request, "imports/file.html", page, status=422)
    except services.ImportIsUnderWay:
        return to_page("imports:import", number=opened.found.pk)
    return SeeOther(path_of(opened.found, Step.FILE))


@require_POST
@needs(rules.IMPORT)
@while_deciding
def columns(request: SignedInRequest, opened: Opened) -> HttpResponse:
    posted = _posted(request)
    shown, parts = part_of(opened.seen.columns, part_asked_for(request), size=MOST_COLUMNS)
    chosen = {
        name.removeprefix("is-"): roles.Is(value)
        for name, value in posted.items()
        if name.startswith("is-") and value in set(roles.Is) and opened.seen.column(name.removeprefix("is-"))
    }
    try:
        recipe = roles.with_roles(opened.recipe, chosen, seen=opened.seen, unit=opened.found.unit.code)
    except roles.ColumnsDisagree as refusal:
        said = {"what": words.ROLES[refusal.role], "columns": ", ".join(f"“{each}”" for each in refusal.columns)}
        trouble = _("Only one column can be “%(what)s”, and these are: %(columns)s. Choose one of them.") % said
    except roles.NobodySaysAnything:
        trouble = _("No column is a score or words, so nobody says anything in this file. Choose at least one.")
    else:
        unsure = tuple(_in_other_parts(opened, recipe, {each.name for each in shown}, parts))
        return _kept(request, opened, replace(recipe, unsure=unsure), Step.COLUMNS, parts=parts)
    page = columns_page(opened, posted=posted, trouble=trouble, part=parts.here)
    return render.page(request, "imports/columns.html", page, status=422)


def _in_other_parts(opened: Opened, recipe: Recipe, shown: Collection[str], parts: Parts) -> Iterator[Unsure]:
    """What this part of the columns leaves open; what is about no column is decided with the last of them."""
    here = [roles.where_of(recipe, each.name) for each in opened.seen.columns if each.name in shown]
    others = [roles.where_of(recipe, each.name) for each in opened.seen.columns if each.name not in shown]
    for each in recipe.unsure:
        is_decided = _is_under(each.where, here) or parts.here == parts.last
        if not places.is_about_columns(each.where) or _is_under(each.where, others) or not is_decided:
            yield each


def _is_under(where: str, paths: Iterable[str]) -> bool:
    return any(path and f"{where}.".startswith(f"{path}.") for path in paths)


@require_POST
@needs(rules.IMPORT)
@while_deciding
def questions_and_scales(request: SignedInRequest, opened: Opened) -> HttpResponse:
    posted, part, wanted = _posted(request), part_asked_for(request), request.GET.get("open", "")
    language = opened.recipe.language.is_ or next(iter(opened.recipe.title), "en")
    try:
        recipe = questions.with_questions(opened.recipe, posted, seen=opened.seen, language=language)
    except questions.AnswersAreFaulty as refusal:
        faults = {name: str(words.QUESTION_FAULTS[fault]) for name, fault in refusal.faults.items()}
        page = questions_page(opened, posted=posted, faults=faults, wanted=wanted, part=part)
        return render.page(request, "imports/questions.html", page, status=422)
    parts = parts_of_questions(opened, part, wanted=wanted)
    kept = _kept(request, opened, recipe, Step.QUESTIONS, parts=parts)
    is_open = any(step_of(each.where) is Step.QUESTIONS for each in recipe.unsure)
    return SeeOther(path_of(opened.found, Step.QUESTIONS)) if is_open and parts.here == parts.last else kept


@require_POST
@needs(rules.IMPORT)
@while_deciding
def units(request: SignedInRequest, opened: Opened) -> HttpResponse:
    posted, part = _posted(request), part_asked_for(request)
    known = people.units_seen(viewer=request.person, power=rules.IMPORT)
    try:
        recipe = places.with_units(opened.recipe, posted, units={unit.code for unit in known})
    except places.DecisionIsFaulty as refusal:
        managed = people.units_seen(viewer=request.person, power=people_rules.MANAGE)
        page = places_shown.units_page(
            opened, units=known, managed=managed, posted=posted, faults=_in_words(refusal), part=part
        )
        return render.page(request, "imports/units.html", page, status=422)
    parts = places_shown.parts_of_units(opened, part)
    if parts.here < parts.last:
        recipe = replace(recipe, unsure=opened.recipe.unsure)
    changed = [each for each in unsettled(opened) if _was_given_another_unit(each, opened.recipe, recipe)]
    return _kept(request, opened, recipe, Step.UNITS, settled=changed, parts=parts)


def _was_given_another_unit(finding: SeenFinding, was: Recipe, recipe: Recipe) -> bool:
    label = str(finding.says.get("label", ""))
    return finding.code == "unit-speaks-of-another" and was.unit.names.get(label) != recipe.unit.names.get(label)


@require_POST
@needs(rules.IMPORT)
@while_deciding
def when(request: SignedInRequest, opened: Opened) -> HttpResponse:
    posted, ticked = _posted(request), request.POST.getlist("formats")
    try:
        recipe = places.with_days(opened.recipe, posted, formats=ticked)
    except places.DecisionIsFaulty as refusal:
        page = places_shown.when_page(opened, posted=posted, ticked=ticked, faults=_in_words(refusal))
        return render.page(request, "imports/when.html", page, status=422)
    read = [each for each in unsettled(opened) if each.code in BY_THE_DAYS]
    return _kept(request, opened, recipe, Step.WHEN, settled=read)


@require_POST
@needs(rules.IMPORT)
@while_deciding
def same(request: SignedInRequest, opened: Opened) -> HttpResponse:
    posted, ticked = _posted(request), request.POST.getlist("columns")
    try:
        recipe = places.with_duplicates(opened.recipe, posted, columns=ticked)
    except places.DecisionIsFaulty as refusal:
        page = places_shown.same_page(opened, posted=posted, ticked=ticked, faults=_in_words(refusal))
        return render.page(request, "imports/same.html", page, status=422)
    return _kept(request, opened, recipe, Step.SAME)


def _back_to(request: SignedInRequest) -> HttpResponse | None:
    """The step from which a finding was settled; only one of ours."""
    step = request.POST.get("step", "")
    number = request.resolver_match.kwargs["number"] if request.resolver_match else 0
    return to_page(f"imports:{step}", number=number) if step in set(Step) else None


@require_POST
@needs(rules.IMPORT)
@while_deciding
def settle(request: SignedInRequest, opened: Opened) -> HttpResponse:
    """One of the choices that a finding offers."""
    try:
        finding = opened.seen.findings[int(request.POST.get("finding", ""))]
        choice = finding.choices[int(request.POST.get("choice", ""))]
    except (ValueError, IndexError):
        return to_page("imports:import", number=opened.found.pk)
    try:
        recipe = patches.settled(opened.found.draft, finding, choice)
        document = write_recipe(recipe=recipe, notes=opened.seen.notes)
        services.settle(
            run=opened.found, seen=opened.seen, findings=[finding], draft=document, by=request.person, at=today.now()
        )
    except RecipeHasFaults as refusal:
        text = _("This choice does not fit the recipe as it is now: %(why)s")
        messages.error(request, text % {"why": why_refused(refusal)})
    except services.ImportIsUnderWay:
        return to_page("imports:import", number=opened.found.pk)
    return _back_to(request) or to_page("imports:import", number=opened.found.pk)


@require_POST
@needs(rules.IMPORT)
def recipe(request: SignedInRequest, number: int) -> HttpResponse:
    """The whole text by hand; a text with mistakes is not kept."""
    run = import_or_404(request, number)
    document = request.POST.get("document", "").replace("\r\n", "\n")
    try:
        read_recipe(text=document)
        services.decide(run=run, draft=document, by=request.person, at=today.now())
    except RecipeHasFaults as refusal:
        page = recipe_page(
            run, document=document, faults=refusal.faults, unsure=(), seen=services.seen_in(run=run), may_edit=True
        )
        return render.page(request, "imports/recipe.html", page, status=422)
    except services.ImportIsUnderWay:
        messages.error(request, _("This file is being taken in already; its recipe stays as it is."))
    return to_page("imports:import", number=number)


@require_POST
@needs(rules.IMPORT)
def like(request: SignedInRequest, number: int) -> HttpResponse:
    """Begin with a recipe that such files were taken in by."""
    run = import_or_404(request, number)
    seen = services.seen_in(run=run)
    chosen = next((each for each in seen.likes if each.code == request.POST.get("code")), None) if seen else None
    if seen is None or chosen is None:
        return to_page("imports:recipe", number=number)
    try:
        services.begin_like(run=run, seen=seen, like=chosen, by=request.person, at=today.now())
    except services.ImportIsUnderWay:
        messages.error(request, _("This file is being taken in already; its recipe stays as it is."))
    return to_page("imports:import", number=number)
