"""Home, satisfaction, the case list and a case: at most twenty queries each, however long their lists."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE, all_powers
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import services
from servewell.rooms.insight import services as insight
from servewell.rooms.people.models import Person
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_person,
    a_pledge,
    a_policy,
    a_survey,
    a_unit,
    a_voice,
    an_indicator,
    an_obligation,
)

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MOST = 20
LENGTHS = (1, 3, 30)


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOW)


def a_world_of(length: int) -> Person:
    """So many units with a letter each, all owned by one writer, who owes as many pledges and leads as many people."""
    company = a_company()
    a_survey()
    a_policy(company)
    an_indicator()
    for number in range(length):
        a_pledge(code=f"pledge-{number}")
        an_obligation(f"sign-{number}", subject=f"pledge-{number}")
    writer = a_person("Wen", *all_powers(), unit=company)
    for number in range(length):
        unit = a_unit(f"unit-{number}", under=company)
        a_person(f"Host {number}", unit=unit)
        a_voice(
            a_channel(unit, slug=f"unit-{number}"), 1, words="Cold.", email=f"{number}@example.com", at=NOW,
            respect=2, communication=3,
        )  # fmt: skip
    return writer


def cost(writer: Person, path: str) -> int:
    browser = a_browser(writer)
    browser.get(path)  # what a process remembers from its first page on
    with CaptureQueriesContext(connection) as seen:
        response = browser.get(path)
    assert response.status_code == 200
    return len(seen)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("path", ["/", "/cases?shelf=open", "/cases?shelf=mine"])
@pytest.mark.django_db
def test_a_page_asks_at_most_twenty_times_however_long_its_list(path: str, length: int) -> None:
    assert cost(a_world_of(length), path) <= MOST


@pytest.mark.parametrize("length", LENGTHS)
def test_satisfaction_asks_at_most_twenty_times_however_many_units_stand_below(lake_db: Path, length: int) -> None:
    writer = a_world_of(length)
    insight.load_dirty(at=NOW)

    assert cost(writer, "/satisfaction?unit=company") <= MOST


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.django_db
def test_a_case_asks_at_most_twenty_times_however_much_has_happened_to_it(length: int) -> None:
    writer = a_world_of(1)
    case = cases.cases_seen(viewer=HOUSE).items[0].number
    for number in range(length):
        other = a_person(f"Other {number}", *all_powers())
        services.assign(
            case=cases.case_for(viewer=HOUSE, number=case), to=other, by=HOUSE, at=NOW + timedelta(minutes=number)
        )

    assert cost(writer, f"/cases/{case}") <= MOST
    assert cost(writer, f"/cases/{case}/beside") <= MOST
