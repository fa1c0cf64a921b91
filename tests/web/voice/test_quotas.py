"""The pages on which quotas are set, watched and ended."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.models import Quota, Voice
from tests.builders import a_browser, a_channel, a_person, a_quota, a_survey, a_voice, some_answers
from tests.web.voice.test_survey import opened, sent

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
WANTED = {
    "title": "Unhappy guests",
    "unit": "company",
    "instrument": "four-aspects",
    "places": "50",
    "condition": "{overall} < 3",
    "source": "en",
    "ending-en": "We have heard enough about this.",
    "ending-es": "Ya hemos oído bastante sobre esto.",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def max_() -> Client:
    a_survey()
    return a_browser(a_person("Max", rules.MANAGE_CHANNELS))


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", html, re.DOTALL)
    assert found
    return found[1]


def test_a_quota_is_set_with_its_words_in_every_language_that_was_written(max_: Client) -> None:
    answer = max_.post("/quotas/set", WANTED)

    quota = Quota.objects.get()
    assert answer["Location"] == f"/quotas/{quota.pk}"
    assert (quota.title, quota.places, quota.condition, quota.unit.code) == (
        "Unhappy guests", 50, "{overall} < 3", "company",
    )  # fmt: skip
    assert quota.ending.texts == {
        "en": "We have heard enough about this.",
        "es": "Ya hemos oído bastante sobre esto.",
    }


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            {"condition": "{overal} < 3"},
            "with these names: respect, responsibility, effective, communication, overall, words, answer, email.",
        ),
        ({"places": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"ending-en": ""}, "Nothing stands here in English, the language that the others fall back to."),
        ({"unit": "elsewhere"}, "Select a valid choice. elsewhere is not one of the available choices."),
    ],
)
def test_what_cannot_be_counted_is_said_at_its_field(max_: Client, wrong: dict[str, str], says: str) -> None:
    page = max_.post("/quotas/set", WANTED | wrong)

    assert page.status_code == 422
    assert says in page.content.decode()
    assert "Ya hemos oído bastante" in page.content.decode()
    assert Quota.objects.count() == 0


def test_the_list_says_how_many_still_wait(max_: Client) -> None:
    channel = a_channel()
    full, waiting, ended = a_quota(places=1), a_quota(places=9), a_quota(places=9)
    services.end_quota(quota=ended, by=HOUSE, at=NOON)
    a_voice(channel, at=NOON)

    html = max_.get("/quotas").content.decode()

    assert heading(html) == "One quota waits for answers"
    assert [int(number) for number in re.findall(r'href="/quotas/(\d+)"', html)] == [ended.pk, waiting.pk, full.pk]
    assert re.findall(r'<span class="kit-num">(.*?)</span>', html) == ["0 of 9", "1 of 9", "1 of 1"]


def test_the_page_of_a_quota_says_how_many_came_too_late(max_: Client) -> None:
    channel, quota = a_channel(), a_quota(places=1)
    for _ in range(3):
        a_voice(channel, at=NOON)

    html = max_.get(f"/quotas/{quota.pk}").content.decode()

    assert heading(html) == "Unhappy guests: all 1 places are taken"
    assert "2 people answered when it was full: they are read and answered, but counted in no figure." in html


def test_places_are_added_and_never_fewer_than_are_taken(max_: Client) -> None:
    channel, quota = a_channel(), a_quota(places=2)
    a_voice(channel, at=NOON)
    a_voice(channel, at=NOON)

    refused = max_.post(f"/quotas/{quota.pk}/places", {"places": "1"})
    max_.post(f"/quotas/{quota.pk}/places", {"places": "5"})

    quota.refresh_from_db()
    assert "2 places are taken already." in refused.content.decode()
    assert quota.places == 5


def test_a_quota_is_ended(max_: Client) -> None:
    quota = a_quota(places=2)

    max_.post(f"/quotas/{quota.pk}/end")

    quota.refresh_from_db()
    assert quota.ended_at == NOON
    assert "/places" not in max_.get(f"/quotas/{quota.pk}").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_as_many_queries_however_long(max_: Client, number: int) -> None:
    for _ in range(number):
        a_quota(places=2)

    with CaptureQueriesContext(connection) as seen:
        html = max_.get("/quotas").content.decode()

    assert html.count("0 of 2") == number
    assert len(seen) <= 9


def test_whoever_answers_when_it_is_full_reads_the_words_for_that(client: Client) -> None:
    a_channel(slug="harbour")
    a_quota(places=1, condition="{overall} < 3", ending="We have heard from enough unhappy guests.")

    answers = [sent(client, opened(client) | some_answers(overall)) for overall in (1, 2, 5)]
    thanks = [client.get(answer["Location"]).content.decode() for answer in answers]

    said = ["We have heard from enough unhappy guests." in each for each in thanks]
    assert said == [False, True, False]
    assert [heading(each) for each in thanks] == ["We have your answer"] * 3


def test_nobody_begins_where_every_place_is_taken(client: Client) -> None:
    channel = a_channel(slug="harbour")
    a_quota(places=1, ending="We have heard from enough guests.")
    begun = opened(client)
    a_voice(channel, at=NOON)

    late = client.get("/s/harbour")
    answer = sent(client, begun | some_answers(2, words="Nobody came."))

    assert (late.status_code, heading(late.content.decode())) == (410, "We have heard from enough people")
    assert "We have heard from enough guests." in late.content.decode()
    assert answer["Location"].endswith(f"&quota={Quota.objects.get().pk}")
    assert list(Voice.objects.order_by("pk").values_list("outside", flat=True)) == [None, Quota.objects.get().pk]


def test_the_words_of_another_surveys_quota_are_not_told(client: Client) -> None:
    a_channel(slug="harbour")
    other = a_quota(places=1, survey=a_survey(code="stays"), ending="Of another survey.")

    assert "Of another survey." not in client.get(f"/s/harbour/thanks?quota={other.pk}").content.decode()
