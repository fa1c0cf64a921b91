"""A contact reaches one customer; an encounter is recorded once."""

from datetime import UTC, date, datetime

import pytest

from servewell.base.permissions import CUSTOMER, HOUSE
from servewell.rooms.customers import selectors, services
from servewell.rooms.customers.models import Contact, Customer, Encounter
from tests.builders import a_company, a_unit

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def recognised(value: str, kind: str = "email") -> Customer:
    return services.recognise(kind=kind, value=value, language="en", by=CUSTOMER, at=NOON)


def test_a_customer_is_recognised_by_their_address_however_it_is_written() -> None:
    elena = recognised(" Elena@Example.com ")

    assert recognised("elena@example.COM") == elena
    assert recognised("other@example.com") != elena
    assert selectors.contact_of(customer=elena.pk, kind="email") == "Elena@Example.com"
    assert selectors.contact_of(customer=elena.pk, kind="phone") is None


def test_a_telephone_number_counts_without_its_blanks_and_strokes() -> None:
    assert recognised("+86 (21) 5555-0100", "phone") == recognised("0086 21 5555 0100", "phone")
    assert list(Contact.objects.values_list("folded", flat=True)) == ["+862155550100"]


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("email", "elena at home", "no email: write it like name@example.com"),
        ("email", "123", "no email"),
        ("phone", "12", "no telephone number with its country code"),
        ("phone", "021 5555 0100", "no telephone number with its country code"),
        ("phone", "+86 21 555", "no telephone number with its country code"),
        ("phone", "+86 21 5555 0100 0100 0", "no telephone number with its country code"),
        ("phone", "+021 5555 0100", "no telephone number with its country code"),
        ("fax", "1", "no fax"),
    ],
)
def test_what_reaches_nobody_is_no_contact(kind: str, value: str, says: str) -> None:
    with pytest.raises(services.NotAContact, match=says):
        recognised(value, kind)
    assert Customer.objects.count() == 0


def test_the_same_contact_twice_in_one_batch_is_one_customer() -> None:
    left = [
        services.LeftContact(kind="email", value=value, language="en") for value in ("a@x.org", "b@x.org", "A@x.org")
    ]

    found = services.recognise_many(contacts=left, by=HOUSE, at=NOON)

    assert (found[0] == found[2], Customer.objects.count()) == (True, 2)


def test_an_encounter_with_a_reference_is_recorded_once() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    stay = services.NewEncounter(kind="stay", unit=hotel, on=date(2026, 11, 1), reference="R1")
    elsewhere = services.NewEncounter(kind="stay", unit=inn, on=date(2026, 11, 1), reference="R1")
    walk_in = services.NewEncounter(kind="visit", unit=hotel, on=date(2026, 11, 1), reference="")

    first = services.record_encounters(encounters=[stay, stay, walk_in, walk_in], by=HOUSE, at=NOON)
    second = services.record_encounters(encounters=[stay, elsewhere], by=HOUSE, at=NOON)

    assert (first, second, Encounter.objects.count()) == (3, 1, 4)


def test_an_encounter_of_an_unknown_kind_is_refused_by_name() -> None:
    cruise = services.NewEncounter(kind="cruise", unit=a_company(), on=date(2026, 11, 1), reference="CX1")

    with pytest.raises(services.KindIsUnknown, match="cruise"):
        services.record_encounters(encounters=[cruise], by=HOUSE, at=NOON)
