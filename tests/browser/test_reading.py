"""Reading through many letters without a mouse, and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, StorageState, expect

from servewell.rooms.voice import services as voice
from tests.browser.company import EVERYTHING, LETTERS, Company
from tests.browser.window import DESK, PHONE, a_window, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
FOCUSED = "[data-letter]:focus"


@pytest.fixture(scope="module")
def everything(chromium: Browser, company: Company) -> StorageState:
    while voice.index_words():
        pass
    return signed_in(chromium, company, EVERYTHING)


def test_letters_are_read_by_keyboard(chromium: Browser, company: Company, everything: StorageState) -> None:
    with a_window(chromium, company, width=DESK, state=everything) as window:
        page = window.open("/voices").page
        texts = [each.inner_text() for each in page.locator(".voice-letter .kit-letter-text").all()]

        page.keyboard.press("j")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("k")
        expect(page.locator(FOCUSED).locator(".kit-letter-text")).to_have_text(texts[1])
        assert page.locator(FOCUSED).evaluate("each => getComputedStyle(each).outlineStyle") == "solid"

        page.keyboard.press("Enter")
        page.wait_for_url("**/voices/*")
        expect(page.locator("main .kit-letter-text").first).to_have_text(texts[1])
        page.keyboard.press("j")
        expect(page.locator("main .kit-letter-text").first).to_have_text(texts[2])
        page.keyboard.press("k")
        expect(page.locator("main .kit-letter-text").first).to_have_text(texts[1])
        page.keyboard.press("u")
        page.wait_for_url("**/voices")

        page.keyboard.press("/")
        page.keyboard.type("队伍 jn")
        expect(page.locator("[name=q]")).to_have_value("队伍 jn")
        assert window.complaints == []


def test_pages_are_turned_by_keyboard(
    chromium: Browser, company: Company, everything: StorageState, monkeypatch: pytest.MonkeyPatch
) -> None:
    from servewell.rooms.voice.selectors import hearing

    monkeypatch.setitem(hearing.heard.__kwdefaults__, "size", 2)
    with a_window(chromium, company, width=DESK, state=everything) as window:
        page = window.open("/voices").page
        first = page.locator(".kit-letter-text").first.inner_text()

        page.keyboard.press("n")
        page.wait_for_url("**/voices?before=*")
        second = page.locator(".kit-letter-text").first.inner_text()
        page.keyboard.press("p")
        page.wait_for_url("**/voices?after=*")

        assert second != first
        expect(page.locator(".kit-letter-text").first).to_have_text(first)
        for _ in range(3):
            page.keyboard.press("j")
        page.wait_for_url("**/voices?before=*")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_words_are_found_on_a_phone(
    chromium: Browser, company: Company, everything: StorageState, scripts: bool
) -> None:
    with a_window(chromium, company, width=PHONE, scripts=scripts, state=everything) as window:
        page = window.open("/voices").page
        page.locator("summary", has_text=re.compile("Narrow down")).click()
        page.locator("[name=unit]").select_option("station-hotel")
        page.locator("[name=q]").fill("隊伍")
        page.locator("[name=q]").press("Enter")
        page.wait_for_url("**/voices?*q=*")

        found = [each.inner_text() for each in page.locator(".voice-letter .kit-letter-text").all()]
        assert sorted(found) == sorted([LETTERS["zh-Hans"], LETTERS["zh-Hant"]])
        assert (window.too_wide(), window.complaints) == (0, [])
        if scripts:
            assert window.barriers() == []
