"""The register of processes: each change is a new version, so that it can be read who answered for what when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record, today, versions
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.models import Process, Served, Standard
from servewell.rooms.standards.services.naming import code_for
from servewell.rooms.standards.terms import Stage

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


class NoSuchStandard(Exception):
    """A process is to serve a standard that does not hold; the message says which."""


class OwnerDoesNotWorkHere(Exception):
    """Who answers for a process is somebody who works here."""


class ProcessChangedMeanwhile(Exception):
    """Somebody else changed or retired the process since it was read."""


@dataclass(frozen=True)
class ProcessDraft:
    """``standards`` are codes. Without an owner or standards the process stands in the list of gaps."""

    name: Words
    stage: Stage
    unit: "Unit"
    owner: "Person | None" = None
    standards: tuple[str, ...] = ()


@transaction.atomic
def register_process(
    *, draft: ProcessDraft, code: str = "", is_from_playbook: bool = False, by: Actor, at: datetime
) -> Process:
    """Enter a process of a unit; without a code it gets one from its name.

    Raises NoSuchStandard, OwnerDoesNotWorkHere, ProcessChangedMeanwhile, NotAllowed.
    """
    people.require(actor=by, power=rules.KEEP, unit=draft.unit.pk)
    _refuse_nonsense(draft, at)
    taken = set(Process.objects.values_list("code", flat=True))
    if code and Process.objects.filter(code=code, retired_at__isnull=True).exists():
        raise ProcessChangedMeanwhile(f"{code} stands in the register already: change it instead")

    code = code or code_for(draft.name, taken=taken, otherwise="process")
    process = _next_version(draft, code, by, at, is_from_playbook=is_from_playbook)
    record.write(deed="standards.register_process", thing=process, by=by, at=at)
    return process


@transaction.atomic
def change_process(
    *, process: Process, draft: ProcessDraft, is_from_playbook: bool = False, by: Actor, at: datetime
) -> Process:
    """The next version; the same as before changes nothing. Whoever hands it to another unit needs the power there too.

    Raises NoSuchStandard, OwnerDoesNotWorkHere, ProcessChangedMeanwhile, NotAllowed.
    """
    people.require(actor=by, power=rules.KEEP, unit=process.unit_id)
    people.require(actor=by, power=rules.KEEP, unit=draft.unit.pk)
    if _said(process) == _asked(draft):
        return process
    _refuse_nonsense(draft, at)
    _end(process, at)

    changed = _next_version(draft, process.code, by, at, is_from_playbook=is_from_playbook)
    record.write(deed="standards.change_process", thing=changed, by=by, at=at)
    return changed


@transaction.atomic
def retire_process(*, process: Process, by: Actor, at: datetime) -> None:
    """It stays to be read. Raises ProcessChangedMeanwhile, NotAllowed."""
    people.require(actor=by, power=rules.KEEP, unit=process.unit_id)
    _end(process, at)

    record.write(deed="standards.retire_process", thing=process, by=by, at=at)


def _refuse_nonsense(draft: ProcessDraft, at: datetime) -> None:
    holding = set(Standard.objects.filter(retired_at__isnull=True).values_list("code", flat=True))
    unknown = sorted(set(draft.standards) - holding)
    if unknown:
        raise NoSuchStandard(f"{', '.join(unknown)}: no standard that holds has this code")
    if draft.owner is None:
        return
    posting = people.posting_on(person=draft.owner, on=today.earliest_day(at=at))
    if posting is None:
        raise OwnerDoesNotWorkHere(f"{draft.owner.name} ({draft.owner.number}) does not work here any more")


def _said(process: Process) -> tuple[object, ...]:
    served = sorted(process.served.values_list("standard", flat=True))
    return (process.name, process.stage, process.unit_id, process.owner_id, served)


def _asked(draft: ProcessDraft) -> tuple[object, ...]:
    owner = draft.owner.pk if draft.owner else None
    return (draft.name, draft.stage.value, draft.unit.pk, owner, sorted(set(draft.standards)))


def _end(process: Process, at: datetime) -> None:
    if not Process.objects.filter(pk=process.pk, retired_at__isnull=True).update(retired_at=at):
        raise ProcessChangedMeanwhile(f"{process.code} was changed or retired meanwhile: read it again")
    process.retired_at = at


def _next_version(draft: ProcessDraft, code: str, by: Actor, at: datetime, *, is_from_playbook: bool) -> Process:
    number = versions.next_number(Process.objects.filter(code=code))
    with versions.written_once(Process.objects.filter(code=code, version=number)):
        process = Process.objects.create(
            code=code, version=number, name=draft.name, stage=draft.stage.value, unit=draft.unit, owner=draft.owner,
            is_from_playbook=is_from_playbook, changed_by=by.actor_key, changed_at=at,
        )  # fmt: skip
    _serve(process, draft.standards)
    return process


def _serve(process: Process, standards: Iterable[str]) -> None:
    Served.objects.bulk_create(Served(process=process, standard=code) for code in sorted(set(standards)))
