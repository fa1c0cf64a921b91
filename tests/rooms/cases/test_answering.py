"""Who answers, what is refused in which words, and that nobody's draft is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.models import Entry
from servewell.base.paging import Page
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.todo import Todo
from servewell.rooms.cases import jobs, rules, selectors, services, terms
from servewell.rooms.cases.models import Answer, Case, Delivery, Draft, LedgerLine
from servewell.rooms.cases.services import answering
from servewell.rooms.people import services as people
from tests.builders import (
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_unit,
    a_voice,
    a_waiting_answer,
    a_writer,
    an_open_case,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(now: datetime) -> Case:
    a_policy()
    return an_open_case(at=now)


def numbers(page: "Page[selectors.SeenCase]") -> list[int]:
    return [row.number for row in page.items]


def last_line(case: Case) -> int:
    return selectors.ledger_of(viewer=HOUSE, case=case)[-1].pk


def test_an_answer_waits_to_be_handed_over_and_the_case_stays_open(case: Case, now: datetime) -> None:
    ann = a_writer("Ann")
    services.save_draft(case=case, text="Dear Ms", by=ann, at=now)

    answer = services.answer(case=case, text="  Dear Ms Ruiz\n", by=ann, at=now)

    delivery = Delivery.objects.get()
    assert (answer.text, answer.language, answer.written_by) == ("Dear Ms Ruiz", "en", ann)
    assert (delivery.answer, delivery.recipient, delivery.state) == (answer, "elena@example.com", terms.WAITING)
    assert (Case.objects.get().state, Case.objects.get().owner) == (terms.OPEN, ann)
    assert Draft.objects.count() == 0
    written = Entry.objects.get(deed="cases.answer")
    assert (written.actor, written.detail) == (ann.actor_key, {"case": case.pk, "delivery": delivery.pk})


def test_only_a_writer_of_the_unit_answers(case: Case, now: datetime) -> None:
    elsewhere = a_unit("elsewhere", under=a_company())

    for outsider in (a_person("Lee", rules.SEE, rules.ASSIGN), a_writer("Far", unit=elsewhere)):
        with pytest.raises(NotAllowed):
            services.answer(case=case, text="Dear Ms Ruiz", by=outsider, at=now)
        with pytest.raises(NotAllowed):
            services.save_draft(case=case, text="Dear Ms Ruiz", by=outsider, at=now)
        with pytest.raises(NotAllowed):
            services.close(case=case, reason="Nothing to do", by=outsider, at=now)
    assert (Answer.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("  \n ", services.NothingWritten), ("a" * (terms.LONGEST_ANSWER + 1), services.TooLong)],
)
def test_an_answer_without_words_or_beyond_reading_is_refused(
    text: str, refusal: type[Exception], case: Case, now: datetime
) -> None:
    with pytest.raises(refusal):
        services.answer(case=case, text=text, by=a_writer(), at=now)
    assert Answer.objects.count() == 0


def test_of_two_writers_one_answers_and_the_other_keeps_the_draft(case: Case, now: datetime) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    for writer in (ann, bob):
        services.save_draft(case=case, text=f"{writer.name}'s words", by=writer, at=now)
    services.answer(case=case, text="Ann's words", by=ann, at=now)

    with pytest.raises(services.AlreadyAnswered):
        services.answer(case=case, text="Bob's words", by=bob, at=now)

    assert [answer.text for answer in Answer.objects.all()] == ["Ann's words"]
    assert [(draft.writer, draft.text) for draft in Draft.objects.all()] == [(bob, "Bob's words")]


def test_in_the_same_instant_the_database_lets_one_answer_through(
    case: Case, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    monkeypatch.setattr(answering, "_sensible", lambda *_: "elena@example.com")
    services.answer(case=case, text="Ann's words", by=ann, at=now)

    with pytest.raises(services.AlreadyAnswered):
        services.answer(case=case, text="Bob's words", by=bob, at=now)
    assert [answer.text for answer in Answer.objects.all()] == ["Ann's words"]


def test_who_has_not_seen_the_latest_line_is_told(case: Case, now: datetime) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    seen = last_line(case)
    services.assign(case=case, to=bob, by=ann, at=now)

    with pytest.raises(services.NewSinceYouBegan):
        services.answer(case=case, text="Dear Ms Ruiz", by=ann, at=now, seen=seen)
    services.answer(case=case, text="Dear Ms Ruiz", by=ann, at=now, seen=last_line(case))
    assert Answer.objects.count() == 1


def test_a_customer_without_an_address_cannot_be_answered_and_the_case_is_closed_with_a_reason(now: datetime) -> None:
    a_policy()
    ann = a_writer()
    case = an_open_case(at=now, email="")

    with pytest.raises(services.NoWayToReach):
        services.answer(case=case, text="Dear guest", by=ann, at=now)
    with pytest.raises(services.NothingWritten):
        services.close(case=case, reason=" ", by=ann, at=now)
    services.close(case=case, reason="Told the front desk", by=ann, at=now)

    assert Case.objects.get().state == terms.CLOSED
    line = LedgerLine.objects.latest("pk")
    assert (line.stage, line.detail) == (terms.CASE_CLOSED, {"name": "Ann", "reason": "Told the front desk"})
    with pytest.raises(services.CaseIsDone):
        services.close(case=case, reason="Twice", by=ann, at=now)


def test_a_customer_who_can_be_reached_is_answered_not_closed(case: Case, now: datetime) -> None:
    with pytest.raises(services.CustomerCanBeReached):
        services.close(case=case, reason="No time", by=a_writer(), at=now)
    assert Case.objects.get().state == terms.OPEN


def test_a_save_that_arrives_after_the_writers_answer_revives_no_draft(case: Case, now: datetime) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    services.save_draft(case=case, text="Dear Ms", by=ann, at=now)
    services.answer(case=case, text="Dear Ms Ruiz", by=ann, at=now)

    late = services.save_draft(case=case, text="Dear Ms Ru", by=ann, at=now)
    services.save_draft(case=case, text="Hello", by=bob, at=now)

    assert late is None
    assert [(draft.writer, draft.text) for draft in Draft.objects.all()] == [(bob, "Hello")]


def test_whoever_answers_a_case_of_nobody_owns_it_and_the_ledger_says_so(now: datetime) -> None:
    a_policy()
    case = an_open_case(at=now)
    ann = a_writer("Ann")

    services.answer(case=case, text="Dear Ms Ruiz", by=ann, at=now)

    assert Case.objects.get().owner == ann
    lines = list(LedgerLine.objects.filter(case=case).order_by("pk").values_list("stage", "detail__name"))
    assert lines[2:] == [(terms.ASSIGNED, "Ann"), (terms.ANSWER_WRITTEN, "Ann")]


def test_a_fault_of_the_database_is_not_taken_for_a_second_answer(
    case: Case, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IntegrityError("another constraint")

    monkeypatch.setattr(answering, "new_delivery", broken)

    with pytest.raises(IntegrityError, match="another constraint"):
        services.answer(case=case, text="Dear Ms Ruiz", by=a_writer(), at=now)


def test_a_draft_is_lost_by_nobody_elses_save(case: Case, now: datetime) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    services.save_draft(case=case, text="Dear", by=ann, at=now)
    services.save_draft(case=case, text="Hello", by=bob, at=now)
    services.save_draft(case=case, text="Dear Ms Ruiz", by=ann, at=now + MINUTE)

    drafts = {writer.name: selectors.draft_of(viewer=writer, case=case) for writer in (ann, bob)}

    assert {name: draft and (draft.text, draft.saved_at) for name, draft in drafts.items()} == {
        "Ann": ("Dear Ms Ruiz", now + MINUTE),
        "Bob": ("Hello", now),
    }


def test_a_leader_hands_a_case_over_and_a_writer_takes_one(case: Case, now: datetime) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    lee = a_person("Lee", rules.SEE, rules.ASSIGN)
    taker = a_person("Tess", rules.SEE, rules.ANSWER)

    services.assign(case=case, to=ann, by=lee, at=now)
    services.assign(case=case, to=ann, by=lee, at=now)
    services.assign(case=case, to=taker, by=taker, at=now)

    assert Case.objects.get().owner == taker
    lines = LedgerLine.objects.filter(stage=terms.ASSIGNED).order_by("pk")
    assert [(line.actor, line.detail["name"]) for line in lines] == [
        (lee.actor_key, "Ann"),
        (taker.actor_key, "Tess"),
    ]
    with pytest.raises(NotAllowed):
        services.assign(case=case, to=bob, by=taker, at=now)
    with pytest.raises(services.CannotAnswerHere):
        services.assign(case=case, to=lee, by=ann, at=now)


def test_nobodys_case_leaves_with_them(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)
    a_policy()
    channel = a_channel()
    ann = a_writer("Ann", language="en")
    first, second, chinese = (
        an_open_case(channel, at=now, email=f"{n}@example.com", language=language)
        for n, language in enumerate(["en", "en", "zh-Hans"])
    )
    bob, tai = a_writer("Bob", language="en"), a_writer("Tai", language="zh-Hant")

    people.leave(person=ann, on=now.date() + timedelta(days=1), by=HOUSE, at=now)
    assert {case.owner for case in Case.objects.all()} == {ann}
    monkeypatch.setattr(today, "now", lambda: now + timedelta(days=1, hours=3))  # the last day is over everywhere
    jobs.pass_on_cases()

    owners = {case.pk: case.owner for case in Case.objects.select_related("owner")}
    assert owners == {first.pk: bob, second.pk: bob, chinese.pk: tai}
    lines = LedgerLine.objects.filter(case=chinese).order_by("pk")
    assert [(line.stage, line.detail.get("name")) for line in lines][2:] == [
        (terms.ASSIGNED, "Ann"),
        (terms.LEFT_BEHIND, "Ann"),
        (terms.ASSIGNED, "Tai"),
    ]
    for last in (tai, bob):
        people.leave(person=last, on=now.date(), by=HOUSE, at=now)
    assert numbers(selectors.cases_seen(viewer=HOUSE, shelf=selectors.Shelf.UNASSIGNED)) == sorted(owners)


@pytest.mark.parametrize("cases", [1, 3])
def test_looking_for_cases_to_pass_on_locks_nothing(cases: int, now: datetime) -> None:
    a_policy()
    channel, ann = a_channel(), a_writer("Ann")
    for number in range(cases):
        an_open_case(channel, at=now, email=f"{number}@example.com")

    with CaptureQueriesContext(connection) as seen:
        passed_on = services.pass_on(by=HOUSE, at=now)

    assert passed_on == []
    assert [query["sql"].split()[0] for query in seen] == ["SELECT"] * 3
    assert {case.owner for case in Case.objects.all()} == {ann}


def test_a_writer_may_give_a_case_to_whom_the_selector_names(case: Case) -> None:
    ann, bob = a_writer("Ann"), a_writer("Bob")
    a_writer("Far", unit=a_unit("elsewhere", under=a_company()))

    assert selectors.writers_for(viewer=ann, case=case) == [ann, bob]


def test_the_shelves_hold_each_case_where_it_belongs(now: datetime) -> None:
    a_policy()
    channel = a_channel()
    unassigned = an_open_case(channel, at=now)
    ann, bob = a_writer("Ann"), a_writer("Bob")
    hers, his = (an_open_case(channel, at=now, email=f"{n}@example.com") for n in range(2))
    closed = an_open_case(channel, at=now, email="")
    services.assign(case=hers, to=ann, by=ann, at=now)
    services.assign(case=his, to=bob, by=bob, at=now)
    services.close(case=closed, reason="No way", by=ann, at=now)

    shelves = {shelf: numbers(selectors.cases_seen(viewer=ann, shelf=shelf)) for shelf in selectors.Shelf}

    assert shelves == {
        selectors.Shelf.MINE: [hers.pk],
        selectors.Shelf.UNASSIGNED: [unassigned.pk],
        selectors.Shelf.OPEN: [unassigned.pk, hers.pk, his.pk],
        selectors.Shelf.DONE: [closed.pk],
        selectors.Shelf.ALL: [unassigned.pk, hers.pk, his.pk, closed.pk],
    }


def test_nobody_sees_a_case_of_a_unit_that_is_not_theirs(now: datetime) -> None:
    company = a_company()
    a_policy(company)
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    hotel = a_unit("hotel", under=east)
    case = an_open_case(a_channel(hotel), at=now)
    above, own, sister, none = a_writer("A"), a_writer("O", unit=hotel), a_writer("S", unit=west), a_person("N")

    seen = {each.name: numbers(selectors.cases_seen(viewer=each)) for each in (above, own, sister, none)}

    assert seen == {"A": [case.pk], "O": [case.pk], "S": [], "N": []}
    for stranger in (sister, none):
        for number in (case.pk, case.pk + 1000):
            with pytest.raises(selectors.NoSuchCase):
                selectors.case_for(viewer=stranger, number=number)
        with pytest.raises(selectors.NoSuchCase):
            selectors.case_of_voice(viewer=stranger, voice=case.voice_id)
        assert selectors.case_numbers_of(viewer=stranger, voices=[case.voice_id]) == {}
        with pytest.raises(NotAllowed):
            selectors.ledger_of(viewer=stranger, case=case)
    assert selectors.case_numbers_of(viewer=own, voices=[case.voice_id, 0]) == {case.voice_id: case.pk}


@pytest.mark.parametrize("order", list(selectors.Order))
def test_the_list_is_walked_page_by_page_both_ways(
    order: selectors.Order, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_policy()
    channel = a_channel()
    ann = a_writer()
    cases = [an_open_case(channel, at=now + MINUTE * (n // 2), email=f"{n}@example.com") for n in range(60)]
    in_order = [case.pk for case in cases]
    if order is selectors.Order.NEWEST_FIRST:
        in_order.reverse()

    def page(**edge: int | None) -> Page[selectors.SeenCase]:
        return selectors.cases_seen(viewer=ann, order=order, **edge)

    first = page()
    second = page(before=first.older)
    third = page(before=second.older)
    back = page(after=third.newer)

    assert numbers(first) + numbers(second) + numbers(third) == in_order
    assert (first.newer, third.older) == (None, None)
    assert numbers(back) == numbers(second)
    assert numbers(page(after=second.newer)) == numbers(first)


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_costs_as_many_queries_however_long(cases: int, now: datetime) -> None:
    a_policy()
    channel = a_channel()
    ann = a_writer()
    for number in range(cases):
        an_open_case(channel, at=now, email=f"{number}@example.com")

    with CaptureQueriesContext(connection) as seen:
        page = selectors.cases_seen(viewer=ann, shelf=selectors.Shelf.MINE)

    assert [row.title for row in page.items] == ["Forty minutes in the line"] * cases
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Forty minutes in the line. Nobody looked up.", "Forty minutes in the line"),
        ("  等了四十分钟。没人抬头。", "等了四十分钟"),
        ("one two three four " * 9, "one two three four one two three four one two three four…"),
        ("。", ""),
        ("Dear manager,\n\nI use a wheelchair. Six weeks before", "I use a wheelchair"),
        ("Dear manager,", "Dear manager,"),
        (
            "我上星期四住在貴飯店，隔天早上七點十分的高鐵要到高雄，替公司做簡報。",
            "我上星期四住在貴飯店，隔天早上七點十分的高鐵要到高雄…",
        ),
        ("", ""),
    ],
)
def test_a_case_is_called_by_the_first_words_of_its_voice(text: str, title: str) -> None:
    assert selectors.title_of(text=text) == title


def test_my_day_holds_the_cases_i_can_do_something_about(now: datetime) -> None:
    a_policy()
    channel = a_channel()
    ann = a_writer("Ann")
    due = an_open_case(channel, at=now)
    without_words = an_open_case(channel, at=now, words="", email="other@example.com")
    on_its_way = an_open_case(channel, at=now, email="third@example.com")
    services.answer(case=on_its_way, text="Dear guest", by=ann, at=now)

    at = without_words.due_at
    assert selectors.todo_for(person=ann, at=at + MINUTE) == [
        Todo(
            title="Forty minutes in the line", detail=f"Case {due.pk}, Company", due_on=now.date(),
            state="overdue", path=f"/cases/{due.pk}", action="Answer",
        ),
        Todo(
            title="Asked for an answer without words", detail=f"Case {without_words.pk}, Company",
            due_on=now.date(), state="overdue", path=f"/cases/{without_words.pk}", action="Answer",
        ),
    ]  # fmt: skip
    assert [todo.state for todo in selectors.todo_for(person=ann, at=at)] == ["open", "open"]


def test_what_is_overdue_and_what_is_in_trouble_is_counted(now: datetime) -> None:
    a_policy()
    waiting = a_waiting_answer(a_writer(), at=now)
    a_voice(at=now, overall=5)

    due_at = waiting.case.due_at
    overdue = [selectors.overdue(viewer=HOUSE, at=at) for at in (due_at, due_at + MINUTE)]
    assert overdue == [0, 1]
    assert selectors.deliveries_in_trouble(viewer=HOUSE, at=now) == selectors.Trouble(
        waiting=1, unreached=0, in_doubt=0, refused=0
    )
    nothing = selectors.Trouble(waiting=0, unreached=0, in_doubt=0, refused=0)
    assert selectors.deliveries_in_trouble(viewer=a_person("Nobody"), at=now) == nothing


def test_a_follow_up_of_an_answer_can_be_repeated(now: datetime, follow_ups: Callable[[], int]) -> None:
    a_policy()
    a_waiting_answer(a_writer(), at=now)

    assert follow_ups() >= 1
    assert Delivery.objects.get().state == terms.WAITING
