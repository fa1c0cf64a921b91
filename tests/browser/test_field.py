"""The field in a browser: without a network, nothing is lost or doubled, and nobody reads what a colleague wrote."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, StorageState, expect

from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Attachment, Voice
from tests.browser.company import EVERYTHING, MONDAY, PASSWORD, Company
from tests.browser.line import Line, a_line
from tests.browser.window import DESK, Window, a_window, sign_in, signed_in
from tests.builders import a_channel, a_person, a_survey
from tests.builders.every_kind import BRANCHING

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
PHOTO = {"name": "lobby.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 a photo" * 50}
ANA, BO = "7701", "7702"
WAITS = "Answers of colleagues that wait here to be sent under their name: "
KEPT = "Answers of colleagues that are kept here until they sign in: "
STORED = """async () => {
  const read = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
  let text = "";
  for (const { name } of await indexedDB.databases()) {
    const database = await read(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      for (const value of await read(database.transaction(store).objectStore(store).getAll())) {
        text += JSON.stringify(value) + (value.sealed ? new TextDecoder().decode(value.sealed) : "");
        if (value instanceof CryptoKey) text += `key ${value.extractable} `;
      }
    }
    database.close();
  }
  return text;
}"""


@pytest.fixture(scope="module")
def asked(company: Company) -> Company:
    """A form for the field, and two who fill it in."""
    unit = company.stand.unit
    a_channel(unit, slug="rounds", survey=a_survey(code="rounds", document=BRANCHING, at=MONDAY), kind=terms.FIELD)
    for name, number in (("Ana", ANA), ("Bo", BO)):
        a_person(name, rules.GATHER, unit=unit, number=number)
        company.sign_in_of(number)
    return company


@pytest.fixture
def observer(chromium: Browser, asked: Company) -> StorageState:
    return signed_in(chromium, asked, EVERYTHING)


@pytest.fixture
def line(asked: Company) -> Iterator[Line]:
    with a_line(asked.address) as line:
        yield line


@pytest.fixture
def tablet(chromium: Browser, asked: Company, line: Line) -> Iterator[Window]:
    """One browser that several people hold, at the end of a line that can be cut."""
    with a_window(chromium, replace(asked, address=line.address), width=DESK) as window:
        yield window


def listed(window: Window) -> Locator:
    return window.page.locator("[data-field-list] li")


def open_form(window: Window) -> None:
    window.open("/field/rounds").page.locator("[data-field][data-ready=yes]").wait_for()


def rate(window: Window, step: str) -> None:
    window.page.locator("label.sd-rating__item", has_text=step).first.click()


def fill_in(window: Window, *, words: str) -> None:
    window.button("Fill in a new one").click()
    rate(window, "9")
    window.button("Next").click()
    with window.page.expect_file_chooser() as chooser:
        window.page.locator(".sd-file__choose-btn").first.click()
    chooser.value.set_files([PHOTO])
    expect(window.page.locator(".sd-file")).to_contain_text("lobby.jpg")
    window.button("Next").click()
    window.page.locator("textarea").fill(words)
    window.button("Done").click()


def hand_over(window: Window) -> None:
    """Without a network, from the form itself."""
    window.page.get_by_role("link", name="Sign out").click()
    window.button("Sign out").click()
    expect(window.page.locator("h1")).to_have_text("Nobody is signed in on this device")


def said_by_whom(since: int) -> list[tuple[str, str, int]]:
    """Words, name and number of photos of what has come since."""
    names = {person.actor_key: person.name for person in Person.objects.all()}
    return [
        (
            " ".join(comment.text for comment in voice.comments.all()),
            names[voice.gathered_by],
            Attachment.objects.filter(voice=voice.pk).count(),
        )
        for voice in Voice.objects.order_by("pk")[since:]
    ]


def test_the_field_works_without_a_network_and_nothing_is_lost_or_doubled(
    chromium: Browser, asked: Company, observer: StorageState
) -> None:
    before = Voice.objects.count()
    with a_window(chromium, asked, state=observer) as window:
        page = window.page
        open_form(window)
        assert window.barriers() == []

        window.context.set_offline(True)
        page.reload()
        expect(page.locator("[data-field-network]")).to_contain_text("There is no network.")
        fill_in(window, words="First round.")
        fill_in(window, words="Second round.")
        expect(listed(window)).to_have_count(2)
        expect(listed(window).first).to_contain_text("Waits for a network")
        expect(listed(window).first).to_contain_text("Files: 1")
        assert (window.barriers(), window.too_wide()) == ([], 0)
        assert Voice.objects.count() == before
        with page.expect_download() as download:
            window.button("Save what waits as a file").click()
        saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))

        # the answer arrives, and the network dies before the device hears of it
        page.route("**/send", lambda route: (route.fetch(), route.abort("connectionreset")))
        window.context.set_offline(False)
        page.wait_for_timeout(800)
        expect(listed(window).first).to_contain_text("Waits for a network")
        page.unroute("**/send")
        window.button("Send what waits").click()

        expect(page.locator("[data-field-says]")).to_contain_text("Arrived, and no longer on this device: 2")
        expect(listed(window)).to_have_count(0)

    assert [answer["fields"]["last"] for answer in saved["answers"]] == [["First round."], ["Second round."]]
    assert [len(answer["files"]) for answer in saved["answers"]] == [1, 1]
    assert [sorted({"pass"} & set(answer)) for answer in saved["answers"]] == [[], []]
    assert [(words, photos) for words, _, photos in said_by_whom(before)] == [("First round.", 1), ("Second round.", 1)]


def test_what_was_begun_survives_a_closed_page_and_a_refusal_can_be_mended(
    chromium: Browser, asked: Company, observer: StorageState
) -> None:
    before = Voice.objects.count()
    with a_window(chromium, asked, state=observer) as window:
        page = window.page
        open_form(window)
        window.button("Fill in a new one").click()
        rate(window, "3")
        page.locator("textarea").fill("Dusty.")
        page.wait_for_timeout(200)
        page.reload()
        expect(listed(window)).to_contain_text("Begun")
        window.button("Go on").click()
        expect(page.locator("textarea")).to_have_value("Dusty.")
        page.locator("button[lang=es]").click()
        expect(page.locator(".sd-root-modern")).to_contain_text("¿Por qué solo 3?")
        window.button("Siguiente").click()
        window.button("Siguiente").click()
        window.button("Done").click()
        expect(page.locator("[data-field-says]")).to_contain_text("Arrived")

    assert [words for words, *_ in said_by_whom(before)] == ["Dusty."]


def test_a_colleague_on_the_same_device_reads_nothing_of_what_waits_and_it_arrives_under_its_writers_name(
    tablet: Window, line: Line
) -> None:
    before, page = Voice.objects.count(), tablet.page
    sign_in(tablet, ANA)
    open_form(tablet)

    line.cut()
    page.reload()
    page.locator("[data-field][data-ready=yes]").wait_for()
    expect(page.locator("[data-field-network]")).to_contain_text("There is no network.")
    fill_in(tablet, words="A cup from yesterday.")
    fill_in(tablet, words="The lift is slow.")
    expect(listed(tablet)).to_have_count(2)
    hand_over(tablet)
    expect(page.locator("[data-list]")).to_have_text(f"{WAITS}2")
    assert (tablet.barriers(), tablet.too_wide()) == ([], 0)
    stored = page.evaluate(STORED)

    # whoever comes next without a network is shown neither the form nor what was written
    tablet.open("/field/rounds")
    expect(page.locator("h1")).to_have_text("Nobody is signed in on this device")

    page.route("**/send", lambda route: route.abort("connectionreset"))
    line.mend()
    page.get_by_role("link", name="Sign in").click()
    sign_in(tablet, BO, begun=True)
    open_form(tablet)
    expect(page.locator("[data-field-others-waiting]")).to_have_text(f"{WAITS}2")
    expect(listed(tablet)).to_have_count(0)
    shown = page.content()
    page.unroute("**/send")
    fill_in(tablet, words="Fresh flowers.")
    expect(page.locator("[data-field-others-waiting]")).to_be_hidden()
    page.wait_for_timeout(500)
    left = page.evaluate("indexedDB.databases().then((found) => found.length)")

    assert "yesterday" not in shown
    assert [word in stored for word in ("yesterday", "a photo", "lobby.jpg", "key true")] == [False] * 4
    assert "key false" in stored
    assert sorted(said_by_whom(before)) == [
        ("A cup from yesterday.", "Ana", 1), ("Fresh flowers.", "Bo", 1), ("The lift is slow.", "Ana", 1),
    ]  # fmt: skip
    assert left == 1


def test_what_somebody_only_began_is_kept_for_them_alone(tablet: Window) -> None:
    page = tablet.page
    sign_in(tablet, ANA)
    open_form(tablet)
    tablet.button("Fill in a new one").click()
    rate(tablet, "3")
    page.locator("textarea").fill("Half a word.")
    page.wait_for_timeout(300)

    # the way out of every page asks
    tablet.open("/")
    page.locator("[data-leaves]").first.locator("button").click()
    page.wait_for_url("**/field-leave")
    expect(page.locator("h1")).to_have_text("Some of your answers are not sent yet")
    expect(page.locator("[data-list]")).to_have_text("Begun and not finished: 1")
    tablet.button("Sign out").click()
    page.wait_for_url("**/accounts/login/")

    sign_in(tablet, BO, begun=True)
    open_form(tablet)
    expect(page.locator("[data-field-others-held]")).to_have_text(f"{KEPT}1")
    expect(listed(tablet)).to_have_count(0)
    tablet.open("/")
    page.locator("[data-leaves]").first.locator("button").click()
    page.wait_for_url("**/accounts/login/")

    sign_in(tablet, ANA, begun=True)
    open_form(tablet)
    tablet.button("Go on").click()
    expect(page.locator("textarea")).to_have_value("Half a word.")


def test_a_pass_that_is_over_holds_an_answer_until_its_writer_signs_in_again(tablet: Window, line: Line) -> None:
    before, page = Voice.objects.count(), tablet.page
    sign_in(tablet, ANA)
    open_form(tablet)
    line.cut()
    fill_in(tablet, words="Held for a while.")
    expect(listed(tablet)).to_have_count(1)
    hand_over(tablet)
    ana = Person.objects.get(number=ANA).sign_in
    assert ana is not None
    ana.set_password("another quiet harbour")  # which signs her out everywhere
    ana.save()

    tablet.expect(401)
    line.mend()
    page.get_by_role("link", name="Sign in").click()
    sign_in(tablet, BO, begun=True)
    open_form(tablet)
    expect(page.locator("[data-field-others-held]")).to_have_text(f"{KEPT}1")
    assert Voice.objects.count() == before
    ana.set_password(PASSWORD)
    ana.save()
    tablet.open("/")
    page.locator("[data-leaves]").first.locator("button").click()
    page.wait_for_url("**/accounts/login/")
    sign_in(tablet, ANA, begun=True)
    tablet.open("/field/rounds")
    expect(page.locator("[data-field-says]")).to_contain_text("Arrived")

    assert said_by_whom(before) == [("Held for a while.", "Ana", 1)]


def test_who_signed_out_without_a_network_is_signed_out_when_it_is_back(tablet: Window, line: Line) -> None:
    sign_in(tablet, ANA)
    open_form(tablet)
    line.cut()
    hand_over(tablet)
    line.mend()

    tablet.open("/")
    tablet.page.wait_for_url("**/accounts/login/")
