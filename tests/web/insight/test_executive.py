"""The executive's page: employees before customers, every number with its n, two clicks to the words."""

from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE, all_powers
from servewell.rooms.insight import rules, services
from servewell.rooms.people import services as people
from servewell.rooms.voice.models import Channel
from servewell.rooms.voice.terms import Audience
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_process,
    a_survey,
    a_unit,
    a_voice,
    an_indicator,
)
from tests.programmes.visitor import Visitor, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "lake")]


def text(answer: object) -> str:
    return read(unescape(answer.content.decode())).text  # type: ignore[attr-defined]


def a_judged_company(now: datetime) -> None:
    a_company()
    a_survey()
    an_indicator()
    a_policy(a_company())
    hotel = a_unit("hotel", under=a_unit("west", under=a_company()))
    desk = a_unit("hr-desk", under=a_company())
    outside = a_channel(hotel, slug="hotel")
    inside = a_channel(desk, slug="hr-desk", audience=Audience.INTERNAL)
    a_voice(outside, 5, words="A warm welcome.", at=now)
    a_voice(outside, 1, words="Nobody came.", email="a@example.com", at=now)
    a_voice(inside, 2, words="My payslip was wrong.", at=now)
    services.rebuild(at=now)


def an_executive() -> Client:
    return a_browser(a_person("Eve", *all_powers()))


def test_employees_stand_before_customers_each_with_its_n(now: datetime, lake_db: Path) -> None:
    a_judged_company(now)

    page = text(an_executive().get("/executive"))

    inside, outside = page.index("What employees say of the desks that serve them"), page.index("What customers say")
    assert inside < outside
    assert "fewer than 10 answers: too few to show" in page[inside:outside]
    assert "2 answers" in page[outside:]
    assert page.index("Employees say") < page.index("Customers say")


def test_two_clicks_lead_from_each_figure_to_the_words_behind_it_and_to_no_others(now: datetime) -> None:
    a_judged_company(now)
    visitor = Visitor()
    visitor.client = an_executive()

    visitor.open("/executive").follow("Read what employees said")
    assert ("My payslip was wrong." in visitor.text, "A warm welcome." in visitor.text) == (True, False)
    visitor.open("/executive").follow("Read what customers said")
    assert ("My payslip was wrong." in visitor.text, "A warm welcome." in visitor.text) == (False, True)
    department = next(row for row in read(visitor.open("/executive").html).all("tr") if row.text.startswith("West"))
    to_cases = [link.attributes["href"] for link in department.all("a") if "/cases" in link.attributes["href"]]
    assert "Nobody came" in visitor.open(to_cases[0]).text


def test_words_that_are_kept_apart_from_the_reader_are_led_to_for_those_alone_who_read_them_there(
    now: datetime, lake_db: Path
) -> None:
    a_judged_company(now)
    desk = Channel.objects.get(slug="hr-desk").unit
    for _ in range(9):
        a_voice(Channel.objects.get(slug="hr-desk"), 2, at=now)
    services.rebuild(at=now)
    there = a_person("Hana", *all_powers())
    people.grant(person=there, role=there.grants.get().role, unit=desk, from_on=now.date(), by=HOUSE, at=now)
    people.keep_apart(unit=desk, by=HOUSE, at=now)

    above, at_desk = (read(client.get("/executive").content.decode()) for client in (an_executive(), a_browser(there)))

    offered = [
        [words in page.text for words in ("Read what employees said", "Read what customers said")]
        for page in (above, at_desk)
    ]
    leading = [
        [url for each in page.all("a") if "unit=hr-desk" in (url := each.attributes["href"]) and "/voices" in url]
        for page in (above, at_desk)
    ]
    assert offered == [[False, True], [True, True]]
    assert [len(urls) for urls in leading] == [0, 2]


def test_a_case_list_that_is_narrowed_shows_the_unit_and_what_stands_below_it_only(now: datetime) -> None:
    a_judged_company(now)
    a_voice(a_channel(a_unit("east", under=a_company()), slug="east"), 1, words="Too hot.", email="e@e.org", at=now)
    eve = an_executive()

    page = text(eve.get("/cases?shelf=open&unit=west"))

    assert ("Nobody came" in page, "Too hot" in page) == (True, False)
    assert "West Show all" in page
    assert eve.get("/cases?shelf=open&unit=nowhere").status_code == 404


def test_what_nobody_owns_stands_there_in_words_or_it_says_that_all_have_somebody(now: datetime) -> None:
    a_judged_company(now)
    a_process("check-in")

    page = text(an_executive().get("/executive"))

    assert "2 cases belong to nobody" in page
    assert "1 process has no owner who works here, or serves no standard Check in" in page
    assert "4 standards are served by no process" in page


def test_who_has_only_the_remit_sees_numbers_and_no_links_that_lead_nowhere(now: datetime) -> None:
    a_judged_company(now)
    page = read(a_browser(a_person("Rem", rules.REMIT)).get("/executive").content.decode())

    main = next(page.all("main"))
    assert [each.attributes["href"] for each in main.all("a")] == ["/standards"]


def test_before_anything_is_defined_the_page_says_so(now: datetime) -> None:
    a_company()

    page = text(an_executive().get("/executive"))

    assert "Nobody has said yet what counts as satisfied." in page
    assert "Everything at Company has somebody who answers for it" in page


def test_the_satisfaction_page_of_employees_is_another_one_and_leads_to_their_words(
    now: datetime, lake_db: Path
) -> None:
    a_judged_company(now)
    for _ in range(9):
        a_voice(Channel.objects.get(slug="hr-desk"), 2, at=now)
    services.rebuild(at=now)
    eve = an_executive()

    outside = text(eve.get("/satisfaction?unit=company"))
    inside = text(eve.get("/satisfaction?unit=company&audience=internal"))

    assert "What employees say of the desks that serve them" in outside
    assert "what employees say of the desks that serve them" in inside
    assert ("A warm welcome." in inside, "My payslip was wrong." in inside) == (False, True)
    assert ("A warm welcome." in outside, "My payslip was wrong." in outside) == (True, False)
    named = ("Satisfied customers since", "What matters most to customers")
    theirs = ("Satisfied employees since", "What matters most to employees")
    assert [[words in page for words in (*named, *theirs)] for page in (outside, inside)] == [
        [True, True, False, False],
        [False, False, True, True],
    ]


def test_a_link_for_employees_is_opened_from_the_page_of_links(now: datetime) -> None:
    a_company()
    a_survey()
    posted = {"unit": "company", "instrument": "four-aspects", "language": "en", "slug": "inside", "is_internal": "on"}
    eve = an_executive()

    eve.post("/channels/open", posted)

    page = text(eve.get("/channels"))
    assert "Employees answer" in page


@pytest.mark.parametrize("departments", [1, 3, 30])
def test_the_page_asks_at_most_twenty_times_however_many_departments(now: datetime, departments: int) -> None:
    a_company()
    a_survey()
    an_indicator()
    for number in range(departments):
        unit = a_unit(f"unit-{number}", under=a_company())
        a_voice(a_channel(unit, slug=unit.code), 1, words="Cold.", email=f"{number}@example.com", at=now)
    services.rebuild(at=now)
    eve = an_executive()
    eve.get("/executive")

    with CaptureQueriesContext(connection) as seen:
        assert eve.get("/executive").status_code == 200

    assert len(seen) <= 20
