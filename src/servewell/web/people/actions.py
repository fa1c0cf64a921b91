"""Sign-in and people, to do."""

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.base.words import LANGUAGES
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, open_to_everyone
from servewell.web.people import middleware as devices
from servewell.web.people.adapters import LANGUAGE_CHOSEN_COOKIE, locked_words
from servewell.web.people.forms import SECRET_FAULTS, ActivateForm, words_for
from servewell.web.people.shown import activate_page, card_page

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, SignIn

A_MOMENT_AGO_SECONDS = 10 * 60


@open_to_everyone
@sensitive_post_parameters("code", "pin", "pin_again")
@never_cache
def activate(request: HttpRequest) -> HttpResponse:
    form = ActivateForm(request.POST)
    sign_in = _activated(request, form) if form.is_valid() else None
    if sign_in is None:
        return render.page(request, "people/activate.html", activate_page(form), status=422)
    devices.share_session(request, is_shared=form.cleaned_data["is_shared"])
    response: HttpResponse = perform_login(request, sign_in)
    response.status_code = 303
    return response


def _activated(request: HttpRequest, form: ActivateForm) -> "SignIn | None":
    """None, and the reason in the form, where the code did not open."""
    number = form.cleaned_data["number"].strip()
    key = number.lower()
    usage = ratelimit.consume(request, app="allauth.account", action="activate", key=key)
    if not usage:
        form.add_error(None, locked_words(request, action="activate", key=key))
        return None
    try:
        sign_in = services.activate(
            number=number, code=form.cleaned_data["code"], pin=form.cleaned_data["pin"], at=today.now()
        )
    except services.CodeDoesNotFit:
        form.add_error(None, _("This number and this code open nothing. Look at your card: a code is good once."))
        return None
    except SECRET_FAULTS as fault:
        usage.rollback()
        form.add_error("pin", words_for(fault))
        return None
    usage.rollback()
    return sign_in


@needs(rules.ACTIVATE)
@require_POST
@never_cache
def print_code(request: SignedInRequest, number: str) -> HttpResponse:
    """The card stands in the answer to the POST itself: its code is kept nowhere to be shown from again."""
    person = people.person_by_number(number=number) if number.isprintable() else None
    if person is None:
        raise Http404
    at = today.now()
    try:
        code = services.print_activation_code(person=person, by=request.person, at=at)
    except services.MayDoMore:
        words = _("%(name)s may do more than you. Ask somebody who may do at least as much to print this card.")
        messages.error(request, words % {"name": person.name})
        return render.to_page("people:team")
    except NotAllowed as refused:
        raise Http404 from refused
    posting = people.posting_on(person=person, on=today.earliest_day(at=at))
    card = card_page(person=person, code=code, zone=posting.unit.zone if posting else "UTC", at=at)
    return render.page(request, "people/card.html", card)


@open_to_everyone
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """For the person who is signed in; or else for this device, and for whoever signs in within a moment."""
    response: HttpResponse = set_language(request)
    response.status_code = 303 if response.status_code == 302 else response.status_code
    person: Person | None = getattr(request, "person", None)
    chosen = [one.code for one in LANGUAGES if one.django == request.POST.get("language")]
    if person is not None and chosen:
        services.speak(person=person, language=chosen[0], at=today.now())
    elif chosen:
        response.set_cookie(
            LANGUAGE_CHOSEN_COOKIE, "yes", max_age=A_MOMENT_AGO_SECONDS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response
