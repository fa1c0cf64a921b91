"""What somebody holds, handed on from their page, and what nobody holds any more."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE, all_powers
from servewell.base.words import day
from servewell.rooms.cases import services as cases
from servewell.rooms.cases.models import Case
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Person, Unit
from tests.builders import a_browser, a_channel, a_company, a_person, a_policy, a_survey, a_unit, an_open_case
from tests.builders.serving import a_process
from tests.builders.staff import a_row, a_staff_file, taken_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ON = NOW.date()


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOW)


@pytest.fixture
def hotel() -> Unit:
    a_survey()
    a_policy(a_company())
    return a_unit("harbour", under=a_company())


@pytest.fixture
def boss(hotel: Unit) -> Client:
    return a_browser(a_person("Boss", *all_powers(), number="boss"))


def left(person: Person) -> Person:
    return services.leave(person=person, on=ON - timedelta(days=3), by=HOUSE, at=NOW)


def a_holder(hotel: Unit, number: str = "ann", things: int = 1) -> Person:
    person = a_person(number.title(), *all_powers(), unit=hotel, number=number)
    for each in range(things):
        a_process(f"{number}-check-{each}", unit=hotel, owner=person)
        led = a_person(f"Led {each}", unit=hotel, number=f"{number}-led-{each}")
        services.lead(person=led, leader=person, from_on=ON - timedelta(days=99), by=HOUSE, at=NOW)
    return person


def title(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found
    return found[1].strip()


def test_the_title_says_how_much_somebody_holds_and_whether_they_left(hotel: Unit, boss: Client) -> None:
    ann = a_holder(hotel)
    a_person("Cy", unit=hotel, number="cy")
    titles = [title(boss.get(f"/people/{number}/held").content.decode()) for number in ("ann", "cy")]
    left(ann)

    titles.append(title(boss.get("/people/ann/held").content.decode()))

    assert titles == ["Ann holds 2 things", "Cy holds nothing here", "Ann has left and still holds 2 things"]


def test_what_is_ticked_goes_and_the_rest_stays(hotel: Unit, boss: Client) -> None:
    ann = a_holder(hotel)
    a_person("Bea", *all_powers(), unit=hotel, number="bea")
    led = f"people.led:{Person.objects.get(number='ann-led-0').pk}"

    page = boss.post("/people/ann/hand-on", {"to": "bea", "thing": [led]}, follow=True).content.decode()

    assert title(page) == f"{ann.name} holds 1 thing"
    assert "1 thing is with Bea now." in page
    assert title(boss.get("/people/bea/held").content.decode()) == "Bea holds 1 thing"


def test_a_thing_that_does_not_go_says_why(hotel: Unit, boss: Client) -> None:
    ann = a_holder(hotel, things=0)
    case = an_open_case(a_channel(hotel), at=NOW)
    cases.assign(case=case, to=ann, by=HOUSE, at=NOW)
    a_person("Cy", unit=hotel, number="cy")

    page = boss.post("/people/ann/hand-on", {"to": "cy", "thing": [f"cases.case:{case.pk}"]}, follow=True)

    assert f"Case {case.pk} stays: Cy lacks the power it needs there. Give them a role first." in page.content.decode()
    assert Case.objects.get(pk=case.pk).owner == ann


def test_a_thing_that_somebody_took_meanwhile_is_told(hotel: Unit, boss: Client) -> None:
    a_holder(hotel, things=0)
    a_person("Bea", unit=hotel, number="bea")

    page = boss.post("/people/ann/hand-on", {"to": "bea", "thing": ["standards.process:9", "x"]}, follow=True)

    assert "2 things were no longer here to hand on." in page.content.decode()


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("gone", "Gone does not work here any more: choose somebody else."),
        ("later", "Later does not work here yet: choose somebody else."),
        ("ann", "Nobody succeeds themselves."),
        ("nobody", "Nobody has the staff number nobody."),
        ("", "This field is required."),
    ],
)
def test_a_successor_who_cannot_take_it_is_refused_in_words(hotel: Unit, boss: Client, number: str, says: str) -> None:
    a_holder(hotel)
    left(a_person("Gone", unit=hotel, number="gone"))
    a_person("Later", unit=hotel, number="later", from_on=ON + timedelta(days=9))
    led = f"people.led:{Person.objects.get(number='ann-led-0').pk}"

    answer = boss.post("/people/ann/hand-on", {"to": number, "thing": [led]})

    page = answer.content.decode()
    assert (answer.status_code, says in page) == (422, True)
    assert re.findall(r'value="([a-z.]+):\d+" checked', page) == ["people.led"]


def test_nothing_ticked_is_said(hotel: Unit, boss: Client) -> None:
    a_holder(hotel)

    answer = boss.post("/people/ann/hand-on", {"to": "boss"})

    assert "Nothing is ticked: tick what is to be handed on." in answer.content.decode()


def test_what_leavers_held_stands_under_orphaned_with_the_way_to_hand_it_on(hotel: Unit, boss: Client) -> None:
    before = title(boss.get("/orphaned").content.decode())
    left(a_holder(hotel))

    page = boss.get("/orphaned").content.decode()

    assert before == "Everything here has somebody"
    assert title(page) == "3 things have nobody"  # a process, a person, and the unit
    assert re.findall(r"<h2>(.*?)</h2>", page) == [
        "People whom they lead", "Processes they answer for", "Units that nobody leads",
    ]  # fmt: skip
    assert page.count('href="/people/ann/held"') == 2
    assert "Something that people held who have left is nobody&#x27;s now" in boss.get("/").content.decode()


def cost(browser: Client, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(path)
    assert answer.status_code == 200
    return len(seen)


@pytest.mark.parametrize("length", [1, 3])
def test_both_pages_ask_at_most_twenty_times_however_long_they_are(hotel: Unit, boss: Client, length: int) -> None:
    for each in range(length):
        holder = a_holder(hotel, f"holder-{each}", things=length)
        left(holder)

    assert cost(boss, "/orphaned") <= 20
    assert cost(boss, "/people/holder-0/held") <= 20


def test_that_nobody_will_manage_the_company_soon_stands_before_everything_that_is_orphaned(hotel: Unit) -> None:
    boss = a_person("Boss", *all_powers(), number="boss")
    holder = a_holder(hotel)
    left(holder)
    browser = a_browser(boss)
    before = browser.get("/orphaned").content.decode()
    with TemporaryDirectory() as folder:
        row = a_row("boss", "company", name="Boss", job="Host", until="2026-12-31", **{"from": ""})
        taken_in(a_staff_file(Path(folder), row), on=ON, is_whole=False, at=NOW)
    after = browser.get("/orphaned").content.decode()

    says = "Nobody manages the whole company after 31 December 2026"
    assert [says in before, says in after] == [False, True]
    assert re.findall(r"<h2>(.*?)</h2>", after)[0] == "The whole company"


def let_go(browser: Client, number: str, last_on: str = "2026-11-30") -> tuple[int, str]:
    answer = browser.post(f"/people/{number}/let-go", {"last_on": last_on}, follow=True)
    return answer.status_code, answer.content.decode()


def test_somebody_is_let_go_by_their_last_day(boss: Client, hotel: Unit) -> None:
    ann = a_holder(hotel)

    status, page = let_go(boss, "ann")

    assert (status, "Ann works here until 30 November 2026." in page) == (200, True)
    assert ann.postings.get().until_on == datetime(2026, 12, 1, tzinfo=UTC).date()
    assert let_go(boss, "ann", "")[0] == 422


def test_a_last_day_before_they_came_is_refused_where_it_was_typed(boss: Client, hotel: Unit) -> None:
    ann = a_holder(hotel)
    since = ann.postings.get().from_on

    status, page = let_go(boss, "ann", str(since - timedelta(days=1)))

    assert (status, f"Ann has worked there since {day(since)}. Name that day or a later one." in page) == (422, True)
    assert not people.has_left(person=ann)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("boss", "Nobody would manage the whole company any more."),
        ("eve", "Eve may do more than you."),
        ("two", "They also work where you do not manage people."),
    ],
)
def test_who_may_not_be_let_go_stays_and_the_page_says_why(boss: Client, hotel: Unit, number: str, fault: str) -> None:
    lake = a_unit("lake", under=a_company())
    manager = a_browser(a_person("Mae", rules.MANAGE, unit=hotel))
    eve, two = a_person("Eve", unit=hotel, number="eve"), a_person("Two", unit=hotel, number="two")
    role = people.role_by_code(code="role-boss")
    services.grant(person=eve, role=role, unit=lake, from_on=ON, by=HOUSE, at=NOW)
    with TemporaryDirectory() as folder:
        rows = [a_row("two", "harbour", name="Two", job="Host", until="2027-01-31", **{"from": ""})]
        rows += [a_row("two", "lake", name="Two", job="Host", **{"from": "2027-02-01"})]
        rows[0] = {**rows[0], "from": "2020-01-01"}
        taken_in(a_staff_file(Path(folder), *rows), on=ON, is_whole=False, at=NOW)

    status, page = let_go(boss if number == "boss" else manager, number)

    assert (status, fault in page) == (422, True)
    assert two.postings.count() == 2
    assert not people.has_left(person=people.person_by_number(number=number) or eve)
