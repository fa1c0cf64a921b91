"""The company of the stories: the four aspects as shipped, in four languages, and the people who live with them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.project.demo.company import Founded, found
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services
from tests.builders import mail_settings
from tests.engines.mail.smtp_servers import Keeper, running
from tests.programmes.visitor import Visitor

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)  # ten in the morning at the hotel and at the desk
PASSWORD = "a quiet harbour"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time on the wall; put another first to move it."""
    wall = [MONDAY]
    monkeypatch.setattr(today, "now", lambda: wall[0])
    return wall


@pytest.fixture
def company(lake_db: Path) -> Founded:
    """Founded two years ago, in a database that commits."""
    return found(at=MONDAY - timedelta(days=800), today=MONDAY.date())


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Keeper]:
    """A mail server on loopback, which keeps what it takes."""
    keeper = Keeper()
    with running(keeper) as port:
        settings.MAIL = mail_settings(port)
        yield keeper


@pytest.fixture
def signed_in(company: Founded) -> Callable[[str], Visitor]:
    """The visitor with a staff number, signed in by password through the sign-in page."""

    def visitor(number: str) -> Visitor:
        person = people.person_by_number(number=number)
        assert person is not None
        services.give_sign_in(person=person, password=PASSWORD, by=HOUSE, at=MONDAY)
        arrived = Visitor().open("/accounts/login/").send("login", login=number, password=PASSWORD)
        assert arrived.address == "/"
        return arrived

    return visitor
