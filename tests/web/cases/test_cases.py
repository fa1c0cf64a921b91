"""The list and the page of cases, as a browser gets them: with and without scripts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.engines.mail import outboxes
from servewell.rooms.cases import jobs, rules, selectors, services, terms
from servewell.rooms.cases.models import Answer, Case, Delivery, Draft
from servewell.rooms.people.models import Person
from servewell.web.cases.shown import deadlines
from servewell.web.kit.components import Chip, LedgerEntry, Link
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_unit,
    a_waiting_answer,
    a_writer,
    an_open_case,
    mail_settings,
)
from tests.builders.kinds import a_claim, a_kind

pytestmark = pytest.mark.django_db
Response = Any
HTMX = {"HX-Request": "true"}
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
    return an_open_case(at=now)


@pytest.fixture
def desk(ann: Person) -> Client:
    return a_browser(ann)


def page_of(browser: Client, path: str) -> object:
    return browser.get(path).context["page"]


def said(response: Response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def posted(browser: Client, case: Case, deed: str, **fields: object) -> Response:
    return browser.post(f"/cases/{case.pk}/{deed}", {"seen": seen(case), **fields})


def seen(case: Case) -> int:
    return selectors.ledger_of(viewer=HOUSE, case=case)[-1].pk


def test_the_list_shows_what_is_owed_and_by_when(desk: Client, case: Case) -> None:
    page = page_of(desk, "/cases")

    assert page.title == "No customer waits too long for an answer"
    assert [(tab.label, tab.is_here) for tab in page.tabs] == [
        ("Mine", True), ("Nobody's yet", False), ("All open", False), ("Answered", False),
    ]  # fmt: skip
    due = (Chip("Due today, 17:00", "needs"),)
    assert [(row.number, row.title, row.unit, row.reason, row.owner, row.chips) for row in page.rows] == [
        (case.pk, "Forty minutes in the line", "Company", "Asked for an answer", "", due)
    ]


def test_a_list_without_the_late_case_of_its_title_leads_to_it(
    ann: Person, case: Case, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = a_browser(a_writer("Bob"))
    monkeypatch.setattr(today, "now", lambda: now + timedelta(days=30))

    mine, everyones = page_of(bob, "/cases"), page_of(bob, "/cases?shelf=open")

    assert (mine.title, mine.elsewhere) == (
        "One customer has waited too long for an answer",
        Link("See all open cases", "/cases?shelf=open&order=due"),
    )
    assert (everyones.title, everyones.elsewhere) == (mine.title, None)


@pytest.mark.parametrize(
    ("query", "rows", "says"),
    [
        ("", 1, ""),
        ("?shelf=unassigned", 0, "Every open case has somebody"),
        ("?shelf=open&order=newest", 1, ""),
        ("?shelf=answered", 0, "No case has been answered yet"),
        ("?shelf=nonsense&order=nonsense&before=x&after=-1", 1, ""),
        ("?before=999999999999999999999999", 1, ""),
    ],
)
def test_each_shelf_says_what_is_the_case_when_it_is_empty(
    query: str, rows: int, says: str, desk: Client, case: Case
) -> None:
    page = page_of(desk, f"/cases{query}")

    assert (len(page.rows), page.empty.says if page.empty else "") == (rows, says)


def test_who_only_looks_begins_with_all_open_cases(case: Case) -> None:
    page = page_of(a_browser(a_person("Lee", rules.SEE)), "/cases")

    assert [(tab.label, tab.is_here) for tab in page.tabs] == [
        ("Nobody's yet", False), ("All open", True), ("Answered", False),
    ]  # fmt: skip


def queries_for(browser: Client, path: str) -> int:
    """Of a page that has been opened before: versions and content types are read once a process."""
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    return len(queries)


def test_the_list_page_costs_as_many_queries_however_long(ann: Person, desk: Client, now: datetime) -> None:
    channel = a_channel()
    cost = {}
    for number in range(3):
        an_open_case(channel, at=now, email=f"{number}@example.com")
        assert len(page_of(desk, "/cases").rows) == number + 1
        cost[number + 1] = queries_for(desk, "/cases")

    assert cost[1] == cost[3] <= MOST_QUERIES


def test_the_case_page_costs_as_many_queries_however_long_its_ledger(
    ann: Person, desk: Client, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = a_waiting_answer(ann, at=now)
    path = f"/cases/{delivery.case_id}"
    settings.MAIL = mail_settings(25)
    monkeypatch.setattr(outboxes, "hand_over", lambda **_: mail.NotReached(why="nobody there"))
    cost, details = {}, []
    for hour in range(3):
        services.hand_over(delivery=delivery.pk, at=now + timedelta(hours=hour))
        details.append(page_of(desk, path).ledger[4].detail)
        cost[hour + 1] = queries_for(desk, path)

    assert details == ["nobody there", "2 tries. nobody there", "3 tries. nobody there"]
    assert cost[1] == cost[3] <= MOST_QUERIES


def test_the_page_holds_the_letter_the_customer_and_what_is_owed(desk: Client, case: Case, now: datetime) -> None:
    page = page_of(desk, f"/cases/{case.pk}")

    assert (page.title, page.title_language) == ("Forty minutes in the line", "en")
    assert [letter.text for letter in page.letters] == ["Forty minutes in the line. Nobody looked up."]
    assert [(fact.term, fact.says) for fact in page.facts] == [
        ("E-mail", "elena@example.com"), ("Writes in", "English"), ("Unit", "Company"), ("Owner", "Ann"),
    ]  # fmt: skip
    assert [fact.says for fact in page.scores] == ["1 of 5"]
    assert page.ledger == (
        LedgerEntry("Received", "done", at=now),
        LedgerEntry("Case opened", "done", at=now, detail="The customer asked for an answer."),
        LedgerEntry("Given to Ann", "done", at=now),
        LedgerEntry("Being answered by Ann", "now"),
        LedgerEntry("Answer written", "todo"),
        LedgerEntry("Handed over to the mail server", "todo"),
    )


def test_the_words_are_marked_as_the_language_they_are_in(ann: Person, now: datetime) -> None:
    case = an_open_case(at=now, words="等了四十分鐘。", language="zh-Hant")

    html = a_browser(ann).get(f"/cases/{case.pk}").content.decode()

    assert '<h1><span lang="zh-Hant">等了四十分鐘</span></h1>' in html
    assert '<div class="kit-letter-text" lang="zh-Hant"><p>等了四十分鐘。</p></div>' in html


def test_words_are_shown_never_run(ann: Person, now: datetime) -> None:
    case = an_open_case(at=now, words="<script>alert(1)</script> & 'so' on")
    services.save_draft(case=case, text="</textarea><script>alert(2)</script>", by=ann, at=now)
    browser = a_browser(ann)

    for path in ("/cases", f"/cases/{case.pk}"):
        assert "<script>alert" not in browser.get(path).content.decode()


@pytest.mark.parametrize(
    ("hours", "chip"),
    [
        (-1, Chip("Overdue since 16 Nov, 16:00", "bad")),
        (0, Chip("Due today, 17:00", "needs")),
        (7, Chip("Due tomorrow, 00:00", "plain")),
        (31, Chip("Due 18 Nov, 00:00", "plain")),
    ],
)
def test_the_tone_of_a_deadline_says_how_it_stands(hours: int, chip: Chip, now: datetime) -> None:
    due_at = now + timedelta(hours=hours)

    assert deadlines.due_chip(state=terms.OPEN, due_at=due_at, zone="Asia/Shanghai", now=now) == chip


def test_an_answer_is_posted_and_the_page_looked_at_anew(desk: Client, case: Case) -> None:
    response = posted(desk, case, "answer", text="Dear Ms Ruiz,\r\nyou asked why.")

    assert (response.status_code, response["Location"]) == (303, f"/cases/{case.pk}")
    assert [answer.text for answer in Answer.objects.all()] == ["Dear Ms Ruiz,\r\nyou asked why."]
    page = page_of(desk, f"/cases/{case.pk}")
    assert page.answer is None
    assert page.ledger[-2:] == (
        LedgerEntry(
            "Waiting to be handed over to the mail server",
            "now",
            detail="No mail server is set up. Ask whoever runs Servewell; the answer then leaves by itself.",
        ),
        LedgerEntry("Handed over to the mail server", "todo"),
    )


def test_an_empty_answer_is_refused_with_words(desk: Client, case: Case) -> None:
    response = posted(desk, case, "answer", text="  ")

    assert response.status_code == 422
    page = response.context["page"]
    assert page.answer.errors == {"text": ["Write something first: nothing was sent."]}
    assert (page.owing.owes_decision, page.answer.owes_decision) == (False, False)
    assert Answer.objects.count() == 0


def test_who_has_not_seen_the_latest_line_keeps_the_words_and_may_send_then(
    desk: Client, case: Case, ann: Person, now: datetime
) -> None:
    before = seen(case)
    services.assign(case=case, to=a_writer("Bob"), by=ann, at=now)

    response = posted(desk, case, "answer", text="Dear Ms Ruiz", seen=before)

    form = response.context["page"].answer
    assert response.status_code == 422
    assert form.non_field_errors() == [
        "This case has gone on since you opened it: read the ledger, then send. Your words are kept."
    ]
    assert (form["text"].value(), form["seen"].value()) == ("Dear Ms Ruiz", str(seen(case)))
    assert posted(desk, case, "answer", text="Dear Ms Ruiz").status_code == 303


def test_the_second_of_two_writers_is_told_and_keeps_the_draft(case: Case, ann: Person, now: datetime) -> None:
    bob = a_writer("Bob")
    browser = a_browser(bob)
    services.answer(case=case, text="Ann's words", by=ann, at=now)

    response = posted(browser, case, "answer", text="Bob's words")

    assert response.status_code == 422
    assert said(response) == [
        "Somebody answered this case a moment ago. Your words were not sent; they are kept below."
    ]
    page = response.context["page"]
    assert (page.answer, [each.text for each in page.left_over]) == (None, ["Bob's words"])
    assert selectors.draft_of(viewer=bob, case=case).text == "Bob's words"
    assert [answer.text for answer in Answer.objects.all()] == ["Ann's words"]


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_forged_ledger_key_sends_nothing(seen: str, desk: Client, case: Case) -> None:
    response = desk.post(f"/cases/{case.pk}/answer", {"text": "Dear Ms Ruiz", "seen": seen})

    assert response.status_code == 422
    assert response.context["page"].answer["text"].value() == "Dear Ms Ruiz"
    assert Answer.objects.count() == 0
    assert Draft.objects.get().text == "Dear Ms Ruiz"


def test_a_draft_is_kept_by_the_button_and_by_itself(desk: Client, case: Case, ann: Person) -> None:
    by_button = posted(desk, case, "draft", text="Dear")
    by_itself = desk.post(f"/cases/{case.pk}/draft", {"text": "Dear Ms"}, headers=HTMX)

    assert (by_button.status_code, by_button["Location"]) == (303, f"/cases/{case.pk}")
    assert (by_itself.status_code, by_itself.content.decode().strip()) == (200, "Draft saved at 16 Nov, 09:00")
    assert page_of(desk, f"/cases/{case.pk}").answer["text"].value() == "Dear Ms"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_draft_that_is_too_long_is_not_cut(headers: dict[str, str], desk: Client, case: Case) -> None:
    text = "a" * (terms.LONGEST_ANSWER + 1)

    response = desk.post(f"/cases/{case.pk}/draft", {"text": text, "seen": 1}, headers=headers)

    assert response.status_code == 422
    assert Draft.objects.count() == 0


def test_a_leader_hands_the_case_over_and_a_writer_takes_it(case: Case, desk: Client) -> None:
    bob = a_writer("Bob")

    handed = posted(desk, case, "assign", to=bob.pk)
    assert (handed.status_code, Case.objects.get().owner) == (303, bob)
    assert posted(desk, case, "assign", to="999999").status_code == 422
    posted(desk, case, "take")
    assert Case.objects.get().owner.name == "Ann"


def test_what_nobody_can_know_is_settled_on_the_page(
    ann: Person, desk: Client, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = a_waiting_answer(ann, at=now)
    settings.MAIL = mail_settings(25)
    monkeypatch.setattr(outboxes, "hand_over", lambda **_: mail.InDoubt(why="no answer came"))
    services.hand_over(delivery=delivery.pk, at=now)
    case = delivery.case

    assert page_of(desk, f"/cases/{case.pk}").settling.may_have_arrived is True
    assert posted(desk, case, "arrived", delivery=delivery.pk, reason=" ").status_code == 422
    assert posted(desk, case, "send-again", delivery=delivery.pk, reason="Not in their log").status_code == 303
    stale = posted(desk, case, "arrived", delivery=delivery.pk, reason="They rang")
    assert said(stale) == ["Somebody settled this a moment ago; nothing was changed."] or stale.status_code == 303
    assert [each.state for each in Delivery.objects.order_by("pk")] == [terms.SET_ASIDE, terms.WAITING]


def test_a_case_that_nobody_can_answer_is_closed_with_a_word(ann: Person, desk: Client, now: datetime) -> None:
    case = an_open_case(at=now, email="")

    page = page_of(desk, f"/cases/{case.pk}")
    assert (page.answer, page.close is not None, page.ledger[-2].says) == (None, True, "Being looked into")
    assert posted(desk, case, "answer", text="Dear guest").status_code == 422
    assert posted(desk, case, "close", reason="").status_code == 422
    assert posted(desk, case, "close", reason="Told the front desk").status_code == 303
    assert page_of(desk, f"/cases/{case.pk}").ledger[-1].detail == "Told the front desk"


DEEDS = ("answer", "draft", "take", "assign", "arrived", "send-again", "close")


def test_what_is_not_yours_reads_like_what_is_not_there(case: Case, now: datetime) -> None:
    sister = a_writer("Sister", unit=a_unit("sister", under=a_company()))
    stranger = a_browser(sister)

    for path in ("", *(f"/{deed}" for deed in DEEDS)):
        answers = [
            (stranger.post if path else stranger.get)(f"/cases/{number}{path}") for number in (case.pk, case.pk + 999)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content.replace(str(case.pk + 999).encode(), str(case.pk).encode())


def test_who_may_look_may_not_act(case: Case) -> None:
    leader = a_browser(a_person("Lee", rules.SEE, rules.ASSIGN))

    statuses = {deed: posted(leader, case, deed, text="x", reason="x").status_code for deed in DEEDS}

    assert statuses == {deed: 422 if deed == "assign" else 404 for deed in DEEDS}
    assert (Answer.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_get_changes_nothing(desk: Client, case: Case) -> None:
    assert {deed: desk.get(f"/cases/{case.pk}/{deed}").status_code for deed in DEEDS} == dict.fromkeys(DEEDS, 405)


def test_nobody_enters_without_signing_in(case: Case) -> None:
    for path in ("/cases", f"/cases/{case.pk}"):
        assert Client().get(path).headers["Location"].startswith("/accounts/login/?next=")


def test_a_narrowed_list_is_a_plain_link_that_says_what_it_shows(desk: Client, ann: Person, case: Case) -> None:
    address = "/cases?shelf=open&order=oldest&q=line&unit=company&due=week&language=en"
    jobs.index_cases()

    page = page_of(desk, f"{address}&owner={ann.number}")
    other = page_of(desk, "/cases?shelf=open&q=nothing+like+it")

    assert [row.number for row in page.rows] == [case.pk]
    assert list(page.narrowed) == ["“line”", "Company", "Ann", "By Sunday", "English"]
    kept = f"q=line&unit=company&owner={ann.number}&due=week&language=en"
    assert [(tab.url, tab.count) for tab in page.tabs] == [
        (f"/cases?shelf={shelf}&order=oldest&{kept}", count)
        for shelf, count in (("mine", "1"), ("unassigned", "0"), ("open", "1"), ("answered", ""))
    ]
    assert (page.all_url, page.kept) == ("/cases?shelf=open&order=oldest", {"shelf": "open", "order": "oldest"})
    assert (len(other.rows), other.empty.says) == (0, "No case here holds these words")


@pytest.mark.parametrize(
    "query",
    ["unit=nowhere", "owner=0", "due=never", "reason=whim", "way=pigeon", "language=xx", "aspect=x", "from=yesterday"],
)
def test_what_is_not_offered_is_not_there(query: str, desk: Client) -> None:
    assert desk.get(f"/cases?{query}").status_code == 404


def test_a_writer_elsewhere_is_offered_nothing_of_this_unit(case: Case) -> None:
    far = a_unit("elsewhere", under=a_company())
    sue = a_writer("Sue", unit=far)
    browser = a_browser(sue)

    page = page_of(browser, "/cases?shelf=open")

    offered = {name: [value for value, _ in page.form.choices_of(name)] for name in ("unit", "owner")}
    # Ann may answer there too, so her name is no secret; the company's unit is
    ann = Person.objects.get(name="Ann").number
    assert offered == {"unit": ["", "elsewhere"], "owner": ["", ann, sue.number]}
    assert browser.get("/cases?shelf=open&unit=company").status_code == 404


def test_many_cases_are_dealt_with_after_a_look_at_what_will_happen(ann: Person, desk: Client, now: datetime) -> None:
    channel = a_channel()
    silent, reached = an_open_case(channel, at=now, email=""), an_open_case(channel, at=now, email="b@example.com")
    bob = a_writer("Bob")
    selected = f"case={silent.pk}&case={reached.pk}&case=x&back=shelf%3Dopen%26evil%3D1"

    whom = page_of(desk, f"/cases/together?deed=assign&{selected}")
    closing = page_of(desk, f"/cases/together?deed=close&{selected}")
    post = {"deed": "close", "case": [silent.pk], "back": "shelf=open&evil=1"}
    without = desk.post("/cases/together", post)
    closed = desk.post("/cases/together", {**post, "reason": "Told the hotel."})
    given = desk.post("/cases/together", {"deed": "assign", "to": bob.number, "case": [silent.pk, reached.pk]})

    assert whom.title == "Who gets the 2 selected cases?"
    assert [name for _, name in whom.form.fields["to"].choices][1:] == ["Ann", "Bob"]
    assert (closing.title, [row.number for row in closing.takes]) == ("1 case would be closed", [silent.pk])
    assert [(row.number, row.why) for row in closing.leaves] == [
        (reached.pk, "Its customer left an e-mail address: answer them instead.")
    ]
    assert (without.status_code, closed["Location"]) == (422, "/cases?shelf=open")
    assert said(closed) == ["1 case is done."]
    assert said(given)[1:] == ["1 case is done. 1 stayed as it was, because it had changed meanwhile."]
    assert [Case.objects.get(pk=each.pk).state for each in (silent, reached)] == ["closed", "open"]
    assert Case.objects.get(pk=reached.pk).owner == bob


def test_a_list_is_kept_opened_renamed_and_removed(desk: Client, case: Case) -> None:
    asked = "shelf=open&order=due&language=en"

    keeping = page_of(desk, f"/cases/views?{asked}&evil=1")
    kept = desk.post("/cases/views", {"name": "English ones", "query": f"{asked}&evil=1", "unit": ""})
    again = desk.post("/cases/views", {"name": "English ones", "query": "", "unit": ""})
    long = desk.post("/cases/views", {"name": "Long", "query": f"q={'服' * 200}", "unit": ""})
    here = page_of(desk, f"/cases?{asked}")
    number = selectors.views_for(viewer=Person.objects.get(name="Ann"))[0].number
    desk.post(f"/cases/views/{number}/rename", {"name": "In English"})
    renamed = page_of(desk, "/cases/views")
    stranger = a_browser(a_writer("Sue")).post(f"/cases/views/{number}/remove")
    desk.post(f"/cases/views/{number}/remove")

    assert keeping.form["query"].value() == asked
    assert (kept.status_code, kept["Location"]) == (303, f"/cases?{asked}")
    assert (again.status_code, list(again.context["page"].form.errors)) == (422, ["name"])
    assert (long.status_code, list(long.context["page"].form.errors)) == (422, ["__all__"])
    assert [(tab.label, tab.url, tab.is_here) for tab in here.views] == [("English ones", f"/cases?{asked}", True)]
    assert [(view.name, view.whose) for view in renamed.views] == [("In English", "only for you")]
    assert (stranger.status_code, list(page_of(desk, "/cases/views").views)) == (404, [])


def test_colleagues_note_hand_over_with_a_word_and_link_on_the_page(ann: Person, desk: Client, now: datetime) -> None:
    channel = a_channel()
    first, case = (an_open_case(channel, at=now, words=f"Cold {n}.") for n in range(2))
    bob = a_writer("Bob")
    services.save_draft(case=case, text="Dear", by=bob, at=now)

    noted = posted(desk, case, "note", text="<b>The lift</b> was out.")
    empty = posted(desk, case, "note", text=" ")
    tied = posted(desk, case, "tie", other=first.pk)
    wrong = posted(desk, case, "tie", other=10**12)
    given = posted(desk, case, "assign", to=bob.pk, word="You know them.")
    page = page_of(desk, f"/cases/{case.pk}")
    text = desk.get(f"/cases/{case.pk}").content.decode()
    untied = posted(desk, case, "untie", other=first.pk)
    looking = page_of(a_browser(a_person("Lee", rules.SEE)), f"/cases/{case.pk}")

    statuses = [each.status_code for each in (noted, empty, tied, wrong, given, untied)]
    assert statuses == [303, 422, 303, 422, 303, 303]
    assert list(wrong.context["page"].tie.errors["other"]) == ["There is no such case, or it is not yours to see."]
    assert page.also_writing.startswith("Also writing an answer just now: Bob.")
    assert [note.text for note in page.notes] == ["<b>The lift</b> was out."]
    assert ("&lt;b&gt;The lift" in text, "<b>The lift" in text) == (True, False)
    assert [(row.number, row.how, row.may_untie) for row in page.near] == [(first.pk, "the same matter", True)]
    ahead = [(entry.says, entry.detail) for entry in page.ledger if entry.stage == "done"][-2:]
    assert ahead == [(f"Linked with case {first.pk} by Ann", ""), ("Given to Bob", "You know them.")]
    assert [(row.how, row.may_untie) for row in looking.near] == [("the same customer", False)]
    assert (looking.note, looking.tie, looking.also_writing) == (None, None, "")


def test_a_case_page_costs_as_many_queries_however_much_stands_beside_it(
    ann: Person, desk: Client, now: datetime
) -> None:
    channel = a_channel()
    case = an_open_case(channel, at=now)
    cost = []
    for number in range(2):
        other = an_open_case(channel, at=now, words=f"Again {number}.")
        services.tie(case=case, other=other.pk, by=ann, at=now)
        services.note(case=case, text="One more.", by=ann, at=now)
        cost.append(queries_for(desk, f"/cases/{case.pk}"))

    assert (cost[0] <= MOST_QUERIES, cost[1]) == (True, cost[0])


def test_one_click_says_the_kind_and_the_page_says_what_is_owed(desk: Client, case: Case) -> None:
    a_kind("complaint", receipt_minutes=240)
    a_claim()
    before = page_of(desk, f"/cases/{case.pk}").owing
    assert [(each.code, each.key) for each in before.kinds] == [("complaint", "1"), ("claim", "2")]
    assert [(row.says, row.stage) for row in before.rows] == [("An answer", "todo")]

    assert said(desk.post(f"/cases/{case.pk}/kind", {"kind": "complaint"}))
    assert desk.post(f"/cases/{case.pk}/kind", {"kind": "nonsense"}).status_code == 404
    page = page_of(desk, f"/cases/{case.pk}")
    assert (page.owing.kind, page.owing.may_send_receipt) == ("Complaint", True)
    assert [(row.says, row.stage) for row in page.owing.rows] == [("A receipt", "todo"), ("An answer", "todo")]
    assert "receipt" in page.reckoning.receipt

    desk.post(f"/cases/{case.pk}/receipt")
    second = said(desk.post(f"/cases/{case.pk}/receipt"))
    assert second[-1] == "A receipt or an answer is on its way already; nothing was sent."
    page = page_of(desk, f"/cases/{case.pk}")
    assert next((row.says, row.stage, row.detail) for row in page.owing.rows) == ("A receipt", "now", "On its way")
    assert page.ledger[-4].says == "Receipt sent by Ann"


def test_a_claim_is_decided_by_the_letter_or_left_open_with_a_word(desk: Client, case: Case) -> None:
    a_claim()
    desk.post(f"/cases/{case.pk}/kind", {"kind": "claim"})
    page = page_of(desk, f"/cases/{case.pk}")
    assert page.answer.owes_decision
    assert "calendar days to decide in" in page.reckoning.begins
    refused = posted(desk, case, "answer", text="We look into it.")
    assert refused.status_code == 422
    assert refused.context["page"].answer.errors == {
        "why_open": ["A decision is owed, so this was not sent. Decide, or say why it stays open."]
    }
    assert posted(desk, case, "answer", text="No.", verdict="refused").status_code == 422

    done = posted(desk, case, "answer", text="Half.", verdict="partly", grounds="Half the night was quiet.")
    assert done.status_code == 303
    page = page_of(desk, f"/cases/{case.pk}")
    assert [(row.says, row.detail) for row in page.owing.rows][-1] == ("A decision, with its reason", "Partly granted")
    (row,) = page_of(desk, "/cases?kind=claim&shelf=open").rows
    assert row.reason == "Claim"
    assert page_of(desk, "/cases?kind=claim&shelf=answered").rows == ()
    assert desk.get("/cases?kind=nonsense").status_code == 404
