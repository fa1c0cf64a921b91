"""The tables of this room, by theme."""

from servewell.rooms.people.models.accounts import Account, Token
from servewell.rooms.people.models.addresses import AddressChange
from servewell.rooms.people.models.apart import KeptApart
from servewell.rooms.people.models.brands import Brand
from servewell.rooms.people.models.intakes import Arrival, Intake, IntakeRow
from servewell.rooms.people.models.leading import Leadership
from servewell.rooms.people.models.own_pages import Credential, Look, TeamLevel
from servewell.rooms.people.models.persons import Person, Posting
from servewell.rooms.people.models.roles import Grant, Role, RolePower
from servewell.rooms.people.models.signing_in import ActivationCode, SignIn
from servewell.rooms.people.models.units import Lineage, Place, Unit
from servewell.rooms.people.models.walking import Walk

__all__ = [
    "Account",
    "ActivationCode",
    "AddressChange",
    "Arrival",
    "Brand",
    "Credential",
    "Grant",
    "Intake",
    "IntakeRow",
    "KeptApart",
    "Leadership",
    "Lineage",
    "Look",
    "Person",
    "Place",
    "Posting",
    "Role",
    "RolePower",
    "SignIn",
    "TeamLevel",
    "Token",
    "Unit",
    "Walk",
]
