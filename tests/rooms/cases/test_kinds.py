"""What a letter is owed goes by its kind: a receipt, a decision, an answer; each by its own time, each proven."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.words import CODES
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Answer, Case, Delivery, LedgerLine
from servewell.rooms.cases.services import Decision, letter
from servewell.rooms.cases.terms import Ends, Verdict, Withheld
from servewell.rooms.people.models import Person
from servewell.rooms.voice.models import Channel, Voice
from tests.builders import (
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_survey,
    a_unit,
    a_voice,
    a_writer,
    an_open_case,
    mail_settings,
)
from tests.builders.kinds import a_claim, a_kind
from tests.builders.stays import STAYS, an_import
from tests.builders.voice import the_survey_of_the_library
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def ann() -> Person:
    a_policy()
    return a_writer("Ann")


def receipts(case: Case) -> list[Delivery]:
    return list(Delivery.objects.filter(case=case, answer__isnull=True).order_by("pk"))


def stages(case: Case) -> list[str]:
    return list(LedgerLine.objects.filter(case=case).order_by("pk").values_list("stage", flat=True))


def test_a_letter_of_no_kind_is_owed_an_answer_by_the_policy_as_ever(ann: Person) -> None:
    before = an_open_case(at=MONDAY)
    a_claim()
    after = an_open_case(before.voice.channel, at=MONDAY)

    assert (after.kind, after.receipt_due_at, receipts(after)) == (None, None, [])
    assert (after.due_at, after.obligation_due_at, after.clock) == (
        before.due_at, before.obligation_due_at, before.clock,
    )  # fmt: skip
    assert set(after.clock) == {"calendar", "service", "obligation"}


def test_each_kind_has_times_of_its_own_frozen_on_the_case(ann: Person) -> None:
    a_kind("question", answer_minutes=120)
    a_claim()
    case = an_open_case(at=MONDAY)
    services.set_kind(case=case, kind="question", by=ann, at=MONDAY + HOUR)
    a_kind("question", answer_minutes=30)
    case.refresh_from_db()
    assert case.due_at == MONDAY + 2 * HOUR
    assert case.kind is not None
    assert case.kind.version == 1

    services.set_kind(case=case, kind="claim", by=ann, at=MONDAY + 2 * HOUR)
    case = Case.objects.select_related("kind").get(pk=case.pk)
    assert case.due_at == case.obligation_due_at == datetime(2026, 12, 10, 23, 59, 59, tzinfo=UTC)
    assert case.receipt_due_at == MONDAY + HOUR, "reckoned from the moment it came, not from when somebody said so"
    assert case.clock["owes"] == "decision"
    assert case.clock["receipt"]["steps"]
    first, second = LedgerLine.objects.filter(case=case, stage=terms.KIND_SET).order_by("pk")
    assert first.detail["due"] == second.detail["was_due"] == (MONDAY + 2 * HOUR).isoformat()


def in_all(text: str) -> dict[str, str]:
    return dict.fromkeys(("default", "zh-cn", "zh-tw", "es"), text)


def test_the_customer_or_the_channel_says_the_kind(ann: Person) -> None:
    kept = the_survey_of_the_library()
    document: Any = kept["document"]
    asked = {
        "type": "radiogroup", "name": terms.KIND_ITEM, "title": in_all("What do you write about?"),
        "choices": [{"value": "claim", "text": in_all("A claim")}, {"value": "chat", "text": in_all("Just so")}],
    }  # fmt: skip
    first, *others = document["pages"]
    pages = [{**first, "elements": [*first["elements"], asked]}, *others]
    survey = a_survey(code="letters", document={**document, "pages": pages})
    a_claim()
    a_kind("question", channels=("ask",))
    form, other = a_channel(survey=survey, slug="write"), a_channel(survey=survey, slug="ask")

    def kind_of(channel: Channel, **answers: str) -> str | None:
        voice = a_voice(channel, 1, at=MONDAY, email="elena@example.com", **answers)
        case = Case.objects.select_related("kind").get(voice=voice)
        return case.kind.code if case.kind else None

    assert kind_of(form, letter_kind="claim") == "claim"
    assert kind_of(form, letter_kind="chat") is None
    assert kind_of(other) == "question"
    assert kind_of(other, letter_kind="claim") == "claim"


def test_opening_asks_as_often_however_many_voices() -> None:
    a_policy(bar=0)
    a_kind("question", channels=("ask",))
    channel = a_channel(slug="ask")
    found = [a_voice(channel, 2, at=MONDAY, words=f"Letter {number}").pk for number in range(4)]
    assert not Case.objects.exists()
    a_policy(bar=0.5)
    counts = []
    for voices in (found[:1], found[1:]):
        with CaptureQueriesContext(connection) as seen:
            services.open_for(voices=voices, by=HOUSE, at=MONDAY)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Case.objects.filter(kind__code="question").count() == 4


def test_what_came_in_a_file_gets_no_receipt_by_itself_and_says_so_in_as_many_queries(
    settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    a_policy(bar=0)
    a_claim(channels=("stays",))
    inn = a_unit("harbour", under=a_company())
    mails = ("elena@example.com", "pedro@example.com", "", "mei@example.com")
    rows = (f"{each},harbour,2026-11-13,2,New,{mail}" for each, mail in enumerate(mails))
    recipe = STAYS + "customer: {email: mail}\n"
    an_import(*rows, header="id,hotel,day,score,words,mail", at=MONDAY, recipe=recipe)
    came = list(Voice.objects.order_by("pk").values_list("pk", flat=True))
    a_policy(inn, bar=0.5)
    counts = []
    for voices in (came[:1], came[1:]):
        with CaptureQueriesContext(connection) as seen:
            services.open_for(voices=voices, by=HOUSE, at=MONDAY)
        counts.append(len(seen))

    told = LedgerLine.objects.filter(stage=terms.RECEIPT_WITHHELD, detail={"because": Withheld.IN_A_FILE})
    assert list(told.order_by("case").values_list("case__voice", flat=True)) == [came[0], came[1], came[3]]
    assert (counts[0] == counts[1], Case.objects.count(), Delivery.objects.count()) == (True, 4, 0)


@pytest.mark.django_db(transaction=True)
def test_a_receipt_leaves_by_itself_is_proven_and_ends_nothing(ann: Person, settings: Settings) -> None:
    a_claim(channels=("claims",))
    channel = a_channel(slug="claims")
    case = an_open_case(channel, at=MONDAY)
    (receipt,) = receipts(case)
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=receipt.pk, at=MONDAY)
        services.hand_over(delivery=receipt.pk, at=MONDAY)

    case.refresh_from_db()
    assert case.state == terms.OPEN
    assert stages(case)[-2:] == [terms.RECEIPT_WRITTEN, terms.HANDED_OVER]
    (taken,) = keeper.taken
    told = message_from_bytes(taken.content or b"", policy=policy.default)
    assert told["Auto-Submitted"] == "auto-replied"
    assert "Forty minutes" not in str(told.get_content()), "it quotes nothing"
    assert "10 December 2026" in str(told.get_content())
    owed = selectors.story_for(viewer=ann, number=case.pk)
    found = selectors.owes(case=owed.case, deliveries=owed.deliveries)
    assert found.receipt is not None
    assert (found.receipt.is_done, found.ends, found.is_done) == (True, Ends.DECISION, False)
    assert (owed.delivery, owed.answers) == (None, [])

    # what the ledger says of the receipt keeps nobody from answering
    seen = LedgerLine.objects.filter(case=case, stage=terms.RECEIPT_WRITTEN).get().pk
    decision = Decision(Verdict.PARTLY, "Half of the night was quiet.")
    services.answer(case=case, text="We refund half.", by=ann, at=MONDAY + HOUR, seen=seen, decision=decision)
    assert Answer.objects.get().verdict == "partly"
    assert selectors.delivery_of(viewer=HOUSE, case=case) is not None
    with pytest.raises(services.NoReceiptOwed):
        services.send_receipt(case=case, by=ann, at=MONDAY + HOUR)


@pytest.mark.parametrize("language", CODES)
def test_a_receipt_speaks_the_customers_language(ann: Person, language: str) -> None:
    a_claim(channels=("claims",))
    case = an_open_case(a_channel(slug="claims"), at=MONDAY, language=language)
    (receipt,) = receipts(case)
    held = Delivery.objects.select_related("answer", "case__voice", "case__unit").get(pk=receipt.pk)
    written = letter.written(delivery=held)
    assert "$" not in written.subject + written.text
    assert str(case.pk) in written.text


def test_nobody_is_told_twice_nor_a_machine_nor_who_left_no_address(ann: Person) -> None:
    a_claim(channels=("claims",))
    channel = a_channel(slug="claims")
    assert receipts(an_open_case(channel, at=MONDAY, email="")) == []

    machine = an_open_case(channel, at=MONDAY, email="No-Reply+7@example.com")
    assert receipts(machine) == []
    assert LedgerLine.objects.get(case=machine, stage=terms.RECEIPT_WITHHELD).detail == {"because": Withheld.MACHINE}

    case = an_open_case(channel, at=MONDAY)
    with pytest.raises(services.NoReceiptOwed):
        services.send_receipt(case=case, by=ann, at=MONDAY)
    services.set_kind(case=case, kind="claim", by=ann, at=MONDAY)
    assert len(receipts(case)) == 1

    loop = [an_open_case(channel, at=MONDAY + timedelta(minutes=number)) for number in range(3)]
    assert [len(receipts(each)) for each in loop] == [1, 1, 0]
    next_day = an_open_case(channel, at=MONDAY + timedelta(days=2))
    assert len(receipts(next_day)) == 1


def test_an_answer_overtakes_a_receipt_that_has_not_left(ann: Person) -> None:
    a_kind("complaint", receipt_minutes=60, receipt_by_itself=True)
    case = an_open_case(at=MONDAY)
    services.set_kind(case=case, kind="complaint", by=ann, at=MONDAY)
    services.answer(case=case, text="We are sorry.", by=ann, at=MONDAY)
    assert [each.state for each in receipts(case)] == [terms.SET_ASIDE]


def test_a_person_sends_the_receipt_where_it_does_not_leave_by_itself(ann: Person) -> None:
    a_kind("complaint", receipt_minutes=60)
    case = an_open_case(at=MONDAY)
    services.set_kind(case=case, kind="complaint", by=ann, at=MONDAY)
    assert receipts(case) == []
    (todo,) = selectors.todo_for(person=ann, at=MONDAY + 2 * HOUR)
    assert todo.state == "overdue", "the receipt is late, though the answer is not"

    with pytest.raises(NotAllowed):
        services.send_receipt(case=case, by=a_person("Bob", rules.SEE), at=MONDAY)
    services.send_receipt(case=case, by=ann, at=MONDAY)
    assert [each.state for each in receipts(case)] == [terms.WAITING]
    (todo,) = selectors.todo_for(person=ann, at=MONDAY + 2 * HOUR)
    assert todo.state == "open"
    assert selectors.deliveries_in_trouble(viewer=HOUSE, at=MONDAY).waiting == 0


def test_no_claim_is_answered_without_a_decision_and_its_reason(ann: Person) -> None:
    a_claim()
    case = an_open_case(at=MONDAY)
    services.set_kind(case=case, kind="claim", by=ann, at=MONDAY)
    with pytest.raises(services.DecisionStillOwed):
        services.answer(case=case, text="We look into it.", by=ann, at=MONDAY)
    with pytest.raises(services.NoGrounds):
        services.answer(case=case, text="No.", by=ann, at=MONDAY, decision=Decision(Verdict.REFUSED, " "))
    assert not Answer.objects.exists()

    services.answer(case=case, text="The insurer decides.", by=ann, at=MONDAY, why_open="The insurer decides.")
    line = LedgerLine.objects.get(case=case, stage=terms.DECISION_LEFT)
    assert line.detail == {"name": "Ann", "reason": "The insurer decides."}


def test_thanks_may_be_given_or_not(ann: Person) -> None:
    a_kind("praise", owes=Ends.THANKS)
    case = an_open_case(at=MONDAY)
    with pytest.raises(services.CustomerCanBeReached):
        services.close(case=case, reason="Told the porter.", by=ann, at=MONDAY)
    services.set_kind(case=case, kind="praise", by=ann, at=MONDAY)
    services.close(case=case, reason="Told the porter.", by=ann, at=MONDAY)
    case.refresh_from_db()
    assert case.state == terms.CLOSED
    with pytest.raises(services.CaseIsDone):
        services.set_kind(case=case, kind="praise", by=ann, at=MONDAY)


def test_what_makes_no_sense_is_refused_with_a_word(ann: Person) -> None:
    case = an_open_case(at=MONDAY)
    with pytest.raises(selectors.NoSuchKind):
        services.set_kind(case=case, kind="nonsense", by=ann, at=MONDAY)
    with pytest.raises(NotAllowed):
        services.set_kind(case=case, kind="claim", by=a_person("Bob", rules.SEE), at=MONDAY)
    for wrong in (
        {"owes": Ends.DECISION},
        {"owes": Ends.ANSWER, "decision_days": 3},
        {"owes": Ends.THANKS, "receipt_minutes": 60},
        {"receipt_by_itself": True},
        {"answer_minutes": 0},
        {"owes": Ends.DECISION, "decision_days": 4000},
    ):
        with pytest.raises(services.KindOwesNothingSensible):
            a_kind("odd", **wrong)  # type: ignore[arg-type]
    assert selectors.letter_kinds() == []


def test_reasons_and_receipts_go_with_an_erased_customer(ann: Person) -> None:
    a_claim(channels=("claims",))
    case = an_open_case(a_channel(slug="claims"), at=MONDAY)
    decision = Decision(Verdict.REFUSED, "Elena smoked in the room.")
    services.answer(case=case, text="No.", by=ann, at=MONDAY, decision=decision)
    whose = case.voice.customer_id
    assert whose is not None
    services.erase_with(customers=[whose], closes_cases=True, by=HOUSE, at=MONDAY)
    assert Answer.objects.get().grounds == ""
    assert {each.recipient for each in Delivery.objects.filter(case=case)} == {""}
    assert "smoked" not in str(list(LedgerLine.objects.filter(case=case).values_list("detail", flat=True)))
