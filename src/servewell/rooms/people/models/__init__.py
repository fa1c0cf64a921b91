"""The tables of this room, by theme."""

from servewell.rooms.people.models.persons import Person, Posting
from servewell.rooms.people.models.roles import Grant, Role, RolePower
from servewell.rooms.people.models.signing_in import ActivationCode, SignIn
from servewell.rooms.people.models.units import Lineage, Place, Unit

__all__ = [
    "ActivationCode",
    "Grant",
    "Lineage",
    "Person",
    "Place",
    "Posting",
    "Role",
    "RolePower",
    "SignIn",
    "Unit",
]
