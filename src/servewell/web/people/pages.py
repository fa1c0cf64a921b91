"""Sign-in and people, to look at."""

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import today
from servewell.rooms.obligations import selectors as obligations
from servewell.rooms.people import rules
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, open_to_everyone, signed_in
from servewell.web.kit.asked import edges_asked_for
from servewell.web.kit.components import Link
from servewell.web.people import middleware as devices
from servewell.web.people.forms import ActivateForm
from servewell.web.people.shown import ForgottenPage, MySignInPage, Way, activate_page, team_page

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


@open_to_everyone
def activate(request: HttpRequest) -> HttpResponse:
    typed = {"number": request.GET.get("number", "")[:20], "is_shared": devices.was_shared_before(request)}
    return render.page(request, "people/activate.html", activate_page(ActivateForm(initial=typed)))


@open_to_everyone
def forgotten(request: HttpRequest) -> HttpResponse:
    return render.page(request, "people/forgotten.html", ForgottenPage(title=_("Your leader can let you in again")))


@needs(rules.SEE_TEAM)
def team(request: SignedInRequest) -> HttpResponse:
    units = people.units_seen(viewer=request.person, power=rules.SEE_TEAM)
    unit = _unit_asked_for(request.GET.get("unit", ""), units, person=request.person)
    members = people.team(
        viewer=request.person, unit=unit, at=today.now(),
        **edges_asked_for(request),
    )  # fmt: skip
    may_print = people.may(actor=request.person, power=rules.ACTIVATE, unit=unit.pk)
    owed = obligations.owed_in_team(
        viewer=request.person,
        postings=[member.posting for member in members.items],
        on=today.day_in(unit.zone, at=today.now()),
    )
    page = team_page(unit=unit, units=units, members=members, owed=owed, may_print=may_print)
    return render.page(request, "people/team.html", page)


def _unit_asked_for(code: str, units: "list[Unit]", *, person: "Person") -> "Unit":
    """The unit by code; without one, the unit the person works in, or else the first that they see."""
    if code:
        fitting = [unit for unit in units if unit.code == code]
    else:
        posting = people.posting_on(person=person, on=today.now().date())
        fitting = [unit for unit in units if posting and unit.pk == posting.unit_id] or units
    if not fitting:
        raise Http404
    return fitting[0]


@signed_in
def my_sign_in(request: SignedInRequest) -> HttpResponse:
    sign_in = request.person.sign_in
    kinds = list(Authenticator.objects.filter(user=sign_in).values_list("type", flat=True))
    page = MySignInPage(
        title=_("How you sign in"),
        number=request.person.number,
        email=sign_in.email if sign_in else "",
        ways=(_secret(), _passkeys(kinds), _second_factor(kinds), *_company_account(request)),
    )
    return render.page(request, "people/my_sign_in.html", page)


def _secret() -> Way:
    return Way(
        says=_("Your PIN or password"),
        detail=_("When you change it, you are signed out everywhere else."),
        action=Link(_("Change it"), reverse("account_change_password")),
    )


def _passkeys(kinds: list[str]) -> Way:
    number = kinds.count(Authenticator.Type.WEBAUTHN)
    if not number:
        return Way(
            says=_("No passkey yet"),
            detail=_("With a passkey you sign in by the fingerprint, face or lock of your own device."),
            action=Link(_("Add a passkey"), reverse("mfa_add_webauthn")),
        )
    return Way(
        says=ngettext("%(number)s passkey", "%(number)s passkeys", number) % {"number": number},
        detail=_("Remove the passkey of a device that you no longer have."),
        action=Link(_("See them"), reverse("mfa_list_webauthn")),
    )


def _second_factor(kinds: list[str]) -> Way:
    if Authenticator.Type.TOTP not in kinds:
        return Way(
            says=_("No second factor"),
            detail=_("An app on your phone shows a code that is asked for after your PIN or password."),
            action=Link(_("Set up the app"), reverse("mfa_activate_totp")),
        )
    return Way(
        says=_("A second factor is asked for"),
        detail=_("Keep your recovery codes where you find them when the phone is lost."),
        action=Link(_("Codes and app"), reverse("mfa_index")),
    )


def _company_account(request: HttpRequest) -> tuple[Way, ...]:
    providers = get_social_adapter().list_providers(request)
    return tuple(
        Way(
            says=str(provider.name),
            detail=_("You can sign in through it when it knows you by the same e-mail address."),
            action=Link(_("See the connection"), reverse("socialaccount_connections")),
        )
        for provider in providers
    )
