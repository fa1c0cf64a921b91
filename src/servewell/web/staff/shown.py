"""What the pages of the staff files show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from servewell.base import links
from servewell.base.paging import Page
from servewell.engines.tables import FileRefused
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import FOR_EVER, ChangeKind, IntakeState
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest
from servewell.web.kit.asked import edges_asked_for, pager_of
from servewell.web.kit.components import Chip, Crumb, Empty, Link, Pager
from servewell.web.kit.retelling import Retelling, value_of_files, why_refused
from servewell.web.kit.templatetags.kit import day
from servewell.web.staff.forms import BringForm, StartForm

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from servewell.rooms.people.models import Intake, IntakeRow, Person

KINDS: Final = tuple(ChangeKind)
_KIND_WORDS: Final[Mapping[ChangeKind, "Promise"]] = {
    ChangeKind.JOIN: gettext_lazy("Join"),
    ChangeKind.REJOIN: gettext_lazy("Come back"),
    ChangeKind.MOVE: gettext_lazy("Move"),
    ChangeKind.CHANGE: gettext_lazy("Change otherwise"),
    ChangeKind.LEAVE: gettext_lazy("Leave"),
    ChangeKind.HELD: gettext_lazy("Held back"),
}
_DIFFERS: Final[Mapping[str, "Promise"]] = {
    "name": gettext_lazy("another name"),
    "email": gettext_lazy("another e-mail address"),
    "language": gettext_lazy("another language"),
    "job": gettext_lazy("another job title"),
    "until": gettext_lazy("another last day"),
    "unit": gettext_lazy("another posting"),
    "manager": gettext_lazy("another manager"),
}
_TOLD: Final = frozenset(_DIFFERS) - {"unit", "manager"}


@dataclass(frozen=True)
class FileRow:
    name: str
    url: str
    says: str
    state: Chip


@dataclass(frozen=True)
class FilesPage:
    title: str
    rows: Sequence[FileRow]
    pager: Pager
    bring: Link
    empty: Empty | None


@dataclass(frozen=True)
class BringPage:
    title: str
    form: BringForm
    back: Link


@dataclass(frozen=True)
class Part:
    label: str
    count: int
    url: str
    is_here: bool


@dataclass(frozen=True)
class ChangeRow:
    title: str
    aside: str
    says: Sequence[str]


@dataclass(frozen=True)
class FilePage:
    """``asks`` is said where so many would leave that a person types their number."""

    title: str
    crumbs: Sequence[Crumb]
    state: Chip
    line: str
    parts: Sequence[Part]
    rows: Sequence[ChangeRow]
    pager: Pager
    trouble: Sequence[str]
    form: StartForm | None
    asks: str
    start_path: str
    drop_path: str
    held_path: str
    percent: int | None
    nothing: Empty | None


def files_page(found: "Page[Intake]") -> FilesPage:
    bring = Link(_("Bring a staff file"), reverse("staff:bring"))
    asking = sum(each.state == IntakeState.ASKING for each in found.items)
    title = (
        ngettext("%(number)s staff file asks for you", "%(number)s staff files ask for you", asking)
        % {"number": asking}
        if asking
        else _("Who works here, from the HR system")
    )
    return FilesPage(
        title=title,
        rows=tuple(_file_row(each) for each in found.items),
        pager=pager_of(found),
        bring=bring,
        empty=None if found.items else Empty(
            says=_("No staff file has come in yet"),
            detail=_("Bring an export of your HR system: you see what would change before anything does."),
            action=bring,
            icon="people",
        ),
    )  # fmt: skip


def _file_row(intake: "Intake") -> FileRow:
    return FileRow(
        name=intake.name,
        url=links.STAFF_FILE.path(number=intake.pk),
        says=_("%(unit)s, as of %(day)s") % {"unit": intake.unit.name, "day": day(intake.on)},
        state=_state(intake),
    )


def _state(intake: "Intake") -> Chip:
    return {
        IntakeState.PLANNED: Chip(_("to be decided"), "needs"),
        IntakeState.ASKING: Chip(_("asks for you"), "needs"),
        IntakeState.GOING: Chip(_("is being taken in"), "accent"),
        IntakeState.DONE: Chip(_("done"), "plain"),
        IntakeState.DROPPED: Chip(_("dropped"), "plain"),
        IntakeState.FAILED: Chip(_("failed"), "bad"),
    }[IntakeState(intake.state)]


def bring_page(form: BringForm) -> BringPage:
    return BringPage(
        title=_("Bring a file of the staff"), form=form, back=Link(_("All staff files"), links.STAFF.path())
    )


def file_page(intake: "Intake", *, kind: ChangeKind, rows: "Page[IntakeRow]", form: StartForm | None) -> FilePage:
    counts = intake.counts
    waits = intake.state in (IntakeState.PLANNED, IntakeState.ASKING)
    path = {"number": intake.pk}
    return FilePage(
        title=_title(intake),
        crumbs=(Crumb(_("Staff files"), links.STAFF.path()), Crumb(intake.name)),
        state=_state(intake),
        line=_("%(unit)s, as of %(day)s") % {"unit": intake.unit.name, "day": day(intake.on)},
        parts=tuple(_parts(counts, kind)),
        rows=tuple(_change_row(each) for each in rows.items),
        pager=pager_of(rows, kind=kind.value),
        trouble=(*_trouble(counts), *(str(each) for each in intake.fault.values())),
        form=(form or StartForm()) if waits else None,
        asks=_asks(counts) if intake.state == IntakeState.ASKING else "",
        start_path=reverse("staff:start", kwargs=path),
        drop_path=reverse("staff:drop", kwargs=path),
        held_path=reverse("staff:held_csv", kwargs=path) if counts.get("held") else "",
        percent=_percent(intake),
        nothing=None if rows.items else Empty(says=_("Nobody stands here"), icon="check"),
    )


def _title(intake: "Intake") -> str:
    counts = intake.counts
    changes = sum(counts.get(each.value, 0) for each in KINDS if each is not ChangeKind.HELD)
    if intake.state == IntakeState.GOING:
        return _("%(name)s is being taken in") % {"name": intake.name}
    if not changes:
        return _("%(name)s changes nothing") % {"name": intake.name}
    words = {"name": intake.name, "number": changes}
    if intake.state == IntakeState.DONE:
        return ngettext(
            "%(name)s changed %(number)s person", "%(name)s changed %(number)s people", changes
        ) % words  # fmt: skip
    return ngettext(
        "%(name)s would change %(number)s person", "%(name)s would change %(number)s people", changes
    ) % words  # fmt: skip


def _parts(counts: Mapping[str, int], here: ChangeKind) -> "list[Part]":
    return [
        Part(str(_KIND_WORDS[kind]), counts.get(kind.value, 0), f"?kind={kind.value}", kind is here) for kind in KINDS
    ]


def _trouble(counts: Mapping[str, int]) -> list[str]:
    nameless = counts.get("nameless", 0)
    if not nameless:
        return []
    words = ngettext(
        "Nobody leaves by this file: %(number)s row does not say whose it is.",
        "Nobody leaves by this file: %(number)s rows do not say whose they are.",
        nameless,
    )
    return [words % {"number": nameless}]


def _asks(counts: Mapping[str, int]) -> str:
    words = _("%(leavers)s of %(of)s people would leave by this file. If that is right, type their number below.")
    return words % {"leavers": counts.get("leave", 0), "of": counts.get("of", 0)}


def _percent(intake: "Intake") -> int | None:
    if intake.state != IntakeState.GOING:
        return None
    return min(int(100 * intake.counts.get("done", 0) / max(intake.counts.get("todo", 1), 1)), 99)


def _change_row(row: "IntakeRow") -> ChangeRow:
    if row.kind == ChangeKind.HELD:
        says = tuple(services.told(fault=services.Fault(*fault)) for fault in row.detail["faults"])
        title = _("Row %(row)s") % {"row": row.row} if row.row else _("Missing from the file")
        return ChangeRow(title, row.name, says)
    return ChangeRow(row.name, row.number, tuple(_says(row)))


def _says(row: "IntakeRow") -> "list[str]":
    detail = row.detail
    lines = [_begins(*begun) for begun in detail["begins"]]
    if row.kind == ChangeKind.LEAVE:
        last = _day(min(detail["ends"], default=detail["on"])) - timedelta(days=1)
        lines.append(_("Last day %(day)s, at %(unit)s") % {"day": day(last), "unit": detail["was_at"]})
    elif row.kind != ChangeKind.JOIN:
        lines += [_differs(each, asks=detail.get("asks", False)) for each in detail["differs"] if each in _TOLD]
    if detail["leader"]:
        lines.append(_("led by %(number)s") % {"number": detail["leader"]})
    if detail["waits_for"]:
        lines.append(_("The manager %(number)s is held back; the next file enters who leads.") % {
            "number": detail["waits_for"]
        })  # fmt: skip
    return lines


def _differs(what: str, *, asks: bool) -> str:
    if what == "email" and asks:
        return _("another e-mail address: it waits until somebody agrees who may do as much as this person")
    return str(_DIFFERS[what])


def _begins(unit: str, job: str, from_on: str, until_on: str) -> str:
    words = {"job": job, "unit": unit, "day": day(_day(from_on))}
    if _day(until_on) == FOR_EVER:
        return _("%(job)s at %(unit)s from %(day)s") % words
    last = day(_day(until_on) - timedelta(days=1))
    return _("%(job)s at %(unit)s from %(day)s to %(last)s") % {**words, "last": last}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def units_of(person: "Person") -> list[tuple[str, str]]:
    """The widest one first: most files are the whole company's."""
    widest = people.widest_unit_with(viewer=person, power=rules.MANAGE)
    units = people.units_seen(viewer=person, power=rules.MANAGE)
    return [(unit.code, str(unit.name)) for unit in sorted(units, key=lambda unit: (unit.pk != widest, unit.code))]


def file_shown(
    request: SignedInRequest, intake: "Intake", *, form: StartForm | None = None, status: int = 200
) -> HttpResponse:
    kind = _kind_asked_for(request, intake)
    rows = people.intake_rows(intake=intake, kind=kind, **edges_asked_for(request))
    page = file_page(intake, kind=kind, rows=rows, form=form)
    return render.page(request, "staff/file.html", page, status=status)


def intake_or_404(request: SignedInRequest, number: int) -> "Intake":
    try:
        return people.intake_for(viewer=request.person, number=number)
    except people.NoSuchIntake as fault:
        raise Http404 from fault


def _kind_asked_for(request: SignedInRequest, intake: "Intake") -> ChangeKind:
    """The one that is asked for, or else the first in which somebody stands: who leaves comes before all others."""
    asked = request.GET.get("kind", "")
    if asked in {kind.value for kind in ChangeKind}:
        return ChangeKind(asked)
    order = (ChangeKind.LEAVE, ChangeKind.HELD, *ChangeKind)
    return next((kind for kind in order if intake.counts.get(kind.value)), ChangeKind.JOIN)


_COLUMNS: Final = (
    gettext_noop("The columns “%(one)s” and “%(other)s” both mean %(column)s."),
    gettext_noop("Leave one of them out, or name the one that counts."),
    gettext_noop("The file has no column “%(column)s”; its columns are: %(columns)s."),
    gettext_noop("The file has no column %(column)s; its columns are: %(columns)s."),
    gettext_noop("Rename a column, or say which one it is: %(column)s=ITS NAME."),
    gettext_noop("There is no column %(column)s."),
    gettext_noop("The columns are: %(columns)s."),
    gettext_noop("Write its name as the file has it."),
)
_of_columns: Final = Retelling(_COLUMNS, value_of_files, is_one_sentence=True)


def why_not_read(fault: FileRefused | services.ColumnsDoNotFit) -> str:
    """Why a file of the staff cannot be read, in the reader's language."""
    return why_refused(fault) if isinstance(fault, FileRefused) else _of_columns.retold(fault.what, fault.mend)
