"""Signing in: one form for everybody, and what changes it."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.http import HttpResponse  # noqa: TID251  what a browser gets
from django.test import Client
from django.utils.html import escape

from servewell.base import today
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.rooms.people import services
from tests.builders import a_company, a_person
from tests.builders.signing_in import A_PASSWORD, A_PIN, with_a_password, with_a_pin

pytestmark = pytest.mark.django_db
WRONG = "do not belong together"
LOCKED = "There were too many wrong tries. You can try again in 15 minutes."


def sign_in(browser: Client, login: str, secret: str = A_PIN, **more: object) -> HttpResponse:
    return browser.post("/accounts/login/", {"login": login, "password": secret}, **more)


def is_signed_in(browser: Client) -> bool:
    return browser.get("/my-sign-in").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["login/", "password/reset/", "inactive/", "signup/", "3rdparty/login/cancelled/"],
)
def test_pages_before_sign_in_open_for_everyone(client: Client, address: str) -> None:
    a_company()
    answer = client.get(f"/accounts/{address}")

    assert (answer.status_code, answer.content.count(b"<h1")) == (200, 1)


def test_every_page_about_ones_own_sign_in_stands_in_our_frame(client: Client) -> None:
    sign_in(client, with_a_password(a_person("Ann", email="ann@example.com")).number, A_PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": A_PASSWORD})
    pages = {
        "/my-sign-in": 200, "/accounts/password/change/": 200, "/accounts/2fa/": 200, "/accounts/email/": 200,
        "/accounts/2fa/totp/activate/": 200, "/accounts/2fa/webauthn/": 200, "/accounts/2fa/webauthn/add/": 200,
        "/accounts/3rdparty/": 200, "/accounts/logout/": 200, "/accounts/reauthenticate/": 200,
    }  # fmt: skip

    answers = {address: client.get(address) for address in pages}

    assert {address: answer.status_code for address, answer in answers.items()} == pages
    assert {address for address, answer in answers.items() if b'class="kit-desk"' not in answer.content} == set()


def test_no_page_of_sign_in_needs_an_inline_script(client: Client) -> None:
    sign_in(client, with_a_password(a_person("Ann")).number, A_PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": A_PASSWORD})
    shown = [Client().get("/accounts/login/"), client.get("/accounts/2fa/webauthn/add/")]

    scripts = [re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", each.content.decode()) for each in shown]
    assert scripts == [[], ['<script id="js_data" type="application/json">']]


def test_staff_number_and_pin_sign_in(client: Client) -> None:
    mei = with_a_pin(a_person("Mei", number="H-1042"))

    assert (sign_in(client, " h-1042 ").headers["Location"], is_signed_in(client)) == ("/", True)
    mei.sign_in.refresh_from_db()
    assert mei.sign_in.last_login is not None


def test_email_and_password_sign_in(client: Client) -> None:
    with_a_password(a_person("Ann", email="Ann@example.com"))

    assert (sign_in(client, "ANN@example.com", A_PASSWORD).status_code, is_signed_in(client)) == (302, True)


def test_a_wrong_pin_and_an_unknown_number_read_the_same(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    answers = [sign_in(client, login, "918273").content.decode() for login in (mei.number, "9999", "no@example.com")]

    assert [len(re.findall(WRONG, answer)) for answer in answers] == [1, 1, 1]


def test_a_wrong_pin_and_an_unknown_number_cost_the_same_hashes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    ann = with_a_password(a_person("Ann", email="ann@example.com"))
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    counts = []
    for login in (ann.number, "ann@example.com", "9999", "nobody@example.com"):
        hashed.clear()
        sign_in(client, login, "a wrong password")
        counts.append(len(hashed))

    assert counts == [1, 1, 1, 1]


def test_five_wrong_pins_lock_and_the_right_one_is_refused_too(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    for _ in range(5):
        assert WRONG in sign_in(client, mei.number, "918273").content.decode()

    refused = [sign_in(client, mei.number, secret).content.decode() for secret in ("918273", A_PIN)]

    assert [LOCKED in answer for answer in refused] == [True, True]
    assert not is_signed_in(client)


def test_number_and_email_share_their_tries(client: Client) -> None:
    ann = with_a_password(a_person("Ann", email="ann@example.com"))
    for login in (ann.number, "ann@example.com", "ANN@example.com", f" {ann.number}", ann.number):
        sign_in(client, login, "a wrong password")

    assert LOCKED in sign_in(client, "ann@example.com", A_PASSWORD).content.decode()


def test_another_host_header_begins_no_new_tries(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    for port in range(5):
        sign_in(client, mei.number, "918273", headers={"host": f"localhost:{8000 + port}"})

    assert LOCKED in sign_in(client, mei.number, headers={"host": "localhost:9999"}).content.decode()


def test_many_guessed_names_do_not_wash_a_lock_out(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    for _ in range(5):
        sign_in(client, mei.number, "918273")
    for number in range(700):
        cache.set(f"guessed-{number}", 1)

    assert LOCKED in sign_in(client, mei.number).content.decode()


def test_a_right_pin_leaves_earlier_wrong_tries_counted(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    for secret in ("918273", "918273", A_PIN, "918273", "918273", "918273"):
        sign_in(Client(), mei.number, secret)

    assert LOCKED in sign_in(client, mei.number).content.decode()


def test_nobody_signs_up(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"username": "eve", "password1": A_PASSWORD, "password2": A_PASSWORD})

    assert (answer.status_code, is_signed_in(client)) == (200, False)
    assert "Nobody signs up here" in answer.content.decode()


def test_who_has_left_since_reads_that_the_sign_in_is_closed(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    over_everywhere = today.earliest_day(at=today.now())
    services.leave(person=mei, on=over_everywhere, by=HOUSE, at=today.now() - timedelta(days=2))

    assert sign_in(client, mei.number).headers["Location"] == "/accounts/inactive/"


def test_an_open_session_ends_with_the_last_day_and_not_before_it_is_over_everywhere(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = with_a_pin(a_person("Mei"))
    sign_in(client, mei.number)
    midnight = today.now().replace(hour=0, minute=0) + timedelta(days=1)
    services.leave(person=mei, on=midnight.date(), by=HOUSE, at=today.now())

    signed_in = []
    for hours in (11, 13):
        monkeypatch.setattr(today, "now", lambda hours=hours: midnight + timedelta(hours=hours))
        signed_in.append(is_signed_in(client))

    assert signed_in == [True, False]


def test_a_reset_ends_open_sessions(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    sign_in(client, mei.number)
    services.print_activation_code(person=mei, by=HOUSE, at=today.now())

    assert not is_signed_in(client)


def test_a_pin_is_changed_by_its_own_rules_and_recorded(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    sign_in(client, mei.number)

    def change(new: str) -> HttpResponse:
        typed = {"oldpassword": A_PIN, "password1": new, "password2": new}
        return client.post("/accounts/password/change/", typed)

    assert escape("no row, no repetition") in change("123456").content.decode()
    assert change("918273").status_code == 302
    mei.sign_in.refresh_from_db()
    assert mei.sign_in.check_password("918273")
    assert Entry.objects.filter(deed="people.change_secret", actor=mei.actor_key).count() == 1


def test_a_second_factor_is_asked_for_once_it_is_set_up(client: Client) -> None:
    ann = with_a_password(a_person("Ann"))
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(ann.sign_in, secret)
    RecoveryCodes.activate(ann.sign_in)

    first = sign_in(client, ann.number, A_PASSWORD)
    assert (first.headers["Location"], is_signed_in(client)) == ("/accounts/2fa/authenticate/", False)
    assert client.get("/accounts/2fa/authenticate/").status_code == 200

    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).headers["Location"] == "/"
    assert is_signed_in(client)


def test_a_person_sets_up_an_app_and_gets_recovery_codes(client: Client) -> None:
    ann = with_a_password(a_person("Ann"))
    sign_in(client, ann.number, A_PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": A_PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))

    answer = client.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)

    assert "10 recovery codes are left" in answer.content.decode()
    kinds = Authenticator.objects.filter(user=ann.sign_in).order_by("type").values_list("type", flat=True)
    assert list(kinds) == ["recovery_codes", "totp"]


def test_a_passkey_begins_with_what_the_browser_asks_for(client: Client) -> None:
    a_company()
    options = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()

    assert options["request_options"]["publicKey"]["rpId"] == "testserver"
