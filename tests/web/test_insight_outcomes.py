"""The strip of outcomes and the page behind it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from servewell.rooms.insight import rules
from servewell.rooms.insight.selectors import moved
from tests.builders import a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Answered, Met, Spoke, the_lake_holds
from tests.builders.web import a_browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "the_clock_stands")]
NOW = date(2026, 11, 1)


def browser_of(name: str = "Ann") -> Client:
    return a_browser(a_person(name, rules.SEE, unit=a_company()))


def text_of(page: object) -> str:
    return " ".join(page.content.decode().split())  # type: ignore[attr-defined]


def test_a_unit_that_does_not_know_its_stays_is_named_where_the_rate_would_stand() -> None:
    an_indicator()
    inn = a_unit("inn", under=a_company())
    the_lake_holds(Answered(inn, NOW, 30, 40), Spoke(inn, NOW, 40, overall=0.25))

    browser = browser_of()
    strip, page = (text_of(browser.get(path)) for path in ("/satisfaction", "/satisfaction/company/outcomes"))

    assert "How many customers came is not known of 1 unit in some months." in strip
    assert "How many customers came is not known in some months: Inn." in page
    assert "Complaints per 1,000 encounters" in page


def test_the_page_of_outcomes_says_what_got_worse_and_draws_it() -> None:
    an_indicator()
    inn = a_unit("inn", under=a_company())
    months = [moved(month=NOW, months=-number) for number in range(24)]
    complaints = {month: 12 if month > date(2026, 7, 1) else 2 for month in months}
    the_lake_holds(
        *[Met(inn, month, 500) for month in months],
        *[Spoke(inn, month, many, overall=0.0) for month, many in complaints.items()],
    )

    page = text_of(browser_of().get("/satisfaction/company/outcomes"))

    assert "Company: more complaints than the year before" in page
    assert "24.0" in page
    assert "48 complaints from 2,000 stays" in page
    assert 'data-chart="complaints-by-month"' in page
    assert "u chart · NHS rules · limits from 24 points" in page
    assert "On this chart, such a signal comes by chance about every" in page


def test_nothing_known_is_said_in_words_and_breaks_nothing() -> None:
    page = browser_of().get("/satisfaction/company/outcomes")

    assert page.status_code == 200
    for sentence in (
        "too little is known to compare with the year before",
        "Nobody has said yet what counts as satisfied.",
        "No customer of that time is known by name or contact.",
        "Fewer than 10 people work here, or how many left of so few elsewhere would follow: nothing is told.",
        "How many customers came is not known.",
    ):
        assert sentence in text_of(page)


@pytest.mark.parametrize("asked", ["until=2024-02", "until=tomorrow", "tree=today", "until=1890-01", "tree=oak"])
def test_an_address_that_asks_for_anything_leads_to_a_page(asked: str) -> None:
    the_lake_holds()
    assert browser_of().get(f"/satisfaction/company/outcomes?{asked}").status_code == 200


def test_a_unit_that_is_not_there_and_one_that_is_not_seen_are_alike() -> None:
    west, _east = a_unit("west", under=a_company()), a_unit("east", under=a_company())
    browser = a_browser(a_person("Bob", rules.SEE, unit=west))

    assert browser.get(reverse("insight:outcomes", args=["west"])).status_code == 200
    for code in ("east", "company", "nowhere"):
        assert browser.get(reverse("insight:outcomes", args=[code])).status_code == 404
