"""Beside the chart: what happened, in the words of who knows, and a question for each signal nobody has explained."""

from datetime import date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Annotation
from servewell.rooms.people.models import Unit
from tests.builders import a_browser, a_company, a_person, a_unit, an_indicator
from tests.builders.figures import a_bad_may, an_annotation
from tests.programmes.visitor import Visitor, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_clock_shows_that_monday(monkeypatch: pytest.MonkeyPatch, now: datetime, lake: Path) -> None:
    monkeypatch.setattr(today, "now", lambda: now)
    an_indicator()


def explaining(*, unit: Unit | None = None) -> Client:
    return a_browser(a_person("Eve", rules.SEE, rules.EXPLAIN, unit=unit))


def said(client: Client, **fields: str) -> object:
    asked = {"text": "The boiler broke.", "first": "2026-05", "last": "2026-05", **fields}
    return client.post("/satisfaction/company/happened", asked)


def text(answer: object) -> str:
    return read(unescape(answer.content.decode())).text  # type: ignore[attr-defined]


def test_a_signal_asks_why_and_its_cause_stands_beside_the_chart_with_a_name() -> None:
    a_bad_may(a_company())
    visitor = Visitor()
    visitor.client = explaining()

    visitor.open("/satisfaction")
    assert "May 2026 lies below the lower limit: this is hardly chance. Do you know why?" in visitor.text
    forms = [form for form in read(visitor.html).all("form") if form.attributes.get("action", "").endswith("/happened")]
    assert len(forms) == 2  # why, and what else happened
    why = {field.attributes["name"]: field.attributes.get("value", "") for field in forms[0].all("input")}
    assert (why["rule"], why["side"]) == ("beyond-limits", "below")
    answer = visitor.client.post(
        "/satisfaction/company/happened",
        {"text": "The boiler broke.", "first": "2026-05", "last": "2026-05", "rule": why["rule"], "side": why["side"]},
        follow=True,
    )

    page = text(answer)
    assert "May 2026 The boiler broke. the cause of a signal" in page
    assert "said by Eve on 16 November 2026" in page
    assert "Do you know why?" not in page
    assert '"text": "The boiler broke."' in unescape(answer.content.decode())  # in the chart


def test_who_may_only_see_reads_what_happened_and_is_asked_nothing(now: datetime) -> None:
    a_bad_may(a_company())
    an_annotation(a_company(), text="A strike.", month=date(2026, 5, 1), at=now)

    page = text(a_browser(a_person("Sam", rules.SEE)).get("/satisfaction"))

    assert "May 2026 A strike." in page
    assert [words for words in ("Do you know why?", "Write down what happened", "Take it back") if words in page] == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"text": " "}, "This field is required."),
        ({"text": "x" * 241}, "Ensure this value has at most 240 characters (it has 241)."),
        ({"last": "2026-04"}, "It cannot end before it begins: choose the same month or a later one."),
        ({"first": "1999-01"}, "Select a valid choice. 1999-01 is not one of the available choices."),
        ({"rule": "trend", "side": "rising"}, "That signal is no longer on the chart."),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed_and_nothing_is_kept(wrong: dict[str, str], why: str) -> None:
    a_bad_may(a_company())

    answer = said(explaining(), **wrong)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert why in text(answer)
    assert (wrong.get("text", "The boiler broke.").strip() in text(answer), Annotation.objects.count()) == (True, 0)


def test_a_page_of_the_past_is_come_back_to() -> None:
    a_bad_may(a_company())

    answer = said(explaining(), until="2026-06", tree="today")

    assert answer.url == "/satisfaction?unit=company&until=2026-06&tree=today"  # type: ignore[attr-defined]


def test_what_was_said_is_taken_back_where_it_was_said_and_nowhere_else(now: datetime) -> None:
    a_bad_may(a_company())
    inn = a_unit("inn", under=a_company())
    key = an_annotation(a_company(), text="A strike.", month=date(2026, 5, 1), at=now).pk
    eve = explaining()

    assert eve.post(f"/satisfaction/{inn.code}/happened/{key}/withdraw").status_code == 404
    assert explaining_below(inn).post(f"/satisfaction/company/happened/{key}/withdraw").status_code == 404
    assert "A strike." in text(eve.get("/satisfaction"))
    page = text(eve.post(f"/satisfaction/company/happened/{key}/withdraw", follow=True))

    assert ("It no longer stands beside the chart." in page, "A strike." in page) == (True, False)


def explaining_below(unit: Unit) -> Client:
    return a_browser(a_person("Ben", rules.SEE, rules.EXPLAIN, unit=unit))


def test_words_stay_words(now: datetime) -> None:
    a_bad_may(a_company())
    an_annotation(a_company(), text="</script><b>x</b>", month=date(2026, 5, 1), at=now)

    assert "<b>x" not in explaining().get("/satisfaction").content.decode()


def test_many_annotations_cost_no_further_query(now: datetime) -> None:

    a_bad_may(a_company())
    eve = explaining()
    eve.get("/satisfaction")
    with CaptureQueriesContext(connection) as few:
        eve.get("/satisfaction")
    for number in range(5):
        an_annotation(a_company(), text=f"Of {number}.", month=date(2026, number + 1, 1), at=now)
    with CaptureQueriesContext(connection) as many:
        eve.get("/satisfaction")

    assert len(many) == len(few)
