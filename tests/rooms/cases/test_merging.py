"""One customer, one matter, two voices: one case goes into the other, and comes out of it again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Case, Delivery, Draft, LedgerLine, Merge, Point
from servewell.rooms.cases.services import letter
from servewell.rooms.cases.terms import MergeBar, PointState
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.models import Customer
from servewell.rooms.people.models import Person
from servewell.rooms.voice import services as voices
from servewell.rooms.voice.models import Channel
from tests.builders import (
    a_channel,
    a_company,
    a_leader,
    a_mark_of_harm,
    a_person,
    a_point,
    a_policy,
    a_unit,
    a_writer,
    an_inquiry,
    an_open_case,
    mail_settings,
    named_for_harm,
)
from tests.builders.stays import STAYS, an_import
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 7, 13, 9, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))
AGAIN = "I wrote yesterday. Is anybody there?"


@pytest.fixture(autouse=True)
def _hours() -> None:
    a_policy()


def two_cases(channel: Channel | None = None) -> tuple[Case, Case]:
    """Elena wrote on Monday, and again on Tuesday."""
    where = channel or a_channel()
    return an_open_case(where, at=MONDAY), an_open_case(where, at=TUESDAY, words=AGAIN)


def now(case: Case) -> Case:
    return Case.objects.select_related("voice__customer", "unit").get(pk=case.pk)


def stages(case: Case) -> list[str]:
    """Since it was opened and given to somebody."""
    lines = LedgerLine.objects.filter(case=case).exclude(stage__in=(terms.RECEIVED, terms.OPENED, terms.ASSIGNED))
    return list(lines.order_by("pk").values_list("stage", flat=True))


def owed(*cases: Case) -> list[tuple[str, int | None, datetime]]:
    return [(each.state, each.merged_into_id, each.due_at) for each in map(now, cases)]


def merged(case: Case, into: Case, *, by: Person, at: datetime = WEDNESDAY, reason: str = "") -> Merge:
    return services.merge(case=now(case), into=into.pk, reason=reason, by=by, at=at)


def barred(case: Case, into: Case, *, by: Person) -> selectors.Barred:
    with pytest.raises(services.CannotMerge) as refused:
        merged(case, into, by=by)
    return refused.value.barred


def erase(customer: Customer) -> None:
    why = customer_terms.ERASURES[0][0]
    customers.erase_for_host(customer=customer, why=why, closes_cases=True, at=THURSDAY)


def test_a_case_goes_into_another_and_comes_out_as_if_it_had_never_been_there() -> None:
    ann = a_writer()
    first, second = two_cases()
    before = owed(first, second)
    services.save_draft(case=first, text="Dear Elena", by=ann, at=TUESDAY)

    row = merged(first, second, by=ann, reason="She wrote twice.")

    assert owed(first, second) == [
        (terms.MERGED, second.pk, first.due_at), (terms.OPEN, None, first.due_at),
    ]  # fmt: skip
    assert (stages(first), stages(second)) == ([terms.MERGED_AWAY], [terms.MERGED_HERE])
    assert (now(first).owner_id, now(first).clock, Draft.objects.get().case_id) == (ann.pk, first.clock, first.pk)
    assert (row.merged_by, row.merged_at, row.reason, row.undone_at) == (ann, WEDNESDAY, "She wrote twice.", None)

    services.undo_merge(case=now(first), by=ann, at=THURSDAY)

    assert owed(first, second) == before
    assert stages(first) == [terms.MERGED_AWAY, terms.CAME_OUT]
    assert stages(second) == [terms.MERGED_HERE, terms.LET_GO]
    row.refresh_from_db()
    assert (row.undone_by, row.undone_at, row.answer) == (ann.actor_key, THURSDAY, None)


def test_what_stands_in_the_way_is_refused_by_name() -> None:
    harbour = a_unit("harbour", under=a_company())
    ann, bea = a_writer(), a_writer("Bea", unit=harbour)
    channel = a_channel()
    first, second = two_cases(channel)
    stranger = an_open_case(channel, at=MONDAY, email="other@example.com")
    unknown = [an_open_case(channel, at=MONDAY, email="") for _ in range(2)]
    there = an_open_case(a_channel(harbour), at=MONDAY)

    assert barred(first, first, by=ann) == selectors.Barred(MergeBar.ITSELF)
    assert barred(first, stranger, by=ann) == selectors.Barred(MergeBar.OTHER_CUSTOMER)
    assert barred(*unknown, by=ann) == selectors.Barred(MergeBar.OTHER_CUSTOMER)
    for stranger_to_it in (bea, a_person("Cleo", rules.SEE)):
        with pytest.raises(NotAllowed):
            merged(first, second, by=stranger_to_it)
    with pytest.raises(selectors.NoSuchCase):
        merged(there, first, by=bea)
    with pytest.raises(services.TooLong):
        merged(first, second, by=ann, reason="x" * (terms.LONGEST_REASON + 1))

    a_leader("Lea", harbour)
    asked = an_inquiry(first, harbour, by=ann, at=WEDNESDAY)
    assert barred(first, second, by=ann) == selectors.Barred(MergeBar.ASKED)
    services.withdraw_inquiry(case=first, number=asked.number, by=ann, at=WEDNESDAY)
    services.answer(case=second, text="We looked into it.", by=ann, at=WEDNESDAY)
    assert barred(first, second, by=ann) == selectors.Barred(MergeBar.ON_ITS_WAY)
    assert barred(second, first, by=ann) == selectors.Barred(MergeBar.ON_ITS_WAY)

    services.close(case=unknown[0], reason="Called the desk.", by=ann, at=WEDNESDAY)
    assert barred(unknown[0], first, by=ann).why is MergeBar.DONE
    assert barred(first, unknown[0], by=ann).why is MergeBar.INTO_DONE
    assert Merge.objects.count() == 0


def test_across_units_only_who_answers_in_both() -> None:
    harbour = a_unit("harbour", under=a_company())
    here, there = an_open_case(at=MONDAY), an_open_case(a_channel(unit=harbour), at=TUESDAY)
    above = a_writer()
    role_there = a_person("Bea", rules.SEE, rules.ANSWER, unit=harbour)

    with pytest.raises(selectors.NoSuchCase):
        merged(there, here, by=role_there)
    merged(there, here, by=above)
    with pytest.raises(NotAllowed):
        services.undo_merge(case=now(there), by=role_there, at=THURSDAY)
    services.undo_merge(case=now(there), by=above, at=THURSDAY)


def test_of_two_writers_at_once_one_wins_and_the_other_reads_who_was_faster() -> None:
    ann, ben = a_writer(), a_writer("Ben")
    first, second = two_cases()
    third = an_open_case(a_channel(), at=WEDNESDAY)
    merged(first, second, by=ann)

    # Ben's pages are from before
    for into in (second, third):
        assert barred(first, into, by=ben) == selectors.Barred(MergeBar.MERGED, second.pk, "Ann")
    assert barred(third, first, by=ben) == selectors.Barred(MergeBar.INTO_MERGED, second.pk, "Ann")
    assert barred(second, first, by=ben) == selectors.Barred(MergeBar.INTO_MERGED, second.pk, "Ann")
    with pytest.raises(services.CaseIsMerged, match=f"case {first.pk} went into case {second.pk}"):
        services.answer(case=first, text="Too late.", by=ben, at=WEDNESDAY)

    stale = now(first)
    services.undo_merge(case=stale, by=ann, at=THURSDAY)
    with pytest.raises(services.CannotMerge, match="not-merged"):
        services.undo_merge(case=stale, by=ben, at=THURSDAY)


@pytest.mark.parametrize("seed", range(4))
def test_after_whatever_merges_and_undoings_each_voice_has_exactly_one_open_duty(seed: int) -> None:
    chance, ann, channel = Random(seed), a_writer(), a_channel()
    cases = [an_open_case(channel, at=MONDAY + timedelta(hours=chance.randrange(60))) for _ in range(6)]
    own = {case.pk: (case.due_at, case.obligation_due_at) for case in cases}
    goes: dict[int, int] = {}

    def end(number: int) -> int:
        return end(goes[number]) if number in goes else number

    for _ in range(25):
        case, into = chance.sample(cases, 2)
        if chance.random() < 0.6 and case.pk not in goes and into.pk not in goes:
            merged(case, into, by=ann)
            goes[case.pk] = into.pk
        elif case.pk in goes:
            services.undo_merge(case=now(case), by=ann, at=THURSDAY)
            del goes[case.pk]
        for each in map(now, cases):
            group = [number for number in own if end(number) == each.pk] or [each.pk]
            assert (each.state == terms.OPEN, each.merged_into_id or each.pk) == (each.pk not in goes, end(each.pk))
            assert each.due_at == min(own[number][0] for number in group)
            assert each.obligation_due_at == min(own[number][1] for number in group)
    standing = selectors.standings(viewer=HOUSE, units=[channel.unit_id], since=MONDAY, at=THURSDAY)
    assert standing[channel.unit_id].open == len(cases) - len(goes)


@pytest.mark.django_db(transaction=True)
def test_one_letter_answers_all_of_them_proven_and_then_nothing_is_undone(settings: Settings) -> None:
    ann, channel = a_writer(), a_channel()
    first, second = two_cases(channel)
    third = an_open_case(channel, at=WEDNESDAY, words="Three letters now. Please.")
    marked = a_point(second, "Is anybody there?", by=ann, at=WEDNESDAY)
    merged(second, third, by=ann)
    merged(third, first, by=ann)
    late = services.mark_point(
        case=now(first), kind=terms.PointKind.REQUEST, passage="Three letters", by=ann, at=WEDNESDAY
    )
    assert [(each.point.case_id, each.point.number) for each in selectors.points_together(case=first, words={})] == [
        (second.pk, 1), (third.pk, 1),
    ]  # fmt: skip

    with pytest.raises(services.PointsStillOpen) as still:
        services.answer(case=now(first), text="All three.", by=ann, at=THURSDAY, points=[(second.pk, 1)])
    assert still.value.points == ((third.pk, 1),)
    answer = services.answer(
        case=now(first), text="All three.", by=ann, at=THURSDAY, points=[(second.pk, 1), (third.pk, 1)]
    )
    assert {Point.objects.get(pk=each.pk).state for each in (marked, late)} == {PointState.ANSWERED}
    delivery = Delivery.objects.select_related("answer", "case__voice", "case__unit").get()
    said = letter.written(delivery=delivery).text
    assert [said.count(words) for words in ("Nobody looked up.", "Is anybody there?", "Three letters now.")] == [1] * 3
    with pytest.raises(services.CannotMerge, match="on-its-way"):
        services.undo_merge(case=now(second), by=ann, at=THURSDAY)

    with running(Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=delivery.pk, at=THURSDAY)

    assert [state for state, _, _ in owed(first, second, third)] == [terms.ANSWERED, terms.MERGED, terms.MERGED]
    proofs = LedgerLine.objects.filter(stage=terms.ANSWERED_WITH).order_by("case")
    assert [(line.case_id, line.detail["case_number"], line.detail["queue_id"]) for line in proofs] == [
        (second.pk, first.pk, "4F1A2B"), (third.pk, first.pk, "4F1A2B"),
    ]  # fmt: skip
    for each in (second, third):
        with pytest.raises(services.CannotMerge, match="answered"):
            services.undo_merge(case=now(each), by=ann, at=THURSDAY)
    standing = selectors.standings(viewer=HOUSE, units=[channel.unit_id], since=MONDAY, at=THURSDAY + timedelta(1))
    assert standing[channel.unit_id] == selectors.Standing(open=0, overdue=0, unowned=0, due=1, kept=0)

    named_for_harm(a_person("Hana", number="hana"))
    a_mark_of_harm(third.voice, at=THURSDAY)
    assert [(state, into) for state, into, _ in owed(first, second, third)] == [
        (terms.ANSWERED, None), (terms.ANSWERED, None), (terms.ANSWERED, None),
    ]  # fmt: skip
    assert {row.answer for row in Merge.objects.all()} == {answer}
    standing = selectors.standings(viewer=HOUSE, units=[channel.unit_id], since=MONDAY, at=THURSDAY + timedelta(1))
    assert standing[channel.unit_id] == selectors.Standing(open=0, overdue=0, unowned=0, due=1, kept=0)


def test_what_speaks_of_harm_comes_out_by_itself_and_goes_into_nothing() -> None:
    ann, hana = a_writer(), a_person("Hana", rules.SEE, rules.ANSWER, number="hana")
    named_for_harm(hana)
    channel = a_channel()
    first, second = two_cases(channel)
    third = an_open_case(channel, at=WEDNESDAY)
    before = owed(first, second, third)
    merged(first, second, by=ann)
    merged(second, third, by=ann)

    a_mark_of_harm(second.voice, at=THURSDAY)

    assert owed(first, second, third) == before
    assert {row.undone_by for row in Merge.objects.all()} == {HOUSE.actor_key}
    assert "injury" not in str(
        list(LedgerLine.objects.filter(case__in=[first, third]).values_list("detail", flat=True))
    )
    assert barred(first, second, by=hana) == selectors.Barred(MergeBar.HARM)
    assert barred(second, first, by=hana) == selectors.Barred(MergeBar.HARM)
    with pytest.raises(selectors.NoSuchCase):
        merged(third, second, by=a_writer("Zoe"))


def test_a_withdrawn_file_takes_its_voice_out_of_the_merge(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    harbour = a_unit("harbour", under=a_company())
    ann = a_writer(unit=harbour)
    recipe = STAYS + "cases: {from: 2026-07-01}\ncustomer: {email: mail}\n"
    run = an_import(
        "1,harbour,2026-07-13,1,New,elena@example.com", header="id,hotel,day,score,words,mail", at=MONDAY, recipe=recipe
    )
    voices.tell_old_voices(imported=run.pk, at=MONDAY)
    brought, own = Case.objects.get(), an_open_case(a_channel(unit=harbour), at=TUESDAY)
    before = owed(own)
    merged(own, brought, by=ann)

    voices.withdraw_import(run=run, by=HOUSE, at=THURSDAY)

    assert (owed(own), now(brought).state) == (before, terms.CLOSED)
    assert barred(own, brought, by=ann).why is MergeBar.WITHDRAWN


def test_a_file_is_not_withdrawn_once_a_letter_in_another_case_answers_its_voice(
    settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    harbour = a_unit("harbour", under=a_company())
    ann = a_writer(unit=harbour)
    recipe = STAYS + "cases: {from: 2026-07-01}\ncustomer: {email: mail}\n"
    run = an_import(
        "1,harbour,2026-07-13,1,New,elena@example.com", header="id,hotel,day,score,words,mail", at=MONDAY, recipe=recipe
    )
    voices.tell_old_voices(imported=run.pk, at=MONDAY)
    brought, own = Case.objects.get(), an_open_case(a_channel(unit=harbour), at=TUESDAY)
    merged(brought, own, by=ann)
    services.answer(case=now(own), text="We looked into both.", by=ann, at=WEDNESDAY)

    assert selectors.answered_of_import(viewer=HOUSE, number=run.pk) == 1
    with pytest.raises(services.AnswerHasGoneOut, match=f"case {brought.pk}"):
        voices.withdraw_import(run=run, by=HOUSE, at=THURSDAY)


def test_an_erased_customer_goes_with_both_cases_and_is_merged_no_more() -> None:
    ann, channel = a_writer(), a_channel()
    first, second = two_cases(channel)
    third = an_open_case(channel, at=WEDNESDAY)
    merged(first, second, by=ann, reason="Elena again")

    erase(Customer.objects.get())

    assert [state for state, _, _ in owed(first, second)] == [terms.MERGED, terms.CLOSED]
    assert Merge.objects.get().reason == ""
    assert "Elena" not in str(list(LedgerLine.objects.values_list("detail", flat=True)))
    assert barred(third, second, by=ann).why is MergeBar.ERASED


def test_what_was_merged_is_found_where_it_is_answered(follow_ups: Callable[[], int]) -> None:
    ann = a_writer()
    first, second = two_cases()
    while services.index_cases():
        pass

    def found(words: str, shelf: selectors.Shelf) -> list[tuple[int, int | None]]:
        filters = selectors.Filters(words=words)
        page = selectors.cases_seen(viewer=ann, shelf=shelf, filters=filters)
        return [(each.number, each.into) for each in page.items]

    merged(second, first, by=ann)
    follow_ups()
    both = ((AGAIN.split()[1], [(first.pk, None)]), (str(second.pk), [(first.pk, None)]))
    for words, expected in both:
        assert found(words, selectors.Shelf.OPEN) == expected
        assert found(words, selectors.Shelf.DONE) == [(second.pk, first.pk)]

    services.undo_merge(case=now(second), by=ann, at=THURSDAY)
    follow_ups()
    assert found("wrote", selectors.Shelf.OPEN) == [(second.pk, None)]
    assert found("wrote", selectors.Shelf.DONE) == []


def test_whoever_leaves_meanwhile_has_nothing_when_it_comes_out() -> None:
    ann, ben = a_writer(), a_writer("Ben")
    first, second = two_cases()
    for each in (first, second):
        services.assign(case=now(each), to=ben, by=ann, at=TUESDAY)
    services.assign(case=now(second), to=ann, by=ann, at=TUESDAY)
    merged(first, second, by=ann)
    assert [todo.path for todo in selectors.todo_for(person=ben, at=WEDNESDAY)] == []

    services.undo_merge(case=now(first), by=ann, at=WEDNESDAY)
    assert now(first).owner_id == ben.pk
