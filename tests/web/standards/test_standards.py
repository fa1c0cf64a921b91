"""The promise on its page: for everyone who works here, in their language or marked."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.rooms.standards import services
from tests.builders import a_browser, a_company, a_person, a_promise, a_unit, an_aspect, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


def text(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_the_promise_stands_with_the_message_and_the_standards(now: datetime) -> None:
    a_promise("We hear you out.", aspects=[an_aspect("respect", "I look up.", "I listen.")])
    services.publish_message(
        unit=a_company(), year=2026, line=words("Listen first."), text=words("All year."), by=HOUSE, at=now
    )
    page = text(a_browser(a_person("Ann")).get("/promise"))

    order = [page.index(shown) for shown in ("We hear you out.", "Listen first.", "Respect", "I look up.", "I listen.")]
    assert order == sorted(order)
    assert "Version 1, since 1 January 2020" in page


def test_a_standard_opens_what_it_looks_like_wherever_it_is_read(now: datetime) -> None:
    examples = services.Examples(do=words("I wave.\nI nod."), way=words("Whoever is nearest greets."))
    shown = services.StandardDraft(code="respect-1", text=words("I look up."), examples=examples)
    plain = services.StandardDraft(code="respect-2", text=words("I listen."))
    a_promise(aspects=[replace(an_aspect(), standards=(shown, plain))])
    ann = a_browser(a_person("Ann"))

    for path, opened in (("/promise", 1), ("/standards", 0)):
        page = text(ann.get(path))
        said = re.findall(r"<d[td][^>]*>\s*(.*?)\s*</d[td]>", page)
        assert said == ["This is how it looks", "I wave.", "I nod.", "Our way", "Whoever is nearest greets."]
        assert page.count("<summary>What it looks like") == opened


def test_a_promise_holds_since_the_day_on_the_wall_of_the_unit() -> None:
    """The company stands in Shanghai, where it was Wednesday already."""
    a_promise(at=datetime(2026, 11, 10, 18, 0, tzinfo=UTC))

    assert "Version 1, since 11 November 2026" in text(a_browser(a_person("Ann")).get("/promise"))


def test_who_works_in_a_region_reads_the_regions_promise() -> None:
    west = a_unit("west", under=a_company())
    a_promise("The company's.")
    a_promise("The region's.", unit=west, aspects=[])

    page = text(a_browser(a_person("Wendy", unit=west)).get("/promise"))
    assert "The region's." in page
    assert "The company's." not in page


def test_what_is_not_in_the_readers_language_is_marked() -> None:
    services.publish(
        unit=a_company(), title=words("Our promise"), text=Words(texts={"en": "We listen.", "zh-Hant": "我們傾聽。"}),
        aspects=[an_aspect("respect", "I look up.")], by=HOUSE, at=today.now(),
    )  # fmt: skip
    ann = a_browser(a_person("Ann"))

    def pieces(language: str) -> list[bool]:
        page = text(ann.get("/promise", headers={"accept-language": language}))
        return [shown in page for shown in ("我們傾聽。", "We listen.", "in 繁體中文", "in English")]

    assert pieces("en") == [False, True, False, False]
    assert pieces("zh-hant")[:2] == [True, False]
    assert pieces("zh-hans")[:2] == [True, False]
    assert pieces("es")[:2] == [False, True]


def test_where_nothing_is_promised_the_page_says_so() -> None:
    assert "Nothing is promised yet" in text(a_browser(a_person("Ann")).get("/promise"))


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/promise")["Location"] == "/accounts/login/?next=%2Fpromise"


@pytest.mark.parametrize("aspects", [1, 3])
def test_the_promise_costs_as_many_queries_however_long(aspects: int) -> None:
    a_promise(aspects=[an_aspect(f"aspect-{number}", *["One."] * aspects) for number in range(aspects)])
    ann = a_browser(a_person("Ann"))

    with CaptureQueriesContext(connection) as seen:
        ann.get("/promise")

    assert len(seen) == 13
