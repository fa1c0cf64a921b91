"""What each column is: the unsure ones first, each with what it looks like and why that is proposed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.voice.services import SeenColumn
from servewell.web.imports.forms.roles import Is, role_of, where_of
from servewell.web.imports.shown import fields, words
from servewell.web.imports.shown.fields import Field
from servewell.web.imports.shown.findings import FindingCard, cards_of
from servewell.web.imports.shown.parts import Parts, part_of
from servewell.web.imports.shown.retelling import retold
from servewell.web.imports.shown.steps import Opened, Step, Way, step_of, way_of
from servewell.web.kit.components import Chip
from servewell.web.kit.figures import number, percent

MOST_COLUMNS: Final = 150
MOST_BARRED: Final = 8
LONGEST_BARRED: Final = 4
LONGEST_EXAMPLE: Final = 40
FEWEST_FOLDED: Final = 7
# days are not counted one by one, and a number that is a name has no more and no less
BARRED: Final = (Is.SCORE, Is.CHOICE, Is.LANGUAGE, Is.UNIT)
# a reason that says no more than the facts beside it
SAYS_IT_AGAIN: Final = re.compile(r"[\d,]+ different (answers|values) in [\d,]+ (cells|rows)\.")


@dataclass(frozen=True)
class Bar:
    """One value with its share of the filled cells, in words and as a width in twelfths."""

    value: str
    share: str
    twelfths: int


@dataclass(frozen=True)
class ColumnRow:
    """Where ``bars`` show all values there are, no ``examples`` repeat them."""

    name: str
    field: Field
    examples: Sequence[str]
    facts: Sequence[str]
    bars: Sequence[Bar]
    why: str
    unsure: Chip | None


@dataclass(frozen=True)
class ColumnsPage:
    title: str
    way: Way
    unsure: Sequence[ColumnRow]
    sure: Sequence[ColumnRow]
    out: Sequence[ColumnRow]
    out_says: str
    is_folded: bool
    parts: Parts
    findings: Sequence[FindingCard]
    doubts: Sequence[str]
    trouble: str


def columns_page(
    opened: Opened, *, posted: Mapping[str, str] | None = None, trouble: str = "", part: int | None = None
) -> ColumnsPage:
    columns, parts = part_of(opened.seen.columns, part, size=MOST_COLUMNS)
    rows = [_row(opened, column, posted or {}) for column in columns]
    out = [row for row in rows if not row.unsure and row.field.value == Is.OUT]
    return ColumnsPage(
        title=_title(opened, sum(row.unsure is not None for row in rows)),
        way=way_of(opened, Step.COLUMNS),
        unsure=[row for row in rows if row.unsure],
        sure=[row for row in rows if not row.unsure and row.field.value != Is.OUT],
        out=out,
        out_says=_left_out(len(out)),
        is_folded=len(out) >= FEWEST_FOLDED,
        parts=parts,
        findings=cards_of(opened, Step.COLUMNS),
        doubts=[retold(each.why) for each in opened.recipe.unsure if not each.where],
        trouble=trouble,
    )


def _title(opened: Opened, unsure: int) -> str:
    scores = sum(bool(each.scales) for each in opened.recipe.items)
    text = ngettext("%(number)s column holds scores.", "%(number)s columns hold scores.", scores)
    known = text % {"number": number(scores)} if scores else _("No column holds scores yet.")
    if not unsure:
        return known
    text = ngettext("%(known)s %(number)s needs your word.", "%(known)s %(number)s need your word.", unsure)
    return text % {"known": known, "number": number(unsure)}


def _left_out(out: int) -> str:
    text = ngettext("%(number)s column is left out", "%(number)s columns are left out", out)
    return text % {"number": number(out)}


def _row(opened: Opened, column: SeenColumn, posted: Mapping[str, str]) -> ColumnRow:
    name = f"is-{column.name}"
    role = role_of(opened.recipe, column.name)
    chosen = posted.get(name, role.value)
    where = where_of(opened.recipe, column.name)
    doubts = [each.why for each in opened.recipe.unsure if _is_about(each.where, where)]
    bars = bars_of(column) if role in BARRED else ()
    return ColumnRow(
        name=column.name,
        field=fields.select(
            name=name,
            label=_("What “%(column)s” is") % {"column": column.name},
            choices=[(role.value, str(label)) for role, label in words.ROLES.items()],
            chosen=chosen,
            is_quiet=True,
        ),
        examples=() if bars else [_short(each) for each in column.examples],
        facts=_facts(column),
        bars=bars,
        why=retold(*doubts) or _reason(opened.seen.notes, where),
        unsure=Chip(_("please decide"), "needs") if doubts else None,
    )


def _reason(notes: Mapping[str, str], where: str) -> str:
    reason = notes.get(f"{where}.column", "") or notes.get(where, "")
    return "" if SAYS_IT_AGAIN.fullmatch(reason) else retold(reason)


def _is_about(doubt: str, where: str) -> bool:
    return bool(where) and step_of(doubt) is Step.COLUMNS and (doubt == where or doubt.startswith(f"{where}."))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_EXAMPLE else f"{flat[: LONGEST_EXAMPLE - 1]}…"


def _facts(column: SeenColumn) -> Sequence[str]:
    empty = column.rows - column.filled
    facts = []
    if column.is_capped:
        facts.append(_("very many different values"))
    elif column.distinct:
        text = ngettext("%(number)s different value", "%(number)s different values", column.distinct)
        facts.append(text % {"number": number(column.distinct)})
    if empty and column.rows:
        facts.append(_("%(share)s empty") % {"share": percent(empty / column.rows, decimals=0)})
    return facts


def bars_of(column: SeenColumn) -> Sequence[Bar]:
    """Only where the values are few and short enough to be a scale or a list of labels."""
    is_scattered = column.is_capped or column.distinct > MOST_BARRED or column.distinct == column.filled
    values = [(value, count) for value, count in column.values if value.strip()]
    if not column.filled or is_scattered or any(len(value) > LONGEST_BARRED for value, _count in values):
        return ()
    return [
        Bar(value=value, share=percent(count / column.filled, decimals=0), twelfths=_twelfths(count, column))
        for value, count in sorted(values, key=_in_order)
    ]


def _in_order(value: tuple[str, int]) -> tuple[float, str]:
    """As on the scale: 9 stands before 10, and words behind the numbers."""
    text = value[0]
    return (float(text) if text.isascii() and text.isdigit() else float("inf"), text)


def _twelfths(count: int, column: SeenColumn) -> int:
    return max(1, round(12 * count / max(count for _, count in column.values)))
