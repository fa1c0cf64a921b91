"""Who leads somebody: seen on their page, said and dated there by whoever manages people."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from servewell.base import today
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Leadership, Person, Unit
from tests.builders import a_browser, a_company, a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ON = NOW.date()


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOW)


@pytest.fixture
def hotel() -> Unit:
    return a_unit("harbour", under=a_company())


@pytest.fixture
def ann(hotel: Unit) -> Person:
    return a_person("Ann", unit=hotel, number="ann")


@pytest.fixture
def manager(hotel: Unit) -> Client:
    return a_browser(a_person("Mae", rules.MANAGE, rules.SEE_TEAM, unit=hotel, number="mae"))


def said(browser: Client, leader: str, on: str = "2026-11-20") -> tuple[int, str]:
    answer = browser.post("/people/ann/leader", {"leader": leader, "from_on": on}, follow=True)
    return answer.status_code, answer.content.decode()


def lines() -> list[tuple[str, str, str]]:
    found = Leadership.objects.order_by("from_on").values_list("leader__number", "from_on", "until_on")
    return [(leader, str(first), str(end)) for leader, first, end in found]


def test_a_manager_says_from_which_day_on_who_leads_and_the_page_shows_all_of_it(
    manager: Client, hotel: Unit, ann: Person
) -> None:
    for number in ("lea", "leo"):
        a_person(number.title(), unit=hotel, number=number)

    said(manager, "lea", "2026-03-01")
    status, page = said(manager, "leo")

    assert (status, lines()) == (
        200,
        [("lea", "2026-03-01", "2026-11-20"), ("leo", "2026-11-20", "9999-12-31")],
    )
    assert "Leo leads Ann from 20 November 2026." in page
    card = re.search(r"Who leads them</h2>(.*?)</section>", page, re.DOTALL)
    assert card
    assert re.findall(r"<p>(.*?)</p>", card[1]) == ["Leo (leo)", "Lea (lea)"]
    assert Entry.objects.filter(deed="people.lead", actor__contains="person:").count() == 2
    own = a_browser(ann).get("/me").content.decode()
    assert "Who leads you" in own
    assert "Say who leads" not in own


def test_nobody_leads_where_nothing_is_typed(manager: Client, hotel: Unit, ann: Person) -> None:
    a_person("Lea", unit=hotel, number="lea")
    said(manager, "lea", "2026-03-01")

    _status, page = said(manager, "")

    assert "Nobody leads Ann from 20 November 2026." in page
    assert lines() == [("lea", "2026-03-01", "2026-11-20")]


def test_an_earlier_day_takes_the_place_of_what_was_planned_later(manager: Client, hotel: Unit, ann: Person) -> None:
    for number in ("lea", "leo", "lin"):
        a_person(number.title(), unit=hotel, number=number)
    said(manager, "lea", "2026-03-01")
    said(manager, "leo", "2026-12-01")

    said(manager, "lin", "2026-06-01")

    assert lines() == [("lea", "2026-03-01", "2026-06-01"), ("lin", "2026-06-01", "9999-12-31")]


def test_what_a_file_or_provider_repeats_leaves_what_is_planned(manager: Client, hotel: Unit, ann: Person) -> None:
    lea = a_person("Lea", unit=hotel, number="lea")
    a_person("Leo", unit=hotel, number="leo")
    said(manager, "lea", "2026-03-01")
    said(manager, "leo", "2026-12-01")
    planned = lines()

    services.lead(person=ann, leader=lea, from_on=ON, by=HOUSE, at=NOW)

    assert lines() == planned


@pytest.mark.parametrize(
    ("leader", "on", "fault"),
    [
        ("ann", "2026-11-20", "Nobody leads themselves."),
        ("led", "2026-11-20", "Led is led by Ann already"),
        ("nobody", "2026-11-20", "Nobody has the staff number nobody."),
        ("late", "2026-11-20", "Late does not work here on that day"),
        ("gone", "2026-11-20", "Gone does not work here on that day"),
        ("lea", "", "This field is required."),
    ],
)
def test_who_cannot_lead_is_refused_in_words(
    manager: Client, hotel: Unit, ann: Person, leader: str, on: str, fault: str
) -> None:
    led, gone = a_person("Led", unit=hotel, number="led"), a_person("Gone", unit=hotel, number="gone")
    a_person("Late", unit=hotel, number="late", from_on=date(2026, 12, 1))
    a_person("Lea", unit=hotel, number="lea")
    services.lead(person=led, leader=ann, from_on=date(2026, 1, 1), by=HOUSE, at=NOW)
    services.leave(person=gone, on=date(2026, 11, 1), by=HOUSE, at=NOW)

    status, page = said(manager, leader, on)

    assert (status, fault in page, selectors.leaders_of(person=ann)) == (422, True, [])


def test_whoever_manages_nobody_there_neither_sees_the_form_nor_sends_it(hotel: Unit, ann: Person) -> None:
    leader = a_browser(a_person("Lea", rules.SEE_TEAM, unit=hotel, number="lea"))
    elsewhere = a_browser(a_person("Max", rules.MANAGE, unit=a_unit("lake", under=a_company())))

    assert "Say who leads them" not in leader.get("/people/ann").content.decode()
    assert [each.post("/people/ann/leader", {"leader": "lea"}).status_code for each in (leader, elsewhere)] == [404] * 2
