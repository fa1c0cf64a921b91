"""Mei brings a file: in parts over a line that breaks, step by step without a mouse, and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, StorageState

from servewell.base import files
from servewell.rooms.voice.models import Import
from tests.browser.company import Company
from tests.browser.window import PHONE, Window, a_window, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
MEI = "1006"
PART = 4 * 1024 * 1024
GUESTS = "No,Hotel,Stayed on,Stay,Words\n" + "".join(
    f"{n},station-hotel,2026-10-{n % 20 + 1:02},{n % 5 + 1},The lift was slow on day {n} and nobody told us why.\n"
    for n in range(1, 41)
)


@pytest.fixture(scope="module")
def mei(chromium: Browser, company: Company) -> StorageState:
    return signed_in(chromium, company, MEI)


def a_large_file(folder: Path) -> Path:
    """Of three parts."""
    path = folder / "large.csv"
    line = "{},station-hotel,2026-10-01,5,A long and friendly letter about the quiet room over the garden.\n"
    path.write_text("No,Hotel,Stayed on,Stay,Words\n" + "".join(line.format(n) for n in range(110_000)), "utf-8")
    assert 2 * PART < path.stat().st_size < 3 * PART
    return path


def choose(window: Window, path: Path) -> None:
    window.open("/imports/bring")
    window.page.locator("input[type=file]").set_input_files(path)
    window.page.locator("[name=unit]").select_option("station-hotel")


def test_a_large_file_goes_on_where_the_line_broke(
    chromium: Browser, company: Company, mei: StorageState, tmp_path: Path
) -> None:
    path = a_large_file(tmp_path)
    sent: list[str] = []
    with a_window(chromium, company, state=mei) as window:

        def break_the_second(route: Route) -> None:
            sent.append(route.request.url.partition("offset=")[2])
            if len(sent) == 2:
                route.abort()
            else:
                route.continue_()

        window.page.route("**/part?offset=*", break_the_second)
        window.expected.add("Failed to load resource: net::ERR_FAILED")
        choose(window, path)
        window.button("Bring it").click()
        window.page.get_by_text("The line is broken.").wait_for()

        choose(window, path)
        window.button("Bring it").click()
        window.page.wait_for_url(lambda url: "/imports/bring" not in url)

        run = Import.objects.latest("pk")
        assert sent == ["0", str(PART), str(PART), str(2 * PART)]
        assert (run.state, run.size) == ("arrived", path.stat().st_size)
        assert files.path_of(run.file).read_bytes() == path.read_bytes()
        assert window.complaints == []


def bring(window: Window, tmp_path: Path, *, name: str) -> None:
    path = tmp_path / name
    path.write_text(GUESTS, encoding="utf-8")
    choose(window, path)
    window.button("Bring it").click()
    window.page.wait_for_url(lambda url: "/imports/bring" not in url)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_is_decided_on_a_phone(
    chromium: Browser, company: Company, mei: StorageState, tmp_path: Path, scripts: bool
) -> None:
    with a_window(chromium, company, width=PHONE, state=mei, scripts=scripts) as window:
        bring(window, tmp_path, name=f"guests-{scripts}.csv".lower())
        run = Import.objects.latest("pk")
        page, at = window.page, f"/imports/{run.pk}"

        window.open(f"{at}/file")
        page.locator("#title").fill("Guest survey")
        page.locator("#code").fill(f"guests-{scripts}".lower())
        window.button("It looks right").click()
        page.locator("select[name='is-Stay']").select_option("score")
        window.button("That is what they are").click()
        page.get_by_label("The highest answer is best").check()
        page.locator("[name=question-words]").fill("What could we do better?")
        page.locator("[name=overall]").select_option("stay")
        window.button("That is right").click()
        page.wait_for_url(f"**{at}/units")
        window.button("That is right").click()
        page.wait_for_url(f"**{at}/when")
        window.button("That is right").click()
        page.wait_for_url(f"**{at}/same")
        window.button("That is right").click()
        page.wait_for_url(f"**{at}/preview")
        assert page.locator(".kit-letter").count() == 10

        page.get_by_role("link", name="On to the whole file").click()
        window.button("Take in 40 voices").click()
        page.wait_for_url(f"**{at}")

        run.refresh_from_db()
        assert run.state == "taking-in"
        assert page.get_by_role("heading", level=1).text_content() == "The rows are being taken in"
        assert window.complaints == []


def test_a_step_is_decided_with_the_keyboard_alone(
    chromium: Browser, company: Company, mei: StorageState, tmp_path: Path
) -> None:
    with a_window(chromium, company, state=mei) as window:
        bring(window, tmp_path, name="keys.csv")
        run = Import.objects.latest("pk")
        window.open(f"/imports/{run.pk}/same")
        window.page.locator("[name=how]").first.focus()
        window.page.keyboard.press("ArrowDown")
        window.page.keyboard.press("Enter")

        window.page.wait_for_url("**/preview")
        run.refresh_from_db()
        assert "duplicate" not in run.draft
