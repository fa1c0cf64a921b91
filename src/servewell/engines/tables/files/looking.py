"""Looks at a whole file once and proposes how to read it, with the reasons. A person decides."""

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from servewell.engines.tables.files.columns import Column, Remark
from servewell.engines.tables.files.containers import (
    Kind,
    Part,
    kind_of,
    members_of,
    open_archive,
    open_stream,
    reading,
)
from servewell.engines.tables.files.encodings import look_at_bytes
from servewell.engines.tables.files.layout import header_of
from servewell.engines.tables.files.limits import LIMITS, Limits
from servewell.engines.tables.files.pieces import Pieces, Record
from servewell.engines.tables.files.reasoning import (
    ShapeReason,
    on_choice,
    on_encoding,
    on_header,
    on_quote,
    on_separator,
)
from servewell.engines.tables.files.rows import RowFault
from servewell.engines.tables.files.table import Table
from servewell.engines.tables.files.tallying import Tally, remarks_on_bytes
from servewell.engines.tables.files.texts import Text
from servewell.engines.tables.files.workbooks import Sheet, Workbook
from servewell.engines.tables.recipe import NO_QUOTE, FileShape

_HEAD: Final = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """``kind``: csv, tsv or xlsx; ``packed``: gzip, zip or nothing. ``parts``: members or sheets to choose from.

    ``rows`` are whole, ``faulty`` are not, ``blank`` were empty: together all records behind the header.
    """

    kind: str
    packed: str | None
    shape: FileShape
    reasons: tuple[ShapeReason, ...]
    remarks: tuple[Remark, ...]
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    rows: int
    faulty: int
    blank: int


def look_at(*, path: Path, sheet: str | None = None, member: str | None = None, limits: Limits = LIMITS) -> Looked:
    """Of several sheets or members, and none named, the largest is proposed. Refused with ``FileRefused``."""
    kind = kind_of(path=path)
    if kind is Kind.WORKBOOK:
        return _look_at_workbook(path=path, sheet=sheet, limits=limits)
    return _look_at_text(path=path, kind=kind, member=member, limits=limits)


def _look_at_workbook(*, path: Path, sheet: str | None, limits: Limits) -> Looked:
    parts = Workbook(path=path, limits=limits).sheets()
    chosen = sheet if sheet is not None else _largest(parts)
    with closing(Sheet(path=path, sheet=chosen, limits=limits)) as source:
        shape = FileShape(sheet=chosen, header=header_of(records=_head(source)))
        reasons = (*on_choice("sheet", chosen, parts, named=sheet), on_header(shape.header))
        table, tally = _read(source, shape=shape, path=path, limits=limits)
        remarks = (*table.remarks, *tally.remarks(), *_on_cells(source))
    return _looked("xlsx", None, shape, reasons, remarks, parts, table, tally)


def _look_at_text(*, path: Path, kind: Kind, member: str | None, limits: Limits) -> Looked:
    parts = _members(path=path, limits=limits) if kind is Kind.ZIP else ()
    chosen = member if member is not None or not parts else _largest(parts)
    with reading(path=path), closing(open_stream(path=path, kind=kind, member=chosen, limits=limits)) as stream:
        seen = look_at_bytes(stream=stream)
    asked = FileShape(encoding=seen.encoding(), member=chosen)
    read = _read_text(asked, path=path, kind=kind, limits=limits)
    if read.tally.faults[RowFault.BROKEN_QUOTE]:
        read = _better(read, _read_text(replace(asked, quote=NO_QUOTE), path=path, kind=kind, limits=limits))
    shape = read.shape
    encoding, separator = read.source.encoding, read.source.separator
    reasons = (
        *on_choice("member", chosen, parts, named=member),
        on_encoding(seen, encoding),
        on_separator(separator),
        *on_quote(shape.quote),
        on_header(shape.header),
    )
    remarks = (
        *remarks_on_bytes(seen, read.tally, encoding=encoding),
        *read.table.remarks,
        *read.tally.remarks(),
        *_on_loose_quotes(read.source),
    )
    name = "tsv" if separator == "\t" else "csv"
    packed = None if kind is Kind.TEXT else kind.value
    return _looked(name, packed, shape, reasons, remarks, parts, read.table, read.tally)


@dataclass(frozen=True, slots=True)
class _TextRead:
    source: Text
    shape: FileShape
    table: Table
    tally: Tally


def _read_text(asked: FileShape, *, path: Path, kind: Kind, limits: Limits) -> _TextRead:
    with closing(Text(path=path, kind=kind, shape=asked, limits=limits)) as source:
        header = header_of(records=_head(source))
        shape = replace(asked, encoding=source.encoding, separator=source.separator, header=header)
        table, tally = _read(source, shape=shape, path=path, limits=limits)
    return _TextRead(source, shape, table, tally)


def _better(quoted: _TextRead, bare: _TextRead) -> _TextRead:
    """Quotes are signs like others where that makes more rows whole and leaves no cell wrapped in them."""
    is_better = bare.tally.faults.total() < quoted.tally.faults.total() and not bare.tally.wrapped
    return bare if is_better else quoted


def _looked(
    kind: str,
    packed: str | None,
    shape: FileShape,
    reasons: tuple[ShapeReason, ...],
    remarks: tuple[Remark, ...],
    parts: tuple[Part, ...],
    table: Table,
    tally: Tally,
) -> Looked:
    return Looked(
        kind=kind,
        packed=packed,
        shape=shape,
        reasons=reasons,
        remarks=remarks,
        columns=table.columns,
        parts=parts,
        rows=tally.whole,
        faulty=tally.faults.total(),
        blank=tally.blank,
    )


def _members(*, path: Path, limits: Limits) -> tuple[Part, ...]:
    with open_archive(path=path, limits=limits) as archive:
        return members_of(archive=archive)


def _largest(parts: tuple[Part, ...]) -> str | None:
    return max(parts, key=lambda part: part.size).name if parts else None


def _head(source: Pieces) -> list[Record]:
    records: list[Record] = []
    with closing(source.pieces()) as pieces:
        for piece in pieces:
            records += piece.records
            if len(records) >= _HEAD:
                break
    return records[:_HEAD]


def _read(source: Pieces, *, shape: FileShape, path: Path, limits: Limits) -> tuple[Table, Tally]:
    table = Table(source=source, header=shape.header, where=path.name, limits=limits)
    tally = Tally(width=len(table.columns), separator=shape.separator, counts_wrapped=shape.quote == NO_QUOTE)
    tally.count_ends([[column.label for column in table.columns]])
    for block in table.blocks():
        tally.take(block)
    return table, tally


def _on_loose_quotes(source: Text) -> tuple[Remark, ...]:
    if not source.heard.loose:
        return ()
    says = f"{source.heard.loose} rows have quotes inside a quoted cell that are not doubled; some quotes are lost."
    return (Remark(code="loose-quotes", says=says, places=tuple(source.heard.first_loose)),)


def _on_cells(source: Sheet) -> tuple[Remark, ...]:
    remarks = []
    if source.heard.merged:
        says = f"{source.heard.merged} ranges of cells are merged; only the first cell of each holds its value."
        examples = tuple(source.heard.merged_examples)
        remarks.append(Remark(code="merged-cells", says=says, examples=examples))
    if source.heard.formulas:
        says = f"{source.heard.formulas} cells hold a formula; it is taken as text and never computed."
        examples = tuple(source.heard.formula_examples)
        remarks.append(Remark(code="formula-cells", says=says, examples=examples))
    return tuple(remarks)
