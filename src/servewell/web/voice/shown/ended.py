"""What a customer reads where a link leads nowhere any more, and after an answer has arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from servewell.base.words import django_name
from servewell.engines import forms
from servewell.rooms.instruments.selectors import Published
from servewell.rooms.voice import services
from servewell.web.kit.moments import moment
from servewell.web.voice.shown import public
from servewell.web.voice.shown.door import Door
from servewell.web.voice.shown.survey import Sheet

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Quota


@dataclass(frozen=True)
class EndedPage:
    """``words`` is what the customer had written, so that it is not lost with the link."""

    title: str
    says: str
    unit: str = ""
    words: Sequence[str] = ()


WHY = (
    services.ChannelIsWithdrawn,
    services.InvitationHasExpired,
    services.InvitationIsNotOpenYet,
    services.InvitationIsUsed,
)


def no_such_link(request: HttpRequest) -> HttpResponse:
    page = EndedPage(
        title=_("There is no survey at this address"),
        says=_("Please check the address, letter by letter, or ask us for a new one."),
    )
    return public.page(request, "voice/ended.html", page, status=404)


def too_much(request: HttpRequest) -> HttpResponse:
    page = EndedPage(
        title=_("This is more than we can take at once"),
        says=_("Nothing was sent. Go back, shorten what you wrote and send it again; your answers are still there."),
    )
    return public.page(request, "voice/ended.html", page, status=413)


def too_many_files(request: HttpRequest) -> HttpResponse:
    page = EndedPage(
        title=_("Too many files came from here in a short time"),
        says=_(
            "Nothing was sent. Go back and send your answer without files, or with them in an hour; it is still there."
        ),
    )
    return public.page(request, "voice/ended.html", page, status=429)


def no_room(request: HttpRequest) -> HttpResponse:
    page = EndedPage(
        title=_("We have no room for your file just now"),
        says=_("Nothing was sent. Go back and send your answer without the file, or later with it; it is still there."),
    )
    return public.page(request, "voice/ended.html", page, status=507)


def ended(request: HttpRequest, why: type[Exception], sheet: Sheet) -> HttpResponse:
    """Gone (410), or not there yet (403), in the customer's language, with their words given back."""
    status = 403 if why is services.InvitationIsNotOpenYet else 410
    with translation.override(django_name(sheet.language)):
        title, says = _words_for(why, sheet.door)
        page = EndedPage(title=title, says=says, unit=sheet.unit, words=_what_was_written(sheet))
        unit = sheet.door.channel.unit_id
        return public.page(request, "voice/ended.html", page, status=status, unit=unit)


def _words_for(why: type[Exception], door: Door) -> tuple[str, str]:
    if why is services.InvitationIsUsed:
        return _("We have your answer"), _("This link is for one answer, and it has arrived. Thank you.")
    if why is services.InvitationIsNotOpenYet and door.invitation and door.invitation.valid_from:
        begins = moment(door.invitation.valid_from, door.unit.zone)
        return (
            _("This link is not open yet"),
            _("It opens on %(moment)s. Keep it until then; nothing you do now uses it up.") % {"moment": begins},
        )
    if why is services.InvitationHasExpired:
        return (
            _("This link has run out"),
            _("It was for a limited time. If you would still like to tell us something, please ask us for a new one."),
        )
    return (
        _("This survey is closed"),
        _("We no longer take answers here. If you would like to tell us something, please speak to us."),
    )


def _what_was_written(sheet: Sheet) -> list[str]:
    asked = (item.name for item in sheet.version.form.items if item.kind is forms.Kind.COMMENT)
    written = (text.strip() for name in asked for text in sheet.answers.get(name, ()))
    return [text for text in written if text]


def full(request: HttpRequest, quota: "Quota", sheet: Sheet) -> HttpResponse:
    """So many answers were wanted, and all of them are here: nobody need begin."""
    with translation.override(django_name(sheet.language)):
        page = EndedPage(
            title=_("We have heard from enough people"), says=quota.ending.said(sheet.language).text, unit=sheet.unit
        )
        return public.page(request, "voice/ended.html", page, status=410)


def thanks(
    request: HttpRequest, *, door: Door, version: Published, language: str, quota: "Quota | None" = None
) -> HttpResponse:
    with translation.override(django_name(language)):
        page = EndedPage(
            title=_("We have your answer"),
            says=(quota.ending if quota else version.thanks).said(language).text,
            unit=door.unit.name.said(language).text,
        )
        return public.page(request, "voice/ended.html", page, unit=door.channel.unit_id)
