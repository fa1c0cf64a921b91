"""The register of processes, and what is missing from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.base.words import Words, active_language, collation_key
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.models import Process, Served, Standard
from servewell.rooms.standards.selectors.promised import standards_in_force
from servewell.rooms.standards.terms import Gap, Stage

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

_stages = list(Stage)


class NoSuchProcess(Exception):
    """No process in the register has that code, or the viewer may not know it."""


@dataclass(frozen=True)
class Registered:
    """A process as it stands. ``standards`` are those it serves that hold, in the order of the promise."""

    process: Process
    code: str
    stage: Stage
    unit: "Unit"
    owner: "Person | None"
    standards: tuple[Standard, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Unserved:
    """What nobody's process serves, and which stages have no process at all."""

    standards: tuple[Standard, ...]
    stages: tuple[Stage, ...]


def register(*, viewer: Actor) -> list[Registered]:
    """The processes of the units that the viewer keeps: product development first, within a stage by name.

    Four queries, however many there are.
    """
    seen = people.units_with(viewer=viewer, power=rules.KEEP).values("unit")
    found = _standing().filter(unit__in=seen)
    return _rows_of(found)


def _rows_of(processes: Iterable[Process], holding: Sequence[Standard] | None = None) -> list[Registered]:
    listed = list(processes)
    holding = standards_in_force() if holding is None else holding
    owners = [each.owner_id for each in listed if each.owner_id is not None]
    gone = people.gone(persons=owners) if owners else frozenset()
    rows = [_registered(each, holding, gone) for each in listed]
    language = active_language()
    return sorted(
        rows, key=lambda row: (_stages.index(row.stage), collation_key(str(row.process.name), language), row.code)
    )


def _standing() -> QuerySet[Process]:
    served = Prefetch("served", queryset=Served.objects.order_by("standard"))
    return Process.objects.filter(retired_at__isnull=True).select_related("unit", "owner").prefetch_related(served)


def _registered(process: Process, holding: Sequence[Standard], gone: frozenset[int]) -> Registered:
    codes = {each.standard for each in process.served.all()}
    standards = tuple(each for each in holding if each.code in codes)
    gaps = []
    if process.owner is None:
        gaps.append(Gap.NO_OWNER)
    elif process.owner.pk in gone:
        gaps.append(Gap.OWNER_LEFT)
    if not standards:
        gaps.append(Gap.NO_STANDARDS)
    return Registered(
        process=process, code=process.code, stage=Stage(process.stage), unit=process.unit, owner=process.owner,
        standards=standards, gaps=tuple(gaps),
    )  # fmt: skip


@dataclass(frozen=True)
class Book:
    """The processes of some units, and the standards that hold and that none of all processes serves."""

    rows: tuple[Registered, ...]
    unserved: tuple[Standard, ...]
    standards: int


def book(*, viewer: Actor, units: Iterable[int]) -> Book:
    """The register for whoever answers for these units (keys). Four queries. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house reads the whole register")
    asked = set(units)
    holding = standards_in_force()
    rows = _rows_of(_standing(), holding)
    served = {each.code for row in rows for each in row.standards}
    return Book(
        rows=tuple(row for row in rows if row.unit.pk in asked),
        unserved=tuple(each for each in holding if each.code not in served),
        standards=len(holding),
    )


def unserved() -> Unserved:
    """Of the whole company: standards that hold and that no process serves, and stages without a process."""
    standing = Process.objects.filter(retired_at__isnull=True)
    served = set(Served.objects.filter(process__in=standing.values("pk")).values_list("standard", flat=True))
    stages = set(standing.values_list("stage", flat=True))
    return Unserved(
        standards=tuple(each for each in standards_in_force() if each.code not in served),
        stages=tuple(each for each in Stage if each.value not in stages),
    )


def processes_serving() -> dict[str, list[Process]]:
    """By the code of a standard, the processes that serve it, by code. Names of processes only, for everyone."""
    standing = Process.objects.filter(retired_at__isnull=True)
    found: dict[str, list[Process]] = {}
    for served in Served.objects.filter(process__in=standing.values("pk")).select_related("process__unit"):
        found.setdefault(served.standard, []).append(served.process)
    return {code: sorted(processes, key=lambda each: each.code) for code, processes in found.items()}


def processes_named() -> dict[str, Words]:
    """The name of every process in the register, by its code: names only, for everyone."""
    return dict(Process.objects.filter(retired_at__isnull=True).order_by("code").values_list("code", "name"))


def process_for(*, viewer: Actor, code: str) -> Registered:
    """Raises NoSuchProcess alike for one that is not there and one the viewer may not know."""
    seen = people.units_with(viewer=viewer, power=rules.KEEP).values("unit")
    found = _rows_of(_standing().filter(code=code, unit__in=seen))
    if not found:
        raise NoSuchProcess(code)
    return found[0]


def history_of_process(*, process: Process) -> list[Process]:
    """Its versions, the newest first."""
    versions = Process.objects.filter(code=process.code).select_related("unit", "owner").prefetch_related("served")
    return list(versions.order_by("-version"))
