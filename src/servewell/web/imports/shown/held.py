"""Rows that were held back: each with its faulty cells marked and a field to correct them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base.paging import Page
from servewell.engines.tables import Reason
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.terms import HeldState
from servewell.web.imports.shown import words
from servewell.web.imports.shown.counts import counted_in
from servewell.web.imports.shown.fields import Field, Option
from servewell.web.imports.shown.rows import Cell
from servewell.web.imports.shown.steps import crumbs_of
from servewell.web.kit.access import SignedInRequest
from servewell.web.kit.asked import key_asked_for, pager_of
from servewell.web.kit.components import Chip, Crumb, Empty, Link, Pager
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.voice.models import HeldRow, Import

MOST_CELLS: Final = 900  # below DATA_UPLOAD_MAX_NUMBER_FIELDS; the cells behind stay as they came


@dataclass(frozen=True)
class Wrong:
    says: str
    mend: str


@dataclass(frozen=True)
class SameForAll:
    """One correction for all rows with the same faulty value. ``kind`` is "unit" or "value"."""

    says: str
    kind: str
    column: str
    value: str
    field: Field


@dataclass(frozen=True)
class HeldCard:
    """``cells`` is the row as it came, ``fields`` are for what is wrong; ``corrected`` is how it was taken in."""

    number: int
    title: str
    state: Chip | None
    wrong: Sequence[Wrong]
    cells: Sequence[Cell]
    fields: Sequence[Field]
    corrected: Sequence[Cell]
    take_path: str
    drop_path: str
    same: SameForAll | None


@dataclass(frozen=True)
class HeldPage:
    title: str
    crumbs: Sequence[Crumb]
    reasons: Sequence[Link]
    here: str
    cards: Sequence[HeldCard]
    pager: Pager
    download: Link
    same_path: str
    empty: Empty | None


@dataclass(frozen=True)
class Returned:
    """The row that somebody tried to correct: what was typed, and what is wrong with it still."""

    row: int
    posted: Mapping[str, str]
    reasons: Sequence[Reason]

    @property
    def faults(self) -> Mapping[str, str]:
        return {each.column: words.reason(each.code) for each in self.reasons}


def held_page_for(request: SignedInRequest, found: "Import", *, returned: Returned | None = None) -> HeldPage:
    """The page that the address asks for."""
    reason = request.GET.get("reason", "")
    reason = reason if reason in words.REASONS else ""
    after = key_asked_for(request, "after")
    rows = voices.held_rows(run=found, reason=reason or None, before=key_asked_for(request, "before"), after=after)
    return held_page(
        found,
        rows,
        reason=reason,
        columns=voices.columns_of(run=found) if rows.items else (),
        units=people.units_seen(viewer=request.person, power=rules.IMPORT),
        returned=returned,
    )


def held_page_of_row(request: SignedInRequest, found: "Import", row: "HeldRow", returned: Returned) -> HeldPage:
    """One row that was sent back with what is still wrong."""
    return held_page(
        found,
        Page(items=(row,), older=None, newer=None),
        reason="",
        columns=voices.columns_of(run=found),
        units=people.units_seen(viewer=request.person, power=rules.IMPORT),
        returned=returned,
    )


def held_page(
    found: "Import",
    rows: "Page[HeldRow]",
    *,
    reason: str,
    columns: Sequence[str],
    units: "Sequence[Unit]",
    returned: Returned | None = None,
) -> HeldPage:
    counts = counted_in(found)
    whole = reverse("imports:import", kwargs={"number": found.pk})
    path = reverse("imports:held", kwargs={"number": found.pk})
    return HeldPage(
        title=_title(counts.held.get(reason, 0) if reason else counts.held_back, reason),
        crumbs=(
            *crumbs_of(found)[:1],
            Crumb(label=found.name, url=whole),
        ),
        reasons=[Link(label=words.reason(code), url=f"{path}?reason={code}") for code in counts.held],
        here=f"{path}?reason={reason}" if reason else "",
        cards=[_card(found, row, columns, units, returned) for row in rows.items],
        pager=pager_of(rows, reason=reason or ""),
        download=Link(label=_("Download these rows"), url=reverse("imports:held_file", kwargs={"number": found.pk})),
        same_path=reverse("imports:same_for_all", kwargs={"number": found.pk}),
        empty=None if rows.items else Empty(says=_("No row is held back here"), icon="check"),
    )


def _title(held: int, reason: str) -> str:
    text = ngettext("%(number)s row was held back", "%(number)s rows were held back", held)
    said = text % {"number": number(held)}
    return _("%(rows)s: %(reason)s") % {"rows": said, "reason": words.reason(reason)} if reason else said


def _card(
    found: "Import", row: "HeldRow", columns: Sequence[str], units: "Sequence[Unit]", returned: Returned | None
) -> HeldCard:
    names = _names(row.cells, columns)
    back = returned if returned and returned.row == row.row else None
    reasons = [(each.code, each.column) for each in back.reasons] if back else [tuple(each[:2]) for each in row.reasons]
    marked = {column for _code, column in reasons}
    is_open = row.state == HeldState.HELD
    parts = {"number": found.pk, "row": row.row}
    return HeldCard(
        number=row.row,
        title=_("Row %(row)s") % {"row": number(row.row)},
        state=None if is_open else _state(row),
        wrong=[
            Wrong(words.reason(code), words.remedy(code)) for code in dict.fromkeys(code for code, _column in reasons)
        ],
        cells=[Cell(name, value, name in marked) for name, value in zip(names, row.cells, strict=False)],
        fields=_fields(row, names, marked, back) if is_open else (),
        corrected=_corrected(row, names),
        take_path=reverse("imports:take_held", kwargs=parts),
        drop_path=reverse("imports:drop_held", kwargs=parts),
        same=_same(row, units) if is_open else None,
    )


def _names(cells: Sequence[str], columns: Sequence[str]) -> Sequence[str]:
    """A row that is too wide has cells under no name, one that is too narrow has names without a cell."""
    more = [_("cell %(place)s") % {"place": place + 1} for place in range(len(columns), len(cells))]
    return [*columns, *more]


def _is_open(name: str, marked: "set[str]") -> bool:
    """Where the whole row is at fault, every cell may be."""
    return name in marked or not any(marked)


def _state(row: "HeldRow") -> Chip:
    if row.state == HeldState.TAKEN:
        return Chip(pgettext("a row", "taken in"), "accent")
    return Chip(pgettext("a row", "dropped"), "plain")


def _fields(row: "HeldRow", names: Sequence[str], marked: "set[str]", back: Returned | None) -> Sequence[Field]:
    """For what is wrong, and for what somebody has changed already."""
    keys = [f"cell-{row.row}-{place}" for place in range(len(names))]
    posted = back.posted if back else {}
    fields = [
        Field(
            name=key,
            label=name,
            value=posted.get(key, cell),
            fault=back.faults.get(name, "") if back else "",
        )
        for key, name, cell in zip(keys, names, _as_wide_as(names, row.cells), strict=True)
        if _is_open(name, marked) or key in posted
    ]
    return fields[:MOST_CELLS]


def _as_wide_as(names: Sequence[str], cells: Sequence[str]) -> Sequence[str]:
    return [*cells, *("" for _place in range(len(cells), len(names)))]


def _corrected(row: "HeldRow", names: Sequence[str]) -> Sequence[Cell]:
    if not row.corrected:
        return ()
    pairs = zip(names, _as_wide_as(names, row.cells), row.corrected, strict=False)
    return [Cell(name, new) for name, old, new in pairs if new != old]


def _same(row: "HeldRow", units: "Sequence[Unit]") -> SameForAll | None:
    """Only where one cell is all that is wrong."""
    if len(row.reasons) != 1 or not row.reasons[0][1]:
        return None
    code, column, value = row.reasons[0]
    is_unit = code == "unit-unknown"
    said = {"column": column, "value": value}
    label = _("The unit that “%(value)s” means") if is_unit else _("What stands for “%(value)s” in “%(column)s”")
    return SameForAll(
        says=_("The same for all rows with “%(value)s” in “%(column)s”") % said,
        kind="unit" if is_unit else "value",
        column=column,
        value=value,
        field=Field(
            name=f"same-{row.row}",
            label=label % said,
            kind="select" if is_unit else "text",
            options=[Option(unit.code, str(unit.name)) for unit in units] if is_unit else (),
        ),
    )
