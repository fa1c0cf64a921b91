"""When the database cannot write: clear words, every answer still in the form, and the same button works later."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client

from servewell.base.models import Entry
from servewell.rooms.voice.models import Original, Voice
from tests.builders import a_channel, some_answers
from tests.web.voice.test_survey import checked, hidden, opened, sent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own ways to refuse"),
]


@contextmanager
def somebody_else_writing() -> Iterator[None]:
    """A second connection holds the write lock, and ours does not wait long."""
    options = connection.settings_dict["OPTIONS"]
    patience, options["timeout"] = options["timeout"], 0.02
    connection.close()  # the next one is opened with as little patience
    other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO base_entry (deed, thing, actor, at, detail) VALUES ('x', 'x', 'x', '2026-01-01', '{}')")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        options["timeout"] = patience
        connection.close()


@contextmanager
def no_room_on_the_disk() -> Iterator[None]:
    """The database file may not grow by one page."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests left empty would be room
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count")
        limit = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {limit}")


@pytest.mark.parametrize("trouble", [somebody_else_writing, no_room_on_the_disk])
def test_the_form_comes_back_whole_and_can_be_sent_again(client: Client, trouble) -> None:
    a_channel(slug="harbour")
    words = "Forty minutes in the line. " * 140
    form = opened(client) | some_answers(2, words=words, email="elena@example.com", respect=4)

    with trouble():
        refused = sent(client, form)
    html = refused.content.decode()

    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "We cannot write this down just now. Nothing is lost" in html
    assert checked(html) == [("respect", "4"), ("overall", "2"), ("answer", "true")]
    assert words in html
    assert 'value="elena@example.com"' in html
    assert (Voice.objects.count(), Original.objects.count()) == (0, 0)

    again = form | {"form-ticket": [hidden(html, "form-ticket")]}
    assert sent(client, again).status_code == 303
    assert sent(client, again).status_code == 303
    assert Voice.objects.count() == 1


@pytest.mark.parametrize(("trouble", "says"), [(somebody_else_writing, "locked"), (no_room_on_the_disk, "full")])
def test_the_trouble_is_real(trouble, says: str) -> None:
    with trouble(), pytest.raises(OperationalError, match=says):
        Entry.objects.create(deed="x", thing="x", actor="x", at="2026-01-01T00:00Z", detail={"long": "x" * 100_000})
