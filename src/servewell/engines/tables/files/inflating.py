"""Bytes out of a file, a gzip or a member of a ZIP, counted as they come out."""

import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, NoReturn, Protocol

from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.refusals import FileRefused, Why

_PACKED = 64 * 1024
_GZIP = 31


class Stream(Protocol):
    """``read`` gives no more than asked and nothing at the end. ``broken``: the end came too early, and why."""

    broken: str | None

    def read(self, size: int) -> bytes: ...
    def progress(self) -> float: ...
    def close(self) -> None: ...


class Inflated:
    """Counts what has come out of an archive against what went in."""

    def __init__(self, *, where: str, limits: Limits) -> None:
        self._where = where
        self._limits = limits
        self._bytes = 0

    def count(self, *, came_out: int, went_in: int) -> None:
        self._bytes += came_out
        most, times = self._limits.inflated_bytes, self._limits.inflated_ratio
        if self._bytes > most:
            self._refuse(f"It unpacks to more than {most >> 20} MiB.")
        if self._bytes > max(self._limits.ratio_counts_from, went_in * times):
            self._refuse(f"It unpacks to more than {times} times its size, far more than a table does.")

    def _refuse(self, what: str) -> NoReturn:
        mend = "Unpack it yourself, look at what it holds, and bring the table in parts."
        raise FileRefused(Why.BOMB, what=what, where=self._where, mend=mend)


class PlainStream:
    def __init__(self, *, path: Path) -> None:
        self.broken: str | None = None
        self._size = path.stat().st_size
        self._file: BinaryIO = path.open("rb")
        self._given = 0

    def read(self, size: int) -> bytes:
        given = self._file.read(size)
        self._given += len(given)
        return given

    def progress(self) -> float:
        return share(self._given, self._size)

    def close(self) -> None:
        self._file.close()


class GzipStream:
    """Python's own gzip module throws away what it had when a file breaks off; here all that came before is given."""

    def __init__(self, *, path: Path, limits: Limits) -> None:
        self.broken: str | None = None
        self._size = path.stat().st_size
        self._file: BinaryIO = path.open("rb")
        self._inflated = Inflated(where=path.name, limits=limits)
        self._inflater = zlib.decompressobj(_GZIP)
        self._packed = b""
        self._went_in = 0
        self._is_over = False

    def read(self, size: int) -> bytes:
        given = bytearray()
        while len(given) < size and not self._is_over:
            piece = self._inflate(min(size - len(given), _PACKED))
            self._inflated.count(came_out=len(piece), went_in=self._went_in)
            given += piece
        return bytes(given)

    def _inflate(self, size: int) -> bytes:
        self._packed = self._packed or self._more()
        if not self._packed:
            return self._break_off("it ends in the middle")
        try:
            piece = self._inflater.decompress(self._packed, size)
        except zlib.error:
            return self._break_off("its content is damaged")
        self._packed = self._inflater.unconsumed_tail
        if self._inflater.eof:
            self._next_part()
        return piece

    def _next_part(self) -> None:
        """A gzip may be several, one after the other; zeros behind the last one are padding."""
        self._packed = (self._inflater.unused_data or self._more()).lstrip(b"\0")
        self._is_over = not self._packed
        self._inflater = zlib.decompressobj(_GZIP)

    def _more(self) -> bytes:
        packed = self._file.read(_PACKED)
        self._went_in += len(packed)
        return packed

    def _break_off(self, why: str) -> bytes:
        self.broken = why
        self._is_over = True
        return b""

    def progress(self) -> float:
        return share(self._went_in, self._size)

    def close(self) -> None:
        self._file.close()


class MemberStream:
    """One member of a ZIP. What it says of its own size is never believed."""

    def __init__(self, *, archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str, limits: Limits) -> None:
        self.broken: str | None = None
        self._archive = archive
        self._packed_size = member.compress_size
        self._inflated = Inflated(where=where, limits=limits)
        self._file = archive.open(member)
        self._given = 0
        self._stated = member.file_size

    def read(self, size: int) -> bytes:
        given = bytearray()
        while len(given) < size and (piece := self._piece(min(size - len(given), _PACKED))):
            self._inflated.count(came_out=len(piece), went_in=self._packed_size)
            given += piece
        self._given += len(given)
        return bytes(given)

    def _piece(self, size: int) -> bytes:
        try:
            return self._file.read(size) if self.broken is None else b""
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):  # a lie about its place is an OSError
            self.broken = "its content is damaged"
            return b""

    def progress(self) -> float:
        return share(self._given, self._stated)

    def close(self) -> None:
        self._file.close()
        self._archive.close()


def share(part: int, whole: int) -> float:
    return min(part / whole, 1.0) if whole else 1.0
