"""XML in pieces, as it comes out of an archive. A document that defines entities is refused at the first one."""

from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from servewell.engines.tables.files.inflating import Stream
from servewell.engines.tables.files.refusals import FileRefused, Why

_CHUNK = 256 * 1024


class PartIsDamaged(Exception):
    """The XML ends too early or is none."""


class Listener(Protocol):
    """Names come without the prefix of their namespace."""

    def begins(self, name: str, attributes: dict[str, str]) -> None: ...
    def ends(self, name: str) -> None: ...
    def says(self, text: str) -> None: ...


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        self[name] = plain = name.rpartition(":")[2]
        return plain


def tell(*, stream: Stream, listener: Listener, where: str) -> Iterator[None]:
    """Stops after each chunk, so that what was heard can be carried away."""
    parser = expat.ParserCreate()
    names = _Names()
    begins, ends = listener.begins, listener.ends
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse(where)
    parser.StartElementHandler = lambda name, attributes: begins(names[name], attributes)
    parser.EndElementHandler = lambda name: ends(names[name])
    parser.CharacterDataHandler = listener.says
    try:
        while data := stream.read(_CHUNK):
            parser.Parse(data, False)
            yield
        if stream.broken is not None:
            raise PartIsDamaged(stream.broken)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise PartIsDamaged(str(error)) from error
    yield


def _refuse(where: str) -> "_Refuser":
    return _Refuser(where)


class _Refuser:
    def __init__(self, where: str) -> None:
        self._where = where

    def __call__(self, name: str, system: str | None, public: str | None, has_more: bool) -> None:
        raise FileRefused(
            Why.UNSAFE_XML,
            what="The workbook holds definitions (a DTD) that no spreadsheet writes and that can harm who opens it.",
            where=self._where,
            mend="Do not trust this file; ask who made it.",
        )
