"""What a playbook says, what installing it would do, and what stands as a playbook."""

from servewell.rooms.playbooks.selectors.exporting import OWN_CODE, NothingToWrite, company_playbook, export
from servewell.rooms.playbooks.selectors.packing import packed, unpacked
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
    shipped,
    shipped_book,
    shipped_manifests,
    texts,
    texts_of,
)

__all__ = [
    "MANIFEST",
    "OWN_CODE",
    "Book",
    "Difference",
    "Entry",
    "FileIsNoPlaybooks",
    "Manifest",
    "NoSuchPlaybook",
    "NothingToWrite",
    "Plan",
    "Planned",
    "Shelved",
    "company_playbook",
    "export",
    "installed",
    "may_install",
    "packed",
    "plan",
    "read",
    "shipped",
    "shipped_book",
    "shipped_manifests",
    "texts",
    "texts_of",
    "unpacked",
]
