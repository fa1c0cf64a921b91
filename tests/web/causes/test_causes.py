"""The tree of causes as its keeper keeps it, and what caused a case as its writer says it, with and without scripts."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.rooms.cases import rules, services
from servewell.rooms.cases.models import Answer, Case
from servewell.rooms.cases.terms import CauseKind, PointKind
from servewell.rooms.people.models import Person
from tests.builders import a_browser, a_company, a_person, a_point, a_policy, a_process, a_writer, an_open_case
from tests.builders.causes import a_cause, a_found_cause

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    a_cause("us", kind=None, name="How we behaved")
    a_cause("hurry", under="us", name="In a hurry")
    a_cause("card", kind=CauseKind.PROCESS, name="Card charged twice")
    a_cause("post", kind=CauseKind.PROCESS, name="Card lost in the post")
    return a_writer("Ann")


@pytest.fixture
def case(ann: Person, now: datetime) -> Case:
    return an_open_case(at=now)


def page_of(response: Any) -> Any:
    return response.context["page"]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_writer_names_a_cause_by_a_few_letters_and_says_more_on_its_page(ann: Person, case: Case) -> None:
    desk, path = a_browser(ann), f"/cases/{case.pk}"
    beside = page_of(desk.get(path)).causes
    assert (list(beside.rows), beside.asks, beside.needed) == ([], True, None)
    offered = desk.get(f"{path}/causes/offered").content.decode()
    assert [line.split('"')[1] for line in offered.split("</option>") if '"' in line] == [
        "Card charged twice", "Card lost in the post", "How we behaved › In a hurry",
    ]  # fmt: skip

    desk.post(f"{path}/causes/name", {"cause": "card", "certainty": "found"})
    unclear = desk.post(f"{path}/causes/name", {"cause": "card e", "certainty": "found"})
    assert unclear.status_code == 422
    assert page_of(unclear).form.errors["cause"] == [
        "Which one do you mean: Card charged twice, Card lost in the post?"
    ]
    named = desk.post(f"{path}/causes/name", {"cause": "hurr", "certainty": "supposed", "note": "The rush hour."})

    assert (named.status_code, named.headers["Location"], said(named)) == (303, path, ["Noted: “In a hurry”."])
    assert [(row.name, row.says) for row in page_of(desk.get(path)).causes.rows][-1:] == [
        ("In a hurry", "How we behaved; supposed")
    ]
    whole = page_of(desk.get(f"{path}/causes"))
    assert (whole.title, [row.note for row in whole.said]) == ("Caused by: Card charged twice", ["", "The rush hour."])
    for code in ("hurry", "card"):
        desk.post(f"{path}/causes/back", {"cause": code})
    left = page_of(desk.get(f"{path}/causes"))
    assert (left.title, len(left.said), len(left.before)) == ("Nobody has said what caused it", 0, 2)
    assert said(desk.post(f"{path}/causes/back", {"cause": "card"}))[-1:] == [
        "Somebody did this a moment ago; nothing was changed."
    ]
    reader = page_of(a_browser(a_person("Lee", rules.SEE)).get(f"{path}/causes"))
    assert (reader.form, list(reader.likely)) == (None, [])


def test_a_complaint_that_needs_a_cause_keeps_the_writers_words(ann: Person, case: Case, now: datetime) -> None:
    keeper = a_browser(a_person("Kim", rules.KEEP_CAUSES))
    assert said(keeper.post("/causes", {"is_required": "on"})) == [
        "From now on a complaint is done only once somebody has named its cause."
    ]
    desk, path = a_browser(ann), f"/cases/{case.pk}"
    page = page_of(desk.get(path))
    assert page.causes.needed.word == "needed before it is done"

    refused = desk.post(f"{path}/answer", {"seen": page.answer["seen"].value(), "text": "We are sorry."})
    assert (refused.status_code, page_of(refused).answer["text"].value()) == (422, "We are sorry.")
    assert page_of(refused).answer.non_field_errors() == [
        "This is a complaint: name its cause below first. Your words are kept."
    ]
    a_found_cause(case, by=ann, at=now)
    desk.post(f"{path}/answer", {"seen": page.answer["seen"].value(), "text": "We are sorry."})
    assert Answer.objects.filter(case=case).count() == 1


def test_a_cause_is_needed_only_before_a_complaint_is_done_and_of_all_that_one_letter_answers(
    ann: Person, case: Case, now: datetime
) -> None:
    channel = case.voice.channel
    second = an_open_case(channel, at=now, words="Who pays for the taxi? Nobody looked up.")
    a_point(case, "Forty minutes in the line", kind=PointKind.QUESTION, by=ann, at=now)
    a_point(second, by=ann, at=now)
    services.merge(case=second, into=case.pk, by=ann, at=now)
    done = an_open_case(channel, at=now, email="")
    services.close(case=done, reason="She left no address.", by=ann, at=now)
    waiting = an_open_case(channel, at=now, email="waiting@example.com")
    services.require_causes(is_required=True, by=a_person("Kim", rules.KEEP_CAUSES), at=now)
    desk = a_browser(ann)

    def needed(of: Case) -> tuple[bool, bool]:
        beside, whole = (page_of(desk.get(f"/cases/{of.pk}{path}")) for path in ("", "/causes"))
        return beside.causes.needed is not None, whole.needed != ""

    assert [needed(of) for of in (waiting, case, done)] == [(True, True), (True, True), (False, False)]
    a_found_cause(second, by=ann, at=now)
    assert needed(case) == (False, False)


def test_the_keeper_enters_changes_and_takes_out(ann: Person, case: Case, now: datetime) -> None:
    a_process("pay", unit=a_company())
    a_found_cause(case, "card", by=ann, at=now)
    kim = a_browser(a_person("Kim", rules.KEEP_CAUSES))
    tree = page_of(kim.get("/causes"))
    assert tree.title == "3 causes, 1 of them in how we behave"
    assert [(row.name.text, row.level, row.count) for row in tree.rows] == [
        ("Card charged twice", 1, "1 case"), ("Card lost in the post", 1, ""), ("How we behaved", 1, ""),
        ("In a hurry", 2, ""),
    ]  # fmt: skip
    assert page_of(kim.get("/causes/new?above=us")).form["above"].value() == "us"

    wanted = {"source": "en", "name-en": "Nobody asked", "above": "us", "kind": "process", "process": "pay"}
    refused = kim.post("/causes/new", wanted)
    assert (refused.status_code, "standards" in page_of(refused).form.errors) == (422, True)
    assert kim.post("/causes/new", {**wanted, "standards": ["respect-1"]}).status_code == 303
    entered = page_of(kim.get("/causes/nobody-asked"))
    assert entered.form["process"].value() == "pay"
    changed = {**wanted, "kind": "attitude", "process": "", "standards": ["respect-1"]}
    assert kim.post("/causes/nobody-asked", changed).status_code == 303
    assert [(line.says, line.detail) for line in page_of(kim.get("/causes/nobody-asked")).history] == [
        ("Nobody asked: How we behaved", "1 standard, entered by Kim"),
        ("Nobody asked: How the work is arranged", "1 standard, entered by Kim"),
    ]
    for code, fields, field in (
        ("us", {"kind": "attitude", "standards": ["respect-1"]}, "kind"),
        ("nobody-asked", {"kind": "attitude", "standards": ["respect-1"], "process": "pay"}, "process"),
    ):
        refused = kim.post(f"/causes/{code}", {"source": "en", "name-en": "X", **fields})
        assert (refused.status_code, list(page_of(refused).form.errors)) == (422, [field])
    assert page_of(kim.get("/causes/card")).count == "1 case has it, and keeps the words that it was given."
    assert said(kim.post("/causes/us/retire")) == ["Others stand under it: take these out or move them first."]
    kim.post("/causes/card/retire")
    assert kim.get("/causes/card").status_code == 404
    assert [row.name for row in page_of(a_browser(ann).get(f"/cases/{case.pk}")).causes.rows] == ["Card charged twice"]


@pytest.mark.parametrize("path", ["/causes", "/cases/{}/causes", "/cases/{}"])
def test_a_page_costs_as_many_queries_however_many_causes_there_are(
    ann: Person, case: Case, now: datetime, path: str
) -> None:
    both = a_browser(a_person("Kim", rules.SEE, rules.ANSWER, rules.KEEP_CAUSES))
    cost = []
    for many in (1, 4):
        for number in range(many):
            a_cause(f"more-{many}-{number}", under="us")
            a_found_cause(case, f"more-{many}-{number}", by=ann, at=now)
        both.get(path.format(case.pk))
        with CaptureQueriesContext(connection) as seen:
            both.get(path.format(case.pk))
        cost.append(len(seen))
    assert cost[0] == cost[1] <= MOST_QUERIES
