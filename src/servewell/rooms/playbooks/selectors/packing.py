"""The folder of a playbook as one file: a zip that is the same for the same files, and what one holds."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from servewell.base.playbook import Fault, PlaybookIsFaulty

# a zip's own first day, so that equal files make equal zips
NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
MOST_FILES: Final = 60
MOST_PACKED: Final = 1_000


def packed(*, files: Mapping[str, str], folder: str) -> bytes:
    """All of them in a folder of that name."""
    found = BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", NO_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            pack.writestr(entry, files[name])
    return found.getvalue()


def unpacked(*, content: bytes, name: str, largest: int) -> dict[str, str]:
    """The YAML files of the one folder, or of none, that the zip has them in.

    Raises PlaybookIsFaulty for what is no zip, is locked, has several folders, or holds more than ``largest`` bytes.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as pack:
            entries = _of_one_folder(pack.infolist(), name)
            if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > largest:
                _refuse(name, f"use at most {MOST_FILES} files of {largest:,} bytes together")
            return {PurePosixPath(each.filename).name: _text(pack, each, largest) for each in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        says = "this is no zip that can be opened: make it again, without a password"
        raise PlaybookIsFaulty([Fault(name, 1, says)]) from fault


def _of_one_folder(entries: Sequence[zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    """What the systems of those who pack put beside it begins with a dot or with underscores."""
    if len(entries) > MOST_PACKED:
        _refuse(name, f"it holds more than {MOST_PACKED:,} files: this is no playbook")
    paths = {PurePosixPath(each.filename): each for each in entries if not each.is_dir()}
    found = {
        path: each
        for path, each in paths.items()
        if path.suffix == ".yaml" and not any(part.startswith((".", "__")) for part in path.parts)
    }
    folders = sorted({str(path.parent) for path in found})
    if len(found) < len([each for each in entries if PurePosixPath(each.filename) in found]):
        _refuse(name, "it holds two files of one name: leave one out")
    if len(folders) > 1:
        _refuse(name, f"its files lie in several folders, {folders[0]} and {folders[1]}: put them into one")
    return [found[path] for path in sorted(found)]


def _text(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, largest: int) -> str:
    """No more is read than the zip says it holds, whatever comes out of it."""
    file = PurePosixPath(entry.filename).name
    with pack.open(entry) as opened:
        content = opened.read(largest + 1)
    if len(content) > largest:
        _refuse(file, f"this file is larger than {largest:,} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise PlaybookIsFaulty([Fault(file, 1, "this is not written in UTF-8: save it so")]) from fault


def _refuse(file: str, says: str) -> None:
    raise PlaybookIsFaulty([Fault(file, 1, says)])
