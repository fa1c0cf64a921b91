"""What a playbook says, what installing it would do, and what stands as a playbook."""

from servewell.rooms.playbooks.selectors.exporting import export
from servewell.rooms.playbooks.selectors.planning import Difference, Plan, Planned, Shelved, installed, plan
from servewell.rooms.playbooks.selectors.reading import MANIFEST, Book, Entry, Manifest, read

__all__ = [
    "MANIFEST",
    "Book",
    "Difference",
    "Entry",
    "Manifest",
    "Plan",
    "Planned",
    "Shelved",
    "export",
    "installed",
    "plan",
    "read",
]
