"""When the database refuses outside of every page: while the session is read, or while it is kept."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.http import HttpResponse  # noqa: TID251  what a browser gets
from django.test import Client

from servewell.web.people import middleware
from tests.builders import a_person
from tests.builders.signing_in import A_PIN, with_a_pin
from tests.web.voice.test_trouble import somebody_else_writing

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "We cannot write this down just now"
NOTHING_WAS_SAVED = "Nothing was saved and nothing is lost"
LOOK_FIRST = "Look first whether what you sent is there already"


def told(answer: HttpResponse) -> tuple[int, str | None, list[bool]]:
    html = answer.content.decode()
    return answer.status_code, answer.get("Retry-After"), [each in html for each in (WORDS, NOTHING_WAS_SAVED)]


@pytest.fixture
def mei() -> Client:
    """Her browser on a shared device; failures come back as their page."""
    browser = Client(raise_request_exception=False)
    login = {"login": with_a_pin(a_person("Mei")).number, "password": A_PIN, "is_shared": "on"}
    assert browser.post("/accounts/login/", login).status_code == 302
    return browser


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own way to refuse")
def test_a_session_that_a_locked_database_does_not_keep_is_told_in_plain_words(
    mei: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = middleware.time.time() + 60  # so the session is written
    monkeypatch.setattr(middleware.time, "time", lambda: later)

    with somebody_else_writing():
        refused = mei.get("/my-sign-in")

    assert told(refused) == (503, "30", [True, True])
    assert mei.get("/my-sign-in").status_code == 200


def test_after_a_post_nobody_is_told_that_nothing_was_saved(mei: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(SessionStore, "load", refuse)
    refused = mei.post("/language", {"language": "es"})

    assert told(refused) == (503, "30", [True, False])
    assert LOOK_FIRST in refused.content.decode()


def test_other_faults_outside_of_a_page_stay_what_they_are(mei: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*args: object) -> None:
        raise LookupError("not the database")

    monkeypatch.setattr(SessionStore, "load", break_down)
    broken = mei.get("/my-sign-in")

    assert (broken.status_code, WORDS in broken.content.decode()) == (500, False)
