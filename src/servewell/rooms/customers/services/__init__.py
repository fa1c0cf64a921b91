"""The deeds of this room: recognise a customer, record encounters."""

from servewell.rooms.customers.services.encountering import (
    FileEncounter,
    KindIsUnknown,
    NewEncounter,
    record_encounters,
    record_in_bulk,
    show_batch,
    withdraw_batch,
)
from servewell.rooms.customers.services.recognising import (
    LeftContact,
    NotAContact,
    is_contact,
    recognise,
    recognise_many,
)

__all__ = [
    "FileEncounter",
    "KindIsUnknown",
    "LeftContact",
    "NewEncounter",
    "NotAContact",
    "is_contact",
    "recognise",
    "recognise_many",
    "record_encounters",
    "record_in_bulk",
    "show_batch",
    "withdraw_batch",
]
