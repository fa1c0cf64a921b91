"""Units are renamed and closed, and a part of the company carries a name and look of its own."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import servewell
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import rules, selectors, services, terms
from servewell.rooms.people.models import Unit
from tests.builders import a_company, a_person, a_unit, words

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
NEW_YEAR = date(2027, 1, 1)
PNG = b"\x89PNG\r\n\x1a\n and pixels"

pytestmark = pytest.mark.django_db


def a_draft(name: str = "The Harbour", *, accent: str = "#0b6e63", dark: str = "#5cc4b2", **more: object):
    return services.BrandDraft(name=words(name), accent=accent, accent_dark=dark, **more)  # type: ignore[arg-type]


def given(unit: Unit, name: str, from_on: date = TODAY, **more: object) -> None:
    services.give_brand(unit=unit, brand=a_draft(name, **more), from_on=from_on, by=HOUSE, at=NOON)


def seen(unit: Unit, on: date = TODAY) -> str | None:
    brand = selectors.brand_of(unit=unit.pk, on=on)
    return str(brand.name) if brand else None


def test_the_brand_of_the_nearest_unit_above_is_what_customers_see_from_its_day() -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    bar, lodge = a_unit("bar", under=hotel), a_unit("lodge", under=company)
    given(company, "The Group")
    given(hotel, "The Harbour", NEW_YEAR)

    assert [seen(each) for each in (bar, lodge)] == ["The Group", "The Group"]
    assert [seen(each, NEW_YEAR) for each in (bar, lodge)] == ["The Harbour", "The Group"]
    assert seen(bar, date(2026, 1, 1)) is None


def test_the_next_brand_ends_the_one_before_and_keeps_its_logo() -> None:
    hotel = a_unit("hotel", under=a_company())
    given(hotel, "Old", logo=PNG)
    given(hotel, "New", NEW_YEAR)

    new, old = selectors.brands_of(unit=hotel.pk)

    assert (str(old.name), old.until_on, str(new.name), new.until_on) == ("Old", NEW_YEAR, "New", terms.FOR_EVER)
    assert (new.logo, new.logo_type) == (old.logo, "image/png")


@pytest.mark.parametrize(("accent", "dark", "is_dark"), [("#ffcc00", "#5cc4b2", False), ("#0b6e63", "#08564d", True)])
def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(accent: str, dark: str, is_dark: bool) -> None:
    with pytest.raises(services.NotLegible) as refused:
        given(a_company(), "Bright", accent=accent, dark=dark)

    assert refused.value.is_dark is is_dark
    services.demand_legible(colour=refused.value.would_do, is_dark=is_dark)


@pytest.mark.parametrize("colour", ["0b6e63", "#0b6", "teal", "#0b6e6g", "#0b6e63;}"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(services.NoColour):
        given(a_company(), "Bright", accent=colour)


@pytest.mark.parametrize("logo", [b"<svg onload='alert(1)'/>", b"RIFF1234WAVE", PNG + b"0" * 300 * 1024])
def test_a_logo_is_a_small_picture(logo: bytes) -> None:
    with pytest.raises(services.NoLogo):
        given(a_company(), "Bright", logo=logo)


def test_brands_are_read_against_the_papers_that_the_pages_have() -> None:
    tokens = (Path(servewell.__file__).parent / "web/kit/static/kit/tokens.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--(paper|surface|on-accent): (light-dark\([^)]*\))", tokens))
    pairs = [re.findall("#[0-9a-f]{6}", found[name]) for name in ("paper", "surface", "on-accent")]

    assert [tuple(pair[is_dark] for pair in pairs) for is_dark in (False, True)] == list(terms.PAPERS.values())


def test_a_unit_is_renamed_by_who_manages_it_only() -> None:
    company = a_company()
    hotel, lodge = a_unit("hotel", under=company), a_unit("lodge", under=company)
    manager = a_person("Mae", rules.MANAGE, unit=hotel)

    services.rename_unit(unit=hotel, name=words("The Harbour"), by=manager, at=NOON)
    with pytest.raises(NotAllowed):
        services.rename_unit(unit=lodge, name=words("Mine"), by=manager, at=NOON)

    assert [str(Unit.objects.get(code=code).name) for code in ("hotel", "lodge")] == ["The Harbour", "Lodge"]


def test_a_closed_unit_stands_nowhere_from_its_day_and_as_ever_before() -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)

    services.close_unit(unit=hotel, on=NEW_YEAR, by=HOUSE, at=NOON)

    assert selectors.above(unit=hotel.pk, on=date(2026, 12, 31)) == [hotel.pk, company.pk]
    assert selectors.above(unit=hotel.pk, on=NEW_YEAR) == []


def test_a_unit_with_people_or_units_in_it_is_not_closed_nor_is_the_company() -> None:
    company = a_company()
    hotel = a_unit("hotel", under=company)
    a_unit("bar", under=hotel)
    lodge = a_unit("lodge", under=company)
    a_person("Ann", unit=lodge)

    for unit, claim in (
        (hotel, services.UnitsStillBelow),
        (lodge, services.PeopleStillWorkHere),
        (company, services.UnitsStillBelow),
    ):
        with pytest.raises(claim):
            services.close_unit(unit=unit, on=NEW_YEAR, by=HOUSE, at=NOON)


def test_the_tree_of_today_is_what_one_manages_by_name() -> None:
    company = a_company()
    east = a_unit("east", under=company)
    hotels = [a_unit(code, under=east) for code in ("lodge", "hotel")]
    services.move_unit(unit=hotels[0], parent=company, on=NEW_YEAR, by=HOUSE, at=NOON)

    (top,) = selectors.tree(viewer=a_person("Mae", rules.MANAGE, unit=east))

    assert (top.unit, [each.unit.code for each in top.below]) == (east, ["hotel", "lodge"])
