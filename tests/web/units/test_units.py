"""Units on pages: the tree, a move that is foretold, and a brand on everything that customers see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules as voice
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, a_voice, words
from tests.programmes.visitor import read

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
PNG = b"\x89PNG\r\n\x1a\n and pixels"
BRAND = {"name-en": "The Harbour", "accent": "#0B6E63", "accent_dark": "#5cc4b2", "from_on": TODAY}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def manager() -> Client:
    return a_browser(a_person("Mae", rules.MANAGE))


def text(response: object) -> str:
    return next(read(response.content.decode()).all("main")).text  # type: ignore[attr-defined]


def under(unit: Unit) -> list[str]:
    keys = selectors.above(unit=unit.pk, on=TODAY)
    return [selectors.unit_by_key(key=key).code for key in keys]


def test_a_move_tells_who_gains_and_loses_and_what_figures_go_along_before_it_is_done(manager: Client) -> None:
    company = a_company()
    east, west = a_unit("east", under=company), a_unit("west", under=company)
    hotel = a_unit("hotel", under=east)
    a_person("Eve", voice.READ, unit=east, number="7")
    a_voice(a_channel(hotel), 5, at=NOON)
    asked = {"parent": "west", "on": TODAY}

    foretold = manager.post("/units/hotel/move", asked)
    before = under(hotel)
    done = manager.post("/units/hotel/move", asked | {"sure": "yes"})

    assert "1 person gains or loses powers" in text(foretold)
    assert "Eve, 7 Loses: read what customers of the unit said" in text(foretold)
    assert "count for West: 1 answer so far." in text(foretold)
    assert (before, done.status_code, under(hotel)) == (["hotel", "east", "company"], 303, ["hotel", "west", "company"])
    assert west.code in under(hotel)


@pytest.mark.parametrize(
    ("path", "typed", "fault"),
    [
        ("move", {"parent": "bar", "on": TODAY, "sure": "yes"}, "nothing stands under itself"),
        ("move", {"parent": "nowhere", "on": TODAY}, "Select a valid choice"),
        ("add", {"code": "bar", "name-en": "Bar", "kind": "bar", "zone": "UTC", "from_on": TODAY}, "has this code"),
        ("add", {"code": "pub", "name-en": "Pub", "kind": "bar", "zone": "Mars", "from_on": TODAY}, "No time zone"),
        ("rename", {"name-en": ""}, "Write it in at least one language."),
        ("close", {"on": TODAY}, "Other units still stand below it."),
        ("brand", BRAND | {"accent": "#ffcc00"}, "Words in this colour are hard to read: its contrast is 1."),
        ("brand", BRAND | {"logo": SimpleUploadedFile("logo.svg", b"<svg/>")}, "Choose a PNG, JPEG or WebP picture"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    manager: Client, path: str, typed: dict[str, object], fault: str
) -> None:
    hotel = a_unit("hotel", under=a_company())
    a_unit("bar", under=hotel)

    response = manager.post(f"/units/hotel/{path}", typed)

    assert (response.status_code, fault in text(response)) == (422, True)


def test_a_unit_is_added_renamed_and_closed(manager: Client) -> None:
    a_company()

    manager.post(
        "/units/company/add", {"code": "pub", "name-en": "Pub", "kind": "bar", "zone": "UTC", "from_on": TODAY}
    )
    manager.post("/units/pub/rename", {"name-en": "The Anchor", "name-es": "El Ancla"})
    pub = Unit.objects.get(code="pub")
    standing = under(pub)
    manager.post("/units/pub/close", {"on": TODAY + timedelta(days=1)})

    assert (standing, dict(pub.name.texts)) == (["pub", "company"], {"en": "The Anchor", "es": "El Ancla"})
    assert selectors.above(unit=pub.pk, on=TODAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("typed", "source"),
    [({"name-en": "The Anchor", "name-es": "El Ancla"}, "es"), ({"name-en": "The Anchor", "name-es": ""}, "en")],
)
def test_a_new_name_leaves_the_language_that_others_fall_back_to_while_it_has_words(
    typed: dict[str, str], source: str, manager: Client
) -> None:
    a_company()
    manager.post(
        "/units/company/add", {"code": "pub", "name-es": "Bar", "kind": "bar", "zone": "UTC", "from_on": TODAY}
    )

    manager.post("/units/pub/rename", typed)

    assert Unit.objects.get(code="pub").name.source == source


def test_a_brand_is_on_the_survey_and_the_sheet_of_its_units_and_on_no_others(manager: Client) -> None:
    company = a_company()
    hotel, lodge = a_unit("hotel", under=company), a_unit("lodge", under=company)
    surveys = [a_channel(unit, slug=unit.code) for unit in (hotel, lodge)]
    logo = SimpleUploadedFile("logo.png", PNG)

    given = manager.post("/units/hotel/brand", BRAND | {"logo": logo})
    pages = [Client().get(f"/s/{unit.code}").content.decode() for unit in (hotel, lodge)]
    reader = a_browser(a_person("Lee", voice.MANAGE_CHANNELS))
    sheet = reader.get(f"/channels/{surveys[0].pk}/sheet").content.decode()

    brand = selectors.brands_of(unit=hotel.pk)[0]
    css = Client().get(f"/brands/{brand.pk}/look.css")
    picture = Client().get(f"/brands/{brand.pk}/logo")
    assert given.status_code == 303
    assert [[part in page for part in (f"/brands/{brand.pk}/look.css", "The Harbour")] for page in pages] == [
        [True, True],
        [False, False],
    ]
    assert f"/brands/{brand.pk}/look.css" in sheet
    assert "--accent: light-dark(#0b6e63, #5cc4b2);" in css.content.decode()
    assert (css.headers["Content-Type"], css.headers["Cache-Control"]) == (
        "text/css; charset=utf-8",
        "public, max-age=31536000, immutable",
    )
    assert (picture.content, picture.headers["Content-Type"]) == (PNG, "image/png")


def test_a_common_kind_of_unit_is_said_in_the_readers_language_and_a_rare_one_as_the_company_calls_it(
    manager: Client,
) -> None:
    company = a_company()
    a_unit("harbour", under=company, kind="hotel")
    a_unit("quay", under=company, kind="Anleger")
    manager.cookies["servewell_language"] = "zh-hant"

    assert "Harbour 飯店" in text(manager.get("/units"))
    assert "Quay Anleger" in text(manager.get("/units"))
    assert "飯店 檔案中的代碼：harbour" in text(manager.get("/units/harbour"))


def test_what_a_unit_is_stands_before_what_can_be_changed(manager: Client) -> None:
    a_unit("harbour", under=a_company())

    page = text(manager.get("/units/harbour"))

    assert page.index("Its place in the company") < page.index("What customers see") < page.index("Move it")


def test_the_companys_brand_is_on_the_page_of_signing_in() -> None:
    draft = services.BrandDraft(name=words("The Group"), accent="#0b6e63", accent_dark="#5cc4b2")
    services.give_brand(unit=a_company(), brand=draft, from_on=TODAY, by=HOUSE, at=NOON)

    page = Client().get("/accounts/login/").content.decode()

    brand = selectors.brands_of(unit=a_company().pk)[0]
    assert (f"/brands/{brand.pk}/look.css" in page, "The Group" in page) == (True, True)


def test_teams_only_is_switched_on_and_off_at_the_unit(manager: Client) -> None:
    hotel = a_unit("hotel", under=a_company())
    host = a_person("Ann", unit=hotel)
    said = []

    for _ in range(2):
        manager.post("/units/hotel/teams", {"on": TODAY})
        said.append(selectors.is_team_level(person=host, on=TODAY))

    assert said == [True, False]


@pytest.mark.parametrize("path", ["/units", "/units/company"])
def test_pages_about_units_cost_the_same_however_many_there_are(manager: Client, path: str) -> None:
    company, costs = a_company(), []
    for number in range(3):
        a_unit(f"unit-{number}", under=company)
        if number in (0, 2):
            with CaptureQueriesContext(connection) as queries:
                assert manager.get(path).status_code == 200
            costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 20


def test_a_unit_is_kept_apart_and_says_so_until_who_holds_all_there_opens_it() -> None:
    company = a_company()
    a_unit("payroll", under=a_unit("people-desk", under=company))
    reads = (rules.MANAGE, voice.READ)
    mae, keep = a_browser(a_person("Mae", *reads)), {"deed": "keep"}

    nobody = mae.post("/units/people-desk/apart", keep)
    nonsense = mae.post("/units/people-desk/apart", {"deed": "sell"})
    top = mae.post(f"/units/{company.code}/apart", keep)
    desk = selectors.unit_for(viewer=HOUSE, power=voice.READ, code="people-desk")
    hana = a_browser(a_person("Hana", *reads, rules.SEE_TEAM, unit=desk))
    done = [mae.post("/units/people-desk/apart", keep, follow=True) for _ in range(2)]
    below, who = mae.get("/units/payroll"), hana.get("/units/people-desk/who")
    shut = mae.post("/units/people-desk/apart", {"deed": "open"})
    moved = mae.post("/units/payroll/move", {"parent": company.code, "on": TODAY, "sure": "yes"})
    opened = hana.post("/units/people-desk/apart", {"deed": "open"}, follow=True)

    assert [each.status_code for each in (nobody, nonsense, top, shut, moved)] == [422] * 5
    assert "Nobody would read it: first give somebody a role" in text(nobody)
    assert "Nothing stands above the company" in text(top)
    assert ["Kept apart by Mae, since 16 November 2026." in text(each) for each in done] == [True, True]
    assert "Kept apart with People-Desk, since 16 November 2026." in text(below)
    [reading] = [each for each in text(who).split("May ") if each.startswith("read what customers of the unit said")]
    assert ("Hana" in reading, "Mae" in reading) == (True, False)
    lacking = "You would give those above what you do not hold here yourself: read what customers of the unit said."
    assert [lacking in text(each) for each in (shut, moved)] == [True, True]
    assert "Whoever holds a power over a unit above holds it here as well." in text(opened)
