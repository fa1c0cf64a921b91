"""A table written as text: plain, in a gzip or in a ZIP."""

import codecs
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from servewell.engines.tables.files.containers import Kind, open_stream, reading, refuse_archive_inside
from servewell.engines.tables.files.encodings import Bytes, is_surely_utf8, look_at_bytes
from servewell.engines.tables.files.inflating import Stream
from servewell.engines.tables.files.layout import separator_of
from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.lines import Lines, check_encoding
from servewell.engines.tables.files.pieces import Piece
from servewell.engines.tables.files.records import Records, Writing
from servewell.engines.tables.files.refusals import FileRefused, Why
from servewell.engines.tables.recipe import NO_QUOTE, FileShape

_HEAD: Final = 64 * 1024
_SAMPLE: Final = 1024 * 1024
_WIDE: Final = ("utf-16", "utf-32")


class Text:
    """Pieces of a text whose encoding and separator are known."""

    def __init__(self, *, path: Path, kind: Kind, shape: FileShape, limits: Limits) -> None:
        self._path = path
        self.kind = kind
        self._limits = limits
        self.member = shape.member
        self._stream: Stream | None = None
        self._check_inside()
        self.encoding = self._stated_or_found(shape.encoding)
        self.separator = self._cuts(shape)
        self.quote = shape.quote
        self.heard = self._begin()

    def open(self) -> Stream:
        return open_stream(path=self._path, kind=self.kind, member=self.member, limits=self._limits)

    def pieces(self) -> Generator[Piece, None, None]:
        with reading(path=self._path), closing(self.open()) as stream:
            self._stream = stream
            lines = Lines(stream=stream, encoding=self.encoding, limits=self._limits)
            yield from self._begin().pieces(lines.chunks())

    def _begin(self) -> Records:
        writing = Writing(separator=self.separator, quote=self.quote)
        self.heard = Records(writing=writing, limits=self._limits)
        return self.heard

    def progress(self) -> float:
        return 0.0 if self._stream is None else self._stream.progress()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()

    def _check_inside(self) -> None:
        if self.kind is not Kind.TEXT:
            with reading(path=self._path), closing(self.open()) as stream:
                head = stream.read(_HEAD)
                if head or stream.broken is None:
                    refuse_archive_inside(head=head, where=self._path.name)
                else:
                    what = f"The file cannot be unpacked: {stream.broken}."
                    raise FileRefused(Why.DAMAGED, what=what, where=self._path.name, mend="Fetch the file again.")

    def _stated_or_found(self, stated: str | None) -> str:
        if stated is not None:
            check_encoding(encoding=stated, where=self._path.name)
        with reading(path=self._path), closing(self.open()) as stream:
            seen = look_at_bytes(stream=stream, at_most=_SAMPLE)
        if stated is None:
            return self._only_if_it_says_so_itself(seen)
        name = codecs.lookup(stated).name
        self._refuse_contradiction(seen, stated, name=name)
        return f"{name}-{seen.byte_order()}" if name in _WIDE and seen.mark is None else stated

    def _only_if_it_says_so_itself(self, seen: Bytes) -> str:
        found = seen.encoding()
        if found == "utf-8" or (found is not None and found == seen.mark):
            return found
        bad = seen.first_bad[0] if seen.first_bad else None
        at = "" if bad is None else f" (line {bad.line}: the bytes {bad.found})"
        proposal = f"It looks like {found}: write encoding: {found}" if found else "Ask who exported it, and write it"
        raise FileRefused(
            Why.WRONG_ENCODING,
            what=f"The file is not written in UTF-8{at}.",
            where=self._path.name,
            mend=f"{proposal} under file in the recipe, or save the file as UTF-8.",
            names=(found,) if found else (),
        )

    def _refuse_contradiction(self, seen: Bytes, stated: str, *, name: str) -> None:
        if seen.mark is not None and not name.startswith(seen.mark):
            truth = seen.mark
        elif name.startswith(_WIDE) and not seen.zeros:
            truth = "utf-8" if not seen.bad_lines else ""
        elif not name.startswith("utf") and is_surely_utf8(seen):
            truth = "utf-8"
        else:
            return
        mend = f"Write encoding: {truth}." if truth else "Leave the encoding out to have one proposed."
        raise FileRefused(
            Why.WRONG_ENCODING,
            what=f"The recipe says {stated}, but the bytes of the file are not written so.",
            where=self._path.name,
            mend=mend,
            names=(truth,) if truth else (),
        )

    def _cuts(self, shape: FileShape) -> str:
        if shape.separator is not None:
            _check_signs(shape, where=self._path.name)
            return shape.separator
        with reading(path=self._path), closing(self.open()) as stream:
            limits = replace(self._limits, chunk_bytes=4 * _HEAD)
            chunks = Lines(stream=stream, encoding=self.encoding, limits=limits).chunks()
            lines = [line for chunk in islice(chunks, 1) for line in chunk.lines]
        return separator_of(lines=lines, quote=shape.quote)


def _check_signs(shape: FileShape, *, where: str) -> None:
    separator, quote = shape.separator or "", shape.quote
    is_one_sign = len(separator) == 1 and separator not in '\0\x1e\r\n"'
    if not is_one_sign or (quote != NO_QUOTE and (len(quote) != 1 or quote == separator)):
        what = f"The separator {separator!r} and the quote {quote!r} cannot cut a row into cells."
        mend = "The separator is one sign, such as , or ; or tab; the quote is another one, or none."
        raise FileRefused(Why.BAD_SEPARATOR, what=what, where=where, mend=mend)
