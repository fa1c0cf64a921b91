"""A staff file is brought and shown; somebody starts it or drops it; no crowd leaves unasked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from servewell.base import bulk, files, jobs, record
from servewell.base.permissions import Actor
from servewell.base.words import ReadableJSON
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.models import Intake, IntakeRow, Unit
from servewell.rooms.people.services.staff.guarding import guarded
from servewell.rooms.people.services.staff.planned import Planned, StaffPlan
from servewell.rooms.people.services.staff.planning import plan_of
from servewell.rooms.people.services.staff.rows import DATES, HeldRow, read_staff
from servewell.rooms.people.services.staff.standing import standing
from servewell.rooms.people.terms import IntakeState

AT_ONCE: Final = 500
_COLUMNS: Final = ("intake_id", "kind", "row", "number", "name", "detail")
_written = ReadableJSON().encode


class MoreWouldLeave(Exception):
    """The file would let go more of the staff than may leave without somebody saying so."""

    def __init__(self, *, leavers: int, of: int) -> None:
        self.leavers, self.of = leavers, of
        super().__init__(f"{leavers} of {of} people would leave by this file")


class IntakeIsUnderWay(Exception):
    """The file is being taken in, was, or was dropped."""


def plan_staff(
    *, path: Path, unit: Unit, on: date, is_whole: bool, by: Actor,
    named: Mapping[str, str] | None = None, dates: str = DATES, brought_by: Actor | None = None,
) -> StaffPlan:  # fmt: skip
    """What the file would change; nothing is stored.

    Where somebody else brought it, it does what either of them may do: whoever starts a file does what was shown.
    Raises FileRefused, ColumnsDoNotFit, FormatIsUnknown, NotAllowed.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    file = read_staff(path=path, named=named or {}, dates=dates)
    plan = plan_of(file=file, standing=standing(scope=unit.pk, on=on), is_whole=is_whole)
    for each in dict.fromkeys((brought_by or by, by)):
        plan = guarded(plan=plan, file=file, by=each)
    return plan


def bring_staff(
    *, path: Path, name: str, unit: Unit, on: date, is_whole: bool, by: Actor, at: datetime,
    named: Mapping[str, str] | None = None, dates: str = DATES,
) -> tuple[Intake, StaffPlan]:  # fmt: skip
    """Keep the file and what it would change. Raises as ``plan_staff`` does, and NoRoomLeft."""
    plan = plan_staff(path=path, unit=unit, on=on, is_whole=is_whole, by=by, named=named, dates=dates)
    stored = files.keep(path)
    intake = Intake(
        name=Path(name).name.replace("\0", "")[:200] or "staff.csv", file=stored.key, digest=stored.digest, unit=unit,
        on=on, is_whole=is_whole, named=dict(named or {}), dates=dates, brought_by=by.actor_key, brought_at=at,
        moved_at=at,
    )  # fmt: skip
    with transaction.atomic():
        intake.save()
        record.write(deed="people.bring_staff", thing=intake, by=by, at=at, detail={"digest": stored.digest})
    keep_plan(intake, plan, at=at)
    return intake, plan


def keep_plan(intake: Intake, plan: StaffPlan, *, at: datetime) -> None:
    """Batch by batch, so that nobody waits; the counts come last and say that all rows are there."""
    while keys := list(IntakeRow.objects.filter(intake=intake).values_list("pk", flat=True)[:AT_ONCE]):
        IntakeRow.objects.filter(pk__in=keys).delete()
    rows = [*(_held(intake, each) for each in plan.held), *(_change(intake, each) for each in plan.changes)]
    for start in range(0, len(rows), AT_ONCE):
        with transaction.atomic():
            bulk.write(IntakeRow, _COLUMNS, rows[start : start + AT_ONCE])
    intake.counts = dict(plan.counts())
    intake.state = IntakeState.ASKING.value if asks_first(plan.leavers, plan.of) else IntakeState.PLANNED.value
    intake.moved_at = at
    intake.save(update_fields=["counts", "state", "moved_at"])


def asks_first(leavers: int, of: int) -> bool:
    return leavers * 100 > of * int(settings.PEOPLE_MAY_LEAVE_PERCENT)


@transaction.atomic
def start_intake(
    *, intake: Intake, by: Actor, at: datetime, may_leave: int | None = None, in_worker: bool = True
) -> Intake:
    """Do what was shown. ``may_leave`` is how many the person says may leave, where they were asked.

    Raises MoreWouldLeave, IntakeIsUnderWay, NotAllowed.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=intake.unit_id)
    leavers, of = intake.counts.get("leave", 0), intake.counts.get("of", 0)
    if asks_first(leavers, of) and may_leave != leavers:
        raise MoreWouldLeave(leavers=leavers, of=of)
    waiting = Intake.objects.filter(pk=intake.pk, state__in=[IntakeState.PLANNED.value, IntakeState.ASKING.value])
    going = {"state": IntakeState.GOING.value, "confirmed_by": by.actor_key, "may_leave": leavers, "moved_at": at}
    if not waiting.update(**going):
        raise IntakeIsUnderWay(f"{intake.name} is being taken in, was, or was dropped: bring it again")
    for field, value in going.items():
        setattr(intake, field, value)
    record.write(deed="people.start_intake", thing=intake, by=by, at=at, detail={"may_leave": leavers})
    if in_worker:
        jobs.enqueue(function=terms.TAKES_IN_STAFF, key=intake.pk)
    return intake


@transaction.atomic
def drop_intake(*, intake: Intake, by: Actor, at: datetime) -> Intake:
    """Nothing of the file is done. Raises IntakeIsUnderWay, NotAllowed."""
    selectors.require(actor=by, power=rules.MANAGE, unit=intake.unit_id)
    waiting = Intake.objects.filter(pk=intake.pk, state__in=[IntakeState.PLANNED.value, IntakeState.ASKING.value])
    if not waiting.update(state=IntakeState.DROPPED.value, moved_at=at):
        raise IntakeIsUnderWay(f"{intake.name} is being taken in, or was")
    intake.state = IntakeState.DROPPED.value
    record.write(deed="people.drop_intake", thing=intake, by=by, at=at)
    return intake


def _held(intake: Intake, held: HeldRow) -> tuple[bulk.Value, ...]:
    detail = {
        "line": held.line,
        "cells": list(held.cells),
        "faults": [[each.code, each.column, each.found, each.other] for each in held.faults],
    }
    name = " · ".join(each for each in held.cells if each)[:200]
    return (intake.pk, terms.ChangeKind.HELD.value, held.row, held.number[:200], name, _written(detail))


def _change(intake: Intake, change: Planned) -> tuple[bulk.Value, ...]:
    begun: Iterable[str] = (each.unit for each in change.begins)
    detail = {
        "differs": list(change.differs),
        "asks": change.asks,
        "was_at": change.was_at,
        "begins": [[each.unit, each.job, str(each.from_on), str(each.until_on)] for each in change.begins],
        "ends": [str(day) for _, day in change.ends],
        "leader": change.leader,
        "waits_for": change.waits_for,
        "on": str(change.on),
        "units": sorted(begun),
    }
    return (intake.pk, change.kind.value, change.row, change.number, change.name, _written(detail))
