"""Rows by fate, in words a manager understands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.voice.selectors import Counts, Example, counts_of
from servewell.web.imports.shown import words
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Import


@dataclass(frozen=True)
class FateRow:
    """One fate: how many rows, and what that means."""

    count: str
    says: str
    detail: str = ""


@dataclass(frozen=True)
class ReasonRow:
    code: str
    says: str
    count: str
    mend: str
    examples: Sequence[str]
    url: str = ""


@dataclass(frozen=True)
class UnitRow:
    unit: str
    years: Sequence[str]


def counted_in(found: "Import") -> Counts:
    return counts_of(run=found)


def fates(counts: Counts) -> Sequence[FateRow]:
    rows = [FateRow(number(counts.kept), _voices(counts.kept), _span(counts))]
    if counts.duplicate:
        rows.append(FateRow(number(counts.duplicate), _("known already: they change nothing")))
    if counts.left_out:
        rows.append(FateRow(number(counts.left_out), _("left out, because the recipe does not mean them")))
    if counts.held_back:
        rows.append(FateRow(number(counts.held_back), _("held back: they are not understood, and nobody guesses")))
    if counts.dropped:
        rows.append(FateRow(number(counts.dropped), _("held back, and dropped by a person")))
    return rows


def _voices(kept: int) -> str:
    return ngettext("row becomes a voice", "rows become voices", kept)


def _span(counts: Counts) -> str:
    if counts.first_on is None or counts.last_on is None:
        return ""
    return _("said from %(first)s to %(last)s") % {"first": day(counts.first_on), "last": day(counts.last_on)}


def reasons(counts: Counts, *, urls: Mapping[str, str] | None = None) -> Sequence[ReasonRow]:
    """Why rows are held back, the commonest reason first."""
    ordered = sorted(counts.held.items(), key=lambda each: (-each[1], each[0]))
    return [
        ReasonRow(
            code=code,
            says=words.reason(code),
            count=_rows(held),
            mend=words.remedy(code),
            examples=[_example(each) for each in counts.examples.get(code, ())],
            url=(urls or {}).get(code, ""),
        )
        for code, held in ordered
    ]


def _rows(held: int) -> str:
    return ngettext("%(number)s row", "%(number)s rows", held) % {"number": number(held)}


def _example(one: Example) -> str:
    said = {"row": number(one.row), "column": one.column, "value": one.value}
    if not one.column:
        return _("row %(row)s") % said
    return _("row %(row)s, %(column)s: “%(value)s”") % said if one.value else _("row %(row)s, %(column)s: empty") % said


def lost(counts: Counts) -> Sequence[str]:
    """What the file does not hold any more, or never held right."""
    said = []
    if counts.ids_lost:
        text = ngettext(
            "%(number)s row has a number that a spreadsheet has eaten: it is compared by all its cells.",
            "%(number)s rows have numbers that a spreadsheet has eaten: they are compared by all their cells.",
            counts.ids_lost,
        )
        said.append(text % {"number": number(counts.ids_lost)})
    if counts.lost_addresses:
        text = ngettext(
            "%(number)s address cannot be one and is left out; its row is kept.",
            "%(number)s addresses cannot be ones and are left out; their rows are kept.",
            counts.lost_addresses,
        )
        said.append(text % {"number": number(counts.lost_addresses)})
    if counts.units_made:
        text = ngettext("A new unit: %(units)s.", "New units: %(units)s.", len(counts.units_made))
        said.append(text % {"units": ", ".join(counts.units_made)})
    return said


def by_unit(counts: Counts, names: Mapping[str, str]) -> Sequence[UnitRow]:
    units: dict[str, list[str]] = {}
    text = _("%(year)s: %(number)s")
    for (code, year), kept in sorted(counts.by_unit.items()):
        units.setdefault(code, []).append(text % {"year": year, "number": number(kept)})
    return [UnitRow(unit=names.get(code, code), years=years) for code, years in units.items()]
