"""The small parts of a workbook: its sheets, its number formats, the texts that its sheets share."""

import posixpath
from dataclasses import dataclass, field

from servewell.engines.tables.files.cell_texts import Calendar, Shown, plain_text, styles_shown
from servewell.engines.tables.files.refusals import FileRefused, Why


@dataclass(slots=True)
class Names:
    """Of xl/workbook.xml: the sheets in their order, as (name, relation, is hidden)."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    is_from_1904: bool = False

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))
        elif name == "workbookPr":
            self.is_from_1904 = attributes.get("date1904", "0") in ("1", "true")

    def ends(self, name: str) -> None: ...

    def says(self, text: str) -> None: ...

    def calendar(self) -> Calendar:
        return Calendar(is_from_1904=self.is_from_1904)


@dataclass(slots=True)
class Relations:
    """Where the parts of a workbook lie, by relation; only sheets that hold cells."""

    targets: dict[str, str] = field(default_factory=dict)

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            self.targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    def ends(self, name: str) -> None: ...

    def says(self, text: str) -> None: ...


@dataclass(slots=True)
class Styles:
    own_formats: dict[int, str] = field(default_factory=dict)
    cell_formats: list[int] = field(default_factory=list)
    _is_inside: bool = False

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.own_formats[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_inside = True
        elif name == "xf" and self._is_inside:
            self.cell_formats.append(_number(attributes.get("numFmtId")))

    def ends(self, name: str) -> None:
        if name == "cellXfs":
            self._is_inside = False

    def says(self, text: str) -> None: ...

    def shown(self) -> list[Shown]:
        return styles_shown(cell_formats=self.cell_formats, own_formats=self.own_formats)


@dataclass(slots=True)
class SharedTexts:
    """Each text once, in memory: this is what bounds the size of a workbook."""

    where: str
    at_most: int
    texts: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _collects: bool = False
    _is_reading_aid: bool = False
    _size: int = 0

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._is_reading_aid = True
        elif name == "t":
            self._collects = not self._is_reading_aid

    def says(self, text: str) -> None:
        if self._collects:
            self._parts.append(text)

    def ends(self, name: str) -> None:
        if name == "t":
            self._collects = False
        elif name == "rPh":
            self._is_reading_aid = False
        elif name == "si":
            self._keep(plain_text("".join(self._parts)))

    def _keep(self, text: str) -> None:
        self.texts.append(text)
        self._size += len(text)
        if self._size > self.at_most:
            raise FileRefused(
                Why.TOO_MUCH_TEXT,
                what=f"The workbook holds more than {self.at_most >> 20} million characters of text.",
                where=self.where,
                mend="Save the sheet as CSV, which is read row by row.",
            )


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0
