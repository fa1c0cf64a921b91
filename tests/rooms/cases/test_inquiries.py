"""Departments are asked about a case, with clocks of their own, and their answers stand beside the letter."""

from datetime import UTC, datetime, timedelta

import pytest

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Case, Inquiry, InquiryReader, LedgerLine
from servewell.rooms.cases.selectors import AskedUnit, Deed, Left
from servewell.rooms.cases.services import Shown
from servewell.rooms.customers import services as customers
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.customers.models import Customer
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person, Unit
from tests.builders import (
    a_calendar,
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
from tests.builders.harms import a_mark_of_harm, named_for_harm

pytestmark = pytest.mark.django_db
LETTER = "The shower was cold.\n\nWho pays for\nthe taxi? I am Elena Ruiz."
HOUR = timedelta(hours=1)


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    return a_writer("Ann")


@pytest.fixture
def case(ann: Person, now: datetime) -> Case:
    return an_open_case(at=now, words=LETTER)


@pytest.fixture
def kitchen(ann: Person) -> Unit:
    return a_unit("kitchen", under=a_company(), zone="UTC")


@pytest.fixture
def kim(kitchen: Unit) -> Person:
    return a_leader("Kim", kitchen)


def stages(case: Case) -> list[str]:
    lines = LedgerLine.objects.filter(case=case, stage__startswith="inquiry").order_by("pk")
    return [stage.removeprefix("inquiry-") for stage in lines.values_list("stage", flat=True)]


def readers(inquiry: Inquiry) -> list[str]:
    rows = InquiryReader.objects.filter(inquiry=inquiry, until_at__isnull=True)
    return sorted(rows.values_list("person__name", flat=True))


def todo(person: Person, at: datetime) -> list[tuple[str, str, str]]:
    return [(each.title, each.detail, each.state) for each in selectors.todo_for(person=person, at=at)]


def test_who_leads_a_unit_is_asked_on_their_own_clock_and_answers_without_seeing_the_case(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    lou = a_leader("Lou", kitchen)
    a_point(case, "The shower was cold", by=ann, at=now)
    shows = Shown(points=[1], passages=["Who pays for the taxi?"])

    inquiry = an_inquiry(case, kitchen, by=ann, at=now, shows=shows)
    other = an_inquiry(case, person=a_person("Mo", unit=kitchen), question="Were you there?", by=ann, at=now)
    waits = todo(kim, now)
    asked = selectors.inquiry_asked(viewer=kim, key=inquiry.pk, at=now)
    services.keep_inquiry_draft(key=inquiry.pk, text="I believe", by=lou, at=now)
    services.answer_inquiry(key=inquiry.pk, text="Since Friday.", by=kim, at=now + 2 * HOUR)
    with pytest.raises(services.InquiryIsSettled) as faster:
        services.answer_inquiry(key=inquiry.pk, text="I believe Friday.", by=lou, at=now + 2 * HOUR)

    assert (inquiry.number, inquiry.due_at, other.number, readers(other)) == (1, now + 4 * HOUR, 2, ["Mo"])
    assert readers(inquiry) == ["Kim", "Lou"]
    assert waits == [("Since when is the shower cold?", "Ann asks you, about a customer of Company", "open")]
    assert [each.text for each in asked.words] == ["The shower was cold", "Who pays for\nthe taxi?"]
    assert (asked.who.name, asked.who.address) == ("", "")
    assert faster.value.by == "Kim"
    assert selectors.inquiry_asked(viewer=lou, key=inquiry.pk, at=now).draft == "I believe"
    beside = selectors.inquiries_in(ledger=selectors.story_for(viewer=ann, number=case.pk).ledger)
    assert [(each.inquiry.state, each.inquiry.answer, each.inquiry.took_minutes) for each in beside] == [
        ("answered", "Since Friday.", 120), ("open", "", None)
    ]  # fmt: skip
    assert [each[1] for each in todo(ann, now + 2 * HOUR)] == [
        f"Case {case.pk}, Company · a department has answered, another has not yet"
    ]
    assert (todo(kim, now), stages(case)) == ([], ["made", "made", "answered"])
    stored = str([*Inquiry.objects.values(), *LedgerLine.objects.values("detail")])
    assert "shower was" not in stored
    assert "taxi" not in stored


def test_the_clock_counts_the_opening_hours_of_whoever_is_asked_and_leaves_time_to_write(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    a_policy(kitchen, calendar=a_calendar(zone="Europe/Moscow"))
    by_their_hours = an_inquiry(case, kitchen, by=ann, at=now)
    with pytest.raises(services.TimeOutOfReach) as too_long:
        an_inquiry(case, kitchen, minutes=241, by=ann, at=now)
    with pytest.raises(services.TimeOutOfReach):
        an_inquiry(case, kitchen, minutes=14, by=ann, at=now)
    when_late = an_inquiry(case, kitchen, by=ann, at=case.due_at + HOUR)

    night = a_unit("night", under=a_company())
    a_leader("Nia", night)
    a_policy(night, calendar=a_calendar(zone="Pacific/Honolulu"))
    closed_till_then = an_inquiry(case, night, by=ann, at=now)
    asked = (by_their_hours, closed_till_then)

    assert [selectors.is_due_after(inquiry=each, case=case) for each in asked] == [False, True]
    assert closed_till_then.due_at == datetime(2026, 11, 16, 20, 0, tzinfo=UTC)
    assert by_their_hours.due_at == now + 2.5 * HOUR
    assert by_their_hours.clock["calendar"]["zone"] == "Europe/Moscow"
    assert too_long.value.longest == 4 * HOUR
    assert when_late.due_at == datetime(2026, 11, 17, 7, 0, tzinfo=UTC)


def test_whoever_is_asked_asks_back_hands_on_or_lets_somebody_else_answer_and_the_clock_goes_on(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    cook, spa = a_person("Cy", unit=kitchen), a_unit("spa", under=a_company(), zone="UTC")
    sam, stranger = a_leader("Sam", spa), a_leader("Zed", a_unit("bar", under=a_company()))
    inquiry = an_inquiry(case, kitchen, by=ann, at=now)
    key = inquiry.pk

    services.let_answer(key=key, person=cook, by=kim, at=now)
    services.let_answer(key=key, person=cook, by=kim, at=now)
    named = readers(inquiry)
    services.ask_back(key=key, text="Which floor?", by=cook, at=now)
    back = [each[1] for each in todo(ann, now)]
    waits_for_nobody_here = todo(kim, now)
    services.reply_to_inquiry(case=case, number=1, text="The third.", by=ann, at=now)
    services.hand_inquiry_on(key=key, unit=spa, reason="The third is theirs.", by=cook, at=now + HOUR)

    assert named == ["Cy", "Kim"]
    assert back == [f"Case {case.pk}, Company · whom you asked asks back"]
    assert waits_for_nobody_here == []
    assert readers(inquiry) == ["Sam"]
    asked = selectors.inquiry_asked(viewer=sam, key=key, at=now)
    assert [line.detail["reason"] for line in asked.said if "reason" in line.detail] == [
        "Which floor?", "The third.", "The third is theirs."
    ]  # fmt: skip
    assert asked.inquiry.due_at == inquiry.due_at
    assert stages(case) == ["made", "passed", "asked-back", "replied", "handed-on"]
    for lost in (kim, cook, stranger):
        with pytest.raises(selectors.NoSuchInquiry):
            services.answer_inquiry(key=key, text="It was us.", by=lost, at=now)
    with pytest.raises(services.AskingOneself):
        services.hand_inquiry_on(key=key, unit=spa, reason="No.", by=sam, at=now)


def test_what_is_late_is_read_by_who_leads_above_once(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    mo, dee = a_person("Mo", unit=kitchen), a_leader("Dee", a_company())
    to_unit, to_mo = an_inquiry(case, kitchen, by=ann, at=now), an_inquiry(case, person=mo, by=ann, at=now)
    early = services.call_on_late(by=HOUSE, at=now + 4 * HOUR)
    late = now + 4 * HOUR + timedelta(minutes=1)

    called = services.call_on_late(by=HOUSE, at=late)
    again = services.call_on_late(by=HOUSE, at=late)

    assert (early, called, again) == (0, 2, 0)
    assert (readers(to_unit), readers(to_mo)) == (["Dee", "Kim"], ["Kim", "Mo"])
    assert [(len(todo(who, late)), todo(who, late)[0][2]) for who in (dee, kim, mo)] == [
        (1, "overdue"), (2, "overdue"), (1, "overdue"),
    ]  # fmt: skip
    assert "whom you asked is late" in todo(ann, late)[0][1]
    with pytest.raises(services.NothingWritten):
        services.extend_inquiry(case=case, number=1, minutes=60, reason=" ", by=ann, at=late)
    services.extend_inquiry(case=case, number=1, minutes=60, reason="Their oven broke.", by=ann, at=late)
    with pytest.raises(services.TimeOutOfReach):
        services.extend_inquiry(case=case, number=1, minutes=240, reason="Still.", by=ann, at=late)
    assert Inquiry.objects.get(pk=to_unit.pk).due_at == late + HOUR
    assert selectors.inquiry_figures(viewer=dee, at=late) == [AskedUnit(kitchen, 2, 0, 1, 0, None)]


def test_no_answer_leaves_while_a_department_is_asked_and_nobody_says_so(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    silent = an_open_case(case.voice.channel, at=now, words=LETTER, email="")
    for each in (case, silent):
        an_inquiry(each, kitchen, by=ann, at=now)
    together = selectors.foreseen(viewer=ann, cases=selectors.cases_numbered(numbers=[silent.pk]), deed=Deed.CLOSE)

    with pytest.raises(services.InquiriesStillOpen) as refused:
        services.answer(case=case, text="We mended it.", by=ann, at=now)
    services.answer(case=case, text="We mended it.", leaves_inquiries=True, by=ann, at=now)
    with pytest.raises(services.InquiriesStillOpen):
        services.close(case=silent, reason="We spoke to them.", by=ann, at=now)
    services.close(case=silent, reason="We spoke to them.", leaves_inquiries=True, by=ann, at=now)

    assert (refused.value.inquiries, together.why) == ((1,), {silent.pk: Left.INQUIRIES_OPEN})
    assert (stages(case), stages(silent)) == (["made", "withdrawn"], ["made", "withdrawn"])
    assert [each[1] for each in todo(kim, now + HOUR)] == ["Ann needs no answer any more"] * 2
    assert todo(kim, now + timedelta(days=2)) == []
    with pytest.raises(services.InquiryIsSettled):
        services.answer_inquiry(key=Inquiry.objects.earliest("pk").pk, text="Friday.", by=kim, at=now)
    with pytest.raises(services.CaseIsDone):
        an_inquiry(case, kitchen, by=ann, at=now)


def test_what_cannot_be_asked_is_refused_by_name(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    closed, gone = a_unit("closed", under=a_company()), a_person("Gil", unit=kitchen)
    people.close_unit(unit=closed, on=now.date(), by=HOUSE, at=now)
    people.leave(person=gone, on=now.date() - timedelta(days=2), by=HOUSE, at=now)
    lead = a_person("Lea", rules.SEE, rules.ANSWER, unit=None)
    own = a_unit("own", under=a_company(), zone="UTC")
    people.grant(
        person=lead, role=people.define_roles(roles=[_leads()], by=HOUSE, at=now)[0], unit=own,
        from_on=now.date() - timedelta(days=2), by=HOUSE, at=now,
    )  # fmt: skip

    for refused, asked in (
        (services.NothingWritten, {"unit": kitchen, "question": " "}),
        (services.TooLong, {"unit": kitchen, "question": "x" * (terms.LONGEST_QUESTION + 1)}),
        (services.NobodyToAsk, {"unit": closed}),
        (services.NobodyToAsk, {"person": gone}),
        (services.NobodyToAsk, {}),
        (services.AskingOneself, {"person": ann}),
        (services.NotInTheLetter, {"unit": kitchen, "shows": Shown(passages=["The bath was cold"])}),
        (NotAllowed, {"unit": kitchen, "by": kim}),
        (services.AskingOneself, {"unit": own, "by": lead}),
    ):
        with pytest.raises(refused):
            an_inquiry(case, **{"by": ann, "at": now} | asked)
    assert Inquiry.objects.count() == 0


def _leads() -> people.RoleDraft:
    from servewell.rooms.people import rules as people_rules
    from tests.builders import words

    return people.RoleDraft(code="leads", title=words("Leads"), powers=(people_rules.SEE_TEAM.code,))


def test_of_a_sealed_voice_only_who_knows_it_asks_and_no_word_goes_along(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    eve, bea = a_writer("Eve"), a_writer("Bea")
    before = an_inquiry(case, kitchen, by=eve, at=now, shows=Shown(whole=True))
    named_for_harm(ann)
    services.assign(case=case, to=bea, by=HOUSE, at=now)
    a_mark_of_harm(case.voice, at=now)

    for shows in (Shown(whole=True), Shown(passages=["cold"]), Shown(customer=True)):
        with pytest.raises(services.CannotShow):
            an_inquiry(case, kitchen, by=ann, at=now, shows=shows)
    asked = an_inquiry(case, kitchen, by=ann, at=now)

    with pytest.raises(selectors.NoSuchCase):
        selectors.case_for(viewer=eve, number=case.pk)
    with pytest.raises(selectors.NoSuchInquiry):
        selectors.inquiry_asked(viewer=kim, key=before.pk, at=now)
    assert selectors.inquiry_asked(viewer=kim, key=asked.pk, at=now).words == []
    assert [each.pk for each in selectors.inquiries_read_by(viewer=kim, at=now)] == [asked.pk]
    assert len(todo(kim, now)) == 1


def test_the_customer_is_shown_only_where_ticked_and_everything_goes_with_them(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    told = an_inquiry(case, kitchen, by=ann, at=now, shows=Shown(whole=True, customer=True))
    lou = a_leader("Lou", kitchen)
    services.keep_readers(at=now)
    services.keep_inquiry_draft(key=told.pk, text="Elena was", by=lou, at=now)
    seen = selectors.inquiry_asked(viewer=kim, key=told.pk, at=now)
    services.ask_back(key=told.pk, text="Was it Elena?", by=kim, at=now)
    services.answer_inquiry(key=told.pk, text="Elena is right.", by=kim, at=now)
    waits = an_inquiry(case, kitchen, by=ann, at=now, question="Where was Elena?")
    customers.erase_for_host(
        customer=Customer.objects.get(pk=case.voice.customer_id), why=customer_terms.ERASURES[0][0], closes_cases=True,
        at=now,
    )  # fmt: skip

    assert (seen.who.address, [each.text for each in seen.words]) == ("elena@example.com", [LETTER])
    everything = [*Inquiry.objects.values(), *InquiryReader.objects.values(), *LedgerLine.objects.values("detail")]
    assert "Elena" not in str(everything)
    assert [each.state for each in Inquiry.objects.order_by("pk")] == ["answered", "withdrawn"]
    after = selectors.inquiry_asked(viewer=kim, key=waits.pk, at=now)
    assert (after.inquiry.question, list(after.words), after.who.address) == ("", [], "")


def test_whoever_leads_by_now_reads_and_a_leavers_question_goes_to_who_leads(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    mo = a_person("Mo", unit=kitchen)
    to_mo, to_unit = an_inquiry(case, person=mo, by=ann, at=now), an_inquiry(case, kitchen, by=ann, at=now)
    people.leave(person=mo, on=now.date() - timedelta(days=2), by=HOUSE, at=now)
    lou = a_leader("Lou", kitchen)
    people.leave(person=kim, on=now.date() - timedelta(days=2), by=HOUSE, at=now)

    left = (readers(to_mo), readers(to_unit))
    a_leader("Nan", kitchen)

    changed = [services.keep_readers(at=now) for _ in range(2)]

    assert left == (["Lou"], ["Lou"])
    assert (changed, readers(to_mo), readers(to_unit)) == ([2, 0], ["Lou", "Nan"], ["Lou", "Nan"])
    services.answer_inquiry(key=to_mo.pk, text="I asked him on his last day.", by=lou, at=now + HOUR)
    figures = selectors.inquiry_figures(viewer=lou, at=now + HOUR)
    assert figures == [AskedUnit(kitchen, 2, 1, 1, 1, HOUR)]
    assert selectors.inquiry_figures(viewer=a_leader("Zed", a_unit("bar", under=a_company())), at=now) == []
