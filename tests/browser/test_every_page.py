"""Every page that answers a GET, as the resolver has them: silent for axe, quiet in the console, never too wide."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, StorageState

from servewell.base.permissions import HOUSE
from servewell.rooms.voice import services as voice
from servewell.rooms.voice import terms as kinds
from tests.browser.company import EVERYTHING, MONDAY, Company
from tests.browser.window import COLOURS, DESK, PHONE, Window, a_window, signed_in
from tests.house.addresses import ADDRESSES, Address
from tests.house.routes import allauths

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
PAGES = [address for address in ADDRESSES if "GET" in address.methods and address.is_page]


@pytest.fixture(scope="module")
def everything(chromium: Browser, company: Company) -> StorageState:
    """Of somebody who may open everything."""
    return signed_in(chromium, company, EVERYTHING)


def examined(window: Window) -> list[str]:
    """What is wrong with the page at both widths and in both themes; only colours differ between themes."""
    wrong = []
    for width in (PHONE, DESK):
        window.resize(width)
        window.page.emulate_media(color_scheme="light")
        wrong += [f"{width} light {barrier}" for barrier in window.barriers()]
        window.page.emulate_media(color_scheme="dark")
        wrong += [f"{width} dark {barrier}" for barrier in window.barriers(COLOURS)]
        if over := window.too_wide():
            wrong.append(f"{width}: {over} px too wide")
    return wrong + window.complaints


def named(address: Address) -> str:
    return f"/{address.route}{address.query}"


@pytest.mark.parametrize("address", PAGES, ids=named)
def test_a_page_has_no_barriers(
    chromium: Browser, company: Company, everything: StorageState, address: Address
) -> None:
    with a_window(chromium, company, state=everything) as window:
        response = window.page.goto(company.address + address.path(company.stand))
        window.wait_for_charts()

        assert response
        assert response.status == 200
        assert examined(window) == []


@pytest.mark.parametrize("path", ["/executive", "/processes", "/voices/{voice}/score"])
def test_on_a_phone_a_table_is_read_downwards_and_not_pushed_aside(
    chromium: Browser, company: Company, everything: StorageState, path: str
) -> None:
    with a_window(chromium, company, width=PHONE, state=everything) as window:
        page = window.open(path.format(voice=company.stand.voice)).page
        tables = page.locator(".kit-scroll:has(> .kit-rows)")

        assert tables.count() > 0
        assert [each.evaluate("(box) => box.scrollWidth - box.clientWidth") for each in tables.all()] == [
            0
        ] * tables.count()
        assert page.locator(".kit-rows td:not(:empty):not(:visible)").count() == 0


@pytest.mark.parametrize("language", ["en", "es", "zh-hans", "zh-hant"])
def test_a_word_in_the_bar_for_thumbs_is_whole(
    chromium: Browser, company: Company, everything: StorageState, language: str
) -> None:
    with a_window(chromium, company, width=PHONE, state=everything, language=language) as window:
        window.context.add_cookies([{"name": "servewell_language", "value": language, "url": company.address}])
        words = window.open("/executive").page.locator(".kit-tabs > a > span, .kit-more > summary > span")

        assert words.count() > 3
        assert [each.inner_text() for each in words.all() if each.evaluate(LINES) > 2] == []


LINES = "(word) => Math.round(word.offsetHeight / parseFloat(getComputedStyle(word).lineHeight))"


def test_a_score_on_the_page_of_a_dispute_has_room_for_its_words(
    chromium: Browser, company: Company, everything: StorageState
) -> None:
    with a_window(chromium, company, width=DESK, state=everything) as window:
        names = window.open(f"/disputes/{company.stand.dispute}").page.locator(".instruments-derivation tbody th")

        assert names.count() > 0
        assert [each.inner_text() for each in names.all() if each.evaluate("(cell) => cell.offsetWidth") < 200] == []


BENEATH = """() => {
  const focused = document.activeElement, bar = document.querySelector(".kit-tabs").getBoundingClientRect();
  const isSmall = focused.offsetHeight < bar.top;
  return isSmall && !focused.closest(".kit-tabs") && focused.getBoundingClientRect().bottom > bar.top;
}"""


def test_what_has_the_focus_is_never_beneath_the_bar_for_thumbs(
    chromium: Browser, company: Company, everything: StorageState
) -> None:
    with a_window(chromium, company, width=PHONE, state=everything) as window:
        page = window.open("/executive").page
        for _ in range(40):
            page.keyboard.press("Tab")
            for _ in range(30):
                if not page.evaluate(BENEATH):
                    break
                page.wait_for_timeout(100)  # the page moves after the key
            else:
                pytest.fail(page.evaluate("document.activeElement.outerHTML"))


def ended(window: Window, company: Company) -> None:
    """A survey behind a link that was withdrawn."""
    channel = voice.open_channel(
        unit=company.stand.unit, instrument=company.stand.channel.instrument, kind=kinds.OPEN_LINK, slug="ended",
        language="en", by=HOUSE, at=MONDAY,
    )  # fmt: skip
    voice.withdraw_channel(channel=channel, by=HOUSE, at=MONDAY)
    window.expect(410)
    window.open("/s/ended")


def not_there(window: Window, company: Company) -> None:
    window.expect(404)
    window.open("/cases/987654321")


def no_such_survey(window: Window, company: Company) -> None:
    window.expect(404)
    window.open("/s/nowhere")


def a_card(window: Window, company: Company) -> None:
    """With an activation code, which stands in the answer to a POST."""
    window.open("/team?unit=station-hotel")
    window.page.locator(f"form[action='/people/{company.stand.person.number}/activation-code'] button").click()
    window.page.locator(".people-card").wait_for()


def a_refused_answer(window: Window, company: Company) -> None:
    window.expect(422)
    window.open(f"/cases/{company.stand.case}")
    window.page.locator(".cases-answer textarea").fill(" ")
    window.page.locator(".cases-answer button.btn-primary").click()
    window.page.wait_for_url("**/answer")


def a_refused_survey(window: Window, company: Company) -> None:
    window.expect(422)
    window.open("/s/station-hotel")
    window.button("Send").last.click()
    window.page.get_by_role("alert").first.wait_for()


def a_refused_signature(window: Window, company: Company) -> None:
    window.expect(422)
    window.open("/pledges/service-pledge")
    window.page.locator("form.commitments-sign button[type=submit]").click()
    window.page.locator("[aria-invalid]").first.wait_for()


@pytest.mark.parametrize(
    "state",
    [ended, not_there, no_such_survey, a_card, a_refused_answer, a_refused_survey, a_refused_signature],
    ids=lambda state: state.__name__,
)
def test_what_a_page_says_in_trouble_has_no_barriers(
    chromium: Browser, company: Company, everything: StorageState, state: Callable[[Window, Company], None]
) -> None:
    with a_window(chromium, company, state=everything) as window:
        state(window, company)

        assert examined(window) == []


@pytest.mark.parametrize("who", ["nobody", "everything"])
def test_no_page_of_signing_in_has_barriers(
    chromium: Browser, company: Company, everything: StorageState, who: str
) -> None:
    """Many of them lead to another one: each is looked at once."""
    wrong: dict[str, list[str]] = {}
    with a_window(chromium, company, state=everything if who == "everything" else None) as asking:
        places = {path: asking.context.request.get(company.address + path) for path in allauths()}
        assert {path: got.status for path, got in places.items() if got.status >= 500} == {}
        by_place = {got.url.partition("?")[0]: (path, got.status) for path, got in places.items()}
    for place, (path, status) in by_place.items():
        with a_window(chromium, company, state=everything if who == "everything" else None) as window:
            window.expect(status)
            window.open(path)
            wrong[place] = examined(window)

    assert {place: found for place, found in wrong.items() if found} == {}


@pytest.mark.parametrize("language", ["es", "zh-hans", "zh-hant"])
def test_no_page_is_too_wide_for_a_phone_in_any_language(
    chromium: Browser, company: Company, everything: StorageState, language: str
) -> None:
    with a_window(chromium, company, state=everything, language=language) as window:
        window.context.add_cookies([{"name": "servewell_language", "value": language, "url": company.address}])
        wide = {}
        for address in PAGES:
            window.open(address.path(company.stand))
            wide[named(address)] = window.too_wide()

        assert {path: over for path, over in wide.items() if over} == {}
