"""So many answers of a kind are wanted, and not one more is counted, however many come at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines.forms import DocumentHasFaults
from servewell.rooms.cases.models import Case
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services as figures
from servewell.rooms.voice import rules, selectors, services
from servewell.rooms.voice.models import Quota, Voice
from tests.builders import (
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_quota,
    a_survey,
    a_unit,
    a_voice,
    an_indicator,
)

pytestmark = pytest.mark.django_db
UNHAPPY = "{overall} < 3"


def counted() -> list[tuple[float, bool]]:
    """Of each voice its answer, and whether it counts."""
    voices = Voice.objects.order_by("pk").values_list("overall", "outside")
    return [(overall, outside is None) for overall, outside in voices]


def test_answers_take_their_places_until_there_are_none(now: datetime) -> None:
    channel, quota = a_channel(), a_quota(places=2, condition=UNHAPPY)

    for overall in (1, 5, 2, 1, 5):
        a_voice(channel, overall, at=now)

    quota.refresh_from_db()
    assert counted() == [(0.0, True), (1.0, True), (0.25, True), (0.0, False), (1.0, True)]
    assert (quota.taken, quota.is_full) == (2, True)


def test_an_answer_under_two_quotas_takes_a_place_in_both_or_in_none(now: datetime) -> None:
    channel = a_channel()
    everyone, unhappy = a_quota(places=3), a_quota(places=1, condition=UNHAPPY)

    for overall in (1, 2, 5):
        a_voice(channel, overall, at=now)

    assert counted() == [(0.0, True), (0.25, False), (1.0, True)]
    assert list(Quota.objects.order_by("pk").values_list("pk", "taken")) == [(everyone.pk, 2), (unhappy.pk, 1)]


def test_a_quota_counts_its_unit_and_what_stands_below_it_today(now: datetime) -> None:
    west, east = a_unit("west", under=a_company()), a_unit("east", under=a_company())
    inn = a_unit("inn", under=west)
    a_quota(west, places=1)

    for unit in (inn, west, east):
        a_voice(a_channel(unit), at=now)

    assert counted() == [(1.0, True), (1.0, False), (1.0, True)]


def test_another_survey_is_not_counted(now: datetime) -> None:
    a_quota(places=1, survey=a_survey(code="stays"))
    channel = a_channel()

    a_voice(channel, at=now)
    a_voice(channel, at=now)

    assert counted() == [(1.0, True), (1.0, True)]


def test_whoever_answers_outside_of_a_quota_is_read_and_gets_a_case(now: datetime) -> None:
    a_policy()
    channel = a_channel()
    a_quota(places=1)
    a_voice(channel, at=now)

    late = a_voice(channel, 2, words="Nobody came.", email="elena@example.com", at=now)

    read = [each.number for each in selectors.heard(viewer=HOUSE, filters=selectors.Filters()).items]
    assert late.outside is not None
    assert late.pk in read
    assert list(Case.objects.values_list("voice", flat=True)) == [late.pk]


def test_what_lies_outside_of_a_quota_is_in_no_figure(lake_db: Path) -> None:
    an_indicator()
    channel = a_channel()
    a_quota(places=2)
    for overall in (5, 1, 5, 5):
        a_voice(channel, overall, at=datetime(2026, 11, 10, 4, tzinfo=UTC))

    figures.load_dirty(at=datetime(2026, 11, 12, 4, tzinfo=UTC))

    assert [(each.n, each.value) for each in insight.measure(viewer=HOUSE)] == [(2, 0.5)]


def test_an_answer_that_is_not_stored_leaves_its_place_free(now: datetime) -> None:
    channel, quota = a_channel(), a_quota(places=5)
    voice = a_voice(channel, at=now)

    with pytest.raises(services.AlreadyReceived):
        a_voice(channel, at=now, submission=voice.submission)

    quota.refresh_from_db()
    assert (quota.taken, Voice.objects.count()) == (1, 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_200_answers_at_once_exactly_50_are_counted(now: datetime) -> None:
    channel, quota = a_channel(), a_quota(places=50)

    def answer(_: int) -> None:
        try:
            a_voice(channel, at=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as customers:
        list(customers.map(answer, range(200)))

    quota.refresh_from_db()
    assert quota.taken == 50
    assert Counter(outside is None for outside in Voice.objects.values_list("outside", flat=True)) == {
        True: 50,
        False: 150,
    }


def test_an_ended_quota_turns_nobody_away(now: datetime) -> None:
    channel, quota = a_channel(), a_quota(places=1)
    a_voice(channel, at=now)

    services.end_quota(quota=quota, by=HOUSE, at=now)
    services.end_quota(quota=quota, by=HOUSE, at=now)
    a_voice(channel, at=now)

    assert counted() == [(1.0, True), (1.0, True)]
    assert Entry.objects.filter(deed="voice.end_quota").count() == 1


def test_places_are_added_but_never_fewer_than_are_taken(now: datetime) -> None:
    channel, quota = a_channel(), a_quota(places=2)
    a_voice(channel, at=now)
    a_voice(channel, at=now)

    with pytest.raises(services.FewerThanTaken, match="2 places are taken already: 1 is too few"):
        services.resize_quota(quota=quota, places=1, by=HOUSE, at=now)
    services.resize_quota(quota=quota, places=3, by=HOUSE, at=now)
    a_voice(channel, at=now)

    assert counted() == [(1.0, True)] * 3


@pytest.mark.parametrize(
    ("condition", "places", "refusal"),
    [
        ("{overal} < 3", 5, DocumentHasFaults),
        ("{overall} <", 5, DocumentHasFaults),
        ("", 0, services.QuotaNeedsAPlace),
    ],
)
def test_a_quota_that_cannot_be_counted_is_refused(condition: str, places: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        a_quota(places=places, condition=condition)

    assert Quota.objects.count() == 0


def test_quotas_are_set_where_links_are_managed(now: datetime) -> None:
    west, east = a_unit("west", under=a_company()), a_unit("east", under=a_company())
    wen = a_person("Wen", rules.MANAGE_CHANNELS, unit=west)
    here, there = a_quota(west, places=1), a_quota(east, places=1)

    with pytest.raises(NotAllowed):
        services.end_quota(quota=there, by=wen, at=now)
    with pytest.raises(selectors.NoSuchQuota):
        selectors.quota_for(viewer=wen, number=there.pk)
    assert list(selectors.quotas(viewer=wen).items) == [here]


@pytest.mark.parametrize("others", [0, 3])
def test_a_post_looks_once_for_quotas_where_there_are_none(now: datetime, others: int) -> None:
    channel = a_channel()
    for number in range(others):
        a_quota(places=1, survey=a_survey(code=f"stays-{number}"))

    with CaptureQueriesContext(connection) as seen:
        assert selectors.full_for_everyone(channel=channel, unit=channel.unit, at=now) is None

    assert len([query for query in seen if "voice_quota" in query["sql"]]) == 1
