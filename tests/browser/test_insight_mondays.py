"""Monday's page in a real browser: read on a phone and a desk, answered by keyboard, changed, ended and printed."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from servewell.base import today
from servewell.rooms.insight import selectors
from servewell.rooms.people.models import Person
from tests.browser.window import EVERY_RULE
from tests.builders import a_browser, a_company, a_unit, an_indicator
from tests.builders.mondays import a_leader, a_subscription, the_units_answered, work

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
A_SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def ann(lake: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """She leads an inn that has fallen and one that is calm, and has this week's page."""
    monkeypatch.setattr(today, "now", lambda: NOW)
    an_indicator()
    company = a_company()
    the_units_answered(fallen=[a_unit("inn", under=company)], calm=[a_unit("lodge", under=company)])
    person = a_leader()
    a_subscription(person)
    work(at=NOW)
    return person


def signed_in(chromium: Browser, address: str, person: Person, *, width: int, theme: str = "light") -> BrowserContext:
    session = a_browser(person).cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
    return context


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def wrong_with(page: Page) -> list[str]:
    found = [each["id"] for each in Axe().run(page, options=dict(EVERY_RULE)).response["violations"]]
    wide: int = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, *([f"{wide} px too wide"] if wide else [])]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_has_no_barriers_and_says_what_to_ask(
    chromium: Browser, live_server: LiveServer, ann: Person, width: int, theme: str
) -> None:
    context = signed_in(chromium, live_server.url, ann, width=width, theme=theme)
    page = opened(context, f"{live_server.url}/monday")
    if folder := os.environ.get("SERVEWELL_LOOK"):
        page.screenshot(path=f"{folder}/monday-{width}-{theme}.png", full_page=True)

    asked = page.locator(".insight-ask li > span").all_text_contents()
    assert [" ".join(each.split()) for each in asked] == [
        "Inn: November 2026 lies below the lower limit: this is hardly chance.",
        "Company: November 2026 lies below the lower limit: this is hardly chance.",
    ]
    assert page.locator(".insight-my-units tbody tr").count() == 3
    assert wrong_with(page) == []
    context.close()


def test_from_what_is_asked_the_keyboard_reaches_the_form_for_its_cause(
    chromium: Browser, live_server: LiveServer, ann: Person
) -> None:
    context = signed_in(chromium, live_server.url, ann, width=1280)
    page = opened(context, f"{live_server.url}/monday")
    _tab_to(page, ".insight-ask a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/satisfaction?unit=inn#what-happened")

    _tab_to(page, ".insight-happened summary")
    if not page.evaluate("document.activeElement.parentElement.open"):
        page.keyboard.press("Enter")
    _tab_to(page, ".insight-happened textarea")
    page.keyboard.type("The boiler was out for ten days.")
    _tab_to(page, ".insight-happened form[action$='happened'] button.btn")
    page.keyboard.press("Enter")
    page.locator(".insight-told").wait_for()

    assert "The boiler was out for ten days." in page.locator(".insight-told").inner_text()
    context.close()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"eighty tabs do not reach {selector}")


def test_a_subscription_is_changed_on_its_page_and_its_mail_ended_by_the_link_without_signing_in(
    chromium: Browser, live_server: LiveServer, ann: Person
) -> None:
    context = signed_in(chromium, live_server.url, ann, width=390)
    page = opened(context, f"{live_server.url}/monday/subscription")
    assert wrong_with(page) == []
    page.locator("[name=weekday]").select_option("3")
    page.locator("form button.btn-primary").click()
    page.get_by_text("Wednesday", exact=False).first.wait_for()
    held = selectors.subscription_of(person=ann)
    assert held is not None
    assert (held.weekday, held.by_mail) == (3, True)
    context.close()

    stranger = chromium.new_context(viewport={"width": 390, "height": 900})
    page = opened(stranger, f"{live_server.url}/m/{selectors.token_of(subscription=held)}")
    assert wrong_with(page) == []
    page.get_by_role("button", name="Stop the mail").click()
    page.get_by_role("heading", name="Monday's mail has stopped").wait_for()

    held.refresh_from_db()
    assert (held.by_mail, held.ended_at, stranger.cookies()) == (False, None, [])
    stranger.close()


def test_printed_it_is_one_sheet(chromium: Browser, live_server: LiveServer, ann: Person) -> None:
    context = signed_in(chromium, live_server.url, ann, width=1280)
    page = opened(context, f"{live_server.url}/monday")

    printed = page.pdf(format="A4")

    assert len(A_SHEET.findall(printed)) == 1
    context.close()
