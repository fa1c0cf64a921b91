"""Answering in a browser: every kind with scripts and without, long forms by SurveyJS, the field without a network."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from servewell.rooms.instruments.models import Response
from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Voice
from tests.browser.company import MONDAY, Company
from tests.browser.window import DESK, PHONE, Window, a_window
from tests.builders import a_channel, a_survey
from tests.builders.every_kind import BRANCHING, EVERY_KIND, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected here: the finders serve the files
]
JPEG = b"\xff\xd8\xff\xe0 a photo" * 50
PHOTO = {"name": "lobby.jpg", "mimeType": "image/jpeg", "buffer": JPEG}


@pytest.fixture(scope="module")
def asked(company: Company) -> Company:
    """Surveys of every kind, at the hotel and in its field."""
    unit = company.stand.unit
    every, branching, wide = (
        a_survey(code="every-kind", document=EVERY_KIND, at=MONDAY),
        a_survey(code="branching", document=BRANCHING, at=MONDAY),
        a_survey(code="wide", document=WIDE, at=MONDAY),
    )
    a_channel(unit, slug="every-kind", survey=every)
    a_channel(unit, slug="branching", survey=branching)
    a_channel(unit, slug="wide", survey=wide)
    a_channel(unit, slug="rounds", survey=branching, kind=terms.FIELD)
    return company


def last_answers() -> dict[str, object]:
    return dict(Response.objects.latest("pk").answers)


def test_every_kind_is_answered_with_the_keyboard_and_the_finger(chromium: Browser, asked: Company) -> None:
    with a_window(chromium, asked, width=PHONE) as window:
        page = window.open("/s/every-kind").page
        page.locator("#recommend label", has_text="10").click()
        page.locator("[name='room.clean'][value=good]").check()
        down = page.get_by_role("button", name="Move down: Speed")
        down.focus()
        down.press("Enter")
        page.locator("[name=came]").select_option("car")
        page.locator("[name=day]").fill("2026-11-14")
        page.locator("[name=nights]").fill("2")
        page.locator("[name=photo]").set_input_files([PHOTO])
        page.locator("canvas").scroll_into_view_if_needed()
        pad = page.locator("canvas").bounding_box()
        assert pad
        page.mouse.move(pad["x"] + 20, pad["y"] + 20)
        page.mouse.down()
        page.mouse.move(pad["x"] + 120, pad["y"] + 60, steps=4)
        page.mouse.up()
        page.locator("[name=may_quote]").check()
        assert window.barriers() == []
        window.button("Send").last.click()
        page.wait_for_url("**/thanks**")

        assert window.complaints == []
    kept = last_answers()
    assert str(kept.pop("signed")).startswith("data:image/png;base64,")
    assert [file["name"] for file in kept.pop("photo")] == ["lobby.jpg"]
    assert kept == {
        "recommend": 10, "room.clean": "good", "matters": ["care", "speed", "price"], "came": "car",
        "day": "2026-11-14", "nights": 2, "may_quote": {"value": True, "points": 1.0},
    }  # fmt: skip


def test_every_kind_is_answered_without_scripts(chromium: Browser, asked: Company) -> None:
    with a_window(chromium, asked, width=PHONE, scripts=False) as window:
        page = window.open("/s/every-kind").page
        page.locator("#recommend label", has_text="10").click()
        for place, name in enumerate(("price", "care", "speed"), start=1):
            page.locator(f"[name='matters.{name}']").select_option(str(place))
        page.locator("[name=signed-typed]").fill("Ana Pérez")
        page.locator("button[lang=es]").click()
        expect(page.locator("[name=signed-typed]")).to_have_value("Ana Pérez")
        window.button("Enviar").last.click()
        page.wait_for_url("**/thanks**")

    kept = last_answers()
    assert kept == {"recommend": 10, "matters": ["price", "care", "speed"], "signed": "Ana Pérez"}


def test_a_photo_of_forty_megabytes_gets_a_kind_page(chromium: Browser, asked: Company, tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(JPEG + b"\0" * 40_000_000)
    with a_window(chromium, asked, scripts=False) as window:
        page = window.open("/s/every-kind").page
        page.locator("#recommend label", has_text="10").click()
        page.locator("[name=photo]").set_input_files(large)
        window.button("Send").last.click()

        expect(page.locator("#photo-fault")).to_contain_text("at most 2 MB can be taken")
        expect(page.locator("[name=recommend][value='10']")).to_be_checked()


def rate(window: Window, step: str) -> None:
    window.page.locator("label.sd-rating__item", has_text=step).first.click()


def choose_photo(window: Window) -> None:
    with window.page.expect_file_chooser() as chooser:
        window.page.locator(".sd-file__choose-btn").first.click()
    chooser.value.set_files([PHOTO])
    expect(window.page.locator(".sd-file")).to_contain_text("lobby.jpg")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_branching_form_is_asked_by_surveyjs_and_sent_as_the_same_form(
    chromium: Browser, asked: Company, width: int
) -> None:
    with a_window(chromium, asked, width=width, theme="dark" if width == DESK else "light") as window:
        page = window.open("/s/branching").page
        rate(window, "4")
        page.locator("textarea").fill("Nobody came.")
        assert "Why only 4?" in page.locator(".sd-root-modern").inner_text()
        assert window.barriers() == []
        window.button("Next").click()
        choose_photo(window)
        page.locator("button[lang=es]").click()
        expect(page.locator(".sd-root-modern")).to_contain_text("¿Cómo era su habitación?")
        expect(page.locator(".sd-file")).to_contain_text("lobby.jpg")
        assert (window.barriers(), window.too_wide()) == ([], 0)
        window.button("Siguiente").click()
        window.button("Enviar").click()
        page.wait_for_url("**/thanks**")

        assert window.complaints == []
    kept = last_answers()
    assert [file["name"] for file in kept.pop("photo")] == ["lobby.jpg"]
    assert kept == {"recommend": 4, "why": "Nobody came."}


def test_who_helps_is_sent_with_a_long_form_too(chromium: Browser, asked: Company) -> None:
    with a_window(chromium, asked) as window:
        page = window.open("/s/branching").page
        rate(window, "9")
        page.locator(".voice-who > summary").click()
        page.locator("[name=form-hand][value=behalf]").check()
        page.locator("[name=form-helper]").select_option("aide")
        window.button("Next").click()
        window.button("Next").click()
        window.button("Send").click()
        page.wait_for_url("**/thanks**")

    voice = Voice.objects.latest("pk")
    assert (voice.hand, voice.helper) == ("behalf", "aide")


@pytest.mark.parametrize("width", [641, 820, 959, DESK])
def test_every_question_is_drawn_and_every_column_of_a_table_is_seen_on_a_tablet_and_a_desk(
    chromium: Browser, asked: Company, width: int
) -> None:
    with a_window(chromium, asked, width=width) as window:
        page = window.open("/s/wide").page
        table = page.locator(".sd-question--table")
        expect(table).to_be_visible()

        assert page.locator(".sv-skeleton-element").count() == 0
        assert table.evaluate("(card) => card.scrollWidth - card.clientWidth") == 0
