"""The reports of cases as pages, tables to take away and for machines: what each says, and what it costs."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.rooms.cases import rules, services
from servewell.rooms.standards import rules as standards_rules
from tests.builders import a_browser, a_channel, a_company, a_person, a_policy, a_unit, a_writer, an_open_case
from tests.builders.causes import a_cause, a_found_cause

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def desk(now: datetime) -> Client:
    """One case waits and is late, one was answered in time, and both have a cause."""
    a_policy()
    ann = a_writer("Ann")
    a_cause("hurry", name="=In a hurry")
    west = a_unit("west", under=a_company())
    channel = a_channel(west, slug="west")
    late = an_open_case(channel, at=now - DAY * 12, email="late@example.com")
    kept = an_open_case(channel, at=now - DAY * 4, email="kept@example.com")
    services.answer(case=kept, text="We are sorry.", by=ann, at=now - DAY * 4 + timedelta(hours=1))
    a_found_cause(late, by=ann, at=now)
    a_found_cause(kept, by=ann, at=now)
    return a_browser(ann)


def page_of(desk: Client, path: str) -> Any:
    with CaptureQueriesContext(connection) as seen:
        response = desk.get(path)
    assert (response.status_code, len(seen) <= MOST_QUERIES) == (200, True), len(seen)
    return response.context["page"]


def test_each_report_says_what_is_known_and_leads_to_the_cases(desk: Client) -> None:
    waiting = page_of(desk, "/cases/reports")
    assert waiting.title == "Company: 2 of 2 open cases are late"
    old = waiting.ages[3]
    assert (old.name, old.count) == ("7 to 13 days ago", "1")
    listed = page_of(desk, old.link.url)
    assert (len(listed.rows), len(listed.narrowed)) == (1, 2)
    assert len(page_of(desk, waiting.late_link.url).rows) == 2  # one is answered, and its letter has not left

    kept = page_of(desk, "/cases/reports/kept")
    assert kept.title == "Company answered 50.0\u202f% in time"
    assert (kept.figure.count, kept.figure.between) == ("1 of 2 cases", "between 9.5 and 90.5")
    assert [(row.name, row.count, row.between, row.chip) for row in kept.units] == [
        ("West", "1 of 2 cases", "9.5 – 90.5", None)
    ]
    missed = next(row.link for row in kept.months if row.link)
    assert len(page_of(desk, missed.url).rows) == 1

    causes = page_of(desk, "/cases/reports/causes?months=3&unit=west")
    assert causes.title == "West: “=In a hurry” causes 100\u202f% of the cases with a cause"
    assert [(each.label, each.value) for each in causes.kinds] == [
        ("How we behaved", "100.0\u202f%"), ("How the work is arranged", "0.0\u202f%"),
    ]  # fmt: skip
    found = page_of(desk, causes.causes[0].link.url)
    assert (len(found.rows), "caused by: =In a hurry" in found.narrowed, found.tabs[-1].label) == (
        2,
        True,
        "All of them",
    )
    against = page_of(desk, causes.standards[0].link.url)
    assert len(against.rows) == 2


def test_a_page_says_no_more_than_is_known(desk: Client, now: datetime) -> None:
    assert page_of(desk, "/cases/reports/kept").chart is None  # of one month
    front = a_channel(a_unit("front", under=a_company()), slug="front")
    for days in (0, 40):
        an_open_case(front, at=now - DAY * days, email=f"{days}@example.com")

    assert page_of(desk, "/cases/reports?unit=front").title == "Front: 1 of 2 open cases is late"
    assert page_of(desk, "/cases/reports/kept").chart.summary == (
        "There are too few points yet to tell a change from chance."
    )


def test_a_cause_whose_share_grew_is_not_said_to_have_more_cases(desk: Client, now: datetime) -> None:
    """Of fewer cases than before a larger share."""
    a_cause("other", name="Something else")
    bea, channel = a_writer("Bea"), a_channel(a_company(), slug="many")
    for days, codes in ((30, ["hurry"] * 8 + ["other"] * 16), (3, ["hurry"] * 5)):
        for code in codes:
            a_found_cause(an_open_case(channel, at=now - DAY * days), code, by=bea, at=now)

    page = page_of(desk, "/cases/reports/causes?months=1&until=2026-11")
    assert page.title == "Company: “=In a hurry” causes a larger share of the cases than before"


def test_a_report_is_taken_away_as_a_table_in_which_nothing_is_a_formula(desk: Client) -> None:
    def lines(path: str) -> list[str]:
        response: Any = desk.get(path)
        return b"".join(response.streaming_content).decode().splitlines()

    assert "cause,hurry,'=In a hurry,attitude,2,1.0000,0.3424,1.0000,0" in lines("/cases/reports/causes.csv")
    assert "unit,west,2,1,0.5000,0.0945,0.9055" in lines("/cases/reports/kept.csv")
    assert "open,7,13,1" in lines("/cases/reports/waiting.csv")


def test_what_an_address_cannot_mean_is_not_there(desk: Client) -> None:
    for path in (
        "/cases/reports?unit=nowhere", "/cases/reports/kept?months=2", "/cases/reports/causes?until=2026-13",
        "/cases?span=opened~2026-02-30~2026-03-01", "/cases?span=x", "/cases?span=missed~9999-12-31~9999-12-31",
    ):  # fmt: skip
        assert desk.get(path).status_code == 404, path
    assert page_of(desk, "/cases?shelf=all&cause=nowhere").rows == ()


@pytest.mark.parametrize("what", ["opened", "missed"])
def test_a_span_may_begin_before_all_time(desk: Client, what: str) -> None:
    many = {"opened": 2, "missed": 1}[what]
    assert len(page_of(desk, f"/cases?shelf=all&unit=west&span={what}~0001-01-01~2026-11-16").rows) == many


def test_a_standard_says_how_many_cases_stand_against_it(desk: Client, now: datetime) -> None:
    # a year ago to the day, and earlier than now
    old = an_open_case(a_channel(a_company(), slug="old"), at=now - DAY * 365 - timedelta(hours=3))
    a_found_cause(old, by=a_writer("Bea"), at=now)
    shown = page_of(desk_of_a_reader(), "/standards").aspects
    (standard,) = [each for aspect in shown for each in aspect.standards if each.against]
    assert standard.against.label == "3 cases of the last 12 months have a cause against it"
    assert len(page_of(desk, standard.against.url).rows) == 3


def desk_of_a_reader() -> Client:
    return a_browser(a_person("Lee", rules.SEE, standards_rules.PUBLISH))


def test_a_machine_reads_the_same_numbers(desk: Client) -> None:
    response = desk.get("/api/cases/reports?months=3")
    assert response.status_code == 200, response.content
    told = json.loads(response.content)
    assert (told["unit"], told["first"], told["opened"], told["named"]) == ("company", "2026-09-01", 2, 2)
    assert (told["kept"]["due"], told["kept"]["kept"], round(told["kept"]["low"], 4)) == (2, 1, 0.0945)
    assert [(each["code"], each["n"], each["change"]) for each in told["causes"]] == [("hurry", 2, None)]
    assert desk.get("/api/cases/reports?unit=nowhere").status_code == 404
    assert desk.get("/api/cases/reports?months=13").status_code == 422
