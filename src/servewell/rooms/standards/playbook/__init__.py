"""What this room says in a playbook: promises, aspects, standards, messages of the year, and processes."""

from servewell.rooms.standards.playbook.processes import Planned, Written, export, install, plan, read
from servewell.rooms.standards.playbook.promising import ASPECTS, MESSAGES, PROMISES, STANDARDS

__all__ = [
    "ASPECTS", "MESSAGES", "PROMISES", "STANDARDS", "Planned", "Written", "export", "install", "plan", "read",
]  # fmt: skip
