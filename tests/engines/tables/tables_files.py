"""Files as other people make them, made here."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

from servewell.engines.tables import Row, open_table
from servewell.engines.tables.recipe import FileShape


def a_file(folder: Path, content: bytes | str, *, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def a_gzip(folder: Path, content: bytes | str) -> Path:
    return a_file(folder, gzip.compress(content.encode() if isinstance(content, str) else content, mtime=0))


def a_zip(folder: Path, members: dict[str, bytes]) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return a_file(folder, packed.getvalue())


def as_csv(rows: list[list[str]], *, separator: str = ",", line_end: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    dialect = "excel" if line_end == "\r\n" else "unix"  # which quotes all: the writer leaves a lone \r bare
    csv.writer(text, dialect, delimiter=separator, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def rows_of(path: Path, shape: FileShape | None = None) -> list[Row]:
    with open_table(path=path, shape=shape or FileShape()) as table:
        return list(table.rows())


def cells_of(path: Path, shape: FileShape | None = None) -> list[list[str]]:
    return [list(row.cells) for row in rows_of(path, shape)]


def faults_of(path: Path, shape: FileShape | None = None) -> list[tuple[int, int, str, int | None, str]]:
    return [
        (row.number, row.line, row.fault.value, row.column, row.found)
        for row in rows_of(path, shape)
        if row.fault is not None
    ]
