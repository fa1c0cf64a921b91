"""A workbook written anew: some cells of one sheet lose their values, and texts that only they held are gone too."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_SHARED: Final = "xl/sharedStrings.xml"
_ROW: Final = re.compile(rb"<((?:\w+:)?)row\b([^>]*?)(?:/>|>(.*?)</\1row>)", re.DOTALL)
_CELL: Final = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
_NUMBER: Final = re.compile(rb'\br="(\d+)"')
_PLACE: Final = re.compile(rb'\br="([A-Z]+)\d+"')
_TYPE: Final = re.compile(rb'\s+t="(\w+)"')
_INDEX: Final = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*(\d+)\s*</")
_TEXT: Final = re.compile(rb"<((?:\w+:)?)si\b[^>]*?(?:/>|>(.*?)</\1si>)", re.DOTALL)


def rewrite_workbook(*, path: Path, part: str, to: Path, blank: Mapping[int, Sequence[str]]) -> None:
    """``blank`` are whole rows of the sheet in ``part`` by their place from 0, as they shall be."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        sheet = _Sheet(old.read(part), blank)
        parts = {name: old.read(name) for name in old.namelist() if _is_sheet(name) and name != part}
        still = sheet.used.union(*map(_used, parts.values()))
        for member in old.infolist():
            content = sheet.content if member.filename == part else old.read(member)
            if member.filename == _SHARED:
                content = _without_texts(content, sheet.emptied - still)
            new.writestr(member, content)


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


class _Sheet:
    """``emptied`` are the shared texts that the blanked cells held, ``used`` those of the cells that stay."""

    def __init__(self, content: bytes, blank: Mapping[int, Sequence[str]]) -> None:
        self._blank = blank
        self._row = 0
        self.emptied: set[int] = set()
        self.content = _ROW.sub(self._rewritten, content)
        self.used = _used(self.content)

    def _rewritten(self, row: "re.Match[bytes]") -> bytes:
        number = _NUMBER.search(row[2])
        self._row = int(number[1]) if number else self._row + 1
        cells = self._blank.get(self._row - 1)
        if cells is None or row[3] is None:
            return row[0]
        place = -1

        def emptied(cell: "re.Match[bytes]") -> bytes:
            nonlocal place
            stands = _PLACE.search(cell[2])
            place = _column(stands[1]) if stands else place + 1
            if place < len(cells) and cells[place]:
                return cell[0]
            self.emptied |= _shared_of(cell)
            return b"<%bc%b/>" % (cell[1], _TYPE.sub(b"", cell[2]))

        return row[0].replace(row[3], _CELL.sub(emptied, row[3]), 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _shared_of(cell: "re.Match[bytes]") -> set[int]:
    kind, index = _TYPE.search(cell[2]), _INDEX.search(cell[3] or b"")
    return {int(index[1])} if kind and kind[1] == b"s" and index else set()


def _used(content: bytes) -> set[int]:
    return {index for cell in _CELL.finditer(content) for index in _shared_of(cell)}


def _without_texts(content: bytes, gone: set[int]) -> bytes:
    place = -1

    def emptied(text: "re.Match[bytes]") -> bytes:
        nonlocal place
        place += 1
        return b"<%bsi><%bt/></%bsi>" % (text[1], text[1], text[1]) if place in gone else text[0]

    return _TEXT.sub(emptied, content)
