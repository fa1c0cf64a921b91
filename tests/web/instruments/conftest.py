import pytest
from django.test import Client

from servewell.base import today
from servewell.rooms.instruments import rules
from servewell.rooms.people.models import Person
from tests.builders import a_browser, a_person
from tests.builders.drafts import NOON


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def ann() -> Person:
    return a_person("Ann", rules.WRITE, rules.PUBLISH)


@pytest.fixture
def author(ann: Person) -> Client:
    return a_browser(ann)
