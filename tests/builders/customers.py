"""Customers, known at a unit."""

from datetime import datetime

from servewell.base.permissions import CUSTOMER
from servewell.rooms.customers import services
from servewell.rooms.customers.models import Customer
from servewell.rooms.people.models import Unit
from tests.builders.company import LONG_AGO, a_company


def a_customer(
    email: str = "elena@example.com", *, phone: str = "", name: str = "", unit: Unit | None = None,
    at: datetime = LONG_AGO,
) -> Customer:  # fmt: skip
    """Somebody whom a unit (the company if none) has met; with ``phone`` they left that and no e-mail address."""
    customer = services.recognise(
        kind="phone" if phone else "email", value=phone or email, language="en", name=name, by=CUSTOMER, at=at
    )
    services.know_at(pairs=[(customer.pk, (unit or a_company()).pk)])
    return customer


A_WORDING = services.Wording(text="You may ask me how it was.", language="en", version="2026-1")
