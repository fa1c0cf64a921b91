"""Harm on the web: it is marked with open eyes, read behind a button, dealt with, and people are named for it."""

from datetime import datetime

import pytest
from django.test import Client

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.base.words import CODES
from servewell.rooms.cases import rules, services
from servewell.rooms.cases.models import Case, HarmLine, HarmMark, HarmPlan, HarmWords
from servewell.rooms.cases.terms import Harm, HarmStage, HarmState
from servewell.rooms.customers import rules as customer_rules
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.models import Voice
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_mark_of_harm,
    a_person,
    a_policy,
    a_unit,
    a_voice,
    a_writer,
    named_for_harm,
)
from tests.programmes.visitor import read

pytestmark = pytest.mark.django_db
FELL = "I fell on the wet stairs and broke my wrist."


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def ida() -> Person:
    """Named for injuries, without any power."""
    person = a_person("Ida")
    named_for_harm(person)
    return person


@pytest.fixture
def voice(ida: Person, now: datetime) -> Voice:
    a_policy()
    a_writer("Ann")
    return a_voice(a_channel(), 1, words=FELL, email="elena@example.com", at=now)


def body_of(browser: Client, path: str, status: int = 200) -> str:
    response = browser.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_whoever_reads_a_voice_sees_who_will_be_told_marks_it_and_reads_it_no_more(voice: Voice) -> None:
    bob = a_browser(a_person("Bob", voice_rules.READ))
    path = f"/voices/{voice.pk}/harm"
    assert f'href="{path}"' in body_of(bob, f"/voices/{voice.pk}")
    page = body_of(bob, path)
    assert "Told at once: Ida" in page
    assert "Nobody would be told" in page, "for the other kinds, as nobody manages this company"
    assert bob.post(path, {"deed": "mark"}).status_code == 422

    response = bob.post(path, {"kind": "injury", "deed": "mark"}, follow=True)

    assert [step for step, _status in response.redirect_chain] == ["/harm"]
    assert "From now on only they read it." in response.content.decode()
    assert HarmMark.objects.get().state == HarmState.MARKED
    assert bob.get(f"/voices/{voice.pk}").status_code == 404


def test_who_is_told_finds_it_on_their_day_reads_it_behind_a_button_and_says_what_was_done(
    voice: Voice, ida: Person, now: datetime
) -> None:
    mark = a_mark_of_harm(voice, at=now)
    browser, path = a_browser(ida), f"/harm/{mark.pk}"
    assert f'href="{path}"' in body_of(browser, "/")
    assert FELL not in body_of(browser, path)

    read = browser.post(f"{path}/look", follow=True).content.decode()
    missing = browser.post(f"{path}/settle", {"reason": " "})
    done = browser.post(f"{path}/settle", {"reason": "Called her; the stairs are shut."}, follow=True).content.decode()

    assert FELL in read
    assert "Ida read the words" in read
    assert missing.status_code == 422
    assert "Called her; the stairs are shut." in done
    assert f'href="{path}"' not in body_of(browser, "/")
    assert HarmMark.objects.get().state == HarmState.SETTLED


def test_the_writer_of_the_case_works_on_and_cannot_lift_it(voice: Voice, now: datetime) -> None:
    mark, case = a_mark_of_harm(voice, at=now), Case.objects.get(voice=voice)
    assert case.owner is not None
    ann = a_browser(case.owner)

    before = body_of(ann, f"/cases/{case.pk}")
    ann.post(f"/harm/{mark.pk}/look")
    after = body_of(ann, f"/cases/{case.pk}")

    assert FELL not in before
    assert f'href="/harm/{mark.pk}"' in before
    assert FELL in after
    assert ann.post(f"/harm/{mark.pk}/lift", {"lift-reason": "No."}).status_code == 404
    seen = next(each.attributes["value"] for each in read(after).all("input") if each.attributes.get("name") == "seen")
    assert ann.post(f"/cases/{case.pk}/answer", {"text": "We are sorry.", "seen": seen}).status_code == 303


def test_whoever_ends_a_case_of_harm_reads_it_no_more_and_comes_to_the_list(voice: Voice, now: datetime) -> None:
    unreached = a_voice(voice.channel, 1, words=FELL, at=now)
    mark, case = a_mark_of_harm(unreached, at=now), Case.objects.get(voice=unreached)
    assert case.owner is not None
    ann = a_browser(case.owner)

    closed = ann.post(f"/cases/{case.pk}/close", {"reason": "She left no address."}, follow=True)

    assert [step for step, _status in closed.redirect_chain] == ["/cases"]
    assert "The case is closed, and the ledger says why." in closed.content.decode()
    assert [ann.get(path).status_code for path in (f"/cases/{case.pk}", f"/harm/{mark.pk}")] == [404, 404]


def test_a_mark_is_lifted_with_a_reason(voice: Voice, ida: Person, now: datetime) -> None:
    mark = a_mark_of_harm(voice, at=now)
    browser = a_browser(ida)
    assert browser.post(f"/harm/{mark.pk}/lift", {"lift-reason": ""}).status_code == 422

    browser.post(f"/harm/{mark.pk}/lift", {"lift-reason": "She slipped at home."})

    lines = HarmLine.objects.filter(stage=HarmStage.LIFTED).values_list("reason", "actor")
    assert list(lines) == [("She slipped at home.", ida.actor_key)]
    assert FELL in body_of(a_browser(a_person("Bob", voice_rules.READ)), f"/voices/{voice.pk}")


def test_the_page_says_where_nobody_is_named_and_who_is_told_instead(now: datetime) -> None:
    hotel = a_unit("hotel", under=a_company())
    eve = a_person("Eve", rules.NAME_FOR_HARM, rules.HANDLE_HARM)
    browser = a_browser(eve)
    tree, page = body_of(browser, "/harm/named"), body_of(browser, "/harm/named/hotel")
    assert "<h1>In 2 units nobody is named for some harm</h1>" in tree
    assert tree.count("Nobody is named for: Injury, Discrimination, Threat, Data leak") == 1
    assert tree.count("as above") == 1
    assert "Nobody is named for this here. Told at once: Eve, who answer for the whole company." in page

    ida = a_person("Ida")
    path, given = "/harm/named/hotel", {"injury-hours": "4", "injury-runs_always": "on", "kind": "injury"}
    wrong = browser.post(path, {**given, "injury-named": "nowhere"})
    response = browser.post(path, {**given, "injury-named": f"{ida.number} Ida Whatever\n", "injury-standing_in": ""})

    assert (wrong.status_code, response.status_code) == (422, 303)
    assert "Nobody has the staff number nowhere." in wrong.content.decode()
    plan = HarmPlan.objects.get()
    assert (plan.unit, plan.kind, plan.version, plan.hours, plan.runs_always) == (hotel, Harm.INJURY, 1, 4, True)
    assert [(each.person, each.stands_in) for each in plan.named.all()] == [(ida, False)]
    assert "Told at once: Ida" in body_of(browser, path)
    assert "Nobody is named for: Discrimination" in body_of(browser, "/harm/named")


def test_whoever_may_not_know_of_it_does_not_erase_it_either(voice: Voice, ida: Person, now: datetime) -> None:
    dora = a_browser(a_person("Dora", customer_rules.ERASE, customer_rules.SEE))
    path = f"/customers/{voice.customer_id}/erase"
    asked = {"why": "asked-for", "typed_name": "Dora", "closes_cases": "on"}
    mark = a_mark_of_harm(voice, at=now)

    refused = dora.post(path, asked)
    untouched = [each.text for each in voices.spoken(voice=voice.pk, viewer=HOUSE)]
    services.lift_harm(mark=mark, reason="She slipped at home.", by=ida, at=now)
    erased = dora.post(path, asked)

    assert (refused.status_code, untouched, erased.status_code) == (404, [FELL], 303)
    assert voices.spoken(voice=voice.pk, viewer=HOUSE) == ()


def test_what_nobody_may_know_is_not_there(voice: Voice, now: datetime) -> None:
    mark = a_mark_of_harm(voice, at=now)
    bob = a_browser(a_person("Bob", voice_rules.READ, rules.SEE))

    for path in (f"/harm/{mark.pk}", "/harm/987654", f"/voices/{voice.pk}/harm"):
        assert bob.get(path).status_code == 404
    for deed in ("look", "settle", "lift"):
        assert bob.post(f"/harm/{mark.pk}/{deed}", {"reason": "x", "lift-reason": "x"}).status_code == 404
    assert "Nobody speaks of harm that you are told of" in body_of(bob, "/harm")


def test_what_words_suggest_is_shown_to_who_reads_and_rejected_with_a_button(voice: Voice, now: datetime) -> None:
    injured = a_voice(voice.channel, 1, words="My wife was injured.", at=now)
    services.suggest_harm(voices_received=[injured.pk], at=now)
    bob, path = a_browser(a_person("Bob", voice_rules.READ)), f"/voices/{injured.pk}/harm"

    on_voice, listed, page = body_of(bob, f"/voices/{injured.pk}"), body_of(bob, "/harm"), body_of(bob, path)
    done = bob.post(path, {"kind": "injury", "deed": "reject"}, follow=True).content.decode()

    assert "Words in this letter suggest harm" in on_voice
    assert f'href="{path}"' in listed
    assert "These words suggest it: injur*" in page
    assert "Noted: it is none." in done
    assert "These words suggest it" not in done
    assert bob.post(path, {"kind": "injury", "deed": "reject"}, follow=True).status_code == 200


def test_the_words_are_changed_on_a_page_of_their_own(now: datetime) -> None:
    browser = a_browser(a_person("Eve", rules.NAME_FOR_HARM))
    assert "The list that came with Servewell holds." in body_of(browser, "/harm/words")
    words = {f"{kind}.{code}": "" for kind in Harm for code in CODES} | {"injury.en": "broken\nhurt", "seen": "0"}

    too_short = browser.post("/harm/words", {**words, "threat.es": "x\n--*\nbomba"})
    done = browser.post("/harm/words", words, follow=True).content.decode()
    again = browser.post("/harm/words", words)

    assert (too_short.status_code, again.status_code) == (422, 422)
    assert "Too long, or with too few letters to be looked for: x, --*" in too_short.content.decode()
    assert "The company&#x27;s own list, version 1, holds." in done
    assert HarmWords.objects.get().words["injury"]["en"] == ["broken", "hurt"]
