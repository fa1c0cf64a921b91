"""What both kinds of database have in common when they are copied."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Copy:
    """What a copied database holds: its files by name, and what the manifest says of them."""

    paths: tuple[Path, ...]
    migrations: tuple[str, ...]
    counts: Mapping[str, int]
    columns: Mapping[str, tuple[str, ...]]
    sequences: Mapping[str, int]


class Snapshot(Protocol):
    """One moment of a database."""

    def copied(self, folder: Path, advance: Callable[[float], None]) -> Copy:
        """Copy it into the folder. ``advance`` is told which share is done."""


class Database(Protocol):
    """``kind`` is what Django calls its vendor."""

    kind: str

    def size(self) -> int:
        """Bytes that a copy takes at most."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """One moment of the database, for as long as it is held."""
