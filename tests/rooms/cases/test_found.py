"""The index of cases beside other deeds: whatever happens at the same moment, what was erased is found no more."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from servewell.base import search
from servewell.rooms.cases import jobs, services, terms
from servewell.rooms.cases.models import Case
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.models import Customer
from tests.builders import a_policy, an_open_case

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time"),
]
LONG_ENOUGH_SECONDS = 2


@pytest.fixture
def case(now: datetime) -> Case:
    a_policy()
    return an_open_case(at=now, words="The lift was out.", email="a@example.com")


def found() -> list[int] | None:
    return search.keys_up_to(name=terms.WORDS, query="lift", most=10)


def erase(case: Case, at: datetime) -> None:
    customer = Customer.objects.get(pk=case.voice.customer_id)
    customers.erase_for_host(customer=customer, why=customer_terms.ERASURES[0][0], closes_cases=True, at=at)


def _index(_: Case) -> None:
    jobs.index_cases()


def _index_again(case: Case) -> None:
    services.index_again(cases=[case.pk])


both_jobs = pytest.mark.parametrize(("is_known", "job"), [(False, _index), (True, _index_again)])


def alone(deed: Callable[[], None]) -> None:
    """On a connection of its own."""
    try:
        deed()
    finally:
        connection.close()


@both_jobs
def test_words_erased_while_the_index_takes_them_in_are_not_found(
    is_known: bool, job: Callable[[Case], None], case: Case, now: datetime
) -> None:
    if is_known:
        jobs.index_cases()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            erase(case, now)
            indexing = other.submit(alone, lambda: job(case))
            with suppress(StillWaits):  # for the erasure; or it is done, with what stood there before
                indexing.result(timeout=LONG_ENOUGH_SECONDS)
        indexing.result(timeout=60)

    assert found() == []


@both_jobs
def test_words_erased_before_the_index_has_ended_are_not_found(
    is_known: bool, job: Callable[[Case], None], case: Case, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_known:
        jobs.index_cases()
    put = search.put
    erasing: list[Future[None]] = []

    with ThreadPoolExecutor(1) as other:

        def put_while_somebody_erases(**given: Any) -> None:
            if given["tokens"] and not erasing:
                erasing.append(other.submit(alone, lambda: erase(case, now)))
                with suppress(StillWaits):
                    erasing[0].result(timeout=LONG_ENOUGH_SECONDS)
            put(**given)

        monkeypatch.setattr(search, "put", put_while_somebody_erases)
        job(case)
        [each.result(timeout=60) for each in erasing]

    assert (len(erasing), found(), Case.objects.get().state) == (1, [], terms.CLOSED)
