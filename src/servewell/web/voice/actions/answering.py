"""What customers send."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from servewell.base import today
from servewell.base.words import django_name
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments.selectors import Published
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services, terms
from servewell.web.kit.access import open_to_everyone
from servewell.web.kit.render import SeeOther
from servewell.web.voice.forms.tickets import (
    HAND,
    HELPER,
    LANGUAGE,
    SWITCH_TO,
    TICKET,
    Ticket,
    TicketIsForged,
    answers_in,
)
from servewell.web.voice.shown import ended, survey
from servewell.web.voice.shown.door import Door, door_at, language_for
from servewell.web.voice.shown.survey import Sheet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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


@dataclass(frozen=True)
class Posted:
    """A form as it came back."""

    sheet: Sheet
    wanted_language: str
    content: bytes
    media_type: str
    at: datetime
    is_forged: bool
    sender: str

    def with_new_ticket(self) -> Sheet:
        version = self.sheet.version.key
        return replace(self.sheet, ticket=Ticket.new(link=self.sheet.door.link, version=version, at=self.at))


def _read(request: HttpRequest, door: Door) -> Posted:
    content, at = request.body, today.now()
    fields = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    ticket, version, is_forged = _ticket(fields, door, at)
    sheet = Sheet(
        door=door,
        version=version,
        ticket=ticket,
        language=language_for(request, door, version, wanted=_one(fields, LANGUAGE)),
        answers=answers_in(fields),
        filled_in=_filled_in(_one(fields, HAND), _one(fields, HELPER)),
    )
    return Posted(
        sheet=sheet,
        wanted_language=language_for(request, door, version, wanted=_one(fields, SWITCH_TO)),
        content=content,
        media_type=request.content_type or "",
        at=at,
        is_forged=is_forged,
        sender=_sender(request),
    )


def _sender(request: HttpRequest) -> str:
    """Tells one place from another for as long as posts are counted, and does not say which place it is."""
    try:
        place = ratelimit.get_ip(request)
    except PermissionDenied:  # behind a socket there is no address: those are counted together
        place = "unknown"
    return salted_hmac("servewell.sender", place, algorithm="sha256").hexdigest()


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _filled_in(hand: str, helper: str) -> services.FilledIn | None:
    """None where the form did not ask, or came with what no form of ours offers."""
    try:
        whose = terms.Hand(hand)
        return services.FilledIn(whose, terms.Helper(helper) if helper and whose is not terms.Hand.OWN else None)
    except ValueError:
        return None


def _ticket(fields: Mapping[str, Sequence[str]], door: Door, at: datetime) -> tuple[Ticket, Published, bool]:
    """The form's own ticket and version; where the ticket is not ours, a new one for the current version."""
    try:
        ticket = Ticket.read(_one(fields, TICKET), link=door.link)
        return ticket, instruments.version(key=ticket.version), False
    except (TicketIsForged, instruments.NoSuchInstrument):
        version = instruments.latest(instrument=door.channel.instrument_id)
        return Ticket.new(link=door.link, version=version.key, at=at), version, True


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
            posted = _read(request, door)
        except (voices.NoSuchChannel, voices.NoSuchInvitation):
            return ended.no_such_link(request)
        except (SuspiciousOperation, BadRequest):  # too large, too many fields, or in no known encoding
            return ended.too_much(request)
        return act(request, posted)

    return view


@_for_customers
def answer(request: HttpRequest, posted: Posted) -> HttpResponse:
    """A customer sends the survey."""
    if posted.is_forged:
        return _again(request, posted.sheet, UNKNOWN_FORM)
    try:
        _receive(posted)
    except services.AlreadyReceived as stored:
        if not stored.is_same:
            return _says_something_else(request, posted)
    except services.AnswersHaveFaults as refused:
        return survey.show(request, posted.sheet, faults=refused.faults, status=422)
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
    return SeeOther(posted.sheet.door.thanks_path(posted.sheet.language))


@_for_customers
def switch_language(request: HttpRequest, posted: Posted) -> HttpResponse:
    """The same form in another language, with everything that was answered. Writes nothing."""
    return survey.show(request, replace(posted.sheet, language=posted.wanted_language))


def _receive(posted: Posted) -> None:
    sheet = posted.sheet
    services.receive_survey(
        channel=sheet.door.channel,
        invitation=sheet.door.invitation,
        submission=sheet.ticket.submission,
        posted=sheet.answers,
        language=sheet.language,
        at=posted.at,
        begun=services.Begun(version=sheet.version, at=sheet.ticket.begun_at),
        received=services.Received(content=posted.content, media_type=posted.media_type),
        sender=posted.sender,
        filled_in=sheet.filled_in,
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
