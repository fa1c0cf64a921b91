"""What a single cell looks like: an id, an address, a formula, a number that a spreadsheet has eaten, broken signs."""

import re
from typing import Final

from ftfy.badness import is_bad

from servewell.engines.tables.profiling.answer_words import ADDITION_MARKS, ANSWER_MARKS

EATEN: Final = "eaten"
ROUNDED: Final = "rounded"
LONG_ID: Final = "long-id"
FORMULA: Final = "formula"
EMAIL: Final = "email"
PHONE: Final = "phone"
STAFF: Final = "staff-number"
HANDLE: Final = "handle"
MOJIBAKE: Final = "mojibake"
LOST_SIGNS: Final = "lost-signs"
EPOCH: Final = "epoch"
ENTITY: Final = "entity"
WORDS: Final = "words"

_MARKS: Final = ANSWER_MARKS + ADDITION_MARKS
_EATEN = re.compile(r"[1-9](?:[.,]\d+)?[eE]\+?\d{2}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:\+|00)[1-9][\d ()./-]{6,18}\d|\(?0\d{2,4}\)?[ /-]\d[\d -]{4,12}\d")
_STAFF = re.compile(r"[A-Z]{1,3}[- ]?\d{3,7}")
_HANDLE = re.compile(r"(?<![\w.])@(\w{2,30})")
_C1 = re.compile("[\x80-\x9f]")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{2,5});")
_EPOCH = re.compile(r"1970[-/.]0?1[-/.]0?1\b.*|0?1[-/.]0?1[-/.]1970\b.*")
# what the first bytes of ’ “ – … and of emoji look like when UTF-8 is read as GBK: signs that Chinese hardly uses
_GBK_READ = re.compile("[鈥馃]")

READINGS: Final = ("windows-1252", "latin-1", "gb18030", "big5", "mac-roman")


def traits_of(cell: str) -> tuple[str, ...]:
    """The traits of a cell that is not blank."""
    if cell[0] in "0123456789":
        return _of_digits(cell)
    found = [FORMULA] if is_formula(cell) else []
    if len(cell) > 20:
        found += [part(mark) for mark in _MARKS if mark in cell]
    if cell.isascii():
        found += _of_plain_text(cell)
    else:
        found += _of_signs(cell)
        found += _of_plain_text(cell)
    return tuple(found)


def is_formula(cell: str) -> bool:
    """Would a spreadsheet run it? A signed number is none."""
    first = cell[0]
    if first not in "=@+-":
        return False
    if first == "@":
        return not _HANDLE.match(cell)
    return first == "=" or bool(re.match(r"[+-]\s*[A-Za-z=@(]", cell))


def handles_in(text: str) -> list[str]:
    return _HANDLE.findall(text) if "@" in text else []


def undone(text: str) -> tuple[str, str] | None:
    """The encoding that a text was wrongly read in, and the text as it was, if every sign of it can be turned back."""
    if text.isascii():
        return None
    if _C1.search(text):
        mended = _C1.sub(lambda sign: sign[0].encode("latin-1").decode("windows-1252", "replace"), text)
        return None if "\ufffd" in mended else ("latin-1", mended)
    for reading in READINGS:
        try:
            mended = text.encode(reading).decode("utf-8")
        except UnicodeError:
            continue
        if mended != text and not is_bad(mended):
            return reading, mended
    return None


def _of_digits(cell: str) -> tuple[str, ...]:
    if len(cell) < 6:
        return ()
    if _EATEN.fullmatch(cell):
        return (EATEN,)
    if cell.isdecimal():
        if len(cell) < 16:
            return (PHONE,) if len(cell) in (10, 11) and cell[0] == "0" else ()
        return (LONG_ID, ROUNDED) if not cell[15:].strip("0") else (LONG_ID,)
    if _EPOCH.fullmatch(cell):
        return (EPOCH,)
    if _PHONE.fullmatch(cell):
        return (PHONE,)
    return _of_plain_text(cell) if " " in cell or "@" in cell else ()


def _of_plain_text(cell: str) -> tuple[str, ...]:
    found = []
    if "@" in cell:
        found += [EMAIL] if _EMAIL.fullmatch(cell) else [HANDLE] if _HANDLE.search(cell) else []
    if cell[0] in "+0(" and _PHONE.fullmatch(cell):
        found.append(PHONE)
    elif len(cell) < 12 and _STAFF.fullmatch(cell):
        found.append(STAFF)
    if "&" in cell and _ENTITY.search(cell):
        found.append(ENTITY)
    if len(cell) > 25 and cell.count(" ") > 3:
        found.append(WORDS)
    return tuple(found)


def part(mark: str) -> str:
    """The trait of a text that holds a mark of another part."""
    return f"part:{mark}"


def _of_signs(cell: str) -> tuple[str, ...]:
    found = []
    if "\ufffd" in cell or any("\udc80" <= sign <= "\udcff" for sign in cell):
        found.append(LOST_SIGNS)
    elif is_bad(cell) or _is_latin_read_as_gbk(cell):
        found.append(MOJIBAKE)
    if _is_han(cell) and len(cell) > 8:
        found.append(WORDS)
    return tuple(found)


def _is_latin_read_as_gbk(cell: str) -> bool:
    return bool(_GBK_READ.search(cell)) and sum(sign.isascii() for sign in cell) > 0.7 * len(cell)


def _is_han(cell: str) -> bool:
    return sum("\u4e00" <= sign <= "\u9fff" for sign in cell) > 3
