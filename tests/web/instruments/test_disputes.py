"""A score is read with how it came about; a dispute is raised and decided on pages, and no word is lost."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.instruments import rules, services
from servewell.rooms.instruments.models import Dispute
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice.models import Voice
from tests.builders import a_browser, a_channel, a_company, a_person, a_survey, a_unit, a_voice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SHOP = {
    "title": "Shop",
    "pages": [{"elements": [
        {"type": "rating", "name": "smile", "title": "Smiled?"},
        {"type": "radiogroup", "name": "greeting", "title": "How did they greet?", "servewell:weight": 1, "choices": [
            {"value": "warm", "text": "Warmly", "servewell:points": 2},
            {"value": "cold", "text": "Coldly", "servewell:points": 0},
        ]},
    ]}],
}  # fmt: skip
SAID = {"item": "smile", "proposed": "5", "comment": "She did smile."}


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time on the wall; put another first to move it."""
    now = [NOON]
    monkeypatch.setattr(today, "now", lambda: now[0])
    return now


@pytest.fixture
def judged() -> Voice:
    survey = a_survey(code="shop", document=SHOP)
    services.set_dispute_window(instrument=survey.instrument, days=10, by=HOUSE, at=NOON)
    channel = a_channel(a_unit("harbour", under=a_company()), slug="shop", survey=survey)
    return a_voice(channel, 1, smile=2, greeting="cold", at=NOON)


@pytest.fixture
def lee(judged: Voice) -> Client:
    return a_browser(a_person("Lee", rules.DISPUTE, rules.DECIDE, voice_rules.READ, unit=judged.unit))


@pytest.fixture
def dee(judged: Voice) -> Client:
    return a_browser(a_person("Dee", rules.DECIDE))


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_a_dispute_goes_from_the_score_to_a_decision_and_both_scores_stay(
    judged: Voice, lee: Client, dee: Client
) -> None:
    page = f"/voices/{judged.pk}/score"
    assert "(0.25 × 1 + 0.00 × 1) ÷ 2 = 12.5\u202f%" in text(lee.get(page))

    raised = lee.post(f"/voices/{judged.pk}/dispute", {**SAID, "item": "greeting", "proposed": "warm"})
    assert (raised.status_code, raised["Location"]) == (303, page)
    assert Dispute.objects.get().proposed == {"greeting": {"value": "warm", "points": 2.0}}
    assert "Decide about a disputed answer: How did they greet?" in text(dee.get("/"))
    number = Dispute.objects.get().pk
    before = text(dee.get(f"/disputes/{number}"))
    assert "She did smile." in before
    assert "(0.25 × 1 + 1.00 × 1) ÷ 2 = 62.5\u202f%" in before
    decided = dee.post(f"/disputes/{number}", {"state": "accepted", "reason": "The film shows it."})

    assert (decided.status_code, decided["Location"]) == (303, "/disputes")
    after = text(lee.get(page))
    for words in ("62.5\u202f%", "12.5\u202f%", "The first score, as it was given", "The film shows it.", "accepted"):
        assert words in after


def test_the_voice_tells_the_answer_that_counts_and_the_one_that_was_given_first(
    judged: Voice, lee: Client, dee: Client
) -> None:
    lee.post(f"/voices/{judged.pk}/dispute", {**SAID, "item": "greeting", "proposed": "warm"})
    waiting = text(lee.get(f"/voices/{judged.pk}"))
    dee.post(f"/disputes/{Dispute.objects.get().pk}", {"state": "accepted", "reason": "The film shows it."})

    decided = text(lee.get(f"/voices/{judged.pk}"))

    answered = r"How did they greet\?</dt><dd>(.*?)</dd>"
    assert re.findall(answered, waiting) == ["Coldly"]
    assert re.findall(answered, decided) == [
        "Warmly<small>First answered: Coldly. After a dispute, another answer counts.</small>"
    ]


def test_what_was_wrong_with_a_dispute_or_a_decision_is_in_sight(judged: Voice, lee: Client, dee: Client) -> None:
    raising = text(lee.get(f"/voices/{judged.pk}/score?item=smile"))
    lee.post(f"/voices/{judged.pk}/dispute", SAID)
    number = Dispute.objects.get().pk
    deciding = text(dee.get(f"/disputes/{number}"))

    for page, action, target in (
        (raising, f"/voices/{judged.pk}/dispute", "dispute"),
        (deciding, f"/disputes/{number}", "decide"),
    ):
        assert f'action="{action}#{target}"' in page
        assert f'id="{target}"' in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"proposed": "6"}, "Please choose one of the answers shown."),
        ({"proposed": "2"}, "Please choose one of the answers shown."),
        ({"proposed": ""}, "Say what the answer should be."),
        ({"comment": " "}, "Say why"),
        ({"item": "nothing"}, "Choose one that has a place on a scale."),
    ],
)
def test_what_cannot_be_disputed_is_said_and_the_words_stay(
    changed: dict[str, str], words: str, judged: Voice, lee: Client
) -> None:
    answer = lee.post(f"/voices/{judged.pk}/dispute", {**SAID, **changed})

    assert (answer.status_code, words in text(answer)) == (422, True)
    assert ("She did smile." in text(answer)) == ("comment" not in changed and "item" not in changed)
    assert Dispute.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "yes", "no", "none"),
    [("en", "Yes", "No", "Does not apply"), ("zh-hans", "是", "否", "不适用"), ("es", "Sí", "No", "No corresponde")],
)
def test_a_question_of_yes_or_no_offers_its_answers_in_the_language_of_the_reader(
    language: str, yes: str, no: str, none: str
) -> None:
    elements = [{"type": "boolean", "name": "bed", "title": "Bed made?", "servewell:weight": 1,
                 "servewell:not-applicable": True}]  # fmt: skip
    survey = a_survey(code="room", document={"title": "Room", "pages": [{"elements": elements}]})
    services.set_dispute_window(instrument=survey.instrument, days=10, by=HOUSE, at=NOON)
    channel = a_channel(a_unit("harbour", under=a_company()), slug="room", survey=survey)
    voice = a_voice(channel, 1, bed="false", at=NOON)
    leader = a_browser(a_person("Lee", rules.DISPUTE, voice_rules.READ, unit=voice.unit))
    decider = a_browser(a_person("Dee", rules.DECIDE))
    for browser in (leader, decider):
        browser.cookies["servewell_language"] = language

    offered = text(leader.get(f"/voices/{voice.pk}/score", {"item": "bed"}))
    leader.post(f"/voices/{voice.pk}/dispute", {"item": "bed", "proposed": "true", "comment": "It was."})
    waiting = text(decider.get("/disputes"))
    decision = text(decider.get(f"/disputes/{Dispute.objects.get().pk}"))

    assert re.findall(r'name="proposed" value="(\w+)"', offered) == ["true", "na"]
    assert re.findall(r'name="proposed" value="\w+"[^>]*>\s*([^<]+?)\s*</label>', offered) == [yes, none]
    assert re.findall(r"<dd>([^<]*)</dd>", decision)[:2] == [no, yes]
    assert re.findall(r'<option value="\w+">([^<]+)</option>', decision) == [none]
    assert re.search(rf"<td[^>]*>{no}</td>", offered)
    assert no in waiting
    assert yes in waiting


def test_of_yes_and_no_there_is_no_third_answer_to_accept_in_part() -> None:
    elements = [{"type": "boolean", "name": "bed", "title": "Bed made?", "servewell:weight": 1}]
    survey = a_survey(code="room", document={"title": "Room", "pages": [{"elements": elements}]})
    services.set_dispute_window(instrument=survey.instrument, days=10, by=HOUSE, at=NOON)
    voice = a_voice(
        a_channel(a_unit("harbour", under=a_company()), slug="room", survey=survey), 1, bed="false", at=NOON
    )
    leader = a_browser(a_person("Lee", rules.DISPUTE, voice_rules.READ, unit=voice.unit))
    leader.post(f"/voices/{voice.pk}/dispute", {"item": "bed", "proposed": "true", "comment": "It was."})
    decider, page = a_browser(a_person("Dee", rules.DECIDE)), f"/disputes/{Dispute.objects.get().pk}"

    offered = text(decider.get(page))
    decided = decider.post(page, {"state": "rejected", "reason": "The photo shows it."})

    assert re.findall(r'name="state" value="(\w+)"', offered) == ["accepted", "rejected"]
    assert 'name="final"' not in offered
    assert (decided.status_code, Dispute.objects.get().state) == (303, "rejected")


def test_too_late_and_twice_are_said(judged: Voice, lee: Client, wall: list[datetime]) -> None:
    lee.post(f"/voices/{judged.pk}/dispute", SAID)
    twice = lee.post(f"/voices/{judged.pk}/dispute", SAID)
    wall.insert(0, NOON + timedelta(days=11))
    late = lee.post(f"/voices/{judged.pk}/dispute", {**SAID, "item": "greeting", "proposed": "warm"})

    assert (twice.status_code, "It is disputed once." in text(twice)) == (422, True)
    assert (late.status_code, "The time to dispute this ended on 26 November 2026." in text(late)) == (422, True)
    assert Dispute.objects.count() == 1


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ({}, "Choose one of the three."),
        ({"state": "accepted"}, "Say why"),
        ({"state": "partly", "reason": "Half."}, "Say which answer counts instead."),
        ({"state": "partly", "reason": "Half.", "final": "5"}, "Please choose one of the answers shown."),
        ({"state": "partly", "reason": "Half.", "final": "9"}, "Please choose one of the answers shown."),
    ],
)
def test_half_a_decision_is_said_and_the_words_stay(
    decision: dict[str, str], words: str, judged: Voice, lee: Client, dee: Client
) -> None:
    lee.post(f"/voices/{judged.pk}/dispute", SAID)

    answer = dee.post(f"/disputes/{Dispute.objects.get().pk}", decision)

    assert (answer.status_code, words in text(answer)) == (422, True)
    assert decision.get("reason", "") in text(answer)
    assert Dispute.objects.get().state == "open"


def test_whoever_raised_it_reads_that_another_person_decides(judged: Voice, lee: Client) -> None:
    lee.post(f"/voices/{judged.pk}/dispute", SAID)
    page = f"/disputes/{Dispute.objects.get().pk}"

    assert "Another person decides" in text(lee.get(page))
    lee.post(page, {"state": "accepted", "reason": "Mine."})
    assert Dispute.objects.get().state == "open"


@pytest.mark.parametrize("length", [1, 3])
def test_the_list_of_disputes_costs_the_same_however_long_it_is(
    length: int, judged: Voice, lee: Client, dee: Client
) -> None:
    for number in range(length):
        voice = a_voice(judged.channel, 1, smile=1 + number, greeting="cold", at=NOON)
        lee.post(f"/voices/{voice.pk}/dispute", {**SAID, "proposed": "5"})
    dee.get("/disputes")

    with CaptureQueriesContext(connection) as asked:
        page = text(dee.get("/disputes"))

    assert page.count("Proposed: 5.") == length
    assert len(asked) <= 14


def test_a_question_that_says_an_earlier_answer_is_read_as_it_was_asked() -> None:
    pages = [{"elements": [
        {"type": "text", "name": "waited", "inputType": "number", "title": "How many minutes?"},
        {"type": "rating", "name": "patience", "title": "You waited {waited} minutes. Was that all right?"},
        {"type": "comment", "name": "why", "title": "What did you do in {waited} minutes?"},
    ]}]  # fmt: skip
    survey = a_survey(code="queue", document={"servewell:edition": 2, "title": "Queue", "pages": pages})
    channel = a_channel(a_unit("harbour", under=a_company()), slug="queue", survey=survey)
    voice = a_voice(channel, 1, waited=12, patience=2, why="I read.", at=NOON)
    reader = a_browser(a_person("Rae", voice_rules.READ, unit=voice.unit))

    heard, score = (text(reader.get(f"/voices/{voice.pk}{page}")) for page in ("", "/score"))

    assert "You waited 12 minutes. Was that all right?" in heard
    assert "What did you do in 12 minutes?" in heard
    assert "You waited 12 minutes. Was that all right?" in score
    assert "What did you do in 12 minutes?" in text(reader.get("/voices"))
    assert "{waited}" not in heard + score
