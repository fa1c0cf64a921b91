"""People who can sign in."""

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import services
from servewell.rooms.people.models import Person

A_PIN = "402817"
A_PASSWORD = "a quiet harbour"


def with_a_pin(person: Person, pin: str = A_PIN) -> Person:
    """The person after having activated their sign-in."""
    code = services.print_activation_code(person=person, by=HOUSE, at=today.now())
    services.activate(number=person.number, code=code, pin=pin, at=today.now())
    person.refresh_from_db()
    return person


def with_a_password(person: Person, password: str = A_PASSWORD) -> Person:
    services.give_sign_in(person=person, password=password, by=HOUSE, at=today.now())
    person.refresh_from_db()
    return person
