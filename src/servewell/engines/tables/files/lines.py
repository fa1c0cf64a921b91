"""Bytes become lines. What is not of the encoding is marked, never guessed; what has no end is cut, never swallowed."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from servewell.engines.tables.files.inflating import Stream
from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.refusals import FileRefused, Why

_MARKS: Final = "servewell.marks_undecodable_bytes"
_FIRST_MARK: Final = 0xDC00


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Each byte that cannot be read as a lone surrogate, which no text of any encoding holds."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = max(error.end, error.start + 1)
    return "".join(chr(_FIRST_MARK + byte) for byte in error.object[error.start : end]), end


codecs.register_error(_MARKS, _mark)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines with their ends. ``is_suspect``: some may hold marks or NUL. ``broken``: the last line is torn off."""

    lines: list[str]
    is_suspect: bool = False
    broken: str | None = None


def check_encoding(*, encoding: str, where: str) -> None:
    try:
        "a".encode(encoding)
        codecs.getincrementaldecoder(encoding)
    except (LookupError, UnicodeError) as error:
        what = f"The encoding “{encoding}” is not known."
        mend = "Write one that Python knows, such as utf-8, utf-16, gb18030, big5 or windows-1252."
        raise FileRefused(Why.UNKNOWN_ENCODING, what=what, where=where, mend=mend) from error


class _Decoder:
    """Reads strictly and, only where that fails, once more with marks: whole files cost nothing."""

    def __init__(self, *, encoding: str) -> None:
        name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
        make = codecs.getincrementaldecoder(name)
        self._strict = make("strict")
        # some, such as UTF-7, read half a sign without a word
        self._may_read_halves = not name.startswith("utf-8")
        self._marking = make(_MARKS)

    def decode(self, data: bytes) -> tuple[str, bool]:
        is_last = not data
        before = self._strict.getstate()
        try:
            text = self._strict.decode(data, is_last)
        except UnicodeError:
            self._marking.setstate(before)
            text = self._marking.decode(data, is_last)
            self._strict.setstate(self._marking.getstate())
            return text, True
        return text, "\0" in text or (self._may_read_halves and _holds_halves(text))


def _holds_halves(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


class Lines:
    """Chunks of lines; line ends are \\n, \\r\\n and \\r, also mixed."""

    def __init__(self, *, stream: Stream, encoding: str, limits: Limits) -> None:
        self._stream = stream
        self._decoder = _Decoder(encoding=encoding)
        self._limits = limits
        self._rest = ""
        self._rest_is_suspect = False
        self._skips = False
        self._is_first = True

    def chunks(self) -> Iterator[Chunk]:
        while data := self._stream.read(self._limits.chunk_bytes):
            text, is_suspect = self._decoder.decode(data)
            if self._is_first and text:
                text, self._is_first = text.removeprefix("\ufeff"), False
            if chunk := self._chunk(text=text, is_suspect=is_suspect):
                yield chunk
        yield self._end()

    def _chunk(self, *, text: str, is_suspect: bool) -> Chunk | None:
        whole, rest = _cut(self._rest + self._after_the_skipped(text))
        is_suspect = is_suspect or self._rest_is_suspect
        self._rest, self._rest_is_suspect = rest, is_suspect and bool(rest)
        lines = _split(whole)
        if len(rest) > self._limits.line_characters:
            lines.append(self._cut_line(rest))
        return Chunk(lines=lines, is_suspect=is_suspect) if lines else None

    def _after_the_skipped(self, text: str) -> str:
        """The rest of a line without end is passed over; its place is held by a cell that is too long."""
        if not self._skips:
            return text
        ends = [place for place in (text.find("\n"), text.find("\r")) if place >= 0]
        self._skips = not ends
        return text[min(ends) :].removeprefix("\r").removeprefix("\n") if ends else ""

    def _cut_line(self, line: str) -> str:
        self._rest, self._rest_is_suspect, self._skips = "", False, True
        length = self._limits.cell_characters + 1
        return "".join(filter(str.isalnum, line[: length * 2])).ljust(length, "x") + "\n"

    def _end(self) -> Chunk:
        text, is_suspect = self._decoder.decode(b"")
        lines = _split(self._rest + text)
        is_suspect = is_suspect or self._rest_is_suspect
        if self._stream.broken is not None:
            return Chunk(lines=lines or [""], is_suspect=is_suspect, broken=self._stream.broken)
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += "\n"
        return Chunk(lines=lines, is_suspect=is_suspect)


def _split(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()


def _cut(text: str) -> tuple[str, str]:
    """After the last line end. A \\r at the very end may be half of \\r\\n and waits."""
    place = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
    return text[:place], text[place:]
