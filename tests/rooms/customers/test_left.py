"""A contact that somebody typed shows nobody: only an encounter, or an answer to a letter, makes a customer known."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import Settings

from servewell.base import jobs as queue
from servewell.base import today
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.cases import rules as case_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.customers import rules, selectors, services
from servewell.rooms.customers.models import Contact, Customer, KnownAt, Proposal
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services as voice
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice, mail_settings
from tests.builders.asking import a_campaign, a_guest, a_list, draw_up, link_in, send, taken_by
from tests.builders.customers import A_WORDING, a_customer
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ALL = (rules.SEE, rules.KEEP, rules.MERGE, rules.ERASE, voice_rules.READ, voice_rules.ASK, case_rules.SEE)


@pytest.fixture(autouse=True)
def _the_clock_stands_and_no_job_is_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)


@pytest.fixture
def inn() -> Unit:
    return a_unit("inn", under=a_company())


@pytest.fixture
def lea(inn: Unit) -> Person:
    """She leads the inn, and nothing else."""
    return a_person("Lea", *ALL, unit=inn)


@pytest.fixture
def elena() -> Customer:
    """She stayed at the hotel, and never at the inn."""
    return a_guest("elena", unit=a_unit("hotel", under=a_company()))


def type_in_a_list(unit: Unit, address: str) -> None:
    draw_up(a_campaign(at=NOON, unit=unit, listed=a_list("email,name", f"{address},Mine")), at=NOON)


def type_at_an_open_link(unit: Unit, address: str) -> None:
    a_voice(a_channel(unit), 1, at=NOON, words="Cold.", email=address)


def type_in_a_file(unit: Unit, address: str) -> None:
    left = services.LeftContact(kind="email", value=address, language="en", name="Mine", unit=unit.pk)
    services.recognise_many(contacts=[left], by=HOUSE, at=NOON)


def how_known(customer: Customer, unit: Unit) -> list[str]:
    return list(KnownAt.objects.filter(customer=customer, unit=unit).values_list("how", flat=True))


@pytest.mark.parametrize("typed", [type_in_a_list, type_at_an_open_link, type_in_a_file])
def test_whoever_types_a_foreign_address_gains_nothing(typed, inn: Unit, lea: Person, elena: Customer) -> None:
    stay = services.NewEncounter(kind="stay", unit=inn, on=date(2026, 11, 2), reference="")
    a_voice(a_channel(a_unit("bar", under=a_company())), 1, at=NOON, words="A secret.", email="elena@example.com")
    mine = a_customer("mine@example.com", unit=inn)

    typed(inn, "Elena@Example.com")

    assert how_known(elena, inn) == ["left"]
    seen = [each.pk for sought in ("", "elena", "elena@example.com")
            for each in selectors.customers_seen(viewer=lea, sought=sought).items]  # fmt: skip
    assert (seen, selectors.customers_reached(viewer=lea, contact="elena@example.com")) == ([mine.pk], None)
    for look in (selectors.customer_for, selectors.whole):
        with pytest.raises(selectors.NoSuchCustomer):
            look(viewer=lea, number=elena.pk)
    assert selectors.are_seen(viewer=lea, customers=[elena.pk, mine.pk]) == {mine.pk}
    asked = selectors.may_ask(viewer=lea, customers=[elena.pk], purpose="survey")[elena.pk]
    assert (asked.why_not, asked.ways, asked.language) == (("unknown",), (), "")
    services.propose(pairs={(elena.pk, mine.pk): ["same-phone"]}, at=NOON)
    assert list(selectors.proposals(viewer=lea).items) == []

    [left] = selectors.left_by(viewer=lea, contact="elena@example.com")
    assert (left.contact.lower(), str(left.unit)) == ("elena@example.com", "Inn")
    assert {each.words[0].text for each in voices.heard_from(viewer=lea, customers=[left.customer])} <= {"Cold."}
    services.record_encounters(encounters=[stay], by=HOUSE, at=NOON)
    assert selectors.left_by(viewer=a_person("Bo", *ALL, unit=a_unit("bus", under=a_company())),
                             contact="elena@example.com") == []  # fmt: skip


def test_no_deed_reaches_whom_somebody_only_typed(inn: Unit, lea: Person, elena: Customer) -> None:
    type_in_a_list(inn, "elena@example.com")
    mine = a_customer("mine@example.com", unit=inn)
    contact = elena.contacts.get()
    speaking = {"relation": "relative", "scope": "complaints", "evidence": "told", "from_on": NOON.date()}
    deeds = [
        lambda: services.withdraw_consent(customer=elena, purpose="survey", how="desk", by=lea, at=NOON),
        lambda: services.give_consent(
            customer=elena, purpose="news", wording=A_WORDING, how="desk", by=lea, at=NOON
        ),
        lambda: services.correct(customer=elena, name="Mine", language="", by=lea, at=NOON),
        lambda: services.correct_contact(contact=contact, value="mine2@example.com", by=lea, at=NOON),
        lambda: services.merge(one=elena, other=mine, by=lea, at=NOON),
        lambda: services.let_speak(speaker=mine, customer=elena, **speaking, by=lea, at=NOON),
        lambda: services.let_speak(speaker=elena, customer=mine, **speaking, by=lea, at=NOON),
        lambda: services.erase(customer=elena, why="asked-for", typed_name="Lea", by=lea, at=NOON),
        lambda: selectors.told(viewer=lea, customer=elena.pk),
    ]  # fmt: skip

    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_beside_a_case_stands_what_was_typed_and_nothing_else(inn: Unit, lea: Person, elena: Customer) -> None:
    son = a_customer("son@example.com", name="Lars")
    services.let_speak(
        speaker=son, customer=elena, relation="relative", scope="everything", evidence="told", from_on=NOON.date(),
        by=HOUSE, at=NOON,
    )  # fmt: skip
    said = a_voice(a_channel(inn), 1, at=NOON, words="Cold.", email="elena@example.com")
    case = cases.case_of_voice(voice=said.pk, viewer=HOUSE)

    def who(viewer: Person) -> tuple[str, str, bool, list[str]]:
        found = cases.story_for(viewer=viewer, number=case.pk).who
        return found.name, found.address, found.is_reached, [each.speaker.name for each in found.speakers]

    assert who(lea) == ("", "elena@example.com", True, [])
    assert who(a_person("Ida", case_rules.SEE)) == ("elena", "elena@example.com", True, ["Lars"])
    services.correct_contact(contact=elena.contacts.get(), value="new@example.com", by=HOUSE, at=NOON)
    assert who(lea) == ("", "", True, [])
    assert [each.contact for each in selectors.left_by(viewer=lea, contact="new@example.com")] == []
    assert cases.address_of(case=case) == "new@example.com"


def test_by_the_telephone_that_was_typed_nobody_learns_the_address(inn: Unit, lea: Person) -> None:
    both = services.LeftContact(kind="email", value="elena@example.com", language="es", also="+34600555010")
    elena = services.recognise_many(contacts=[both], by=HOUSE, at=NOON)[0]
    typed = services.LeftContact(kind="phone", value="0034 600 555 010", language="en", unit=inn.pk)

    assert services.recognise_many(contacts=[typed], by=HOUSE, at=NOON) == [elena]

    assert [each.contact for each in selectors.left_by(viewer=lea, contact="+34600555010")] == ["+34600555010"]
    assert selectors.left_by(viewer=lea, contact="elena@example.com") == []
    assert selectors.left_at(viewer=lea, customer=elena.pk, kind="email", power=rules.SEE) is None


def test_an_encounter_at_the_unit_makes_a_customer_known_there(inn: Unit, lea: Person, elena: Customer) -> None:
    type_in_a_list(inn, "elena@example.com")
    number = selectors.left_by(viewer=lea, contact="elena@example.com")[0].number
    stay = services.NewEncounter(kind="stay", unit=inn, on=date(2026, 11, 2), reference="", customer=elena)

    services.record_encounters(encounters=[stay], by=HOUSE, at=NOON)
    type_at_an_open_link(inn, "elena@example.com")

    assert how_known(elena, inn) == ["met"]
    assert selectors.customer_for(viewer=lea, number=elena.pk) == elena
    assert selectors.left_by(viewer=lea, contact="elena@example.com") == []
    assert selectors.left_for(viewer=lea, number=number).stands_for == elena.pk


def test_who_answers_the_letter_that_was_sent_to_them_is_known_there(
    inn: Unit, lea: Person, elena: Customer, settings: Settings
) -> None:
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        send(a_campaign(at=NOON, unit=inn, listed=a_list("email", "elena@example.com")), at=NOON)
    assert selectors.are_seen(viewer=lea, customers=[elena.pk]) == set()

    link = voices.invitation_by_token(token=link_in(taken_by(keeper)[0]))
    a_voice(link.channel, invitation=link, at=NOON)

    assert how_known(elena, inn) == ["answered"]
    assert selectors.are_seen(viewer=lea, customers=[elena.pk]) == {elena.pk}


def test_a_link_that_was_never_sent_to_them_proves_nothing(inn: Unit, lea: Person, elena: Customer) -> None:
    channel = a_channel(inn, kind="personal-link")
    ends = datetime(2026, 12, 16, tzinfo=UTC)
    token = voice.invite(channel=channel, customer=elena, valid_until=ends, by=HOUSE, at=NOON)

    a_voice(channel, invitation=voices.invitation_by_token(token=token), at=NOON)

    assert how_known(elena, inn) == ["left"]
    assert selectors.are_seen(viewer=lea, customers=[elena.pk]) == set()


def test_who_holds_the_power_over_the_company_sees_everybody_who_left_a_contact(inn: Unit) -> None:
    type_at_an_open_link(inn, "new@example.com")
    ida = a_person("Ida", *ALL)

    found = selectors.customers_seen(viewer=ida).items

    assert [each.contacts.get().value for each in found] == ["new@example.com"]
    assert selectors.whole(viewer=ida, number=found[0].pk).powers == {each.code for each in ALL[:4]}
    assert selectors.left_by(viewer=ida, contact="new@example.com") == []


def test_a_merge_elsewhere_does_not_show_through_what_was_typed(inn: Unit, lea: Person, elena: Customer) -> None:
    other = a_customer("e.vidal@example.com", name="Elena Vidal", unit=a_unit("spa", under=a_company()))
    type_in_a_list(inn, "e.vidal@example.com")
    services.merge(one=elena, other=other, by=HOUSE, at=NOON)

    assert [each.contact for each in selectors.left_by(viewer=lea, contact="e.vidal@example.com")] == [
        "e.vidal@example.com"
    ]
    assert selectors.left_by(viewer=lea, contact="elena@example.com") == []
    assert selectors.are_seen(viewer=lea, customers=[elena.pk, other.pk]) == set()


def test_a_correction_does_not_say_whom_the_right_contact_reaches_elsewhere(
    inn: Unit, lea: Person, elena: Customer
) -> None:
    mine = a_customer("mine@example.com", unit=inn)
    contact = mine.contacts.get()

    services.correct_contact(contact=contact, value="ELENA@example.com", by=lea, at=NOON)

    assert [each.value for each in selectors.contacts_of(customer=mine.pk)] == ["ELENA@example.com"]
    assert services.recognise(kind="email", value="elena@example.com", language="", by=HOUSE, at=NOON) == elena
    assert [each.pk for each in selectors.customers_seen(viewer=lea, sought="elena@example.com").items] == [mine.pk]
    assert list(selectors.proposals(viewer=lea).items) == []
    assert list(Proposal.objects.values_list("one", "other", "reasons")) == [
        (*sorted([elena.pk, mine.pk]), ["same-contact"])
    ]
    assert [each.other_id for each in selectors.proposals(viewer=a_person("Ida", *ALL)).items] == [
        max(elena.pk, mine.pk)
    ]

    services.correct_contact(contact=contact, value="other@example.com", by=lea, at=NOON)
    assert services.recognise(kind="email", value="other@example.com", language="", by=HOUSE, at=NOON) == mine


def test_who_sees_both_is_told_that_they_may_be_one_person(inn: Unit, elena: Customer) -> None:
    mine = a_customer("mine@example.com", unit=inn)

    with pytest.raises(services.ContactIsAnothers) as raised:
        services.correct_contact(
            contact=mine.contacts.get(), value="elena@example.com", by=a_person("Ida", *ALL), at=NOON
        )

    assert (raised.value.customer, mine.contacts.get().value) == (elena.pk, "mine@example.com")


def test_the_page_says_as_the_campaign_does_that_a_contact_of_two_is_not_used(
    inn: Unit, lea: Person, elena: Customer
) -> None:
    mine = a_customer("mine@example.com", unit=inn)
    services.correct_contact(contact=mine.contacts.get(), value="elena@example.com", by=lea, at=NOON)
    services.suppress(kind="email", value="elena@example.com", reason="opt-out", by=HOUSE, at=NOON)

    shown = selectors.whole(viewer=lea, number=mine.pk)

    asked = {
        purpose: selectors.may_ask(viewer=lea, customers=[mine.pk], purpose=purpose)[mine.pk]
        for purpose in shown.may_ask
    }
    assert (shown.may_ask, shown.suppressions) == (asked, [])
    assert asked["survey"].why_not != ()


def test_nothing_of_another_customers_goes_or_is_lifted_by_a_contact_that_both_have(
    inn: Unit, lea: Person, elena: Customer
) -> None:
    mine = a_customer("mine@example.com", unit=inn)
    services.correct_contact(contact=mine.contacts.get(), value="elena@example.com", by=lea, at=NOON)
    services.suppress(kind="email", value="elena@example.com", reason="bounce", by=HOUSE, at=NOON)
    assert (selectors.suppressions_of(customer=mine.pk), len(selectors.suppressions_of(customer=elena.pk))) == ([], 1)

    erased = services.erase(customer=mine, why="asked-for", typed_name="Lea", by=lea, at=NOON)

    assert erased.contacts == []
    assert list(Contact.objects.exclude(folded="").values_list("customer", "value")) == [
        (elena.pk, "elena@example.com")
    ]
