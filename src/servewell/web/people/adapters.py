"""How allauth meets our people: nobody signs up, everybody is given their sign-in."""

import math
import time
from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from servewell.base import today
from servewell.base.words import django_name
from servewell.rooms.people import services
from servewell.web.people import forms
from servewell.web.people import middleware as devices

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

    from servewell.rooms.people.models import SignIn

LANGUAGE_CHOSEN_COOKIE = "servewell_language_chosen"
DEVICE_IS_REMEMBERED_FOR = 400 * 24 * 60 * 60
WRONG = gettext_lazy(
    "This staff number or e-mail and this PIN or password do not belong together. Look at both and try again."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": gettext_lazy("This is not your PIN or password. Try again."),
        "enter_current_password": gettext_lazy("This is not the PIN or password you have now. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Without the host: whoever guesses may write any port into that header, and would begin anew each time."""
        return credentials.get("username") or credentials.get("email", "").lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as fault:
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise ValidationError(locked_words(request, action="login_failed", key=key), code=fault.code) from fault

    def clean_password(self, password: str, user: "SignIn | None" = None) -> str:
        if user is not None:
            forms.demand_good_secret(secret=password, sign_in=user)
        return password

    def set_password(self, user: "SignIn", password: str) -> None:
        services.change_secret(sign_in=user, secret=password, at=today.now())

    def pre_login(self, request: HttpRequest, user: "SignIn", **kwargs: object) -> HttpResponse | None:
        response: HttpResponse | None
        if devices.person_behind(user) is not None:
            response = super().pre_login(request, user, **kwargs)
        else:
            response = self.respond_user_inactive(request, user)
        return response

    def post_login(self, request: HttpRequest, user: "SignIn", **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        is_shared = devices.is_shared_by_now(request)
        devices.share_session(request, is_shared=is_shared)
        _remember_on_the_device(request, response, user=user, is_shared=is_shared)
        return response


def _remember_on_the_device(request: HttpRequest, response: HttpResponse, *, user: "SignIn", is_shared: bool) -> None:
    """The language follows the person, unless another was chosen here a moment ago."""
    if not request.COOKIES.get(LANGUAGE_CHOSEN_COOKIE):
        set_language_cookie(response, language=django_name(user.person.language))
    response.delete_cookie(LANGUAGE_CHOSEN_COOKIE)
    if is_shared:
        response.set_cookie(
            devices.SHARED_COOKIE, "yes", max_age=DEVICE_IS_REMEMBERED_FOR, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    else:
        response.delete_cookie(devices.SHARED_COOKIE)


def set_language_cookie(response: HttpResponse, *, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language,
        max_age=settings.LANGUAGE_COOKIE_AGE, httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE,
    )  # fmt: skip


def locked_words(request: HttpRequest, *, action: str, key: str) -> str:
    """What a person reads who has tried too often: when to come back, and who can help sooner."""
    minutes = max(1, math.ceil(_seconds_until_open(request, action=action, key=key) / 60))
    when = ngettext(
        "There were too many wrong tries. You can try again in %(minutes)s minute.",
        "There were too many wrong tries. You can try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
    who = _("Until then even the right one is refused. Your leader can print you a new activation code.")
    return f"{when} {who}"


def _seconds_until_open(request: HttpRequest, *, action: str, key: str) -> float:
    """Asks allauth's own history, so that the words cannot differ from the lock."""
    waits = [0.0]
    for rate in ratelimit.get_rates(app="allauth.account", action=action):
        place = ratelimit.get_cache_key(request, app="allauth.account", action=action, rate=rate, key=key)
        tries = cache.get(place, [])
        if len(tries) >= rate.amount:
            waits.append(tries[rate.amount - 1] + rate.duration - time.time())
    return max(waits)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The company's own identity provider lets in people who are known by their e-mail, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: "SocialLogin") -> None:
        """Connect by an e-mail that the provider vouches for. Ours come from the company, not from the person."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        for address in sociallogin.email_addresses:
            found = services.admit(email=address.email, at=today.now()) if address.verified else None
            if found is not None:
                sociallogin.connect(request, found)
                return
