"""Months and relative days in words."""

import re
from datetime import date, timedelta
from typing import Final

_ENGLISH = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SPANISH = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_ALSO = {"sept": 9, "set": 9, "setiembre": 9}
LONG: Final = {name: number for year in (_ENGLISH, _SPANISH) for number, name in enumerate(year, 1)} | {"setiembre": 9}
SHORT: Final = {name[:3]: number for name, number in LONG.items()} | _ALSO

RELATIVE: Final = (
    r"today|hoy|今天|今日|yesterday|ayer|昨天|昨日"
    r"|(?:[0-9]{1,4}|an?)\s+(?:day|week)s?\s+ago"
    r"|hace\s+(?:[0-9]{1,4}|una?)\s+(?:d[ií]as?|semanas?)"
    r"|[0-9]{1,4}\s*(?:天|日|周|週|星期)前"
)
_YESTERDAY = ("yesterday", "ayer", "昨天", "昨日")
_WEEK = re.compile("week|semana|周|週|星期")
_COUNT = re.compile("[0-9]+")


def day_of(words: str, *, read_on: date) -> date | None:
    """The day that words mean which were read on another; None: before all calendars."""
    said = words.casefold()
    count = _COUNT.search(said)
    days = int(count.group()) if count else int(said in _YESTERDAY or "ago" in said or "hace" in said)
    try:
        return read_on - timedelta(days=days * (7 if _WEEK.search(said) else 1))
    except OverflowError:
        return None
