"""What people do, in a real browser: customers, a writer at the keyboard, a newcomer on a phone, a leader."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from servewell.base.permissions import HOUSE
from servewell.rooms.cases.models import Answer, Draft
from servewell.rooms.commitments.models import Signature
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.voice.models import Comment, Voice
from tests.browser.company import HERE, LETTERS, MONDAY, Company
from tests.browser.window import DESK, PHONE, Window, a_window, confirm, sign_in, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
WRITER, LEADER, NEWCOMER = "1005", "1501", "1620"  # Ana Beltrán, Priya Raman, Mateo Rivas who has no e-mail
PIN = "402817"


def choose(page: Page, name: str, value: str) -> None:
    """As a finger does it: on the words beside the button, which is not to be seen."""
    page.locator(f"label:has(input[name={name}][value='{value}'])").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_customer_answers(chromium: Browser, company: Company, width: int, scripts: bool) -> None:
    words = f"The room was cold at {width}, {'with' if scripts else 'without'} scripts."
    with a_window(chromium, company, width=width, scripts=scripts) as window:
        window.open(f"/s/{HERE}")
        choose(window.page, "respect", "4")
        choose(window.page, "overall", "2")
        window.page.locator("[name=words]").fill(words)
        choose(window.page, "answer", "true")
        window.page.locator("[name=email]").fill("elena@example.com")
        window.button("Send").last.click()

        expect(window.page.get_by_role("heading", level=1)).to_have_text("We have your answer")
        assert window.too_wide() == 0
        assert window.complaints == []
    voice = Voice.objects.get(pk=Comment.objects.get(text=words).voice_id)
    assert (voice.overall, voice.asks_for_answer, voice.language) == (0.25, True, "en")


def test_switching_the_language_keeps_what_was_chosen(chromium: Browser, company: Company) -> None:
    with a_window(chromium, company) as window:
        window.open(f"/s/{HERE}")
        choose(window.page, "respect", "4")
        window.page.locator("[name=words]").fill("Zu spät & 迟到.")

        window.button("繁體中文").click()

        expect(window.page.locator("legend").first).to_contain_text("我們讓您感到受尊重嗎？")
        expect(window.page.locator("[name=words]")).to_have_value("Zu spät & 迟到.")
        expect(window.page.locator("[name=respect][value='4']")).to_be_checked()
        assert (window.page.locator("html").get_attribute("lang"), window.complaints) == ("zh-Hant", [])


def test_an_answer_that_is_missing_is_asked_for_beside_its_question(chromium: Browser, company: Company) -> None:
    with a_window(chromium, company) as window:
        window.expect(422)
        window.open(f"/s/{HERE}")
        window.page.locator("[name=words]").fill("I forgot to choose.")
        window.button("Send").last.click()

        expect(window.page.get_by_role("alert").first).to_be_visible()
        expect(window.page.locator("[name=words]")).to_have_value("I forgot to choose.")
        assert (window.barriers(), window.complaints) == ([], [])


def tab_to(window: Window, is_there: str) -> None:
    """Press Tab until the element that has the focus fits; nobody has the patience for sixty."""
    for _ in range(60):
        if window.page.evaluate(f"document.activeElement.matches({is_there!r})"):
            return
        window.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard alone never comes to {is_there}")


def test_a_writer_answers_a_case_by_keyboard_alone(chromium: Browser, company: Company) -> None:
    case = company.letters["en"]
    with a_window(chromium, company, width=DESK, state=signed_in(chromium, company, WRITER)) as window:
        window.open("/cases?shelf=open")
        for _ in range(30):
            window.page.keyboard.press("j")
            if window.page.evaluate("document.activeElement.getAttribute('href')") == f"/cases/{case}":
                break
        window.page.keyboard.press("Enter")
        window.page.wait_for_url(f"**/cases/{case}")

        tab_to(window, "textarea[name=text]")
        window.page.keyboard.type("You waited because two desks were closed.")
        expect(window.page.locator("#draft-state")).to_contain_text("Draft saved", timeout=15_000)
        assert Draft.objects.get(case=case).text == "You waited because two desks were closed."
        for left in ("points", "leaves_inquiries"):
            tab_to(window, f"form.cases-answer [name={left}]")
            window.page.keyboard.press("Space")
        tab_to(window, "form.cases-answer button.btn-primary")
        window.page.keyboard.press("Enter")

        expect(window.page.get_by_text("Your answer is written.")).to_be_visible()
        expect(window.page.locator(".kit-ledger-now").last).to_contain_text("Waiting to be handed over")
        assert window.complaints == []
    assert Answer.objects.get(case=case).text == "You waited because two desks were closed."


def test_a_newcomer_activates_and_signs_on_a_phone(chromium: Browser, company: Company) -> None:
    person = people_asked.person_by_number(number=NEWCOMER)
    assert person is not None
    code = people.print_activation_code(person=person, by=HOUSE, at=MONDAY)
    with a_window(chromium, company, language="es") as window:
        window.open(f"/activate?number={NEWCOMER}")
        window.page.locator("[name=code]").fill(code)
        window.page.locator("[name=pin]").fill(PIN)
        window.page.locator("[name=pin_again]").fill(PIN)
        window.page.locator("main form button[type=submit]").last.click()
        window.page.wait_for_url(company.address + "/")

        window.page.locator(".kit-todo a.btn-primary").click()
        expect(window.page.get_by_role("heading", level=1)).to_have_text("Mi compromiso de servicio")
        window.expect(422)
        window.page.locator("form.commitments-sign button[type=submit]").click()
        expect(window.page.locator("[name=own_words][aria-invalid]")).to_be_focused()
        expect(window.page.locator(".errorlist").first).to_be_in_viewport()
        window.page.locator("[name=own_words]").fill("Escucharé antes de actuar.")
        window.page.locator("[name=typed_name]").fill(person.name)
        window.page.locator("form.commitments-sign button[type=submit]").click()

        expect(window.page.locator(".commitments-words")).to_have_text("Escucharé antes de actuar.")
        assert (window.too_wide(), window.barriers()) == (0, [])
        window.open("/")
        expect(window.page.locator(".kit-todo a[href*=pledges]")).to_have_count(0)
        assert window.complaints == []
    assert Signature.objects.get(person=person).language == "es"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_leader_reads_how_the_unit_stands_and_the_words_behind_it(
    chromium: Browser, company: Company, width: int
) -> None:
    with a_window(chromium, company, width=width, state=signed_in(chromium, company, LEADER)) as window:
        window.open("/satisfaction")
        window.wait_for_charts()

        chart = window.page.locator("figure[data-chart]").first
        expect(chart.locator("svg")).to_have_attribute("role", "img")
        assert chart.locator("figcaption").inner_text().strip()
        chart.get_by_text("The same as a table").click()
        assert chart.locator("tbody tr").count() == 24
        window.page.get_by_role("link", name="All their words").click()
        expect(window.page.get_by_text(LETTERS["en"])).to_be_visible()
        assert window.complaints == []


def test_the_chosen_theme_stays_from_page_to_page(chromium: Browser, company: Company) -> None:
    with a_window(chromium, company, width=DESK, state=signed_in(chromium, company, LEADER)) as window:
        window.open("/")
        window.page.locator("[data-theme-toggle]:visible").click()
        window.open("/promise")

        assert window.page.locator("html").get_attribute("data-bs-theme") == "dark"
        assert (window.barriers(), window.complaints) == ([], [])


def test_on_a_shared_tablet_the_next_person_finds_nothing_of_the_last(chromium: Browser, company: Company) -> None:
    company.sign_in_of("1502")
    with a_window(chromium, company) as window:
        window.open("/accounts/login/")
        window.page.locator("[name=is_shared]").check()
        sign_in(window, "1502", begun=True)
        window.button("Next person").click()
        window.page.wait_for_url("**/accounts/login/**")

        window.page.go_back()

        expect(window.page.get_by_text("Marcus Bell")).to_have_count(0)
        expect(window.page.locator("[name=login]")).to_have_value("")
        expect(window.page.locator("[name=is_shared]")).to_be_checked()
        assert window.complaints == []


@pytest.fixture
def with_a_fingerprint(chromium: Browser, company: Company) -> Iterator[Window]:
    """A device of one's own that can keep passkeys; somebody touches it whenever it asks."""
    with a_window(chromium, company) as window:
        device = window.context.new_cdp_session(window.page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                    "isUserVerified": True, "automaticPresenceSimulation": True,
                }
            },
        )  # fmt: skip
        yield window


def keys_of(window: Window) -> list[str]:
    """The pages of the passkey that was just added, which no other test can open."""
    window.open("/accounts/2fa/webauthn/")
    found = window.page.locator("a[href*='webauthn/keys/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert sorted(str(link).rstrip("/").rpartition("/")[2] for link in found) == ["edit", "remove"]
    return [str(link) for link in found]


def test_a_passkey_is_added_and_opens_the_next_time(with_a_fingerprint: Window, company: Company) -> None:
    window, page = with_a_fingerprint, with_a_fingerprint.page
    company.sign_in_of("1101")
    sign_in(window, "1101")
    window.open("/accounts/2fa/webauthn/add/")
    confirm(window)
    page.locator("[name=name]").fill("Phone")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"webauthn/$|recovery"))
    for link in keys_of(window):
        window.open(link)
        assert (link, window.barriers(), window.too_wide()) == (link, [], 0)
    window.open("/accounts/logout/")
    page.locator("main form button[type=submit]").last.click()
    window.open("/accounts/login/")
    page.locator("#passkey_login").click()

    page.wait_for_url(company.address + "/")
    assert window.complaints == []


def test_a_tablet_at_the_desk_begins_anew_for_the_next_person(chromium: Browser, company: Company) -> None:
    with a_window(chromium, company, width=DESK) as window:
        page = window.page
        page.clock.install()
        window.open(f"/s/{HERE}/kiosk")
        choose(page, "overall", "2")
        page.locator("[name=words]").fill("Somebody might read this over my shoulder.")

        page.clock.fast_forward(60_000)
        expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
        barriers = window.barriers()
        window.button("I am still here").click()
        expect(page.locator("[name=words]")).to_have_value("Somebody might read this over my shoulder.")
        page.clock.fast_forward(60_000)
        page.clock.fast_forward(15_000)
        expect(page.locator("[name=words]")).to_have_value("")
        expect(page.locator("[name=overall]:checked")).to_have_count(0)

        choose(page, "overall", "4")
        window.button("Send").last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We have your answer")
        page.clock.fast_forward(12_000)
        expect(page.get_by_role("heading", level=1)).to_have_text("How did we do?")
        page.go_back()
        expect(page.locator("[name=overall]:checked")).to_have_count(0)
        assert (barriers, window.complaints) == ([], [])
