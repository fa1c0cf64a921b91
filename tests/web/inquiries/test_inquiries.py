"""A writer asks a department from her case; whoever is asked answers on one page, without seeing the case."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import all_powers
from servewell.rooms.cases import services
from servewell.rooms.cases.models import Answer, Case, Inquiry
from servewell.rooms.people.models import Person, Unit
from servewell.web.kit.components import Chip
from tests.builders import (
    a_browser,
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
LETTER = "The shower was cold. Who pays for the taxi?"
MOST_QUERIES = 20


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


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


@pytest.fixture
def desk(ann: Person) -> Client:
    return a_browser(ann)


def page_of(browser: Client, path: str) -> Any:
    return browser.get(path).context["page"]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def faults(response: Any) -> list[str]:
    assert response.status_code == 422
    return list(response.context["page"].form.errors)


def test_a_question_goes_out_from_the_case_and_its_answer_stands_beside_the_letter(
    desk: Client, ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    a_point(case, "The shower was cold", by=ann, at=now)
    url = f"/cases/{case.pk}/ask"
    offered = page_of(desk, url).form
    wrong = [
        desk.post(url, {"unit": "kitchen", "question": " "}),
        desk.post(url, {"question": "Since when?"}),
        desk.post(url, {"unit": "kitchen", "person": kim.number, "question": "Since when?"}),
        desk.post(url, {"person": "nobody", "question": "Since when?"}),
        desk.post(url, {"person": ann.number, "question": "Since when?"}),
        desk.post(url, {"unit": "kitchen", "question": "Since when?", "hours": "8"}),
        desk.post(url, {"unit": "kitchen", "question": "Since when?", "passages": "The bath was cold"}),
    ]
    asked = desk.post(
        url, {"unit": "kitchen", "question": "Since when?", "points": ["1"], "passages": "Who pays\nthe taxi?"}
    )
    phone = a_browser(kim)
    mine = page_of(phone, "/").todo[0]
    page = page_of(phone, mine.action.url)
    told = phone.post(mine.action.url, {"text": "Since Friday."})

    assert offered.fields["points"].choices == [("1", "The shower was cold")]
    assert [faults(each) for each in wrong] == [
        ["question"], ["unit"], ["unit"], ["person"], ["person"], ["hours"], ["passages"],
    ]  # fmt: skip
    assert (asked.status_code, said(asked)) == (
        303, ["Asked. They find it in their day; you are told in yours when they answer."],
    )  # fmt: skip
    assert (mine.says, page.asked.split(",")[0]) == ("Since when?", "Ann asks")
    assert [each.text for each in page.letters] == ["The shower was cold", "Who pays", "the taxi?"]
    assert phone.get(f"/cases/{case.pk}").status_code == 404
    assert said(told) == ["Thank you. Your answer stands beside the customer's letter now."]
    row = page_of(desk, f"/cases/{case.pk}").inquiries.rows[0]
    assert (row.to, row.chip, row.question, row.answer, row.shown) == (
        "Kitchen", Chip("Answered", "accent"), "Since when?", "Since Friday.", "They read 3 passages of the letter.",
    )  # fmt: skip
    assert row.answered.startswith("Kim, 16 Nov, 09:00, after 0 min")
    assert page_of(desk, row.again_url).form["question"].value() == "Since when?"
    ledger = [line.says for line in page_of(desk, f"/cases/{case.pk}").ledger]
    assert ledger[4:6] == ["Question 1 put to Kitchen by Ann", "Question 1 answered by Kim"]

    night = a_unit("night", under=a_company())
    a_leader("Nia", night)
    a_policy(night, calendar=a_calendar(zone="Pacific/Honolulu"))
    an_inquiry(case, night, by=ann, at=now)
    paths = (f"/cases/{case.pk}", f"/cases/{case.pk}/inquiries/2", f"/cases/{case.pk}/inquiries/1")
    says = "They need not answer before this case is due."
    assert [says in desk.get(path).content.decode() for path in paths] == [True, True, False]


def test_whoever_is_second_reads_who_was_faster_and_keeps_their_words(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    lou = a_browser(a_leader("Lou", kitchen))
    url = f"/inquiries/{an_inquiry(case, kitchen, by=ann, at=now).pk}"
    empty = lou.post(url, {"text": " "})
    lou.post(f"{url}/draft", {"text": "I believe"})
    kept = page_of(lou, url).replying.answer["text"].value()
    a_browser(kim).post(url, {"text": "Since Friday."})
    second = lou.post(url, {"text": "I believe Friday."})
    page = page_of(lou, url)

    assert (empty.status_code, kept) == (422, "I believe")
    assert "Kim was faster" in said(second)[0]
    assert (page.answer, page.kept.text, page.replying) == ("Since Friday.", "I believe Friday.", None)
    assert Inquiry.objects.get().answer == "Since Friday."


def test_it_is_asked_back_passed_and_handed_on_and_the_writer_replies_extends_and_withdraws(
    desk: Client, ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    spa, cy = a_unit("spa", under=a_company(), zone="UTC"), a_person("Cy", unit=kitchen)
    sam = a_browser(a_leader("Sam", spa))
    url = f"/inquiries/{an_inquiry(case, kitchen, by=ann, at=now).pk}"
    phone = a_browser(kim)
    deal = f"/cases/{case.pk}/inquiry"

    refused = [
        phone.post(f"{url}/back", {"reason": ""}),
        phone.post(f"{url}/let-answer", {"person": "nobody"}),
        phone.post(f"{url}/let-answer", {"person": ann.number}),
        phone.post(f"{url}/hand-on", {"unit": "spa", "reason": ""}),
        phone.post(f"{url}/hand-on", {"unit": "kitchen", "reason": "Not ours."}),
    ]
    phone.post(f"{url}/let-answer", {"person": cy.number})
    phone.post(f"{url}/back", {"reason": "Which floor?"})
    row = page_of(desk, f"/cases/{case.pk}").inquiries.rows[0]
    silent = desk.post(f"{deal}/reply", {"inquiry": "1", "reason": ""})
    desk.post(f"{deal}/reply", {"inquiry": "1", "reason": "The third."})
    too_long = desk.post(f"{deal}/extend", {"inquiry": "1", "hours": "9", "reason": "Oven."})
    desk.post(f"{deal}/extend", {"inquiry": "1", "hours": "1", "reason": "Oven."})
    handed = a_browser(cy).post(f"{url}/hand-on", {"unit": "spa", "reason": "The third is theirs."})
    reads = page_of(sam, url)
    desk.post(f"{deal}/withdraw", {"inquiry": "1", "reason": "Found out."})
    over = page_of(sam, url)

    assert [each.status_code for each in refused] == [422] * 5
    assert (row.chip, row.said[-1]) == (Chip("Asks you back", "needs"), "Kim asked back, 16 Nov, 09:00: Which floor?")
    assert (silent.status_code, list(too_long.context["page"].extend.errors)) == (422, ["hours"])
    assert said(handed) == ["Spa has it now. The clock goes on."]
    assert phone.get(url).status_code == 404
    assert [line.partition(": ")[2] for line in reads.said[1:]] == [
        "Which floor?", "The third.", "Oven.", "The third is theirs."
    ]  # fmt: skip
    assert over.over == "Nobody need answer it any more: Ann withdrew it, 16 Nov, 09:00."
    assert page_of(sam, "/").todo[0].action.label == "See why"
    assert desk.post(f"{deal}/withdraw", {"inquiry": "7"}).status_code == 404
    assert [desk.get(f"/cases/{case.pk}/inquiries/{number}").status_code for number in (1, 7)] == [200, 404]


def test_a_letter_leaves_over_an_open_question_only_by_saying_so(
    desk: Client, ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    an_inquiry(case, kitchen, by=ann, at=now)
    seen = page_of(desk, f"/cases/{case.pk}").answer["seen"].value()
    silent = desk.post(f"/cases/{case.pk}/answer", {"seen": seen, "text": "We mended it."})
    none_left = Answer.objects.count()
    again = {"seen": seen, "text": "We mended it.", "leaves_inquiries": "on"}
    sent = desk.post(f"/cases/{case.pk}/answer", again)

    form = silent.context["page"].answer
    assert (silent.status_code, list(form.errors), form["text"].value(), none_left) == (
        422, ["leaves_inquiries"], "We mended it.", 0,
    )  # fmt: skip
    assert (sent.status_code, Inquiry.objects.get().state) == (303, "withdrawn")


def test_of_a_sealed_letter_no_word_is_offered(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    named_for_harm(ann)
    a_mark_of_harm(case.voice, at=now)
    desk = a_browser(ann)
    page = page_of(desk, f"/cases/{case.pk}/ask")
    asked = desk.post(f"/cases/{case.pk}/ask", {"unit": "kitchen", "question": "Who was there?", "whole": "on"})

    assert (page.letters, sorted(page.form.fields)) == ((), ["hours", "person", "question", "unit"])
    assert (asked.status_code, Inquiry.objects.get().shows_whole) == (303, False)


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_cost_as_many_queries_however_many_are_asked(
    many: int, ann: Person, case: Case, kitchen: Unit, now: datetime
) -> None:
    everything = a_person("Max", *all_powers())
    services.assign(case=case, to=everything, by=everything, at=now)
    browser = a_browser(everything)

    def cost(path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    without = cost(f"/cases/{case.pk}")
    for _ in range(many):
        an_inquiry(case, kitchen if many > 1 else None, person=None if many > 1 else everything, by=ann, at=now)

    assert cost(f"/cases/{case.pk}") == without
    assert max(cost(path) for path in ("/", f"/cases/{case.pk}/ask", "/inquiries")) <= MOST_QUERIES
    assert cost(f"/inquiries/{Inquiry.objects.earliest('pk').pk}") <= MOST_QUERIES


def test_departments_are_told_how_they_answer_each_with_its_n(
    ann: Person, case: Case, kitchen: Unit, kim: Person, now: datetime
) -> None:
    for minutes in (30, 90):
        inquiry = an_inquiry(case, kitchen, by=ann, at=now)
        services.answer_inquiry(key=inquiry.pk, text="Yes.", by=kim, at=now + timedelta(minutes=minutes))
    an_inquiry(case, kitchen, by=ann, at=now)
    page = page_of(a_browser(kim), "/inquiries")

    assert page.title == "1 question waits for you"
    assert [(row.name, row.asked, row.answered, row.in_time, row.median) for row in page.units] == [
        ("Kitchen", "3", "2", "2 of 2", "1 h (n = 2)")
    ]
    assert page_of(a_browser(a_person("Zed")), "/inquiries").empty.says == "Nobody asks you anything"
