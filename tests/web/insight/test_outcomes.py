"""The strip of outcomes and the page behind it."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from servewell.rooms.insight import rules, services
from servewell.rooms.insight.models import DrawnLimits
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
    assert "u chart · NHS rules · limits from 23 points" in page
    assert page.count("November 2026 so far") == 2  # in the legend and in the table
    assert "November 2026 so far" not in text_of(browser_of().get("/satisfaction/company/outcomes?until=2026-10"))
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


def kept_limits_of_complaints(now: datetime) -> None:
    months = [moved(month=NOW, months=-number) for number in range(26)]
    company = a_company()
    the_lake_holds(
        *[Met(company, month, 500) for month in months],
        *[Spoke(company, month, 4 + number % 3, overall=0.0) for number, month in enumerate(months)],
    )
    services.draw_limits_of_outcomes(at=now)


def a_leader() -> Client:
    return a_browser(a_person("Lin Hua", rules.SEE, rules.REBASE, unit=a_company()))


def test_limits_are_drawn_anew_beside_their_chart_and_taken_back(now: datetime) -> None:
    kept_limits_of_complaints(now)
    leader, path = a_leader(), "/satisfaction/company/outcomes/limits"
    asked = {"course": "outcome.complaints", "since": "2025-08-01", "reason": "A second lift."}

    before = text_of(leader.get("/satisfaction/company/outcomes"))
    after = text_of(leader.post(path, asked, follow=True))
    last = DrawnLimits.objects.get(phase=2)
    wrong = text_of(leader.post(f"{path}/withdraw", {**asked, "key": "0"}, follow=True))
    gone = text_of(leader.post(f"{path}/withdraw", {**asked, "key": str(last.pk)}, follow=True))

    assert "u chart · NHS rules · limits of October 2024 to September 2026" in before
    assert "Laney" not in before
    assert 'id="outcome-complaints-since"' in before
    assert "The limits are drawn anew, with your reason and your name." in after
    assert "u chart · NHS rules · limits of August 2025 to October 2026" in after
    assert "A second lift." in after
    assert "Somebody has drawn the limits meanwhile." in wrong
    assert "The limits before them hold again." in gone
    assert "A second lift." not in gone


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"reason": " "}, 422),
        ({"since": "2026-06-01"}, 422),
        ({"course": "css"}, 302),
        ({"tree": "today"}, 404),
        ({"course": "outcome.left"}, 302),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_chart(changed: dict[str, str], status: int, now: datetime) -> None:
    kept_limits_of_complaints(now)
    asked = {"course": "outcome.complaints", "since": "2025-08-01", "reason": "A second lift."}

    answer = a_leader().post("/satisfaction/company/outcomes/limits", {**asked, **changed})

    assert answer.status_code == status
    assert not DrawnLimits.objects.filter(phase=2).exists()


def test_who_may_only_see_reads_the_limits_and_gets_no_form_here_either(now: datetime) -> None:
    kept_limits_of_complaints(now)
    reader = browser_of()

    page = text_of(reader.get("/satisfaction/company/outcomes"))

    assert "The limits and their reasons" in page
    assert "Draw the limits anew" not in page
    for path in ("limits", "limits/withdraw"):
        answer = reader.post(f"/satisfaction/company/outcomes/{path}", {"course": "outcome.complaints"})
        assert answer.status_code == 404
