"""Which formats of date a cell fits, written with the signs of a recipe."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

LONGEST: Final = 40
MAY: Final = "MAY"
DIGITS_TO_NOUGHT: Final = str.maketrans("123456789", "000000000")
WORDY: Final = re.compile(r"[^\W\d_]+")
NUMBERS: Final = re.compile(r"\d+")

_ENGLISH: Final = (
    "january february march april may june july august september october november december sept "
    "jan feb mar apr jun jul aug sep oct nov dec"
)
_SPANISH: Final = (
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic"
)
ENGLISH: Final = tuple(_ENGLISH.split())
SPANISH: Final = tuple(_SPANISH.split())
LONG_MONTHS: Final = {*ENGLISH[:12], *SPANISH[:13]} - {"may"}
MONTHS: Final = {*ENGLISH, *SPANISH}

TIMES: Final[tuple[tuple[str, str], ...]] = (
    (r"", ""),
    (r"(?P<gap>[ T])0{1,2}:00:00(?:\.0+)?", "H:mm:ss"),
    (r"(?P<gap>[ T])0{1,2}:00", "H:mm"),
    (r"(?P<gap> )0{1,2}\.00", "H.mm"),
    (r"(?P<gap> )0{1,2}:00:00 (?:AM|PM|am|pm)", "h:mm:ss AM"),
    (r"(?P<gap> )0{1,2}:00 (?:AM|PM|am|pm)", "h:mm AM"),
)
ZONES: Final = ((r"", ""), (r"(?P<space> ?)(?:Z|[+-]00:?00)", "Z"))
# each date part with its formats and the places of year, month and day among its numbers
DAYS: Final[tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = (
    (r"0000-00-00", (("YYYY-MM-DD", "ymd"),)),
    (r"0000/00/00", (("YYYY/MM/DD", "ymd"),)),
    (r"0000(?P<cut>[-/.])0{1,2}(?P=cut)0{1,2}", (("YYYY{0}M{0}D", "ymd"),)),
    (r"0{1,2}(?P<cut>[-/.])0{1,2}(?P=cut)0000", (("D{0}M{0}YYYY", "dmy"), ("M{0}D{0}YYYY", "mdy"))),
    (r"0{1,2}(?P<cut>[-/.])0{1,2}(?P=cut)00", (("D{0}M{0}YY", "dmY"), ("M{0}D{0}YY", "mdY"))),
    (r"0000年0{1,2}月0{1,2}日", (("YYYY年M月D日", "ymd"),)),
    (r"0{1,2}(?:st|nd|rd|th) @ 0000", (("Do @ YYYY", "dy"),)),
    (r"0{1,2}(?:st|nd|rd|th) @", (("Do @", "d"),)),
    (r"0{1,2} @ 0000", (("D @ YYYY", "dy"),)),
    (r"0{1,2}-@-0000", (("D-@-YYYY", "dy"),)),
    (r"0{1,2}-@-00", (("D-@-YY", "dY"),)),
    (r"0{1,2} @", (("D @", "d"),)),
    (r"@ 0{1,2}, 0000", (("@ D, YYYY", "dy"),)),
    (r"@ 0{1,2} 0000", (("@ D YYYY", "dy"),)),
    (r"@ 0{1,2}(?:st|nd|rd|th),? 0000", (("@ Do, YYYY", "dy"),)),
    (r"@ 0000", (("@ YYYY", "y"),)),
    (r"@ 0{1,2}", (("@ D", "d"),)),
)
RELATIVE: Final = re.compile(r"(?:(?P<before>[a-z]+) )?(?:Today|Yesterday|today|yesterday|\d+ days? ago|hoy|ayer)")


@dataclass(frozen=True)
class Family:
    """A format and what each of its numbers is, in order: y Y (two signs) m d."""

    format: str
    numbers: str

    def fits(self, numbers: list[str]) -> bool:
        limits = {"y": (1900, 2100), "Y": (0, 99), "m": (1, 12), "d": (1, 31)}
        return all(
            low <= int(number) <= high
            for sign, number in zip(self.numbers, numbers, strict=False)
            for low, high in [limits[sign]]
        )


def formats_of(cell: str) -> tuple[str, ...]:
    """The formats that ``cell`` fits; two of them where day and month could change places."""
    return tuple(each.replace(MAY, "MMM") for each in raw_formats_of(cell))


def raw_formats_of(cell: str) -> tuple[str, ...]:
    """The same, where the month May, which is both whole and short, has a sign of its own."""
    if len(cell) > LONGEST or not cell:
        return ()
    if relative := RELATIVE.fullmatch(cell):
        return (f"[{relative['before']}] relative" if relative["before"] else "relative",)
    if not NUMBERS.search(cell):
        return ()
    families = families_of(cell.translate(DIGITS_TO_NOUGHT))
    if not families:
        return ()
    numbers = NUMBERS.findall(cell)
    return tuple(family.format for family in families if family.fits(numbers))


def number_formats_of(cell: str) -> tuple[str, ...]:
    """The formats in which a bare number could be a moment. Any number could: ask only where the column says date."""
    try:
        number = float(cell)
    except ValueError:
        return ()
    if 25_000 <= number <= 60_000:
        return ("serial",)
    if 6.3e8 <= number <= 4.2e9:
        return ("unix",)
    if 6.3e11 <= number <= 4.2e12:
        return ("unix-ms",)
    if cell.isdecimal() and len(cell) == 8 and Family("", "ymd").fits([cell[:4], cell[4:6], cell[6:]]):
        return ("YYYYMMDD",)
    return ()


@lru_cache(maxsize=20_000)
def families_of(skeleton: str) -> tuple[Family, ...]:
    """The families of a cell whose digits are noughts."""
    words = [each for each in WORDY.findall(skeleton) if each.casefold() in MONTHS]
    if len(words) == 1:
        month = words[0].casefold()
        sign = MAY if month == "may" else "MMMM" if month in LONG_MONTHS else "MMM"
        return tuple(_families(skeleton.replace(words[0], "@", 1), sign))
    return tuple(_families(skeleton, "@")) if not words else ()


def _families(skeleton: str, month: str) -> Iterable[Family]:
    before, rest = _word_before(skeleton)
    for pattern, formats in _DAY_PATTERNS:
        day = pattern.match(rest)
        if not day or (time := _time(rest[day.end() :])) is None:
            continue
        between = day.groups()[0] if day.groups() else ""
        for form, numbers in formats:
            written = form.replace("{0}", between).replace("@", month)
            yield Family(before + written + time, numbers)
        return


def _word_before(skeleton: str) -> tuple[str, str]:
    """A word in front of the date, as in ``review Oct 27``, in the brackets of a recipe."""
    front = re.match(r"([a-z]+) (?=[@0])", skeleton)
    return (f"[{front[1]}] ", skeleton[front.end() :]) if front else ("", skeleton)


def _time(rest: str) -> str | None:
    for pattern, written in _TIME_PATTERNS:
        if found := pattern.fullmatch(rest):
            parts = found.groupdict()
            gap = parts.get("gap") or ""
            space = parts.get("space") or ""
            return gap + written.replace("Z", space + "Z")
    return None


_DAY_PATTERNS: Final = tuple((re.compile(pattern), formats) for pattern, formats in DAYS)
_TIME_PATTERNS: Final = tuple(
    (re.compile(time + zone), signs + zone_sign) for time, signs in TIMES for zone, zone_sign in ZONES
)


def month_of(cell: str, form: str) -> str | None:
    """The year and month of a cell in a format, as ``2016-05``. None where it does not fit or names no year."""
    if form in ("serial", "unix", "unix-ms", "YYYYMMDD"):
        return _month_of_number(cell, form)
    if len(cell) > LONGEST or not cell:
        return None
    numbers = NUMBERS.findall(cell)
    for family in families_of(cell.translate(DIGITS_TO_NOUGHT)):
        if form in (family.format, *(family.format.replace(MAY, sign) for sign in ("MMMM", "MMM"))) and family.fits(
            numbers
        ):
            named = dict(zip(family.numbers, numbers, strict=False))
            year = named.get("y") or (f"20{named['Y']}" if "Y" in named else None)
            month = named.get("m") or _month_in_words(cell)
            return f"{int(year):04}-{int(month):02}" if year and month else None
    return None


def _month_in_words(cell: str) -> int | None:
    for word in WORDY.findall(cell):
        start = word.casefold()[:3]
        for months in (ENGLISH[:12], SPANISH[:8] + SPANISH[9:13]):
            for place, month in enumerate(months, start=1):
                if month.startswith(start):
                    return place
    return None


def _month_of_number(cell: str, form: str) -> str | None:
    if form not in number_formats_of(cell):
        return None
    if form == "YYYYMMDD":
        return f"{cell[:4]}-{cell[4:6]}"
    seconds = {"serial": 86_400.0, "unix": 1.0, "unix-ms": 0.001}[form] * float(cell)
    start = datetime(1899, 12, 30, tzinfo=UTC) if form == "serial" else datetime(1970, 1, 1, tzinfo=UTC)
    return f"{start + timedelta(seconds=seconds):%Y-%m}"
