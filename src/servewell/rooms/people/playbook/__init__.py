"""What this room says in a playbook: units and roles."""

from servewell.rooms.people.playbook.roles import Planned, export, install, plan, read
from servewell.rooms.people.playbook.units import said_unit, unit_in, unit_named, unit_of, units_said

__all__ = [
    "Planned",
    "export",
    "install",
    "plan",
    "read",
    "said_unit",
    "unit_in",
    "unit_named",
    "unit_of",
    "units_said",
]
