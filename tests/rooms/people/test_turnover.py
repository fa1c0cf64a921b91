"""How many left a unit, of how many who worked there."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import selectors, services
from servewell.rooms.people.models import Person, Unit
from tests.builders import a_company, a_person, a_unit
from tests.builders.company import LONG_AGO
from tests.builders.staff import a_row, a_staff_file, taken_in

pytestmark = pytest.mark.django_db

YEAR = (date(2026, 1, 1), date(2027, 1, 1))
AT = datetime(2026, 12, 31, 12, tzinfo=UTC)
Days = tuple[date, date]


def leaves(person: Person, on: date, *, at: datetime = AT) -> None:
    services.leave(person=person, on=on, by=HOUSE, at=at)


def counted(unit: Unit, *spans: Days, tree_on: date | None = None) -> list[tuple[int, float]]:
    found = selectors.turnover(viewer=HOUSE, unit=unit.pk, spans=spans or (YEAR,), tree_on=tree_on)
    return [(each.leavers, round(each.headcount, 3)) for each in found.spans]


def test_who_leaves_counts_for_the_days_that_they_were_there() -> None:
    hotel = a_unit("hotel", under=a_company())
    stays, leaver = a_person("Stays", unit=hotel), a_person("Leaves", unit=hotel)
    leaves(leaver, date(2026, 7, 2))

    assert counted(hotel) == [(1, round(1 + 182 / 365, 3))]
    assert counted(hotel, YEAR, (date(2025, 1, 1), date(2026, 1, 1))) == [(1, 1.499), (0, 2.0)]
    assert stays.pk != leaver.pk


def test_the_last_day_of_work_says_in_which_year_somebody_left() -> None:
    hotel = a_unit("hotel", under=a_company())
    leaves(a_person(unit=hotel), date(2026, 1, 1))

    assert counted(hotel, (date(2025, 1, 1), date(2026, 1, 1)), YEAR) == [(1, 1.0), (0, 0.0)]


def test_who_goes_to_another_unit_has_left_the_one_but_not_what_stands_above_both(tmp_path: Path) -> None:
    top = a_company()
    inn, bar = a_unit("inn", under=top), a_unit("bar", under=top)
    taken_in(a_staff_file(tmp_path, a_row("1", "inn")), on=date(2026, 1, 1))
    taken_in(a_staff_file(tmp_path, a_row("1", "bar", **{"from": "2026-07-01"})), on=date(2026, 7, 1))

    assert {unit.code: counted(unit) for unit in (inn, bar, top)} == {
        "inn": [(1, round(181 / 365, 3))],
        "bar": [(0, round(184 / 365, 3))],
        "company": [(0, 1.0)],
    }


def test_a_unit_that_moves_away_takes_its_people_along_and_nobody_has_left() -> None:
    top = a_company()
    east, west = a_unit("east", under=top), a_unit("west", under=top)
    inn = a_unit("inn", under=east)
    a_person(unit=inn)
    services.move_unit(unit=inn, parent=west, on=date(2026, 4, 1), by=HOUSE, at=LONG_AGO)

    today = date(2026, 12, 1)
    assert {unit.code: counted(unit) for unit in (east, west, top)} == {
        "east": [(0, round(90 / 365, 3))],
        "west": [(0, round(275 / 365, 3))],
        "company": [(0, 1.0)],
    }
    assert (counted(east, tree_on=today), counted(west, tree_on=today)) == ([(0, 0.0)], [(0, 1.0)])


def test_a_promise_that_was_taken_back_is_nobody_who_left() -> None:
    hotel = a_unit("hotel", under=a_company())
    leaves(a_person(unit=hotel, from_on=date(2026, 11, 1)), date(2026, 10, 1), at=LONG_AGO)

    assert counted(hotel) == [(0, 0.0)]


def test_who_has_left_and_comes_back_has_left_once(tmp_path: Path) -> None:
    hotel = a_unit("hotel", under=a_company())
    taken_in(a_staff_file(tmp_path, a_row("1", "hotel", until="2026-02-28")), on=date(2026, 1, 1))
    taken_in(a_staff_file(tmp_path, a_row("1", "hotel", **{"from": "2026-09-01"})), on=date(2026, 9, 1))

    assert counted(hotel) == [(1, round((59 + 122) / 365, 3))]


@pytest.mark.parametrize("people", [1, 3])
def test_turnover_costs_one_query_however_many_people_and_spans(people: int) -> None:
    hotel = a_unit("hotel", under=a_company())
    for _ in range(people):
        a_person(unit=hotel)

    with CaptureQueriesContext(connection) as seen:
        found = counted(hotel, *[YEAR] * people)

    assert (found, len(seen)) == ([(0, float(people))] * people, 1)


def test_staff_is_known_from_the_day_on_which_the_first_of_them_was_written_down() -> None:
    top = a_company()
    hotel = a_unit("hotel", under=top)
    a_person(unit=hotel, from_on=date(2019, 1, 1), at=datetime(2026, 3, 2, 9, tzinfo=UTC))

    units = (top, hotel, a_unit("new", under=top))
    since = [selectors.turnover(viewer=HOUSE, unit=unit.pk, spans=(YEAR,)).known_since for unit in units]
    assert since == [date(2026, 3, 2), date(2026, 3, 2), None]


def test_only_the_house_counts_people_without_a_power() -> None:
    hotel, ann = a_unit("hotel", under=a_company()), a_person()

    with pytest.raises(NotAllowed):
        selectors.turnover(viewer=ann, unit=hotel.pk, spans=(YEAR,))
