"""The matters of one letter on its page, with and without scripts, and the page of those who got some of them."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules, selectors, services
from servewell.rooms.cases.models import Answer, Case, Point
from servewell.rooms.people.models import Person
from servewell.web.kit.components import Chip, Quote
from tests.builders import (
    a_browser,
    a_company,
    a_mark_of_harm,
    a_person,
    a_point,
    a_policy,
    a_unit,
    a_writer,
    an_open_case,
)

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
def desk(ann: Person) -> Client:
    return a_browser(ann)


def page_of(browser: Client, path: str) -> Any:
    return browser.get(path).context["page"]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def answered(browser: Client, case: Case, **fields: object) -> Any:
    seen = selectors.ledger_of(viewer=HOUSE, case=case)[-1].pk
    return browser.post(f"/cases/{case.pk}/answer", {"seen": seen, "text": "We mended it.", **fields})


def test_a_point_is_marked_in_the_letter_and_stands_beside_the_answer(desk: Client, case: Case) -> None:
    empty = page_of(desk, f"/cases/{case.pk}").points
    wrong = desk.post(f"/cases/{case.pk}/point", {"kind": "complaint", "passage": "The bath was cold"})
    nothing = desk.post(f"/cases/{case.pk}/point", {"kind": "complaint", "passage": ""})
    marked = desk.post(f"/cases/{case.pk}/point", {"kind": "complaint", "passage": "The shower was cold."})
    page = page_of(desk, f"/cases/{case.pk}")

    assert (empty.says, empty.rows, bool(empty.mark)) == (
        "A letter often holds several matters. Mark them, and none is forgotten.", (), True,
    )  # fmt: skip
    assert [(each.status_code, list(each.context["page"].points.mark.errors)) for each in (wrong, nothing)] == [
        (422, ["passage"])
    ] * 2
    assert said(marked) == ["Marked. No letter leaves before it is dealt with, or you say why not."]
    assert [(row.number, row.kind, row.quote, row.chip) for row in page.points.rows] == [
        (1, "Complaint", Quote("The shower was cold.", "en"), Chip("Open", "needs"))
    ]
    assert page.points.says == "1 of them is still open."
    assert list(page.answer["points"].field.choices) == [("1", "Complaint: The shower was cold.")]
    desk.post(f"/cases/{case.pk}/point", {"kind": "question", "passage": "Who pays for the taxi?"})
    ledger = page_of(desk, f"/cases/{case.pk}").ledger
    assert [line.says for line in ledger[3:5]] == ["Point 1 marked by Ann", "Point 2 marked by Ann"]


def test_a_letter_that_leaves_a_point_open_is_shown_again_until_somebody_says_why(
    desk: Client, ann: Person, case: Case, now: datetime
) -> None:
    a_point(case, "The shower was cold", by=ann, at=now)
    a_point(case, "Who pays for the taxi?", by=ann, at=now)

    silent = answered(desk, case, points=["1"])
    sent = answered(desk, case, points=["1"], why_open="The taxi firm has not replied.")

    form = silent.context["page"].answer
    assert (silent.status_code, form["text"].value(), form["points"].value(), form.asks_why_open) == (
        422, "We mended it.", ["1"], True,
    )  # fmt: skip
    assert form.errors["why_open"] == [
        "This letter leaves 1 point open, so it was not sent. Tick it, or say why it stays open."
    ]
    assert (sent.status_code, Answer.objects.count()) == (303, 1)
    assert list(Point.objects.order_by("number").values_list("state", flat=True)) == ["answered", "open"]


def test_a_point_that_comes_back_by_itself_says_why(desk: Client, ann: Person, case: Case, now: datetime) -> None:
    bob, spa = a_writer("Bob"), a_unit("spa", under=a_company())
    for number, passage in enumerate(("The shower was cold", "Who pays for the taxi?"), start=1):
        a_point(case, passage, by=ann, at=now)
        to: Any = {"to": bob} if number == 1 else {"desk": spa}
        services.hand_point_over(case=case, number=number, word="Ask.", by=ann, at=now, **to)
    a_mark_of_harm(case.voice, at=now)

    ledger = page_of(desk, f"/cases/{case.pk}").ledger

    assert [line.says for line in ledger if "came back" in line.says] == [
        "Point 1 came back from Bob: few may read this letter now",
        "Point 2 came back from Spa: few may read this letter now",
    ]


def test_a_point_is_dealt_with_otherwise(desk: Client, ann: Person, case: Case, now: datetime) -> None:
    bob = a_writer("Bob")
    spa = a_unit("spa", under=a_company())
    a_writer("Eve", unit=spa)
    for passage in ("The shower was cold", "Who pays for the taxi?", "taxi"):
        a_point(case, passage, by=ann, at=now)
    link = page_of(desk, f"/cases/{case.pk}").points.rows[0].deal_url
    alone = page_of(desk, link)
    offered = alone.form.fields["to"].choices

    def post(deed: str, point: int, **fields: str) -> Any:
        return desk.post(f"/cases/{case.pk}/point/{deed}", {"point": str(point), **fields})

    to_nobody = post("hand-over", 1, reason="Is it mended?", to="")
    without_reason = post("decline", 2, reason=" ")
    done = [
        post("hand-over", 1, reason="Is it mended?", to=f"unit-{spa.pk}"),
        post("decline", 2, reason="It was free."),
        post("unmark", 3),
    ]
    rows = page_of(desk, f"/cases/{case.pk}").points.rows
    again = post("reopen", 2)

    assert [label for _, label in offered] == ["Choose a writer or a desk", "Ann", "Bob", "Spa"]
    assert (link, alone.title) == (f"/cases/{case.pk}/points/1", f"Who deals with point 1 of case {case.pk}?")
    assert [list(each.context["page"].form.errors) for each in (to_nobody, without_reason)] == [["to"], ["reason"]]
    assert [said(each)[-1:] for each in (*done, again)] == [
        ["Handed over. The case keeps its clock."],
        ["Declined, and the ledger says why."],
        ["It is a point no more; the ledger says so."],
        ["The point is open again."],
    ]
    assert [(row.chip, row.says, row.may_reopen) for row in rows] == [
        (Chip("Handed to Spa"), ("Is it mended?",), True),
        (Chip("Declined"), ("It was free.",), True),
    ]
    assert post("reopen", 9).status_code == post("reopen", 10**19).status_code == 404
    assert bob.pk


def test_who_got_a_point_says_what_was_done_or_gives_it_back(
    desk: Client, ann: Person, case: Case, now: datetime
) -> None:
    spa = a_unit("spa", under=a_company())
    eves = a_browser(a_writer("Eve", unit=spa))
    keys = [a_point(case, passage, by=ann, at=now).pk for passage in ("The shower was cold", "taxi")]
    for number in (1, 2):
        services.hand_point_over(case=case, number=number, desk=spa, word="Please look.", by=ann, at=now)

    list_says = page_of(eves, "/cases").handed
    page = page_of(eves, "/cases/points")
    silent = eves.post(f"/cases/points/{keys[0]}/done", {"reason": ""})
    done = eves.post(f"/cases/points/{keys[0]}/done", {"reason": "Mended on Monday."})
    back = eves.post(f"/cases/points/{keys[1]}/back", {"reason": "Not ours."})
    empty = page_of(eves, "/cases/points")

    assert (list_says.label, list_says.url) == ("2 points wait for you", "/cases/points")
    assert [(row.kind, row.quote, row.case, row.unit, row.asked, row.chip) for row in page.rows] == [
        ("Complaint", Quote(words, "en"), None, "Company", "Please look.", Chip("Due today, 17:00", "needs"))
        for words in ("The shower was cold", "taxi")
    ]
    assert (silent.status_code, [list(row.form.errors) for row in silent.context["page"].rows]) == (
        422,
        [["reason"], []],
    )
    assert (said(done)[-1:], said(back)[-1:]) == (
        ["Noted: whoever answers the customer reads it."], ["Given back: it is open again."],
    )  # fmt: skip
    assert (empty.title, empty.rows) == ("No point waits for you", ())
    assert [row.says for row in page_of(desk, f"/cases/{case.pk}").points.rows] == [
        ("Please look.", "Mended on Monday."), (),
    ]  # fmt: skip
    assert desk.post(f"/cases/points/{keys[0]}/done", {"reason": "Mine."}).status_code == 303


def test_who_only_looks_sees_points_and_touches_none(ann: Person, case: Case, now: datetime) -> None:
    a_point(case, "The shower was cold", by=ann, at=now)
    lees = a_browser(a_person("Lee", rules.SEE))

    page = page_of(lees, f"/cases/{case.pk}").points
    alone = lees.get(f"/cases/{case.pk}/points/1")
    tried = lees.post(f"/cases/{case.pk}/point/unmark", {"point": "1"})

    assert [(row.deal_url, row.may_reopen) for row in page.rows] == [("", False)]
    assert (page.mark, alone.status_code, tried.status_code, Point.objects.count()) == (None, 404, 404, 1)


def test_a_case_that_nobody_can_answer_is_closed_once_its_open_points_were_read(
    desk: Client, ann: Person, now: datetime
) -> None:
    case = an_open_case(at=now, words=LETTER, email="")
    a_point(case, "The shower was cold", by=ann, at=now)

    unread = desk.post(f"/cases/{case.pk}/close", {"reason": "We mended it."})
    form = unread.context["page"].close
    read = desk.post(f"/cases/{case.pk}/close", {"reason": "We mended it.", "leaves_points": "True"})

    assert (unread.status_code, form["leaves_points"].value(), bool(form.non_field_errors())) == (422, "True", True)
    assert said(read) == ["The case is closed, and the ledger says why."]


def test_the_list_is_narrowed_to_open_points(desk: Client, ann: Person, case: Case, now: datetime) -> None:
    a_point(case, "The shower was cold", by=ann, at=now)

    here = page_of(desk, "/cases?shelf=open&points=open")
    elsewhere = page_of(desk, "/cases?shelf=open&points=handed-over")

    assert ([row.number for row in here.rows], list(elsewhere.rows)) == ([case.pk], [])
    assert list(here.narrowed) == ["With open points"]


@pytest.mark.parametrize("many", [1, 3])
def test_a_case_costs_as_many_queries_however_many_points_it_has(
    many: int, desk: Client, ann: Person, case: Case, now: datetime
) -> None:
    for passage in ("The shower was cold", "Who pays", "taxi")[:many]:
        a_point(case, passage, by=ann, at=now)
    desk.get(f"/cases/{case.pk}")

    with CaptureQueriesContext(connection) as seen:
        desk.get(f"/cases/{case.pk}")

    assert len(seen) == MOST_QUERIES - 2  # one more once it was answered, or another was merged into it
