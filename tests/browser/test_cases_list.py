"""The list of cases by keyboard: walking, selecting, searching; no key is taken from who types. And without scripts."""

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.browser.company import EVERYTHING, Company
from tests.browser.window import DESK, PHONE, a_window, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
OLDEST = "/cases?shelf=open&order=oldest"
TICKS = "[data-cases] .cases-tick"


@pytest.fixture(scope="module")
def everything(chromium: Browser, company: Company) -> StorageState:
    return signed_in(chromium, company, EVERYTHING)


def test_cases_are_walked_and_selected_by_keyboard(
    chromium: Browser, company: Company, everything: StorageState
) -> None:
    with a_window(chromium, company, width=DESK, state=everything) as window:
        page = window.open(OLDEST).page
        titles = page.locator(".cases-title")
        for key in ("j", "x", "ArrowDown", "j", "k", "x", "x"):
            page.keyboard.press(key)
        expect(titles.nth(1)).to_be_focused()
        assert page.locator(TICKS).evaluate_all("all => all.map(each => each.checked)")[:3] == [True, False, False]

        page.keyboard.press("/")
        page.keyboard.type("jx?/ 队伍")
        expect(page.locator("[name=q]")).to_have_value("jx?/ 队伍")
        expect(page.locator("[data-keys]")).not_to_have_attribute("open", "")
        titles.nth(1).focus()
        page.keyboard.press("?")
        expect(page.locator("[data-keys]")).to_have_attribute("open", "")
        assert window.barriers() == []

        first = titles.nth(0).inner_text()
        window.button("Take over").click()
        page.wait_for_url("**/cases/together?*")
        expect(page.locator(".cases-rows a").first).to_have_text(first)
        assert (window.barriers(), window.complaints) == ([], [])


def test_without_scripts_boxes_links_and_buttons_do_the_same(
    chromium: Browser, company: Company, everything: StorageState
) -> None:
    with a_window(chromium, company, width=PHONE, scripts=False, state=everything) as window:
        page = window.open(OLDEST).page
        expect(page.locator("[data-keys]")).to_be_hidden()
        page.locator(TICKS).first.check()
        window.button("Close …").click()
        page.wait_for_url("**/cases/together?*")
        expect(page.locator(".cases-rows > li")).to_have_count(1)
        page.locator(".kit-above a").click()
        page.wait_for_url("**/cases?shelf=open&order=oldest")
