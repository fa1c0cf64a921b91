"""What real customers wrote and marked goes in and comes out as it was."""

import html
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import F

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import selectors as figures
from servewell.rooms.insight import services as insight
from servewell.rooms.voice import rules, services
from servewell.rooms.voice.models import Comment, Voice
from tests.builders import a_browser, a_channel, a_person, an_indicator, some_answers
from tests.samples import needs_samples, sample

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SETS = [
    ("zh_hotel_sentiment", "review", "zh-Hans"),
    ("es_cuba_hotels", "Opinion", "es"),
    ("airline_tweets", "text", "en"),
]

pytestmark = [needs_samples, pytest.mark.django_db]


def past(number: int, overall: str, words: str, language: str) -> services.PastVoice:
    return services.PastVoice(
        submission=UUID(int=number + 1),
        posted=some_answers(overall, words=words),
        language=language,
        at=NOON - timedelta(minutes=number),
    )


@pytest.mark.parametrize(("name", "column", "language"), SETS, ids=[name for name, _, _ in SETS])
def test_real_words_are_kept_to_the_letter(name: str, column: str, language: str) -> None:
    wrote = [row[column] for row in sample(name, rows=400) if 0 < len(row[column].strip()) <= 4000]
    channel = a_channel()

    taken = services.take_in_history(
        channel=channel,
        voices=[past(number, "4", words, language) for number, words in enumerate(wrote)],
        by=HOUSE,
        at=NOON,
    )

    assert taken == len(wrote) > 300
    kept = Comment.objects.order_by("voice__submission")
    assert list(kept.values_list("text", flat=True)) == [words.strip() for words in wrote]
    assert Voice.objects.filter(original__received_at=F("received_at")).count() == len(wrote)


def test_a_reader_sees_real_words_as_words_and_never_as_markup() -> None:
    wrote = [row["text"] for row in sample("airline_tweets", rows=900) if set("<&>") & set(row["text"])][:25]
    channel = a_channel()
    services.take_in_history(
        channel=channel, voices=[past(n, "2", words, "en") for n, words in enumerate(wrote)], by=HOUSE, at=NOON
    )

    page = a_browser(a_person("Ann", rules.READ)).get("/voices").content.decode()

    assert len(wrote) > 5
    assert [words for words in wrote if html.escape(words.strip()) not in page] == []


def test_real_stars_give_the_share_that_counting_gives(lake_db: Path) -> None:
    an_indicator("css")
    stars = [row["Class"] for row in sample("es_cuba_hotels", rows=1500)]
    channel = a_channel()
    services.take_in_history(
        channel=channel, voices=[past(n, overall, "", "es") for n, overall in enumerate(stars)], by=HOUSE, at=NOON
    )

    insight.rebuild(at=NOON)

    found = [each for each in figures.measure(viewer=HOUSE, by="year") if each.aspect is None]
    satisfied = sum(star in ("4", "5") for star in stars)
    assert [(each.period, each.n, round(each.value * each.n)) for each in found] == [("2026", len(stars), satisfied)]
