"""A merge comes undone while somebody deals with the letter that answers both: they take turns, and none is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import services
from servewell.rooms.cases.models import Case, Point
from servewell.rooms.cases.services.owning import locked
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.models import Customer
from servewell.rooms.people.models import Person
from tests.builders import (
    a_channel,
    a_mark_of_harm,
    a_person,
    a_point,
    a_policy,
    a_writer,
    an_open_case,
    named_for_harm,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]
MONDAY = datetime(2026, 7, 13, 9, 30, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
LONG_ENOUGH_SECONDS = 1


def now(case: Case) -> Case:
    return Case.objects.select_related("voice__customer", "unit").get(pk=case.pk)


def _by_a_writer(case: Case, ann: Person) -> None:
    services.undo_merge(case=now(case), by=ann, at=TUESDAY)


def _for_harm(case: Case, _: Person) -> None:
    a_mark_of_harm(case.voice, at=TUESDAY)


def _for_erasing(case: Case, _: Person) -> None:
    why = customer_terms.ERASURES[0][0]
    customers.erase_for_host(customer=now(case).voice.customer, why=why, closes_cases=True, at=TUESDAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("undoes", [_by_a_writer, _for_harm, _for_erasing])
def test_whoever_undoes_a_merge_waits_for_the_case_that_is_answered_before_they_hold_the_other(
    undoes: Callable[[Case, Person], None],
) -> None:
    a_policy()
    ann, channel = a_writer(), a_channel()
    named_for_harm(a_person("Hana", number="hana"))
    member, root = (
        an_open_case(channel, at=MONDAY, email=f"{name}@example.com", words=f"{name} is cold.")
        for name in ("elena", "pedro")
    )
    elena, pedro = (Customer.objects.get(pk=each.voice.customer_id) for each in (member, root))
    one = customers.merge(one=elena, other=pedro, by=HOUSE, at=MONDAY)
    services.merge(case=now(member), into=root.pk, by=ann, at=MONDAY)
    customers.undo_merge(merge=one, by=HOUSE, at=MONDAY)

    def undo() -> None:
        try:
            undoes(member, ann)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            locked(root)
            undoing = other.submit(undo)
            with suppress(StillWaits):
                undoing.result(timeout=LONG_ENOUGH_SECONDS)
            a_point(now(root), "elena is cold", by=ann, at=TUESDAY)
        undoing.result(timeout=60)

    assert (now(member).merged_into_id, Point.objects.get().case_id) == (None, member.pk)
