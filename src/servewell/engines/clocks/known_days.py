"""The public holidays of a country, or of a part of one, with their names, and weekend days worked instead.

From the library ``holidays`` (MIT), which takes a fifth of a second to load: only who writes a calendar loads it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from servewell.engines.clocks.hours import Day

if TYPE_CHECKING:
    from holidays import HolidayBase

# what the library calls the languages that names are kept in, the nearest first
LOCALES = {
    "en": ("en_US", "en_GB"),
    "zh-Hans": ("zh_CN",),
    "zh-Hant": ("zh_TW", "zh_HK"),
    "es": ("es",),
}

# its names write the day from which a day off was moved as 01/04/2026
AMERICAN = "en_US"
_month_first = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


class NoSuchCountry(ValueError):
    """No holidays are known of a country of that code, or of that part of it."""


@dataclass(frozen=True)
class KnownDays:
    """``closed`` are the holidays by day; ``worked`` the weekend days that are worked instead, as far as announced.

    ``unannounced`` are the years for which a country that announces such days has announced none yet.
    """

    closed: tuple[Day, ...]
    worked: tuple[date, ...]
    unannounced: tuple[int, ...]


def known_days(*, country: str, part: str = "", years: Sequence[int]) -> KnownDays:
    """Of a country by its ISO 3166 code, such as CN, and a part by the library's own, such as CT. Raises
    NoSuchCountry."""
    known = _of(country, part, years, language=None)
    named = {code: _names(_of(country, part, years, language=each), each) for code, each in _languages(known).items()}
    # a country whose names the library has in one language only has them in English
    names: Mapping[str, Mapping[date, str]] = named or {"en": known}
    worked = sorted(known.weekend_workdays)
    return KnownDays(
        closed=tuple(Day(on, {code: each[on] for code, each in names.items() if each.get(on)}) for on in sorted(known)),
        worked=tuple(on for on in worked if on.year in years),
        unannounced=tuple(year for year in years if worked and worked[-1].year < year),
    )


def countries() -> tuple[str, ...]:
    """The ISO 3166 codes of all countries whose holidays are known, in alphabetical order."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - see above

    return tuple(sorted(codes[1] for codes in COUNTRIES.values()))


def parts_of(country: str) -> Mapping[str, str]:
    """The parts of a country that have holidays of their own: what each is called there, by code. Raises
    NoSuchCountry."""
    known = _of(country, "", (), language=None)
    called: dict[str, str] = {}
    for name, code in getattr(known, "subdivisions_aliases", {}).items():
        called.setdefault(code, name)
    return {code: called.get(code, code) for code in known.subdivisions}


def _of(country: str, part: str, years: Sequence[int], *, language: str | None) -> "HolidayBase":
    import holidays  # noqa: PLC0415 - see above

    if country not in countries():
        raise NoSuchCountry(f"No holidays are known of {country!r}; give a code of ISO 3166, such as ES.")
    try:
        return holidays.country_holidays(country, subdiv=part or None, years=years, language=language, expand=False)
    except NotImplementedError as reason:
        raise NoSuchCountry(f"No holidays are known of {part!r} in {country}; give one of its parts.") from reason


def _languages(known: "HolidayBase") -> Mapping[str, str]:
    """By the code of each language kept, the library's name of the one that this country has."""
    spoken = known.supported_languages
    found = {code: next((each for each in nearest if each in spoken), None) for code, nearest in LOCALES.items()}
    return {code: each for code, each in found.items() if each is not None}


def _names(days: "HolidayBase", locale: str) -> Mapping[date, str]:
    """By day; another day within a name by year, month and day in every language."""
    if locale != AMERICAN:
        return days
    return {on: _month_first.sub(r"\3-\1-\2", name) for on, name in days.items()}
