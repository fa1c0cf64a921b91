"""Questionnaires on paper come back once, are read in the version they were printed in, and count on their own day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.cases.models import Case
from servewell.rooms.voice import rules, selectors, services
from servewell.rooms.voice.models import PaperCopy, Voice
from tests.builders import a_channel, a_company, a_person, a_policy, a_quota, a_survey, a_unit, some_answers
from tests.builders.voice import the_survey_of_the_library

pytestmark = pytest.mark.django_db
YESTERDAY = date(2026, 11, 15)


@pytest.fixture
def copy(now: datetime) -> PaperCopy:
    printed_at = now - timedelta(days=3)
    return services.print_copies(channel=a_channel(), copies=1, language="en", by=HOUSE, at=printed_at)[0]


def keyed(copy: PaperCopy, now: datetime, **said: Any) -> Voice:
    """Keyed in as it stands on the sheet: unhappy, on the day before."""
    posted: Mapping[str, Any] = said.get("posted") or some_answers(2, words="Nobody came.")
    return services.key_in(
        copy=selectors.copy_for(viewer=HOUSE, number=copy.number), posted=posted,
        filled_in_on=said.get("on", YESTERDAY), submission=said.get("submission") or uuid4(),
        by=said.get("by", HOUSE), at=now,
    )  # fmt: skip


def test_a_copy_brings_a_voice_of_the_day_that_stands_on_it(copy: PaperCopy, now: datetime) -> None:
    a_policy()
    ann = a_person("Ann", rules.KEY_IN)

    voice = keyed(copy, now, by=ann, posted=some_answers(1, words="Nobody came.", email="elena@example.com"))

    copy.refresh_from_db()
    assert (voice.on, voice.received_at, voice.overall) == (YESTERDAY, now, 0.0)
    assert (copy.voice, copy.keyed_by, copy.keyed_at) == (voice, ann.actor_key, now)
    assert voice.original is not None
    assert bytes(voice.original.content).startswith(b"overall=1&words=Nobody+came.")
    assert list(Case.objects.values_list("voice", flat=True)) == [voice.pk]
    assert Entry.objects.get(deed="voice.key_in").actor == ann.actor_key


def test_the_number_is_found_however_it_was_typed(copy: PaperCopy) -> None:
    typed = f" {copy.number[:4].upper()}-{copy.number[4:]} "

    assert selectors.copy_for(viewer=HOUSE, number=typed) == copy


def test_a_copy_is_keyed_in_once(copy: PaperCopy, now: datetime) -> None:
    voice = keyed(copy, now)

    with pytest.raises(services.CopyIsKeyedIn, match=f"was keyed in as voice {voice.pk}"):
        keyed(copy, now)
    assert Voice.objects.count() == 1


def test_two_who_key_in_the_same_copy_at_once_bring_one_voice(copy: PaperCopy, now: datetime) -> None:
    before = selectors.copy_for(viewer=HOUSE, number=copy.number)
    keyed(copy, now)

    with pytest.raises(services.CopyIsKeyedIn):
        services.key_in(
            copy=before, posted=some_answers(5), filled_in_on=YESTERDAY, submission=uuid4(), by=HOUSE, at=now
        )
    assert list(Voice.objects.values_list("overall", flat=True)) == [0.25]


def test_the_same_post_again_gives_the_voice_that_it_brought(copy: PaperCopy, now: datetime) -> None:
    submission = UUID(int=7)

    assert keyed(copy, now, submission=submission) == keyed(copy, now, submission=submission)


def test_a_copy_is_read_in_the_version_it_was_printed_in(copy: PaperCopy, now: datetime) -> None:
    later: Any = {**the_survey_of_the_library()["document"], "pages": []}  # type: ignore[dict-item]
    document: Any = the_survey_of_the_library()["document"]
    later["pages"] = [{"elements": [each for each in document["pages"][0]["elements"] if each["name"] != "words"]}]
    a_survey(document=later, at=now - timedelta(days=1))

    voice = keyed(copy, now)

    assert voice.response is not None
    assert voice.response.version_id == copy.version_id
    assert [comment.text for comment in voice.comments.all()] == ["Nobody came."]


@pytest.mark.parametrize("on", [date(2026, 11, 12), date(2026, 11, 17)])
def test_no_copy_was_filled_in_before_it_was_printed_or_after_today(copy: PaperCopy, now: datetime, on: date) -> None:
    with pytest.raises(services.DayCannotBe):
        keyed(copy, now, on=on)

    assert Voice.objects.count() == 0


def test_answers_that_the_version_does_not_offer_are_refused(copy: PaperCopy, now: datetime) -> None:
    with pytest.raises(services.AnswersHaveFaults):
        keyed(copy, now, posted={"overall": ["9"]})

    copy.refresh_from_db()
    assert copy.voice is None


def test_a_copy_takes_its_place_in_a_quota(copy: PaperCopy, now: datetime) -> None:
    quota = a_quota(places=5)

    keyed(copy, now)

    quota.refresh_from_db()
    assert quota.taken == 1


def test_copies_are_printed_and_keyed_in_where_one_has_the_power(now: datetime) -> None:
    west, east = a_unit("west", under=a_company()), a_unit("east", under=a_company())
    wen = a_person("Wen", rules.MANAGE_CHANNELS, rules.KEY_IN, unit=west)
    there = services.print_copies(channel=a_channel(east), copies=1, language="en", by=HOUSE, at=now)[0]

    with pytest.raises(NotAllowed):
        services.print_copies(channel=there.channel, copies=1, language="en", by=wen, at=now)
    with pytest.raises(NotAllowed):
        keyed(there, now, by=wen, on=now.date())
    with pytest.raises(selectors.NoSuchCopy):
        selectors.copy_for(viewer=wen, number=there.number)


@pytest.mark.parametrize("copies", [0, 501])
def test_a_printer_gets_no_more_than_it_holds(now: datetime, copies: int) -> None:
    with pytest.raises(services.TooManyCopies):
        services.print_copies(channel=a_channel(), copies=copies, language="en", by=HOUSE, at=now)


def test_what_is_out_and_what_came_back_is_counted(copy: PaperCopy, now: datetime) -> None:
    services.print_copies(channel=copy.channel, copies=2, language="es", by=HOUSE, at=now)
    keyed(copy, now)

    assert selectors.papers_of(channel=copy.channel) == selectors.Papers(printed=3, keyed_in=1)
    assert [each.language for each in selectors.copies_printed_at(channel=copy.channel, at=now)] == ["es", "es"]


def test_a_survey_is_shown_on_the_sites_that_were_named(now: datetime) -> None:
    channel = a_channel()

    services.allow_embedding(
        channel=channel, sites=["https://www.Example.com/", "http://localhost:3000"], by=HOUSE, at=now
    )

    channel.refresh_from_db()
    assert channel.embedded_on == ["http://localhost:3000", "https://www.example.com"]


@pytest.mark.parametrize(
    "site", ["example.com", "http://example.com", "https://example.com/page", "https://*", "https://a.com b", ""]
)
def test_what_is_no_web_site_is_refused(now: datetime, site: str) -> None:
    channel = a_channel()

    with pytest.raises(services.SiteIsUnfit):
        services.allow_embedding(channel=channel, sites=[site], by=HOUSE, at=now)
    assert channel.embedded_on == []


def test_what_was_left_blank_on_paper_is_keyed_in_blank(copy: PaperCopy, now: datetime) -> None:
    posted = dict(some_answers(2, words="Nobody came."))
    posted.pop("overall")

    voice = keyed(copy, now, posted=posted)

    assert (voice.overall, [each.text for each in voice.comments.all()]) == (None, ["Nobody came."])


def test_a_sheet_on_which_nothing_stands_is_not_keyed_in(copy: PaperCopy, now: datetime) -> None:
    with pytest.raises(services.AnswersHaveFaults):
        keyed(copy, now, posted={"words": ""})
    assert Voice.objects.count() == 0


def test_sheets_are_awaited_where_one_keys_them_in(copy: PaperCopy, now: datetime) -> None:
    ann, bo = a_person("Ann", rules.KEY_IN), a_person("Bo", rules.KEY_IN, unit=a_unit("far", under=a_company()))

    before = selectors.papers_awaited(viewer=ann)
    keyed(copy, now)

    assert before == selectors.Papers(printed=1, keyed_in=0)
    assert selectors.papers_awaited(viewer=ann) == selectors.Papers(printed=1, keyed_in=1)
    assert selectors.papers_awaited(viewer=bo) == selectors.Papers(printed=0, keyed_in=0)
