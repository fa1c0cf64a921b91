"""What people owe: once each, before the first day, and what is fulfilled stays fulfilled."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.obligations import rules, selectors, services
from servewell.rooms.obligations.models import Owed
from servewell.rooms.people import rules as seen_by
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person, Posting
from tests.builders import a_company, a_person, a_unit, an_obligation, words

pytestmark = pytest.mark.django_db
KIND = "commitments.pledge"
FIRST_DAY = date(2026, 12, 1)
PAIR = tuple[str, str]


def owed() -> list[tuple[str, str, date, bool]]:
    rows = Owed.objects.select_related("obligation", "person").order_by("obligation__code", "person__number")
    return [(row.obligation.code, row.person.name, row.due_on, row.fulfilled_at is not None) for row in rows]


def fulfil(person: Person, at: datetime, subject: str = "service-pledge") -> int:
    return services.fulfil(person=person.pk, kind=KIND, subject=subject, evidence="a signature", by=person, at=at)


def test_a_newcomer_owes_the_pledge_before_the_first_day() -> None:
    an_obligation()
    ann = a_person("Ann", from_on=FIRST_DAY)

    assert owed() == [("sign-service-pledge", "Ann", FIRST_DAY, False)]
    (todo,) = selectors.todo_for(person=ann, on=FIRST_DAY - timedelta(days=1))
    assert (todo.title, todo.detail, todo.due_on, todo.state) == (
        "Sign the service pledge", "Before your first day", FIRST_DAY, "open",
    )  # fmt: skip
    assert (todo.path, todo.action) == ("/pledges/service-pledge", "Read and sign")
    assert selectors.todo_for(person=ann, on=FIRST_DAY)[0].state == "overdue"


def test_what_is_owed_within_days_is_late_when_its_day_is_over(now: datetime) -> None:
    an_obligation(from_on=now.date(), due_days=3, at=now)
    ann, lee = a_person("Ann"), a_person("Lee", seen_by.SEE_TEAM)
    services.fulfil(person=lee.pk, kind=KIND, subject="service-pledge", evidence="a signature", by=lee, at=now)
    days = [now.date() + timedelta(days=3), now.date() + timedelta(days=4)]

    told = [
        (selectors.todo_for(person=ann, on=on)[0].state, selectors.people_owing(viewer=lee, on=on).late) for on in days
    ]

    assert told == [("open", 0), ("overdue", 1)]


def test_whoever_stands_in_the_unit_owes_from_the_day_the_rule_holds(now: datetime) -> None:
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    hotel = a_unit("hotel", under=west)
    for name, unit in (("Wendy", west), ("Holly", hotel), ("Eve", east)):
        a_person(name, unit=unit)
    a_person("New", unit=hotel, from_on=FIRST_DAY)

    an_obligation(unit=west, from_on=now.date(), due_days=30, at=now)

    by = now.date() + timedelta(days=30)
    assert owed() == [
        ("sign-service-pledge", "Wendy", by, False),
        ("sign-service-pledge", "Holly", by, False),
        ("sign-service-pledge", "New", FIRST_DAY + timedelta(days=30), False),
    ]


def test_a_hotel_that_opens_later_finds_its_people_owing(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    an_obligation(unit=west)
    hotel = a_unit("hotel", under=west, from_on=FIRST_DAY)

    a_person("Ann", unit=hotel, from_on=FIRST_DAY, at=now)

    assert owed() == [("sign-service-pledge", "Ann", FIRST_DAY, False)]


def test_the_newcomer_has_not_joined_if_nobody_could_write_down_what_is_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    an_obligation()

    def breaks(**anything: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(services.record, "write_many", breaks)
    with pytest.raises(OSError, match="disk full"), transaction.atomic():
        a_person("Ann")
    assert Person.objects.count() == 0


def test_what_is_fulfilled_leaves_the_list_with_its_evidence(now: datetime) -> None:
    an_obligation()
    ann = a_person("Ann")

    assert fulfil(ann, now) == 1
    assert fulfil(ann, now + timedelta(days=1)) == 0

    kept = Owed.objects.get()
    assert (kept.fulfilled_at, kept.evidence) == (now, "a signature")
    assert selectors.todo_for(person=ann, on=now.date()) == []
    assert Entry.objects.filter(deed="obligations.fulfil").count() == 1


def test_the_same_requirement_twice_changes_nothing_and_another_one_is_refused() -> None:
    a_person("Ann")
    first = an_obligation()

    assert an_obligation() == first
    assert len(owed()) == 1
    with pytest.raises(services.ObligationIsStated, match="another due_days"):
        an_obligation(due_days=5)


def test_only_who_may_require_in_the_unit_requires(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    wendy = a_person("Wendy", rules.REQUIRE, unit=west)
    stated = {
        "code": "sign", "kind": KIND, "subject": "pledge", "title": words("Sign"), "detail": words("Now"),
        "due_days": 0, "from_on": now.date(), "by": wendy, "at": now,
    }  # fmt: skip

    services.require(unit=west, **stated)
    with pytest.raises(NotAllowed):
        services.require(unit=a_company(), **{**stated, "code": "sign-all"})
    with pytest.raises(services.KindIsUnknown, match="no room fulfils that"):
        services.require(unit=west, **{**stated, "code": "learn", "kind": "learning.course"})


@pytest.mark.parametrize("obligations", [1, 3])
def test_my_list_costs_one_query_however_long(obligations: int, now: datetime) -> None:
    for number in range(obligations):
        an_obligation(f"sign-{number}", subject=f"pledge-{number}")
    ann = a_person("Ann")

    with CaptureQueriesContext(connection) as seen:
        todo = selectors.todo_for(person=ann, on=now.date())

    assert [one.path for one in todo] == [f"/pledges/pledge-{number}" for number in range(obligations)]
    assert len(seen) == 1


@pytest.mark.parametrize("newcomers", [1, 3])
def test_what_newcomers_owe_costs_as_many_queries_however_many_come(newcomers: int, now: datetime) -> None:
    an_obligation()
    drafts = [
        people.Newcomer(
            number=f"N{number}", name="New", email="", language="en", unit="company", job=words("Host"),
            from_on=FIRST_DAY,
        )
        for number in range(newcomers)
    ]  # fmt: skip

    with CaptureQueriesContext(connection) as seen:
        people.join(people=drafts, by=HOUSE, at=now)

    assert len(owed()) == newcomers
    assert len([query for query in seen if "obligations_" in query["sql"]]) == 3


class Company:
    """Two hotels of one region: each step is a joining, a requirement or a fulfilment."""

    def __init__(self) -> None:
        region = a_unit("region", under=a_company())
        self.units = [region, a_unit("harbour", under=region), a_unit("lakeside", under=region)]
        self.due: set[PAIR] = set()
        self.done: set[PAIR] = set()
        self.obligations: dict[str, int] = {}
        self.people: list[tuple[Person, int]] = []

    def joins(self, place: int, at: datetime) -> None:
        person = a_person(f"P{len(self.people)}", unit=self.units[place], at=at, from_on=at.date())
        self.people.append((person, place))
        self.due |= {(code, person.number) for code, unit in self.obligations.items() if unit in (0, place)}

    def requires(self, place: int, at: datetime) -> None:
        code = f"sign-{len(self.obligations)}"
        an_obligation(code, subject=code, unit=self.units[place], at=at)
        self.obligations[code] = place
        self.due |= {(code, person.number) for person, unit in self.people if place in (0, unit)}

    def fulfils(self, which: int, at: datetime) -> None:
        if self.people and self.obligations:
            person, code = (
                self.people[which % len(self.people)][0],
                list(self.obligations)[which % len(self.obligations)],
            )
            fulfil(person, at, subject=code)
            self.done |= {(code, person.number)} & self.due


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(["joins", "requires", "fulfils"]), st.integers(0, 2)), max_size=9),
)
def test_whatever_happens_each_posting_owes_each_thing_once_and_done_stays_done(
    steps: list[tuple[str, int]], now: datetime
) -> None:
    with transaction.atomic():
        company = Company()
        for hour, (step, which) in enumerate(steps):
            getattr(company, step)(which, now + timedelta(hours=hour))
            services.owe_for_all(by=HOUSE, at=now + timedelta(hours=hour))

        rows = list(Owed.objects.values_list("obligation__code", "person__number", "fulfilled_at"))
        assert sorted((code, number) for code, number, _ in rows) == sorted(company.due)
        assert {(code, number) for code, number, done in rows if done} == company.done
        assert Posting.objects.count() == len(company.people)
        transaction.set_rollback(True)
