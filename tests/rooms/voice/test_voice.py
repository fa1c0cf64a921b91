"""A voice comes in once, whole, or not at all."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry, FollowUp
from servewell.base.permissions import CUSTOMER, HOUSE
from servewell.engines.forms import FaultKind
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import services as recognising
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments.models import Response, Score
from servewell.rooms.voice import rules, selectors, services, terms
from servewell.rooms.voice.models import Comment, Invitation, Original, Voice
from tests.builders import a_channel, a_company, a_person, a_survey, a_unit, a_voice, some_answers

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def nothing_is_stored() -> bool:
    return not any(kind.objects.exists() for kind in (Voice, Original, Response, Score, Comment, FollowUp))


def test_a_voice_holds_what_was_posted_scored_and_said() -> None:
    channel = a_channel(a_unit("harbour", under=a_company()))
    posted = some_answers(2, words="Forty minutes.", email="Elena@Example.com", respect="na", communication=1)

    voice = services.receive_survey(
        channel=channel, invitation=None, submission=uuid4(), posted=posted, language="en", at=NOON
    )

    kept = Voice.objects.get()
    assert kept == voice
    assert parse_qs(bytes(kept.original.content).decode()) == posted
    assert (kept.overall, kept.asks_for_answer, kept.unit.code, kept.on) == (0.25, True, "harbour", date(2026, 11, 16))
    assert customers.contact_of(customer=kept.customer_id, kind="email") == "Elena@Example.com"
    assert [(each.text, each.item.name) for each in kept.comments.all()] == [("Forty minutes.", "words")]
    assert kept.response.answers == {
        "respect": None,
        "communication": 1,
        "overall": 2,
        "words": "Forty minutes.",
        "answer": {"value": True, "points": 1.0},
        "email": "Elena@Example.com",
    }
    assert Score.objects.get().value == 0.125
    assert list(Entry.objects.filter(deed__startswith="voice.receive").values_list("thing", "actor")) == [
        (f"voice.voice:{kept.pk}", CUSTOMER.actor_key)
    ]


def test_the_day_of_a_voice_is_the_day_on_the_wall_of_its_unit() -> None:
    boston = a_unit("boston", under=a_company(), zone="America/New_York")

    voice = a_voice(a_channel(boston), at=datetime(2026, 11, 1, 3, 30, tzinfo=UTC))

    assert voice.on == date(2026, 10, 31)


def test_a_double_post_is_stored_once_and_says_so() -> None:
    channel, submission = a_channel(), uuid4()
    first = a_voice(channel, submission=submission, at=NOON)

    with pytest.raises(services.AlreadyReceived) as again:
        a_voice(channel, submission=submission, at=NOON)
    with pytest.raises(services.AlreadyReceived) as otherwise:
        a_voice(channel, 1, submission=submission, at=NOON)

    assert [(again.value.voice, again.value.is_same), (otherwise.value.voice, otherwise.value.is_same)] == [
        (first, True),
        (first, False),
    ]
    assert list(Voice.objects.values_list("overall", flat=True)) == [1.0]
    assert (Original.objects.count(), Response.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("posted", "faults"),
    [
        ({}, {"overall": FaultKind.MISSING}),
        (some_answers(6), {"overall": FaultKind.OFF_THE_SCALE}),
        (some_answers("5.5"), {"overall": FaultKind.OFF_THE_SCALE}),
        ({"overall": ["5", "1"]}, {"overall": FaultKind.GIVEN_MORE_THAN_ONCE}),
        (some_answers(words="x" * 4001), {"words": FaultKind.TOO_LONG}),
        (some_answers(words="a\x00b"), {"words": FaultKind.NOT_PLAIN_TEXT}),
        (some_answers(email="elena at home"), {"email": FaultKind.NOT_AN_ADDRESS}),
        (some_answers(answer="true"), {"email": FaultKind.MISSING}),
        (some_answers(answer="perhaps"), {"answer": FaultKind.NOT_YES_OR_NO}),
    ],
)
def test_answers_with_faults_are_refused_by_name_and_nothing_is_stored(posted, faults) -> None:
    channel = a_channel()
    FollowUp.objects.all().delete()

    with pytest.raises(services.AnswersHaveFaults) as refused:
        services.receive_survey(
            channel=channel, invitation=None, submission=uuid4(), posted=posted, language="en", at=NOON
        )

    assert refused.value.faults == faults
    assert nothing_is_stored()


def test_fields_that_nobody_asked_for_stay_in_the_original_and_are_counted() -> None:
    reader = a_person("Ann", rules.READ)
    voice = a_voice(at=NOON, words="All well.", colour="blue", price=3)

    whole = selectors.heard_one(viewer=reader, number=voice.pk)

    assert (whole.extra_fields, parse_qs(whole.original)["colour"]) == (2, ["blue"])
    assert Response.objects.get().answers == {"overall": 5, "words": "All well."}


def test_who_had_begun_before_a_withdrawal_has_an_hour_to_finish() -> None:
    channel = a_channel()
    services.withdraw_channel(channel=channel, by=HOUSE, at=NOON)
    version = instruments.current(instrument=channel.instrument_id)

    def answer(*, begun: datetime, at: datetime) -> None:
        services.receive_survey(
            channel=channel, invitation=None, submission=uuid4(), posted=some_answers(), language="en", at=at,
            begun=services.Begun(version=version, at=begun),
        )  # fmt: skip

    answer(begun=NOON - timedelta(minutes=1), at=NOON + timedelta(minutes=59))
    with pytest.raises(services.ChannelIsWithdrawn):
        answer(begun=NOON - timedelta(minutes=1), at=NOON + timedelta(minutes=61))
    with pytest.raises(services.ChannelIsWithdrawn):
        answer(begun=NOON + timedelta(minutes=1), at=NOON + timedelta(minutes=2))

    assert Voice.objects.count() == 1


def test_what_was_begun_in_an_earlier_version_is_kept_in_that_version() -> None:
    channel = a_channel()
    begun = services.Begun(version=instruments.current(instrument=channel.instrument_id), at=NOON)
    document = {"title": "Anew", "pages": [{"elements": [{"type": "comment", "name": "say", "title": "Say"}]}]}
    a_survey(document=document, at=NOON)

    voice = services.receive_survey(
        channel=channel, invitation=None, submission=uuid4(), posted=some_answers(4), language="en",
        at=NOON + timedelta(minutes=1), begun=begun,
    )  # fmt: skip

    assert voice.response.version.number == 1
    assert instruments.current(instrument=channel.instrument_id).number == 2


def test_a_voice_is_taken_when_the_clock_was_set_back_before_the_channel_was_opened() -> None:
    channel = a_channel(kind=terms.PERSONAL_LINK, at=NOON)
    token = services.invite(channel=channel, valid_until=NOON + timedelta(days=30), by=HOUSE, at=NOON)

    a_voice(a_channel(slug="open", at=NOON), at=NOON - timedelta(days=2))
    a_voice(channel, invitation=selectors.invitation_by_token(token=token), at=NOON - timedelta(days=2))

    assert Voice.objects.count() == 2


def a_personal_link(**kept) -> Invitation:
    channel = a_channel(kind=terms.PERSONAL_LINK)
    token = services.invite(channel=channel, valid_until=NOON, by=HOUSE, at=NOON - timedelta(days=30), **kept)
    return selectors.invitation_by_token(token=token)


def test_a_personal_link_is_used_up_by_its_answer() -> None:
    link = a_personal_link()
    submission = uuid4()
    a_voice(link.channel, invitation=link, submission=submission, at=NOON - timedelta(days=1))
    link.refresh_from_db()

    with pytest.raises(services.InvitationIsUsed):
        a_voice(link.channel, invitation=link, at=NOON - timedelta(days=1))
    with pytest.raises(services.AlreadyReceived):
        a_voice(link.channel, invitation=link, submission=submission, at=NOON - timedelta(days=1))

    assert Voice.objects.count() == 1


def test_two_phones_with_one_personal_link_bring_one_voice() -> None:
    link = a_personal_link()
    on_the_other_phone = Invitation.objects.select_related("channel__unit").get(pk=link.pk)
    a_voice(link.channel, invitation=link, at=NOON - timedelta(days=1))

    with pytest.raises(services.InvitationIsUsed):
        a_voice(link.channel, invitation=on_the_other_phone, at=NOON - timedelta(days=1))

    assert (Voice.objects.count(), Original.objects.count()) == (1, 1)


def test_a_personal_link_that_has_expired_is_refused() -> None:
    link = a_personal_link()

    with pytest.raises(services.InvitationHasExpired):
        a_voice(link.channel, invitation=link, at=NOON + timedelta(minutes=1))


def test_a_customer_whose_link_knows_them_need_not_leave_an_address() -> None:
    elena = recognising.recognise(kind="email", value="elena@example.com", language="es", by=HOUSE, at=NOON)
    link = a_personal_link(customer=elena)

    voice = a_voice(link.channel, invitation=link, at=NOON - timedelta(days=1), answer="true")

    assert (voice.customer, voice.asks_for_answer) == (elena, True)


def test_a_personal_link_leads_nowhere_as_an_open_one() -> None:
    channel = a_channel(kind=terms.PERSONAL_LINK)

    with pytest.raises(selectors.NoSuchChannel):
        selectors.channel_by_slug(slug=channel.slug)
    with pytest.raises(services.NotForPersonalLinks):
        services.invite(channel=a_channel(slug="open"), valid_until=NOON + timedelta(days=1), by=HOUSE, at=NOON)


def test_one_post_costs_a_fixed_number_of_statements() -> None:
    channel = a_channel()
    instruments.current(instrument=channel.instrument_id)

    with CaptureQueriesContext(connection) as seen:
        a_voice(channel, at=NOON, words="All well.", respect=5)

    written = [found[1] for query in seen if (found := re.search(r'INSERT INTO "(\w+)"', query["sql"]))]
    # PostgreSQL copies the record in, which is no statement that could be seen here
    assert [table for table in written if table != "base_entry"][:5] == [
        "voice_original", "instruments_response", "instruments_score", "voice_voice", "voice_comment",
    ]  # fmt: skip
    assert Entry.objects.filter(deed="voice.receive_survey").count() == 1
