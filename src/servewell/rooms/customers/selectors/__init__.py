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
    entries_of,
    living,
)

__all__ = [
    "MayAsk",
    "NoSuchCustomer",
    "Rule",
    "Way",
    "consents_of",
    "contact_of",
    "contacts_of",
    "customer_for",
    "customers",
    "demand",
    "entries_of",
    "living",
    "may_ask",
    "recorded",
    "recorded_from",
    "references_recorded",
    "rule_for",
    "sentence",
    "suppressed",
    "suppressions_of",
]
