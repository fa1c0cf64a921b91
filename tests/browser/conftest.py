"""One browser for all tests that need one, and a company that is served to it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.browser.company import Company, a_lively_company
from tools.browser import CHROMIUM

# Playwright keeps a loop running in this thread, in which Django would refuse to ask the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Also where no test of the run is marked as using one: the company here outlives single tests."""
    with django_db_blocker.unblock():
        if connection.introspection.table_names():
            yield
            _let_go()
        else:
            made = setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb)
            yield
            _let_go()
            teardown_databases(made, verbosity=0)


def _let_go() -> None:
    """The server has ended, but PostgreSQL drops no database while one of its threads still holds a connection."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="module")
def company(
    database: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """The same for all tests of a module; it stands on committed rows, so a test leaves what it did."""
    lake: Path = tmp_path_factory.mktemp("lake")
    with override_settings(LAKE_FOLDER=lake), a_lively_company(django_db_blocker) as founded:
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        try:
            yield founded.served_at(server.url)
        finally:
            server.stop()
            server._live_server_modified_settings.disable()
