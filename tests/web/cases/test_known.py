"""All that is known beside a case: each part as far as its reader may see it, in as many queries as any page."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base import today
from servewell.base.permissions import HOUSE, Power, all_powers
from servewell.base.words import Words
from servewell.engines import mail
from servewell.engines.mail import outboxes
from servewell.rooms.cases import rules, selectors, services
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.terms import Verdict
from servewell.rooms.customers import rules as customer_rules
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.models import Customer, Encounter
from servewell.rooms.customers.terms import STAY
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.standards.terms import Examples
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services as voice
from servewell.rooms.voice.models import Channel, Voice
from servewell.web.cases.shown.known import KnownPage, LetterRow, MetRow
from servewell.web.kit.components import Chip, Link
from tests.builders import (
    a_browser,
    a_company,
    a_person,
    a_policy,
    a_promise,
    a_unit,
    a_voice,
    an_aspect,
    an_indicator,
    mail_settings,
)
from tests.builders.causes import a_cause, a_found_cause
from tests.builders.customers import a_customer
from tests.builders.figures import Answered, the_lake_holds
from tests.builders.harms import a_mark_of_harm
from tests.builders.kinds import a_claim
from tests.builders.served import a_personal_channel
from tests.builders.stays import STAYS, an_import
from tests.builders.voice import FOUR_ASPECTS

pytestmark = pytest.mark.django_db
ALL = (rules.SEE, rules.ANSWER, rules.HANDLE_HARM, customer_rules.SEE, voice_rules.READ, insight_rules.SEE)
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Stay:
    """Elena stayed at a hotel, was served by Bo, and wrote."""

    hotel: Unit
    sister: Unit
    elena: Customer
    channel: Channel
    case: Case


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def stay(now: datetime) -> Stay:
    company = a_company()
    _our_way(company)
    hotel, sister = a_unit("harbour", under=company), a_unit("lakeside", under=company)
    a_policy(company)
    an_indicator()
    elena, channel = a_customer(unit=hotel, name="Elena Ruiz"), a_personal_channel(hotel)
    said = wrote(elena, channel, at=now, words="Nobody looked up.", respect=1)
    return Stay(hotel, sister, elena, channel, selectors.case_of_voice(voice=said.pk, viewer=HOUSE))


def _our_way(company: Unit) -> None:
    examples = Examples(way=Words({"en": "We stand up.\nWe come round the desk."}))
    draft = an_aspect("respect", "I look up when they arrive.", "I use their name.")
    looks_up = replace(draft.standards[0], examples=examples)
    others = [an_aspect(code) for code in FOUR_ASPECTS if code != "respect"]
    a_promise(unit=company, aspects=[replace(draft, standards=(looks_up, draft.standards[1])), *others])


def wrote(customer: Customer, channel: Channel, *, at: datetime, words: str, overall: int = 1, **answers: Any) -> Voice:
    """About a stay that Bo served; who rates it low has a case."""
    bo = Person.objects.filter(name="Bo").first() or a_person("Bo", unit=channel.unit)
    reference = f"B-{Encounter.objects.count()}"
    new = customers.NewEncounter(STAY, channel.unit, at.date(), reference, customer=customer, served_by=bo)
    customers.record_encounters(encounters=[new], by=HOUSE, at=at)
    encounter = Encounter.objects.get(reference=reference)
    token = voice.invite(
        channel=channel, customer=customer, encounter=encounter, valid_until=at + A_WEEK, by=HOUSE, at=at
    )
    invitation = voices.invitation_by_token(token=token)
    return a_voice(channel, overall, words=words, invitation=invitation, at=at, **answers)


def a_letter(stay: Stay, words: str, *, at: datetime, channel: Channel | None = None) -> Case:
    said = wrote(stay.elena, channel or stay.channel, at=at, words=words)
    return selectors.case_of_voice(voice=said.pk, viewer=HOUSE)


def seen_by(person: Person, stay: Stay) -> KnownPage:
    response = a_browser(person).get(f"/cases/{stay.case.pk}/beside")
    assert response.status_code == 200
    return response.context["page"]


def reader(*powers: Power, stay: Stay) -> Person:
    return a_person("Ann", *powers, unit=stay.hotel)


def letters(page: KnownPage) -> list[str] | None:
    return None if page.letters is None else [row.letter.label for row in page.letters]


def arrives(case: Case, monkeypatch: pytest.MonkeyPatch, *, by: Person, at: datetime) -> None:
    granted = services.Decision(verdict=Verdict.GRANTED, grounds="It was cold.")
    services.set_kind(case=case, kind="claim", by=by, at=at)
    services.answer(case=case, text="It is mended.", decision=granted, by=by, at=at)
    delivery = selectors.delivery_of(viewer=HOUSE, case=case)
    assert delivery is not None
    with monkeypatch.context() as server:
        server.setattr(outboxes, "hand_over", lambda **_: mail.InDoubt(why="no answer came"))
        services.hand_over(delivery=delivery.pk, at=at)
    delivery.refresh_from_db()
    services.vouch_for(delivery=delivery, reason="She rang.", by=by, at=at)


def test_the_page_tells_all_that_is_known(
    stay: Stay, lake: Path, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL = mail_settings(25)
    ann = reader(*ALL, stay=stay)
    a_claim()
    arrives(a_letter(stay, "The shower was cold.", at=now - 9 * A_WEEK), monkeypatch, by=ann, at=now - 8 * A_WEEK)
    a_letter(stay, "Nobody answered the bell.", at=now - 20 * A_WEEK)
    praise = wrote(stay.elena, stay.channel, at=now - 30 * A_WEEK, words="Lovely.", overall=5)
    a_cause("hurry", standard="respect-1", name="Too few at the desk")
    a_found_cause(stay.case, "hurry", by=ann, at=now, is_main=True)
    the_lake_holds(
        Answered(stay.hotel, date(2026, 10, 3), 40, 80),
        Answered(stay.hotel, date(2026, 3, 3), 300, 320),
        Answered(stay.hotel, date(2025, 3, 3), 300, 320),
        Answered(stay.hotel, date(2026, 11, 3), 1, 100),
    )

    page = seen_by(ann, stay)

    assert page.title == "This customer wrote 2 other letters"
    # beside the oldest the other two are later ones
    assert a_browser(ann).get("/cases/3/beside").context["page"].title == page.title
    assert page.letters == (
        LetterRow(
            Link("The shower was cold", "/cases/2"), "en", "Harbour", date(2026, 9, 14), "Claim",
            Chip("Answered on 21 September 2026 · Granted", "accent"),
        ),
        LetterRow(
            Link("Nobody answered the bell", "/cases/3"), "en", "Harbour", date(2026, 6, 29), "",
            Chip("Still open", "needs"),
        ),
    )  # fmt: skip
    said = LetterRow(Link("Lovely.", f"/voices/{praise.pk}"), "en", "Harbour", date(2026, 4, 20), "", None)
    assert page.heard == (said,)
    assert page.this == MetRow("Stay", "Harbour", date(2026, 11, 16), served_by="Bo", reference="B-0", volume="")
    assert [each.reference for each in page.met or ()] == ["B-1", "B-2", "B-3"]
    [respect] = page.aspects
    assert (str(respect.name), [(str(each.text), each.way, each.was_not_kept) for each in respect.standards]) == (
        "Respect",
        [
            ("I look up when they arrive.", ("We stand up.", "We come round the desk."), True),
            ("I use their name.", (), False),
        ],
    )
    assert [(each.label, each.value, each.count, each.chip) for each in page.figures] == [
        ("October 2026", "50.0\u202f%", "80 answers", Chip("worse than the twelve months before", "needs")),
        (
            "November 2025 to October 2026", "85.0\u202f%", "400 answers",
            Chip("worse than the twelve months before", "needs"),
        ),
    ]  # fmt: skip
    assert [each.label for each in page.like] == [
        "2 cases in all",
        "1 case about “Respect”",
        "1 case caused by “Too few at the desk”",
    ]
    desk = a_browser(ann)
    assert [len(desk.get(each.url).context["page"].rows) for each in page.like] == [2, 1, 1]


def test_what_its_reader_may_not_see_is_not_there(stay: Stay, lake: Path, now: datetime) -> None:
    there = a_letter(stay, "The lift stood still.", at=now - A_WEEK, channel=a_personal_channel(stay.sister))
    hurt = a_letter(stay, "She broke her wrist.", at=now - 2 * A_WEEK)
    a_mark_of_harm(hurt.voice, at=now)
    taken = an_import(
        "1,harbour,2026-07-13,1,New,elena@example.com", header="id,hotel,day,score,words,mail",
        recipe=STAYS + "cases: {from: 2026-07-01}\ncustomer: {email: mail}\n", at=now,
    )  # fmt: skip
    voice.tell_old_voices(imported=taken.pk, at=now)
    the_lake_holds(Answered(stay.hotel, date(2026, 10, 3), 40, 80))
    sees_all, sees_cases = reader(*ALL, stay=stay), reader(rules.SEE, stay=stay)
    elsewhere = a_person("Zoe", *ALL, unit=stay.sister)

    told = (letters(seen_by(sees_all, stay)), letters(seen_by(sees_cases, stay)))
    voice.withdraw_import(run=taken, by=HOUSE, at=now)
    whole, narrow = seen_by(sees_all, stay), seen_by(sees_cases, stay)

    assert told == (["New", "Speaks of harm"], ["New"])
    assert (letters(whole), letters(narrow)) == (["Speaks of harm"], [])
    assert (narrow.this, narrow.met, narrow.heard, narrow.figures) == (None, None, (), ())
    assert whole.figures
    assert a_browser(elsewhere).get(f"/cases/{stay.case.pk}/beside").status_code == 404
    own = a_browser(elsewhere).get(f"/cases/{there.pk}/beside").context["page"]
    assert (letters(own), own.met) == ([], ())
    sealed = a_browser(sees_all).get(f"/cases/{hurt.pk}/beside").context["page"]
    assert sealed.aspects == ()


def test_of_a_customer_who_was_erased_nothing_is_told(stay: Stay, lake: Path, now: datetime) -> None:
    ann = reader(*ALL, stay=stay)
    a_letter(stay, "The shower was cold.", at=now - 9 * A_WEEK)
    customers.erase_for_host(customer=stay.elena, why="asked-for", closes_cases=True, at=now)

    page = seen_by(ann, stay)

    assert (page.title, page.letters, page.heard, page.this, page.met) == (
        f"What is known beside case {stay.case.pk}", None, (), None, None,
    )  # fmt: skip


@pytest.mark.parametrize("many", [1, 3])
def test_it_asks_at_most_twenty_times_however_much_is_known(stay: Stay, lake: Path, now: datetime, many: int) -> None:
    ann = reader(*all_powers(), stay=stay)
    for number in range(many):
        a_letter(stay, f"Letter {number}.", at=now - (number + 1) * A_WEEK)
        wrote(stay.elena, stay.channel, at=now - (number + 20) * A_WEEK, words="Lovely.", overall=5)
        a_cause(f"cause-{number}", standard=f"respect-{number % 2 + 1}")
        a_found_cause(stay.case, f"cause-{number}", by=ann, at=now, is_main=not number)
    desk, path = a_browser(ann), f"/cases/{stay.case.pk}/beside"
    desk.get(path)

    with CaptureQueriesContext(connection) as asked:
        desk.get(path)

    # one more where the figure is a composite
    assert len(asked) == 19


def test_the_page_of_the_case_leads_to_it_without_a_script(stay: Stay) -> None:
    body = a_browser(reader(*ALL, stay=stay)).get(f"/cases/{stay.case.pk}").content.decode()

    assert f'<a href="/cases/{stay.case.pk}/beside">Open it as a page</a>' in body
    assert f'hx-get="/cases/{stay.case.pk}/beside" hx-trigger="toggle once"' in body
