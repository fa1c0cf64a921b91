"""How a text is laid out: which sign cuts it alike, and which row holds the names of its columns."""

import math
import re
from collections import Counter
from typing import Final

from servewell.engines.tables.files.pieces import Record
from servewell.engines.tables.files.records import Writing

SEPARATORS: Final = (",", ";", "\t", "|")
_LOOKED_AT: Final = 200
_ALIKE: Final = 0.5
_HEADER_ROWS: Final = 30
_NUMBER: Final = re.compile(r"[-+]?[\d.,:/\s%-]+(e[-+]?\d+)?", re.IGNORECASE)
_LONGEST_NAME: Final = 300


def separator_of(*, lines: list[str], quote: str) -> str:
    """The sign that cuts most rows into the same number of cells; where several do, into more of them."""
    scores = {sign: _cuts_alike(lines[: _LOOKED_AT * 3], sign, quote) for sign in SEPARATORS}
    return max(SEPARATORS, key=lambda sign: scores[sign])


def _cuts_alike(lines: list[str], sign: str, quote: str) -> float:
    records = Writing(separator=sign, quote=quote).read_anyway(lines)
    widths = Counter(len(record) for record in records[:_LOOKED_AT] if record)
    if not widths:
        return 0.0
    width, times = widths.most_common(1)[0]
    share = times / widths.total()
    return share * math.log2(width) if share >= _ALIKE else 0.0


def header_of(*, records: list[Record]) -> int:
    """The number of the row with the names, from 1; 0 where no row looks like one."""
    looked_at = records[:_LOOKED_AT]
    widths = Counter(len(_filled(record)) for record in looked_at if any(record))
    usual = sorted(widths.elements())[widths.total() // 2] if widths else 0
    for number, record in enumerate(records[:_HEADER_ROWS], start=1):
        names = _filled(record)
        if len(names) < max(1, usual * 0.6) or not _are_distinct(names):
            continue
        is_value = _are_values(record, looked_at[number:])
        if not is_value and _are_words(names):
            return number
        if is_value or len(names) >= usual:
            return 0  # the table has begun
    return 0


def _filled(record: Record) -> list[str]:
    return [cell.strip() for cell in record if cell.strip()]


def _are_distinct(names: list[str]) -> bool:
    return len({name.casefold() for name in names}) >= len(names) * 0.5


def _are_words(names: list[str]) -> bool:
    words = [name for name in names if not _NUMBER.fullmatch(name) and len(name) <= _LONGEST_NAME]
    return len(words) >= len(names) * 0.7


def _are_values(record: Record, below: list[Record]) -> bool:
    """A name does not stand again further down in its own column, unless the whole header does; a value may."""
    if record in below:
        return False
    seen = [{row[place] for row in below if place < len(row)} for place in range(len(record))]
    filled = [place for place, cell in enumerate(record) if cell.strip()]
    again = sum(record[place] in seen[place] for place in filled)
    return again >= len(filled) * 0.3
