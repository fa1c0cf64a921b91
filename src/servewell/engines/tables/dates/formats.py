"""One format of dates, compiled: a text becomes a day, perhaps with a time, or does not fit."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final

from servewell.engines.tables.dates import calendar_words
from servewell.engines.tables.dates.signs import ANY_TIME, WHOLE, FormatIsUnknown, look_at, pieces

_DAY_NOUGHT: Final = {"serial": date(1899, 12, 30), "serial1904": date(1904, 1, 1)}
_DAY = 86_400
# of two digits, 00 to 68 are years of this century
_LAST_SHORT = 68


class DateFault(StrEnum):
    """Why a cell yields no day; the codes of docs/use/recipes.md."""

    NONE = "no-date"
    UNREADABLE = "date-unreadable"
    AMBIGUOUS = "date-ambiguous"
    IMPOSSIBLE = "date-impossible"


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell: a day, a time where it is stated, a zone where it is."""

    on: date
    at: time | None = None
    zone: tzinfo | None = None


@dataclass(frozen=True)
class Format:
    pattern: str
    expression: re.Pattern[str]
    needs_read_on: bool
    read_on: date | None

    def fits(self, text: str) -> bool:
        return self.expression.fullmatch(text) is not None

    def read(self, text: str) -> Written | DateFault:
        match = self.expression.fullmatch(text)
        if match is None:
            return DateFault.UNREADABLE
        try:
            return self._written(match.groupdict())
        except _DoesNotFit:
            return DateFault.UNREADABLE
        except (ValueError, OverflowError, OSError):
            return DateFault.IMPOSSIBLE

    def _written(self, found: dict[str, str | None]) -> Written:
        for part in ("serial", "serial1904"):
            if number := found.get(part):
                return _of_serial(number, _DAY_NOUGHT[part])
        if number := found.get("unix") or found.get("unixms"):
            return _of_seconds(float(number) / (1000 if found.get("unixms") else 1))
        if words := found.get("relative"):
            return Written(self._relative(words))
        clock = _clock(found)
        return Written(self._day(found), clock, _zone(found.get("offset")) if clock else None)

    def _relative(self, words: str) -> date:
        day = calendar_words.day_of(words, read_on=self.read_on) if self.read_on else None
        if day is None:
            raise ValueError(words)
        return day

    def _day(self, found: dict[str, str | None]) -> date:
        month, day = _month(found), int(found.get("day") or 1)
        if year := found.get("year"):
            return date(int(year), month, day)
        if short := found.get("short"):
            return date(int(short) + (2000 if int(short) <= _LAST_SHORT else 1900), month, day)
        return self._latest(month, day)

    def _latest(self, month: int, day: int) -> date:
        """The latest such day that is not after ``read on``; 29 February may lie eight years back."""
        latest = self.read_on or date.min
        for year in range(latest.year, max(latest.year - 9, 0), -1):
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if found <= latest:
                return found
        raise ValueError(month, day)


class _DoesNotFit(Exception):
    """The signs stand where they should, but mean no month or no time of day: it is written in another format."""


def compile_format(pattern: str, *, read_on: date | None, with_any_time: bool = False) -> Format:
    """``with_any_time``: the time that may follow is read however it is written."""
    signs, expressions = pieces(pattern)
    look_at(signs, pattern)
    has_year = any(sign in ("YYYY", "YY") for sign in signs)
    needs_read_on = "relative" in signs or not (has_year or any(sign in WHOLE for sign in signs))
    if needs_read_on and read_on is None:
        mend = "Write `read on: 2022-10-28`, the day on which the file was fetched."
        raise FormatIsUnknown(f"The format `{pattern}` needs to know when it was read.", mend)
    whole = "".join(expressions) + (ANY_TIME if with_any_time else "")
    return Format(pattern, re.compile(whole, re.IGNORECASE), needs_read_on, read_on)


def _month(found: dict[str, str | None]) -> int:
    if number := found.get("month"):
        if not 1 <= int(number) <= 12:
            raise _DoesNotFit
        return int(number)
    known, word = (calendar_words.LONG, found["long"]) if found.get("long") else (calendar_words.SHORT, found["brief"])
    month = known.get((word or "").casefold())
    if month is None:
        raise _DoesNotFit
    return month


def _clock(found: dict[str, str | None]) -> time | None:
    written = found.get("hour") or found.get("hour12")
    if written is None:
        return None
    hour, half = int(written), found.get("half")
    if half:
        if not 1 <= hour <= 12:
            raise _DoesNotFit
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    seconds, _, fraction = (found.get("second") or "0").replace(",", ".").partition(".")
    try:
        return time(hour, int(found.get("minute") or 0), int(seconds), int(fraction[:6].ljust(6, "0")))
    except ValueError:
        raise _DoesNotFit from None


def _zone(offset: str | None) -> tzinfo | None:
    if offset is None or offset[0] not in "+-":
        return None if offset is None else UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if minutes > 59 or hours > 23:
        raise _DoesNotFit
    return timezone((1 if offset[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _of_serial(number: str, nought: date) -> Written:
    days, seconds = divmod(round(float(number) * _DAY), _DAY)
    day = nought + timedelta(days=days)
    if "." not in number or not number.partition(".")[2].strip("0"):
        return Written(day)
    return Written(day, (datetime.min.replace(tzinfo=UTC) + timedelta(seconds=seconds)).time())


def _of_seconds(seconds: float) -> Written:
    moment = datetime.fromtimestamp(seconds, UTC)
    return Written(moment.date(), moment.time(), UTC)
