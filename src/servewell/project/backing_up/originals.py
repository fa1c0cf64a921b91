"""The files of a home as they were at one moment, while others go on bringing and forgetting files.

A file lies under the digest of its content and never changes, so a second name (a hard link) keeps it for as long as
the backup takes, and costs nothing.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LINKED: Final = ".backup-"
_kept: Final = re.compile(r"[0-9a-f]{64}")
_arriving: Final = re.compile(r"arriving-[0-9a-f]{32}")


def names(folder: Path) -> set[str]:
    """The keys of all files that were kept for good."""
    if not folder.is_dir():
        return set()
    return {entry.name for entry in os.scandir(folder) if _kept.fullmatch(entry.name)}


def size(folder: Path) -> int:
    """Bytes of all files. One that goes away while it is looked at counts for nothing."""
    return sum(_size(path) for path in folder.iterdir() if path.is_file()) if folder.is_dir() else 0


def is_damaged(name: str, digest: str) -> bool:
    """Whether a file that was kept for good is no longer what was brought."""
    return bool(_kept.fullmatch(name)) and name != digest


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """An empty folder for second names, on the same disk; it goes away with all that a killed backup has left."""
    _sweep(folder)
    place = folder / f"{LINKED}{secrets.token_hex(8)}"
    place.mkdir(mode=0o700, parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def hold(folder: Path, place: Path) -> None:
    """Give every file that is there now a second name in ``place``. What is arriving grows on, so it is copied."""
    for entry in list(os.scandir(folder)):
        try:
            if _kept.fullmatch(entry.name):
                _linked(Path(entry.path), place / entry.name)
            elif _arriving.fullmatch(entry.name):
                shutil.copyfile(entry.path, place / entry.name)
        except FileNotFoundError:
            continue  # forgotten at this very moment: whether it matters, the caller sees


def let_go(place: Path) -> None:
    """Take away all second names."""
    for name in place.iterdir():
        name.unlink()


def _linked(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, place)  # not every file system lets a file have two names


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{LINKED}*"):
        shutil.rmtree(left, ignore_errors=True)
