"""What this room says in a playbook: promises, aspects, standards, messages, chapters, processes, the service chain."""

from servewell.rooms.standards.playbook.chain import PLACES, SERVICES
from servewell.rooms.standards.playbook.handbook import CHAPTERS
from servewell.rooms.standards.playbook.processes import Planned, Written, export, install, plan, read
from servewell.rooms.standards.playbook.promising import ASPECTS, MESSAGES, PROMISES, STANDARDS

__all__ = [
    "ASPECTS",
    "CHAPTERS",
    "MESSAGES",
    "PLACES",
    "PROMISES",
    "SERVICES",
    "STANDARDS",
    "Planned",
    "Written",
    "export",
    "install",
    "plan",
    "read",
]
