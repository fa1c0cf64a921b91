"""Signing in with a real browser: passkeys under the strict policy, the keyboard alone, axe silent."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from servewell.rooms.people import rules
from servewell.rooms.people.models import Person
from tests.builders import a_company, a_person, a_unit
from tests.builders.signing_in import A_PASSWORD, A_PIN, with_a_password, with_a_pin

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def a_page(context: BrowserContext) -> tuple[Page, list[str]]:
    page, complaints = context.new_page(), list[str]()
    page.set_default_timeout(10_000)
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    return page, complaints


def sign_in(page: Page, address: str, person: Person) -> None:
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Staff number or e-mail").fill(person.number)
    page.get_by_label("PIN or password").fill(A_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{address}/")


def a_leader() -> Person:
    hotel = a_unit("hotel", under=a_company())
    with_a_pin(a_person("Mei", unit=hotel))
    a_person("Tom", unit=hotel)
    return with_a_password(a_person("Lee", rules.SEE_TEAM, rules.ACTIVATE, unit=hotel))


def test_a_passkey_is_added_and_signs_in(chromium: Browser, live_server: LiveServer) -> None:
    context = chromium.new_context()
    page, complaints = a_page(context)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, live_server.url, a_leader())

    page.goto(f"{live_server.url}/my-sign-in")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("PIN or password").fill(A_PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    page.goto(f"{live_server.url}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/")

    assert complaints == []


def test_a_passkey_that_fails_is_told_in_words(chromium: Browser, live_server: LiveServer) -> None:
    a_company()
    context = chromium.new_context()
    page, _ = a_page(context)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{live_server.url}/accounts/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("The passkey did not work").wait_for(state="visible")


def test_the_keyboard_alone_signs_in(chromium: Browser, live_server: LiveServer) -> None:
    mei = with_a_pin(a_person("Mei"))
    page, complaints = a_page(chromium.new_context(viewport={"width": 390, "height": 844}))
    page.goto(f"{live_server.url}/accounts/login/")

    page.keyboard.type(mei.number)
    page.keyboard.press("Tab")
    page.keyboard.type(A_PIN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")

    assert complaints == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_sign_in(
    chromium: Browser, live_server: LiveServer, width: int, theme: str
) -> None:
    leader = a_leader()
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page, complaints = a_page(context)
    found = {}
    for path in ("/accounts/login/", "/activate", "/accounts/password/reset/"):
        page.goto(live_server.url + path)
        found[path] = faults_of(page)
    sign_in(page, live_server.url, leader)
    for path in ("/team", "/my-sign-in", "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/"):
        page.goto(live_server.url + path)
        found[path] = faults_of(page)
    page.goto(live_server.url + "/team")
    page.get_by_role("row", name="Tom").get_by_role("button").click()
    page.get_by_text("shown once").wait_for()
    found["card"] = faults_of(page)

    assert {path: faults for path, faults in found.items() if faults} == {}
    assert complaints == []


def faults_of(page: Page) -> list[str]:
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
        for fault in Axe().run(page, options=RULES).response["violations"]
    ]
