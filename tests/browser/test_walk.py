"""The walk through one's pages, at the keyboard alone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.company import EVERYTHING, Company
from tests.browser.window import PHONE, a_window, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]


def test_a_walk_is_gone_at_the_keyboard(chromium: Browser, company: Company) -> None:
    state = signed_in(chromium, company, EVERYTHING)
    with a_window(chromium, company, width=PHONE, state=state) as window:
        page = window.open("/").page
        page.get_by_role("button", name="Show me round").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/*#*")
        steps = [page.locator(".kit-walk small").inner_text()]
        while page.locator("[data-walk]").count():
            expect(page.locator("[data-walk]")).to_be_focused()
            expect(page.locator(":target")).to_be_in_viewport()
            assert window.barriers() == []
            before = page.url
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url, before=before: url != before)
            page.wait_for_load_state()
            steps += page.locator(".kit-walk small").all_inner_texts()

        assert steps == [f"Step {number} of {len(steps)}" for number in range(1, len(steps) + 1)]
        expect(page.locator(".kit-walk")).to_have_count(0)
        assert window.complaints == []
