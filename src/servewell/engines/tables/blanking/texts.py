"""A text written anew: the lines of some records are replaced, every other line is copied as it stands."""

import codecs
import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import IO, Final

from servewell.engines.tables.files.containers import Kind
from servewell.engines.tables.files.pieces import line_breaks
from servewell.engines.tables.files.records import BROKEN_QUOTE
from servewell.engines.tables.files.texts import Text
from servewell.engines.tables.recipe import NO_QUOTE, FileShape

_WIDE: Final = {"utf-16": 2, "utf-32": 4}
BufferedIO = IO[bytes] | gzip.GzipFile
# bytes that are no text go through as they are
_AS_THEY_ARE: Final = "surrogateescape"


def rewrite_text(*, path: Path, source: Text, shape: FileShape, to: Path, blank: Mapping[int, Sequence[str]]) -> None:
    """``blank`` are whole records by their place from 0, as they shall be."""
    spans = _spans(source, blank)
    with ExitStack() as stack:
        raw, target = _both(stack, path, source, to)
        head = stack.enter_context(closing(source.open())).read(4) if _is_wide(source.encoding) else b""
        encoding = _exact(source.encoding, head)
        lines = io.TextIOWrapper(raw, encoding=encoding, errors=_AS_THEY_ARE, newline="")
        out = io.TextIOWrapper(target, encoding=encoding, errors=_AS_THEY_ARE, newline="")
        for line in _replaced(lines, spans, separator=source.separator, quote=shape.quote):
            out.write(line)
        out.flush()
        out.detach()
        lines.detach()


def _spans(source: Text, blank: Mapping[int, Sequence[str]]) -> dict[int, tuple[int, Sequence[str]]]:
    """By the line (from 1) on which a record begins: how many lines it takes, and what stands there instead."""
    spans, place = {}, 0
    for piece in source.pieces():
        for at, record in enumerate(piece.records):
            if place in blank:
                is_one_line = piece.faults.get(at) == BROKEN_QUOTE
                spans[piece.lines[at]] = (1 if is_one_line else 1 + line_breaks(record), blank[place])
            place += 1
    return spans


def _replaced(
    lines: io.TextIOWrapper, spans: Mapping[int, tuple[int, Sequence[str]]], *, separator: str, quote: str
) -> Iterator[str]:
    number = 0
    for line in lines:
        number += 1
        if number not in spans:
            yield line
            continue
        length, cells = spans[number]
        last = line
        for _ in range(length - 1):
            last = next(lines, last)
            number += 1
        mark = "\ufeff" if number == length and line.startswith("\ufeff") else ""
        yield mark + _written(cells, separator=separator, quote=quote) + _end_of(last)


def _end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _written(cells: Sequence[str], *, separator: str, quote: str) -> str:
    if quote == NO_QUOTE:
        return separator.join(cells)
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quotechar=quote, lineterminator="").writerow(cells)
    return out.getvalue()


def _both(stack: ExitStack, path: Path, source: Text, to: Path) -> tuple[BufferedIO, BufferedIO]:
    """The bytes of the table, unpacked, and where they go, packed as they were."""
    if source.kind is Kind.GZIP:
        return stack.enter_context(gzip.GzipFile(path, "rb")), stack.enter_context(gzip.GzipFile(to, "wb"))
    if source.kind is Kind.ZIP:
        old = stack.enter_context(zipfile.ZipFile(path))
        new = stack.enter_context(zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED))
        name = source.member or next(each.filename for each in old.infolist() if not each.is_dir())
        for each in old.infolist():
            if each.filename != name and not each.is_dir():
                new.writestr(each, old.read(each))
        return stack.enter_context(old.open(name)), stack.enter_context(new.open(name, "w"))
    return stack.enter_context(path.open("rb")), stack.enter_context(to.open("wb"))


def _is_wide(encoding: str) -> bool:
    return codecs.lookup(encoding).name in _WIDE


def _exact(encoding: str, head: bytes) -> str:
    """With the order of bytes said, so that the mark at the beginning is a sign like others and stays."""
    name = codecs.lookup(encoding).name
    if name not in _WIDE:
        return "utf-8" if name == "utf-8-sig" else encoding
    little = (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE)[_WIDE[name] == 4]
    return f"{name}-{'le' if head.startswith(little) else 'be'}"
