"""Figures are published from the page of satisfaction, and fetched, in a real browser."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from servewell.base import today
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Published
from servewell.web.insight import printing
from tests.builders import a_browser, a_company, a_person, an_indicator
from tests.builders.figures import a_bad_may

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]


@pytest.fixture(autouse=True)
def _two_years(lake: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: datetime(2026, 11, 16, 9, 0, tzinfo=UTC))
    an_indicator()
    a_bad_may(a_company())


def opened(chromium: Browser, address: str) -> Page:
    session = a_browser(a_person("Eve", rules.SEE)).cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/satisfaction")
    return page


def fetched(page: Page, press: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(press).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_table_is_fetched_at_once(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, live_server.url)

    name, sheet = fetched(page, "button[value=csv]")

    assert name == f"servewell-finding-{Published.objects.get().pk}.csv"
    assert sheet.startswith("\ufeffFigure of,Name,Code".encode())


def test_a_pdf_shows_by_itself_when_it_is_made(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, live_server.url)

    page.locator("button[value=pdf]").click()
    number = Published.objects.get().pk
    waiting = page.locator("h1").inner_text()
    printing.make(number=number)
    page.locator(f"main a[href='/findings/{number}/file']").wait_for()
    name, file = fetched(page, f"main a[href='/findings/{number}/file']")

    assert waiting == f"Finding {number} is being made"
    assert page.locator("h1").inner_text() == "Company: no aspect stands out"
    assert (name, file[:5]) == (f"servewell-finding-{number}.pdf", b"%PDF-")
