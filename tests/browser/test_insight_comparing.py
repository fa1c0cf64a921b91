"""The funnel and the bars in a real browser: every unit is drawn, who stands out is named, and nothing is cut off."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from servewell.base import today
from servewell.rooms.insight import rules
from tests.browser.window import EVERY_RULE
from tests.builders import a_browser, a_company, a_person, a_promise, a_unit, an_aspect, an_indicator
from tests.builders.figures import Answered, Responded, the_lake_holds

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
THIS_MONTH = date(2026, 11, 3)
LAST_SPRING = date(2026, 3, 3)
ASPECTS = ("respect", "responsibility")
UNITS = 30


@pytest.fixture(autouse=True)
def _a_company_with_one_bad_inn(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: datetime(2026, 11, 16, 9, 0, tzinfo=UTC))
    an_indicator()
    a_promise(aspects=[an_aspect(code) for code in ASPECTS])
    inns = [a_unit(f"inn-{number:02d}", under=a_company()) for number in range(UNITS)]
    sizes = [20 + 17 * number for number in range(UNITS)]
    satisfied = [round(n * (0.5 if place == UNITS - 1 else 0.85)) for place, n in enumerate(sizes)]
    chance = np.random.default_rng(1)
    moods = chance.integers(1, 6, (60, 2))
    the_lake_holds(
        *(Answered(inn, THIS_MONTH, *line) for inn, *line in zip(inns, satisfied, sizes, strict=True)),
        *(
            Responded(inns[0], LAST_SPRING, 10 + row, float(first), {"respect": first, "responsibility": other})
            for row, (first, other) in enumerate(moods.tolist())
        ),
    )


def opened(chromium: Browser, address: str, path: str, *, width: int) -> Page:
    session = a_browser(a_person("Eve", rules.SEE)).cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme="light")
    context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
    page = context.new_page()
    page.goto(address + path)
    page.locator(".kit-chart svg").wait_for()
    if folder := os.environ.get("SERVEWELL_LOOK"):
        page.screenshot(path=f"{folder}/{path.rsplit('/', 1)[-1]}-{width}.png", full_page=True)
    return page


def barriers(page: Page) -> list[str]:
    return [each["id"] for each in Axe().run(page, options=dict(EVERY_RULE)).response["violations"]]


def too_wide(page: Page) -> int:
    wide: int = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


@pytest.mark.parametrize("width", [390, 1280])
def test_every_unit_is_a_dot_and_the_one_that_stands_out_is_named(
    chromium: Browser, live_server: LiveServer, width: int
) -> None:
    page = opened(chromium, live_server.url, "/satisfaction/company/units", width=width)

    dots = {name: page.locator(f".{name}_marks path").count() for name in ("ordinary", "signal")}
    (name,) = page.locator('[class*="note_0"] text').all()
    box, drawing = name.bounding_box(), page.locator(".kit-chart svg").bounding_box()
    assert dots == {"ordinary": UNITS - 1, "signal": 1}
    assert name.text_content() == f"Inn-{UNITS - 1}"
    assert box
    assert drawing
    assert drawing["x"] <= box["x"]
    assert box["x"] + box["width"] <= drawing["x"] + drawing["width"] + 1
    assert (barriers(page), too_wide(page)) == ([], 0)


@pytest.mark.parametrize("width", [390, 1280])
def test_every_driver_has_a_bar_with_its_interval(chromium: Browser, live_server: LiveServer, width: int) -> None:
    page = opened(chromium, live_server.url, "/satisfaction/company/drivers", width=width)

    bars = sum(page.locator(f".{name}_marks path").count() for name in ("bars", "bars_out"))
    assert (bars, page.locator(".interval_marks line").count()) == (2, 2)
    assert page.locator("h1").text_content() == "“Respect” matters most"
    assert (barriers(page), too_wide(page)) == ([], 0)
