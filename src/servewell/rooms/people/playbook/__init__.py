"""What this room says in a playbook: units and roles."""

from servewell.rooms.people.playbook.roles import Planned, export, install, plan, read
from servewell.rooms.people.playbook.units import unit_in, unit_named, units_said

__all__ = ["Planned", "export", "install", "plan", "read", "unit_in", "unit_named", "units_said"]
