"""The tables of this room, by theme."""

from servewell.rooms.customers.models.consents import Consent, ContactRule, Suppression
from servewell.rooms.customers.models.encounters import Encounter, EncounterBatch
from servewell.rooms.customers.models.erasures import Correction, Erasure
from servewell.rooms.customers.models.merges import Merge, Proposal
from servewell.rooms.customers.models.persons import Contact, Customer, KnownAt
from servewell.rooms.customers.models.speaking import Spokesperson

__all__ = [
    "Consent",
    "Contact",
    "ContactRule",
    "Correction",
    "Customer",
    "Encounter",
    "EncounterBatch",
    "Erasure",
    "KnownAt",
    "Merge",
    "Proposal",
    "Spokesperson",
    "Suppression",
]
