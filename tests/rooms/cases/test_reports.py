"""Reports of cases: each number leads to as many cases, tells nothing few may know, and a change only if it is one."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules, selectors, services
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.selectors import Filters, Reported, Shelf
from servewell.rooms.cases.terms import CauseKind, Certainty
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Person
from servewell.rooms.voice.models import Channel
from tests.builders import a_channel, a_company, a_mark_of_harm, a_person, a_policy, a_unit, a_writer, an_open_case
from tests.builders.causes import a_cause, a_found_cause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
DAY = timedelta(days=1)


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    return a_writer("Ann")


def look(viewer: Person, now: datetime, *, unit: str = "", months: int = 1, until: date | None = None) -> Reported:
    return selectors.reported(viewer=viewer, unit=unit, until=until, months=months, at=now)


def a_case_of(code: str, *, at: datetime, unit: str = "company") -> Case:
    place = people.unit_for(viewer=HOUSE, power=rules.SEE, code=unit)
    channel = Channel.objects.filter(slug=unit).first() or a_channel(place, slug=unit)
    return an_open_case(channel, at=at, email=f"{code}@example.com")


def listed(viewer: Person, filters: Filters, shelf: Shelf = Shelf.ALL) -> list[int]:
    return sorted(each.number for each in selectors.cases_seen(viewer=viewer, shelf=shelf, filters=filters).items)


def test_open_cases_are_told_by_age_and_late_ones_by_days_and_each_number_leads_to_its_cases(
    ann: Person, now: datetime
) -> None:
    west = a_unit("west", under=a_company())
    for number, days in enumerate((0, 1, 3, 8, 20, 45)):
        a_case_of(f"{number}", at=now - DAY * days)
    silent = an_open_case(Channel.objects.get(slug="company"), at=now - DAY, email="")
    services.close(case=silent, reason="Called them.", by=ann, at=now)
    elsewhere = a_case_of("west", at=now - DAY, unit="west")
    few_read = a_case_of("harm", at=now - DAY, unit="west")
    a_mark_of_harm(few_read.voice, by=ann, at=now)

    lee = a_person("Lee", rules.SEE)

    found = selectors.waiting(viewer=lee, look=look(lee, now))

    assert [(each.least, each.most, each.n) for each in found.ages] == [
        (0, 0, 1), (1, 1, 2), (2, 6, 1), (7, 13, 1), (14, 29, 1), (30, None, 1),
    ]  # fmt: skip
    assert selectors.waiting(viewer=ann, look=look(ann, now)).open == 8  # the owner knows
    assert (found.open, found.overdue) == (7, sum(each.n for each in found.late))
    assert found.overdue == len(listed(lee, Filters(due=selectors.Due.OVERDUE), Shelf.OPEN))
    for step in found.ages:
        assert len(listed(lee, Filters(opened=found.opened(step)), Shelf.OPEN)) == step.n
    below = selectors.waiting(viewer=lee, look=look(lee, now, unit="west"))
    assert (below.open, listed(lee, Filters(unit=west.pk))) == (1, [elsewhere.pk])
    with pytest.raises(people.NoSuchUnit):
        look(a_person("Wes", rules.SEE, unit=west), now, unit="company")


def test_the_promise_is_kept_in_a_share_with_its_interval_month_by_month_and_unit_by_unit(
    ann: Person, now: datetime
) -> None:
    west, east = a_unit("west", under=a_company()), a_unit("east", under=a_company())
    for number in range(8):
        at = now - DAY * 28 + timedelta(minutes=number)
        for unit, takes in (("west", DAY * 9), ("east", timedelta(hours=1))):
            case = a_case_of(f"{unit}-{number}", at=at, unit=unit)
            services.answer(case=case, text="We are sorry.", by=ann, at=at + takes)
    closed = an_open_case(Channel.objects.get(slug="west"), at=now - DAY * 28, email="")
    services.close(case=closed, reason="Called them.", by=ann, at=now - DAY * 20)
    waits = a_case_of("waits", at=now, unit="east")

    found = selectors.keeping(viewer=ann, look=look(ann, now, months=3))

    assert (found.now.due, found.now.kept, found.before.due, found.change) == (16, 8, 0, None)
    assert found.now.share is not None
    assert (round(found.now.share.low, 3), round(found.now.share.high, 3)) == (0.28, 0.72)
    assert [(each.first, each.kept.due, each.kept.kept) for each in found.months if each.kept.due] == [
        (date(2026, 10, 1), 16, 8)
    ]
    assert [(each.unit, each.kept.due, each.kept.kept, (each.difference or 0) > 0) for each in found.units] == [
        (east, 8, 8, True), (west, 8, 0, False),
    ]  # fmt: skip
    assert all(each.difference for each in found.units)
    span = selectors.month_span(first=date(2026, 10, 1), look=found.look)
    assert len(listed(ann, Filters(missed=span))) == 8
    assert not {waits.pk, closed.pk} & set(listed(ann, Filters(missed=span)))


def test_causes_are_counted_once_and_a_change_is_told_only_where_it_is_one(ann: Person, now: datetime) -> None:
    a_cause("hurry"), a_cause("card", kind=CauseKind.PROCESS, standard="works-1")
    for number in range(10):
        before = a_case_of(f"b{number}", at=now - DAY * 31 + timedelta(minutes=number))
        a_found_cause(before, "hurry", by=ann, at=now)
        case = a_case_of(f"n{number}", at=now - timedelta(minutes=number))
        a_found_cause(case, "card", by=ann, at=now, certainty=Certainty.SUPPOSED)
        a_found_cause(case, "hurry", by=ann, at=now)
    silent = a_case_of("silent", at=now)

    found = selectors.causing(viewer=ann, look=look(ann, now))

    assert (found.opened, found.named, found.named_before, found.supposed) == (11, 10, 10, 10)
    assert [(each.code, each.n, each.n_before) for each in found.causes] == [("card", 10, 0), ("hurry", 0, 10)]
    assert [each.change is not None and each.change.value for each in found.causes] == [1.0, -1.0]
    assert {kind: each.n for kind, each in found.kinds.items()} == {CauseKind.PROCESS: 10, CauseKind.ATTITUDE: 0}
    assert [(each.code, each.n) for each in found.standards] == [("works-1", 10), ("respect-1", 0)]
    assert [(each.code, each.n) for each in found.aspects] == [("works", 10), ("respect", 0)]
    for filters in (Filters(cause="card", opened=found.look.now), Filters(standard="works-1", opened=found.look.now)):
        assert len(listed(ann, filters)) == 10
    assert silent.pk not in listed(ann, Filters(cause="card"))
    longer = selectors.causing(viewer=ann, look=look(ann, now, months=12))
    assert selectors.cases_against(viewer=ann, span=longer.look.now) == {"respect-1": 10, "works-1": 10}
    assert [each.change for each in longer.causes] == [None, None]
    marked = Case.objects.filter(causes__cause__code="card").order_by("pk")[0]
    a_mark_of_harm(marked.voice, by=ann, at=now)
    lee = a_person("Lee", rules.SEE)
    assert selectors.causing(viewer=lee, look=look(lee, now)).named == 9
    assert len(listed(lee, Filters(cause="card"))) == 9


def test_reports_cost_as_many_queries_however_many_units_and_cases_there_are(ann: Person, now: datetime) -> None:
    a_cause("hurry")
    cost = []
    for many in (1, 4):
        for number in range(many):
            code = f"unit-{many}-{number}"
            a_unit(code, under=a_company())
            a_found_cause(a_case_of(code, at=now, unit=code), by=ann, at=now)
        with CaptureQueriesContext(connection) as seen:
            here = look(ann, now)
            selectors.waiting(viewer=ann, look=here)
            selectors.keeping(viewer=ann, look=here)
            selectors.causing(viewer=ann, look=here)
        cost.append(len(seen))
    assert cost[0] == cost[1]
