"""Limits drawn anew in a real browser: the drawing marks the period that the table beside it names."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer

from servewell.base import today
from servewell.engines.lake.measures import By
from servewell.rooms.insight import rules, services
from servewell.rooms.insight.selectors.charts.keeping import Series
from servewell.rooms.voice.terms import Audience
from tests.builders import a_browser, a_company, a_person, an_indicator
from tests.builders.mondays import the_units_answered

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MONTHS = Series(indicator="css", version=1, audience=Audience.EXTERNAL, by=By.MONTH)
REASON = "The lobby was rebuilt."


def opened(chromium: Browser, address: str) -> Page:
    leader = a_person("Lin Hua", rules.SEE, rules.REBASE, unit=a_company())
    services.rebase(
        unit=a_company(), series=MONTHS, from_on=date(2025, 6, 1), reason=REASON, by=leader, at=NOW
    )  # fmt: skip
    session = a_browser(leader).cookies[settings.SESSION_COOKIE_NAME]
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/satisfaction")
    page.locator(".ordinary_marks").first.wait_for()
    return page


def middles(marks: Locator) -> list[float]:
    boxes = [box for each in marks.all() if (box := each.bounding_box())]
    return sorted(box["x"] + box["width"] / 2 for box in boxes)


def test_limits_drawn_anew_are_marked_in_the_drawing_where_the_table_says(
    chromium: Browser, live_server: LiveServer, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "now", lambda: NOW)
    an_indicator()
    the_units_answered(calm=[a_company()])
    services.draw_limits(at=NOW)

    page = opened(chromium, live_server.url)

    table = page.locator("[data-chart] table").first
    column = table.locator("thead th").all_text_contents().index("New limits")
    cells = [row.locator("th, td").all_text_contents() for row in table.locator("tbody tr").all()]
    (named,) = [place for place, row in enumerate(cells) if row[column]]
    (rule,) = middles(page.locator('[class*="phase_0"] line'))
    points = middles(page.locator(".ordinary_marks path, .signal_marks path"))
    assert (len(points), cells[named][0]) == (len(cells) - 1, "Jun 2025")  # the month that has not ended is drawn apart
    assert points[named - 1] < rule < points[named] + 1
    assert page.locator('[class*="note_of_phase_"] text').all_text_contents() == [cells[named][column]]
    assert REASON in (page.locator("main").text_content() or "")
