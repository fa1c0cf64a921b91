"""Public holidays as the library knows them, in the languages kept; all of years that are announced and over."""

from datetime import date

import pytest

from servewell.engines.clocks import Day
from servewell.engines.clocks.known_days import NoSuchCountry, countries, known_days, parts_of


def test_chinas_holidays_have_their_names_and_the_weekend_days_worked_instead() -> None:
    found = known_days(country="CN", years=(2025,))

    national = [day for day in found.closed if day.on in (date(2025, 10, 1), date(2025, 10, 2))]
    named = {"en": "National Day", "zh-Hans": "国庆节", "zh-Hant": "國慶節"}
    assert national == [Day(date(2025, 10, 1), named), Day(date(2025, 10, 2), named)]
    assert found.worked == tuple(date(2025, month, day) for month, day in ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11)))
    assert found.unannounced == ()


def test_years_whose_worked_days_are_not_announced_yet_are_named() -> None:
    assert known_days(country="CN", years=(2025, 2099)).unannounced == (2099,)
    assert known_days(country="ES", years=(2099,)).unannounced == ()


def test_a_part_of_a_country_has_days_of_its_own() -> None:
    catalan = {day.on for day in known_days(country="ES", part="CT", years=(2026,)).closed}
    spanish = {day.on for day in known_days(country="ES", years=(2026,)).closed}

    assert sorted(catalan - spanish) == [date(2026, month, day) for month, day in ((4, 6), (6, 24), (9, 11), (12, 26))]
    assert (parts_of("ES")["CT"], parts_of("CN")) == ("Cataluña", {})


def test_names_stand_in_the_languages_that_the_library_has() -> None:
    new_year = {country: known_days(country=country, years=(2026,)).closed[0].names for country in ("ES", "NZ", "HK")}

    assert new_year == {
        "ES": {"en": "New Year's Day", "es": "Año Nuevo"},
        "NZ": {"en": "New Year's Day"},
        "HK": {"en": "New Year's Day", "zh-Hans": "一月一日", "zh-Hant": "一月一日"},
    }


def test_a_day_within_a_name_is_read_alike_by_everybody() -> None:
    """The library writes 02/08/2025 in English, which to most of its readers is in August."""
    (moved,) = [day for day in known_days(country="CN", years=(2025,)).closed if day.on == date(2025, 2, 4)]

    assert moved.names == {
        "en": "Day off (substituted from 2025-02-08)",
        "zh-Hans": "休息日（由 2025-02-08 调休）",
        "zh-Hant": "放假日（2025-02-08 補班）",
    }


@pytest.mark.parametrize(("country", "part"), [("XX", ""), ("", ""), ("es", ""), ("ES", "Atlantis")])
def test_an_unknown_country_or_part_is_refused(country: str, part: str) -> None:
    with pytest.raises(NoSuchCountry):
        known_days(country=country, part=part, years=(2026,))


def test_all_countries_are_codes_of_two_letters() -> None:
    assert {"CN", "ES", "HK", "MX", "TW", "US"} < set(countries())
    assert all(len(code) == 2 and code.isupper() for code in countries())
