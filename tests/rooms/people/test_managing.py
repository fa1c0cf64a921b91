"""Whoever is the last to manage the company cannot be let go, by whatever way; and that it ends is told ahead."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Grant, Person
from servewell.rooms.people.services.staff.rows import Fault
from servewell.rooms.people.terms import FOR_EVER
from tests.builders import a_company, a_person, a_unit
from tests.builders.signing_in import with_a_password
from tests.builders.staff import Row, a_row, a_staff_file

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
YESTERDAY, NEXT_MONTH = TODAY - timedelta(days=1), TODAY + timedelta(days=30)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    wall = [NOON]
    monkeypatch.setattr(today, "now", lambda: wall[0])
    return wall


@pytest.fixture
def manager() -> Person:
    a_unit("harbour", under=a_company())
    return with_a_password(a_person("Mae", rules.MANAGE, number="1"))


def a_contract_ends(person: Person, on: date) -> None:
    posting = person.postings.get()
    path_row = a_row(person.number, "company", name=person.name, until=str(on - timedelta(days=1)), **{"from": ""})
    brought(path_row)
    posting.refresh_from_db()
    assert posting.until_on == on


def brought(*rows: Row, is_whole: bool = False) -> services.StaffPlan:
    with TemporaryDirectory() as folder:
        path = a_staff_file(Path(folder), *rows)
        intake, plan = services.bring_staff(
            path=path, name="s.csv", unit=a_company(), on=TODAY, is_whole=is_whole, by=HOUSE, at=NOON
        )
        services.start_intake(intake=intake, by=HOUSE, at=NOON, may_leave=plan.leavers, in_worker=False)
        services.take_in_staff(intake=intake, at=NOON)
    return plan


def manages(person: Person) -> tuple[bool, bool]:
    """Holds the power without end, and can sign in."""
    person.refresh_from_db()
    is_open = bool(person.sign_in and person.sign_in.is_active)
    return Grant.objects.filter(person=person, until_on=FOR_EVER).exists(), is_open


@pytest.mark.parametrize("on", [YESTERDAY, TODAY, NEXT_MONTH])
def test_the_last_is_not_let_go_by_anybody_on_any_day(manager: Person, on: date) -> None:
    for by in (manager, HOUSE):
        with pytest.raises(services.NobodyWouldManage):
            services.leave(person=manager, on=on, by=by, at=NOON)

    assert (manages(manager), manager.postings.get().until_on) == ((True, True), FOR_EVER)


def test_one_of_two_is_let_go_and_then_the_other_is_the_last(manager: Person) -> None:
    other = a_person("Max", rules.MANAGE)

    services.leave(person=manager, on=TODAY, by=other, at=NOON)
    with pytest.raises(services.NobodyWouldManage):
        services.leave(person=other, on=TODAY, by=HOUSE, at=NOON)

    assert manages(manager) == (False, False)


def _gives_up(person: Person) -> None:
    [held] = selectors.own_grants(person=person)
    services.end_grant(grant=held, on=TODAY, by=person, at=NOON)


def _leaves(person: Person) -> None:
    services.leave(person=person, on=TODAY, by=HOUSE, at=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("ways", [(_gives_up, _gives_up), (_leaves, _leaves), (_gives_up, _leaves)])
def test_of_two_who_go_at_one_time_one_stays(manager: Person, ways: tuple[Callable[[Person], None], ...]) -> None:
    both_went = Barrier(2)

    def go(way: Callable[[Person], None], person: Person) -> str:
        try:
            with transaction.atomic():
                way(person)
                with suppress(BrokenBarrierError):
                    both_went.wait(timeout=2)
        except services.NobodyWouldManage:
            return "stays"
        finally:
            connection.close()
        return "went"

    with ThreadPoolExecutor(2) as threads:
        went = list(threads.map(go, ways, (manager, a_person("Max", rules.MANAGE))))

    assert sorted(went) == ["stays", "went"]
    assert len(selectors.managers(on=TODAY)) == 1


def test_nobody_leaves_before_they_have_worked(manager: Person) -> None:
    ben = a_person("Ben")
    since = ben.postings.get().from_on

    with pytest.raises(services.HasWorkedLonger, match=str(since)):
        services.leave(person=ben, on=since, by=manager, at=NOON)
    assert ben.postings.get().until_on == FOR_EVER

    services.leave(person=ben, on=since + timedelta(days=1), by=manager, at=NOON)
    assert ben.postings.get().until_on == since + timedelta(days=1)


def test_who_has_left_or_is_a_deputy_or_holds_it_below_or_for_a_while_does_not_count(manager: Person) -> None:
    harbour = selectors.unit_for(viewer=HOUSE, power=rules.MANAGE, code="harbour")
    a_person("Below", rules.MANAGE, unit=harbour)
    deputy, gone, while_ = a_person("Dee"), a_person("Gus", rules.MANAGE, number="2"), a_person("Wim")
    own = selectors.own_grants(person=manager)
    services.lend(grants=own, to=deputy, from_on=TODAY, until_on=NEXT_MONTH, by=manager, at=NOON)
    role = selectors.role_by_code(code="role-2")
    services.grant(
        person=while_, role=role, unit=a_company(), from_on=TODAY, until_on=NEXT_MONTH, by=HOUSE, at=NOON
    )  # fmt: skip
    services.leave(person=gone, on=YESTERDAY, by=HOUSE, at=NOON)
    services.grant(person=gone, role=role, unit=a_company(), from_on=TODAY, by=HOUSE, at=NOON)

    with pytest.raises(services.NobodyWouldManage):
        services.leave(person=manager, on=TODAY, by=HOUSE, at=NOON)
    with pytest.raises(services.NobodyWouldManage):
        services.end_grant(grant=own[0], on=TODAY, by=manager, at=NOON)
    without = services.RoleDraft(code="role-1", title=role.title, powers=())
    with pytest.raises(services.NobodyWouldManage):
        services.define_roles(roles=[without], by=manager, at=NOON)


@pytest.mark.parametrize("is_missing", [True, False])
def test_a_file_holds_the_last_back_with_its_words_and_lets_the_others_go(manager: Person, is_missing: bool) -> None:
    host = a_person("Tom", number="3")
    stays = [a_row(str(number), "company") for number in range(10, 20)]
    brought(*stays)
    leaving = [] if is_missing else [
        a_row(each.number, "company", name=each.name, until=str(YESTERDAY), **{"from": ""}) for each in (manager, host)
    ]  # fmt: skip

    plan = brought(*stays, *leaving, is_whole=True)

    assert [(each.row, each.number, each.faults) for each in plan.held] == [
        (0 if is_missing else 12, "1", (Fault("last-manager", "number", "Mae"),))
    ]
    assert "nobody would manage" in services.told(fault=plan.held[0].faults[0])
    assert (manages(manager), selectors.has_left(person=manager)) == ((True, True), False)
    assert selectors.has_left(person=host)


def test_all_who_manage_are_held_back_together(manager: Person) -> None:
    a_person("Max", rules.MANAGE, number="2")
    stays = [a_row(str(number), "company") for number in range(10, 20)]
    brought(*stays)

    assert [each.number for each in brought(*stays, is_whole=True).held] == ["1", "2"]


def test_that_the_last_contract_ends_is_told_ahead_and_then_it_ends(manager: Person, clock: list[datetime]) -> None:
    below = a_person("Ben", rules.MANAGE, unit=selectors.unit_for(viewer=HOUSE, power=rules.MANAGE, code="harbour"))
    before = selectors.waiting_for(person=manager, on=TODAY, manages=True).todo
    a_contract_ends(manager, NEXT_MONTH)

    assert before == []
    assert selectors.managed_until(viewer=manager) == NEXT_MONTH
    assert [each.title for each in selectors.waiting_for(person=manager, on=TODAY, manages=True).todo] == [
        "Nobody manages the whole company after 15 December 2026"
    ]
    assert selectors.waiting_for(person=below, on=TODAY, manages=True).todo == []

    clock[0] = NOON + timedelta(days=40)
    services.let_go_whose_time_is_over(at=clock[0])
    assert manages(manager) == (False, False)


def test_it_is_told_no_more_once_somebody_else_manages_without_end(manager: Person) -> None:
    a_contract_ends(manager, NEXT_MONTH)
    a_person("Max", rules.MANAGE)

    assert selectors.managed_until(viewer=manager) is None
    assert selectors.waiting_for(person=manager, on=TODAY, manages=True).todo == []


def test_what_a_manager_has_to_do_costs_one_query(
    manager: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        selectors.waiting_for(person=manager, on=TODAY, manages=True)
