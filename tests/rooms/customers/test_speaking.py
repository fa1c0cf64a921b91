"""Who may speak for whom: from a day to a day, about some things, on grounds that somebody saw."""

from datetime import UTC, date, datetime, timedelta

import pytest

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.customers import rules, selectors, services
from servewell.rooms.customers.models import Customer, Spokesperson
from tests.builders import a_company, a_person, a_unit
from tests.builders.customers import a_customer

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


def speaks(
    speaker: Customer, customer: Customer, *, scope: str = "complaints", until_on: date | None = None,
    by: object = HOUSE, relation: str = "relative",
) -> Spokesperson:  # fmt: skip
    return services.let_speak(
        speaker=speaker, customer=customer, relation=relation, scope=scope, evidence="told", from_on=TODAY,
        until_on=until_on, by=by, at=NOON,  # type: ignore[arg-type]  # a person or the house
    )  # fmt: skip


def may(speaker: Customer, customer: Customer, scope: str, on: date = TODAY) -> bool:
    return selectors.may_speak(speaker=speaker.pk, customer=customer.pk, scope=scope, on=on)


def test_somebody_speaks_for_another_about_that_alone_and_only_in_their_time() -> None:
    son, mother, other = a_customer("son@x.org"), a_customer("mother@x.org"), a_customer("other@x.org")
    first = speaks(son, mother, until_on=TODAY + timedelta(days=10))

    assert (speaks(son, mother), Spokesperson.objects.count()) == (first, 1)
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9), TODAY + timedelta(days=10)]
    assert [may(son, mother, "complaints", on=day) for day in days] == [False, True, True, False]
    assert [may(son, mother, "bookings"), may(mother, son, "complaints"), may(other, mother, "complaints")] == [
        False
    ] * 3
    assert may(mother, mother, "everything")
    speaks(other, mother, scope="everything")
    assert may(other, mother, "bookings")


def test_who_was_merged_speaks_and_is_spoken_for_as_one_person() -> None:
    son, son_again, mother = a_customer("son@x.org"), a_customer("son2@x.org"), a_customer("mother@x.org")
    speaks(son_again, mother)
    services.merge(one=son, other=son_again, by=HOUSE, at=NOON)

    assert may(son, mother, "complaints")
    with pytest.raises(services.SpeaksForThemselves):
        speaks(son, son_again)


def test_it_ends_on_a_day_and_stays_in_the_history() -> None:
    son, mother = a_customer("son@x.org"), a_customer("mother@x.org")
    row = speaks(son, mother)

    for day in (TODAY + timedelta(days=3), TODAY + timedelta(days=9)):
        services.stop_speaking(spokesperson=row, on=day, by=HOUSE, at=NOON)

    row.refresh_from_db()
    assert (row.until_on, may(son, mother, "complaints", on=TODAY + timedelta(days=3))) == (
        TODAY + timedelta(days=3), False,
    )  # fmt: skip
    assert selectors.speakers(entries=[mother.pk]) == selectors.speakers(entries=[son.pk]) == [row]


def test_what_makes_no_sense_is_refused_by_name() -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    here, there = a_customer("a@x.org", unit=hotel), a_customer("b@x.org", unit=inn)
    ann = a_person("Ann", rules.KEEP, unit=hotel)

    with pytest.raises(NotAllowed):
        speaks(there, here, by=ann)
    with pytest.raises(services.GroundsAreUnknown):
        speaks(there, here, relation="friend")
    with pytest.raises(services.EndsBeforeItBegins):
        speaks(there, here, until_on=TODAY - timedelta(days=1))
    services.erase_for_host(customer=there, why="asked-for", closes_cases=False, at=NOON)
    with pytest.raises(services.CustomerIsErased):
        speaks(there, here)
    assert Spokesperson.objects.count() == 0


def test_who_was_erased_speaks_for_nobody_and_nobody_for_them() -> None:
    son, mother, other = a_customer("son@x.org"), a_customer("mother@x.org"), a_customer("other@x.org")
    rows = [speaks(son, mother), speaks(mother, other, until_on=TODAY + timedelta(days=9)), speaks(son, other)]

    services.erase_for_host(customer=mother, why="asked-for", closes_cases=False, at=NOON)

    for each in rows:
        each.refresh_from_db()
    assert [each.until_on for each in rows] == [TODAY, TODAY, None]
