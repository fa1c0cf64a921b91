"""The deeds of this room. Nothing published is ever rewritten: what changes becomes a new version."""

from servewell.rooms.standards.services.chain import (
    PlaceIsACustomer,
    PlaceServesItself,
    PlaceStillServes,
    ServedAlready,
    add_place,
    change_place,
    retire_place,
    serve,
    stop_serving,
)
from servewell.rooms.standards.services.drafting import (
    NewerVersion,
    NoDraft,
    Writing,
    discard_draft,
    publish_draft,
    save_draft,
)
from servewell.rooms.standards.services.messages import (
    YearHasItsMessage,
    YearIsNotNow,
    ask_for_messages,
    publish_message,
)
from servewell.rooms.standards.services.processes import (
    NoSuchStandard,
    OwnerDoesNotWorkHere,
    ProcessChangedMeanwhile,
    ProcessDraft,
    change_process,
    register_process,
    retire_process,
)
from servewell.rooms.standards.services.publishing import (
    AspectDraft,
    StandardDraft,
    StandardIsListedTwice,
    publish,
    revise,
)
from servewell.rooms.standards.services.withdrawing import (
    CompanyKeepsItsPromise,
    NothingToWithdraw,
    retire_standard,
    withdraw_promise,
)
from servewell.rooms.standards.terms import Examples

__all__ = [
    "AspectDraft",
    "CompanyKeepsItsPromise",
    "Examples",
    "NewerVersion",
    "NoDraft",
    "NoSuchStandard",
    "NothingToWithdraw",
    "OwnerDoesNotWorkHere",
    "PlaceIsACustomer",
    "PlaceServesItself",
    "PlaceStillServes",
    "ProcessChangedMeanwhile",
    "ProcessDraft",
    "ServedAlready",
    "StandardDraft",
    "StandardIsListedTwice",
    "Writing",
    "YearHasItsMessage",
    "YearIsNotNow",
    "add_place",
    "ask_for_messages",
    "change_place",
    "change_process",
    "discard_draft",
    "publish",
    "publish_draft",
    "publish_message",
    "register_process",
    "retire_place",
    "retire_process",
    "retire_standard",
    "revise",
    "save_draft",
    "serve",
    "stop_serving",
    "withdraw_promise",
]
