"""Who may read which voices, and how they are narrowed and turned over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.selectors import Filters
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def texts(**asked) -> list[str]:
    return [words.text for heard in selectors.heard(**asked).items for words in heard.words]


@pytest.fixture
def said() -> dict[str, int]:
    """What was said in three units, by its words."""
    west = a_unit("west", under=a_company())
    harbour = a_channel(a_unit("harbour", under=west), slug="harbour")
    station = a_channel(a_unit("station", under=a_company()), slug="station")
    voices = [
        a_voice(harbour, 1, words="slow", communication=5, at=NOON),
        a_voice(harbour, 3, words="so so", language="es", communication=1, at=NOON - timedelta(days=20)),
        a_voice(station, 5, words="fine", communication="na", at=NOON),
        a_voice(station, 4, at=NOON),
    ]
    return {voice.comments.get().text: voice.pk for voice in voices[:3]}


def unit_of(slug: str) -> Unit:
    return selectors.channel_by_slug(slug=slug).unit


def test_a_reader_hears_their_unit_and_what_is_below_the_latest_first(said) -> None:
    everywhere = a_person("Ann", rules.READ)
    of_harbour = a_person("Wei", rules.READ, unit=unit_of("harbour"))
    nobody = a_person("Ben")

    assert texts(viewer=everywhere) == ["fine", "slow", "so so"]
    assert texts(viewer=of_harbour) == ["slow", "so so"]
    assert texts(viewer=nobody) == []


@pytest.mark.parametrize(
    ("filters", "heard"),
    [
        (Filters(), ["fine", "slow", "so so"]),
        (Filters(from_on=date(2026, 11, 1)), ["fine", "slow"]),
        (Filters(until_on=date(2026, 11, 1)), ["so so"]),
        (Filters(band=terms.Band.LOW), ["slow"]),
        (Filters(band=terms.Band.MIDDLE), ["so so"]),
        (Filters(band=terms.Band.HIGH), ["fine"]),
        (Filters(language="es"), ["so so"]),
        (Filters(aspect="communication"), ["slow", "so so"]),
        (Filters(aspect="communication", band=terms.Band.HIGH), ["slow"]),
        (Filters(aspect="communication", band=terms.Band.LOW), ["so so"]),
        (Filters(aspect="unheard-of"), []),
    ],
)
def test_the_list_is_narrowed(said, filters: Filters, heard: list[str]) -> None:
    assert texts(viewer=a_person("Ann", rules.READ), filters=filters) == heard


def test_a_unit_stands_for_everything_below_it(said) -> None:
    ann = a_person("Ann", rules.READ)
    west = people.unit_for(viewer=ann, power=rules.READ, code="west")

    assert texts(viewer=ann, filters=Filters(unit=west.pk)) == ["slow", "so so"]


def test_pages_are_turned_by_key(said) -> None:
    ann = a_person("Ann", rules.READ)

    first = selectors.heard(viewer=ann, size=2)
    second = selectors.heard(viewer=ann, size=2, before=first.older)
    back = selectors.heard(viewer=ann, size=2, after=second.newer)

    assert [each.number for each in first.items] == [said["fine"], said["slow"]]
    assert [each.number for each in second.items] == [said["so so"]]
    assert back.items == first.items


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_voices_costs_two_queries_however_long(number: int) -> None:
    channel = a_channel()
    ann = a_person("Ann", rules.READ)
    for _ in range(number):
        a_voice(channel, words="Fine.", at=NOON)

    with CaptureQueriesContext(connection) as seen:
        assert texts(viewer=ann) == ["Fine."] * number

    assert len(seen) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_asking_costs_one_query_however_many(number: int) -> None:
    channel = a_channel()
    voices = [a_voice(channel, 2, words="Cold.", email="e@example.com", at=NOON) for _ in range(number)]

    with CaptureQueriesContext(connection) as seen:
        asked = selectors.asking(voices=tuple(voice.pk for voice in voices), viewer=HOUSE)

    assert len(seen) == 1
    assert asked == [
        selectors.Asking(
            key=voice.pk, unit=voice.unit_id, overall=0.25, asks_for_answer=True, received_at=NOON,
            customer=voice.customer_id, language="en", words="Cold.", channel=channel.slug, way="open-link",
            response=voice.response_id,
        )
        for voice in voices
    ]  # fmt: skip


def test_not_yours_and_not_there_are_the_same(said) -> None:
    of_station = a_person("Sam", rules.READ, unit=unit_of("station"))

    for number in (said["slow"], 999_999):
        with pytest.raises(selectors.NoSuchVoice):
            selectors.heard_one(viewer=of_station, number=number)


def test_one_voice_holds_every_answer_in_the_version_it_was_given_in(said) -> None:
    whole = selectors.heard_one(viewer=a_person("Ann", rules.READ), number=said["fine"])

    assert [(each.item.name, each.value, each.is_not_applicable, each.position) for each in whole.given.answers] == [
        ("respect", None, False, None),
        ("responsibility", None, False, None),
        ("effective", None, False, None),
        ("communication", None, True, None),
        ("overall", 5.0, False, 1.0),
        ("words", "fine", False, None),
        ("answer", None, False, None),
        ("email", None, False, None),
    ]
    assert (whole.given.version.number, whole.given.score, whole.extra_fields) == (1, 1.0, 0)


def test_the_room_above_hears_the_words_alone_and_only_the_house_asks(said) -> None:
    assert selectors.spoken(voice=said["so so"], viewer=HOUSE) == (selectors.Spoken("so so", "es"),)
    with pytest.raises(NotAllowed):
        selectors.spoken(voice=said["so so"], viewer=a_person("Ann", rules.READ))
