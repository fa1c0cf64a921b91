"""A chart in a real browser: nothing is drawn from one side of a changed scale to the other."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from servewell.base import today
from servewell.rooms.insight import rules
from tests.builders import a_browser, a_company, a_person, an_indicator
from tests.builders.figures import Rated, the_lake_holds

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]


@pytest.fixture(autouse=True)
def _a_scale_that_changed(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: datetime(2026, 11, 16, 9, 0, tzinfo=UTC))
    an_indicator()
    company = a_company()
    months = [date(2025, number, 3) for number in range(1, 13)] + [date(2026, number, 3) for number in range(1, 12)]
    changed = date(2026, 8, 1)
    the_lake_holds(
        *(Rated(company, on, [5, 4, 4, 2, 5, 4 if on.month % 3 else 3] * 9) for on in months if on < changed),
        *(Rated(company, on, [10, 9, 4, 5] * 9, best=10, series=2) for on in months if on >= changed),
    )


def opened(chromium: Browser, address: str, *, width: int) -> Page:
    session = a_browser(a_person("Eve", rules.SEE)).cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme="light")
    context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/satisfaction")
    page.locator(".signal_marks, .ordinary_marks").first.wait_for()
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_no_line_and_no_band_reaches_across_a_changed_scale(
    chromium: Browser, live_server: LiveServer, width: int
) -> None:
    page = opened(chromium, live_server.url, width=width)
    if folder := os.environ.get("SERVEWELL_LOOK"):
        page.screenshot(path=f"{folder}/break-{width}.png", full_page=True)

    def reach(layer: str) -> list[tuple[float, float]]:
        """From where to where each mark of a layer is drawn."""
        boxes = [path.bounding_box() for path in page.locator(f".{layer}_marks path").all()]
        return sorted((box["x"], box["x"] + box["width"]) for box in boxes if box)

    (rule,) = (box["x"] for line in page.locator('[class*="break_"] line').all() if (box := line.bounding_box()))
    for layer, marks in (("series", 2), ("centre", 2)):
        drawn = reach(layer)
        assert len(drawn) == marks
        assert [(first < rule - 5 < last) for first, last in drawn] == [False] * marks
    assert "scale 1 to 10" in page.locator('[class*="note_of_break_"] text').all_text_contents()
