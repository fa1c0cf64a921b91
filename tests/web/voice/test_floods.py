"""An open link takes every answer, but not addresses of strangers by the hundred."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from servewell.base import today
from servewell.base.models import Entry
from servewell.rooms.customers.models import Contact
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Original, Voice
from servewell.rooms.voice.services import floods
from tests.builders import a_channel, some_answers
from tests.web.voice.test_survey import checked, hidden, opened, sent

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time on the wall; put another first to move it. What earlier tests counted is forgotten."""
    floods.counted.clear()
    wall = [NOON]
    monkeypatch.setattr(today, "now", lambda: wall[0])
    return wall


def statuses(client: Client, times: int, email: str, path: str = "/s/harbour") -> list[int]:
    return [
        sent(client, opened(client, path) | some_answers(2, email=email.format(number)), path).status_code
        for number in range(times)
    ]


def test_a_desk_may_leave_many_addresses_an_hour_and_a_script_no_more(client: Client, clock: list[datetime]) -> None:
    a_channel(slug="harbour")
    a_channel(slug="station")
    most = terms.MOST_FROM_ONE_PLACE_AN_HOUR

    assert statuses(client, most + 2, "guest-{}@example.com") == [303] * most + [429] * 2
    assert (Voice.objects.count(), Contact.objects.count()) == (most, most)

    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert statuses(elsewhere, 1, "elena@example.com") == [303]
    assert statuses(client, 1, "ben@example.com", "/s/station") == [303]
    clock.insert(0, NOON + timedelta(hours=1))
    assert statuses(client, 1, "ann@example.com") == [303]


def test_answers_without_an_address_are_never_too_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_FROM_ONE_PLACE_AN_HOUR", 1)
    a_channel(slug="harbour")

    with_address = statuses(client, 2, "guest-{}@example.com")
    without = [sent(client, opened(client) | some_answers(1, words="Cold.")).status_code for _ in range(3)]

    assert (with_address, without) == ([303, 429], [303, 303, 303])


def test_one_address_is_left_a_few_times_a_day_from_wherever(client: Client, clock: list[datetime]) -> None:
    a_channel(slug="harbour")
    a_channel(slug="station")
    most, email = terms.MOST_FOR_ONE_ADDRESS_A_DAY, "Elena@example.com"

    assert statuses(client, most - 1, email) == [303] * (most - 1)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert statuses(elsewhere, 2, email.lower(), "/s/station") == [303, 429]
    clock.insert(0, NOON + timedelta(days=1))
    assert statuses(elsewhere, 1, email, "/s/station") == [303]


def test_what_was_too_much_comes_back_whole_and_can_be_sent_later(
    client: Client, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "MOST_FROM_ONE_PLACE_AN_HOUR", 1)
    a_channel(slug="harbour")
    statuses(client, 1, "first@example.com")
    stored = [model.objects.count() for model in (Voice, Original, Contact, Entry)]
    form = opened(client) | some_answers(2, words="Forty minutes.", email="elena@example.com", respect=4)

    refused = sent(client, form)
    html = refused.content.decode()

    assert (refused.status_code, refused["Retry-After"], dict(refused.cookies)) == (429, "3600", {})
    assert "Nothing is lost: please send yours again later, or send it now without the address." in html
    assert checked(html) == [("respect", "4"), ("overall", "2"), ("answer", "true")]
    assert "Forty minutes." in html
    assert 'value="elena@example.com"' in html
    assert [model.objects.count() for model in (Voice, Original, Contact, Entry)] == stored

    clock.insert(0, NOON + timedelta(hours=1))
    assert sent(client, form | {"form-ticket": [hidden(html, "form-ticket")]}).status_code == 303


def test_a_double_post_counts_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_FROM_ONE_PLACE_AN_HOUR", 2)
    a_channel(slug="harbour")
    form = opened(client) | some_answers(2, email="elena@example.com")

    assert [sent(client, form).status_code for _ in range(3)] == [303, 303, 303]
    assert statuses(client, 1, "ben@example.com") == [303]
