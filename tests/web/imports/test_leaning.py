"""Whoever withdraws a file is told which others took its rows for known."""

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from servewell.rooms.voice import rules
from tests.builders import a_browser, a_person
from tests.builders.imports import GUESTS, an_import

pytestmark = pytest.mark.django_db
ONE_MORE = GUESTS + "7,{unit},2026-10-21,5,4,Kind people at the desk.\n"


@pytest.fixture
def mei(the_clock_stands: None, files: Path) -> Client:
    return a_browser(a_person("Mei", rules.IMPORT))


def test_it_is_said_before_and_afterwards(mei: Client, now: datetime) -> None:
    first = an_import(at=now)
    second = an_import(ONE_MORE, at=now, name="october.csv")

    before = mei.get(f"/imports/{first.pk}").content.decode()
    mei.post(f"/imports/{first.pk}/withdraw")
    afterwards = mei.get(f"/imports/{second.pk}").content.decode()

    assert "5 rows of it also stand in “october.csv”, and go all the same" in before
    assert "5 rows were known from files that are withdrawn since" in afterwards


def test_a_file_that_stands_alone_says_nothing_of_others(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    page = mei.get(f"/imports/{run.pk}").content.decode()

    assert ("also stand" in page, "withdrawn since" in page) == (False, False)
