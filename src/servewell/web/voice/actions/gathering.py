"""What was filled in in the field comes in, perhaps long after, perhaps more than once."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from servewell.base import files, links, today
from servewell.base.permissions import NotAllowed
from servewell.base.words import django_name
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services, terms
from servewell.web.kit.access import open_to_everyone
from servewell.web.kit.questions import fault_says
from servewell.web.voice.actions import reading
from servewell.web.voice.forms.passes import (
    BEGUN,
    FINISHED,
    PASS,
    SUBMISSION,
    VERSION,
    Pass,
    PassIsForged,
    PassIsOver,
)
from servewell.web.voice.forms.tickets import LANGUAGE, Ticket
from servewell.web.voice.shown.door import Door
from servewell.web.voice.shown.survey import Sheet

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

log = logging.getLogger(__name__)
RETRY, OVER = 503, 401


def _says(text: str, *, status: int) -> JsonResponse:
    return JsonResponse({"says": text}, status=status)


@csrf_exempt
@require_POST
@open_to_everyone
def gather(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever opened the form may no longer be signed in on the day a network is found: the pass says who it was."""
    try:
        return _gathered(request, slug)
    except voices.NoSuchChannel:
        return _says(_("There is no such form here. Save what waits as a file."), status=404)
    except PassIsOver:
        return _says(_("Your pass for this form is over. Sign in and open it once more: then it is sent."), status=OVER)
    except (
        PassIsForged,
        instruments.NoSuchInstrument,
        people.NoSuchActor,
        services.FormIsOfAnotherLink,
        ValueError,
    ):
        return _says(_("This form was opened too long ago, or not here. Save what waits as a file."), status=422)
    except (SuspiciousOperation, BadRequest):
        return _says(_("This is more than we can take at once. Save what waits as a file."), status=413)
    except NotAllowed:
        return _says(_("You may no longer fill in this form. Save what waits as a file."), status=422)
    except services.ChannelIsWithdrawn:
        return _says(_("This form was closed before you began. Save what waits as a file."), status=410)
    except (files.NoRoomLeft, services.TooManyFilesFromOnePlace) as full:
        log.error("an answer from the field could not be kept: %s", full)
        return _says(_("The server has no room just now. It is tried again later."), status=RETRY)


def _gathered(request: HttpRequest, slug: str) -> HttpResponse:
    at, channel = today.now(), voices.field_channel_by_slug(slug=slug)
    door = Door(channel=channel, invitation=None, path=links.FIELD_FORM.path(slug=slug))
    fields, stage = reading.fields_of(request, link=door.link, sender=reading.sender_of(request), at=at)
    by = _whose(Pass.read(reading.one(fields, PASS)), channel=channel.pk)
    sheet, refused = reading.without_unfit_files(_sheet(door, fields, at), stage)
    if refused:
        return _refused(sheet, refused)
    try:
        services.gather(
            channel=channel,
            submission=sheet.ticket.submission,
            posted=sheet.given(),
            language=sheet.language,
            begun=services.Begun(version=sheet.version, at=sheet.ticket.begun_at),
            received=reading.received(request, sheet, without=PASS),
            staged=reading.staged_in(sheet),
            on=today.day_in(channel.unit.zone, at=_moment(fields, FINISHED, at)),
            by=by,
            at=at,
        )
    except services.AlreadyReceived as stored:
        if not stored.is_same:
            return _says(_("Something else was sent under this number before. Save what waits as a file."), status=409)
    except services.AnswersHaveFaults as faulty:
        return _refused(sheet, faulty.faults)
    return JsonResponse({"state": "sent"})


def _whose(allowed: Pass, *, channel: int) -> "Person":
    """Raises PassIsForged, PassIsOver, NoSuchActor."""
    if allowed.channel != channel:
        raise PassIsForged
    person = cast("Person", people.actor(key=allowed.actor))  # passes are made for persons alone
    allowed.require_in_force(person)
    return person


def _sheet(door: Door, fields: Mapping[str, Sequence[str]], at: datetime) -> Sheet:
    """Raises ValueError, NoSuchInstrument."""
    version = instruments.version(key=int(reading.one(fields, VERSION)))
    spoken, wanted = version.form.languages, reading.one(fields, LANGUAGE)
    return Sheet(
        door=door,
        version=version,
        ticket=Ticket(UUID(reading.one(fields, SUBMISSION)), door.link, version.key, _moment(fields, BEGUN, at)),
        language=wanted if wanted in spoken else spoken[0],
        answers={name: values for name, values in fields.items() if not name.startswith("form-")},
    )


def _moment(fields: Mapping[str, Sequence[str]], name: str, at: datetime) -> datetime:
    """As the clock of the device said; never later than now, and never longer ago than it may have waited.

    Raises ValueError.
    """
    said = datetime.fromisoformat(reading.one(fields, name))
    return max(min(said if said.tzinfo else said.replace(tzinfo=UTC), at), at - terms.FIELD_WAITS)


def _refused(sheet: Sheet, faults: Mapping[str, forms.FaultKind]) -> JsonResponse:
    """What is wrong, question by question, in the language in which it was filled in, to be mended on the device."""
    form, language = sheet.version.form, sheet.language
    values = forms.validate(form, sheet.given()).values
    with translation.override(django_name(language)):
        said = [
            f"{forms.piped(form, item.title[language], values, language)} {fault_says(item, faults[item.name], ())}"
            for item in form.items
            if item.name in faults
        ]
    return _says(" ".join(said), status=422)
