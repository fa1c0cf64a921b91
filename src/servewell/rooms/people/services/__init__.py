"""The deeds of this room, by theme."""

from servewell.rooms.people.services.granting import RoleDraft, define_roles, grant
from servewell.rooms.people.services.joining import (
    Newcomer,
    NumberHasOtherSigns,
    NumberIsTaken,
    UnitIsUnknown,
    join,
    speak,
    start_posting,
)
from servewell.rooms.people.services.leaving import leave
from servewell.rooms.people.services.signing_in import (
    CodeDoesNotFit,
    MayDoMore,
    PasswordNeeded,
    PasswordTooSimple,
    PinTooSimple,
    activate,
    admit,
    change_secret,
    give_sign_in,
    print_activation_code,
    refuse_simple,
)
from servewell.rooms.people.services.units import (
    NewUnit,
    ParentIsUnknown,
    TreeChangesLater,
    UnitWouldStandUnderItself,
    add_units,
    move_unit,
)

__all__ = [
    "CodeDoesNotFit",
    "MayDoMore",
    "NewUnit",
    "Newcomer",
    "NumberHasOtherSigns",
    "NumberIsTaken",
    "ParentIsUnknown",
    "PasswordNeeded",
    "PasswordTooSimple",
    "PinTooSimple",
    "RoleDraft",
    "TreeChangesLater",
    "UnitIsUnknown",
    "UnitWouldStandUnderItself",
    "activate",
    "add_units",
    "admit",
    "change_secret",
    "define_roles",
    "give_sign_in",
    "grant",
    "join",
    "leave",
    "move_unit",
    "print_activation_code",
    "refuse_simple",
    "speak",
    "start_posting",
]
