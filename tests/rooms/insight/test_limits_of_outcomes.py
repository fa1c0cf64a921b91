"""Limits of outcomes' charts are drawn once, stay, and are drawn anew only with a reason and a name."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.customers import services as customers
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import DrawnLimits
from servewell.rooms.insight.selectors import Course, moved, series_of
from servewell.rooms.insight.terms import Outcome
from servewell.rooms.people import services as staff
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.people.terms import Tree
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice
from tests.builders.customers import a_customer
from tests.builders.figures import Met, Spoke, the_lake_holds

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
MONTHS = [moved(month=date(2024, 1, 1), months=number) for number in range(34)]  # October 2026 is the last
CALM = (8, 12, 9, 11)


def said(unit: Unit, months: list[date] = MONTHS, *, many: int | None = None) -> list[Met | Spoke]:
    """Complaints of so many months, calm ones unless it is said how many, of a thousand stays each."""
    return [
        row
        for place, month in enumerate(months)
        for row in (Met(unit, month, 1000), Spoke(unit, month, many or CALM[place % 4], overall=0.25))
    ]


def course(unit: Unit, outcome: Outcome = Outcome.COMPLAINTS, *, tree: Tree = Tree.AS_IT_WAS) -> Course:
    found = selectors.outcomes(viewer=HOUSE, unit=unit.code, at=NOON, tree=tree, with_course=True).course(outcome)
    assert found is not None
    return found


def drawn(unit: Unit) -> list[tuple[str, date, date, int]]:
    rows = DrawnLimits.objects.filter(unit=unit, withdrawn_at=None).order_by("indicator", "begins_on")
    return [(row.indicator, row.begins_on, row.baseline_until, row.phase) for row in rows]


def a_leader(unit: Unit) -> Person:
    return a_person("Lin Hua", rules.REBASE, rules.SEE, unit=unit, number="leads")


def rebase(unit: Unit, *, by: Person, from_on: date = MONTHS[20], reason: str = "A new desk.") -> DrawnLimits:
    series = series_of(outcome=Outcome.COMPLAINTS)
    return services.rebase(unit=unit, series=series, from_on=from_on, reason=reason, by=by, at=NOON)


@pytest.mark.parametrize(("number", "until"), [(19, None), (20, MONTHS[20]), (34, MONTHS[24])])
def test_limits_of_complaints_come_from_the_first_twenty_to_twenty_four_finished_months(
    lake: Path, number: int, until: date | None
) -> None:
    company = a_company()
    the_lake_holds(*said(company, MONTHS[:number]))

    first, again = services.draw_limits_of_outcomes(at=NOON), services.draw_limits_of_outcomes(at=NOON)

    expected = [] if until is None else [("outcome.complaints", MONTHS[0], until, 1)]
    assert (first, again, drawn(company)) == (len(expected), 0, expected)
    assert Entry.objects.filter(deed="insight.draw_limits", actor="house").count() == len(expected)


def test_they_are_of_every_unit_and_what_is_more_than_enough_waits(lake: Path) -> None:
    company = a_company()
    inns = [a_unit(f"inn-{number}", under=company) for number in range(3)]
    the_lake_holds(*(row for inn in inns for row in said(inn)))

    assert [services.draw_limits_of_outcomes(at=NOON, most=3) for _ in range(3)] == [3, 1, 0]
    assert [len(drawn(unit)) for unit in (company, *inns)] == [1, 1, 1, 1]


def test_later_months_move_nothing_and_it_is_said_when_what_is_behind_them_changes(lake: Path) -> None:
    company = a_company()
    the_lake_holds(*said(company, MONTHS[:24]))
    services.draw_limits_of_outcomes(at=NOON)
    the_lake_holds(*said(company, MONTHS[:24]), *said(company, MONTHS[24:], many=40))
    after = course(company)
    the_lake_holds(*said(company, MONTHS, many=20))
    changed = course(company)

    assert (after.kept, after.drawn.moved) == (after.all_kept[0], ())
    assert after.chart is not None
    assert (after.chart.kind, after.chart.limits.centre, after.chart.baseline) == ("u", 10.0, 24)
    assert {signal.side for signal in after.signals} == {"above"}
    assert after.chance is not None
    assert [(each.kept, each.now.centre) for each in changed.drawn.moved] == [(after.all_kept[0], 20.0)]


def test_without_kept_limits_the_chart_is_of_what_it_shows(lake: Path) -> None:
    company = a_company()
    the_lake_holds(*said(company, MONTHS[15:]))

    found = course(company)

    assert (found.kept, found.all_kept, len(found.drawn.stretches)) == (None, (), 1)
    assert found.chart is not None
    assert found.chart.baseline == 19


def test_by_todays_tree_nothing_is_kept(lake: Path) -> None:
    company = a_company()
    the_lake_holds(*said(company))
    services.draw_limits_of_outcomes(at=NOON)

    assert [len(course(company, tree=tree).all_kept) for tree in (Tree.AS_IT_WAS, Tree.TODAY)] == [1, 0]


def test_somebody_draws_them_anew_with_a_reason_and_takes_them_back(lake: Path) -> None:
    company = a_company()
    the_lake_holds(*said(company, MONTHS[:20]), *said(company, MONTHS[20:], many=30))
    services.draw_limits_of_outcomes(at=NOON)
    leader = a_leader(company)

    row = rebase(company, by=leader)
    anew = course(company)
    services.take_back_limits(limits=row, by=leader, at=NOON)

    assert (row.begins_on, row.baseline_until, row.phase, row.reason) == (
        MONTHS[20],
        date(2026, 11, 1),
        2,
        "A new desk.",
    )
    assert [each.phase.limits.centre for each in anew.drawn.stretches if each.phase] == [pytest.approx(320 / 24), 30.0]
    assert [(each.start, each.until) for each in anew.drawn.stretches] == [(0, 9), (9, 24)]
    assert (anew.kept, len(anew.column("centre"))) == (anew.all_kept[1], 24)
    assert [each.drawn_by for each in course(company).all_kept] == [""]
    assert drawn(company) == [("outcome.complaints", MONTHS[0], MONTHS[24], 1)]


def test_not_without_a_reason_the_power_or_twelve_months(lake: Path) -> None:
    company = a_company()
    the_lake_holds(*said(company))
    leader, reader = a_leader(company), a_person("Bob", rules.SEE, unit=company)

    with pytest.raises(services.NothingIsKeptYet):
        rebase(company, by=leader)
    services.draw_limits_of_outcomes(at=NOON)
    with pytest.raises(services.NoReasonIsGiven):
        rebase(company, by=leader, reason=" ")
    with pytest.raises(NotAllowed):
        rebase(company, by=reader)
    with pytest.raises(services.TooFewPeriods) as few:
        rebase(company, by=leader, from_on=MONTHS[-11])

    assert (few.value.found, len(drawn(company))) == (11, 1)


QUARTERS = [moved(month=date(2021, 1, 1), months=3 * number) for number in range(23)]  # the last is over


def test_who_leaves_has_limits_of_twenty_quarters_where_enough_work(lake: Path) -> None:
    hotel, small, beside = (a_unit(code, under=a_company()) for code in ("hotel", "small", "beside"))
    long_ago = datetime(2020, 12, 1, 9, tzinfo=UTC)
    colleagues = [a_person(unit=hotel, at=long_ago) for _ in range(100)]
    for unit, many in ((small, 5), (beside, 12)):
        for _ in range(many):
            a_person(unit=unit, at=long_ago)
    for number, first in enumerate(QUARTERS):
        for each in colleagues[2 * number : 2 * number + 1 + number % 2]:
            staff.leave(person=each, on=moved(month=first, months=1), by=HOUSE, at=NOON)

    services.draw_limits_of_outcomes(at=NOON)

    found = course(hotel, Outcome.LEFT)
    assert drawn(hotel) == [("outcome.left", QUARTERS[0], date(2026, 10, 1), 1)]
    # of those left of the company, less those of the hotel, some are of the small one: nothing is told of either
    assert (drawn(small), drawn(beside)) == ([], [])
    assert (found.kept, found.drawn.moved, len(found.days)) == (found.all_kept[0], (), 12)
    assert found.chart is not None
    assert (found.chart.kind, found.chart.baseline) == ("u", 23)


def test_who_came_again_has_limits_of_the_quarters_that_had_a_year_to_come_again(lake_db: Path) -> None:
    hotel = a_unit("hotel", under=a_company())
    every_month = [moved(month=date(2020, 1, 1), months=number) for number in range(83)]
    guests = [a_customer(f"guest{number}@example.com") for number in range(12)]
    passing = [a_customer(f"passing{number}@example.com") for number in range(28 * 6)]
    stays = [(guest, day) for guest in guests for day in every_month]
    for number in range(28):
        once = passing[6 * number : 6 * number + 3 + number % 4]
        stays += [(guest, moved(month=every_month[0], months=3 * number)) for guest in once]
    new = [
        customers.NewEncounter(kind="stay", unit=hotel, on=day, reference=f"{guest.pk}-{day}", customer=guest)
        for guest, day in stays
    ]
    customers.record_encounters(encounters=new, by=HOUSE, at=NOON)
    a_voice(a_channel(hotel, slug="desk"), 5, at=NOON)
    services.rebuild(at=NOON)

    services.draw_limits_of_outcomes(at=NOON)

    found = course(hotel, Outcome.CAME_AGAIN)
    assert drawn(hotel) == [("outcome.came-again", date(2020, 1, 1), date(2025, 10, 1), 1)]
    assert (found.kept, found.drawn.moved) == (found.all_kept[0], ())
    assert found.chart is not None
    assert found.chart.baseline == 23
    assert found.ended()[-1] == date(2025, 7, 1)
