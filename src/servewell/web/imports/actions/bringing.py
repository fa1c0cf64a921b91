"""A file arrives: part by part from the script, or whole with a form."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from servewell.base import files, today
from servewell.base.permissions import NotAllowed
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.terms import ImportState
from servewell.web.imports.forms.bringing import BeginForm
from servewell.web.imports.shown.bringing import PART_BYTES, bring_page, unit_choices
from servewell.web.imports.shown.opening import import_or_404
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.asked import key_asked_for
from servewell.web.kit.render import to_page

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import


def _says(text: str, *, status: int, **more: object) -> JsonResponse:
    return JsonResponse({"says": text, **more}, status=status)


def _no_room() -> str:
    return _(
        "The server has no room left for this file. Nothing was kept. Tell whoever runs Servewell, then bring it again."
    )


@require_POST
@needs(rules.IMPORT)
def begin(request: SignedInRequest) -> HttpResponse:
    """The script says what it is about to send, and is told where."""
    form = BeginForm(request.POST, units=unit_choices(request.person))
    if not form.is_valid():
        faults = {name: [str(each) for each in errors] for name, errors in form.errors.items()}
        return _says(_("Choose a file that is not empty, and a unit."), status=422, faults=faults)
    said = form.cleaned_data
    unit = people.unit_for(viewer=request.person, power=rules.IMPORT, code=said["unit"])
    try:
        run = services.begin_file(name=said["name"], size=said["size"], unit=unit, by=request.person, at=today.now())
    except files.NoRoomLeft:
        return _says(_no_room(), status=507)
    parts = {"number": run.pk}
    return JsonResponse(
        {"number": run.pk, "part": reverse("imports:part", kwargs=parts), "end": reverse("imports:end", kwargs=parts)}
    )


@require_POST
@needs(rules.IMPORT)
def add_part(request: SignedInRequest, number: int) -> HttpResponse:
    """The body is the part itself. Whoever sends from the wrong place is told where to go on."""
    run = import_or_404(request, number)
    offset = key_asked_for(request, "offset")
    content = request.read(PART_BYTES + 1)
    if offset is None or len(content) > PART_BYTES or offset + len(content) > run.size:
        return _says(_("This is no part of the file that was announced."), status=422)
    try:
        arrived = services.add_part(run=run, offset=offset, content=content, by=request.person)
    except files.PartIsMissing as gap:
        return _says(_("A part is missing before this one."), status=409, arrived=gap.arrived)
    except (services.FileHasArrived, files.NoSuchFile):
        return _says(_("This file has arrived already."), status=409, arrived=run.size)
    except files.NoRoomLeft:
        return _says(_no_room(), status=507)
    return JsonResponse({"arrived": arrived})


@require_POST
@needs(rules.IMPORT)
def end(request: SignedInRequest, number: int) -> HttpResponse:
    run, at = import_or_404(request, number), today.now()
    if run.state != ImportState.ARRIVING:
        return JsonResponse({"next": reverse("imports:import", kwargs={"number": number})})
    try:
        run = services.end_file(run=run, by=request.person, at=at)
    except files.PartIsMissing as gap:
        return _says(_("A part of the file is missing."), status=409, arrived=gap.arrived)
    except files.NoSuchFile:
        return _says(_("This file is no longer here. Bring it again."), status=410)
    except files.NoRoomLeft:
        return _says(_no_room(), status=507)
    services.look_soon(run=run, by=request.person, at=at)
    return JsonResponse({"next": reverse("imports:import", kwargs={"number": number})})


@require_POST
@needs(rules.IMPORT)
def again(request: SignedInRequest, number: int) -> HttpResponse:
    """What was withdrawn or has stopped, without another upload, as far as it was decided."""
    run, at = import_or_404(request, number), today.now()
    try:
        fresh = services.bring_again(run=run, by=request.person, at=at)
    except services.ImportIsUnderWay:
        return to_page("imports:import", number=number)
    if services.seen_in(run=fresh) is None:
        services.look_soon(run=fresh, by=request.person, at=at)
    return to_page("imports:import", number=fresh.pk)


@require_POST
@needs(rules.IMPORT)
def forget(request: SignedInRequest, number: int) -> HttpResponse:
    run = import_or_404(request, number)
    try:
        services.forget_file(run=run, by=request.person, at=today.now())
    except services.ImportIsUnderWay:
        messages.error(request, _("This file is being taken in, or was. Withdraw it instead."))
        return to_page("imports:import", number=number)
    messages.success(request, _("Forgotten: nothing of “%(name)s” is kept.") % {"name": run.name})
    return to_page("imports:imports")


@csrf_exempt
@needs(rules.IMPORT)
def bring(request: SignedInRequest) -> HttpResponse:
    """Without scripts. The file goes to the disk as it comes; only then may the form's secret be looked at."""
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _bring(request)


@csrf_protect
def _bring(request: HttpRequest) -> HttpResponse:
    person = cast(SignedInRequest, request).person
    page = bring_page(person, request.POST, request.FILES.dict())  # type: ignore[arg-type]  # one file to a field
    if not page.form.is_valid():
        return render.page(request, "imports/bring.html", page, status=422)
    try:
        run = _brought(cast(SignedInRequest, request), page.form.cleaned_data)
    except files.NoRoomLeft:
        page.form.add_error("file", _no_room())
        return render.page(request, "imports/bring.html", page, status=422)
    except NotAllowed as refused:
        raise Http404 from refused
    return to_page("imports:import", number=run.pk)


def _brought(request: SignedInRequest, said: "dict[str, object]") -> "Import":
    sent = cast(TemporaryUploadedFile, said["file"])
    unit = people.unit_for(viewer=request.person, power=rules.IMPORT, code=str(said["unit"]))
    at, path = today.now(), Path(sent.temporary_file_path())
    run = services.bring_file(name=sent.name or "file", path=path, unit=unit, by=request.person, at=at)
    services.look_soon(run=run, by=request.person, at=at)
    return run
