"""What people type to sign in."""

from typing import TYPE_CHECKING

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.rooms.people import selectors as people
from servewell.rooms.people import services
from servewell.rooms.people.terms import PASSWORD_LENGTH
from servewell.web.people import middleware as devices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from servewell.rooms.people.models import SignIn

NUMBER_AS_TYPED = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
SHARED_LABEL = gettext_lazy("Several people use this device")
SHARED_HELP = gettext_lazy("You are signed out when the browser closes, and after five minutes without a touch.")
SECRET_HELP = gettext_lazy(
    "Six digits if you have no e-mail address with us; otherwise a password of at least ten characters."
)


class PlainFields:
    """allauth's forms with our labels and without its placeholders: a label stands above each field anyway."""

    labels: "Mapping[str, _StrPromise]" = {}
    helps: "Mapping[str, _StrPromise]" = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class SignInForm(PlainFields, LoginForm):  # type: ignore[misc]  # allauth has no types
    """One form for everybody: staff number or e-mail, PIN or password."""

    labels = {"login": gettext_lazy("Staff number or e-mail"), "password": gettext_lazy("PIN or password")}
    helps = {"is_shared": SHARED_HELP}
    field_order = ["login", "password", "is_shared"]
    is_shared = forms.BooleanField(label=SHARED_LABEL, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        self.fields["login"].widget.attrs.update(NUMBER_AS_TYPED, autocomplete="username", autofocus=True)
        if self.request is not None:
            self.fields["is_shared"].initial = devices.was_shared_before(self.request)

    def user_credentials(self) -> dict[str, str]:
        """Tries are counted for the person, not for each of the names that the person can be typed by."""
        name = people.sign_in_name(typed=self.cleaned_data["login"])
        return {"username": name, "password": self.cleaned_data["password"]}

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        is_shared = self.cleaned_data["is_shared"]
        devices.share_session(request, is_shared=is_shared)
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        devices.share_session(request, is_shared=is_shared)  # allauth has set how long the session lasts meanwhile
        return response


class ConfirmForm(PlainFields, ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": gettext_lazy("PIN or password")}


class ChangeSecretForm(PlainFields, ChangePasswordForm):  # type: ignore[misc]
    labels = {
        "oldpassword": gettext_lazy("The PIN or password you have now"),
        "password1": gettext_lazy("Your new PIN or password"),
        "password2": gettext_lazy("The new one again"),
    }
    helps = {"password1": SECRET_HELP}


class FirstSecretForm(PlainFields, SetPasswordForm):  # type: ignore[misc]
    labels = {"password1": gettext_lazy("Your new PIN or password"), "password2": gettext_lazy("The new one again")}
    helps = {"password1": SECRET_HELP}


class SecondFactorForm(PlainFields, AuthenticateForm):  # type: ignore[misc]
    labels = {"code": gettext_lazy("The code from your app, or a recovery code")}


class ConfirmByCodeForm(PlainFields, ReauthenticateByCodeForm):  # type: ignore[misc]
    labels = {"code": gettext_lazy("The code from your app, or a recovery code")}


class AddAppForm(PlainFields, ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": gettext_lazy("The code that the app shows now")}


class AddPasskeyForm(PlainFields, AddWebAuthnForm):  # type: ignore[misc]
    labels = {
        "name": gettext_lazy("A name for this device"),
        "passwordless": gettext_lazy("Sign in with it alone, without PIN or password"),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.initial["name"] = _("This device")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(PlainFields, EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": gettext_lazy("A name for this device")}


class ActivateForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Staff number"),
        max_length=20,
        widget=forms.TextInput(attrs={**NUMBER_AS_TYPED, "autocomplete": "username"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Activation code"),
        help_text=gettext_lazy("It is printed on your card. Spaces and capitals do not matter."),
        max_length=40,
        widget=forms.TextInput(attrs={**NUMBER_AS_TYPED, "autocomplete": "one-time-code"}),
    )
    pin = forms.CharField(
        label=gettext_lazy("Choose your PIN or password"),
        help_text=SECRET_HELP,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    pin_again = forms.CharField(
        label=gettext_lazy("The same again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    is_shared = forms.BooleanField(label=SHARED_LABEL, help_text=SHARED_HELP, required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if "pin" in cleaned and "pin_again" in cleaned and cleaned["pin"] != cleaned["pin_again"]:
            self.add_error("pin_again", _("The two are not the same. Type the PIN or password once more."))
        return cleaned


def demand_good_secret(*, secret: str, sign_in: "SignIn") -> None:
    """Raises ValidationError that says in words what is wrong with a PIN or password."""
    try:
        services.refuse_simple(secret=secret, number=sign_in.person.number, email=sign_in.person.email)
    except SECRET_FAULTS as fault:
        raise ValidationError(words_for(fault)) from fault


SECRET_FAULTS = (services.PinTooSimple, services.PasswordTooSimple, services.PasswordNeeded)


def words_for(fault: Exception) -> str:
    if isinstance(fault, services.PinTooSimple):
        return _("Others would guess this PIN first. Choose six digits: no row, no repetition, not your staff number.")
    if isinstance(fault, services.PasswordNeeded):
        return _("You have an e-mail address with us, so choose a password of at least ten characters.")
    return _(
        "This is too short or too common. Choose at least %(number)s characters that others would not think of."
    ) % {"number": PASSWORD_LENGTH}
