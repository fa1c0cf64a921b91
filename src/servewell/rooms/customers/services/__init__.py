"""The deeds of this room, by theme."""

from servewell.rooms.customers.services.consenting import (
    CustomerIsErased,
    LiftedAlready,
    PurposeIsUnknown,
    ReasonIsMissing,
    RuleHasNoWay,
    WayIsUnknown,
    Wording,
    WordingIsMissing,
    give_consent,
    lift,
    opt_out,
    set_contact_rule,
    suppress,
    withdraw_consent,
)
from servewell.rooms.customers.services.correcting import (
    ContactIsAnothers,
    LanguageIsUnknown,
    NameDoesNotFit,
    correct,
    correct_contact,
)
from servewell.rooms.customers.services.encountering import (
    FileEncounter,
    KindIsUnknown,
    NewEncounter,
    record_encounters,
    record_in_bulk,
    show_batch,
    withdraw_batch,
)
from servewell.rooms.customers.services.erasing import NoSuchReason, NotConfirmed, erase, erase_for_host
from servewell.rooms.customers.services.knowing import know_at
from servewell.rooms.customers.services.merging import OnePersonAlready, UndoneAlready, accept, merge, undo_merge
from servewell.rooms.customers.services.proposing import ProposalIsSettled, look_for_proposals, propose, reject
from servewell.rooms.customers.services.recognising import (
    LeftContact,
    is_contact,
    recognise,
    recognise_many,
)
from servewell.rooms.customers.terms import NotAContact

__all__ = [
    "ContactIsAnothers",
    "CustomerIsErased",
    "FileEncounter",
    "KindIsUnknown",
    "LanguageIsUnknown",
    "LeftContact",
    "LiftedAlready",
    "NameDoesNotFit",
    "NewEncounter",
    "NoSuchReason",
    "NotAContact",
    "NotConfirmed",
    "OnePersonAlready",
    "ProposalIsSettled",
    "PurposeIsUnknown",
    "ReasonIsMissing",
    "RuleHasNoWay",
    "UndoneAlready",
    "WayIsUnknown",
    "Wording",
    "WordingIsMissing",
    "accept",
    "correct",
    "correct_contact",
    "erase",
    "erase_for_host",
    "give_consent",
    "is_contact",
    "know_at",
    "lift",
    "look_for_proposals",
    "merge",
    "opt_out",
    "propose",
    "recognise",
    "recognise_many",
    "record_encounters",
    "record_in_bulk",
    "reject",
    "set_contact_rule",
    "show_batch",
    "suppress",
    "undo_merge",
    "withdraw_batch",
    "withdraw_consent",
]
