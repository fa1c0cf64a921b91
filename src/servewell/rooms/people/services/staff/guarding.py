"""What whoever brings a staff file may not do by it: held back with its words, while the rest goes on."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors
from servewell.rooms.people.services.staff.planned import Planned, StaffPlan
from servewell.rooms.people.services.staff.rows import Fault, HeldRow, StaffFile
from servewell.rooms.people.terms import ChangeKind


def guarded(*, plan: StaffPlan, file: StaffFile, by: Actor) -> StaffPlan:
    """Nobody lets go whoever may do more, nor all who manage the company; and such a person's address has to wait."""
    leaving = {_key(each) for each in plan.changes if _leaves(each)}
    refused = refused_to_leave(persons=leaving, on=plan.on, by=by)
    asking = selectors.beyond(actor=by, persons=[_key(each) for each in plan.changes if "email" in each.differs])
    held = [_held(each, refused[_key(each)], file) for each in plan.changes if _leaves(each) and _key(each) in refused]
    stays = [each for each in plan.changes if not (_leaves(each) and _key(each) in refused)]
    return replace(
        plan,
        changes=tuple(replace(each, asks=each.asks or _key(each) in asking) for each in stays),
        held=tuple(sorted((*plan.held, *held), key=lambda each: (each.row, each.number))),
    )


def refused_to_leave(*, persons: AbstractSet[int], on: date, by: Actor) -> Mapping[int, str]:
    """Who (keys) may not be let go by the actor's file, and why."""
    if not persons:
        return {}
    day = max(on, today.now().date())
    stronger = selectors.beyond(actor=by, persons=persons, to_end=True)
    is_empty = selectors.would_manage_no_more(leaving=persons - stronger, on=day)
    last = selectors.managers(on=day) if is_empty else frozenset[int]()
    return dict.fromkeys(last, "last-manager") | dict.fromkeys(stronger, "may-do-more")


def _held(change: Planned, code: str, file: StaffFile) -> HeldRow:
    """``row`` is 0 for somebody who is missing from a file that holds everybody."""
    fault = Fault(code, file.columns.label("number"), change.name)
    written = next((row for row in file.rows if row.row == change.row), None)
    if written is None:
        return HeldRow(0, 0, change.number, (change.number, change.name), (fault,))
    return HeldRow(written.row, written.line, change.number, written.cells, (fault,))


def _leaves(change: Planned) -> bool:
    return change.kind is ChangeKind.LEAVE


def _key(change: Planned) -> int:
    return change.person or 0
