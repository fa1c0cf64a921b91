"""What is said at a desk kept apart stays with those who are there: its cases, points, questions and harm."""

from datetime import UTC, datetime, timedelta

import pytest

from servewell.base.permissions import HOUSE, all_powers
from servewell.rooms.cases import selectors, services, terms
from servewell.rooms.cases.models import Case, HarmTold, InquiryReader, Point
from servewell.rooms.cases.services import Shown
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.models import Voice
from tests.builders import (
    a_channel,
    a_company,
    a_leader,
    a_person,
    a_point,
    a_policy,
    a_unit,
    a_writer,
    an_inquiry,
    an_open_case,
)
from tests.builders.company import LONG_AGO
from tests.builders.harms import a_mark_of_harm, named_for_harm
from tests.builders.served import a_personal_channel, a_voice_about

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LETTER = "My pay was short.\n\nNobody looked up when I asked."


@pytest.fixture
def desk() -> Unit:
    a_policy()
    return a_unit("people-desk", under=a_company(), kind="desk")


@pytest.fixture
def case(desk: Unit) -> Case:
    return an_open_case(a_channel(desk, slug="people-desk"), at=NOW, words=LETTER)


def kept(desk: Unit) -> None:
    people.keep_apart(unit=desk, by=HOUSE, at=NOW, awaits_people=True)


def titles(person: Person) -> list[str]:
    return [each.title for each in selectors.todo_for(person=person, at=NOW)]


def reading(key: int) -> list[str]:
    rows = InquiryReader.objects.filter(inquiry=key, until_at__isnull=True)
    return sorted(rows.values_list("person__name", flat=True))


def told(mark: int) -> list[str]:
    rows = HarmTold.objects.filter(mark=mark, until_at__isnull=True)
    return sorted(rows.values_list("person__name", flat=True))


def test_what_people_from_above_had_goes_to_those_who_are_there(desk: Unit) -> None:
    vi, boss = a_person("Vi", *all_powers(), number="1"), a_leader("Boss", a_company())
    named_for_harm(boss)
    kim = a_leader("Kim", a_unit("kitchen", under=a_company()))
    case = an_open_case(a_channel(desk, slug="people-desk"), at=NOW, words=LETTER)
    a_point(case, by=vi, at=NOW)
    elsewhere = a_unit("elsewhere", under=a_company())
    a_writer("Olga", unit=elsewhere)
    services.hand_point_over(case=case, number=1, desk=elsewhere, word="Please look.", by=vi, at=NOW)
    asked = an_inquiry(case, kim.postings.get().unit, by=vi, at=NOW, shows=Shown(whole=True))
    by_name = an_inquiry(case, person=kim, by=vi, at=NOW)
    hurt = an_open_case(a_channel(desk, slug="hurt"), at=NOW, words="I fell.", email="f@example.com")
    mark = a_mark_of_harm(Voice.objects.get(pk=hurt.voice_id), at=NOW)
    hana = a_writer("Hana", unit=desk)
    assert (case.owner, "My pay was short" in titles(vi), told(mark.pk)) == (vi, True, ["Boss"])

    kept(desk)

    case.refresh_from_db()
    assert (case.owner, Point.objects.get().state) == (hana, terms.PointState.OPEN)
    assert (titles(vi), "My pay was short" in titles(hana)) == ([], True)
    assert (reading(asked.pk), reading(by_name.pk)) == ([], ["Kim"])
    assert told(mark.pk) == ["Hana"]
    holds = {each.unit.code: set(each.holds) for each in selectors.harm_plans_kept(viewer=HOUSE)}
    assert (holds[a_company().code], holds[desk.code]) == ({terms.Harm.INJURY}, set())
    assert selectors.points_handed_to(viewer=vi) == []
    assert [each.asked for each in selectors.inquiry_figures(viewer=vi, at=NOW)] == []
    assert list(selectors.cases_seen(viewer=vi).items) == []


def test_whoever_still_owns_what_they_may_not_read_is_told_of_none_of_it(desk: Unit) -> None:
    """Between the loss of a power and the hour in which their cases are passed on."""
    hana = a_writer("Hana", unit=desk)
    an_open_case(a_channel(desk, slug="people-desk"), at=NOW, words=LETTER)
    kept(desk)
    had = titles(hana)

    for grant in hana.grants.all():
        people.end_grant(grant=grant, on=LONG_AGO.date() + timedelta(days=9), by=HOUSE, at=NOW)

    assert (had, titles(hana)) == (["My pay was short"], [])


def test_no_part_of_it_goes_to_others_but_to_somebody_by_name(desk: Unit, case: Case) -> None:
    hana = a_person("Hana", *all_powers(), unit=desk)
    kitchen, laundry = (a_unit(code, under=a_company()) for code in ("kitchen", "laundry"))
    kim = a_leader("Kim", laundry)
    boss = a_leader("Boss", a_company())
    a_writer("Cook", unit=kitchen)
    both = a_person("Bo", *all_powers(), unit=desk)
    for grant in hana.grants.all():
        people.grant(person=both, role=grant.role, unit=kitchen, from_on=NOW.date(), by=HOUSE, at=NOW)
    kept(desk)
    other = an_open_case(a_channel(kitchen, slug="kitchen"), at=NOW, email="elena@example.com")
    a_point(case, by=hana, at=NOW)

    with pytest.raises(services.CannotAnswerHere):
        services.hand_point_over(case=case, number=1, desk=kitchen, word="Yours?", by=hana, at=NOW)
    with pytest.raises(services.AskByName):
        an_inquiry(case, laundry, by=hana, at=NOW)
    asked = an_inquiry(case, person=kim, by=hana, at=NOW, shows=Shown(whole=True))
    with pytest.raises(services.AskByName):
        services.hand_inquiry_on(key=asked.pk, unit=a_company(), reason="Hers.", by=kim, at=NOW)
    with pytest.raises(services.CannotMerge):
        services.merge(case=case, into=other.pk, by=both, at=NOW)
    foreseen = selectors.merge_foreseen(viewer=both, number=other.pk, other=case.pk)
    services.call_on_late(by=HOUSE, at=asked.due_at.replace(year=2027))
    services.keep_readers(at=NOW)

    assert foreseen.barred is not None
    assert foreseen.barred.why is terms.MergeBar.APART
    assert reading(asked.pk) == ["Kim"]
    assert selectors.receivers_of_points(case=case).desks == []
    assert selectors.who_is_told(unit=desk.pk, kind=terms.Harm.INJURY, on=NOW.date()).now[0][0] in (hana, both)
    assert titles(boss) == []


def test_the_employee_a_voice_is_about_does_not_read_it_there(desk: Unit) -> None:
    host = a_person("Host", unit=desk)
    a_voice_about(host, a_personal_channel(desk), 3, at=NOW, words="He was kind.")
    before = len(voice.said_about(person=host, viewer=host).items)

    kept(desk)

    assert (before, voice.said_about(person=host, viewer=host).items) == (1, ())
