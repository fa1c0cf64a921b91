"""Units, days and equal rows: what was found, and what a person says about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.tables.recipe import Unknown
from servewell.rooms.voice.services import SeenColumn
from servewell.web.imports.forms.places import MOST_LABELS
from servewell.web.imports.forms.roles import Is, role_of
from servewell.web.imports.shown import fields
from servewell.web.imports.shown.fields import Field, Option
from servewell.web.imports.shown.findings import FindingCard, cards_of
from servewell.web.imports.shown.parts import Parts, part_of
from servewell.web.imports.shown.steps import Opened, Step, Way, way_of
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

MOST_DISTINCT_FORMATS: Final = 12
WORDS_UNDER_A_LABEL: Final = 1
LONGEST_WORDS: Final = 110
MOST_BY: Final = 8


@dataclass(frozen=True)
class LabelRow:
    label: str
    count: str
    field: Field
    words: Sequence[str]


@dataclass(frozen=True)
class UnitsPage:
    title: str
    way: Way
    one: Field | None
    rows: Sequence[LabelRow]
    parts: Parts
    left_over: str
    unknown: Field | None
    beside: Sequence[Field]
    findings: Sequence[FindingCard]


def units_page(
    opened: Opened,
    *,
    units: "Sequence[Unit]",
    managed: "Sequence[Unit]",
    posted: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    part: int | None = None,
) -> UnitsPage:
    """``managed`` are the units under which the person may make new ones."""
    said, wrong = posted or {}, faults or {}
    rule = opened.recipe.unit
    choices = _choices(units)
    labels = _labels(opened)
    shown, parts = part_of(labels, part, size=MOST_LABELS)
    one = None
    if rule.column is None:
        chosen = said.get("is", rule.is_ or "")
        label = _("The unit that all rows belong to")
        one = fields.select(name="is", label=label, choices=choices, chosen=chosen, fault=wrong.get("is", ""))
    return UnitsPage(
        title=_units_title(opened, labels, units),
        way=way_of(opened, Step.UNITS),
        one=one,
        rows=[_label(opened, label, count, units, said) for label, count in shown],
        parts=parts,
        left_over=_left_over(opened.seen.column(rule.column)),
        unknown=None if one else _unknown(opened, said, may_make=bool(managed)),
        beside=() if one else _beside(opened, choices, _choices(managed), said, wrong),
        findings=cards_of(opened, Step.UNITS),
    )


def parts_of_units(opened: Opened, part: int | None) -> Parts:
    return part_of(_labels(opened), part, size=MOST_LABELS)[1]


def _labels(opened: Opened) -> Sequence[tuple[str, int]]:
    column = opened.seen.column(opened.recipe.unit.column)
    return [each for each in (column.values if column else ()) if each[0].strip()]


def _units_title(opened: Opened, labels: Sequence[tuple[str, int]], units: "Sequence[Unit]") -> str:
    if opened.recipe.unit.column is None:
        return _("No column names the unit: whose customers are these?")
    unknown = [label for label, _count in labels if not _unit_of(opened, label, units)]
    if not unknown:
        text = ngettext(
            "%(number)s label, and its unit is known", "%(number)s labels, and their units are known", len(labels)
        )
        return text % {"number": number(len(labels))}
    text = ngettext(
        "%(number)s of %(all)s labels names no unit that you know",
        "%(number)s of %(all)s labels name no unit that you know",
        len(unknown),
    )
    return text % {"number": number(len(unknown)), "all": number(len(labels))}


def _unit_of(opened: Opened, label: str, units: "Sequence[Unit]") -> str:
    named = opened.recipe.unit.names.get(label)
    if named:
        return named
    plain = " ".join(label.split()).casefold()
    known = {unit.code.casefold(): unit.code for unit in units}
    known |= {text.casefold(): unit.code for unit in units for text in unit.name.texts.values()}
    return known.get(plain, "")


def _label(opened: Opened, label: str, count: int, units: "Sequence[Unit]", posted: Mapping[str, str]) -> LabelRow:
    name = f"unit-{label}"
    choices = [("", _("none: as said above")), *((unit.code, str(unit.name)) for unit in units)]
    return LabelRow(
        label=label,
        count=number(count),
        field=fields.select(
            name=name, label=_("The unit that “%(label)s” means") % {"label": label}, choices=choices,
            chosen=posted.get(name, _unit_of(opened, label, units)), is_quiet=True,
        ),
        words=[_short(each) for each in opened.seen.said_under.get(label, ())[:WORDS_UNDER_A_LABEL]],
    )  # fmt: skip


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_WORDS else f"{flat[: LONGEST_WORDS - 1]}…"


def _left_over(column: SeenColumn | None) -> str:
    """Of a column with very many labels only the commonest are kept."""
    more = column.distinct - len(column.values) if column else 0
    text = ngettext(
        "%(number)s rarer label more is read as its own code or name.",
        "%(number)s rarer labels more are read as their own codes or names.",
        more,
    )
    return text % {"number": number(more)} if more > 0 else ""


def _choices(units: "Sequence[Unit]") -> Sequence[tuple[str, str]]:
    return [(unit.code, str(unit.name)) for unit in units]


def _unknown(opened: Opened, posted: Mapping[str, str], *, may_make: bool) -> Field:
    choices = [
        (Unknown.HOLD.value, _("Hold such rows back, to be decided one by one")),
        (Unknown.TO_ONE.value, _("They belong to one unit")),
    ]
    if may_make:
        choices.append((Unknown.MAKE.value, _("Make a new unit for each label")))
    chosen = posted.get("unknown", opened.recipe.unit.unknown.value)
    label = _("What becomes of a label that names no unit?")
    needed = "" if may_make else _("If units are missing, ask somebody who may change units to add them first.")
    return Field(name="unknown", label=label, kind="radio", options=fields.options(choices, chosen), help=needed)


def _beside(
    opened: Opened,
    choices: Sequence[tuple[str, str]],
    managed: Sequence[tuple[str, str]],
    posted: Mapping[str, str],
    faults: Mapping[str, str],
) -> Sequence[Field]:
    rule = opened.recipe.unit
    wanted = [("otherwise", _("The one unit"), rule.otherwise, choices)]
    if managed:
        wanted.append(("under", _("New units stand under"), rule.under, managed))
    return [
        fields.select(
            name=name, label=label, choices=[("", _("choose one")), *offered], chosen=posted.get(name, known or ""),
            fault=faults.get(name, ""),
        )
        for name, label, known, offered in wanted
    ]  # fmt: skip


@dataclass(frozen=True)
class FormatRow:
    option: Option
    aside: str


@dataclass(frozen=True)
class WhenPage:
    title: str
    way: Way
    column: str
    examples: Sequence[str]
    one: Field | None
    how: Field | None
    formats: Sequence[FormatRow]
    formats_fault: str
    read_on: Field | None
    findings: Sequence[FindingCard]


def when_page(
    opened: Opened,
    *,
    posted: Mapping[str, str] | None = None,
    ticked: Sequence[str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> WhenPage:
    said, wrong, rule = posted or {}, faults or {}, opened.recipe.date
    column = opened.seen.column(rule.column)
    one = None
    if rule.column is None:
        day = said.get("is", rule.is_.isoformat() if rule.is_ else "")
        label = _("The day on which all of this was said")
        one = Field(name="is", label=label, kind="date", value=day, fault=wrong.get("is", ""))
    chosen = rule.formats if ticked is None else ticked
    return WhenPage(
        title=_when_title(opened, column),
        way=way_of(opened, Step.WHEN),
        column=rule.column or "",
        examples=column.examples if column else (),
        one=one,
        how=None if one else _how(opened, said),
        formats=[] if one else _formats(column, chosen),
        formats_fault=wrong.get("formats", ""),
        read_on=None if one else _read_on(opened, said, wrong),
        findings=cards_of(opened, Step.WHEN),
    )


def _when_title(opened: Opened, column: SeenColumn | None) -> str:
    if column is None:
        return _("No column holds the day: when was this said?")
    if column.both_orders:
        text = ngettext(
            "%(number)s day can be read in two ways", "%(number)s days can be read in two ways", column.both_orders
        )
        return text % {"number": number(column.both_orders)}
    if len(column.formats) > 1:
        text = ngettext(
            "The days are written in %(number)s way", "The days are written in %(number)s ways", len(column.formats)
        )
        return text % {"number": number(len(column.formats))}
    return _("The days stand in “%(column)s”") % {"column": column.name}


def _how(opened: Opened, posted: Mapping[str, str]) -> Field:
    rule = opened.recipe.date
    choices = [
        ("these", _("Only as ticked below; other rows are held back")),
        ("detect", _("Row by row, in any known way; days that can be read in two ways are held back")),
    ]
    if rule.by_column:
        text = _("By what stands in “%(column)s”: %(ways)s")
        choices.insert(0, ("by", text % {"column": rule.by_column, "ways": _ways(rule.by_formats)}))
    known = "by" if rule.by_column else "these" if rule.formats else "detect"
    label = _("How are the days read?")
    return Field(name="how", label=label, kind="radio", options=fields.options(choices, posted.get("how", known)))


def _ways(by_formats: Mapping[str, Sequence[str]]) -> str:
    """Each value with the formats of its rows; of several that fit one day differently, the row is held back."""
    said = [f"{value} {' / '.join(formats)}" for value, formats in by_formats.items()]
    return "; ".join([*said[:MOST_BY], *(["…"] if len(said) > MOST_BY else [])])


def _formats(column: SeenColumn | None, chosen: Sequence[str]) -> Sequence[FormatRow]:
    counts = dict(column.formats[:MOST_DISTINCT_FORMATS]) if column else {}
    known = tuple(dict.fromkeys((*counts, *chosen)))
    return [
        FormatRow(option=Option(value=each, label=each, is_chosen=each in chosen), aside=number(counts.get(each, 0)))
        for each in known
    ]


def _read_on(opened: Opened, posted: Mapping[str, str], faults: Mapping[str, str]) -> Field:
    known = opened.recipe.date.read_on
    return Field(
        name="read-on", label=_("The day on which the file was fetched"), kind="date",
        value=posted.get("read-on", known.isoformat() if known else ""), fault=faults.get("read-on", ""),
        help=_("Needed only where days are written as “Yesterday” or without a year."),
    )  # fmt: skip


@dataclass(frozen=True)
class ColumnTick:
    option: Option
    aside: str


@dataclass(frozen=True)
class SamePage:
    title: str
    way: Way
    how: Field
    columns: Sequence[ColumnTick]
    columns_fault: str
    findings: Sequence[FindingCard]


def same_page(
    opened: Opened,
    *,
    posted: Mapping[str, str] | None = None,
    ticked: Sequence[str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> SamePage:
    said, chosen = posted or {}, opened.recipe.duplicate if ticked is None else ticked
    choices = [
        ("columns", _("Rows are the same when the columns ticked below are")),
        ("rows", _("Rows are the same when all their cells are")),
    ]
    known = "columns" if opened.recipe.duplicate else "rows"
    how = Field(
        name="how", label=_("When are two rows the same?"), kind="radio",
        options=fields.options(choices, said.get("how", known)),
        help=_("The same row is taken in once, however often a file is brought."),
    )  # fmt: skip
    offered = [each for each in opened.seen.columns if _may_name(opened, each) or each.name in chosen]
    return SamePage(
        title=_same_title(opened),
        way=way_of(opened, Step.SAME),
        how=how,
        columns=[_tick(each, chosen) for each in offered[:40]],
        columns_fault=(faults or {}).get("columns", ""),
        findings=cards_of(opened, Step.SAME),
    )


def _may_name(opened: Opened, column: SeenColumn) -> bool:
    """Columns that tell rows apart, and those of who, where and when, which may do so together."""
    if role_of(opened.recipe, column.name) in (Is.ID, Is.UNIT, Is.DATE, Is.EMAIL):
        return True
    return column.is_capped or (column.filled > 0 and column.distinct > column.filled * 0.9)


def _same_title(opened: Opened) -> str:
    names = opened.recipe.duplicate
    if not names:
        return _("No column names a row: whole rows are compared")
    text = ngettext("“%(columns)s” names a row", "“%(columns)s” together name a row", len(names))
    return text % {"columns": " + ".join(names)}


def _tick(column: SeenColumn, chosen: Sequence[str]) -> ColumnTick:
    eaten = dict(column.traits).get("eaten", 0) + dict(column.traits).get("rounded", 0)
    if eaten:
        text = ngettext(
            "%(number)s of its numbers was eaten by a spreadsheet",
            "%(number)s of its numbers were eaten by a spreadsheet",
            eaten,
        )
        aside = text % {"number": number(eaten)}
    elif column.is_capped:
        aside = _("very many different values")
    else:
        text = ngettext("%(number)s different value", "%(number)s different values", column.distinct)
        aside = text % {"number": number(column.distinct)}
    return ColumnTick(option=Option(column.name, column.name, column.name in chosen), aside=aside)
