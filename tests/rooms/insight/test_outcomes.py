"""What satisfaction is for: who stays, who comes again, and how many complain of so many encounters."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.engines import stats
from servewell.engines.lake.voices import VOICES
from servewell.rooms.customers import services as customers
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.selectors import Outcomes, moved
from servewell.rooms.insight.terms import Telling, Verdict
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as staff
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import services as voice
from servewell.rooms.voice.terms import Audience
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice, an_indicator
from tests.builders.customers import a_customer
from tests.builders.figures import Answered, Met, Spoke, the_lake_holds
from tests.builders.stays import an_import, some_stays

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
MONTHS = [moved(month=date(2024, 12, 1), months=number) for number in range(24)]
NOW, BEFORE = MONTHS[-4:], MONTHS[-16:-4]


def told(unit: Unit, **more: object) -> Outcomes:
    return selectors.outcomes(viewer=HOUSE, unit=unit.code, at=NOON, **more)  # type: ignore[arg-type]


def voices_in_the_lake() -> list[tuple[object, ...]]:
    table = selectors.the_lake().table(VOICES).order_by(["day", "overall"]).to_pyarrow()
    return [tuple(row.values())[1:] for row in table.to_pylist()]


# the fact


@pytest.mark.django_db
def test_a_voice_reaches_the_lake_without_words_and_without_whom_it_is_from(
    lake_db: Path, follow_ups: Callable[[], int]
) -> None:
    channel = a_channel(a_company(), slug="desk")
    a_voice(channel, 5, at=NOON)
    a_voice(channel, 2, words="Nobody rang me back.", answer=True, email="li@example.com", at=NOON)
    follow_ups()
    services.load_dirty(at=NOON)

    day = date(2026, 11, 16)
    assert voices_in_the_lake() == [(day, "desk", "en", True, 0.25), (day, "desk", "en", False, 1.0)]
    assert VOICES.column_names == ("unit", "day", "channel", "language", "asks_for_answer", "overall")


@pytest.mark.django_db
def test_a_file_is_in_the_lake_while_it_is_shown_and_a_rebuilt_lake_holds_the_same(
    lake_db: Path, follow_ups: Callable[[], int]
) -> None:
    a_unit("harbour", under=a_company())
    run = an_import(*some_stays(12), at=NOON)
    follow_ups()
    services.load_dirty(at=NOON)
    loaded = voices_in_the_lake()
    services.rebuild(at=NOON)
    rebuilt = voices_in_the_lake()
    voice.withdraw_import(run=run, by=HOUSE, at=NOON)
    follow_ups()
    services.load_dirty(at=NOON)

    assert (len(loaded), rebuilt, voices_in_the_lake()) == (12, loaded, [])


@pytest.mark.django_db
def test_an_erased_customer_s_voice_stays_where_it_was_counted(lake_db: Path) -> None:
    ann = a_customer("ann@example.com")
    a_voice(a_channel(a_company(), slug="desk"), 2, email="ann@example.com", answer=True, at=NOON)
    services.rebuild(at=NOON)
    before = voices_in_the_lake()
    customers.erase_for_host(customer=ann, why="asked-for", closes_cases=True, at=NOON)
    services.rebuild(at=NOON)

    assert (len(before), voices_in_the_lake()) == (1, before)


# complaints per thousand encounters


def a_stayed(unit: Unit, months: list[date], *, stays: int, complaints: int, asking: int = 0) -> list[Met | Spoke]:
    return [
        row
        for month in months
        for row in (
            Met(unit, month, stays),
            Spoke(unit, month, complaints, overall=0.25),
            Spoke(unit, month, asking, overall=1.0, asks_for_answer=True),
            Spoke(unit, month, 20, overall=0.75),
        )
    ]


@pytest.mark.django_db
def test_complaints_are_told_per_thousand_stays_and_compared_with_the_year_before(lake: Path) -> None:
    hotel = a_unit("hotel", under=a_company())
    the_lake_holds(
        *a_stayed(hotel, MONTHS[:8], stays=500, complaints=2),
        *a_stayed(hotel, BEFORE, stays=500, complaints=2, asking=1),
        *a_stayed(hotel, NOW, stays=500, complaints=6, asking=1),
    )

    found = told(a_company()).complaints

    exact = stats.rates(events=[24, 24], exposure=[2000, 6000])
    ends = [(float(low), float(high)) for low, high in zip(exact.low, exact.high, strict=True)]
    assert [(each.events, each.exposure, each.value) for each in (found.now, found.before)] == [
        (24, 2000, 12.0),
        (24, 6000, 4.0),
    ]
    assert [(each.low, each.high) for each in (found.now, found.before)] == [pytest.approx(each) for each in ends]
    assert (found.telling, found.verdict, found.encounters) == (Telling.TOLD, Verdict.ABOVE, {"stay": 2000})
    assert (found.asking.value, found.asking_before.value, found.asking_verdict) == (2.0, 2.0, Verdict.SAME)
    assert found.course.chart is not None
    assert (found.course.chart.kind, found.course.chart.baseline) == ("u", 23)
    assert {signal.side for signal in found.course.signals} == {"above", "below"}


@pytest.mark.django_db
def test_where_a_unit_does_not_know_its_stays_nothing_is_told_and_the_unit_is_named(lake: Path) -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    the_lake_holds(*a_stayed(hotel, NOW, stays=500, complaints=2), Spoke(inn, NOW[1], 3), Spoke(inn, NOW[2], 1))

    whole, known = told(a_company(), with_course=True).complaints, told(hotel).complaints

    assert (whole.telling, whole.verdict) == (Telling.GAPS, None)
    assert [(each.unit.code, each.months) for each in whole.missing] == [("inn", 2)]
    assert [month.telling for month in whole.months[-4:]] == [Telling.TOLD, Telling.GAPS, Telling.GAPS, Telling.TOLD]
    assert (known.telling, known.now.value, known.missing) == (Telling.TOLD, 4.0, ())


@pytest.mark.django_db
def test_encounters_count_from_the_month_in_which_a_unit_was_first_heard(lake: Path) -> None:
    hotel, silent = a_unit("hotel", under=a_company()), a_unit("silent", under=a_company())
    the_lake_holds(
        *[Met(hotel, month, 1000) for month in MONTHS],
        *[Met(silent, month, 9000) for month in MONTHS],
        Spoke(hotel, NOW[0], 8, overall=0.0),
    )

    found = told(a_company()).complaints

    assert (found.now.value, found.now.exposure, found.before.value) == (2.0, 4000, None)
    assert [month.telling for month in found.months] == [Telling.NONE] * 20 + [Telling.TOLD] * 4


@pytest.mark.django_db
def test_without_any_encounter_there_is_no_rate(lake: Path) -> None:
    the_lake_holds(Spoke(a_company(), NOW[0], 8, overall=0.0))
    found = told(a_company()).complaints
    assert (found.telling, found.now.value, found.course.chart) == (Telling.GAPS, None, None)

    the_lake_holds()
    found = told(a_company()).complaints
    assert (found.telling, found.now.value, found.course.chart, found.missing) == (Telling.NONE, None, None, ())


# who is content, who comes again, who leaves


@pytest.mark.django_db
def test_employees_who_are_few_say_nothing_that_is_told(lake: Path) -> None:
    an_indicator()
    desk = a_channel(a_unit("desk", under=a_company()), slug="desk", audience=Audience.INTERNAL)
    rows = [Answered(a_company(), month, 40, 50) for month in (*BEFORE, *NOW)]
    the_lake_holds(*rows)

    found = told(a_company())

    assert (found.employees, found.customers) != (None, None)
    assert found.employees is not None
    assert found.customers is not None
    assert (found.employees.telling, found.customers.telling) == (Telling.NONE, Telling.TOLD)
    assert (found.customers.share.n, found.customers.share.value, found.customers.verdict) == (200, 0.8, Verdict.SAME)
    assert desk.slug == "desk"


@pytest.mark.django_db
@pytest.mark.parametrize(("many", "telling"), [(9, Telling.FEW), (10, Telling.TOLD)])
def test_what_fewer_than_ten_employees_say_is_not_told(lake_db: Path, many: int, telling: Telling) -> None:
    an_indicator()
    desk = a_channel(a_unit("desk", under=a_company()), audience=Audience.INTERNAL)
    for _ in range(many):
        a_voice(desk, 5, at=NOON)
    services.rebuild(at=NOON)

    employees = told(a_company()).employees

    assert employees is not None
    assert (employees.telling, employees.share.n) == (telling, many)


def a_guest_stays(unit: Unit, number: int, *days: date) -> None:
    guest = a_customer(f"guest{number}@example.com")
    new = [
        customers.NewEncounter(kind="stay", unit=unit, on=day, reference=f"{number}-{day}", customer=guest)
        for day in days
    ]
    customers.record_encounters(encounters=new, by=HOUSE, at=NOON)


@pytest.mark.django_db
def test_customers_of_the_year_before_last_who_came_again_in_the_last_twelve_months(lake_db: Path) -> None:
    hotel = a_unit("hotel", under=a_company())
    every_month = [moved(month=date(2023, 11, 1), months=number) for number in range(36)]
    a_guest_stays(hotel, 0, *every_month)
    for number in range(1, 20):
        came_again = (date(2025, 12, 3),) if number <= 8 else ()
        a_guest_stays(hotel, number, date(2024, 11, 5), *came_again)
    services.rebuild(at=NOON)

    found = told(hotel, with_course=True).retention

    expected = stats.share(successes=9, n=20)
    assert (found.year.telling, found.year.found.known, found.year.found.again) == (Telling.TOLD, 20, 9)
    assert (found.year.share.value, found.year.share.low, found.year.share.high) == (
        expected.value,
        expected.low,
        expected.high,
    )
    assert (found.before.telling, found.before.found.known, found.verdict) == (Telling.FEW, 1, None)
    assert [each.telling for each in found.quarters[-4:]] == [Telling.NOT_YET] * 4
    assert found.quarters[-5].found.cohort.first == date(2025, 7, 1)


@pytest.mark.django_db
def test_a_month_without_any_known_encounter_leaves_it_open_who_came_again(lake_db: Path) -> None:
    hotel = a_unit("hotel", under=a_company())
    for number in range(12):
        a_guest_stays(hotel, number, date(2025, 1, 5), date(2026, 1, 5))
    services.rebuild(at=NOON)

    found = told(hotel).retention

    assert (found.year.telling, found.year.found.months) == (Telling.GAPS, 2)


@pytest.mark.django_db
def test_of_fewer_than_ten_colleagues_no_turnover_is_told(lake: Path) -> None:
    small, large, beside = (a_unit(code, under=a_company()) for code in ("small", "large", "beside"))
    for unit, many in ((small, 9), (beside, 12)):
        for _ in range(many):
            a_person(unit=unit)
    colleagues = [a_person(unit=large) for _ in range(20)]
    for number, each in enumerate(colleagues[:3]):
        staff.leave(person=each, on=date(2026, 3 + number, 1), by=HOUSE, at=NOON)

    of_small, of_large = told(small).leaving, told(large).leaving

    assert (of_small.year.telling, of_small.year.rate.value) == (Telling.FEW, None)
    # of those left of the company, less those of the large unit, some are of the small one: nobody is told how many
    assert [told(unit).leaving.year.telling for unit in (a_company(), beside)] == [Telling.TOLD, Telling.FEW]
    assert (of_large.year.telling, of_large.year.rate.events) == (Telling.TOLD, 3)
    assert of_large.year.headcount == pytest.approx(20 - (261 + 230 + 200) / 365, abs=0.01)
    assert (of_large.before.telling, of_large.before.rate.events, of_large.verdict) == (Telling.TOLD, 0, Verdict.SAME)


@pytest.mark.django_db
def test_before_the_day_on_which_staff_was_written_down_nobody_knows_who_left(lake: Path) -> None:
    hotel = a_unit("hotel", under=a_company())
    for _ in range(12):
        a_person(unit=hotel, at=datetime(2025, 6, 1, 9, tzinfo=UTC))

    found = told(hotel).leaving

    assert (found.year.telling, found.before.telling, found.known_since) == (
        Telling.TOLD,
        Telling.GAPS,
        date(2025, 6, 1),
    )


# the whole


@pytest.mark.django_db
@pytest.mark.parametrize("units", [1, 3])
def test_outcomes_cost_the_same_queries_however_many_units_and_people(lake: Path, units: int) -> None:
    an_indicator()
    ann = a_person("Ann", rules.SEE)
    inns = [a_unit(f"inn-{number}", under=a_company()) for number in range(units)]
    for inn in inns:
        for _ in range(units):
            a_person(unit=inn)
    the_lake_holds(*[row for inn in inns for row in a_stayed(inn, NOW, stays=500, complaints=2)])

    with CaptureQueriesContext(connection) as seen:
        selectors.outcomes(viewer=ann, unit="company", at=NOON, with_course=True)

    assert len(seen) == 11, "\n".join(each["sql"] for each in seen)


@pytest.mark.django_db
def test_who_may_not_see_the_figures_of_a_unit_sees_no_outcome(lake: Path) -> None:
    west = a_unit("west", under=a_company())
    a_unit("east", under=a_company())
    bob = a_person("Bob", rules.SEE, unit=west)

    assert selectors.outcomes(viewer=bob, unit="west", at=NOON).unit == west
    for code in ("east", "company", "nowhere"):
        with pytest.raises(people.NoSuchUnit):
            selectors.outcomes(viewer=bob, unit=code, at=NOON)


@pytest.mark.django_db
def test_a_past_page_tells_what_was_so_then(lake: Path) -> None:
    hotel = a_unit("hotel", under=a_company())
    the_lake_holds(*a_stayed(hotel, MONTHS, stays=500, complaints=2))

    found = told(hotel, until=date(2026, 6, 1))

    assert (found.months.end, found.months.now, found.months.is_past) == (date(2026, 7, 1), date(2026, 3, 1), True)
    assert (found.leaving.year.end, found.retention.year.found.cohort.end) == (date(2026, 7, 1), date(2026, 7, 1))
    assert found.complaints.now.exposure == 2000
    assert (found.complaints.course.is_last_open, found.complaints.course.chart.baseline) == (False, 19)  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_month_that_has_not_ended_makes_no_limits_and_ends_no_run(lake: Path) -> None:
    calm, burning, running = (a_unit(name, under=a_company()) for name in ("calm", "burning", "running"))
    ended = [number % 2 for number in range(23)]
    the_lake_holds(
        *[Met(unit, month, 500) for unit in (calm, burning, running) for month in MONTHS],
        *[Spoke(calm, month, 4 + more, overall=0.0) for month, more in zip(MONTHS, [*ended, 0], strict=True)],
        *[Spoke(burning, month, 4 + more, overall=0.0) for month, more in zip(MONTHS, [*ended, 40], strict=True)],
        *[Spoke(running, month, 9, overall=0.0) for month in MONTHS[:17]],
        *[Spoke(running, month, 3, overall=0.0) for month in MONTHS[17:]],
    )

    one, other, third = (told(unit).complaints.course for unit in (calm, burning, running))

    assert [each.is_last_open for each in (one, other, third)] == [True] * 3
    assert one.column("centre") == other.column("centre")
    assert (one.signals, [(each.rule, each.points) for each in other.signals]) == ((), [("beyond-limits", (23,))])
    # the seventh month on one side has not ended
    assert not [each for each in third.signals if 23 in each.points]
