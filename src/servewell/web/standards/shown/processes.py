"""The register of processes: what stands in it, what is missing, and one process with its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import today
from servewell.base.words import CODES
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.selectors import Registered, Unserved
from servewell.rooms.standards.terms import Gap, Stage
from servewell.web.kit.components import Chip, Crumb, Empty, LedgerEntry, Link
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day
from servewell.web.standards.forms import ProcessForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from servewell.rooms.people.models import Person
    from servewell.rooms.standards.models import Process


@dataclass(frozen=True)
class ProcessRow:
    name: str
    url: str
    unit: str
    owner: str
    standards: Sequence[str]
    chips: Sequence[Chip]


@dataclass(frozen=True)
class StageShown:
    name: str
    rows: Sequence[ProcessRow]


@dataclass(frozen=True)
class RegisterPage:
    title: str
    stages: Sequence[StageShown]
    gaps: Sequence[str]
    unserved: Sequence[str]
    new_url: str
    csv_url: str
    empty: Empty | None


@dataclass(frozen=True)
class ProcessPage:
    title: str
    crumbs: Sequence[Crumb]
    form: ProcessForm
    chips: Sequence[Chip]
    owner: str
    history: Sequence[LedgerEntry]
    retire: Link | None


def stage_name(stage: Stage) -> str:
    return {
        Stage.PRODUCT: _("Product development"),
        Stage.SERVING: _("Serving customers"),
        Stage.ANSWERING: _("Answering customers"),
        Stage.PEOPLE: _("Hiring, training and caring for people"),
        Stage.SUPPORT: _("Everything that supports them"),
    }[stage]


def gap_chip(gap: Gap) -> Chip:
    return {
        Gap.NO_OWNER: Chip(_("nobody answers for it"), "needs"),
        Gap.OWNER_LEFT: Chip(_("its owner has left"), "needs"),
        Gap.NO_STANDARDS: Chip(_("serves no standard"), "needs"),
    }[gap]


def register_page(rows: Sequence[Registered], missing: Unserved) -> RegisterPage:
    return RegisterPage(
        title=_title(rows),
        stages=[
            StageShown(stage_name(stage), [_row(row) for row in rows if row.stage is stage])
            for stage in Stage
            if any(row.stage is stage for row in rows)
        ],
        gaps=[_without_process(stage) for stage in missing.stages],
        unserved=[str(each.text) for each in missing.standards],
        new_url=reverse("standards:new_process"),
        csv_url=reverse("standards:processes_csv"),
        empty=None if rows else Empty(
            says=_("No process stands in the register yet."),
            detail=_("Begin with the one by which you make what customers buy."),
            icon="standards",
        ),
    )  # fmt: skip


def _without_process(stage: Stage) -> str:
    return _("No process is registered under “%(stage)s”.") % {"stage": stage_name(stage)}


def _title(rows: Sequence[Registered]) -> str:
    if not rows:
        return _("The register of processes is empty")
    with_gaps = sum(bool(row.gaps) for row in rows)
    if not with_gaps:
        return ngettext(
            "%(count)s process, with an owner and the standards that it serves",
            "%(count)s processes, each with an owner and the standards that it serves",
            len(rows),
        ) % {"count": number(len(rows))}
    return ngettext(
        "%(gaps)s of %(count)s process has a gap", "%(gaps)s of %(count)s processes have a gap", len(rows)
    ) % {"gaps": number(with_gaps), "count": number(len(rows))}


def _row(row: Registered) -> ProcessRow:
    return ProcessRow(
        name=str(row.process.name),
        url=reverse("standards:process", kwargs={"code": row.code}),
        unit=str(row.unit.name),
        owner=row.owner.name if row.owner else "",
        standards=[str(each.text) for each in row.standards],
        chips=[gap_chip(gap) for gap in row.gaps],
    )


def register_as_csv(rows: Sequence[Registered]) -> Iterator[str]:
    """One line for each process, its name in every language; no cell becomes a formula."""
    heads = ["code", "stage", *(f"name {code}" for code in CODES), "unit", "owner number", "owner", "standards", "gaps"]
    yield "\ufeff" + tables.sheet_line(heads)
    for row in rows:
        names = [row.process.name.texts.get(code, "") for code in CODES]
        owner = [row.owner.number, row.owner.name] if row.owner else ["", ""]
        codes = " ".join(each.code for each in row.standards)
        gaps = " ".join(gap.value for gap in row.gaps)
        yield tables.sheet_line([row.code, row.stage.value, *names, row.unit.code, *owner, codes, gaps])


def process_page(row: Registered | None, *, reader: "Person", form: ProcessForm | None = None) -> ProcessPage:
    versions = standards.history_of_process(process=row.process) if row else []
    return ProcessPage(
        title=str(row.process.name) if row else _("A new process"),
        crumbs=(Crumb(_("Processes"), reverse("standards:processes")),),
        form=form or _begun(row, reader),
        chips=[gap_chip(gap) for gap in row.gaps] if row else (),
        owner=_owner(row),
        history=_history(versions),
        retire=Link(_("Take it out of the register"), reverse("standards:retire_process", kwargs={"code": row.code}))
        if row
        else None,
    )


def process_form(data: "Mapping[str, object]", *, reader: "Person") -> ProcessForm:
    return ProcessForm(data, choices=_choices(reader))


def _begun(row: Registered | None, reader: "Person") -> ProcessForm:
    if row is None:
        return ProcessForm(choices=_choices(reader))
    values: dict[str, object] = {
        "stage": row.stage.value,
        "unit": row.unit.code,
        "owner": row.owner.number if row.owner else "",
        "standards": [each.code for each in row.standards],
    }
    return ProcessForm(words={"name": row.process.name}, values=values, choices=_choices(reader))


def _choices(reader: "Person") -> "dict[str, list[tuple[str, str]]]":
    return {
        "stage": [(stage.value, stage_name(stage)) for stage in Stage],
        "unit": [(each.code, str(each.name)) for each in people.units_seen(viewer=reader, power=rules.KEEP)],
        "standards": [(each.code, str(each.text)) for each in standards.standards_in_force()],
    }


def _owner(row: Registered | None) -> str:
    if row is None or row.owner is None:
        return ""
    return _("%(name)s answers for it.") % {"name": row.owner.name}


def _history(versions: "Sequence[Process]") -> Sequence[LedgerEntry]:
    names = people.names_of(actors=[each.changed_by for each in versions])
    return [_version(each, names.get(each.changed_by, "")) for each in versions]


def _version(each: "Process", by: str) -> LedgerEntry:
    owner = each.owner.name if each.owner else _("nobody")
    served = len(each.served.all())
    said = {"process": each.name, "unit": each.unit.name, "owner": owner}
    counted = ngettext("%(count)s standard", "%(count)s standards", served) % {"count": number(served)}
    changed = day(today.day_in(each.unit.zone, at=each.changed_at))
    return LedgerEntry(
        says=_("%(process)s: %(unit)s, %(owner)s") % said,
        stage="done" if each.retired_at else "now",
        aside=changed,
        detail=_("%(standards)s, entered by %(name)s") % {"standards": counted, "name": by} if by else counted,
    )
