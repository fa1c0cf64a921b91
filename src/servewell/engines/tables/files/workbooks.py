"""A sheet of a workbook, row by row: only the texts that sheets share are kept in memory."""

import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from servewell.engines.tables.files.containers import Part, listed, open_archive, reading
from servewell.engines.tables.files.inflating import MemberStream
from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.pieces import Piece
from servewell.engines.tables.files.records import BROKEN_OFF
from servewell.engines.tables.files.refusals import FileRefused, Why
from servewell.engines.tables.files.sheet_cells import SheetCells
from servewell.engines.tables.files.workbook_parts import Names, Relations, SharedTexts, Styles
from servewell.engines.tables.files.xml_parts import Listener, PartIsDamaged, tell

_STYLES: Final = "xl/styles.xml"
_SHARED: Final = "xl/sharedStrings.xml"
_CELL: Final = (b"<c ", b":c ", b"<c>")
_HEAD: Final = 64 * 1024


class Workbook:
    """The parts of one workbook, each read under the limits of the house."""

    def __init__(self, *, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        with open_archive(path=path, limits=limits) as archive:
            self._parts = {member.filename: member.file_size for member in archive.infolist()}
        names, relations = Names(), Relations()
        self.read(part="xl/workbook.xml", listener=names)
        self.read(part="xl/_rels/workbook.xml.rels", listener=relations)
        self.calendar = names.calendar()
        self._places = {
            name: relations.targets[relation] for name, relation, _ in names.sheets if relation in relations.targets
        }
        self._hidden = {name for name, _, is_hidden in names.sheets if is_hidden}

    def stream(self, part: str) -> MemberStream:
        archive = open_archive(path=self.path, limits=self.limits)
        try:
            member = archive.getinfo(part)
            return MemberStream(archive=archive, member=member, where=self.path.name, limits=self.limits)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError) as error:
            archive.close()
            raise self._damaged(part) from error

    def read(self, *, part: str, listener: Listener) -> None:
        try:
            with reading(path=self.path), closing(self.stream(part)) as stream:
                for _ in tell(stream=stream, listener=listener, where=self.path.name):
                    pass
        except PartIsDamaged as error:
            raise self._damaged(part) from error

    def _damaged(self, part: str) -> FileRefused:
        what = f"The workbook is damaged: its part {part} cannot be read."
        mend = "Fetch it again, or save it again in a spreadsheet program."
        return FileRefused(Why.DAMAGED, what=what, where=self.path.name, mend=mend)

    def sheets(self) -> tuple[Part, ...]:
        """Those that can be seen and hold cells, with the bytes that they say they have."""
        return tuple(
            Part(name=name, size=self._parts.get(part, 0))
            for name, part in self._places.items()
            if name not in self._hidden and self._holds_cells(part)
        )

    def _holds_cells(self, part: str) -> bool:
        with reading(path=self.path), closing(self.stream(part)) as stream:
            head = stream.read(_HEAD)
        return any(cell in head for cell in _CELL)

    def part_of(self, sheet: str | None) -> str:
        if sheet is not None and sheet in self._places:
            return self._places[sheet]
        names = tuple(part.name for part in self.sheets())
        if sheet is not None:
            there_are = tuple(self._places)
            what = f"The workbook has no sheet “{sheet}”, but {listed(there_are)}."
            mend = "Name one of these as file.sheet."
            raise FileRefused(Why.SHEET_NOT_FOUND, what=what, where=self.path.name, mend=mend, names=there_are)
        if not names:
            what = "No sheet of the workbook holds a cell."
            raise FileRefused(Why.EMPTY, what=what, where=self.path.name, mend="Export it again.")
        if len(names) > 1:
            what = f"The workbook has several sheets: {listed(names)}."
            mend = "Name the one to read as file.sheet."
            raise FileRefused(Why.SHEET_NOT_NAMED, what=what, where=self.path.name, mend=mend, names=names)
        return self._places[names[0]]

    def shared_texts(self) -> list[str]:
        shared = SharedTexts(where=self.path.name, at_most=self.limits.shared_characters)
        if _SHARED in self._parts:
            self.read(part=_SHARED, listener=shared)
        return shared.texts

    def styles(self) -> Styles:
        styles = Styles()
        if _STYLES in self._parts:
            self.read(part=_STYLES, listener=styles)
        return styles


class Sheet:
    """Pieces of one sheet."""

    separator: str | None = None

    def __init__(self, *, path: Path, sheet: str | None, limits: Limits) -> None:
        self._book = Workbook(path=path, limits=limits)
        self.part = self._book.part_of(sheet)
        self._shared = self._book.shared_texts()
        self._shown = self._book.styles().shown()
        self._stream: MemberStream | None = None
        self.heard = self._cells()

    def _cells(self) -> SheetCells:
        where = self._book.path.name
        return SheetCells(shared=self._shared, shown=self._shown, calendar=self._book.calendar, where=where)

    def pieces(self) -> Generator[Piece, None, None]:
        self.heard = cells = self._cells()
        with reading(path=self._book.path), closing(self._book.stream(self.part)) as stream:
            self._stream = stream
            yield from self._pieces(stream, cells)

    def _pieces(self, stream: MemberStream, cells: SheetCells) -> Iterator[Piece]:
        line = 1
        broken = None
        heard = tell(stream=stream, listener=cells, where=self._book.path.name)
        while broken is None:
            try:
                next(heard)
            except StopIteration:
                return
            except PartIsDamaged:
                broken = {len(cells.rows): BROKEN_OFF}
                cells.rows.append([])
            records, cells.rows = cells.rows, []
            looks = cells.longest > self._book.limits.cell_characters
            yield Piece(records, line, needs_a_look=looks, may_be_short=True, faults=broken or {})
            line += len(records)

    def progress(self) -> float:
        return 0.0 if self._stream is None else self._stream.progress()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
