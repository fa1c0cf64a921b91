"""The deeds of this room, by theme."""

from servewell.rooms.people.selectors import WouldGiveMore
from servewell.rooms.people.services.deputising import (
    DeputyOfOneself,
    DoesNotWorkHere,
    LastsLongerThanHeld,
    LentOnly,
    lend,
    take_back,
)
from servewell.rooms.people.services.granting import (
    EndsBeforeItBegins,
    NobodyWouldManage,
    RoleDraft,
    as_installed,
    define_roles,
    end_grant,
    grant,
)
from servewell.rooms.people.services.joining import (
    Newcomer,
    NumberHasOtherSigns,
    NumberIsTaken,
    UnitIsUnknown,
    join,
    speak,
    start_posting,
)
from servewell.rooms.people.services.leading import LeadsThemselves, WouldLeadInARing, lead
from servewell.rooms.people.services.leaving import leave, let_go_whose_time_is_over
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
from servewell.rooms.people.services.staff.columns import ColumnsDoNotFit
from servewell.rooms.people.services.staff.intakes import (
    IntakeIsUnderWay,
    MoreWouldLeave,
    bring_staff,
    drop_intake,
    plan_staff,
    start_intake,
)
from servewell.rooms.people.services.staff.nightly import bring_nightly
from servewell.rooms.people.services.staff.planned import Planned, StaffPlan
from servewell.rooms.people.services.staff.rows import Fault, HeldRow
from servewell.rooms.people.services.staff.taking_in import take_in_staff
from servewell.rooms.people.services.staff.telling import told
from servewell.rooms.people.services.staff.unit_files import UnitPlan, UnitRow, plan_units, take_in_units
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
    "ColumnsDoNotFit",
    "DeputyOfOneself",
    "DoesNotWorkHere",
    "EndsBeforeItBegins",
    "Fault",
    "HeldRow",
    "IntakeIsUnderWay",
    "LastsLongerThanHeld",
    "LeadsThemselves",
    "LentOnly",
    "MayDoMore",
    "MoreWouldLeave",
    "NewUnit",
    "Newcomer",
    "NobodyWouldManage",
    "NumberHasOtherSigns",
    "NumberIsTaken",
    "ParentIsUnknown",
    "PasswordNeeded",
    "PasswordTooSimple",
    "PinTooSimple",
    "Planned",
    "RoleDraft",
    "StaffPlan",
    "TreeChangesLater",
    "UnitIsUnknown",
    "UnitPlan",
    "UnitRow",
    "UnitWouldStandUnderItself",
    "WouldGiveMore",
    "WouldLeadInARing",
    "activate",
    "add_units",
    "admit",
    "as_installed",
    "bring_nightly",
    "bring_staff",
    "change_secret",
    "define_roles",
    "drop_intake",
    "end_grant",
    "give_sign_in",
    "grant",
    "join",
    "lead",
    "leave",
    "lend",
    "let_go_whose_time_is_over",
    "move_unit",
    "plan_staff",
    "plan_units",
    "print_activation_code",
    "refuse_simple",
    "speak",
    "start_intake",
    "start_posting",
    "take_back",
    "take_in_staff",
    "take_in_units",
    "told",
]
