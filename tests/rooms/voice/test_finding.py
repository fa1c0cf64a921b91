"""What customers wrote is found by its words, once it is in the index."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base import search
from servewell.base.permissions import HOUSE
from servewell.rooms.voice import jobs, rules, selectors, services, terms
from servewell.rooms.voice.models import Comment
from servewell.rooms.voice.selectors import Filters
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice, some_answers
from tests.builders.files import a_file_of
from tests.house import save_guard
from tests.samples import needs_samples, sample

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def found(query: str, **filters: object) -> list[str]:
    page = selectors.heard(viewer=HOUSE, filters=Filters(words=query, **filters))
    return [words.text for heard in page.items for words in heard.words]


@pytest.fixture
def said(follow_ups: Callable[[], int]) -> None:
    harbour = a_channel(a_unit("harbour", under=a_company()), slug="harbour")
    station = a_channel(a_unit("station", under=a_company()), slug="station")
    a_voice(harbour, 1, words="The line was slow.", at=NOON)
    a_voice(harbour, 5, words="服務員很好", language="zh-Hant", at=NOON - timedelta(days=1))
    a_voice(station, 2, words="服务很慢, slow wifi", language="zh-Hans", at=NOON - timedelta(days=2))
    a_voice(station, 4, words="La habitación del niño.", language="es", at=NOON - timedelta(days=3))
    a_voice(station, 4, at=NOON)
    follow_ups()


@pytest.mark.usefixtures("said")
def test_words_are_found_in_every_language_the_latest_day_first() -> None:
    assert (found("slow"), found("服务"), found("服務"), found("HABITACION nino"), found("slow 服务")) == (
        ["The line was slow.", "服务很慢, slow wifi"],
        ["服務員很好", "服务很慢, slow wifi"],
        ["服務員很好", "服务很慢, slow wifi"],
        ["La habitación del niño."],
        ["服务很慢, slow wifi"],
    )


@pytest.mark.usefixtures("said")
def test_a_search_and_the_other_filters_hold_together() -> None:
    assert found("slow", band=terms.Band.LOW, language="zh-Hans") == ["服务很慢, slow wifi"]
    assert found("slow", channel="harbour") == ["The line was slow."]
    assert found("!!!") == []


@pytest.mark.usefixtures("said")
def test_a_reader_finds_nothing_that_they_may_not_read() -> None:
    of_station = a_person("Sam", rules.READ, unit=selectors.channel_by_slug(slug="station").unit)

    page = selectors.heard(viewer=of_station, filters=Filters(words="slow"))

    assert [heard.words[0].text for heard in page.items] == ["服务很慢, slow wifi"]


@pytest.mark.usefixtures("said")
def test_what_was_forgotten_is_not_found_and_does_not_come_back_by_itself() -> None:
    comment = Comment.objects.get(text="The line was slow.")

    services.forget_words(comments=[comment.pk])

    assert found("slow") == ["服务很慢, slow wifi"]


def test_words_wait_until_they_are_indexed_and_go_in_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "COMMENTS_AT_ONCE", 2)
    channel = a_channel()
    for number in range(5):
        a_voice(channel, words=f"Slow {number}.", at=NOON)

    took = []
    while True:
        took.append((selectors.words_waiting(), services.index_words(), len(found("slow"))))
        if not took[-1][1]:
            break

    assert took == [(5, 2, 2), (3, 2, 4), (1, 1, 5), (0, 0, 5)]


def test_a_late_transaction_leaves_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = a_channel()
    late, early = (a_voice(channel, words=f"Slow {number}.", at=NOON) for number in range(2))
    services.index_words_of(voices=[early.pk])

    assert (selectors.words_waiting(), services.index_words(), services.index_words()) == (1, 1, 0)
    assert late.comments.get().text in found("slow")


def test_new_words_do_not_overtake_a_file_that_is_not_indexed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "LOOKED_OVER_AGAIN", 4)
    channel = a_channel()
    many = [a_voice(channel, words=f"Slow {number}.", at=NOON) for number in range(5)]

    assert services.index_words_of(voices=[many[-1].pk]) == 0
    assert (services.index_words(), services.index_words_of(voices=[many[-1].pk])) == (5, 0)


def test_numbers_that_were_skipped_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "LOOKED_OVER_AGAIN", 4)
    channel = a_channel()
    many = [a_voice(channel, words=f"Slow {number}.", at=NOON) for number in range(6)]
    with monkeypatch.context() as around:
        around.setattr(save_guard, "_demand_own_services", lambda **_: None)
        Comment.objects.filter(voice__in=many[:5]).delete()

    assert services.index_words_of(voices=[many[-1].pk]) == 1
    assert found("slow") == ["Slow 5."]


def test_one_transaction_takes_no_more_tokens_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "TOKENS_AT_ONCE", 6)
    channel = a_channel()
    for _ in range(3):
        a_voice(channel, words="Four words in here.", at=NOON)

    assert [services.index_words() for _ in range(3)] == [2, 1, 0]


@pytest.mark.usefixtures("said")
def test_the_index_is_made_anew_from_the_comments() -> None:
    before = found("slow")

    assert services.rebuild_search() == 4
    assert (found("slow"), selectors.words_waiting()) == (before, 0)


def test_the_schedule_takes_in_what_nobody_announced() -> None:
    a_voice(a_channel(), words="Slow.", at=NOON)

    jobs.index_words()

    assert found("slow") == ["Slow."]


def test_the_words_of_a_file_count_from_when_it_is_shown_until_it_is_withdrawn(follow_ups: Callable[[], int]) -> None:
    file = a_file_of(a_voice(a_channel(), words="Slow in a file.", at=NOON))
    seen = {}

    for state in terms.ImportState:
        file.becomes(state)
        jobs.index_words()
        seen[state] = found("slow")

    assert [state for state, texts in seen.items() if texts] == [terms.ImportState.SHOWN]


def test_while_a_file_comes_in_the_index_does_not_stand_in_its_way() -> None:
    file = a_file_of(a_voice(a_channel(), words="Slow in a file.", at=NOON))

    file.becomes(terms.ImportState.TAKING_IN)
    jobs.index_words()
    while_it_came_in = selectors.words_waiting()
    file.becomes(terms.ImportState.SHOWN)
    jobs.index_words()

    assert (while_it_came_in, selectors.words_waiting()) == (1, 0)


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_costs_as_many_queries_as_a_list(number: int) -> None:
    channel = a_channel()
    for _ in range(number):
        a_voice(channel, words="Slow.", at=NOON)
    services.index_words()

    with CaptureQueriesContext(connection) as seen:
        assert len(found("slow")) == number

    assert len(seen) == 2


@needs_samples
@pytest.mark.parametrize(
    ("name", "column", "language", "queries"),
    [
        ("zh_waimai_sentiment", "review", "zh-Hans", ["服务", "味道", "快", "送餐很快", "態度", "不好吃"]),
        ("es_cuba_hotels", "Opinion", "es", ["habitación", "nino", "la playa", "DESAYUNO"]),
        ("airline_tweets", "text", "en", ["service", "cancelled flight", "didn't", "VirginAmerica"]),
    ],
)
def test_real_words_are_found_where_reading_finds_them(
    name: str, column: str, language: str, queries: list[str]
) -> None:
    wrote = [row[column].strip() for row in sample(name, rows=300) if 0 < len(row[column].strip()) <= 4000]
    services.take_in_history(
        channel=a_channel(),
        voices=[
            services.PastVoice(UUID(int=number + 1), some_answers(4, words=words), language, NOON)
            for number, words in enumerate(wrote)
        ],
        by=HOUSE,
        at=NOON,
    )
    assert services.index_words() == len(wrote) > 250

    for query in queries:
        page = selectors.heard(viewer=HOUSE, filters=Filters(words=query), size=1000)
        seen = sorted(heard.words[0].text for heard in page.items)
        assert seen, query
        assert seen == sorted(words for words in wrote if all(_reads(words, word) for word in query.split()))


def _reads(text: str, word: str) -> bool:
    """As a reader would look for it: Chinese anywhere, other words where a word begins."""
    folded, wanted = search.fold(text), search.fold(word)
    places = [place for place in range(len(folded)) if folded.startswith(wanted, place)]
    is_chinese = not wanted.isascii()
    return any(is_chinese or place == 0 or not folded[place - 1].isalnum() or not folded[place - 1].isascii()
               for place in places)  # fmt: skip
