"""Each matter of a voice is answered, declined or handed over; no letter leaves one open without a word."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines import mail
from servewell.engines.mail import outboxes
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Case, Delivery, LedgerLine, Point
from servewell.rooms.cases.selectors import Deed, Filters, Left, Shelf
from servewell.rooms.cases.terms import PointKind, PointState
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.models import Customer
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person
from servewell.rooms.voice import selectors as voice
from tests.builders import (
    a_channel,
    a_company,
    a_person,
    a_point,
    a_policy,
    a_unit,
    a_voice,
    a_writer,
    an_open_case,
    mail_settings,
)
from tests.builders.harms import a_mark_of_harm, named_for_harm

pytestmark = pytest.mark.django_db
LETTER = "The shower was cold.\n\nWho pays for\nthe taxi? Your porter was kind."


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    return a_writer("Ann")


@pytest.fixture
def case(ann: Person, now: datetime) -> Case:
    return an_open_case(at=now, words=LETTER)


def points(case: Case) -> list[tuple[int, str, str, str]]:
    words = voice.spoken(voice=case.voice_id, viewer=HOUSE)
    found = selectors.points_of(case=case, words=words)
    return [(each.point.number, each.point.kind, each.point.state, each.words) for each in found]


def stages(case: Case) -> list[str]:
    begun = (terms.RECEIVED, terms.OPENED, terms.ASSIGNED)
    lines = LedgerLine.objects.filter(case=case).order_by("pk").values_list("stage", flat=True)
    return [stage for stage in lines if stage not in begun]


def test_a_point_is_bound_to_the_customers_words_and_takes_none_of_them_along(
    ann: Person, case: Case, now: datetime
) -> None:
    a_point(case, "The shower was cold", by=ann, at=now)
    a_point(case, " who pays for the taxi? ".replace("who", "Who"), kind=PointKind.QUESTION, by=ann, at=now)

    assert points(case) == [
        (1, "complaint", "open", "The shower was cold"),
        (2, "question", "open", "Who pays for\nthe taxi?"),
    ]  # fmt: skip
    assert stages(case) == [terms.POINT_MARKED] * 2
    assert "shower" not in str(list(LedgerLine.objects.filter(case=case).values_list("detail", flat=True)))


def test_only_what_the_customer_said_is_a_point_and_only_once(ann: Person, case: Case, now: datetime) -> None:
    a_point(case, "cold", by=ann, at=now)

    for passage, refused in (
        ("The shower was warm", services.NotInTheLetter),
        ("  ", services.NothingWritten),
        ("cold", services.MarkedAlready),
    ):
        with pytest.raises(refused):
            a_point(case, passage, by=ann, at=now)
    assert [number for number, *_ in points(case)] == [1]


def test_an_item_answered_low_is_a_point_and_one_answered_high_is_none(ann: Person, now: datetime) -> None:
    said = a_voice(a_channel(), 1, at=now, words="", email="a@example.com", respect=1, communication=5)
    case = selectors.case_of_voice(voice=said.pk, viewer=HOUSE)

    services.mark_point(case=case, kind=PointKind.COMPLAINT, item="respect", by=ann, at=now)

    assert [(point.item, point.text, bool(point.title)) for point in Point.objects.all()] == [("respect", None, True)]
    with pytest.raises(services.MarkedAlready):
        services.mark_point(case=case, kind=PointKind.COMPLAINT, item="respect", by=ann, at=now)
    with pytest.raises(services.NotInTheLetter):
        services.mark_point(case=case, kind=PointKind.COMPLAINT, item="communication", by=ann, at=now)


def test_no_letter_leaves_while_a_point_is_open_and_nobody_says_why(ann: Person, case: Case, now: datetime) -> None:
    a_point(case, "The shower was cold", by=ann, at=now)
    a_point(case, "Who pays for the taxi?", by=ann, at=now)

    with pytest.raises(services.PointsStillOpen) as refused:
        services.answer(case=case, text="We mended the shower.", points=[1], by=ann, at=now)
    nothing_left = selectors.is_on_its_way(case=case)
    services.answer(
        case=case,
        text="We mended the shower.",
        points=[1],
        why_open="The taxi firm has not replied.",
        by=ann,
        at=now,
    )

    assert (refused.value.points, nothing_left) == ((2,), False)
    assert [state for _, _, state, _ in points(case)] == ["answered", "open"]
    assert stages(case)[2:] == [terms.ANSWER_WRITTEN, terms.POINTS_ANSWERED, terms.POINTS_LEFT]


def test_a_point_is_declined_or_handed_over_with_a_word_and_taken_up_again(
    ann: Person, case: Case, now: datetime
) -> None:
    bob = a_writer("Bob")
    for passage in ("The shower was cold", "Who pays for the taxi?", "Your porter was kind"):
        a_point(case, passage, by=ann, at=now)

    services.decline_point(case=case, number=1, reason="It was turned off by the guest.", by=ann, at=now)
    services.hand_point_over(case=case, number=2, to=bob, word="Please ask the taxi company.", by=ann, at=now)
    services.unmark_point(case=case, number=3, by=ann, at=now)
    settled = [state for _, _, state, _ in points(case)]
    services.answer(case=case, text="About the shower and the taxi.", by=ann, at=now)
    services.reopen_point(case=case, number=1, by=ann, at=now)

    assert settled == ["declined", "handed-over"]
    assert [state for _, _, state, _ in points(case)] == ["open", "handed-over"]
    for deed in (services.unmark_point, services.reopen_point):
        with pytest.raises((services.PointIsSettled, selectors.NoSuchPoint)):
            deed(case=case, number=3, by=ann, at=now)
    with pytest.raises(services.PointIsSettled):
        services.decline_point(case=case, number=2, reason="No.", by=ann, at=now)
    with pytest.raises(services.NothingWritten):
        services.decline_point(case=case, number=1, reason=" ", by=ann, at=now)


def test_a_point_at_another_desk_keeps_the_clock_of_its_case_and_comes_back_with_what_was_done(
    ann: Person, case: Case, now: datetime
) -> None:
    spa = a_unit("spa", under=a_company())
    eve, stranger = a_writer("Eve", unit=spa), a_writer("Zed", unit=a_unit("bar", under=a_company()))
    point = a_point(case, "The shower was cold", by=ann, at=now)
    services.hand_point_over(case=case, number=1, desk=spa, word="Is it mended?", by=ann, at=now)

    waits = selectors.points_handed_to(viewer=eve)
    at_hand = selectors.at_hand(viewer=eve, at=now)
    todo = selectors.todo_points(waiting=at_hand.points)
    with pytest.raises(selectors.NoSuchPoint):
        services.finish_point(key=point.pk, outcome="Yes.", by=stranger, at=now)
    services.finish_point(key=point.pk, outcome="Yes, on Monday.", by=eve, at=now)

    assert [(each.seen.words, each.due_at, each.may_see) for each in waits] == [
        ("The shower was cold", case.due_at, False)
    ]
    assert [(each.title, each.path) for each in todo] == [("1 point waits for you", "/cases/points")]
    assert selectors.points_handed_to(viewer=stranger) == selectors.points_handed_to(viewer=eve) == []
    done = Point.objects.get()
    assert (done.state, done.outcome, done.desk) == ("done", "Yes, on Monday.", spa)
    with pytest.raises(services.PointIsSettled):
        services.give_point_back(key=point.pk, reason="Too late.", by=eve, at=now)


def test_what_nobody_could_deal_with_is_open_again(ann: Person, case: Case, now: datetime) -> None:
    bob = a_writer("Bob")
    point = a_point(case, "The shower was cold", by=ann, at=now)
    services.hand_point_over(case=case, number=1, to=bob, word="Ask.", by=ann, at=now)
    services.give_point_back(key=point.pk, reason="I do not know them.", by=bob, at=now)
    back = points(case)
    services.hand_point_over(case=case, number=1, to=bob, word="Ask.", by=ann, at=now)
    kept = services.bring_points_back(by=HOUSE, at=now)
    people.leave(person=bob, on=now.date() - timedelta(days=1), by=HOUSE, at=now)
    again = services.bring_points_back(by=HOUSE, at=now)

    assert (back[0][2], kept, again, points(case)[0][2]) == ("open", 0, 0, "open")
    assert stages(case)[-1] == terms.POINT_LEFT_BEHIND


def test_a_point_of_a_desk_where_nobody_answers_any_more_is_open_again(now: datetime) -> None:
    a_policy()
    inn, spa = a_unit("inn", under=a_company()), a_unit("spa", under=a_company())
    bob, eve = a_writer("Bob", unit=inn), a_writer("Eve", unit=spa)
    case = an_open_case(a_channel(inn, slug="inn"), at=now, words=LETTER)
    a_point(case, "The shower was cold", by=bob, at=now)
    services.hand_point_over(case=case, number=1, desk=spa, word="Is it mended?", by=bob, at=now)
    kept = services.bring_points_back(by=HOUSE, at=now)

    people.leave(person=eve, on=now.date() - timedelta(days=1), by=HOUSE, at=now)
    with_the_leaver = points(case)[0][2]
    again = services.bring_points_back(by=HOUSE, at=now)

    assert (kept, with_the_leaver, again) == (0, "open", 0)
    last = LedgerLine.objects.filter(case=case).latest("pk")
    assert (last.stage, last.detail) == (terms.POINT_LEFT_BEHIND, {"desk": "Spa", "point": 1})


def test_a_point_goes_only_where_customers_are_answered(ann: Person, case: Case, now: datetime) -> None:
    empty, reader = a_unit("empty", under=a_company()), a_person("Lee", rules.SEE)
    a_point(case, "The shower was cold", by=ann, at=now)

    for to, desk in ((reader, None), (None, a_company()), (None, None), (ann, empty)):
        with pytest.raises(services.CannotAnswerHere):
            services.hand_point_over(case=case, number=1, to=to, desk=desk, word="Ask.", by=ann, at=now)
    for deed in (services.unmark_point, services.reopen_point):
        with pytest.raises(NotAllowed):
            deed(case=case, number=1, by=reader, at=now)


def test_what_a_refused_letter_was_to_answer_is_open_until_the_same_words_leave_again(
    ann: Person, case: Case, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*, server: mail.Server, letter: mail.Letter) -> mail.Outcome:
        return mail.Refused(code=550, reply="no", is_permanent=True)

    settings.MAIL = mail_settings(25)
    monkeypatch.setattr(outboxes, "hand_over", refuse)
    a_point(case, "The shower was cold", by=ann, at=now)
    services.answer(case=case, text="We mended it.", points=[1], by=ann, at=now)
    answered = points(case)[0][2]
    delivery = Delivery.objects.get()
    services.hand_over(delivery=delivery.pk, at=now)
    refused = points(case)[0][2]
    services.send_again(delivery=delivery, reason="Their mailbox was full.", by=ann, at=now)

    assert [answered, refused, points(case)[0][2]] == ["answered", "open", "answered"]


def test_a_case_is_not_closed_silently_with_an_open_point(ann: Person, now: datetime) -> None:
    case = an_open_case(at=now, words=LETTER, email="")
    a_point(case, "The shower was cold", by=ann, at=now)
    together = selectors.foreseen(viewer=ann, cases=selectors.cases_numbered(numbers=[case.pk]), deed=Deed.CLOSE)

    with pytest.raises(services.PointsStillOpen):
        services.close(case=case, reason="We spoke to them.", by=ann, at=now)
    services.close(case=case, reason="We spoke to them.", leaves_points=True, by=ann, at=now)

    assert together.why == {case.pk: Left.POINTS_OPEN}
    assert stages(case)[-2:] == [terms.CASE_CLOSED, terms.POINTS_LEFT]


def test_cases_are_listed_by_what_is_open_and_what_is_with_others(ann: Person, now: datetime) -> None:
    channel, bob = a_channel(), a_writer("Bob")
    plain, left, given = (an_open_case(channel, at=now, email=f"{n}@example.com", words=LETTER) for n in range(3))
    a_point(left, "The shower was cold", by=ann, at=now)
    a_point(given, "The shower was cold", by=ann, at=now)
    services.hand_point_over(case=given, number=1, to=bob, word="Ask.", by=ann, at=now)

    def listed(state: PointState | None) -> list[int]:
        page = selectors.cases_seen(viewer=ann, shelf=Shelf.OPEN, filters=Filters(points=state))
        return [case.number for case in page.items]

    assert (listed(PointState.OPEN), listed(PointState.HANDED_OVER)) == ([left.pk], [given.pk])
    assert listed(None) == [plain.pk, left.pk, given.pk]


def test_points_go_with_their_customer(ann: Person, case: Case, now: datetime) -> None:
    bob = a_writer("Bob")
    for passage in ("The shower was cold", "Who pays for the taxi?"):
        a_point(case, passage, by=ann, at=now)
    services.hand_point_over(case=case, number=1, to=bob, word="Ask Elena.", by=ann, at=now)

    customers.erase_for_host(
        customer=Customer.objects.get(pk=case.voice.customer_id), why=customer_terms.ERASURES[0][0], closes_cases=True,
        at=now,
    )  # fmt: skip

    assert points(case) == [(1, "complaint", "gone", ""), (2, "complaint", "gone", "")]
    assert "Elena" not in str(list(LedgerLine.objects.values_list("detail", flat=True)) + list(Point.objects.values()))
    assert selectors.points_handed_to(viewer=bob) == []


@pytest.mark.parametrize("many", [1, 3])
def test_what_was_handed_to_somebody_costs_as_many_queries_however_much_it_is(
    many: int, ann: Person, now: datetime
) -> None:
    channel, bob = a_channel(), a_writer("Bob")
    for number in range(many):
        case = an_open_case(channel, at=now, email=f"{number}@example.com", words=LETTER)
        a_point(case, "The shower was cold", by=ann, at=now)
        services.hand_point_over(case=case, number=1, to=bob, word="Ask.", by=ann, at=now)

    with CaptureQueriesContext(connection) as seen:
        found = selectors.points_handed_to(viewer=bob)

    assert (len(found), len(seen)) == (many, 4)


def test_no_part_of_what_few_may_read_goes_to_others_and_what_went_comes_back(
    ann: Person, case: Case, now: datetime
) -> None:
    """From a desk, and from a writer who may not know of it; who may, keeps it."""
    spa, bob, ida = a_unit("spa", under=a_company()), a_writer("Bob"), a_writer("Ida")
    eve = a_writer("Eve", unit=spa)
    named_for_harm(ida)
    for number, passage in enumerate(("The shower was cold", "taxi", "porter", "kind"), start=1):
        a_point(case, passage, by=ann, at=now)
        to: dict[str, Any] = {1: {"desk": spa}, 2: {"to": bob}, 3: {"to": ida}}.get(number, {})
        if to:
            services.hand_point_over(case=case, number=number, word="Ask.", by=ann, at=now, **to)

    a_mark_of_harm(case.voice, at=now)

    with pytest.raises(services.CannotAnswerHere):
        services.hand_point_over(case=case, number=4, desk=spa, word="Ask.", by=ann, at=now)
    assert [selectors.points_handed_to(viewer=who) for who in (eve, bob)] == [[], []]
    assert [selectors.at_hand(viewer=who, at=now).points for who in (eve, ida)] == [0, 1]
    assert selectors.point_of(case=case, number=1).words == ""
    assert [state for _, _, state, _ in points(case)] == ["open", "open", "handed-over", "open"]
    told = LedgerLine.objects.filter(case=case, stage=terms.POINT_BROUGHT_BACK).order_by("pk")
    assert [line.detail for line in told] == [{"desk": "Spa", "point": 1}, {"name": "Bob", "point": 2}]
    assert services.bring_points_back(by=HOUSE, at=now) == 0


def test_no_point_is_marked_in_a_letter_that_is_answered_or_hidden_meanwhile(
    ann: Person, case: Case, now: datetime
) -> None:
    bob = a_writer("Bob")
    services.answer(case=case, text="We mended the shower.", by=ann, at=now)
    with pytest.raises(services.AlreadyAnswered):
        a_point(case, "taxi", by=bob, at=now)

    hidden = an_open_case(case.voice.channel, at=now, email="x@example.com", words=LETTER)
    a_mark_of_harm(hidden.voice, at=now)
    stranger = bob if hidden.owner_id != bob.pk else ann
    with pytest.raises(selectors.NoSuchCase):
        a_point(hidden, "taxi", by=stranger, at=now)
    assert not Point.objects.exists()
