"""How many customers came again: each person once, and none of them by name."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.customers import selectors, services
from servewell.rooms.customers.models import Customer
from servewell.rooms.customers.selectors import Cohort
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Unit
from tests.builders import a_company, a_person, a_unit
from tests.builders.company import LONG_AGO
from tests.builders.customers import a_customer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)
LAST_YEAR = Cohort(date(2024, 11, 1), date(2025, 11, 1), date(2026, 11, 1))
THEN, AGAIN = date(2025, 3, 10), date(2026, 3, 10)


def stays(unit: Unit, day: date, customer: Customer | None = None, *, volume: int = 1, reference: str = "") -> None:
    new = services.NewEncounter(
        kind="stay", unit=unit, on=day, reference=reference, customer=customer, volume=volume
    )  # fmt: skip
    services.record_encounters(encounters=[new], by=HOUSE, at=NOON)


def counted(unit: Unit, *cohorts: Cohort, tree_on: date | None = None) -> list[tuple[int, int, int, int, int]]:
    found = selectors.returned(viewer=HOUSE, unit=unit.pk, cohorts=cohorts or (LAST_YEAR,), tree_on=tree_on)
    return [(each.known, each.again, each.encounters, each.of_known, each.months) for each in found]


def test_customers_of_a_year_came_again_in_the_next_or_did_not() -> None:
    inn = a_unit("inn", under=a_company())
    once, twice = a_customer("once@example.com"), a_customer("twice@example.com")
    for day, who in [
        (THEN, once),
        (THEN, twice),
        (date(2025, 10, 31), twice),
        (AGAIN, twice),
        (date(2026, 11, 1), once),
    ]:
        stays(inn, day, who)
    stays(inn, THEN, volume=40)

    # once came again a day too late, and twice was there twice before
    assert counted(inn) == [(2, 1, 43, 3, 3)]


def test_who_came_again_to_another_unit_came_again_to_what_stands_above_both() -> None:
    top = a_company()
    inn, bar = a_unit("inn", under=top), a_unit("bar", under=top)
    ann = a_customer()
    stays(inn, THEN, ann)
    stays(bar, AGAIN, ann)

    assert [counted(unit)[0][:2] for unit in (inn, bar, top)] == [(1, 0), (0, 0), (1, 1)]


def test_entries_that_are_one_person_count_once_and_are_two_again_once_they_are_parted() -> None:
    inn = a_unit("inn", under=a_company())
    one, other = a_customer("one@example.com"), a_customer("other@example.com")
    stays(inn, THEN, one)
    stays(inn, THEN, other)
    stays(inn, AGAIN, other)

    before = counted(inn)
    merge = services.merge(one=one, other=other, by=HOUSE, at=NOON)
    merged = counted(inn)
    services.undo_merge(merge=merge, by=HOUSE, at=NOON)

    assert (before[0][:2], merged[0][:2], counted(inn)[0][:2]) == ((2, 1), (1, 1), (2, 1))


def test_who_is_erased_counts_on_without_a_name() -> None:
    inn = a_unit("inn", under=a_company())
    ann = a_customer()
    stays(inn, THEN, ann, reference="HB-1")
    stays(inn, AGAIN, ann, reference="HB-2")
    before = counted(inn)

    services.erase_for_host(customer=ann, why="asked-for", closes_cases=False, at=NOON)

    assert (before, counted(inn)) == ([(1, 1, 1, 1, 2)], [(1, 1, 1, 1, 2)])


def test_a_file_that_was_withdrawn_counts_for_nothing() -> None:
    inn, ann = a_unit("inn", under=a_company()), a_customer()
    rows = [
        services.FileEncounter(
            kind="stay", unit=inn.pk, on=day, at=NOON, reference=str(day), key=bytes(15) + bytes([place]),
            customer=ann.pk,
        )
        for place, day in enumerate((THEN, AGAIN))
    ]  # fmt: skip
    services.record_in_bulk(source="file:1", rows=rows, at=NOON)

    coming = counted(inn)
    services.show_batch(source="file:1", at=NOON)
    shown = counted(inn)
    services.withdraw_batch(source="file:1", at=NOON)

    assert (coming, shown, counted(inn)) == ([(0, 0, 0, 0, 0)], [(1, 1, 1, 1, 2)], [(0, 0, 0, 0, 0)])


def test_a_moved_unit_counts_where_it_stood_or_by_today_s_tree_where_it_stands() -> None:
    top = a_company()
    east, west = a_unit("east", under=top), a_unit("west", under=top)
    inn, ann = a_unit("inn", under=east), a_customer()
    stays(inn, THEN, ann)
    stays(inn, AGAIN, ann)
    people.move_unit(unit=inn, parent=west, on=date(2025, 12, 1), by=HOUSE, at=LONG_AGO)

    today = date(2026, 11, 16)
    assert [counted(unit)[0][:2] for unit in (east, west, top)] == [(1, 0), (0, 0), (1, 1)]
    assert [counted(unit, tree_on=today)[0][:2] for unit in (east, west, top)] == [(0, 0), (1, 1), (1, 1)]


@pytest.mark.parametrize("many", [1, 3])
def test_coming_again_costs_two_queries_however_many_customers_and_cohorts(many: int) -> None:
    inn = a_unit("inn", under=a_company())
    for number in range(many):
        stays(inn, THEN, a_customer(f"{number}@example.com"))

    with CaptureQueriesContext(connection) as seen:
        found = counted(inn, *[LAST_YEAR] * many)

    assert (found, len(seen)) == ([(many, 0, many, many, 1)] * many, 2)


def test_more_cohorts_than_one_reading_takes_are_counted_in_two() -> None:
    inn, ann = a_unit("inn", under=a_company()), a_customer()
    stays(inn, THEN, ann)
    stays(inn, AGAIN, ann)
    years = [Cohort(date(2024, 10, 1 + each), date(2025, 11, 1 + each), date(2026, 11, 1 + each)) for each in range(21)]

    with CaptureQueriesContext(connection) as seen:
        found = counted(inn, *years)

    assert (found, len(seen)) == ([(1, 1, 1, 1, 2)] * 21, 4)


def test_days_between_two_cohorts_belong_to_neither() -> None:
    inn, ann = a_unit("inn", under=a_company()), a_customer()
    for day in (date(2025, 1, 5), date(2025, 2, 5), date(2025, 3, 5)):
        stays(inn, day, ann)
    first = Cohort(date(2025, 1, 1), date(2025, 2, 1), date(2025, 2, 3))
    last = Cohort(date(2025, 3, 1), date(2025, 4, 1), date(2026, 4, 1))

    assert counted(inn, first, last) == [(1, 0, 1, 1, 1), (1, 0, 1, 1, 1)]


def test_only_the_house_counts_customers_without_a_power() -> None:
    with pytest.raises(NotAllowed):
        selectors.returned(viewer=a_person(), unit=a_company().pk, cohorts=(LAST_YEAR,))
