"""A new e-mail address that waits: who is asked, where they find it, and what they may do about it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from servewell.base import today
from servewell.rooms.people import rules, services
from servewell.rooms.people.models import AddressChange, Intake, Person, Unit
from tests.builders import a_browser, a_company, a_person, a_unit
from tests.builders.staff import a_row, a_staff_file

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def harbour() -> Unit:
    return a_unit("harbour", under=a_company())


def bosses(unit: Unit, number: int, folder: Path) -> tuple[Person, list[Person]]:
    """So many of whom the manager of their unit would have other addresses."""
    manager = a_person("Mae", rules.MANAGE, unit=unit)
    found = [
        a_person(f"Eve {each}", rules.ACTIVATE, unit=unit, number=f"2{each}", email=f"eve{each}@example.com")
        for each in range(number)
    ]
    rows = [a_row(each.number, unit.code, name=each.name, email=f"new.{each.email}") for each in found]
    path = a_staff_file(folder, *rows)
    intake, _plan = services.bring_staff(
        path=path, name="staff.csv", unit=unit, on=NOON.date(), is_whole=False, by=manager, at=NOON
    )
    services.start_intake(intake=intake, by=manager, at=NOON, in_worker=False)
    services.take_in_staff(intake=intake, at=NOON)
    return manager, found


def test_the_person_finds_it_on_their_day_and_takes_it(harbour: Unit, tmp_path: Path) -> None:
    _manager, (eve,) = bosses(harbour, 1, tmp_path)
    browser = a_browser(eve)

    day, page = (browser.get(path).content.decode() for path in ("/", "/addresses"))
    assert "1 new e-mail address waits for your word" in day
    assert "/addresses" in day
    for words in ("Eve 0, that is you", "eve0@example.com", "new.eve0@example.com", "Asked for by Mae"):
        assert words in page
    change = AddressChange.objects.get()
    browser.post("/addresses/decide", {"change": change.pk, "do": "take"})

    eve.refresh_from_db()
    assert eve.email == "new.eve0@example.com"
    assert browser.post("/addresses/decide", {"change": change.pk, "do": "keep"}).status_code == 404


def test_the_old_one_can_be_kept_and_nothing_else_can_be_said(harbour: Unit, tmp_path: Path) -> None:
    _manager, (eve,) = bosses(harbour, 1, tmp_path)
    browser, change = a_browser(a_person("Max", rules.MANAGE, rules.ACTIVATE)), AddressChange.objects.get()

    assert browser.post("/addresses/decide", {"change": change.pk, "do": "burn"}).status_code == 422
    answer = browser.post("/addresses/decide", {"change": change.pk, "do": "keep"}, follow=True).content.decode()

    eve.refresh_from_db()
    assert (eve.email, "Eve 0 keeps the old e-mail address." in answer) == ("eve0@example.com", True)
    assert "No e-mail address waits for your word" in answer


def test_whoever_asked_neither_sees_nor_takes_it_and_reads_in_the_file_that_it_waits(
    harbour: Unit, tmp_path: Path
) -> None:
    manager, _found = bosses(harbour, 1, tmp_path)
    browser, change = a_browser(manager), AddressChange.objects.get()

    assert "eve0@example.com" not in browser.get("/addresses").content.decode()
    assert browser.post("/addresses/decide", {"change": change.pk, "do": "take"}).status_code == 404
    file = browser.get(f"/staff/{Intake.objects.get().pk}?kind=change").content.decode()
    assert "another e-mail address: it waits until somebody agrees" in file


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long_for_whom_it_is_not(
    harbour: Unit, tmp_path: Path, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bosses(harbour, number, tmp_path)
    browser = a_browser(a_person("Tom"))
    browser.get("/addresses")

    with django_assert_num_queries(6):
        browser.get("/addresses")
