"""The tables of this room, by theme."""

from servewell.rooms.customers.models.encounters import Encounter, EncounterBatch
from servewell.rooms.customers.models.persons import Contact, Customer

__all__ = ["Contact", "Customer", "Encounter", "EncounterBatch"]
