"""Whatever is posted: one whole voice, or a named refusal and nothing."""

from datetime import UTC, datetime
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments.models import Response, Score
from servewell.rooms.voice import services
from servewell.rooms.voice.models import Comment, Original, Voice
from servewell.rooms.voice.services.receiving import as_form_post
from tests.builders import a_channel

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
NAMED = (services.AnswersHaveFaults, services.AlreadyReceived)

ITEMS = ("respect", "responsibility", "effective", "communication", "overall", "words", "answer", "email", "price", "")
likely = st.sampled_from(["1", "3", "5", "na", "0", "6", " 4 ", "true", "false", "a@example.com", "", "Good.", "好"])
text = st.one_of(likely, likely, st.text(max_size=12))
answers = st.dictionaries(st.sampled_from(ITEMS), st.lists(text, max_size=2), max_size=8)
good = st.fixed_dictionaries(
    {"overall": st.sampled_from(["1", "2", "3", "4", "5"]).map(lambda each: [each])},
    optional={
        "respect": st.sampled_from(["1", "5", "na"]).map(lambda each: [each]),
        "words": st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40).map(lambda each: [each]),
        "price": st.just(["3"]),
    },
)


def stored() -> tuple[int, ...]:
    return tuple(kind.objects.count() for kind in (Voice, Original, Response, Score, Comment))


@given(posted=st.one_of(answers, good), submission=st.integers(1, 6).map(lambda number: UUID(int=number)))
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def check(channel, posted, submission) -> None:
    before = stored()
    seen_before = Voice.objects.filter(submission=submission).exists()

    came_of_it = outcome(channel, posted, submission)

    if isinstance(came_of_it, Exception):
        assert stored() == before
        assert isinstance(came_of_it, services.AnswersHaveFaults) or seen_before
        return
    assert not seen_before
    assert tuple(now - then for now, then in zip(stored(), before, strict=True))[:4] == (1, 1, 1, 1)
    agrees_with_its_original(came_of_it)


def outcome(channel, posted, submission: UUID) -> Voice | Exception:
    try:
        return services.receive_survey(
            channel=channel, invitation=None, submission=submission, posted=posted, language="en", at=NOON
        )
    except NAMED as refused:
        return refused


def agrees_with_its_original(voice: Voice) -> None:
    """Read the kept bytes anew and compare everything that was made of them."""
    kept = Voice.objects.select_related("original").get(pk=voice.pk)
    form = instruments.version(key=kept.response.version_id).form
    read = forms.validate(form, parse_qs(bytes(kept.original.content).decode(), keep_blank_values=True))

    assert read.faults == {}
    assert forms.kept(kept.response.answers) == read.values
    assert kept.overall == (read.values["overall"] - 1) / 4
    assert kept.asks_for_answer is (read.values.get("answer") is True)
    assert [each.text for each in kept.comments.all()] == ([read.values["words"]] if "words" in read.values else [])
    assert (kept.customer is not None) is ("email" in read.values)


def test_whatever_is_posted_is_stored_whole_or_refused_by_name() -> None:
    check(a_channel())


def test_what_is_not_said_about_the_original_is_a_form_post_of_the_answers() -> None:
    assert (
        as_form_post(posted={"words": ["a&b", "好"], "overall": ["5"]}).content
        == b"words=a%26b&words=%E5%A5%BD&overall=5"
    )
