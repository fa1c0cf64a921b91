"""The company's own identity provider lets in people who are known by their e-mail, and nobody else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse  # noqa: TID251  what a browser gets
from django.test import Client
from pytest_django import Settings

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import services
from servewell.rooms.people.models import SignIn
from tests.builders import a_company, a_person
from tests.builders.signing_in import A_PASSWORD, with_a_password
from tests.web.people.an_issuer import CLIENT, CODE, Issuer, an_issuer

pytestmark = pytest.mark.django_db


def trust(settings: Settings, issuer: Issuer) -> None:
    app = {
        "provider_id": "company", "name": "Example Account", "client_id": CLIENT, "secret": "s",
        "settings": {"server_url": issuer.address},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def sign_in_through_it(browser: Client) -> HttpResponse:
    sent = browser.post("/accounts/oidc/company/login/")
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return browser.get(f"/accounts/oidc/company/login/callback/?code={CODE}&state={asked['state'][0]}")  # type: ignore[return-value]


def is_signed_in(browser: Client) -> bool:
    return browser.get("/my-sign-in").status_code == 200


def test_a_known_email_that_the_provider_vouches_for_signs_in(client: Client, settings: Settings) -> None:
    ann = with_a_password(a_person("Ann", email="Ann@example.com"))
    with an_issuer(sub="a1", email="ann@EXAMPLE.com", email_verified=True) as issuer:
        trust(settings, issuer)
        answer = sign_in_through_it(client)

    assert (answer.headers["Location"], is_signed_in(client)) == ("/", True)
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(ann.sign_in.pk, "a1")]


def test_somebody_who_was_only_imported_signs_in_the_first_time(client: Client, settings: Settings) -> None:
    tom = a_person("Tom", email="tom@example.com")
    with an_issuer(sub="t1", email="tom@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        sign_in_through_it(client)

    tom.refresh_from_db()
    assert (is_signed_in(client), tom.sign_in.name, tom.sign_in.has_usable_password()) == (True, tom.number, False)


def test_an_address_that_two_share_lets_neither_in(client: Client, settings: Settings) -> None:
    a_person("Tom", email="desk@example.com")
    a_person("Mei", email="desk@example.com")
    with an_issuer(sub="d1", email="desk@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        sign_in_through_it(client)

    assert (is_signed_in(client), SignIn.objects.count()) == (False, 0)


def test_who_was_reset_stays_out_until_the_card_is_used(client: Client, settings: Settings) -> None:
    ann = with_a_password(a_person("Ann", email="ann@example.com"))
    services.print_activation_code(person=ann, by=HOUSE, at=today.now())
    with an_issuer(sub="a1", email="ann@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        answer = sign_in_through_it(client)

    assert answer.headers["Location"] == "/accounts/inactive/"


def test_the_password_goes_on_working(client: Client, settings: Settings) -> None:
    ann = with_a_password(a_person("Ann", email="ann@example.com"))
    with an_issuer(sub="a1", email="ann@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        sign_in_through_it(Client())
    client.post("/accounts/login/", {"login": ann.number, "password": A_PASSWORD})

    assert is_signed_in(client)


def test_once_connected_the_account_counts_and_not_its_email(client: Client, settings: Settings) -> None:
    with_a_password(a_person("Ann", email="ann@example.com"))
    with an_issuer(sub="a1", email="ann@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        sign_in_through_it(Client())
        issuer.claims["email"] = "ann.new@example.com"
        sign_in_through_it(client)

    assert (is_signed_in(client), SocialAccount.objects.count()) == (True, 1)


def test_no_second_account_is_connected_by_an_address_where_one_stands(client: Client, settings: Settings) -> None:
    ann = with_a_password(a_person("Ann", email="ann@example.com"))
    with an_issuer(sub="a1", email="ann@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        sign_in_through_it(Client())
        issuer.claims["sub"] = "mallory"
        page = sign_in_through_it(client).content.decode()

    assert ("Nobody signs up here" in page, is_signed_in(client)) == (True, False)
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(ann.sign_in.pk, "a1")]


def test_a_new_card_lets_the_next_account_be_the_one(client: Client, settings: Settings) -> None:
    ann = with_a_password(a_person("Ann", email="ann@example.com"))
    with an_issuer(sub="a1", email="ann@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        sign_in_through_it(Client())
        code = services.print_activation_code(person=ann, by=HOUSE, at=today.now())
        services.activate(number=ann.number, code=code, pin=A_PASSWORD, at=today.now())
        issuer.claims["sub"] = "a2"
        sign_in_through_it(client)

    assert is_signed_in(client)
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(ann.sign_in.pk, "a2")]


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "a1", "email": "ann@example.com", "email_verified": False},
        {"sub": "a1", "email": "ann@example.com"},
        {"sub": "a1", "email": "stranger@example.com", "email_verified": True},
        {"sub": "a1"},
    ],
)
def test_nobody_else_gets_in_or_gets_a_sign_in(client: Client, settings: Settings, claims: dict[str, object]) -> None:
    with_a_password(a_person("Ann", email="ann@example.com"))
    with an_issuer(**claims) as issuer:
        trust(settings, issuer)
        page = sign_in_through_it(client).content.decode()

    assert ("Nobody signs up here" in page, is_signed_in(client)) == (True, False)
    assert (SignIn.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_a_provider_that_fails_is_told_in_words(client: Client, settings: Settings) -> None:
    a_company()
    with an_issuer(sub="a1") as issuer:
        trust(settings, issuer)
        issuer.is_broken = True
        answer = client.post("/accounts/oidc/company/login/")

    assert (answer.status_code, "The other side did not let you in" in answer.content.decode()) == (502, True)


def test_its_button_stands_on_the_sign_in_page_only_where_it_is_set_up(client: Client, settings: Settings) -> None:
    a_company()
    without = client.get("/accounts/login/").content.decode()
    with an_issuer(sub="a1") as issuer:
        trust(settings, issuer)
        page = client.get("/accounts/login/").content.decode()

    assert ["Sign in with Example Account" in each for each in (without, page)] == [False, True]


def test_who_only_has_the_company_account_may_choose_a_password(client: Client, settings: Settings) -> None:
    ann = with_a_password(a_person("Ann", email="ann@example.com"))
    ann.sign_in.set_unusable_password()
    ann.sign_in.save()
    with an_issuer(sub="a1", email="ann@example.com", email_verified=True) as issuer:
        trust(settings, issuer)
        sign_in_through_it(client)

    assert client.get("/accounts/password/change/").headers["Location"] == "/accounts/password/set/"
    chosen = {"password1": A_PASSWORD, "password2": A_PASSWORD}
    assert client.post("/accounts/password/set/", chosen).status_code == 302
    ann.sign_in.refresh_from_db()
    assert ann.sign_in.check_password(A_PASSWORD)
