"""The playbooks that are shipped, and what a folder holds as one."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from servewell.rooms.playbooks.selectors.packing import unpacked
from servewell.rooms.playbooks.selectors.reading import MANIFEST, Book, Manifest, manifest_in, read

LIBRARY: Final = Path(str(files("servewell") / "library"))
LARGEST: Final = 20_000_000


class NoSuchPlaybook(Exception):
    """It is no folder, and no playbook of that name is shipped."""


class FileIsNoPlaybooks(Exception):
    """A file is too large, or not written in UTF-8; the message says which."""


def shipped() -> list[str]:
    """The codes of the playbooks in the library, each the name of its folder."""
    return sorted(path.parent.name for path in LIBRARY.glob(f"*/{MANIFEST}"))


def shipped_manifests() -> list[Manifest]:
    """What each of them says it is, by code."""
    return [manifest_in(text=(LIBRARY / code / MANIFEST).read_text(encoding="utf-8")) for code in shipped()]


def shipped_book(*, code: str, at: datetime) -> Book:
    """Raises NoSuchPlaybook, and PlaybookIsFaulty where it cannot be installed here yet."""
    if code not in shipped():
        raise NoSuchPlaybook(f"no playbook of the name {code!r} is shipped")
    return read(files=texts(folder=LIBRARY / code), at=at)


def texts_of(*, named: str) -> dict[str, str]:
    """What the folder or zip of that path holds, or the shipped playbook of that name.

    Raises NoSuchPlaybook, FileIsNoPlaybooks, PlaybookIsFaulty.
    """
    path = Path(named)
    if path.is_dir():
        return texts(folder=path)
    if path.suffix == ".zip" and path.is_file():
        if path.stat().st_size > LARGEST:
            raise FileIsNoPlaybooks(f"{path.name} is larger than {LARGEST:,} bytes: this is no playbook.")
        return unpacked(content=path.read_bytes(), name=path.name, largest=LARGEST)
    if named not in shipped():
        raise NoSuchPlaybook(f"{named!r} is no folder and no zip, and no playbook of that name is shipped")
    return texts(folder=LIBRARY / named)


def texts(*, folder: Path) -> dict[str, str]:
    """The YAML files right in a folder, by name. Raises FileIsNoPlaybooks."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.stat().st_size > LARGEST:
            raise FileIsNoPlaybooks(f"{path.name} is larger than {LARGEST:,} bytes: this is no playbook's file.")
        try:
            found[path.name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as fault:
            raise FileIsNoPlaybooks(f"{path.name} is not written in UTF-8: save it so, then try again.") from fault
    return found
