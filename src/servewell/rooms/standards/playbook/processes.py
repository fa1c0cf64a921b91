"""Processes in a playbook: ``processes:`` with a code, a name, a stage, the unit, its owner and the standards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from servewell.base.permissions import HOUSE, Actor
from servewell.base.playbook import Names, Part, Step, Vocabulary, entries_of, said_words, state, stated, step
from servewell.base.playbook import written as written_down
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said
from servewell.rooms.standards import selectors, services
from servewell.rooms.standards.models import Process, Served
from servewell.rooms.standards.services import ProcessDraft
from servewell.rooms.standards.terms import LONGEST_CODE, RESERVED_CODES, Stage

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person
    from servewell.rooms.standards.selectors import Registered

NEEDED = ("code", "name", "stage", "standards")


@dataclass(frozen=True)
class ProcessWanted:
    """``unit`` is empty for the whole company. ``owner`` is a staff number, which only a company's own file names."""

    code: str
    name: Words
    stage: Stage
    unit: str
    standards: tuple[str, ...]
    owner: str = ""


@dataclass(frozen=True)
class Written:
    """One process as the file has it."""

    code: str
    draft: ProcessDraft


@dataclass(frozen=True)
class Planned:
    written: Written
    step: Step


def read(*, text: str, file: str, at: datetime) -> list[Written]:
    """Raises PlaybookIsFaulty with everything that is wrong: unknown units, persons and standards included."""
    return [
        Written(wanted.code, _draft(wanted, people.person_by_number(number=wanted.owner) if wanted.owner else None))
        for _part, wanted in entries_of(OWNED_PROCESSES, text=text, file=file, at=at)
    ]


def _draft(wanted: ProcessWanted, owner: "Person | None") -> ProcessDraft:
    unit = unit_named(code=wanted.unit)
    return ProcessDraft(name=wanted.name, stage=wanted.stage, unit=unit, owner=owner, standards=wanted.standards)


def _read(part: Part, names: Names) -> ProcessWanted | None:
    return _wanted(part.all_of(NEEDED, known=("unit",)), part, names)


def _read_owned(part: Part, names: Names) -> ProcessWanted | None:
    entries = part.all_of(NEEDED, known=("unit", "owner"))
    owner = _owner(entries["owner"]) if entries and "owner" in entries else ""
    wanted = _wanted(entries, part, names)
    return replace(wanted, owner=owner) if wanted else None


def _wanted(entries: Mapping[str, Part] | None, part: Part, names: Names) -> ProcessWanted | None:
    if entries is None:
        return None
    code, name = entries["code"].code(longest=LONGEST_CODE, reserved=RESERVED_CODES), entries["name"].words()
    stage = entries["stage"].one_of([each.value for each in Stage], thing="stage")
    unit = unit_in(entries, names, whole=part)
    standards = [names.one_of("standards", each, thing="standard") for each in entries["standards"].items()]
    if not code or name is None or not stage or unit is None:
        return None
    return ProcessWanted(code, name, Stage(stage), unit, tuple(sorted(set(standards))))


def _owner(part: Part) -> str:
    number = part.text()
    if number and people.person_by_number(number=number) is None:
        part.fault(f"nobody has the staff number {number!r}")
    return number


def plan(*, written: Sequence[Written]) -> list[Planned]:
    """What ``install`` would do with each process, in the order of the file."""
    standing = {row.code: row for row in _all()}
    return [Planned(each, _step(each.draft, standing.get(each.code))) for each in written]


def _step(draft: ProcessDraft, row: "Registered | None") -> Step:
    standing = _said(_as_draft(row)) if row else None
    installed = standing if row and row.process.is_from_playbook else None
    return step(wanted=_said(draft), standing=standing, installed=installed)


def _as_draft(row: "Registered") -> ProcessDraft:
    codes = tuple(each.code for each in row.standards)
    return ProcessDraft(name=row.process.name, stage=row.stage, unit=row.unit, owner=row.owner, standards=codes)


def _said(draft: ProcessDraft) -> tuple[object, ...]:
    """In one order: two that say the same are equal."""
    owner = draft.owner.pk if draft.owner else None
    return (dict(draft.name.to_json()), draft.stage, draft.unit.pk, owner, sorted(draft.standards))


@transaction.atomic
def install(
    *, written: Sequence[Written], by: Actor, at: datetime, overwrite: Collection[str] = ()
) -> list[Planned]:  # fmt: skip
    """Add and change what the plan says; what was changed here stays, but for the codes in ``overwrite``.

    Once more, it changes nothing. Raises as ``services.register_process`` and ``change_process``.
    """
    standing = {row.code: row for row in _all()}
    planned = plan(written=written)
    for each in planned:
        code, draft = each.written.code, each.written.draft
        if each.step is Step.ADD:
            services.register_process(draft=draft, code=code, is_from_playbook=True, by=by, at=at)
        elif each.step is Step.CHANGE or (each.step is Step.LOCAL and code in overwrite):
            process = standing[code].process
            services.change_process(process=process, draft=draft, is_from_playbook=True, by=by, at=at)
    return planned


def _all() -> "list[Registered]":
    return selectors.register(viewer=HOUSE)


def export() -> str:
    """What stands, as a file that would install it."""
    return written_down({PROCESSES.name: [{**_say(each), **stated(owner=each.owner)} for each in _processes()]})


def _processes() -> list[ProcessWanted]:
    """Of units that stand today, by code."""
    units = units_said()
    return sorted(
        (
            ProcessWanted(
                row.code,
                row.process.name,
                row.stage,
                units[row.unit.pk],
                tuple(sorted(each.code for each in row.standards)),
                row.owner.number if row.owner else "",
            )
            for row in _all()
            if row.unit.pk in units
        ),
        key=lambda wanted: wanted.code,
    )


def _say(wanted: ProcessWanted) -> Mapping[str, object]:
    return {
        "code": wanted.code,
        "name": said_words(wanted.name),
        "stage": wanted.stage.value,
        **said_unit(wanted.unit),
        "standards": list(wanted.standards),
    }


def _install(*, wanted: Sequence[ProcessWanted], by: Actor, at: datetime) -> None:
    """Whoever answers for a process goes on answering for it."""
    standing = {row.code: row for row in _all()}
    for each in wanted:
        row = standing.get(each.code)
        draft = _draft(each, row.owner if row else None)
        if row is None:
            services.register_process(draft=draft, code=each.code, is_from_playbook=True, by=by, at=at)
        else:
            services.change_process(process=row.process, draft=draft, is_from_playbook=True, by=by, at=at)


PROCESSES = state(
    Vocabulary(
        name="processes",
        title=gettext_noop("Processes"),
        after=("standards", "units"),
        read=_read,
        standing=_processes,
        said=_say,
        install=_install,
        kept_in=(Process, Served),
        refusals=(services.OwnerDoesNotWorkHere, services.ProcessChangedMeanwhile),
    )
)
# a company's own file says who answers for each; no playbook does
OWNED_PROCESSES = replace(PROCESSES, read=_read_owned)
