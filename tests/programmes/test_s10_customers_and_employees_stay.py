"""S10: what satisfaction is for stands beside it: employees first, then customers, and whether both stay."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from servewell.base.permissions import HOUSE
from servewell.project.demo import leavers
from servewell.project.demo.company import Founded
from servewell.rooms.customers import services as customers
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services as loading
from tests.programmes.conftest import MONDAY
from tests.programmes.visitor import Visitor

Arrive = Callable[[str], Visitor]
IN_ORDER = [
    "Employees say",
    "Customers say",
    "Customers who came again",
    "Employees who left, per 100",
    "Complaints per 1,000 stays",
]


@pytest.fixture
def three_years(company: Founded, files: Path) -> None:
    """Twenty guests two years ago, of whom eight came again; forty stays a month besides; and thirteen have left."""
    hotel = company.units["harbour-hotel"]
    left = [customers.LeftContact(kind="email", value=f"g{each}@example.com", language="en") for each in range(20)]
    guests = customers.recognise_many(contacts=left, by=HOUSE, at=MONDAY - timedelta(days=700))
    days = [insight.moved(month=date(2023, 11, 1), months=number) for number in range(37)]
    met = [
        customers.NewEncounter(kind="stay", unit=hotel, on=day, reference=f"count {day}", volume=40) for day in days
    ] + [
        customers.NewEncounter(kind="stay", unit=hotel, on=day, reference=f"{place} {day}", customer=guest)
        for place, guest in enumerate(guests)
        for day in [date(2025, 2, 3), *([date(2026, 2, 3)] if place < 8 else [])]
    ]
    customers.record_encounters(encounters=met, by=HOUSE, at=MONDAY)
    leavers.worked_here(founded=company, at=MONDAY, founded_at=MONDAY - timedelta(days=800))
    for _ in range(10):
        Visitor().open("/s/hr-desk").send("overall", overall="4")
    Visitor().open("/s/harbour-hotel").send("overall", overall="5")
    Visitor().open("/s/harbour-hotel").send("overall", overall="2", words="Nobody rang me back.")
    loading.rebuild(at=MONDAY)


def test_s10_whether_customers_and_employees_stay_stands_beside_satisfaction_employees_first(
    three_years: None, signed_in: Arrive
) -> None:
    page = signed_in("1001").open("/satisfaction?unit=group")

    text = page.text
    assert sorted(IN_ORDER, key=text.index) == IN_ORDER
    assert "8 of 20 known customers" in text
    assert "5 left, of 4" in text
    assert "1 complaint from 40 stays" in text
    assert "25.0" in text

    page.follow("How these came about")
    assert page.address == "/satisfaction/group/outcomes"
    assert "Of 500 encounters in those months, 20 are of known customers" in page.text
    assert "Their twelve months are not over yet." in page.text
    assert "Employees who left, per 100 a year" in page.text


def test_s10_of_a_hotel_with_few_colleagues_nobody_reads_who_left(three_years: None, signed_in: Arrive) -> None:
    page = signed_in("1101").open("/satisfaction/harbour-hotel/outcomes")

    assert page.status == 200
    assert "这里的同事不到 10 人" in page.text
    assert page.open("/satisfaction/group/outcomes").status == 404
