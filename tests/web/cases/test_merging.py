"""Merging two cases on their pages: the look before, the second letter, the way out again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.rooms.cases import services, terms
from servewell.rooms.cases.models import Case, Merge
from servewell.rooms.people.models import Person
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_leader,
    a_point,
    a_policy,
    a_unit,
    a_writer,
    an_inquiry,
    an_open_case,
)

pytestmark = pytest.mark.django_db
Response = Any
DAY = timedelta(days=1)
MOST_QUERIES = 20
AGAIN = "I wrote yesterday. Is anybody there?"


@pytest.fixture(autouse=True)
def _monday_morning(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    return a_writer("Ann")


@pytest.fixture
def pair(ann: Person, now: datetime) -> tuple[Case, Case]:
    """Elena's letter of three days ago, and the one of yesterday."""
    channel = a_channel()
    return an_open_case(channel, at=now - 3 * DAY), an_open_case(channel, at=now - DAY, words=AGAIN)


def page_of(browser: Client, path: str) -> Response:
    return browser.get(path).context["page"]


def said(response: Response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_look_first_then_one_button_then_one_page_for_both_letters(
    ann: Person, pair: tuple[Case, Case], now: datetime
) -> None:
    first, second = pair
    desk = a_browser(ann)
    services.save_draft(case=second, text="Dear Elena, again", by=ann, at=now)
    services.note(case=second, text="She rang as well.", by=ann, at=now)
    a_point(second, "Is anybody there?", by=ann, at=now)

    near = page_of(desk, f"/cases/{first.pk}").near
    assert [(each.number, each.may_merge) for each in near] == [(second.pk, True)]
    look = f"/cases/{first.pk}/merge?other={second.pk}"
    assert look in desk.get(f"/cases/{first.pk}").content.decode()
    page = page_of(desk, look)
    assert (page.title, page.stop) == (f"Merge case {second.pk} into case {first.pk}?", "")
    assert page.says == (
        f"One letter, in case {first.pk}, answers both. Whoever sees that case reads both letters.",
        page.says[1],
        "Ann has it.",
        "1 open point counts there.",
        "Notes and drafts stay, and are read there as well. Nothing is rewritten.",
        "You can undo it until a letter has left that answers both.",
    )
    assert "as before" in page.says[1]
    assert not Merge.objects.exists()

    done = desk.post(f"/cases/{first.pk}/merge", {"other": second.pk, "reason": "Twice"}, follow=True)

    assert said(done) == [f"Case {second.pk} is answered here now; both ledgers say so."]
    page = done.context["page"]
    assert [each.letters[0].text for each in page.seconds] == [AGAIN]
    assert [note.by.endswith(f"in case {second.pk}") for note in page.notes] == [True]
    assert [(each.text, each.came) for each in page.left_over] == [
        ("Dear Elena, again", f"Your draft in case {second.pk}. It was not sent.")
    ]
    assert [(row.case, row.named) for row in page.points.rows] == [(second.pk, f"{second.pk}-1")]
    assert (page.reckoning_of, page.near) == ("", ())
    assert page.ledger[-4].says == f"Case {second.pk} merged into this one by Ann"

    led = page_of(desk, f"/cases/{second.pk}")
    assert led.went.says.startswith(f"Ann merged this case into case {first.pk} on ")
    assert (led.went.case.url, led.went.stays, led.answer, led.chips[0].word) == (
        f"/cases/{first.pk}", "", None, "Merged",
    )  # fmt: skip
    assert led.ledger[-1].says == f"Being answered in case {first.pk}"

    declined = desk.post(f"/cases/{second.pk}/point/decline", {"point": 1, "reason": "Said twice"})
    assert declined.url == f"/cases/{first.pk}"
    wrote = desk.post(
        f"/cases/{first.pk}/point", {"kind": "request", "passage": "I wrote yesterday", "item": ""}, follow=True
    )
    assert [(row.case, row.number) for row in wrote.context["page"].points.rows] == [(second.pk, 1), (second.pk, 2)]
    seen = wrote.context["page"].answer["seen"].value()
    answered = {"seen": seen, "text": "All of it.", "points": [f"{second.pk}-2"], "why_open": ""}
    assert said(desk.post(f"/cases/{first.pk}/answer", answered, follow=True))[0].startswith("Your answer is written")

    stays = desk.post(f"/cases/{second.pk}/unmerge", follow=True)
    assert said(stays) == ["An answer to one of them is on its way. Wait until it has arrived or failed."]
    assert "is on its way" in stays.context["page"].went.stays


def test_the_later_case_takes_the_earlier_deadline_and_says_whose_it_is(ann: Person, pair: tuple[Case, Case]) -> None:
    first, second = pair
    desk = a_browser(ann)
    due = f"by the earlier deadline, that of case {first.pk}."
    assert any(says.endswith(due) for says in page_of(desk, f"/cases/{second.pk}/merge?other={first.pk}").says)

    desk.post(f"/cases/{second.pk}/merge", {"other": first.pk, "reason": ""})

    page = page_of(desk, f"/cases/{second.pk}")
    assert page.reckoning_of.startswith(f"The deadline is that of case {first.pk}")
    assert page.reckoning == page_of(desk, f"/cases/{first.pk}").reckoning
    out = desk.post(f"/cases/{first.pk}/unmerge", follow=True)
    assert said(out) == [f"Case {first.pk} stands by itself again, with its own deadline; both ledgers say so."]
    assert page_of(desk, f"/cases/{second.pk}").reckoning_of == ""


def test_what_cannot_be_merged_says_why_and_leads_on(ann: Person, pair: tuple[Case, Case], now: datetime) -> None:
    first, second = pair
    ben, desk = a_writer("Ben"), a_browser(ann)
    stranger = an_open_case(a_channel(), at=now, email="other@example.com")
    there = an_open_case(a_channel(a_unit("harbour", under=a_company())), at=now)
    inland = a_browser(a_writer("Ida", unit=a_unit("inland", under=a_company())))

    asked = a_unit("spa", under=a_company())
    a_leader("Lea", asked)
    an_inquiry(stranger, asked, by=ann, at=now)

    page = page_of(desk, f"/cases/{first.pk}/merge?other={stranger.pk}")
    assert (page.stop, page.may_tie, page.says) == (
        "One letter does not reach both customers. You can link the two instead.", True, (),
    )  # fmt: skip
    for query in ("", "?other=", "?other=x", "?other=99999", "?other=-1", f"?other={2**70}"):
        page = page_of(desk, f"/cases/{first.pk}/merge{query}")
        assert (page.stop, page.both) == ("There is no such case, or it is not yours to see.", ())
    assert page_of(desk, f"/cases/{first.pk}/merge?other={first.pk}").stop.startswith("A case cannot go into itself")
    for number in (first.pk, there.pk, 99999):
        assert inland.get(f"/cases/{number}/merge?other={second.pk}").status_code == 404
        assert inland.post(f"/cases/{number}/merge", {"other": second.pk}).status_code == 404
        assert inland.post(f"/cases/{number}/unmerge").status_code == 404
    assert desk.post(f"/cases/{first.pk}/merge", {"other": 99999}).status_code == 404
    assert desk.post(f"/cases/{first.pk}/merge", {"other": "x"}).status_code == 422

    services.merge(case=second, into=first.pk, by=ben, at=now)
    slower = desk.post(f"/cases/{stranger.pk}/merge", {"other": second.pk, "reason": ""})
    assert slower.status_code == 422
    assert slower.context["page"].stop == f"Ben has merged it into case {first.pk} already. Go on there."
    assert slower.context["page"].elsewhere.url == f"/cases/{first.pk}"
    words = {"seen": second.ledger.latest("pk").pk, "text": "My words", "why_open": ""}
    late = desk.post(f"/cases/{second.pk}/answer", words)
    assert said(late)[0].startswith(f"A colleague merged this case into case {first.pk}")
    assert [each.text for each in page_of(desk, f"/cases/{first.pk}").left_over] == ["My words"]
    assert page_of(desk, f"/cases?shelf=answered&words={second.pk}").rows[0].chips[0].word == (
        f"Merged into case {first.pk}"
    )


def test_a_case_page_costs_at_most_so_many_queries_however_much_was_merged(
    ann: Person, pair: tuple[Case, Case], now: datetime
) -> None:
    first, second = pair
    desk, cost = a_browser(ann), []
    for case in (second, an_open_case(a_channel(), at=now), an_open_case(a_channel(), at=now)):
        services.merge(case=case, into=first.pk, by=ann, at=now)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(f"/cases/{first.pk}").status_code == 200
        cost.append(len(asked))
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(f"/cases/{second.pk}").status_code == 200

    assert len(set(cost)) == 1
    assert max(*cost, len(asked)) <= MOST_QUERIES
    assert Case.objects.filter(state=terms.MERGED).count() == 3
