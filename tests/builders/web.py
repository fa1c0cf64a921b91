"""Browsers."""

from django.test import Client

from servewell.base.permissions import HOUSE
from servewell.rooms.people import services
from servewell.rooms.people.models import Person
from tests.builders.company import LONG_AGO


def a_browser(person: Person) -> Client:
    """One in which the person is signed in."""
    sign_in = services.give_sign_in(person=person, password="long enough to keep", by=HOUSE, at=LONG_AGO)
    browser = Client()
    browser.force_login(sign_in)
    return browser
