"""What a playbook says, what installing it would do, and what stands as a playbook."""

from servewell.rooms.playbooks.selectors.exporting import export
from servewell.rooms.playbooks.selectors.planning import (
    Difference,
    Plan,
    Planned,
    Shelved,
    installed,
    may_install,
    plan,
)
from servewell.rooms.playbooks.selectors.reading import MANIFEST, Book, Entry, Manifest, read
from servewell.rooms.playbooks.selectors.shelf import (
    FileIsNoPlaybooks,
    NoSuchPlaybook,
    folder,
    shipped,
    shipped_book,
    shipped_manifests,
    texts,
)

__all__ = [
    "MANIFEST",
    "Book",
    "Difference",
    "Entry",
    "FileIsNoPlaybooks",
    "Manifest",
    "NoSuchPlaybook",
    "Plan",
    "Planned",
    "Shelved",
    "export",
    "folder",
    "installed",
    "may_install",
    "plan",
    "read",
    "shipped",
    "shipped_book",
    "shipped_manifests",
    "texts",
]
