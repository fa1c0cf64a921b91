"""Voices of earlier times come in by the thousand, open no cases, and may come in again."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base import bus
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines.forms import FaultKind
from servewell.rooms.cases.models import Case
from servewell.rooms.customers.models import Contact
from servewell.rooms.voice import events, selectors, services
from servewell.rooms.voice.models import Comment, Voice
from servewell.rooms.voice.services import history
from tests.builders import a_channel, a_person, some_answers

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def past(number: int, overall: int | str = 4, **answers) -> services.PastVoice:
    return services.PastVoice(
        submission=UUID(int=number),
        posted=some_answers(overall, **answers),
        language="en",
        at=NOON - timedelta(days=number),
    )


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[bus.Event]:
    heard: list[bus.Event] = []
    monkeypatch.setitem(bus._reactions, bus.name_of(events.HistoryTakenIn), [heard.append])
    return heard


def test_history_is_stored_like_any_voice_and_opens_no_case() -> None:
    channel = a_channel()

    taken = services.take_in_history(
        channel=channel,
        voices=[past(1, 1, words="Cold.", email="e@example.com"), past(2, 5), past(40, 2, email="E@example.com")],
        by=HOUSE,
        at=NOON,
    )

    assert taken == 3
    assert list(Voice.objects.order_by("pk").values_list("on", "overall", "asks_for_answer")) == [
        (date(2026, 11, 15), 0.0, True),
        (date(2026, 11, 14), 1.0, False),
        (date(2026, 10, 7), 0.25, True),
    ]
    assert list(Comment.objects.values_list("text", flat=True)) == ["Cold."]
    assert list(Contact.objects.values_list("value", flat=True)) == ["e@example.com"]
    assert Case.objects.count() == 0


def test_history_that_is_there_already_is_passed_over() -> None:
    channel = a_channel()
    services.take_in_history(channel=channel, voices=[past(1), past(2)], by=HOUSE, at=NOON)

    taken = services.take_in_history(channel=channel, voices=[past(2), past(3), past(3)], by=HOUSE, at=NOON)

    assert (taken, Voice.objects.count()) == (1, 3)


def test_each_batch_announces_once(monkeypatch: pytest.MonkeyPatch, announced: list[bus.Event]) -> None:
    monkeypatch.setattr(history, "BATCH", 2)

    services.take_in_history(channel=a_channel(), voices=[past(number) for number in range(5)], by=HOUSE, at=NOON)

    keys = list(Voice.objects.order_by("pk").values_list("pk", flat=True))
    assert [event.voices for event in announced] == [tuple(keys[:2]), tuple(keys[2:4]), tuple(keys[4:])]


def test_history_with_one_fault_is_refused_whole_and_says_which() -> None:
    with pytest.raises(services.HistoryHasFaults) as refused:
        services.take_in_history(channel=a_channel(), voices=[past(1), past(2, 9)], by=HOUSE, at=NOON)

    assert refused.value.faults == {UUID(int=2): {"overall": FaultKind.OFF_THE_SCALE}}
    assert Voice.objects.count() == 0


def test_typed_values_are_kept_as_a_form_would_have_sent_them() -> None:
    voice = services.PastVoice(submission=UUID(int=1), posted={"overall": 4, "answer": False}, language="en", at=NOON)

    services.take_in_history(channel=a_channel(), voices=[voice], by=HOUSE, at=NOON)

    assert bytes(Voice.objects.get().original.content) == b"overall=4&answer=false"


@pytest.mark.parametrize("number", [3, 150])
def test_a_batch_costs_the_same_statements_however_many_voices(number: int) -> None:
    channel = a_channel()
    services.take_in_history(channel=channel, voices=[past(1000)], by=HOUSE, at=NOON)

    with CaptureQueriesContext(connection) as seen:
        services.take_in_history(
            channel=channel, voices=[past(each, words="Fine.") for each in range(number)], by=HOUSE, at=NOON
        )

    # SQLite takes so many values a statement that large batches are cut; what is cut is rows, not questions
    questions = [query["sql"] for query in seen if query["sql"].startswith("SELECT")]
    assert len(questions) == 2, questions


def test_who_may_not_manage_links_takes_in_no_history() -> None:
    with pytest.raises(NotAllowed):
        services.take_in_history(channel=a_channel(), voices=[past(1)], by=a_person("Ben"), at=NOON)


def test_the_months_of_voices_are_named_once_each() -> None:
    channel = a_channel()
    services.take_in_history(channel=channel, voices=[past(1), past(2), past(40)], by=HOUSE, at=NOON)

    assert selectors.months_of(voices=Voice.objects.values_list("pk", flat=True)) == [
        date(2026, 10, 1),
        date(2026, 11, 1),
    ]
