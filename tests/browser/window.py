"""A page in a browser that keeps whatever the browser complains about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

from tests.browser.company import PASSWORD, Company

PHONE, DESK = 390, 1280
Rules = Mapping[str, object]
EVERY_RULE: Rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS: Rules = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# or axe would measure colours half-way from one theme to the other
AT_ONCE = """() => {
  const still = new CSSStyleSheet();
  still.replaceSync("*, *::before, *::after { transition: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
}"""
Theme = Literal["light", "dark"]
_axe = Axe()


@dataclass
class Window:
    """``complaints`` are lines of the console, faults of scripts, and requests that left the house."""

    context: BrowserContext
    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def complain(self, said: str) -> None:
        if said not in self.expected:
            self.complaints.append(said)

    def expect(self, status: int) -> None:
        """A page that says no, or that something is missing, is no fault of the page; the browser notes its status."""
        reason = {
            401: "Unauthorized",
            404: "Not Found",
            405: "Method Not Allowed",
            410: "Gone",
            422: "Unprocessable Entity",
        }
        line = f"Failed to load resource: the server responded with a status of {status} ({reason.get(status, '')})"
        self.expected.add(line)
        self.complaints[:] = [each for each in self.complaints if each != line]

    def open(self, path: str) -> "Window":
        self.page.goto(self.home + path)
        return self

    def where(self) -> str:
        return self.page.url.removeprefix(self.home)

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 860})

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words)

    def too_wide(self) -> int:
        """By how many pixels one would have to scroll sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def barriers(self, rules: Rules = EVERY_RULE) -> list[str]:
        """What axe finds. Scripts of the tools pass the page's policy; scripts of the page do not."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(_axe.axe_script)
            self.page.evaluate(AT_ONCE)
        found = self.page.evaluate("rules => axe.run(document, rules)", {"resultTypes": ["violations"], **rules})
        return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]

    def wait_for_charts(self) -> None:
        for number in range(self.page.locator("[data-chart]").count()):
            self.page.locator("[data-chart]").nth(number).locator("svg").first.wait_for()


@contextmanager
def a_window(
    browser: Browser,
    company: Company,
    *,
    width: int = PHONE,
    theme: Theme = "light",
    language: str = "en",
    scripts: bool = True,
    state: StorageState | None = None,
) -> Iterator[Window]:
    context = browser.new_context(
        viewport={"width": width, "height": 860}, color_scheme=theme, java_script_enabled=scripts, storage_state=state,
        locale=language,
    )  # fmt: skip
    window = Window(context, context.new_page(), company.address)
    window.page.on("console", lambda line: line.type in ("error", "warning") and window.complain(line.text))
    window.page.on("pageerror", lambda fault: window.complain(str(fault)))
    window.page.on("request", lambda asked: _keep_in(window, asked.url))
    try:
        yield window
    finally:
        context.close()


def _keep_in(window: Window, url: str) -> None:
    if not url.startswith((window.home, "data:", "blob:")):
        window.complain(f"asked elsewhere: {url}")


def sign_in(window: Window, number: str, *, begun: bool = False) -> None:
    """With a password, on the sign-in page, which may be open already."""
    if not begun:
        window.open("/accounts/login/")
    window.page.locator("[name=login]").fill(number)
    window.page.locator("[name=password]").fill(PASSWORD)
    window.page.locator("[name=password]").press("Enter")
    window.page.wait_for_url(window.home + "/")


def confirm(window: Window) -> None:
    """What changes the means to sign in asks for the password once more."""
    window.page.locator("main [name=password]").fill(PASSWORD)
    window.page.locator("main [name=password]").press("Enter")
    window.page.wait_for_url(lambda url: "reauthenticate" not in url)


def signed_in(browser: Browser, company: Company, number: str) -> StorageState:
    """The cookies of somebody who has signed in and, a moment ago, confirmed it."""
    company.sign_in_of(number)
    with a_window(browser, company) as window:
        sign_in(window, number)
        window.open("/accounts/2fa/webauthn/add/")
        confirm(window)
        return window.context.storage_state()
