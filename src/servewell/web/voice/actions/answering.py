"""What customers send."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from servewell.base import files
from servewell.base.words import django_name
from servewell.engines import forms
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services
from servewell.web.kit.access import open_to_everyone
from servewell.web.kit.questions import fault_says
from servewell.web.kit.render import SeeOther
from servewell.web.voice.actions import reading
from servewell.web.voice.actions.reading import Posted
from servewell.web.voice.forms.tickets import BACK
from servewell.web.voice.shown import ended, steps, survey
from servewell.web.voice.shown.door import door_at
from servewell.web.voice.shown.survey import Sheet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from servewell.rooms.voice.models import Voice

log = logging.getLogger(__name__)
RETRY_AFTER = {429: "3600", 503: "30"}  # seconds

UNKNOWN_FORM = gettext_lazy(
    "We could not recognise this form, so nothing was sent yet. Please look it over and send it again."
)
SECOND_ANSWER = gettext_lazy("We have your first answer already. Send this one too, and it is kept as a second answer.")
TOO_MANY = gettext_lazy(
    "Too many answers with an e-mail address came from here, or with this address, in a short time. Nothing is lost: "
    "please send yours again later, or send it now without the address."
)
NOT_NOW = gettext_lazy("We cannot write this down just now. Nothing is lost: please send it again in a minute.")


def _for_customers(act: Callable[[HttpRequest, Posted], HttpResponse]) -> Callable[..., HttpResponse]:
    """Nobody is signed in here: the signed ticket ties a post to a form of ours, and a customer gets no cookie."""

    @csrf_exempt
    @open_to_everyone
    @wraps(act)
    def view(request: HttpRequest, **address: str) -> HttpResponse:
        try:
            door = door_at(**address)
            if request.method != "POST":
                return HttpResponseRedirect(door.path)
            posted = reading.read(request, door)
        except (voices.NoSuchChannel, voices.NoSuchInvitation):
            return ended.no_such_link(request)
        except (SuspiciousOperation, BadRequest):  # too large, too many fields, or in no known encoding
            return ended.too_much(request)
        except services.TooManyFilesFromOnePlace as flood:
            log.warning("files were not taken in: %s", flood)
            return ended.too_many_files(request)
        except files.NoRoomLeft as full:
            log.error("a file could not be kept: %s", full)
            return ended.no_room(request)
        return act(request, posted)

    return view


@_for_customers
def answer(request: HttpRequest, posted: Posted) -> HttpResponse:
    """A customer sends the survey, or turns a page of a long one."""
    if shown := _before_sending(request, posted):
        return shown
    try:
        voice = _receive(posted)
    except services.AlreadyReceived as stored:
        if not stored.is_same:
            return _says_something_else(request, posted)
        voice = stored.voice
    except services.AnswersHaveFaults as refused:
        return survey.show(request, posted.sheet, faults=refused.faults, messages=refused.messages, status=422)
    except ended.WHY as why:
        return ended.ended(request, type(why), posted.sheet)
    except (services.TooManyFromOnePlace, services.TooManyForOneAddress) as flood:
        log.warning("a voice was not taken in: %s", flood)
        return _again(request, posted.sheet, TOO_MANY, status=429)
    except (OperationalError, InterfaceError) as refusal:
        log.error("the database refused a voice: %s", refusal)
        return _again(request, posted.sheet, NOT_NOW, status=503)
    except Exception:  # whatever a room above could not do, the customer's words must come back to them
        log.exception("a voice could not be taken in")
        return _again(request, posted.sheet, NOT_NOW, status=503)
    return SeeOther(posted.sheet.door.thanks_path(posted.sheet.language, quota=voice.outside_id))


@_for_customers
def switch_language(request: HttpRequest, posted: Posted) -> HttpResponse:
    """The same form in another language, with everything that was answered. Writes nothing."""
    return survey.show(request, replace(posted.sheet, language=posted.wanted_language))


@_for_customers
def keep_file(request: HttpRequest, posted: Posted) -> HttpResponse:
    """A script sends a file ahead of the form, and gets the token that the form will carry."""
    sheet = posted.sheet
    checked = forms.validate(sheet.version.form, sheet.given())
    for item in sheet.version.form.items:
        fault = posted.refused.get(item.name) or checked.faults.get(item.name)
        if item.kind is not forms.Kind.FILE or not (sheet.answers.get(item.name) or item.name in posted.refused):
            continue
        if fault:
            with translation.override(django_name(sheet.language)):
                return JsonResponse({"says": fault_says(item, fault, ())}, status=422)
        if not posted.is_forged:
            return JsonResponse({"token": sheet.answers[item.name][-1]})
    with translation.override(django_name(sheet.language)):
        return JsonResponse({"says": str(UNKNOWN_FORM)}, status=422)


def _before_sending(request: HttpRequest, posted: Posted) -> HttpResponse | None:
    """What is shown where the form is not to be sent yet."""
    if posted.is_forged:
        return _again(request, posted.sheet, UNKNOWN_FORM)
    if posted.refused:
        return survey.show(request, posted.sheet, faults=posted.refused, status=422)
    return _turn(request, posted) if posted.go else None


def _turn(request: HttpRequest, posted: Posted) -> HttpResponse:
    """To another page of the form. Writes nothing; forward only once this page is answered."""
    sheet = posted.sheet
    checked = forms.validate(sheet.version.form, sheet.given())
    asked = steps.steps(sheet.version.form)
    here = {item.name for item in asked[min(sheet.step, len(asked) - 1)]}
    faults = {name: kind for name, kind in checked.faults.items() if name in here}
    if faults and posted.go != BACK:
        return survey.show(request, sheet, faults=faults, messages=checked.messages, status=422)
    return survey.show(request, survey.turned(sheet, by=-1 if posted.go == BACK else 1, values=checked.values))


def _receive(posted: Posted) -> "Voice":
    sheet = posted.sheet
    return services.receive_survey(
        channel=sheet.door.channel,
        invitation=sheet.door.invitation,
        submission=sheet.ticket.submission,
        posted=sheet.given(),
        language=sheet.language,
        at=posted.at,
        begun=services.Begun(version=sheet.version, at=sheet.ticket.begun_at),
        received=posted.received,
        sender=posted.sender,
        filled_in=sheet.filled_in,
        staged=posted.staged,
    )


def _says_something_else(request: HttpRequest, posted: Posted) -> HttpResponse:
    """Sent, gone back, changed, sent again: a second answer, but only if that is meant."""
    invitation = posted.sheet.door.invitation
    if invitation and invitation.used_at:
        return ended.ended(request, services.InvitationIsUsed, posted.sheet)
    return _again(request, posted.with_new_ticket(), SECOND_ANSWER)


def _again(request: HttpRequest, sheet: Sheet, says: "StrOrPromise", *, status: int = 422) -> HttpResponse:
    with translation.override(django_name(sheet.language)):
        trouble = str(says)
    response = survey.show(request, sheet, trouble=trouble, status=status)
    if status in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[status]
    return response
