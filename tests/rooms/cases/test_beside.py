"""What colleagues tell each other about a case, and what is seen beside it: who may, who sees, what is erased."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from servewell.base import today
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Case, LedgerLine, Note, Tie
from servewell.rooms.people.models import Person
from tests.builders import a_channel, a_company, a_person, a_policy, a_unit, a_writer, an_open_case
from tests.house import save_guard

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    return a_writer("Ann")


def test_a_note_is_for_colleagues_and_goes_with_the_customer(ann: Person, now: datetime) -> None:
    case = an_open_case(at=now)
    lee, stranger = a_person("Lee", rules.SEE), a_writer("Sue", unit=a_unit("elsewhere", under=a_company()))
    for who in (lee, stranger):
        with pytest.raises(NotAllowed):
            services.note(case=case, text="Mine.", by=who, at=now)
    for text, why in ((" \n ", services.NothingWritten), ("x" * 5001, services.TooLong)):
        with pytest.raises(why):
            services.note(case=case, text=text, by=ann, at=now)

    services.note(case=case, text=" The lift was out. ", by=ann, at=now)
    services.note(case=case, text="IT confirms it.", by=ann, at=now + MINUTE)

    written = [(note.name, note.text, note.saved_at) for note in selectors.writing(viewer=ann, case=case, at=now).notes]
    assert written == [("Ann", "The lift was out.", now), ("Ann", "IT confirms it.", now + MINUTE)]
    assert "lift" not in str(list(LedgerLine.objects.filter(case=case).values_list("detail", flat=True)))
    services.erase_with(customers=[case.voice.customer_id or 0], closes_cases=True, by=HOUSE, at=now)
    assert list(Note.objects.values_list("text", flat=True)) == ["", ""]


def test_a_word_goes_with_a_case_that_is_handed_over_and_is_erased_with_it(ann: Person, now: datetime) -> None:
    case, bob = an_open_case(at=now), a_writer("Bob")
    with pytest.raises(services.TooLong):
        services.assign(case=case, to=bob, by=ann, at=now, word="x" * 501)

    services.assign(case=case, to=bob, by=ann, at=now, word=" You know the hotel. ")

    last = LedgerLine.objects.filter(case=case).latest("pk")
    assert (last.stage, last.detail["name"], last.detail["reason"]) == (terms.ASSIGNED, "Bob", "You know the hotel.")
    services.erase_with(customers=[case.voice.customer_id or 0], closes_cases=True, by=HOUSE, at=now)
    assert LedgerLine.objects.get(pk=last.pk).detail["reason"] == ""


def test_who_writes_just_now_is_named_and_nobody_reads_their_draft(ann: Person, now: datetime) -> None:
    case, bob, eva = an_open_case(at=now), a_writer("Bob"), a_writer("Eva")
    services.save_draft(case=case, text="Dear Elena", by=ann, at=now)
    services.save_draft(case=case, text="Hello", by=bob, at=now - 9 * MINUTE)
    services.save_draft(case=case, text="Old", by=eva, at=now - 11 * MINUTE)

    anns, evas = (selectors.writing(viewer=who, case=case, at=now) for who in (ann, eva))

    assert (anns.own and anns.own.text, anns.others) == ("Dear Elena", ["Bob"])
    assert (evas.own and evas.own.text, evas.others) == ("Old", ["Ann", "Bob"])


def near(viewer: Person, case: Case, person: int | None = None) -> list[tuple[int, bool]]:
    return [(each.number, each.is_tied) for each in selectors.near_cases(viewer=viewer, case=case, person=person)]


def test_two_cases_are_tied_once_seen_from_both_and_untied_again(
    ann: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = a_channel()
    first, second, third = (an_open_case(channel, at=now, email=f"{n}@example.com") for n in range(3))
    sue = a_writer("Sue", unit=a_unit("elsewhere", under=a_company()))
    far = an_open_case(a_channel(sue.postings.get().unit, slug="far"), at=now, email="far@example.com")

    services.tie(case=second, other=first.pk, by=ann, at=now)
    services.tie(case=first, other=far.pk, by=ann, at=now)

    assert (near(ann, first), near(ann, second), near(ann, third)) == (
        [(far.pk, True), (second.pk, True)], [(first.pk, True)], [],
    )  # fmt: skip
    assert near(sue, far) == []  # she does not see the case that it is tied to
    for case, other, by, why in (
        (first, second.pk, ann, services.CannotTie),
        (first, first.pk, ann, services.CannotTie),
        (first, 10**12, ann, selectors.NoSuchCase),
        (far, first.pk, sue, selectors.NoSuchCase),
        (first, third.pk, sue, NotAllowed),
    ):
        with pytest.raises(why):
            services.tie(case=case, other=other, by=by, at=now)
    with pytest.raises(services.NotTied):
        services.untie(case=second, other=third.pk, by=ann, at=now)

    services.untie(case=first, other=second.pk, by=ann, at=now)
    assert near(ann, second) == []
    said = LedgerLine.objects.filter(case=second, stage__in=(terms.TIED, terms.UNTIED)).order_by("pk")
    assert [(line.stage, line.detail["case_number"]) for line in said] == [
        (terms.TIED, first.pk), (terms.UNTIED, first.pk),
    ]  # fmt: skip
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    with pytest.raises(IntegrityError, match="a_tie_begins_at_the_lower"), transaction.atomic():
        Tie.objects.bulk_create([Tie(case=second, other=first)])


def test_earlier_cases_of_the_person_stand_beside_as_far_as_they_are_seen(ann: Person, now: datetime) -> None:
    here, hotel = a_channel(slug="here"), a_unit("hotel", under=a_company())
    earlier = an_open_case(here, at=now - 3 * MINUTE, words="The first time.")
    case = an_open_case(here, at=now, words="Once more.")
    below = an_open_case(a_channel(hotel, slug="there"), at=now, words="And there.")
    an_open_case(here, at=now, email="other@example.com")
    sue = a_writer("Sue", unit=hotel)

    anns = selectors.story_for(viewer=ann, number=case.pk).who.person
    sues = selectors.story_for(viewer=sue, number=below.pk).who.person

    assert near(ann, case, anns) == [(below.pk, False), (earlier.pk, False)]
    assert (sues, near(sue, below, sues)) == (None, [])  # a contact that was only left there shows her nobody
    assert near(ann, case) == []
