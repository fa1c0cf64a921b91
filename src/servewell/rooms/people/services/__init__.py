"""The deeds of this room, by theme."""

from servewell.rooms.people.services.granting import RoleDraft, define_roles, grant
from servewell.rooms.people.services.joining import Newcomer, NumberIsTaken, UnitIsUnknown, join, start_posting
from servewell.rooms.people.services.units import (
    NewUnit,
    ParentIsUnknown,
    UnitWouldStandUnderItself,
    add_units,
    move_unit,
)

__all__ = [
    "NewUnit",
    "Newcomer",
    "NumberIsTaken",
    "ParentIsUnknown",
    "RoleDraft",
    "UnitIsUnknown",
    "UnitWouldStandUnderItself",
    "add_units",
    "define_roles",
    "grant",
    "join",
    "move_unit",
    "start_posting",
]
