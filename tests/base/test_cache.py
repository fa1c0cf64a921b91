"""The cache says when it could not write; elsewhere it answers as Django's does."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db


def test_a_key_that_is_taken_is_not_written_again() -> None:
    assert [cache.add("key", "first"), cache.add("key", "second")] == [True, False]
    assert cache.get("key") == "first"


def test_a_database_that_refuses_is_no_key_that_is_taken() -> None:
    def refuse(execute: object, sql: str, *rest: object) -> object:
        if sql.startswith("INSERT"):
            with connection.wrap_database_errors:
                raise connection.Database.OperationalError("database is locked")  # type: ignore[attr-defined]
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(refuse), pytest.raises(OperationalError, match="locked, full or away"):
        cache.add("key", "first")
    connection.errors_occurred = False
    assert cache.add("key", "second")


@pytest.fixture(autouse=True)
def _there_is_a_cache() -> None:
    call_command("createcachetable", verbosity=0)
