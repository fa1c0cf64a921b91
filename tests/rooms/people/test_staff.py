"""A staff file says who is where when: it is shown first, done in short transactions, and changes nothing twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servewell.base import bus
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.obligations.models import Owed
from servewell.rooms.people import events, rules, selectors, services
from servewell.rooms.people.models import Arrival, Grant, Intake, IntakeRow, Person, Posting
from servewell.rooms.people.services.staff import taking_in, telling
from servewell.rooms.people.services.staff.managing import rings
from servewell.rooms.people.terms import FOR_EVER, NOT_YET, ChangeKind
from tests.builders import a_company, a_person, a_unit
from tests.builders.company import LONG_AGO
from tests.builders.promises import a_pledge, an_obligation
from tests.builders.staff import Row, a_plan, a_row, a_staff_file, leaders, lives, taken_in

ON = date(2026, 6, 1)
EVER = str(FOR_EVER)


@pytest.fixture
def hotels(db: None) -> None:
    company = a_company()
    a_unit("harbour", under=company)
    a_unit("lakeside", under=company)


def faults(plan: services.StaffPlan) -> list[tuple[int, str]]:
    return [(held.row, fault.code) for held in plan.held for fault in held.faults]


def kinds(plan: services.StaffPlan) -> list[tuple[str, str]]:
    return [(change.number, change.kind.value) for change in plan.changes]


@contextmanager
def heard(event: type[bus.Event]) -> Iterator[list[bus.Event]]:
    told: list[bus.Event] = []
    bus.reacts_to(event)(told.append)
    yield told
    bus._reactions[bus.name_of(event)].remove(told.append)


def test_newcomers_join_with_their_posting_their_leader_and_what_they_owe(hotels: None, tmp_path: Path) -> None:
    a_pledge()
    an_obligation()
    file = a_staff_file(
        tmp_path,
        a_row("1", "harbour", email="one@example.com", language="es-MX"),
        a_row("2", "lakeside", manager="1", until="2026-12-31"),
    )

    with heard(events.PeopleJoined) as told:
        intake = taken_in(file, on=ON)

    assert lives() == {
        "1": [("harbour", "2026-01-01", EVER)],
        "2": [("lakeside", "2026-01-01", "2027-01-01")],
    }
    assert leaders(ON) == {"2": "1"}
    postings = tuple(Posting.objects.order_by("pk").values_list("pk", flat=True))
    assert told == [events.PeopleJoined(at=LONG_AGO, postings=postings)]
    assert sorted(Owed.objects.values_list("posting", flat=True)) == list(postings)
    assert list(Person.objects.order_by("number").values_list("number", "email", "language")) == [
        ("1", "one@example.com", "es"), ("2", "", "en"),
    ]  # fmt: skip
    assert (intake.state, Arrival.objects.count()) == ("done", 0)


def test_the_same_file_a_second_time_changes_nothing(hotels: None, tmp_path: Path) -> None:
    file = a_staff_file(tmp_path, a_row("1", "harbour"), a_row("2", "lakeside", manager="1", until="2026-12-31"))
    taken_in(file, on=ON)
    before = lives(), leaders(ON), Entry.objects.filter(deed__in=["people.join", "people.move"]).count()

    intake = taken_in(file, on=ON + timedelta(days=1))

    assert (lives(), leaders(ON), Entry.objects.filter(deed__in=["people.join", "people.move"]).count()) == before
    assert intake.counts == {
        "join": 0, "rejoin": 0, "move": 0, "change": 0, "leave": 0, "held": 0, "same": 2, "of": 2, "nameless": 0,
    }  # fmt: skip


def test_whoever_moves_ends_one_posting_on_the_day_on_which_the_next_begins(hotels: None, tmp_path: Path) -> None:
    taken_in(a_staff_file(tmp_path, a_row("1", "harbour")), on=ON)

    with heard(events.PeopleMoved) as told:
        taken_in(a_staff_file(tmp_path, a_row("1", "lakeside", **{"from": "2026-06-15"})), on=ON)

    assert lives() == {"1": [("harbour", "2026-01-01", "2026-06-15"), ("lakeside", "2026-06-15", EVER)]}
    moved = Posting.objects.get(unit__code="lakeside")
    assert told == [events.PeopleMoved(at=LONG_AGO, postings=(moved.pk,))]


def test_a_move_that_is_entered_here_stays_while_the_file_does_not_know_it_yet(hotels: None, tmp_path: Path) -> None:
    file = a_staff_file(tmp_path, a_row("1", "harbour"))
    taken_in(file, on=ON)
    taken_in(a_staff_file(tmp_path, a_row("1", "lakeside", **{"from": "2026-06-15"}), name="later.csv"), on=ON)
    before = lives()

    assert a_plan(file, on=ON, is_whole=True).counts()["same"] == 1
    assert lives() == before


def test_whoever_is_missing_from_the_whole_staff_has_left(hotels: None, tmp_path: Path) -> None:
    others = [a_row(str(number), "harbour", manager="9") for number in range(1, 6)]
    taken_in(a_staff_file(tmp_path, *others, a_row("9", "harbour")), on=ON)
    left = Person.objects.get(number="5")

    with heard(events.PeopleLeft) as told:
        taken_in(a_staff_file(tmp_path, *others[:4], a_row("9", "harbour")), on=ON + timedelta(days=1))

    assert lives()["5"] == [("harbour", "2026-01-01", "2026-06-02")]
    assert told == [events.PeopleLeft(at=LONG_AGO, people=(left.pk,))]
    assert leaders(ON) == {str(number): "9" for number in range(1, 6)}
    assert leaders(ON + timedelta(days=1)) == {str(number): "9" for number in range(1, 5)}


def test_whoever_comes_back_gets_another_posting_and_keeps_the_old_one(hotels: None, tmp_path: Path) -> None:
    stays = [a_row(str(number), "harbour") for number in range(1, 6)]
    taken_in(a_staff_file(tmp_path, *stays, a_row("6", "harbour")), on=ON)
    taken_in(a_staff_file(tmp_path, *stays), on=ON + timedelta(days=1))
    back = a_row("6", "lakeside", **{"from": "2026-09-01"})

    plan = a_plan(a_staff_file(tmp_path, *stays, back), on=date(2026, 9, 1), is_whole=True)
    taken_in(a_staff_file(tmp_path, *stays, back), on=date(2026, 9, 1))

    assert kinds(plan) == [("6", "rejoin")]
    assert lives()["6"] == [("harbour", "2026-01-01", "2026-06-02"), ("lakeside", "2026-09-01", EVER)]


def test_a_changed_name_language_job_leader_or_end_is_taken_over(hotels: None, tmp_path: Path) -> None:
    taken_in(a_staff_file(tmp_path, a_row("1", "harbour"), a_row("2", "harbour", manager="1")), on=ON)
    changed = a_row(
        "2", "harbour", name="Ann Lee", language="zh-TW", job="Leader", until="2026-08-31", email="a@example.com"
    )
    file = a_staff_file(tmp_path, a_row("1", "harbour", manager="2"), changed)

    plan = a_plan(file, on=ON)
    taken_in(file, on=ON)

    assert [(each.number, each.differs) for each in plan.changes] == [
        ("1", ("manager",)),
        ("2", ("name", "email", "language", "until", "job", "manager")),
    ]
    assert leaders(ON) == {"1": "2"}
    person = Person.objects.get(number="2")
    posting = person.postings.get()
    assert (person.name, person.language, person.email) == ("Ann Lee", "zh-Hant", "a@example.com")
    assert (str(posting.job), posting.until_on) == ("Leader", date(2026, 9, 1))


def test_another_job_from_a_day_on_is_another_posting(hotels: None, tmp_path: Path) -> None:
    taken_in(a_staff_file(tmp_path, a_row("1", "harbour")), on=ON)
    taken_in(a_staff_file(tmp_path, a_row("1", "harbour", job="Leader", **{"from": "2026-05-01"})), on=ON)

    assert [(str(each.job), str(each.from_on), str(each.until_on)) for each in Posting.objects.order_by("from_on")] == [
        ("Host", "2026-01-01", "2026-05-01"), ("Leader", "2026-05-01", EVER),
    ]  # fmt: skip


def test_several_rows_of_a_person_are_postings_one_after_another(hotels: None, tmp_path: Path) -> None:
    file = a_staff_file(
        tmp_path,
        a_row("1", "harbour", until="2026-03-31"),
        a_row("1", "lakeside", **{"from": "2026-04-01"}),
    )
    taken_in(file, on=ON)

    assert lives() == {"1": [("harbour", "2026-01-01", "2026-04-01"), ("lakeside", "2026-04-01", EVER)]}
    assert a_plan(file, on=ON, is_whole=True).counts()["same"] == 1


def test_somebody_who_is_only_promised_has_not_left(hotels: None, tmp_path: Path) -> None:
    taken_in(a_staff_file(tmp_path, a_row("1", "harbour")), on=ON)
    services.join(
        people=[services.Newcomer("7", "New", "", "en", "harbour", a_company().name, ON + timedelta(days=30))],
        by=HOUSE, at=LONG_AGO,
    )  # fmt: skip

    assert kinds(a_plan(a_staff_file(tmp_path, a_row("1", "harbour")), on=ON, is_whole=True)) == []


WRONG: list[tuple[str, Row, str]] = [
    ("a unit that nobody knows", a_row("1", "seaside"), "unit-unknown"),
    ("no name", a_row("1", "harbour", name=""), "empty"),
    ("a number of other signs", a_row("Ñ1", "harbour"), "number-signs"),
    ("a day that cannot be", a_row("1", "harbour", **{"from": "2026-02-30"}), "date-impossible"),
    ("a day of another format", a_row("1", "harbour", **{"from": "30.11.2026"}), "date-unreadable"),
    ("a year of long ago", a_row("1", "harbour", **{"from": "0026-01-01"}), "date-impossible"),
    ("an end before the begin", a_row("1", "harbour", until="2025-12-31"), "ends-before-it-begins"),
    ("a language nobody speaks here", a_row("1", "harbour", language="tlh"), "language"),
    ("no address", a_row("1", "harbour", email="one at example"), "email"),
    ("somebody who leads themselves", a_row("1", "harbour", manager="1"), "leads-themselves"),
    ("a leader whom nobody knows", a_row("1", "harbour", manager="77"), "leader-unknown"),
    ("a name without an end", a_row("1", "harbour", name="x" * 201), "too-long"),
]


@pytest.mark.parametrize(("row", "code"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_a_row_is_held_back_for(hotels: None, tmp_path: Path, row: Row, code: str) -> None:
    plan = a_plan(a_staff_file(tmp_path, row, a_row("2", "harbour")), on=ON)

    assert faults(plan) == [(2, code)]
    assert kinds(plan) == [("2", "join")]
    said = telling.told(fault=plan.held[0].faults[0])
    assert said.endswith(".")
    assert "%(" not in said


def test_people_who_lead_one_another_are_held_back_with_the_ring(hotels: None, tmp_path: Path) -> None:
    rows = [a_row("1", "harbour", manager="2"), a_row("2", "harbour", manager="3"), a_row("3", "harbour", manager="1")]
    plan = a_plan(a_staff_file(tmp_path, *rows, a_row("4", "harbour")), on=ON)

    assert faults(plan) == [(2, "leads-in-a-ring"), (3, "leads-in-a-ring"), (4, "leads-in-a-ring")]
    assert telling.told(fault=plan.held[0].faults[0]) == (
        "These people would lead one another: 1 → 2 → 3 → 1. Correct “manager” of one of them."
    )


def test_a_ring_that_closes_by_way_of_those_who_stand_is_held_back(hotels: None, tmp_path: Path) -> None:
    taken_in(a_staff_file(tmp_path, a_row("1", "harbour"), a_row("2", "harbour", manager="1")), on=ON)

    plan = a_plan(a_staff_file(tmp_path, a_row("1", "harbour", manager="2")), on=ON)

    assert faults(plan) == [(2, "leads-in-a-ring")]


def test_postings_that_overlap_and_numbers_that_stand_twice_are_held_back_together(
    hotels: None, tmp_path: Path
) -> None:
    plan = a_plan(
        a_staff_file(
            tmp_path,
            a_row("1", "harbour"),
            a_row("1", "lakeside", **{"from": "2026-04-01"}),
            a_row("2", "harbour"),
            a_row("2", "lakeside", name="Somebody else", **{"from": "2026-04-01"}),
        ),
        on=ON,
    )

    assert faults(plan) == [(2, "overlaps"), (3, "overlaps"), (4, "number-twice"), (5, "number-twice")]
    assert telling.told(fault=plan.held[0].faults[0]) == (
        "Rows 2, 3 put one person into two postings at once (harbour, lakeside). Let one end before the next begins."
    )


def test_nobody_leaves_by_a_file_in_which_a_row_does_not_say_whose_it_is(hotels: None, tmp_path: Path) -> None:
    rows = [a_row(str(number), "harbour") for number in range(1, 7)]
    taken_in(a_staff_file(tmp_path, *rows), on=ON)

    plan = a_plan(a_staff_file(tmp_path, *rows[:4], a_row("", "harbour")), on=ON, is_whole=True)

    assert (kinds(plan), plan.nameless) == ([], (6,))


def test_whoever_waits_for_a_leader_who_is_held_back_comes_in_without_one(hotels: None, tmp_path: Path) -> None:
    plan = a_plan(a_staff_file(tmp_path, a_row("1", "seaside"), a_row("2", "harbour", manager="1")), on=ON)

    assert [(each.number, each.leader, each.waits_for) for each in plan.changes] == [("2", None, "1")]


def test_a_file_that_would_let_go_too_many_asks_first(hotels: None, tmp_path: Path) -> None:
    rows = [a_row(str(number), "harbour") for number in range(1, 6)]
    taken_in(a_staff_file(tmp_path, *rows), on=ON)
    file = a_staff_file(tmp_path, *rows[:2])
    intake, _ = services.bring_staff(
        path=file, name="staff.csv", unit=a_company(), on=ON, is_whole=True, by=HOUSE, at=LONG_AGO
    )

    for wrong in (None, 2):
        with pytest.raises(services.MoreWouldLeave, match="3 of 5 people would leave by this file"):
            services.start_intake(intake=intake, by=HOUSE, at=LONG_AGO, may_leave=wrong, in_worker=False)

    assert (intake.state, Posting.objects.filter(until_on=FOR_EVER).count()) == ("asking", 5)
    services.start_intake(intake=intake, by=HOUSE, at=LONG_AGO, may_leave=3, in_worker=False)
    assert services.take_in_staff(intake=intake, at=LONG_AGO)
    assert sorted(number for number, life in lives().items() if life[-1][2] == EVER) == ["1", "2"]


def test_a_file_asks_again_when_more_would_leave_than_were_shown(hotels: None, tmp_path: Path) -> None:
    rows = [a_row(str(number), "harbour") for number in range(1, 5)]
    file = a_staff_file(tmp_path, *rows)
    intake, _ = services.bring_staff(
        path=file, name="staff.csv", unit=a_company(), on=ON, is_whole=True, by=HOUSE, at=LONG_AGO
    )
    services.start_intake(intake=intake, by=HOUSE, at=LONG_AGO, in_worker=False)
    others = [a_row(str(number), "harbour") for number in range(11, 15)]
    taken_in(a_staff_file(tmp_path, *others, name="others.csv"), on=ON, is_whole=False)

    assert services.take_in_staff(intake=intake, at=LONG_AGO)

    assert Intake.objects.get(pk=intake.pk).state == "asking"
    assert sorted(lives()) == ["11", "12", "13", "14"]


def test_newcomers_are_unseen_until_all_are_in_and_a_killed_import_goes_on(
    hotels: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "JOINING", 2)
    monkeypatch.setattr(taking_in, "ANNOUNCING", 2)
    file = a_staff_file(tmp_path, *(a_row(str(number), "harbour") for number in range(1, 6)))
    intake, _ = services.bring_staff(
        path=file, name="staff.csv", unit=a_company(), on=ON, is_whole=True, by=HOUSE, at=LONG_AGO
    )
    services.start_intake(intake=intake, by=HOUSE, at=LONG_AGO, in_worker=False)
    seen: list[int] = []

    for _ in range(20):
        is_done = services.take_in_staff(intake=intake, at=LONG_AGO, for_seconds=0)
        seen.append(Posting.objects.filter(until_on__gt=ON).count())
        if is_done:
            break

    assert (seen[0], sorted(set(seen))) == (0, [0, 5])
    assert Posting.objects.filter(until_on=NOT_YET).count() == 0
    assert Entry.objects.filter(deed="people.join").count() == 5


def test_only_whoever_manages_the_unit_brings_its_staff(hotels: None, tmp_path: Path) -> None:
    harbour = selectors.unit_for(viewer=HOUSE, power=rules.MANAGE, code="harbour")
    manager = a_person("Ann", rules.MANAGE, unit=harbour)
    file = a_staff_file(tmp_path, a_row("1", "harbour"), a_row("2", "lakeside"))

    plan = services.plan_staff(path=file, unit=harbour, on=ON, is_whole=False, by=manager)

    assert (kinds(plan), faults(plan)) == ([("1", "join")], [(3, "unit-outside")])
    with pytest.raises(NotAllowed):
        services.plan_staff(path=file, unit=a_company(), on=ON, is_whole=False, by=manager)


def test_a_leaver_who_may_do_more_than_the_actor_keeps_what_they_have(hotels: None, tmp_path: Path) -> None:
    harbour = selectors.unit_for(viewer=HOUSE, power=rules.MANAGE, code="harbour")
    manager = a_person("Ann", rules.MANAGE, unit=harbour, number="1")
    boss = a_person("Eve", rules.ACTIVATE, unit=harbour, number="2")
    role = selectors.role_by_code(code="role-2")
    services.grant(person=boss, role=role, unit=a_company(), from_on=ON, by=HOUSE, at=LONG_AGO)
    rows = [a_row(str(number), "harbour") for number in (1, 3, 4, 5, 6)]
    taken_in(a_staff_file(tmp_path, *rows), on=ON, unit=harbour, is_whole=False)
    intake, _ = services.bring_staff(
        path=a_staff_file(tmp_path, *rows), name="s", unit=harbour, on=ON, is_whole=True, by=manager, at=LONG_AGO
    )
    services.start_intake(intake=intake, by=manager, at=LONG_AGO, in_worker=False)
    services.take_in_staff(intake=intake, at=LONG_AGO)

    assert (intake.counts["leave"], intake.counts["held"]) == (0, 1)
    assert boss.postings.get().until_on == FOR_EVER
    assert Grant.objects.filter(person=boss, until_on=FOR_EVER).count() == 2


def test_the_plan_is_kept_to_be_shown(hotels: None, tmp_path: Path) -> None:
    file = a_staff_file(tmp_path, a_row("1", "harbour"), a_row("2", "seaside"))
    services.bring_staff(
        path=file, name="staff.csv", unit=a_company(), on=ON, is_whole=False, by=HOUSE, at=LONG_AGO
    )  # fmt: skip

    assert list(IntakeRow.objects.order_by("row").values_list("kind", "row", "number", "detail__line")) == [
        (ChangeKind.JOIN.value, 2, "1", None),
        (ChangeKind.HELD.value, 3, "2", 3),
    ]


def test_rings_are_found_once_and_nothing_else_is() -> None:
    assert list(rings({"a": "b", "b": "c", "c": "b", "d": "a", "e": "e", "f": ""})) == [["b", "c"], ["e"]]


DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
ROWS = st.builds(
    lambda number, unit, first, length, manager: a_row(
        str(number), unit, manager=str(manager) if manager else "",
        **{"from": str(first), "until": str(first + timedelta(days=length)) if length else ""},
    ),
    st.integers(1, 5), st.sampled_from(["harbour", "lakeside"]), DAYS, st.sampled_from([0, 0, 3, 40]),
    st.integers(0, 5),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights=st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=2, max_size=4))
def test_no_file_makes_a_person_work_twice_at_once_or_a_ring_of_leaders(
    hotels: None, tmp_path: Path, nights: list[list[Row]]
) -> None:
    """Whatever HR exports, night after night; and what was done once is not done again."""
    with transaction.atomic():
        _night_after_night(tmp_path, nights)
        transaction.set_rollback(True)


def _night_after_night(folder: Path, nights: list[list[Row]]) -> None:
    for night, rows in enumerate(nights):
        on = ON + timedelta(days=10 * night)
        file = a_staff_file(folder, *rows)
        plan = a_plan(file, on=on, is_whole=True)
        taken_in(file, on=on, may_leave=plan.leavers)

        assert len(plan.held) + sum(len(each.begins) for each in plan.changes) <= 2 * len(rows)
        assert {row["number"] for row in rows} >= {each.number for each in plan.held}
        for life in lives().values():
            for one, other in pairwise(life):
                assert one[2] <= other[1]
        assert list(rings(leaders(on))) == []
        again = a_plan(file, on=on, is_whole=True)
        assert [each for each in again.changes if each.differs != ("manager",)] == []
