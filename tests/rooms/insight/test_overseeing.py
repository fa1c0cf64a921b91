"""What every department does, employees before customers, and what nobody owns."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules as cases
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.cases import services as answering
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.selectors import Department, Look, Overview
from servewell.rooms.insight.terms import Verdict
from servewell.rooms.people import rules as people
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as leaving
from servewell.rooms.people.models import Unit
from servewell.rooms.standards.terms import Stage
from servewell.rooms.voice import rules as voice
from servewell.rooms.voice.models import Channel
from servewell.rooms.voice.terms import Audience
from tests.builders import (
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_process,
    a_survey,
    a_unit,
    a_voice,
    an_indicator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_company_with_an_indicator(the_clock_stands: None, lake: Path) -> None:
    a_company()
    a_survey()
    an_indicator()


def an_internal_channel(unit: Unit) -> Channel:
    return a_channel(unit, slug=f"{unit.code}-inside", audience=Audience.INTERNAL)


def seen(now: datetime, viewer: object = HOUSE) -> Overview:
    services.rebuild(at=now)
    return selectors.overview(viewer=viewer, at=now)  # type: ignore[arg-type]


def row(found: Overview, code: str) -> Department:
    return next(each for each in found.departments if each.unit.code == code)


def counted(judged: selectors.Judged) -> tuple[int, int | None, float | None]:
    share = judged.share
    return judged.voices, share.n if share else None, share.value if share else None


def test_employees_and_customers_are_told_apart_in_every_department(now: datetime, lake_db: Path) -> None:
    west, desk = a_unit("west", under=a_company()), a_unit("hr-desk", under=a_company())
    hotel = a_unit("hotel", under=west)
    outside, inside = a_channel(hotel, slug="hotel"), an_internal_channel(desk)
    for overall in (5, 4, 1):
        a_voice(outside, overall, at=now)
    a_voice(inside, 2, at=now)

    found = seen(now)

    assert [each.unit.code for each in found.departments] == ["hr-desk", "west"]
    assert (counted(found.internal), counted(found.external)) == ((1, 0, None), (3, 3, 2 / 3))
    assert counted(row(found, "west").external) == (3, 3, 2 / 3)
    assert counted(row(found, "west").internal) == (0, 0, None)
    assert counted(row(found, "hr-desk").internal) == (1, 0, None)


def test_of_employees_nothing_is_told_of_fewer_than_ten_nor_what_gives_them_away(now: datetime, lake_db: Path) -> None:
    for code, many in (("canteen", 10), ("hr-desk", 9), ("laundry", 12)):
        channel = an_internal_channel(a_unit(code, under=a_company()))
        for _ in range(many):
            a_voice(channel, 5, at=now)

    found = seen(now)

    assert counted(found.internal) == (31, 31, 1.0)
    assert [(each.unit.code, *counted(each.internal)) for each in found.departments] == [
        ("canteen", 10, 0, None),
        ("hr-desk", 9, 0, None),
        ("laundry", 12, 12, 1.0),
    ]


def test_what_employees_say_never_counts_among_what_customers_say(now: datetime, lake_db: Path) -> None:
    outside, inside = a_channel(a_company(), slug="shop"), an_internal_channel(a_company())
    a_voice(outside, 5, at=now)
    for _ in range(10):
        a_voice(inside, 1, at=now)
    services.rebuild(at=now)

    def of(audience: Audience) -> list[tuple[int, float]]:
        found = selectors.measure(viewer=HOUSE, audience=audience)
        return [(each.n, each.value) for each in found if each.aspect is None]

    assert (of(Audience.EXTERNAL), of(Audience.INTERNAL)) == ([(1, 1.0)], [(10, 0.0)])
    page = selectors.satisfaction(viewer=HOUSE, look=Look(unit="company"), at=now)
    inside_page = selectors.satisfaction(viewer=HOUSE, look=Look(unit="company", audience=Audience.INTERNAL), at=now)
    assert (page.share.n, page.share.value, inside_page.share.n, inside_page.share.value) == (1, 1.0, 10, 0.0)
    by_channel = selectors.measure(viewer=HOUSE, channel="company-inside")
    assert [(each.n, each.value) for each in by_channel if each.aspect is None] == [(10, 0.0)]


def test_departments_that_cannot_be_told_apart_are_not_set_apart(now: datetime, lake_db: Path) -> None:
    for code, answers in (("east", (5, 1)), ("west", (5, 5))):
        channel = a_channel(a_unit(code, under=a_company()), slug=code)
        for overall in answers:
            a_voice(channel, overall, at=now)

    assert [each.external.verdict for each in seen(now).departments] == [Verdict.SAME, Verdict.SAME]


def test_cases_are_counted_by_department_with_those_answered_in_time(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_policy(a_company())
    writer = a_person("Wen", cases.ANSWER, cases.SEE)
    channel = a_channel(west, slug="west")
    long_ago, lately = now - timedelta(days=30), now - timedelta(days=20)
    in_time = a_voice(channel, 1, words="Cold.", email="a@example.com", at=long_ago)
    a_voice(channel, 1, words="Late.", email="b@example.com", at=lately)
    a_voice(channel, 1, words="New.", email="c@example.com", at=now)
    case = cases_asked.case_of_voice(voice=in_time.pk, viewer=HOUSE)
    answering.answer(case=case, text="Sorry.", by=writer, at=long_ago + timedelta(minutes=5))

    standing = row(seen(now), "west").cases

    assert (standing.overdue, standing.due, standing.kept) == (2, 2, 1)
    kept = row(seen(now), "west").kept
    assert kept is not None
    assert (kept.value, kept.n) == (0.5, 2)


def test_what_nobody_owns_is_found(now: datetime) -> None:
    """At the top somebody sees everything; in the west somebody leads; in the east nobody does, and nobody reads."""
    company = a_company()
    a_person("Boss", people.SEE_TEAM)
    west, east = a_unit("west", under=company), a_unit("east", under=company)
    a_person("Lee", people.SEE_TEAM, voice.READ, unit=west)
    a_person("Eve", unit=east)
    gone = a_person("Gus", people.SEE_TEAM, voice.READ, unit=east)
    a_process("check-in", unit=west, owner=gone, serves=("respect-1",), at=now - timedelta(days=90))
    leaving.leave(person=gone, on=now.date() - timedelta(days=2), by=HOUSE, at=now)
    a_process("cooking", unit=east, owner=a_person("Amy", unit=west), serves=("communication-1",), stage=Stage.PRODUCT)
    for unit in (west, east):
        a_voice(a_channel(unit, slug=unit.code), 4, words="Fine.", at=now)

    unowned = seen(now).unowned

    assert [unit.code for unit in unowned.units] == ["east"]
    assert [(one.unit.code, one.count) for one in unowned.unread] == [("east", 1)]
    assert [one.code for one in unowned.processes] == ["check-in"]
    assert len(unowned.standards) == 2
    assert (unowned.cases, unowned.left_cases) == (0, 0)


def test_cases_without_an_owner_and_of_those_who_left_are_counted(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_policy(a_company())
    channel = a_channel(west, slug="west")
    a_voice(channel, 1, words="Cold.", email="a@example.com", at=now)
    writer = a_person("Wen", cases.ANSWER, cases.SEE)
    a_voice(channel, 1, words="Late.", email="b@example.com", at=now)
    services.rebuild(at=now)
    before = seen(now).unowned
    leaving.leave(person=writer, on=now.date() - timedelta(days=2), by=HOUSE, at=now)

    after = seen(now).unowned
    owned = {case.owner for case in cases_asked.cases_seen(viewer=HOUSE).items}

    assert (before.cases, before.left_cases) == (1, 0)
    assert (after.cases + after.left_cases, owned) == (2, {None, "Wen"} if after.left_cases else {None})


def test_the_remit_may_be_over_a_part_and_shows_just_that(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    a_unit("hotel", under=west)
    a_unit("east", under=a_company())
    wendy = a_person("Wendy", rules.REMIT, unit=west)

    found = seen(now, viewer=wendy)

    assert (found.unit, [each.unit.code for each in found.departments]) == (west, ["hotel"])
    with pytest.raises(people_asked.NoSuchUnit):
        selectors.overview(viewer=wendy, at=now, unit="east")
    with pytest.raises(people_asked.NoSuchUnit):
        selectors.overview(viewer=a_person("Ann"), at=now)


@pytest.mark.parametrize("departments", [1, 3, 30])
def test_the_overview_costs_as_many_queries_however_many_departments(now: datetime, departments: int) -> None:
    for number in range(departments):
        unit = a_unit(f"unit-{number}", under=a_company())
        a_process(f"process-{number}", unit=unit, owner=a_person(unit=unit), serves=("respect-1",))
        a_voice(a_channel(unit, slug=unit.code), 4, at=now)
    services.rebuild(at=now)

    with CaptureQueriesContext(connection) as asked:
        selectors.overview(viewer=HOUSE, at=now)

    assert len(asked) == 16
