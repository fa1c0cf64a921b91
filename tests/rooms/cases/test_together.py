"""One deed for many cases, and lists that are kept: who may, what stays as it is and why, and one transaction."""

from datetime import datetime

import pytest
from django.db import DatabaseError

from servewell.base import bus, today
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.events import CasesAssigned, CasesClosed
from servewell.rooms.cases.models import Case, LedgerLine, SavedView
from servewell.rooms.cases.selectors import Deed, Left
from servewell.rooms.people.models import Person
from tests.builders import a_channel, a_company, a_person, a_policy, a_unit, a_writer, an_open_case
from tests.builders.cases import a_shared_view

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> list[bus.Event]:
    """What is announced."""
    heard: list[bus.Event] = []
    announce = bus.announce
    monkeypatch.setattr(today, "now", lambda: now)
    monkeypatch.setattr(bus, "announce", lambda event: (heard.append(event), announce(event))[1])
    return heard


@pytest.fixture
def cases(now: datetime) -> dict[str, Case]:
    """Of the company and of one hotel, open before anybody could answer; ``far`` has no address."""
    company = a_company()
    a_policy(company)
    here, there = a_channel(company, slug="here"), a_channel(a_unit("hotel", under=company), slug="there")
    return {
        "mine": an_open_case(here, at=now, email="a@example.com"),
        "his": an_open_case(here, at=now, email="b@example.com"),
        "hotels": an_open_case(there, at=now, email="c@example.com"),
        "silent": an_open_case(here, at=now, email=""),
        "closed": an_open_case(here, at=now, email=""),
    }


def state_of(case: Case) -> tuple[str, str | None]:
    now = Case.objects.select_related("owner").get(pk=case.pk)
    return now.state, now.owner.name if now.owner else None


def test_what_was_foreseen_is_done_and_the_rest_says_why(
    cases: dict[str, Case], told: list[bus.Event], now: datetime
) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob", unit=cases["hotels"].unit)
    services.close(case=cases["closed"], reason="Called.", by=ann, at=now)
    services.assign(case=cases["hotels"], to=bob, by=bob, at=now)
    told.clear()
    numbers = [case.pk for case in cases.values()] + [10**12]

    seen = selectors.foreseen(viewer=ann, cases=selectors.cases_numbered(numbers=numbers), deed=Deed.ASSIGN, to=bob)
    done = services.assign_together(cases=numbers, to=bob, by=ann, at=now)
    taken = services.assign_together(cases=numbers, to=ann, by=ann, at=now)

    here = [cases[name].pk for name in ("mine", "his", "silent")]
    assert (seen.takes, seen.why) == ([], dict(done.left))
    assert done.left == {
        **dict.fromkeys(here, Left.THEY_MAY_NOT),
        cases["hotels"].pk: Left.THEIRS_ALREADY,
        cases["closed"].pk: Left.DONE,
    }
    assert (sorted(taken.done), taken.left) == (sorted([*here, cases["hotels"].pk]), {cases["closed"].pk: Left.DONE})
    assert told == [CasesAssigned(at=now, cases=tuple(sorted(taken.done)))]
    last = LedgerLine.objects.filter(case=cases["hotels"]).latest("pk")
    assert (last.stage, last.actor, last.detail["name"]) == (terms.ASSIGNED, ann.actor_key, "Ann")
    recorded = Entry.objects.filter(deed="cases.assign_together")
    assert sorted(recorded.values_list("thing", flat=True)) == [f"cases.case:{each}" for each in sorted(taken.done)]


def test_only_whom_no_letter_reaches_are_closed_together(
    cases: dict[str, Case], told: list[bus.Event], now: datetime
) -> None:
    ann = a_writer("Ann")
    told.clear()
    numbers = [cases[name].pk for name in ("mine", "silent", "closed")]
    for reason, why in (("  ", services.NothingWritten), ("x" * 501, services.TooLong)):
        with pytest.raises(why):
            services.close_together(cases=numbers, reason=reason, by=ann, at=now)

    done = services.close_together(cases=numbers, reason=" Told the hotel. ", by=ann, at=now)

    assert (list(done.done), done.left) == (numbers[1:], {cases["mine"].pk: Left.CAN_BE_REACHED})
    assert [state_of(cases[name])[0] for name in ("mine", "silent", "closed")] == ["open", "closed", "closed"]
    assert told == [CasesClosed(at=now, cases=tuple(numbers[1:]))]
    assert LedgerLine.objects.filter(stage=terms.CASE_CLOSED, detail__reason="Told the hotel.").count() == 2


def test_nobody_does_to_many_what_they_may_not_do_to_one(cases: dict[str, Case], now: datetime) -> None:
    hotel = cases["hotels"].unit
    sue = a_writer("Sue", unit=hotel)
    lee = a_person("Lee", rules.SEE)
    answers_only = a_person("Max", rules.SEE, rules.ANSWER)
    numbers = [case.pk for case in cases.values()]

    for who, to in ((lee, lee), (lee, sue), (answers_only, sue)):
        with pytest.raises(NotAllowed):
            services.assign_together(cases=numbers, to=to, by=who, at=now)
    with pytest.raises(NotAllowed):
        services.close_together(cases=numbers, reason="No.", by=lee, at=now)
    hers = services.assign_together(cases=numbers, to=sue, by=sue, at=now)

    # what she does not see is not even named
    assert (list(hers.done), hers.left) == ([cases["hotels"].pk], {})
    assert [state_of(case) for case in cases.values()] == [
        ("open", None), ("open", None), ("open", "Sue"), ("open", None), ("open", None),
    ]  # fmt: skip


def test_all_of_it_happens_or_nothing(cases: dict[str, Case], now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = a_writer("Ann")

    def breaks(*_: object, **__: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(LedgerLine.objects, "bulk_create", breaks)
    with pytest.raises(DatabaseError):
        services.assign_together(cases=[case.pk for case in cases.values()], to=ann, by=ann, at=now)

    assert {state_of(case) for case in cases.values()} == {("open", None)}


def names(viewer: Person) -> list[tuple[str, bool]]:
    return [(view.name, view.may_change) for view in selectors.views_for(viewer=viewer)]


def test_a_list_is_kept_for_oneself_or_for_all_who_see_the_unit(now: datetime) -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    shared = a_shared_view(hotel, at=now)
    lead, ann = a_writer("Lea"), a_person("Ann", rules.SEE, rules.ANSWER, unit=hotel)
    elsewhere = a_writer("Eva", unit=a_unit("elsewhere", under=company))
    own = services.save_view(name="  My   Spanish ones ", query="language=es", unit=None, by=ann, at=now)

    assert {each.name: names(each) for each in (ann, lead, elsewhere)} == {
        "Ann": [("Late ones", False), ("My Spanish ones", True)],
        "Lea": [("Late ones", True)],
        "Eva": [],
    }
    for who, number in ((ann, shared.pk), (elsewhere, shared.pk), (lead, own.pk), (ann, 10**12)):
        with pytest.raises(selectors.NoSuchView):
            services.rename_view(number=number, name="X", by=who, at=now)
        with pytest.raises(selectors.NoSuchView):
            services.remove_view(number=number, by=who, at=now)
    with pytest.raises(NotAllowed):
        services.save_view(name="For all", query="", unit=hotel.pk, by=ann, at=now)
    with pytest.raises(NotAllowed):
        services.save_view(name="Mine", query="", unit=None, by=a_person("None"), at=now)

    services.rename_view(number=shared.pk, name="Overdue", by=lead, at=now)
    services.remove_view(number=own.pk, by=ann, at=now)
    assert [(view.name, view.query) for view in SavedView.objects.all()] == [("Overdue", "due=overdue")]


def test_a_kept_list_has_a_name_of_its_own(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    first = services.save_view(name="Late", query="", unit=None, by=ann, at=now)
    services.save_view(name="Late", query="", unit=None, by=bob, at=now)
    other = services.save_view(name="Late", query="", unit=a_company().pk, by=ann, at=now)

    with pytest.raises(services.NameIsTaken):
        services.save_view(name=" Late", query="", unit=None, by=ann, at=now)
    with pytest.raises(services.NameIsTaken):
        services.save_view(name="Late", query="", unit=a_company().pk, by=bob, at=now)
    for name in ("", "  ", "x" * 61):
        with pytest.raises(services.NoName):
            services.rename_view(number=first.pk, name=name, by=ann, at=now)
    with pytest.raises(services.TooLong):  # a question that is cut asks for something else
        services.save_view(name="Long", query="q=" + "x" * 1499, unit=None, by=ann, at=now)
    monkeypatch.setattr(terms, "MOST_VIEWS", 1)
    with pytest.raises(services.TooManyViews):
        services.save_view(name="Another", query="", unit=None, by=ann, at=now)
    assert (first.unit, other.unit) == (None, a_company())
    assert Entry.objects.filter(deed="cases.save_view", actor=HOUSE.actor_key).count() == 0
