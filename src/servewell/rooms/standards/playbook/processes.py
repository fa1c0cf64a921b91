"""Processes in a playbook: ``processes:`` with a code, a name, a stage, the unit, its owner and the standards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import yaml
from django.db import transaction
from django.utils.translation import gettext_noop

from servewell.base.permissions import HOUSE, Actor
from servewell.base.playbook import Names, Part, Sheet, Step, Vocabulary, nearest, said_words, state, step
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.people.playbook import unit_in, unit_named, units_said
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.services import ProcessDraft
from servewell.rooms.standards.terms import LONGEST_CODE, RESERVED_CODES, Stage

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit
    from servewell.rooms.standards.selectors import Registered

NEEDED = ("code", "name", "stage", "unit", "standards")


@dataclass(frozen=True)
class Written:
    """One process as the file has it."""

    code: str
    draft: ProcessDraft


@dataclass(frozen=True)
class Planned:
    written: Written
    step: Step


def read(*, text: str, file: str) -> list[Written]:
    """Raises PlaybookIsFaulty with everything that is wrong: unknown units, persons and standards included."""
    sheet = Sheet(file)
    top = sheet.read(text).entries(needed=("processes",))
    known = _Known()
    found = [_written(part, known) for part in top["processes"].items()] if "processes" in top else []
    sheet.demand_no_faults()
    return [each for each in found if each is not None]


class _Known:
    """What the file may name, asked for once."""

    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.units = {unit.code: unit for unit in people.units_seen(viewer=HOUSE, power=rules.KEEP)}
        self.standards = [standard.code for standard in selectors.standards_in_force()]


def _written(part: Part, known: _Known) -> Written | None:
    entries = part.entries(needed=NEEDED, known=("owner",))
    code = _code(entries["code"], known) if "code" in entries else ""
    name = entries["name"].words() if "name" in entries else None
    stage = _stage(entries["stage"]) if "stage" in entries else None
    unit = _unit(entries["unit"], known) if "unit" in entries else None
    standards = _standards(entries["standards"], known) if "standards" in entries else ()
    owner = _owner(entries["owner"]) if "owner" in entries else None
    if not code or name is None or stage is None or unit is None:
        return None
    return Written(code, ProcessDraft(name=name, stage=stage, unit=unit, owner=owner, standards=standards))


def _code(part: Part, known: _Known) -> str:
    code = part.text()
    fits = code.replace("-", "").isalnum() and code.isascii() and code == code.lower() and len(code) <= LONGEST_CODE
    if code and (not fits or code in RESERVED_CODES):
        part.fault(f"{code!r} is no code: use 1 to {LONGEST_CODE} small letters, digits and hyphens")
    if code in known.codes:
        part.fault(f"the process {code!r} stands in this file twice")
    known.codes.add(code)
    return code


def _stage(part: Part) -> Stage | None:
    written, stages = part.text(), [stage.value for stage in Stage]
    if written and written not in stages:
        part.fault(f"there is no stage {written!r}{nearest(written, stages)}")
    return Stage(written) if written in stages else None


def _unit(part: Part, known: _Known) -> "Unit | None":
    code = part.text()
    if code and code not in known.units:
        part.fault(f"there is no unit {code!r}{nearest(code, list(known.units))}")
    return known.units.get(code)


def _owner(part: Part) -> "Person | None":
    number = part.text()
    person = people.person_by_number(number=number) if number else None
    if number and person is None:
        part.fault(f"nobody has the staff number {number!r}")
    return person


def _standards(part: Part, known: _Known) -> tuple[str, ...]:
    found: list[str] = []
    for each in part.items():
        code = each.text()
        if code and code not in known.standards:
            each.fault(f"no standard that holds has the code {code!r}{nearest(code, known.standards)}")
        elif code in found:
            each.fault(f"the standard {code!r} stands here twice")
        found.append(code)
    return tuple(found)


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
    processes = [
        {
            "code": row.code,
            "name": {row.process.name.source: str(row.process.name.texts[row.process.name.source])}
            | dict(row.process.name.texts),
            "stage": row.stage.value,
            "unit": row.unit.code,
            **({"owner": row.owner.number} if row.owner else {}),
            "standards": [each.code for each in row.standards],
        }
        for row in _all()
    ]
    return str(yaml.safe_dump({"processes": processes}, allow_unicode=True, sort_keys=False, width=120))


@dataclass(frozen=True)
class ProcessWanted:
    """A process without its owner, whom only the company can name; ``unit`` is empty for the whole company."""

    code: str
    name: Words
    stage: Stage
    unit: str
    standards: tuple[str, ...]


def _read_wanted(part: Part, names: Names) -> ProcessWanted | None:
    needed = ("code", "name", "stage", "standards")
    entries = part.entries(needed=needed, known=("unit",))
    if not set(needed) <= set(entries):
        return None
    code, name, stage = entries["code"].code(longest=LONGEST_CODE), entries["name"].words(), _stage(entries["stage"])
    if code in RESERVED_CODES:
        entries["code"].fault(f"{code!r} is an address of its own: use another code")
    unit = unit_in(entries, names, whole=part)
    standards = [names.one_of("standards", each, thing="standard") for each in entries["standards"].items()]
    if not code or name is None or stage is None or unit is None:
        return None
    return ProcessWanted(code, name, stage, unit, tuple(sorted(set(standards))))


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
        **({"unit": wanted.unit} if wanted.unit else {}),
        "standards": list(wanted.standards),
    }


def _install(*, wanted: Sequence[ProcessWanted], by: Actor, at: datetime) -> None:
    """Whoever answers for a process goes on answering for it."""
    standing = {row.code: row for row in _all()}
    for each in wanted:
        row, unit = standing.get(each.code), unit_named(code=each.unit)
        owner = row.owner if row else None
        draft = ProcessDraft(name=each.name, stage=each.stage, unit=unit, owner=owner, standards=each.standards)
        if row is None:
            services.register_process(draft=draft, code=each.code, is_from_playbook=True, by=by, at=at)
        else:
            services.change_process(process=row.process, draft=draft, is_from_playbook=True, by=by, at=at)


PROCESSES = state(
    Vocabulary(
        name="processes",
        title=gettext_noop("Processes"),
        after=("standards", "units"),
        read=_read_wanted,
        standing=_processes,
        said=_say,
        install=_install,
        refusals=(services.OwnerDoesNotWorkHere, services.ProcessChangedMeanwhile),
    )
)
