"""A list of addresses, as somebody's spreadsheet writes it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servewell.base.words import CODES
from servewell.rooms.customers import terms as customer_terms
from servewell.rooms.voice import terms
from servewell.rooms.voice.terms import LineFault

NAMES = {
    "address": {"email", "e-mail", "mail", "address", "correo", "correo electrónico", "邮箱", "电子邮件", "電子郵件"},
    "name": {"name", "nombre", "姓名", "名字"},
    "language": {"language", "lang", "idioma", "语言", "語言"},
}
COLUMNS = ("address", "name", "language")
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_CELLS = 254, 200, 2000
LONGEST_CELL = 100_000


class ListIsUnreadable(Exception):
    """The file is no list of addresses. ``why`` is encoding, too-large, too-long, no-address or broken."""

    def __init__(self, why: str, says: str) -> None:
        super().__init__(says)
        self.why = why


@dataclass(frozen=True)
class Line:
    """One line as it came, with what was understood of it."""

    number: int
    cells: str
    address: str = ""
    name: str = ""
    language: str = ""
    fault: LineFault | None = None


def lines_of(content: bytes) -> list[Line]:
    """Every line of a list, understood or with its fault. Raises ListIsUnreadable."""
    rows = list(_rows(_text(content)))
    if not rows:
        raise ListIsUnreadable("no-address", "the file is empty")
    places, is_headed = _places(rows[0][1])
    seen: set[str] = set()
    return [_line(number, cells, places, seen) for number, cells in (rows[1:] if is_headed else rows)]


def _text(content: bytes) -> str:
    if len(content) > terms.LONGEST_LIST_BYTES:
        raise ListIsUnreadable("too-large", f"{len(content)} bytes: at most {terms.LONGEST_LIST_BYTES}")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise ListIsUnreadable("encoding", f"byte {fault.start} is not {encoding}: save it as CSV UTF-8") from fault


def _rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for count, cells in enumerate(reader):
            if count > terms.LONGEST_LIST_LINES:
                raise ListIsUnreadable("too-long", f"more than {terms.LONGEST_LIST_LINES} lines")
            # csv's own limit is the whole process's, and whoever read a table before may have lifted it
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise ListIsUnreadable("broken", f"line {reader.line_num}: a cell of more than {LONGEST_CELL} signs")
            if cells:
                yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise ListIsUnreadable("broken", f"line {reader.line_num}: {fault}") from fault


def _places(first: Sequence[str]) -> tuple[dict[str, int], bool]:
    """Which column holds what: by the names in the first line, or by their order where it holds an address."""
    if any("@" in cell for cell in first):
        return {name: place for place, name in enumerate(COLUMNS)}, False
    named = [cell.casefold() for cell in first]
    places = {
        column: next(place for place, name in enumerate(named) if name in names)
        for column, names in NAMES.items()
        if set(named) & names
    }
    if "address" not in places:
        raise ListIsUnreadable("no-address", f"no column is named email: {', '.join(first)[:200]}")
    return places, True


def _line(number: int, cells: Sequence[str], places: dict[str, int], seen: set[str]) -> Line:
    said = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    address, name, language = said["address"], said.get("name", ""), said.get("language", "")
    as_it_came = ", ".join(cells)
    fault = _fault(cells, address, name, language, as_it_came)
    if fault is None and (folded := customer_terms.folded(customer_terms.EMAIL, address)) in seen:
        fault = LineFault.TWICE
    elif fault is None:
        seen.add(folded)
    if fault is not None:
        return Line(number=number, cells=as_it_came, fault=fault)
    return Line(number=number, cells=as_it_came, address=address, name=name, language=_code(language) or "")


def _fault(cells: Sequence[str], address: str, name: str, language: str, as_it_came: str) -> LineFault | None:
    if not any(cells):
        return LineFault.EMPTY
    if not address:
        return LineFault.NO_ADDRESS
    if len(address) > LONGEST_ADDRESS or len(name) > LONGEST_NAME or len(as_it_came) > LONGEST_CELLS:
        return LineFault.TOO_LONG
    try:
        customer_terms.folded(customer_terms.EMAIL, address)
    except customer_terms.NotAContact:
        return LineFault.NOT_AN_ADDRESS
    if language and _code(language) is None:
        return LineFault.UNKNOWN_LANGUAGE
    return None


def _code(language: str) -> str | None:
    known = {code.casefold(): code for code in CODES} | {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}
    return known.get(language.casefold().replace("_", "-"))
