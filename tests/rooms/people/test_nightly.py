"""Every night a file of the whole staff; contracts that end; who leads whom."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from servewell.base import today
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import jobs, rules, selectors, services
from servewell.rooms.people.models import Grant, Intake, Leadership, Person
from servewell.rooms.people.terms import FOR_EVER
from tests.builders import a_company, a_person, a_unit
from tests.builders.company import LONG_AGO
from tests.builders.signing_in import with_a_password
from tests.builders.staff import a_row, a_staff_file, leaders, lives, taken_in

NIGHT = datetime(2026, 6, 1, 22, 0, tzinfo=LONG_AGO.tzinfo)


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.STAFF_FOLDER = str(tmp_path)
    settings.FILES_FOLDER = tmp_path / "kept"
    monkeypatch.setattr(today, "now", lambda: NIGHT)
    a_company(zone="UTC")
    return tmp_path


def left(path: Path, *, minutes_ago: int = 10) -> Path:
    moment = (NIGHT - timedelta(minutes=minutes_ago)).timestamp()
    os.utime(path, (moment, moment))
    return path


def states() -> list[str]:
    return list(Intake.objects.order_by("pk").values_list("state", flat=True))


def do_the_work() -> None:
    for intake in Intake.objects.filter(state="going"):
        jobs.take_in_staff(intake.pk)


def test_the_newest_file_of_the_folder_comes_in_once(folder: Path) -> None:
    left(a_staff_file(folder, a_row("9", "company"), name="old.csv"), minutes_ago=99)
    left(a_staff_file(folder, a_row("1", "company"), name="new.csv"))

    jobs.bring_nightly_staff()
    do_the_work()
    jobs.bring_nightly_staff()

    assert (states(), sorted(lives())) == (["done"], ["1"])


def test_a_file_that_is_still_being_written_waits(folder: Path) -> None:
    left(a_staff_file(folder, a_row("1", "company")), minutes_ago=0)

    jobs.bring_nightly_staff()

    assert states() == []


def test_a_nightly_file_that_would_let_many_go_waits_for_a_named_person_who_is_told(folder: Path) -> None:
    manager = a_person("Ann", rules.MANAGE, number="1")
    for number in (2, 3, 4):
        a_person(f"P{number}", number=str(number))
    left(a_staff_file(folder, a_row("1", "company", **{"from": ""})))

    jobs.bring_nightly_staff()

    assert states() == ["asking"]
    assert [
        (each.title, each.path) for each in selectors.waiting_for(person=manager, on=NIGHT.date(), manages=True).todo
    ] == [("1 staff file would let go many people", "/staff")]
    assert {life[-1][2] for life in lives().values()} == {str(FOR_EVER)}


def test_a_nightly_file_that_cannot_be_read_is_kept_with_its_reason_and_not_tried_again(folder: Path) -> None:
    left(a_staff_file(folder, a_row("1", "company"), columns=("number", "name")))

    jobs.bring_nightly_staff()
    jobs.bring_nightly_staff()

    assert states() == ["failed"]
    assert Intake.objects.get().fault["what"] == "The file has no column unit, job; its columns are: number, name."


def test_whoever_contract_has_ended_holds_nothing_from_the_next_day_on(folder: Path) -> None:
    ann = a_person("Ann", rules.SEE_TEAM, number="1")
    with_a_password(ann)
    services.lead(person=a_person("Ben", number="2"), leader=ann, from_on=LONG_AGO.date(), by=HOUSE, at=LONG_AGO)
    ends = a_row("1", "company", name="Ann", until="2026-05-30", **{"from": "2020-01-01"})
    stays = [a_row(str(number), "company", **{"from": "2020-01-01"}) for number in range(2, 8)]
    for each in stays[1:]:
        a_person(each["name"], number=each["number"])
    left(a_staff_file(folder, ends, *stays))
    jobs.bring_nightly_staff()
    do_the_work()

    jobs.let_go_whose_time_is_over()
    jobs.let_go_whose_time_is_over()

    ann = Person.objects.get(number="1")
    assert ann.sign_in is not None
    assert ann.sign_in.is_active is False
    assert list(Grant.objects.filter(person=ann, until_on__gt=NIGHT.date())) == []
    assert leaders(NIGHT.date()) == {}
    assert lives()["2"] == [("company", "2020-01-01", str(FOR_EVER))]


def test_a_contract_that_ends_while_nobody_brings_a_file_ends_by_itself(folder: Path) -> None:
    ann = a_person("Ann", rules.SEE_TEAM, number="1")
    with_a_password(ann)
    services.leave(person=ann, on=date(2026, 5, 30), by=HOUSE, at=LONG_AGO)
    ann.refresh_from_db()
    assert ann.sign_in is not None
    assert ann.sign_in.is_active is True

    assert services.let_go_whose_time_is_over(at=NIGHT) == 1
    assert services.let_go_whose_time_is_over(at=NIGHT) == 0


def test_whoever_leads_is_reminded_of_a_contract_that_ends_within_a_month(folder: Path) -> None:
    boss = a_person("Eve", number="1")
    for number, name, ends in ((2, "Ann", "2026-06-21"), (3, "Ben", "2026-09-01"), (4, "Cid", "")):
        person = a_person(name, number=str(number))
        services.lead(person=person, leader=boss, from_on=LONG_AGO.date(), by=HOUSE, at=LONG_AGO)
        if ends:
            services.leave(person=person, on=date.fromisoformat(ends), by=HOUSE, at=LONG_AGO)
            services.lead(person=person, leader=boss, from_on=LONG_AGO.date(), by=HOUSE, at=LONG_AGO)

    assert [(each.title, each.due_on) for each in selectors.waiting_for(person=boss, on=NIGHT.date()).todo] == [
        ("The contract of Ann ends on 20 June 2026", date(2026, 6, 20))
    ]


def test_leaders_are_dated_and_the_nearest_one_who_works_here_is_found(folder: Path) -> None:
    top, middle, ann = (a_person(name, number=number) for name, number in (("Top", "1"), ("Mid", "2"), ("Ann", "3")))
    first, second = date(2026, 1, 1), date(2026, 4, 1)
    services.lead(person=middle, leader=top, from_on=first, by=HOUSE, at=LONG_AGO)
    services.lead(person=ann, leader=middle, from_on=first, by=HOUSE, at=LONG_AGO)
    services.lead(person=ann, leader=middle, from_on=first, by=HOUSE, at=LONG_AGO)
    services.lead(person=ann, leader=top, from_on=second, by=HOUSE, at=LONG_AGO)

    assert Leadership.objects.count() == 3
    assert leaders(first) == {"2": "1", "3": "2"}
    assert leaders(second) == {"2": "1", "3": "1"}
    middle.postings.get()
    assert selectors.nearest_leader(person=ann.pk, on=first) == middle
    services.lead(person=ann, leader=None, from_on=second, by=HOUSE, at=LONG_AGO)
    assert leaders(second) == {"2": "1"}


def test_nobody_leads_themselves_or_in_a_ring_or_without_the_power(folder: Path) -> None:
    top, ann = a_person("Top", number="1"), a_person("Ann", number="2")
    on = date(2026, 1, 1)
    services.lead(person=ann, leader=top, from_on=on, by=HOUSE, at=LONG_AGO)

    with pytest.raises(services.LeadsThemselves):
        services.lead(person=ann, leader=ann, from_on=on, by=HOUSE, at=LONG_AGO)
    with pytest.raises(services.WouldLeadInARing):
        services.lead(person=top, leader=ann, from_on=on, by=HOUSE, at=LONG_AGO)
    with pytest.raises(NotAllowed):
        services.lead(person=ann, leader=None, from_on=on, by=top, at=LONG_AGO)


def test_a_leader_sees_whom_they_lead(folder: Path) -> None:
    harbour = a_unit("harbour", under=a_company())
    boss = a_person("Eve", rules.SEE_TEAM, unit=harbour, number="1")
    for number, unit in (("2", harbour), ("3", a_company())):
        led = a_person(f"P{number}", unit=unit, number=number)
        services.lead(person=led, leader=boss, from_on=LONG_AGO.date(), by=HOUSE, at=LONG_AGO)

    assert [each.number for each in selectors.led_by(leader=boss.pk, viewer=boss, on=NIGHT.date())] == ["2"]


def test_who_will_lead_in_a_unit_that_others_manage_stays_entered(folder: Path) -> None:
    harbour = a_unit("harbour", under=a_company())
    a_unit("station", under=a_company())
    first, moves = date(2026, 7, 1), date(2026, 9, 1)
    manager = a_person("Mia", rules.MANAGE, unit=harbour, number="1")
    ann, here, there = (a_person(f"P{number}", unit=harbour, number=number) for number in ("2", "3", "4"))
    row = a_row("2", "station", **{"from": moves.isoformat()})
    taken_in(a_staff_file(folder, row), on=NIGHT.date(), is_whole=False, at=NIGHT)
    services.lead(person=ann, leader=there, from_on=moves, by=HOUSE, at=NIGHT)

    for leader in (manager, here):  # what was entered for the harbour itself is overtaken as before
        services.lead(person=ann, leader=leader, from_on=first, by=manager, at=NIGHT)

    told = Leadership.objects.filter(person=ann).order_by("from_on")
    assert [(each.leader, each.from_on, each.until_on) for each in told] == [
        (here, first, moves),
        (there, moves, FOR_EVER),
    ]
    services.lead(person=ann, leader=here, from_on=date(2026, 6, 1), by=HOUSE, at=NIGHT)
    assert [each.from_on for each in told.all()] == [date(2026, 6, 1)]
