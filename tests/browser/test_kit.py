"""The style guide in a real browser: drawn under the strict policy, silent for axe, whole without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(autouse=True)
def _only_the_kit(settings: Settings) -> None:
    settings.ROOT_URLCONF = "servewell.web.kit.urls"
    settings.SERVEWELL_NAV = ""


def opened(chromium: Browser, address: str, **circumstances: object) -> tuple[Page, list[str]]:
    page, complaints = chromium.new_context(**circumstances).new_page(), list[str]()  # type: ignore[arg-type]
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(address)
    return page, complaints


def colours(page: Page) -> list[str]:
    """Of the band between the limits, the line, an ordinary point and a signal."""
    return [
        str(page.locator(f".{layer}_marks path").first.evaluate(f"path => getComputedStyle(path).{what}"))
        for layer, what in [("limits", "fill"), ("series", "stroke"), ("ordinary", "fill"), ("signal", "fill")]
    ]


def test_a_chart_is_drawn_under_the_strict_policy_in_the_colours_of_theme_and_paper(
    chromium: Browser, live_server: LiveServer
) -> None:
    page, complaints = opened(chromium, f"{live_server.url}/kit/", color_scheme="light")

    light = colours(page)
    page.locator("[data-theme-toggle]:visible").click()
    dark = colours(page)
    page.emulate_media(media="print")

    assert light == ["rgb(242, 236, 225)", "rgb(11, 110, 99)", "rgb(255, 253, 250)", "rgb(11, 110, 99)"]
    assert dark == ["rgb(33, 43, 41)", "rgb(92, 196, 178)", "rgb(27, 35, 34)", "rgb(92, 196, 178)"]
    assert colours(page) == ["rgb(241, 241, 241)", "rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/kit/", "/kit/plain"])
def test_axe_finds_nothing(chromium: Browser, live_server: LiveServer, path: str, width: int, theme: str) -> None:
    page, _ = opened(
        chromium,
        live_server.url + path,
        viewport={"width": width, "height": 860},
        color_scheme=theme,
        bypass_csp=True,  # axe itself is put into the page as a script
    )
    if path == "/kit/":
        page.wait_for_selector("[data-chart-drawing] svg")

    found = Axe().run(page, options=RULES).response["violations"]

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("path", ["/kit/", "/kit/plain"])
def test_a_phone_never_scrolls_sideways(chromium: Browser, live_server: LiveServer, path: str) -> None:
    page, _ = opened(chromium, live_server.url + path, viewport={"width": 360, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_without_scripts_the_numbers_of_a_chart_are_still_there(chromium: Browser, live_server: LiveServer) -> None:
    page, _ = opened(chromium, f"{live_server.url}/kit/", java_script_enabled=False)

    page.get_by_text("The same as a table").click()

    assert page.locator("[data-chart] tbody tr").last.inner_text().split("\t") == [
        "Dec 2026", "89.2", "76.0", "82.0", "88.0", "561", "yes",
    ]  # fmt: skip
