"""The questions of this room, by theme."""

from servewell.rooms.customers.selectors.asking import (
    MayAsk,
    Rule,
    Way,
    consents_of,
    may_ask,
    rule_for,
    sentence,
    suppressed,
    suppressions_of,
)
from servewell.rooms.customers.selectors.meeting import Met, met
from servewell.rooms.customers.selectors.recording import (
    contact_of,
    customers,
    recorded,
    recorded_from,
    references_recorded,
)
from servewell.rooms.customers.selectors.seeing import (
    NoSuchCustomer,
    contacts_of,
    customer_for,
    demand,
    demand_whole,
    entries_of,
    living,
)
from servewell.rooms.customers.selectors.telling import (
    NoSuchErasure,
    Told,
    confirmed_by,
    erasure_for,
    erasure_of,
    erasures,
    told,
)

__all__ = [
    "MayAsk",
    "Met",
    "NoSuchCustomer",
    "NoSuchErasure",
    "Rule",
    "Told",
    "Way",
    "confirmed_by",
    "consents_of",
    "contact_of",
    "contacts_of",
    "customer_for",
    "customers",
    "demand",
    "demand_whole",
    "entries_of",
    "erasure_for",
    "erasure_of",
    "erasures",
    "living",
    "may_ask",
    "met",
    "recorded",
    "recorded_from",
    "references_recorded",
    "rule_for",
    "sentence",
    "suppressed",
    "suppressions_of",
    "told",
]
