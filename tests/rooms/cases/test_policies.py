"""What a policy is to be, what it would mean, who is told that its holidays run out, and that no version is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.todo import Todo
from servewell.base.versions import PublishedMeanwhile
from servewell.base.words import NoWords
from servewell.engines.clocks import Calendar, Day, Deadline, Hours, Opening
from servewell.engines.clocks.known_days import NoSuchCountry
from servewell.rooms.cases import rules, selectors, services
from servewell.rooms.cases.models import Case, Policy
from servewell.rooms.cases.selectors import Arrives, Wanted
from servewell.rooms.people.models import Person, Unit
from tests.builders import a_channel, a_company, a_person, a_policy, a_unit, an_open_case
from tests.builders.company import LONG_AGO

NINE_TO_FIVE = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))
CHINA = Wanted(openings=NINE_TO_FIVE, answer_minutes=16 * 60, country="CN", until_year=2026)


def published(wanted: Wanted, unit: Unit, *, at: datetime, by: Person | None = None) -> Policy:
    held = selectors.policy_of(unit=unit.pk, on=at.date())
    return services.publish(unit=unit, wanted=wanted, seen=held.pk if held else None, by=by or HOUSE, at=at)


def days_of(policy: Policy) -> dict[date, Day]:
    return {day.on: day for day in Calendar.from_json(policy.calendar).days}


@pytest.mark.django_db
def test_a_policy_takes_the_holidays_of_a_country_but_those_left_out_and_has_days_of_its_own(now: datetime) -> None:
    eve = Day(date(2026, 12, 24), {"en": "Christmas Eve"}, (Hours(time(9), time(13)),))
    half_new_year = Day(date(2026, 1, 1), {}, eve.hours)
    own_national_day = Day(date(2026, 10, 1), {"en": "Founders' day"})
    own = (half_new_year, own_national_day, eve)
    wanted = replace(CHINA, left_out=frozenset({date(2026, 10, 2)}), own_days=own)
    policy = published(wanted, a_company(), at=now)

    days = days_of(policy)
    assert (days[date(2026, 10, 1)], days[date(2026, 12, 24)]) == (own_national_day, eve)
    new_year = days[date(2026, 1, 1)]
    assert (new_year.names["en"], new_year.hours) == ("New Year's Day", eve.hours)
    assert date(2026, 10, 2) not in days
    assert days[date(2026, 10, 5)].names["zh-Hans"].startswith("国庆节")
    assert days[date(2026, 10, 10)] == Day(date(2026, 10, 10), {}, (Hours(time(9), time(17)),))
    assert selectors.wanted_from(policy=policy) == wanted
    assert (policy.calendar["code"], policy.calendar["version"], policy.published_by) == ("company", 1, "house")


@pytest.mark.django_db
def test_a_desk_that_opens_on_saturdays_needs_no_saturday_worked_instead(now: datetime) -> None:
    saturdays = (*NINE_TO_FIVE, Opening(weekday=5, opens=time(10), closes=time(14)))
    days = days_of(published(replace(CHINA, openings=saturdays), a_company(), at=now))

    assert date(2026, 10, 10) not in days
    assert days[date(2026, 9, 20)].hours == (Hours(time(9), time(17)),)


@pytest.mark.django_db
def test_what_was_set_without_choices_is_changed_without_loss(now: datetime) -> None:
    closed = frozenset({date(2026, 12, 25)})
    policy = a_policy(calendar=Calendar("desk", 1, "Asia/Shanghai", NINE_TO_FIVE, closed), answer_minutes=60)

    wanted = Wanted(openings=NINE_TO_FIVE, answer_minutes=60, own_days=(Day(date(2026, 12, 25)),))
    assert selectors.wanted_from(policy=policy) == wanted
    assert selectors.wanted_from(policy=policy, since=date(2026, 12, 25)) == wanted
    assert selectors.wanted_from(policy=policy, since=date(2026, 12, 26)) == replace(wanted, own_days=())


@pytest.mark.django_db
def test_a_day_named_in_a_language_of_no_page_is_refused_before_anything_holds(now: datetime) -> None:
    named = replace(CHINA, own_days=(Day(date(2026, 12, 24), {"en": "Christmas Eve", "zh-hans": "平安夜"}),))

    with pytest.raises(NoWords, match="zh-hans: not a language"):
        published(named, a_company(), at=now)
    assert not Policy.objects.exists()


def told(deadline: Deadline) -> tuple[str, str]:
    assert deadline.due_at is not None
    zone = Calendar("x", 1, "Asia/Shanghai", ()).zone_info()
    return tuple(f"{each.astimezone(zone):%a %d %b %H:%M}" for each in (deadline.started_at, deadline.due_at))


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        (
            "CN",
            {
                Arrives.NOW: ("Thu 17 Sep 16:00", "Sun 20 Sep 16:00"),
                Arrives.FRIDAY: ("Fri 18 Sep 16:50", "Mon 21 Sep 16:50"),
                Arrives.BEFORE_HOLIDAY: ("Thu 24 Sep 16:00", "Tue 29 Sep 16:00"),
            },
        ),
        (
            "",
            {
                Arrives.NOW: ("Thu 17 Sep 16:00", "Mon 21 Sep 16:00"),
                Arrives.FRIDAY: ("Fri 18 Sep 16:50", "Tue 22 Sep 16:50"),
            },
        ),
    ],
)
def test_examples_tell_what_a_letter_would_be_due(country: str, expected: dict[Arrives, tuple[str, str]]) -> None:
    """Sunday 20 September 2026 is worked instead; Friday the 25th is the Mid-Autumn Festival."""
    at = datetime(2026, 9, 17, 8, 0, tzinfo=UTC)
    calendar = selectors.calendar_of(
        wanted=replace(CHINA, country=country), code="x", zone="Asia/Shanghai", version=1, on=at.date()
    )
    found = selectors.examples(calendar=calendar, answer_minutes=16 * 60, obligation_days=14, at=at)

    assert {each.arrives: told(each.service) for each in found} == expected


@pytest.mark.django_db
def test_of_two_who_publish_after_reading_the_same_version_the_second_is_told(now: datetime) -> None:
    company, hotel = a_company(), a_unit("hotel", under=a_company())
    first = published(CHINA, company, at=now)
    published(replace(CHINA, bar=0.5), company, at=now)

    for unit in (company, hotel):
        with pytest.raises(PublishedMeanwhile):
            services.publish(unit=unit, wanted=CHINA, seen=first.pk, by=HOUSE, at=now)
    with pytest.raises(PublishedMeanwhile):
        services.publish(unit=company, wanted=CHINA, seen=None, by=HOUSE, at=now)
    assert [(each.version, each.bar) for each in selectors.versions_of(unit=company, viewer=HOUSE)] == [
        (2, 0.5), (1, 0.25),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "refused"),
    [
        ({"country": "XX"}, NoSuchCountry),
        ({"part": "Atlantis"}, NoSuchCountry),
        ({"until_year": 2025}, services.YearOutOfReach),
        ({"until_year": 2032}, services.YearOutOfReach),
        ({"bar": 1.5}, services.BarOffTheScale),
        ({"answer_minutes": 0}, services.NoTimeToAnswer),
    ],
)
def test_a_policy_that_cannot_hold_is_refused(
    fault: dict[str, object], refused: type[Exception], now: datetime
) -> None:
    with pytest.raises(refused):
        published(replace(CHINA, **fault), a_company(), at=now)
    assert Policy.objects.count() == 0


@pytest.mark.django_db
def test_only_who_may_set_a_policy_publishes_one_or_reads_its_versions(now: datetime) -> None:
    company, writer = a_company(), a_person("Ann", rules.SEE, rules.ANSWER)

    for refused in (
        lambda: published(CHINA, company, at=now, by=writer),
        lambda: selectors.versions_of(unit=company, viewer=writer),
        lambda: selectors.keep_their_version(unit=company, viewer=writer, on=now.date()),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Policy.objects.count() == 0


@pytest.mark.django_db
def test_a_holiday_added_to_the_past_changes_no_case_that_is_open(now: datetime) -> None:
    company = a_company()
    hotel, spa = a_unit("hotel", under=company), a_unit("spa", under=company)
    published(CHINA, company, at=now)
    published(CHINA, spa, at=now)
    case = an_open_case(a_channel(hotel), at=now)
    an_open_case(a_channel(spa, slug="spa"), at=now, email="other@example.com")
    as_it_was = Case.objects.values("policy", "due_at", "clock").get(pk=case.pk)
    yesterday, friday = Day(now.date() - timedelta(days=1)), Day(now.date() + timedelta(days=1))

    counted = {
        unit.code: selectors.keep_their_version(unit=unit, viewer=HOUSE, on=now.date())
        for unit in (company, hotel, spa)
    }
    published(replace(CHINA, own_days=(yesterday, friday)), company, at=now)

    assert counted == {"company": 1, "hotel": 1, "spa": 1}
    assert Case.objects.values("policy", "due_at", "clock").get(pk=case.pk) == as_it_was
    later = an_open_case(a_channel(hotel, slug="again"), at=now, email="third@example.com")
    assert later.due_at == case.due_at + timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize("units", [1, 3])
def test_each_unit_kept_says_whose_policy_holds(units: int, now: datetime, django_assert_num_queries: object) -> None:
    company = a_company()
    west, east = a_unit("west", under=company), a_unit("east", under=company)
    hotels = [a_unit(f"west-{number}", under=west) for number in range(units)]
    own = published(CHINA, west, at=now)
    keeper = a_person("Kim", rules.SET_POLICY)

    with django_assert_num_queries(3):  # type: ignore[operator]
        kept = {each.unit: each.policy for each in selectors.policies_kept(viewer=keeper)}

    assert kept == {company: None, east: None, west: own, **dict.fromkeys(hotels, own)}


@pytest.mark.django_db
def test_whoever_keeps_a_policy_is_told_before_its_holidays_run_out(now: datetime) -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    published(CHINA, hotel, at=LONG_AGO.replace(year=2026))
    a_policy(company)
    keeper, other = (
        a_person("Kim", rules.SET_POLICY),
        a_person("Ann", rules.SET_POLICY, unit=a_unit("spa", under=company)),
    )

    def days(at: datetime) -> list[tuple[date | None, str]]:
        return [(each.due_on, each.state) for each in selectors.todo_for_keepers(person=keeper, at=at)]

    last = date(2026, 12, 31)
    assert days(datetime(2026, 10, 31, 23, tzinfo=UTC)) == []
    assert days(datetime(2026, 11, 1, tzinfo=UTC)) == [(last, "open")]
    assert days(datetime(2027, 1, 1, tzinfo=UTC)) == [(last, "overdue")]
    assert selectors.todo_for_keepers(person=other, at=now) == []
    assert selectors.todo_for_keepers(person=keeper, at=now) == [
        Todo(
            title="Add the next holidays of Hotel",
            detail="Known until 31 December 2026; after it every holiday counts as a working day.",
            due_on=last, state="open", path="/answer-times/hotel/write", action="Add",
        )
    ]  # fmt: skip
    published(replace(CHINA, until_year=2027), hotel, at=now)
    assert days(datetime(2027, 1, 1, tzinfo=UTC)) == []


@pytest.mark.django_db
def test_a_unit_that_withdraws_its_own_follows_the_one_above_and_may_set_its_own_again(now: datetime) -> None:
    company = a_company()
    west = a_unit("west", under=company)
    hotel = a_unit("hotel", under=west)
    above = published(replace(CHINA, answer_minutes=60), company, at=now)
    published(CHINA, west, at=now)
    second = published(replace(CHINA, bar=0.5), west, at=now)
    case = an_open_case(a_channel(hotel), at=now)
    as_it_was = Case.objects.values("policy", "due_at", "clock").get(pk=case.pk)

    services.withdraw_policy(unit=west, by=a_person("Kim", rules.SET_POLICY, unit=west), at=now)

    assert [selectors.policy_of(unit=unit.pk, on=now.date()) for unit in (west, hotel)] == [above, above]
    assert {each.unit.code: each.policy for each in selectors.policies_kept(viewer=HOUSE)} == {
        "company": above, "west": above, "hotel": above,
    }  # fmt: skip
    assert [each.policy for each in selectors.holidays_run_out(on=date(2026, 12, 1))] == [above]
    assert Case.objects.values("policy", "due_at", "clock").get(pk=case.pk) == as_it_was
    later = an_open_case(a_channel(hotel, slug="again"), at=now, email="other@example.com")
    assert (later.policy, second.version) == (above, 2)

    third = published(CHINA, west, at=now)
    assert (third.version, third.calendar["version"]) == (3, 3)
    assert selectors.policy_of(unit=hotel.pk, on=now.date()) == third


@pytest.mark.django_db
def test_where_nobody_set_anything_above_the_houses_default_holds_after_it(now: datetime) -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    published(CHINA, hotel, at=now)
    services.withdraw_policy(unit=hotel, by=HOUSE, at=now)

    assert selectors.policy_of(unit=hotel.pk, on=now.date()) is None
    case = an_open_case(a_channel(hotel), at=now)
    assert (case.policy.unit, case.policy.version, case.policy.withdrawn_at) == (company, 1, None)


@pytest.mark.django_db
def test_what_cannot_be_withdrawn_is_refused(now: datetime) -> None:
    company = a_company()
    west, east = a_unit("west", under=company), a_unit("east", under=company)
    for unit in (company, west):
        published(CHINA, unit, at=now)
    stranger = a_person("Ella", rules.SET_POLICY, unit=east)

    for unit, by, refused in (
        (company, HOUSE, services.CompanyKeepsItsPolicy),
        (east, HOUSE, services.NoPolicyOfItsOwn),
        (west, stranger, NotAllowed),
    ):
        with pytest.raises(refused):
            services.withdraw_policy(unit=unit, by=by, at=now)
    services.withdraw_policy(unit=west, by=HOUSE, at=now)
    with pytest.raises(services.NoPolicyOfItsOwn):
        services.withdraw_policy(unit=west, by=HOUSE, at=now)
    assert Policy.objects.filter(withdrawn_at=None).get().unit == company
