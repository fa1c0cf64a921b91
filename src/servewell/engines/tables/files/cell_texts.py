"""The cells of a workbook as text: numbers as short as they can be said, days and times in the order of ISO 8601."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

_LAST_DAY: Final = 2_958_466
_LONGEST_NUMBER: Final = 25
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_DAYS_OF_EAST_ASIA: Final = frozenset((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58))
_TIMES_OF_EAST_ASIA: Final = frozenset((32, 33, 34, 35, 55, 56))


class Shown(StrEnum):
    """As what a number is shown, by its format."""

    NUMBER = "number"
    DAY = "date"
    MOMENT = "datetime"
    TIME = "time"
    SPAN = "span"


def shown_as(*, format_id: int, own_formats: dict[int, str]) -> Shown:
    from openpyxl.styles import numbers  # noqa: PLC0415 - dear to load, and most files are no workbooks

    if format_id in _DAYS_OF_EAST_ASIA and format_id not in own_formats:
        return Shown.DAY
    if format_id in _TIMES_OF_EAST_ASIA and format_id not in own_formats:
        return Shown.TIME
    code = own_formats.get(format_id) or numbers.BUILTIN_FORMATS.get(format_id) or "General"
    if numbers.is_timedelta_format(code):
        return Shown.SPAN
    return Shown(numbers.is_datetime(code)) if numbers.is_date_format(code) else Shown.NUMBER


def number_text(raw: str) -> str:
    """5.0 is 5; digits stand as they are, so that long numbers keep all of theirs."""
    if raw.isdigit() or not raw:
        return raw
    try:
        short = repr(float(raw))
    except ValueError:
        return raw
    if "e" in short:
        long = format(Decimal(short), "f")
        return long if len(long) <= _LONGEST_NUMBER else short
    return short.removesuffix(".0")


class Calendar:
    """Spreadsheets count days from 1900 (with a 29 February that never was) or, once, from 1904."""

    def __init__(self, *, is_from_1904: bool) -> None:
        self._is_from_1904 = is_from_1904

    def text(self, raw: str, shown: Shown) -> str:
        try:
            serial = float(raw)
        except ValueError:
            return raw
        if not 0 <= serial < _LAST_DAY:
            return number_text(raw)
        moment = self._start(serial) + timedelta(milliseconds=round(serial * 86_400_000))
        if shown is Shown.DAY:
            return f"{moment:%Y-%m-%d}"
        if shown is Shown.MOMENT:
            return f"{moment:%Y-%m-%d} {_clock(moment)}"
        return _clock(moment) if shown is Shown.TIME else _span(serial)

    def _start(self, serial: float) -> datetime:
        if self._is_from_1904:
            return datetime(1904, 1, 1)  # noqa: DTZ001 - what a cell shows has no zone
        return datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)  # noqa: DTZ001


def _clock(moment: datetime) -> str:
    thousandths = moment.microsecond // 1000
    return f"{moment:%H:%M:%S}" + (f".{thousandths:03}" if thousandths else "")


def _span(serial: float) -> str:
    seconds = round(serial * 86_400)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def plain_text(text: str) -> str:
    """Signs that XML cannot hold stand as _x000D_ in a workbook. Two halves are one sign; what is none is marked."""
    if "_x" not in text:
        return text
    said = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def styles_shown(*, cell_formats: Sequence[int], own_formats: dict[int, str]) -> list[Shown]:
    known: dict[int, Shown] = {}
    for format_id in set(cell_formats):
        known[format_id] = shown_as(format_id=format_id, own_formats=own_formats)
    return [known[format_id] for format_id in cell_formats]
