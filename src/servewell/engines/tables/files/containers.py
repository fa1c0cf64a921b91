"""What a file is, by its first bytes and never by its name, and the way to the bytes of its table."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from servewell.engines.tables.files.inflating import GzipStream, MemberStream, PlainStream, Stream
from servewell.engines.tables.files.limits import Limits
from servewell.engines.tables.files.refusals import FileRefused, Why

_HEAD: Final = 8192
_ENCRYPTED: Final = 0x1
_PACKAGE_OF_A_LOCKED_WORKBOOK: Final = "EncryptedPackage".encode("utf-16-le")
_ARCHIVES: Final = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00")
_OTHERS: Final = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PAR1": "a Parquet file",
    b"SQLite format 3\0": "a database",
    b"{\\rtf": "a text document",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"(\xb5/\xfd": "a zstd archive",
    b"\x7fELF": "a program",
}


class Kind(StrEnum):
    TEXT = "text"
    GZIP = "gzip"
    ZIP = "zip"
    WORKBOOK = "workbook"


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a ZIP or a sheet of a workbook. ``size``: bytes or rows as the file itself says; 0: it does not."""

    name: str
    size: int


def kind_of(*, path: Path) -> Kind:
    with reading(path=path), path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused(Why.EMPTY, what="The file is empty.", where=path.name, mend="Export it again.")
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_or_workbook(path=path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_workbook(path=path)
    refuse_what_is_no_table(head=head, where=path.name)
    return Kind.TEXT


@contextmanager
def reading(*, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unreadable(error, path=path) from error


def _unreadable(error: OSError, *, path: Path) -> FileRefused:
    return FileRefused(
        Why.UNREADABLE,
        what=f"The file cannot be read ({error.strerror or error}).",
        where=path.name,
        mend="Check that it is still there and may be read, then try again.",
    )


def refuse_what_is_no_table(*, head: bytes, where: str) -> None:
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            what = f"This is {name}, not a table."
            raise FileRefused(Why.NOT_A_TABLE, what=what, where=where, mend="Export the table as CSV or XLSX.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"{", b"[{")):
        what = "This is a web page, XML or JSON, not a table, whatever the name of the file ends with."
        raise FileRefused(Why.NOT_A_TABLE, what=what, where=where, mend="Export the table as CSV or XLSX.")


def _old_workbook(*, path: Path) -> FileRefused:
    if _PACKAGE_OF_A_LOCKED_WORKBOOK in path.read_bytes():
        what = "The workbook is protected by a password."
        return FileRefused(Why.PASSWORD, what=what, where=path.name, mend="Save it without a password.")
    what = "This is a workbook of the kind used before 2007 (XLS)."
    return FileRefused(Why.OLD_WORKBOOK, what=what, where=path.name, mend="Open it and save it as XLSX or CSV.")


def open_archive(*, path: Path, limits: Limits) -> zipfile.ZipFile:
    """An archive whose names are harmless."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise _unreadable(error, path=path) from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:  # it seeks where a lie leads
        what = "The archive is damaged or breaks off: its list of contents cannot be read."
        raise FileRefused(Why.DAMAGED, what=what, where=path.name, mend="Fetch the file again.") from error
    try:
        _refuse_tricks(archive=archive, path=path, limits=limits)
    except FileRefused:
        archive.close()
        raise
    return archive


def _refuse_tricks(*, archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    if len(archive.infolist()) > limits.members:
        what = f"The archive holds more than {limits.members} files."
        raise FileRefused(Why.BOMB, what=what, where=path.name, mend="Put the table alone into a ZIP.")
    for member in archive.infolist():
        if is_path_trick(member.orig_filename):
            what = f"The archive holds a name that leads out of it: {member.orig_filename!r}."
            raise FileRefused(
                Why.PATH_TRICK, what=what, where=path.name, mend="Do not trust this file; ask who made it."
            )
        if member.flag_bits & _ENCRYPTED:
            what = f"“{member.filename}” is protected by a password."
            raise FileRefused(Why.PASSWORD, what=what, where=path.name, mend="Pack it again without a password.")


def is_path_trick(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/"))
    return parts.is_absolute() or ".." in parts.parts or "\0" in name or name[1:2] == ":"


def _zip_or_workbook(*, path: Path) -> Kind:
    from_limits = Limits()
    with open_archive(path=path, limits=from_limits) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return Kind.WORKBOOK
    if "xl/workbook.bin" in names or ("mimetype" in names and "content.xml" in names):
        what = "This is a workbook of another kind (XLSB or ODS)."
        raise FileRefused(Why.OTHER_WORKBOOK, what=what, where=path.name, mend="Open it and save it as XLSX or CSV.")
    if "[Content_Types].xml" in names:
        what = "This is a text document or a presentation, not a table."
        raise FileRefused(Why.NOT_A_TABLE, what=what, where=path.name, mend="Export the table as CSV or XLSX.")
    return Kind.ZIP


def members_of(*, archive: zipfile.ZipFile) -> tuple[Part, ...]:
    """Without folders and without what a computer of Apple adds."""
    return tuple(
        Part(name=member.filename, size=member.file_size)
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/") and not _is_hidden(member.filename)
    )


def _is_hidden(name: str) -> bool:
    return PurePosixPath(name).name.startswith(".")


def open_stream(*, path: Path, kind: Kind, member: str | None, limits: Limits) -> Stream:
    """The bytes of the text of a table."""
    with reading(path=path):
        if kind is Kind.ZIP:
            return _open_member(path=path, member=member, limits=limits)
        if kind is Kind.GZIP:
            return GzipStream(path=path, limits=limits)
        return PlainStream(path=path)


def _open_member(*, path: Path, member: str | None, limits: Limits) -> Stream:
    archive = open_archive(path=path, limits=limits)
    try:
        chosen = _chosen_member(archive=archive, path=path, member=member)
        where = f"{path.name}, “{chosen}”"
        stream = MemberStream(archive=archive, member=archive.getinfo(chosen), where=where, limits=limits)
    except NotImplementedError as error:
        archive.close()
        what = "The archive is packed in a way that cannot be read here."
        raise FileRefused(Why.DAMAGED, what=what, where=path.name, mend="Pack it again as an ordinary ZIP.") from error
    except (zipfile.BadZipFile, OSError) as error:
        archive.close()
        what = "The archive is damaged."
        raise FileRefused(Why.DAMAGED, what=what, where=path.name, mend="Fetch the file again.") from error
    except FileRefused:
        archive.close()
        raise
    return stream


def _chosen_member(*, archive: zipfile.ZipFile, path: Path, member: str | None) -> str:
    names = tuple(part.name for part in members_of(archive=archive))
    if not names:
        raise FileRefused(Why.EMPTY, what="The archive holds no file.", where=path.name, mend="Pack it again.")
    if member is None and len(names) > 1:
        what = f"The archive holds several files: {listed(names)}."
        mend = "Name the one to read as file.member."
        raise FileRefused(Why.MEMBER_NOT_NAMED, what=what, where=path.name, mend=mend, names=names)
    if member is not None and member not in names:
        what = f"The archive holds no file “{member}”, but {listed(names)}."
        raise FileRefused(Why.MEMBER_NOT_FOUND, what=what, where=path.name, mend="Name one of these.", names=names)
    return member if member is not None else names[0]


def listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:20])
    return shown if len(names) <= 20 else f"{shown} and {len(names) - 20} more"


def refuse_archive_inside(*, head: bytes, where: str) -> None:
    if head.startswith(_ARCHIVES):
        what = "This is an archive or a workbook inside an archive."
        raise FileRefused(Why.NESTED, what=what, where=where, mend="Unpack it once and bring what is inside.")
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused(Why.EMPTY, what="The file is empty.", where=where, mend="Export it again.")
    refuse_what_is_no_table(head=head, where=where)
