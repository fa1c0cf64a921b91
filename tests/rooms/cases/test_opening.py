"""Which voices become cases, whose they are, and by when they are answered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines.clocks import Calendar, CalendarNeverOpens, Deadline
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Case, LedgerLine, Policy
from servewell.rooms.voice.models import Voice
from tests.builders import (
    a_calendar,
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_unit,
    a_voice,
    a_writer,
    an_open_case,
)

pytestmark = pytest.mark.django_db


def opened() -> list[tuple[int, str]]:
    return list(Case.objects.order_by("pk").values_list("voice", "reason"))


def test_a_voice_that_asks_for_an_answer_or_stands_at_the_bar_becomes_a_case(now: datetime) -> None:
    a_policy(bar=0.25)
    channel = a_channel()
    content_and_asks = a_voice(channel, 5, at=now, email="elena@example.com")
    at_the_bar = a_voice(channel, 2, at=now)
    a_voice(channel, 3, at=now)

    assert opened() == [(content_and_asks.pk, terms.ASKS_FOR_ANSWER), (at_the_bar.pk, terms.BELOW_BAR)]


def test_a_voice_opens_one_case_however_often_it_is_announced(now: datetime) -> None:
    a_policy()
    case = an_open_case(at=now)

    assert services.open_for(voices=[case.voice_id], by=HOUSE, at=now) == []
    assert opened() == [(case.voice_id, terms.ASKS_FOR_ANSWER)]


def test_a_voice_whose_case_cannot_be_opened_is_not_stored(now: datetime) -> None:
    channel = a_channel()
    closed_from_now_on = frozenset(now.date() + timedelta(days=day) for day in range(800))
    a_policy(calendar=a_calendar(holidays=closed_from_now_on), at=datetime(2026, 1, 5, 9, tzinfo=UTC))

    with pytest.raises(CalendarNeverOpens):
        a_voice(channel, 1, at=now)
    assert (Voice.objects.count(), Case.objects.count()) == (0, 0)


def test_the_nearest_policy_above_holds_in_its_latest_version(now: datetime) -> None:
    company = a_company()
    east = a_unit("east", under=company)
    hotel = a_unit("hotel", under=east)
    a_policy(company)
    a_policy(east, answer_minutes=60)
    latest = a_policy(east, answer_minutes=120)

    case = an_open_case(a_channel(hotel), at=now)

    assert (case.policy, case.policy.version, case.due_at) == (latest, 2, now + timedelta(hours=2))


def test_a_case_keeps_the_policy_it_began_with(now: datetime) -> None:
    first = a_policy(answer_minutes=60)
    case = an_open_case(at=now)
    a_policy(answer_minutes=480)

    assert Case.objects.get(pk=case.pk).policy == first
    assert Deadline.from_json(case.clock["service"]).due_at == case.due_at == now + timedelta(hours=1)
    assert Calendar.from_json(case.clock["calendar"]) == a_calendar()


def test_without_a_policy_the_house_records_its_default_once(now: datetime) -> None:
    company = a_company(zone="Asia/Shanghai")
    channel = a_channel(a_unit("hotel", under=company))

    monday = an_open_case(channel, at=now)
    an_open_case(channel, at=now, email="other@example.com")

    # nine o'clock in London is five in Shanghai: the desk has just closed
    assert monday.due_at == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    assert list(Policy.objects.values_list("unit", "version", "answer_minutes", "bar")) == [(company.pk, 1, 960, 0.25)]
    assert Entry.objects.filter(deed="cases.set_default_policy").count() == 1


def test_a_clock_set_back_before_the_company_began_still_opens_the_case(now: datetime) -> None:
    policy = a_policy(bar=0.25)
    channel = a_channel()
    long_before = datetime(1999, 12, 31, 12, tzinfo=UTC)

    case = an_open_case(channel, at=long_before)

    assert (case.policy, case.opened_at) == (policy, long_before)


def test_the_two_clocks_run_from_the_moment_of_receipt(now: datetime) -> None:
    a_policy(answer_minutes=480, calendar=a_calendar(zone="UTC"))
    friday_evening = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)

    case = an_open_case(at=friday_evening)

    assert case.due_at == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert case.obligation_due_at == datetime(2026, 12, 4, 23, 59, 59, tzinfo=UTC)


def test_the_writer_who_speaks_the_language_comes_first_then_the_least_loaded(now: datetime) -> None:
    a_policy()
    channel = a_channel()
    busy, idle = a_writer("Busy", language="en"), a_writer("Idle", language="en")
    taiwan = a_writer("Tai", language="zh-Hant")
    services.assign(case=an_open_case(channel, at=now), to=busy, by=HOUSE, at=now)

    owners = [
        an_open_case(channel, at=now, email=f"{number}@example.com", language=language).owner
        for number, language in enumerate(["en", "en", "zh-Hans", "es"])
    ]

    assert owners == [idle, busy, taiwan, idle]


def test_a_case_without_a_writer_stands_unassigned(now: datetime) -> None:
    a_policy()
    case = an_open_case(at=now)
    leader = a_person("Lee", rules.SEE)

    assert case.owner is None
    unassigned = selectors.cases_seen(viewer=leader, shelf=selectors.Shelf.UNASSIGNED).items
    assert [row.number for row in unassigned] == [case.pk]


def test_the_ledger_begins_with_receipt_opening_and_owner(now: datetime) -> None:
    a_policy()
    ann = a_writer("Ann")
    case = an_open_case(at=now)

    lines = [(line.stage, line.at, line.actor, line.detail) for line in selectors.ledger_of(viewer=ann, case=case)]

    assert lines == [
        ("received", now, "customer", {}),
        ("opened", now, "house", {"reason": "asks-for-answer"}),
        ("assigned", now, "house", {"owner": ann.pk, "name": "Ann"}),
    ]


def test_opening_costs_as_many_queries_however_many_voices(now: datetime) -> None:
    a_policy(bar=0)
    channel = a_channel()
    a_writer()
    batches = [[a_voice(channel, 2, at=now).pk for _ in range(voices)] for voices in (1, 3, 30)]
    a_policy(bar=0.25)

    costs = []
    for batch in batches:
        with CaptureQueriesContext(connection) as seen:
            cases = services.open_for(voices=batch, by=HOUSE, at=now)
        assert [case.voice_id for case in cases] == batch
        costs.append(len(seen))

    assert LedgerLine.objects.count() == 3 * 34
    assert costs == [costs[0]] * 3


@pytest.mark.parametrize("overall", [3, 5])
def test_a_content_customer_costs_three_questions_at_most(overall: int, now: datetime) -> None:
    a_policy()
    voice = a_voice(a_channel(), overall, at=now)

    with CaptureQueriesContext(connection) as seen:
        services.open_for(voices=[voice.pk], by=HOUSE, at=now)

    assert len([query for query in seen if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 3


def test_a_policy_from_which_no_deadline_follows_is_refused(now: datetime) -> None:
    never = Calendar(code="never", version=1, zone="UTC", openings=())

    with pytest.raises(CalendarNeverOpens):
        a_policy(calendar=never)
    with pytest.raises(services.BarOffTheScale):
        a_policy(bar=1.5)
    with pytest.raises(services.NoTimeToAnswer):
        a_policy(answer_minutes=0)
    assert Policy.objects.count() == 0


def test_only_who_may_set_a_policy_sets_one(now: datetime) -> None:
    company = a_company()
    writer = a_writer()

    with pytest.raises(NotAllowed):
        services.set_policy(
            unit=company, calendar=a_calendar(), answer_minutes=60, obligation_days=14, bar=0.25, by=writer, at=now
        )
    assert Policy.objects.count() == 0


def test_holidays_do_not_count(now: datetime) -> None:
    a_policy(calendar=a_calendar(holidays=frozenset({date(2026, 11, 17)})))

    tuesday_is_a_holiday = an_open_case(at=now + timedelta(hours=4))

    assert tuesday_is_a_holiday.due_at == datetime(2026, 11, 18, 13, 0, tzinfo=UTC)
