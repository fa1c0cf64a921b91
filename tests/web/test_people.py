"""Signing in, activating, sharing a device, and the team page."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import rules, services
from servewell.rooms.people.models import Person
from tests.builders import a_company, a_person, a_unit

PIN = "402817"
PASSWORD = "a quiet harbour"

pytestmark = pytest.mark.django_db


def activated(person: Person, secret: str = PIN) -> Person:
    code = services.print_activation_code(person=person, by=HOUSE, at=today.now())
    services.activate(number=person.number, code=code, pin=secret, at=today.now())
    person.refresh_from_db()
    return person


def sign_in(client: Client, login: str, secret: str = PIN, **more: str):
    return client.post("/accounts/login/", {"login": login, "password": secret, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/my-sign-in").status_code == 200


def test_staff_number_and_pin_sign_in(client: Client) -> None:
    mei = activated(a_person("Mei"))

    assert (sign_in(client, mei.number).url, is_signed_in(client)) == ("/", True)


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/activate", "/accounts/password/reset/", "/accounts/inactive/", "/accounts/signup/"],
)
def test_pages_before_sign_in_open(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
