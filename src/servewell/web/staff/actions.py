"""Staff files, to do."""

import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.files import NoRoomLeft
from servewell.engines.tables import FileRefused
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.staff import shown
from servewell.web.staff.forms import BringForm, StartForm
from servewell.web.staff.shown import file_shown, intake_or_404, units_of


@needs(rules.MANAGE)
@require_POST
def bring(request: SignedInRequest) -> HttpResponse:
    form = BringForm(request.POST, request.FILES, units=units_of(request.person))
    number = _brought(request, form) if form.is_valid() else None
    if number is None:
        return render.page(request, "staff/bring.html", shown.bring_page(form), status=422)
    return render.to_page("staff:file", number=number)


def _brought(request: SignedInRequest, form: BringForm) -> int | None:
    """None, and the reason in the form, where nothing of the file can be read."""
    said = form.cleaned_data
    unit = people.unit_for(viewer=request.person, power=rules.MANAGE, code=said["unit"])
    with tempfile.TemporaryDirectory(prefix="servewell-staff-") as folder:
        path = Path(folder) / f"staff{_ending(said['file'])}"
        with path.open("wb") as written:
            for piece in said["file"].chunks():
                written.write(piece)
        try:
            intake, _plan = services.bring_staff(
                path=path, name=said["file"].name or "staff.csv", unit=unit, on=said["on"], is_whole=said["is_whole"],
                dates=said["dates"], by=request.person, at=today.now(),
            )  # fmt: skip
        except (FileRefused, services.ColumnsDoNotFit) as fault:
            form.add_error("file", shown.why_not_read(fault))
            return None
        except NoRoomLeft:
            form.add_error("file", _("The disk is full, and nothing of the file is kept. Ask whoever runs Servewell."))
            return None
    return intake.pk


def _ending(file: "UploadedFile[bytes]") -> str:
    """What the reader goes by; nothing else of the name reaches the disk."""
    ending = Path(file.name or "").suffix.lower()
    return ending if ending in (".csv", ".tsv", ".txt", ".xlsx", ".zip", ".gz") else ".csv"


@needs(rules.MANAGE)
@require_POST
def start(request: SignedInRequest, number: int) -> HttpResponse:
    intake = intake_or_404(request, number)
    form = StartForm(request.POST)
    if not form.is_valid():
        return file_shown(request, intake, form=form, status=422)
    try:
        services.start_intake(
            intake=intake, by=request.person, at=today.now(), may_leave=form.cleaned_data["may_leave"]
        )
    except services.MoreWouldLeave as fault:
        words = _("%(leavers)s people would leave. Type just this number if that is right, or drop the file.")
        form.add_error("may_leave", words % {"leavers": fault.leavers})
        return file_shown(request, intake, form=form, status=422)
    except services.IntakeIsUnderWay:
        pass  # somebody else was quicker: the page shows how it stands
    return render.to_page("staff:file", number=number)


@needs(rules.MANAGE)
@require_POST
def drop(request: SignedInRequest, number: int) -> HttpResponse:
    intake = intake_or_404(request, number)
    with suppress(services.IntakeIsUnderWay):  # as above
        services.drop_intake(intake=intake, by=request.person, at=today.now())
    return render.to_page("staff:file", number=number)
