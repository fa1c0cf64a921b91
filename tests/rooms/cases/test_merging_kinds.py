"""What is owed to letters of different kinds once one of them went into the other, and how often they count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Answer, Case, Delivery, LedgerLine, Merge
from servewell.rooms.cases.selectors import Filters, Left, Shelf
from servewell.rooms.cases.services import Decision
from servewell.rooms.cases.terms import Ends, Verdict
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.models import Customer
from servewell.rooms.people.models import Person
from tests.builders import (
    a_channel,
    a_mark_of_harm,
    a_person,
    a_policy,
    a_writer,
    an_open_case,
    mail_settings,
    named_for_harm,
)
from tests.builders.causes import a_cause, a_found_cause
from tests.builders.kinds import a_claim, a_kind
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 7, 13, 9, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=days) for days in (1, 2, 3))


@pytest.fixture
def ann() -> Person:
    a_policy()
    return a_writer("Ann")


@pytest.fixture
def pair(ann: Person) -> tuple[Case, Case]:
    channel = a_channel()
    return an_open_case(channel, at=MONDAY), an_open_case(channel, at=TUESDAY, words="Is anybody there?")


def now(case: Case) -> Case:
    return Case.objects.select_related("kind", "voice__customer", "unit").get(pk=case.pk)


def merged(case: Case, into: Case, by: Person) -> None:
    services.merge(case=now(case), into=into.pk, by=by, at=WEDNESDAY)


def test_another_kind_reckons_the_case_anew_and_keeps_the_deadline_of_what_went_into_it(
    ann: Person, pair: tuple[Case, Case]
) -> None:
    first, second = pair
    a_claim()
    a_kind("question", answer_minutes=1)
    merged(first, second, ann)

    services.set_kind(case=now(second), kind="claim", by=ann, at=WEDNESDAY)

    assert now(second).due_at == first.due_at
    line = LedgerLine.objects.get(case=second, stage=terms.KIND_SET)
    assert (line.detail["was_due"], line.detail["due"]) == (first.due_at.isoformat(), first.due_at.isoformat())
    with pytest.raises(services.CaseIsDone):
        services.set_kind(case=now(first), kind="question", by=ann, at=WEDNESDAY)

    services.undo_merge(case=now(first), by=ann, at=THURSDAY)

    assert now(first).due_at == first.due_at
    assert now(second).due_at.date() == (TUESDAY + timedelta(days=10)).date()


def test_no_receipt_leaves_for_a_merged_case_and_it_is_owed_again_once_that_is_undone(
    ann: Person, pair: tuple[Case, Case]
) -> None:
    first, second = pair
    a_claim()
    services.set_kind(case=now(first), kind="claim", by=ann, at=TUESDAY)
    receipt = Delivery.objects.get(case=first, answer__isnull=True)
    assert receipt.state == terms.WAITING

    merged(first, second, ann)

    receipt.refresh_from_db()
    assert receipt.state == terms.SET_ASIDE
    with pytest.raises(services.CaseIsDone):
        services.send_receipt(case=now(first), by=ann, at=WEDNESDAY)
    assert Delivery.objects.count() == 1

    services.undo_merge(case=now(first), by=ann, at=THURSDAY)
    services.send_receipt(case=now(first), by=ann, at=THURSDAY)
    assert Delivery.objects.get(case=first, state=terms.WAITING).answer is None


def test_the_letter_holds_the_most_that_is_owed_to_any_of_them(ann: Person, pair: tuple[Case, Case]) -> None:
    first, second = pair
    a_kind("praise", owes=Ends.THANKS)
    a_kind("claim", owes=Ends.DECISION, decision_days=10)
    services.set_kind(case=now(second), kind="praise", by=ann, at=TUESDAY)
    services.set_kind(case=now(first), kind="claim", by=ann, at=TUESDAY)
    merged(first, second, ann)

    with pytest.raises(services.CustomerCanBeReached):
        services.close(case=now(second), reason="Thanked them.", by=ann, at=WEDNESDAY)
    together = services.close_together(cases=[second.pk], reason="Thanked them.", by=ann, at=WEDNESDAY)
    assert (list(together.done), dict(together.left)) == ([], {second.pk: Left.CAN_BE_REACHED})
    with pytest.raises(services.DecisionStillOwed):
        services.answer(case=now(second), text="Thank you.", by=ann, at=WEDNESDAY)
    story = selectors.story_for(viewer=ann, number=second.pk)
    owed = selectors.owes(case=story.case, deliveries=story.deliveries, and_with=story.cases_merged)
    assert owed.ends is Ends.DECISION

    decision = Decision(Verdict.GRANTED, "We charged twice.")
    answer = services.answer(case=now(second), text="We refund it.", by=ann, at=WEDNESDAY, decision=decision)
    assert (answer.verdict, LedgerLine.objects.filter(case=second, stage=terms.DECIDED).count()) == ("granted", 1)


def test_what_came_out_for_harm_is_not_numbered_for_whoever_may_not_know_of_it(
    ann: Person, pair: tuple[Case, Case]
) -> None:
    first, second = pair
    named_for_harm(a_person("Hana", number="hana"))
    merged(second, first, ann)
    lee = a_person("Lee", rules.SEE)

    a_mark_of_harm(second.voice, at=THURSDAY)

    lines = selectors.story_for(viewer=lee, number=first.pk).ledger
    told = {line.stage: line.detail["case_number"] for line in lines if "case_number" in line.detail}
    assert told == {terms.MERGED_HERE: "", terms.LET_GO: ""}


def test_one_cause_will_do_for_all_that_one_letter_answers_and_a_complaint_among_them_wants_one(
    ann: Person, pair: tuple[Case, Case]
) -> None:
    first, second = pair
    a_cause("hurry")
    services.require_causes(is_required=True, by=a_person("Kim", rules.KEEP_CAUSES), at=MONDAY)
    a_kind("praise", owes=Ends.THANKS)
    services.set_kind(case=now(second), kind="praise", by=ann, at=TUESDAY)
    merged(first, second, ann)

    with pytest.raises(services.CauseNotNamed):
        services.answer(case=now(second), text="We are sorry.", by=ann, at=WEDNESDAY)
    a_found_cause(now(first), "hurry", by=ann, at=WEDNESDAY)

    assert services.answer(case=now(second), text="We are sorry.", by=ann, at=WEDNESDAY).case == second


def test_reports_count_both_as_one_and_its_cause_once(ann: Person, pair: tuple[Case, Case]) -> None:
    first, second = pair
    third = an_open_case(first.voice.channel, at=TUESDAY, words="Once more.")
    a_cause("hurry"), a_cause("card")
    a_found_cause(second, "card", by=ann, at=TUESDAY)
    a_found_cause(third, "hurry", by=ann, at=TUESDAY)
    merged(second, first, ann)
    merged(third, first, ann)
    look = selectors.reported(viewer=ann, unit="", until=None, months=1, at=THURSDAY + timedelta(days=5))

    def caused() -> tuple[int, list[tuple[str, int]], dict[str, int]]:
        found = selectors.causing(viewer=ann, look=look)
        against = selectors.cases_against(viewer=ann, span=look.now)
        return found.opened, [(each.code, each.n) for each in found.causes], against

    def listed(cause: str) -> list[int]:
        filters = Filters(cause=cause, opened=look.now)
        return [each.number for each in selectors.cases_seen(viewer=ann, shelf=Shelf.ALL, filters=filters).items]

    assert caused() == (1, [("card", 1)], {"respect-1": 1})
    assert (listed("card"), listed("hurry")) == ([first.pk], [])
    kept = selectors.keeping(viewer=ann, look=look).now
    assert (kept.due, kept.kept) == (1, 0)
    units = [first.unit_id]
    (standing,) = selectors.standings(viewer=HOUSE, units=units, since=MONDAY, at=look.at).values()
    assert (standing.open, standing.due) == (1, 1)

    a_found_cause(first, "hurry", by=ann, at=WEDNESDAY)
    assert caused() == (1, [("hurry", 1)], {"respect-1": 1})
    assert (listed("card"), listed("hurry")) == ([], [first.pk])


def test_what_was_written_of_an_erased_customer_goes_where_their_case_had_gone_and_no_other_word(
    ann: Person, settings: Settings, follow_ups: Callable[[], int]
) -> None:
    channel = a_channel()
    answered, parted, there, owed = (
        an_open_case(channel, at=MONDAY, email=f"{name}@example.com", words=f"{name} in the cold pool.")
        for name in ("elena", "elena", "pedro", "pedro")
    )
    an_open_case(channel, at=MONDAY, email="last@example.com", words="The last.")
    elena, pedro = (Customer.objects.get(pk=each.voice.customer_id) for each in (answered, there))
    one = customers.merge(one=elena, other=pedro, by=HOUSE, at=MONDAY)
    a_kind("claim", owes=Ends.DECISION, decision_days=10)
    services.set_kind(case=now(there), kind="claim", by=ann, at=TUESDAY)
    for case, into in ((answered, there), (parted, owed)):
        services.merge(case=now(case), into=into.pk, reason="Elena again.", by=ann, at=WEDNESDAY)
    services.assign(case=now(owed), to=a_writer("Ben"), by=ann, at=WEDNESDAY, word="Pedro waits.")
    decision = Decision(Verdict.REFUSED, "Elena smoked.")
    services.answer(case=now(there), text="No, Elena.", by=ann, at=WEDNESDAY, decision=decision)
    with running(Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=Delivery.objects.get(answer__isnull=False).pk, at=THURSDAY)
    while services.index_cases():
        pass

    def found(words: str) -> list[int]:
        page = selectors.cases_seen(viewer=ann, shelf=Shelf.ALL, filters=Filters(words=words))
        return sorted(each.number for each in page.items)

    assert found("Elena") == [answered.pk, parted.pk, there.pk, owed.pk]
    customers.undo_merge(merge=one, by=HOUSE, at=THURSDAY)

    why = customer_terms.ERASURES[0][0]
    customers.erase_for_host(customer=elena, why=why, closes_cases=True, at=THURSDAY)

    assert [now(each).state for each in (answered, parted, there, owed)] == [
        terms.MERGED, terms.CLOSED, terms.ANSWERED, terms.OPEN,
    ]  # fmt: skip
    told = [*LedgerLine.objects.values("detail"), *Answer.objects.values("text", "grounds"), *Merge.objects.values()]
    assert "Elena" not in str(told)
    assert "Pedro waits." in str(told)
    assert found("elena") == []
    follow_ups()
    assert (found("elena"), found("pedro")) == ([], [there.pk, owed.pk])
