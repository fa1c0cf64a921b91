"""Who gets Monday's page says so, or whoever manages them does; and whoever gets it may leave."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import Monday, Subscription
from servewell.rooms.insight.services.weekly import subscribing
from servewell.rooms.insight.terms import MailState
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as staff
from servewell.rooms.people.models import Grant, Posting
from tests.builders import a_company, a_person, a_unit, an_indicator
from tests.builders.company import LONG_AGO
from tests.builders.mondays import a_leader, a_subscription, states, work
from tests.house import save_guard

pytestmark = pytest.mark.django_db


def deeds() -> list[tuple[str, str]]:
    found = Entry.objects.filter(deed__contains="subscri").order_by("pk")
    return [(each.deed, each.actor) for each in found]


def test_a_leader_subscribes_changes_and_leaves_and_the_record_tells_it(now: datetime) -> None:
    ann = a_leader()
    wish = services.Wish(weekday=2, hour=9, language="es", by_mail=False)

    held = services.subscribe(person=ann, by=ann, at=now)
    again = services.subscribe(person=ann, by=ann, at=now)
    services.subscribe(person=ann, wish=wish, by=ann, at=now)
    services.unsubscribe(subscription=held, by=ann, at=now)
    services.unsubscribe(subscription=held, by=ann, at=now)

    held.refresh_from_db()
    assert held == again
    assert (held.weekday, held.hour, held.language, held.by_mail) == (2, 9, "es", False)
    assert (held.ended_at, held.why_ended, selectors.subscription_of(person=ann)) == (now, "own-wish", None)
    assert deeds() == [
        ("insight.subscribe", ann.actor_key),
        ("insight.change_subscription", ann.actor_key),
        ("insight.unsubscribe", ann.actor_key),
    ]


def test_whoever_manages_the_unit_subscribes_its_leader_but_nobody_who_has_left(now: datetime) -> None:
    inn = a_unit("inn", under=a_company())
    ann = a_leader(unit=inn)
    host, other = a_person("Host", people_rules.MANAGE), a_person("Other", rules.SEE)

    held = services.subscribe(person=ann, by=host, at=now)
    with pytest.raises(NotAllowed):
        services.unsubscribe(subscription=held, by=other, at=now)
    services.unsubscribe(subscription=held, by=ann, at=now)
    with pytest.raises(services.LeftByOwnWish):
        services.subscribe(person=ann, by=host, at=now)

    assert services.subscribe(person=ann, by=ann, at=now).made_by == ann.actor_key


def test_who_sees_no_figures_of_the_unit_is_not_subscribed_to_them(now: datetime) -> None:
    inn, lodge = a_unit("inn", under=a_company()), a_unit("lodge", under=a_company())
    ann = a_leader(unit=inn)

    with pytest.raises(services.SeesNoFigures):
        services.subscribe(person=a_person("Bob"), by=HOUSE, at=now)
    with pytest.raises(people.NoSuchUnit):
        services.subscribe(person=ann, wish=services.Wish(units=[lodge]), by=ann, at=now)
    with pytest.raises(services.WishMakesNoSense):
        services.subscribe(person=ann, wish=services.Wish(hour=24), by=ann, at=now)
    assert not Subscription.objects.exists()


def test_without_a_choice_it_is_about_all_that_the_leader_sees() -> None:
    company = a_company()
    inn, lodge = a_unit("inn", under=company), a_unit("lodge", under=company)
    held = a_subscription(a_leader(unit=company))

    assert selectors.units_of(subscription=held) == [company, inn, lodge]

    held = services.subscribe(person=held.person, wish=services.Wish(units=[lodge]), by=HOUSE, at=LONG_AGO)
    assert selectors.units_of(subscription=held) == [lodge]


def test_a_mover_keeps_what_they_still_see_and_else_reads_about_all_that_they_see_now(
    now: datetime,
) -> None:
    inn, lodge = a_unit("inn", under=a_company()), a_unit("lodge", under=a_company())
    ann = a_leader(unit=inn)
    held = a_subscription(ann, units=[inn])
    granted = Grant.objects.get(person=ann)
    role = granted.role
    staff.end_grant(grant=granted, on=date(2026, 1, 1), by=HOUSE, at=now)
    staff.grant(person=ann, role=role, unit=lodge, from_on=date(2026, 1, 1), by=HOUSE, at=now)

    services.follow_movers(persons=[ann.pk], at=now)
    services.follow_movers(persons=[ann.pk], at=now)

    assert selectors.chosen_of(subscription=held) == []
    assert selectors.units_of(subscription=held) == [lodge]


def test_what_a_leader_chose_stays_when_others_subscribe_them_once_more(now: datetime) -> None:
    inn = a_unit("inn", under=a_company())
    ann, host = a_leader(unit=inn), a_person("Host", people_rules.MANAGE)
    held = services.subscribe(
        person=ann, wish=services.Wish(weekday=2, hour=9, language="es", units=[inn]), by=ann, at=now
    )
    services.end_mail(subscription=held, at=now)

    again = services.subscribe(person=ann, by=host, at=now)

    assert again == held
    assert (again.weekday, again.hour, again.language, again.by_mail) == (2, 9, "es", False)
    assert selectors.chosen_of(subscription=again) == [inn.pk]
    assert deeds() == [("insight.subscribe", ann.actor_key)]


def test_twice_at_once_is_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = a_leader()
    held = services.subscribe(person=ann, by=ann, at=now)
    monkeypatch.setattr(subscribing, "_held", lambda _person: None)

    again = services.subscribe(person=ann, by=ann, at=now)

    assert (again, deeds()) == (held, [("insight.subscribe", ann.actor_key)])


def test_whoever_manages_a_unit_sees_no_subscribers_who_work_there_no_more(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    inn = a_unit("inn", under=a_company())
    ann, bo = a_leader(unit=inn), a_leader("Bo", unit=inn, email="bo@example.com")
    host = a_person("Host", people_rules.MANAGE, unit=inn)
    a_subscription(ann)
    held = a_subscription(bo)
    Posting.objects.filter(person=ann).update(until_on=now.date() - timedelta(days=2))

    assert selectors.subscribed_in(viewer=host, at=now) == [held]


def test_without_any_chosen_unit_left_in_sight_it_is_about_all_that_the_leader_sees(now: datetime) -> None:
    inn, lodge = a_unit("inn", under=a_company()), a_unit("lodge", under=a_company())
    ann = a_leader(unit=inn)
    held = a_subscription(ann, units=[inn])
    granted = Grant.objects.get(person=ann)
    staff.end_grant(grant=granted, on=date(2026, 1, 1), by=HOUSE, at=now)
    staff.grant(person=ann, role=granted.role, unit=lodge, from_on=date(2026, 1, 1), by=HOUSE, at=now)

    assert selectors.units_of(subscription=held) == [lodge]


def test_a_leaver_gets_no_page_any_more(now: datetime, lake: Path) -> None:
    an_indicator()
    ann = a_leader()
    held = a_subscription(ann)

    services.end_of_leavers(persons=[ann.pk], at=now)
    services.end_of_leavers(persons=[ann.pk], at=now)
    work(at=now)

    held.refresh_from_db()
    assert (held.why_ended, states(ann)) == ("left", [])


def test_the_link_in_the_mail_ends_the_mail_and_nothing_else(now: datetime) -> None:
    held = a_subscription(a_leader())
    token = selectors.token_of(subscription=held)

    found = selectors.subscription_by_token(token=token.upper())
    services.end_mail(subscription=found, at=now)
    services.end_mail(subscription=found, at=now)

    held.refresh_from_db()
    assert (held.by_mail, held.ended_at) == (False, None)
    assert Entry.objects.filter(deed="insight.end_mail").count() == 1
    for forged in (f"{held.pk}-bbbbbbbbbbbbbbbb", "987654", "", "x-y", f"{held.pk + 1}{token[1:]}"):
        with pytest.raises(selectors.NoSuchSubscription):
            selectors.subscription_by_token(token=forged)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        # the clocks in Berlin go forward on Sunday 29 March 2026 and back on Sunday 25 October 2026
        ("Europe/Berlin", date(2026, 3, 23), [6, 5, 5]),
        ("Europe/Berlin", date(2026, 10, 19), [5, 6, 6]),
        ("Asia/Shanghai", date(2026, 3, 23), [23, 23, 23]),
    ],
)
def test_it_comes_at_the_same_hour_on_the_wall_whatever_the_clocks_do(
    zone: str, day: date, hours: list[int], lake: Path
) -> None:
    an_indicator()
    ann = a_leader(unit=a_company(zone=zone), email="")
    a_subscription(ann)

    for week in range(3):
        seven = datetime.combine(day + timedelta(days=7 * week), time(7), ZoneInfo(zone)).astimezone(UTC)
        for half_hours in range(-4, 5):
            work(at=seven + timedelta(minutes=30 * half_hours))

    made = Monday.objects.order_by("week").values_list("made_at", "week")
    assert [at.astimezone(UTC).hour for at, _week in made] == hours
    assert [week for _at, week in made] == [day + timedelta(days=7 * number) for number in range(3)]


@pytest.mark.parametrize(
    ("sunday", "comes"),
    [
        # two o'clock is not there, and there are two of it
        (date(2026, 3, 29), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_that_the_clocks_skip_or_show_twice_brings_one_page(sunday: date, comes: datetime, lake: Path) -> None:
    an_indicator()
    a_subscription(a_leader(unit=a_company(zone="Europe/Berlin"), email=""), weekday=7, hour=2)

    for half_hours in range(-4, 5):
        work(at=comes + timedelta(minutes=30 * half_hours))

    assert list(Monday.objects.values_list("made_at", flat=True)) == [comes]


def test_each_week_brings_one_page_and_a_missed_hour_is_made_up_for(lake: Path) -> None:
    an_indicator()
    ann = a_leader(unit=a_company(zone="Europe/Berlin"), email="")
    a_subscription(ann)

    for week in range(20):
        # the worker is down until Thursday now and then, and runs twice
        at = datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(days=7 * week + (3 if week % 5 == 0 else 0))
        work(at=at)
        work(at=at)

    assert [week for week, *_rest in states(ann)] == [date(2026, 1, 5) + timedelta(days=7 * n) for n in range(20)]


@pytest.mark.parametrize("subscribed", [1, 3])
def test_who_is_due_is_asked_in_as_few_queries_however_many_there_are(
    subscribed: int, now: datetime, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(subscribed):
        a_subscription(a_leader(f"Leader {number}", email=f"leader-{number}@example.com"))

    with django_assert_num_queries(4):
        due = selectors.subscriptions_due(at=now)

    assert [each.week for each in due] == [date(2026, 11, 16)] * subscribed


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": 8},
        {"hour": 24},
        {"ended_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"why_ended": "left"},
        {"why_ended": "for-fun", "ended_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_refuses_half_a_subscription(wrong: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    held = a_subscription(a_leader())

    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=held.pk).update(**wrong)


def test_nobody_is_subscribed_twice_and_no_week_has_two_pages(
    now: datetime, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    an_indicator()
    ann = a_leader(email="")
    held = a_subscription(ann)
    work(at=now)
    kept = Monday.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(person=ann, seed="x", made_by="house", since_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Monday.objects.create(
            person=ann, subscription=held, week=kept.week, zone="UTC", language="en", made_at=now, document={},
            state=MailState.PAGE, state_since=now, due_at=now,
        )  # fmt: skip
